"""The price of the basket, and the step that holds it."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings import basket as baskets
from bookings.actions.place import PriceChanged, place
from bookings.basket import Basket
from bookings.filled import Filled, fill
from bookings.forms.placing import PlaceForm
from bookings.models.availability import month
from bookings.models.options import in_option_until
from bookings.quoting import Shown, chances, shown
from bookings.rules.refusals import SlotTaken
from bookings.rules.request import BookingRequest
from bookings.sealed import Sealed, seal, unseal
from bookings.showing import rates_in_words
from facilities.models.parts import contained_in
from funding.outbound.explain import explain
from hub.kit import clock
from hub.kit.errors import Refusal
from members.current import current_organisation
from members.models import Organisation
from members.permissions import may_book


@require_safe
def quote(request: HttpRequest) -> HttpResponse:
    """What it costs, who carries which part, and why. Anybody may see it; booking needs an organisation."""
    filled = fill(baskets.load(request.session))
    if filled is None:
        return redirect("bookings:basket")
    return _quote(request, filled)


def _quote(
    request: HttpRequest,
    filled: Filled,
    *,
    form: PlaceForm | None = None,
    refusal: Refusal | None = None,
    before: Sealed | None = None,
) -> HttpResponse:
    """`refusal` is why placing did not work, `before` the price that was shown then."""
    now, organisation = clock.now(), current_organisation(request)
    seen = shown(
        wishes=filled.wishes,
        hub=filled.hub,
        organisation=organisation,
        person=request.user,
        now=now,
        visit=filled.basket.visit,
    )
    obstacle = refusal or seen.obstacle
    context = {
        "basket": filled,
        "hub": filled.hub,
        "organisation": organisation,
        "shown": seen,
        "rows": _rows(filled, seen),
        "obstacle": obstacle,
        "around": around(obstacle, filled, now),
        "comes_along": filled.why(obstacle.facts.get("facility_id")) if obstacle else "",
        "before": before,
        "may_book": bool(organisation and may_book(request.user, organisation)),
        **_price_context(seen, now),
    }
    if organisation and seen.price:
        context["form"] = _place_form(form, filled, organisation, seen)
    return render(request, "bookings/quote.html", context, status=refusal.status if refusal else 200)


def _rows(filled: Filled, seen: Shown) -> list[dict[str, Any]]:
    """What is in the basket with its price, where there is one."""
    lines = seen.price.lines if seen.price else (None,) * len(filled.rows)
    contains = contained_in(row.facility.pk for row in filled.rows)
    return [
        {
            "line": row,
            "facility": row.facility,
            "period": row.period,
            "why": row.reasons,
            "priced": priced,
            "rates": rates_in_words(priced.rates) if priced else "",
            "contains": contains.get(row.facility.pk, ()),
        }
        for row, priced in zip(filled.rows, lines, strict=True)
    ]


def _price_context(seen: Shown, now: datetime) -> dict[str, Any]:
    if seen.price is None:
        return {}
    context: dict[str, Any] = {"price": seen.price, "steps": explain(seen.price.steps)}
    if not seen.price.band_code:
        context["chances"] = chances(price=seen.price, now=now)
    return context


def _place_form(form: PlaceForm | None, filled: Filled, organisation: Organisation, seen: Shown) -> PlaceForm:
    """The form with the price of this moment sealed in; what was typed stays, the key is new."""
    assert seen.price is not None
    token = seal(
        organisation_id=organisation.pk,
        hub_id=filled.hub.pk,
        lines=filled.wishes,
        quote=seen.price,
        visit=filled.basket.visit,
    )
    typed = {name: form.data.get(name, "") for name in ("purpose", "reference")} if form else {}
    fresh = PlaceForm(initial={**typed, "token": token, "key": uuid4()})
    if form is not None and form.errors:
        fresh = PlaceForm({**typed, "token": token, "key": str(uuid4())})
        fresh.is_valid()
    return fresh


def around(refusal: Refusal | None, filled: Filled, now: datetime) -> dict[str, Any] | None:
    """Other times on the same day at the facility that a refusal is about, to choose from."""
    if refusal is None or "facility_id" not in refusal.facts:
        return None
    for row in filled.rows:
        facility = row.facility
        if facility.pk == refusal.facts["facility_id"]:
            on = row.period.start.astimezone(facility.hub.zone).date()
            day = month(facility=facility, first_day=on, now=now)[on.day - 1]
            option_until = None
            if isinstance(refusal, SlotTaken):
                option_until = in_option_until(facility=facility, period=row.period, now=now)
            return {
                "facility": facility,
                "day": day,
                "url_date": on.isoformat(),
                "option_until": option_until,
            }
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def place_view(request: HttpRequest) -> HttpResponse:
    """Hold what was shown, at the price that was shown, once. Reading it (after signing in) shows the price."""
    if request.method != "POST":
        return redirect("bookings:quote")
    form = PlaceForm(request.POST)
    filled = fill(baskets.load(request.session))
    if not form.is_valid():
        if "token" in form.errors or "key" in form.errors:
            raise Http404
        return _quote(request, filled, form=form) if filled else redirect("bookings:basket")
    try:
        sealed = unseal(form.cleaned_data["token"])
    except SignatureExpired:
        messages.warning(request, _("That price was shown a while ago. Here is the price now."))
        return redirect("bookings:quote")
    except BadSignature as error:
        raise Http404 from error
    return _place(request, form, sealed, filled)


def _place(request: HttpRequest, form: PlaceForm, sealed: Sealed, filled: Filled | None) -> HttpResponse:
    data = form.cleaned_data
    wanted = BookingRequest(
        organisation_id=sealed.organisation_id,
        hub_id=sealed.hub_id,
        lines=sealed.lines,
        purpose=data["purpose"],
        reference=data["reference"],
        price_digest=sealed.price_digest,
        request_key=data["key"],
        visit=sealed.visit,
    )
    try:
        placed = place(request=wanted, actor=request.user, now=clock.now())  # type: ignore[arg-type]
    except PriceChanged as refusal:
        if filled is None:
            raise
        return _quote(request, filled, form=form, refusal=refusal, before=sealed)
    except Refusal as refusal:
        if filled is None or "facility_id" not in refusal.facts:
            raise
        return _quote(request, filled, form=form, refusal=refusal)
    baskets.keep(request.session, Basket())
    return redirect("bookings:booking", placed.booking.number)
