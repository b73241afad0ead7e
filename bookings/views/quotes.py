"""The price of the basket, and the step that holds it."""

from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings import basket as baskets
from bookings.actions.place import PriceChanged, place
from bookings.basket import Basket
from bookings.filled import Filled, fill
from bookings.forms.periods import said
from bookings.forms.placing import PlaceForm, SecondForm, offer_parts
from bookings.models.availability import month
from bookings.models.behind import option_in_the_way
from bookings.models.options import in_option_until, latest_of
from bookings.models.part_of import open_to
from bookings.models.releasing import being_released
from bookings.quoting import Shown, chances, shown
from bookings.rules.inductions import Who
from bookings.rules.refusals import SlotTaken
from bookings.rules.request import BookingRequest
from bookings.sealed import Sealed, seal, unseal
from bookings.showing import rates_in_words
from facilities.models import Facility
from facilities.models.parts import contained_in
from funding.outbound.explain import explain
from funding.outbound.terms import costs_of
from funding.rules.quote import Quote
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from members.current import current_organisation
from members.models import Organisation
from members.permissions import may_book

F = TypeVar("F", bound=PlaceForm)
TYPED = ("purpose", "reference", "part_of", "on")


@require_safe
def quote(request: HttpRequest) -> HttpResponse:
    """What it costs, who carries which part, and why. Anybody may see it; booking needs an organisation."""
    filled = fill(baskets.load(request.session))
    if filled is None:
        return redirect("bookings:basket")
    return quote_page(request, filled)


def quote_page(
    request: HttpRequest,
    filled: Filled,
    *,
    form: PlaceForm | None = None,
    second_form: SecondForm | None = None,
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
        **_price_context(seen, filled, now),
    }
    if organisation and seen.price:
        token = _token(filled, organisation, seen.price)
        context["form"] = _place_form(form, token, organisation if context["may_book"] else None)
        if isinstance(obstacle, SlotTaken) and context["may_book"]:
            who = Who(request.user.pk or 0, organisation.pk)
            context |= _second_offer(second_form, filled, who, token, now)
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


def _price_context(seen: Shown, filled: Filled, now: datetime) -> dict[str, Any]:
    price = seen.price
    if price is None:
        return {}
    costs = costs_of(price.lines, price.shares, now=now, zone=filled.hub.zone)
    context: dict[str, Any] = {
        "price": price,
        "steps": explain(price.steps),
        "costs": costs,
        "no_vat": price.no_vat,
    }
    if not price.band_code:
        context["chances"] = chances(price=price, now=now)
    return context


def _token(filled: Filled, organisation: Organisation, price: Quote) -> str:
    """What is shown, sealed in."""
    return seal(
        organisation_id=organisation.pk,
        hub_id=filled.hub.pk,
        lines=filled.wishes,
        quote=price,
        visit=filled.basket.visit,
    )


def _fresh(kind: type[F], form: PlaceForm | None, token: str, **initial: Any) -> F:
    """The form with the price of this moment; what was typed stays, the key is new."""
    typed = {name: form.data.get(name, "") for name in TYPED if name in form.fields} if form else {}
    fresh = kind(initial={**initial, **typed, "token": token, "key": uuid4()})
    if form is not None and form.errors:
        fresh = kind({**typed, "token": token, "key": str(uuid4())})
        fresh.is_valid()
        for field, errors in form.errors.items():
            # What the verb said is not found by looking at the form once more.
            for error in errors:
                if error not in fresh.errors.get(field, []):
                    fresh.add_error(None if field == "__all__" else field, str(error))
    return fresh


def _place_form(form: PlaceForm | None, token: str, organisation: Organisation | None) -> PlaceForm:
    fresh = _fresh(PlaceForm, form, token)
    offer_parts(fresh, open_to(organisation.pk) if organisation else [])
    return fresh


def _second_offer(
    form: SecondForm | None, filled: Filled, who: Who, token: str, now: datetime
) -> dict[str, Any]:
    """Standing behind the option that is in the way, where that is all that is in the way and the hub gives options."""
    hub, wishes = filled.hub, filled.wishes
    first = option_in_the_way(wishes=wishes, hub_id=hub.pk, now=now, visit=filled.basket.visit, who=who)
    if first is None or first.organisation_id == who.organisation_id:
        return {}
    start = min(wish.period.start for wish in wishes)
    things = [wish.facility_id for wish in wishes]
    try:
        last = latest_of(facility_ids=things, start=start, zone=hub.zone, now=now).astimezone(hub.zone)
    except Refusal:
        return {}
    fresh = _fresh(SecondForm, form, token)
    fresh.fields["on"].widget.attrs |= {
        "min": now.astimezone(hub.zone).date().isoformat(),
        "max": last.date().isoformat(),
    }
    return {"second_form": fresh, "second_last": last.date()}


def around(refusal: Refusal | None, filled: Filled, now: datetime) -> dict[str, Any] | None:
    """Other times on the same day at the facility that a refusal is about, to choose from."""
    if refusal is None or "facility_id" not in refusal.facts:
        return None
    for row in filled.rows:
        facility = row.facility
        if facility.pk == refusal.facts["facility_id"]:
            on = row.period.start.astimezone(facility.hub.zone).date()
            day = month(facility=facility, first_day=on, now=now)[on.day - 1]
            option_until, is_released, wait_url = None, False, ""
            if isinstance(refusal, SlotTaken):
                option_until = in_option_until(facility=facility, period=row.period, now=now)
                wait_url = wait_address(facility, row.period, row.quantity)
                is_released = bool(being_released(facility=facility, period=row.period, now=now))
            return {
                "facility": facility,
                "day": day,
                "url_date": on.isoformat(),
                "option_until": option_until,
                "is_released": is_released,
                "wait_url": wait_url,
            }
    return None


def wait_address(facility: Facility, period: Period, quantity: int) -> str:
    """Where one stands in line for exactly this."""
    asked = {**said(period, facility.hub.zone), "quantity": str(quantity)}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('bookings:wait', args=[facility.hub.slug, facility.slug])}?{query}"


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
        return quote_page(request, filled, form=form) if filled else redirect("bookings:basket")
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
        part_of=data["part_of"],
    )
    try:
        placed = place(request=wanted, actor=request.user, now=clock.now())  # type: ignore[arg-type]
    except PriceChanged as refusal:
        if filled is None:
            raise
        return quote_page(request, filled, form=form, refusal=refusal, before=sealed)
    except Refusal as refusal:
        if filled is None or "facility_id" not in refusal.facts:
            raise
        return quote_page(request, filled, form=form, refusal=refusal)
    baskets.keep(request.session, Basket())
    return redirect("bookings:booking", placed.booking.number)
