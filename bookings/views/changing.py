"""Changing a booking: first how it is to be, then what that costs, and then it is changed or not at all."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions.change import ChangeCostsOther, NotToChange, TooLateToChange, change
from bookings.changed import ShownChange, as_reckoned, basket_of, shown_change, things_in
from bookings.filled import fill
from bookings.forms.changing import ChangeForms
from bookings.let_go import let_go
from bookings.models import Booking, BookingState, Line
from bookings.models.going_back import would_go_back
from bookings.models.inducted import may_come
from bookings.permissions import booking_for, may_cancel, may_change
from bookings.rules.changing import Change
from bookings.sealed import seal_change, unseal_change
from funding.outbound.explain import shares
from funding.outbound.terms import costs_of
from hub.kit import clock
from hub.kit.errors import Forbidden, Refusal
from members.permissions import is_member, works_at


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_view(request: HttpRequest, number: str) -> HttpResponse:
    """The form, the price of what was filled in, and the change itself; `do` says which."""
    found, now = booking_for(request.user, number), clock.now()
    if not may_cancel(request.user, found):
        raise Forbidden()
    if request.method == "POST" and request.POST.get("do") == "change":
        return _change(request, found)
    _demand_changeable(found, now)
    lines = list(found.lines.select_related("facility").order_by("position"))
    data = request.POST if request.method == "POST" else None
    forms = _forms(request, found, lines, data)
    if data is None or not forms.is_valid():
        return _page(request, found, forms, now, status=400 if data is not None else 200)
    wanted = forms.wanted()
    filled = fill(wanted, booked=things_in(lines)) if wanted else None
    if filled is None:
        messages.warning(request, _("Nothing would be left of it. Cancel the booking instead."))
        return redirect("bookings:cancel", found.number)
    about = forms.about.cleaned_data
    asked = Change(
        number=found.number,
        lines=filled.wishes,
        purpose=about["purpose"],
        visit=filled.basket.visit,
        price_digest="",
        reason=about.get("reason", ""),
    )
    return _shown(request, found, lines, asked, forms, now)


def _forms(
    request: HttpRequest, found: Booking, lines: list[Line], data: QueryDict | None = None
) -> ChangeForms:
    """Who else may come is the organisation's own to say."""
    filled, theirs = basket_of(found, lines), bool(may_change(request.user, found))
    colleagues = may_come(found.organisation, filled.facilities, found.placed_by) if theirs else {}
    return ChangeForms.of(found, filled, needs_reason=not theirs, data=data, colleagues=colleagues)


def _demand_changeable(found: Booking, now: datetime) -> None:
    if found.state != BookingState.CONFIRMED:
        raise NotToChange()
    if found.period.start <= now:
        raise TooLateToChange(hub=found.hub.name)


def _shown(
    request: HttpRequest, found: Booking, lines: list[Line], asked: Change, forms: ChangeForms, now: datetime
) -> HttpResponse:
    """What was filled in with its price, to say yes to."""
    seen = _seen(request.user, found, lines, asked, now)
    same = (found.visit, found.purpose) == (asked.visit, asked.purpose)
    if seen.reckoned is None and seen.obstacle is None and same:
        messages.info(request, _("That is how it is already."))
        return redirect("bookings:booking", found.number)
    return _page(request, found, forms, now, seen=seen, asked=asked)


def _seen(person: Any, found: Booking, lines: list[Line], asked: Change, now: datetime) -> ShownChange:
    as_guest = bool(may_change(person, found))
    return shown_change(
        booking=found, lines=lines, wishes=asked.lines, visit=asked.visit, as_guest=as_guest, now=now
    )


def _change(request: HttpRequest, found: Booking) -> HttpResponse:
    """What was shown, and nothing else."""
    try:
        asked = unseal_change(request.POST.get("token", ""))
    except SignatureExpired:
        messages.warning(request, _("That price was shown a while ago. Look at it once more."))
        return redirect("bookings:change", found.number)
    except BadSignature as error:
        raise Http404 from error
    if asked.number != found.number:
        raise Http404
    try:
        done = change(request=asked, actor=request.user, now=clock.now())  # type: ignore[arg-type]
    except (NotToChange, TooLateToChange):
        raise
    except Refusal as refusal:
        if refusal.status not in (400, 409):
            raise
        return _again(request, found, asked, refusal)
    if not done.again:
        messages.success(request, _("Changed. You both get a mail, and your calendar its new time."))
    return redirect("bookings:booking", found.number)


def _again(request: HttpRequest, found: Booking, asked: Change, refusal: Refusal) -> HttpResponse:
    """Nothing was changed: what it costs now, or what is in the way."""
    now = clock.now()
    found = booking_for(request.user, found.number)
    _demand_changeable(found, now)
    lines = list(found.lines.select_related("facility").order_by("position"))
    forms = _forms(request, found, lines)
    if isinstance(refusal, ChangeCostsOther):
        seen = as_reckoned(lines, asked.lines, refusal.reckoned)
    else:
        seen = _seen(request.user, found, lines, asked, now)
    return _page(request, found, forms, now, seen=seen, asked=asked, refusal=refusal, status=refusal.status)


def _page(
    request: HttpRequest,
    found: Booking,
    forms: ChangeForms,
    now: datetime,
    *,
    seen: ShownChange | None = None,
    asked: Change | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "booking": found,
        "hub": found.hub,
        "forms": forms,
        "is_desk": bool(works_at(request.user, found.hub))
        and not is_member(request.user, found.organisation),
        "shown": seen,
        "refusal": refusal,
        "obstacle": seen.obstacle if seen else None,
    }
    if seen and asked and not seen.obstacle:
        context["token"] = seal_change(replace(asked, price_digest=seen.digest))
        context |= _compared(found, seen, now) | _without(request.user, found, seen, asked, now)
    return render(request, "bookings/change.html", context, status=status)


def _without(person: Any, found: Booking, seen: ShownChange, asked: Change, now: datetime) -> dict[str, Any]:
    """The same without who need not come along any more."""
    other = let_go(
        booking=found,
        lines=list(found.lines.select_related("facility").order_by("position")),
        shown=seen,
        wishes=asked.lines,
        visit=asked.visit,
        as_guest=bool(may_change(person, found)),
        now=now,
    )
    if other is None:
        return {}
    less = replace(asked, lines=other.change.wishes, price_digest=other.change.digest)
    return {"let_go": other, "let_go_token": seal_change(less)}


def _compared(found: Booking, seen: ShownChange, now: datetime) -> dict[str, Any]:
    if seen.reckoned is None:
        return {}
    price = seen.reckoned.price
    frozen = price.to_json()
    return {
        "reckoned": seen.reckoned,
        "price": price,
        "no_vat": price.no_vat,
        "old_shares": shares(found.quote, own_label=found.organisation.name),
        "new_shares": shares(frozen, own_label=found.organisation.name),
        "less_cents": -seen.reckoned.more_cents,
        "goes_back": would_go_back(found, own_cents=price.own_cents + seen.reckoned.fee.own_cents),
        "costs": costs_of(price.lines, price.shares, now=now, zone=found.hub.zone),
    }
