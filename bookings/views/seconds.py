"""A second option: standing behind the one that is in the way, asking it to decide, letting go."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings import basket as baskets
from bookings.actions.challenge import challenge
from bookings.actions.let_go_second import let_go_second
from bookings.actions.take_second import PriceChanged, take_second
from bookings.basket import Basket
from bookings.filled import fill
from bookings.forms.placing import SecondForm
from bookings.models import BookingState, SecondOption, SecondState
from bookings.permissions import may_change, second_for
from bookings.rules.options import OptionInThePast, OptionTooLong, TooManyOptions, after_challenge
from bookings.rules.request import BookingRequest
from bookings.sealed import Sealed, unseal
from bookings.showing import second_rows, visit_words
from bookings.views.quotes import quote_page
from hub.kit import clock
from hub.kit.errors import Refusal
from members.permissions import is_member, works_at


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def take_view(request: HttpRequest) -> HttpResponse:
    """Stand behind the option that is in the way of the basket. Reading it (after signing in) shows the price."""
    if request.method != "POST":
        return redirect("bookings:quote")
    form, filled = SecondForm(request.POST), fill(baskets.load(request.session))
    if not form.is_valid():
        if "token" in form.errors or "key" in form.errors:
            raise Http404
        return quote_page(request, filled, second_form=form) if filled else redirect("bookings:basket")
    try:
        sealed = unseal(form.cleaned_data["token"])
        second = take_second(
            request=_wanted(sealed, form.cleaned_data),
            on=form.cleaned_data["on"],
            actor=request.user,  # type: ignore[arg-type]
            now=clock.now(),
        )
    except SignatureExpired:
        messages.warning(request, _("That price was shown a while ago. Here is the price now."))
        return redirect("bookings:quote")
    except BadSignature as error:
        raise Http404 from error
    except PriceChanged as refusal:
        messages.warning(request, str(refusal))
        return redirect("bookings:quote")
    except (OptionInThePast, OptionTooLong, TooManyOptions) as refusal:
        if filled is None:
            raise
        form.add_error(None if isinstance(refusal, TooManyOptions) else "on", str(refusal))
        return quote_page(request, filled, second_form=form)
    baskets.keep(request.session, Basket())
    messages.success(request, _("You are second. We mail you as soon as it is your turn."))
    return redirect("bookings:second", second.number)


def _wanted(sealed: Sealed, data: dict[str, Any]) -> BookingRequest:
    return BookingRequest(
        organisation_id=sealed.organisation_id,
        hub_id=sealed.hub_id,
        lines=sealed.lines,
        purpose=data["purpose"],
        reference=data["reference"],
        price_digest=sealed.price_digest,
        request_key=data["key"],
        visit=sealed.visit,
    )


@require_safe
@login_required
def second(request: HttpRequest, number: str) -> HttpResponse:
    """How it stands, for its organisation and for the hub. Whose the first is only the hub sees."""
    found, now = second_for(request.user, number), clock.now()
    if found.became and not works_at(request.user, found.hub):
        return redirect("bookings:booking", found.became.number)
    return render(request, "bookings/second.html", _context(request.user, found, now))


def _context(person: Any, found: SecondOption, now: datetime) -> dict[str, Any]:
    first, zone = found.behind, found.hub.zone
    waits = found.state == SecondState.WAITING
    changes = waits and bool(may_change(person, found))
    return {
        "second": found,
        "hub": found.hub,
        "rows": second_rows(found),
        "visit": visit_words(found.visit, found.period, zone),
        "waits": waits,
        "ours": bool(is_member(person, found.organisation)),
        "is_desk": bool(works_at(person, found.hub)),
        "may_change": changes,
        "may_challenge": changes and not found.challenged_at and first.state == BookingState.OPTION,
        "is_asked": first.state == BookingState.REQUESTED,
        "would_end": after_challenge(held_until=first.held_until, hours=found.hub.challenge_hours, now=now),
        "now": now,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def challenge_view(request: HttpRequest, number: str) -> HttpResponse:
    """Ask who is first to decide. Reading it (after signing in) shows how it stands."""
    found = second_for(request.user, number)
    if request.method == "POST":
        try:
            challenge(number=found.number, actor=request.user, now=clock.now())  # type: ignore[arg-type]
        except Refusal as refusal:
            if refusal.status != 409:
                raise
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("We have asked them. You are told the moment they have decided."))
    return redirect("bookings:second", found.number)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def let_go_view(request: HttpRequest, number: str) -> HttpResponse:
    """Wait no longer. Reading it (after signing in) shows how it stands."""
    found = second_for(request.user, number)
    if request.method == "POST":
        let_go_second(number=found.number, actor=request.user, now=clock.now())  # type: ignore[arg-type]
        messages.success(request, _("You do not wait for it any more."))
    return redirect("bookings:second", found.number)
