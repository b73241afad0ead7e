"""The basket, again and again: first how often, then how every date stands and what it costs, then it is booked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings import basket as baskets
from bookings.actions.place_series import place_series
from bookings.basket import Basket
from bookings.filled import Filled, fill
from bookings.forms.placing import ConfirmForm, PlaceForm, offer_parts
from bookings.forms.series import DatesForm, RepeatForm, choices_in
from bookings.models.house_rules import current_house_rules
from bookings.models.part_of import open_to
from bookings.repeated import ShownSeries, shown_series
from bookings.rules.series import SeriesRequest
from bookings.sealed_series import SealedSeries, seal_series, unseal_series
from hub.kit import clock
from hub.kit.errors import Refusal
from members.current import current_organisation
from members.models import Organisation
from members.permissions import may_book

# What somebody may do about on this page; anything else has a page of its own.
HERE = (400, 409)
TYPED = ("purpose", "reference", "part_of")


@dataclass(frozen=True)
class Typed:
    """What came along with a booking that did not work, to be shown again."""

    place: PlaceForm | None = None
    confirm: ConfirmForm | None = None
    refusal: Refusal | None = None
    status: int = 200


NOTHING_TYPED = Typed()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def series_new(request: HttpRequest) -> HttpResponse:
    """The form, the dates of what was filled in, and booking them; `do` says which."""
    filled = fill(baskets.load(request.session))
    if request.method == "POST" and request.POST.get("do") == "book":
        return _book(request, filled)
    if filled is None:
        return redirect("bookings:basket")
    if request.method != "POST":
        return _page(request, filled, RepeatForm())
    return _shown(request, filled, request.POST, choices_in(request.POST))


def _shown(
    request: HttpRequest,
    filled: Filled,
    data: Mapping[str, Any],
    choices: Mapping[str, str],
    typed: Typed = NOTHING_TYPED,
) -> HttpResponse:
    """How the dates of a form stand."""
    form = RepeatForm(data)
    if not form.is_valid():
        return _page(request, filled, form, typed=Typed(status=400))
    try:
        shown = shown_series(
            lines=filled.basket.wishes,
            hub=filled.hub,
            organisation=current_organisation(request),
            visit=filled.basket.visit,
            repeat=form.repeat(),
            choices=choices,
            now=clock.now(),
            person=request.user,
            rest_out=data.get("do") == "rest_out",
        )
    except Refusal as refusal:
        if refusal.status not in HERE:
            raise
        form.add_error(None, str(refusal))
        return _page(request, filled, form, typed=Typed(status=refusal.status))
    return _page(request, filled, form, shown, typed)


def _page(
    request: HttpRequest,
    filled: Filled,
    form: RepeatForm,
    shown: ShownSeries | None = None,
    typed: Typed = NOTHING_TYPED,
) -> HttpResponse:
    organisation, now = current_organisation(request), clock.now()
    context: dict[str, Any] = {
        "basket": filled,
        # Who must come along stands with each date.
        "things": [row for row in filled.rows if row.picked is not None],
        "hub": filled.hub,
        "organisation": organisation,
        "may_book": bool(organisation and may_book(request.user, organisation)),
        "form": form,
        "shown": shown,
        "no_vat": shown.no_vat if shown else "",
        "refusal": typed.refusal,
    }
    if shown:
        context["dates_form"] = DatesForm(shown=shown, zone=filled.hub.zone)
        context["house_rules"] = current_house_rules(filled.hub, now)
        context["confirm_form"] = typed.confirm or ConfirmForm(house_rules=context["house_rules"])
        if organisation and context["may_book"] and shown.may_go_on:
            context["place_form"] = _place_form(filled, shown, organisation, typed.place)
    return render(request, "bookings/series_new.html", context, status=typed.status)


def _place_form(
    filled: Filled, shown: ShownSeries, organisation: Organisation, before: PlaceForm | None
) -> PlaceForm:
    """With what is shown now sealed in; what was typed stays, the key is new."""
    visit = filled.basket.visit
    token = seal_series(organisation_id=organisation.pk, hub_id=filled.hub.pk, shown=shown, visit=visit)
    kept = {name: before.data.get(name, "") for name in TYPED} if before else {}
    form = PlaceForm(initial={**kept, "token": token, "key": uuid4()})
    offer_parts(form, open_to(organisation.pk))
    return form


def _book(request: HttpRequest, filled: Filled | None) -> HttpResponse:
    """What was shown, and nothing else."""
    place = PlaceForm(request.POST)
    if not place.is_valid():
        if filled is None or "token" in place.errors or "key" in place.errors:
            raise Http404
        return _again(request, filled, Typed(place, status=400))
    try:
        sealed = unseal_series(place.cleaned_data["token"])
    except SignatureExpired:
        messages.warning(request, _("That price was shown a while ago. Here is the price now."))
        return _again(request, filled, Typed(place)) if filled else redirect("bookings:basket")
    except BadSignature as error:
        raise Http404 from error
    if filled and _chose_otherwise(request, sealed):
        messages.warning(
            request, _("You chose something else since. Nothing was booked: this is how it is now.")
        )
        return _again(request, filled, Typed(place, status=409))
    return _place(request, filled, sealed, place)


def _chose_otherwise(request: HttpRequest, sealed: SealedSeries) -> bool:
    """The lists on the page say something else than what was priced."""
    posted, form = choices_in(request.POST), RepeatForm(request.POST)
    same = not posted or posted == sealed.choices
    return not same or (form.is_valid() and form.repeat() != sealed.repeat)


def _place(
    request: HttpRequest, filled: Filled | None, sealed: SealedSeries, place: PlaceForm
) -> HttpResponse:
    now = clock.now()
    rules = current_house_rules(filled.hub, now) if filled else None
    confirm = ConfirmForm(request.POST, house_rules=rules)
    if not confirm.is_valid() and filled:
        return _again(request, filled, Typed(place, confirm, status=400))
    wanted = SeriesRequest(
        organisation_id=sealed.organisation_id,
        hub_id=sealed.hub_id,
        repeat=sealed.repeat,
        lines=sealed.lines,
        dates=sealed.dates,
        left_out=sealed.left_out,
        purpose=place.cleaned_data["purpose"],
        reference=place.cleaned_data["reference"],
        price_digest=sealed.price_digest,
        request_key=place.cleaned_data["key"],
        visit=sealed.visit,
        part_of=place.cleaned_data["part_of"],
    )
    try:
        placed = place_series(
            request=wanted,
            house_rules_version=confirm.accepted_version(),
            actor=request.user,  # type: ignore[arg-type]
            now=now,
        )
    except Refusal as refusal:
        if filled is None or refusal.status not in HERE:
            raise
        return _again(request, filled, Typed(place, refusal=refusal, status=refusal.status))
    baskets.keep(request.session, Basket())
    if not placed.again:
        messages.success(
            request, _("All dates are in. You get one mail with a calendar file of all of them.")
        )
    return redirect("bookings:series", placed.series.number)


def _again(request: HttpRequest, filled: Filled, typed: Typed) -> HttpResponse:
    return _shown(request, filled, request.POST, choices_in(request.POST), typed)
