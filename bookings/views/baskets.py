"""Picking things: one facility on its own, then the basket with everything for one booking."""

import re
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings import basket as baskets
from bookings.basket import Basket, OtherHub
from bookings.daypart_choices import choices_at, day_typed, times_of
from bookings.filled import Filled, fill
from bookings.forms.basket import BasketForms, ChooseForm
from bookings.forms.fields import LONGEST
from bookings.forms.periods import PERIOD_FIELDS, said
from bookings.forms.search import refuse_long
from bookings.models.availability import month
from bookings.models.inducted import may_come
from bookings.models.releasing import being_released
from bookings.models.standing import standing
from bookings.offers import extras_for
from facilities.models import Facility, FacilityState
from facilities.permissions import facility_for
from funding.models.invoicing import no_vat_of
from funding.rules.time import local_day
from hub.kit import clock, saying
from hub.kit.periods import day as whole_day
from members.current import current_organisation


@require_safe
def start(request: HttpRequest, hub: str, facility: str) -> HttpResponse:
    """One facility with the free hours of a day, and the form that puts it in the basket."""
    refuse_long(request.GET)
    chosen, now = facility_for(hub, facility), clock.now()
    kept = baskets.load(request.session)
    initial: dict[str, Any] = {"quantity": "1"}
    if kept.period and kept.hub_id == chosen.hub_id:
        initial.update(said(kept.period, chosen.hub.zone))
    initial.update({name: request.GET[name] for name in (*PERIOD_FIELDS, "quantity") if name in request.GET})
    return _start(request, chosen, ChooseForm(initial=initial, facility=chosen), now)


def _start(request: HttpRequest, facility: Facility, form: ChooseForm, now: datetime) -> HttpResponse:
    on = form.day() or now.astimezone(facility.hub.zone).date()
    released = being_released(facility=facility, period=whole_day(on, facility.hub.zone), now=now)
    context = {
        "facility": facility,
        "hub": facility.hub,
        "form": form,
        "day": day_of(facility, on, now),
        "on": on,
        "released": [saying.period(each.start, each.end, facility.hub.zone, "short") for each in released],
        "dayparts": choices_at(facility.hub),
    }
    return render(request, "bookings/start.html", context)


def day_of(facility: Facility, on: date, now: datetime) -> Any:
    """That day of the facility's month, to say when it is free."""
    return month(facility=facility, first_day=on, now=now)[on.day - 1]


@require_POST
def basket_add(request: HttpRequest) -> HttpResponse:
    """One facility more. Another place's basket is not thrown away without asking."""
    facility = _wanted(request.POST.get("facility", ""))
    if "daypart" in request.POST:
        return _with_daypart(request, facility)
    kept = baskets.load(request.session)
    form = ChooseForm(request.POST, facility=facility, basket_period=kept.period)
    if not form.is_valid():
        return _start(request, facility, form, clock.now())
    if "start_over" in request.POST:
        kept = Basket()
    try:
        new = kept.added(facility, form.cleaned_data["quantity"], form.cleaned_data["period"])
    except OtherHub as refusal:
        context = {"refusal": refusal, "facility": facility, "posted": _again(request)}
        return render(request, "bookings/other_hub.html", context, status=refusal.status)
    baskets.keep(request.session, new)
    messages.success(request, _("%(facility)s is in your basket.") % {"facility": facility})
    return redirect("bookings:basket")


def _with_daypart(request: HttpRequest, facility: Facility) -> HttpResponse:
    """The same page with the times of the daypart whose button was pressed."""
    day = day_typed(request.POST, clock.now().astimezone(facility.hub.zone).date())
    asked = times_of(hub=facility.hub, number=request.POST["daypart"], day=day)
    if quantity := request.POST.get("quantity", "")[:LONGEST]:
        asked["quantity"] = quantity
    where = reverse("bookings:start", args=[facility.hub.slug, facility.slug])
    return redirect(f"{where}?{urlencode({name: value for name, value in asked.items() if value})}")


def _wanted(text: str) -> Facility:
    """The facility that the form names; one that is not live is not there (404)."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    found = (
        Facility.objects.filter(pk=int(text), state=FacilityState.LIVE)
        .select_related("kind", "hub__municipality__region", "hub__region")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _again(request: HttpRequest) -> list[tuple[str, str]]:
    names = ("facility", "quantity", *PERIOD_FIELDS)
    return [(name, request.POST[name]) for name in names if name in request.POST]


@require_safe
def basket(request: HttpRequest) -> HttpResponse:
    """Everything picked so far, changeable, with what else of this place is free at that time."""
    filled = fill(baskets.load(request.session))
    if filled is None:
        baskets.keep(request.session, Basket())
        return render(request, "bookings/basket_empty.html")
    return _basket(request, filled, BasketForms.of(filled, colleagues=_colleagues(request, filled)))


def _colleagues(request: HttpRequest, filled: Filled) -> dict[int, str]:
    """Who else may be named as the one who comes, where something in it asks who that is."""
    return may_come(current_organisation(request), filled.facilities, request.user)


def _basket(request: HttpRequest, filled: Filled, forms: BasketForms) -> HttpResponse:
    now = clock.now()
    context = {
        "basket": filled,
        "hub": filled.hub,
        "forms": forms,
        "extras": extras_for(filled=filled, organisation=current_organisation(request), now=now),
        "added": _added(filled, now),
        "dayparts": choices_at(filled.hub),
        "no_vat": no_vat_of(filled.hub, local_day(now, filled.hub.zone)),
        "key": uuid4(),
    }
    return render(request, "bookings/basket.html", context)


def _added(filled: Filled, now: datetime) -> list[dict[str, Any]]:
    """What the house's rules add, each with whether it can come then."""
    rows = filled.owed_rows
    stands = standing(wishes=[row.wish for row in rows], now=now) if rows else []
    return [
        {"row": row, "open": stand.open, "comes": stand.open and stand.copies >= row.quantity}
        for row, stand in zip(rows, stands, strict=True)
    ]


# Buttons that save what was typed and go on with it.
GO_ON = {"quote": "bookings:quote", "series": "bookings:series_new"}


@require_POST
def basket_change(request: HttpRequest) -> HttpResponse:
    """Save what was typed, take a line out, or go on; `do` says which button was pressed."""
    filled = fill(baskets.load(request.session))
    if filled is None:
        return redirect("bookings:basket")
    do = request.POST.get("do", "save")
    if remove := re.fullmatch(r"remove-([0-9]{1,3})", do):
        return _take_out(request, filled, int(remove[1]))
    forms = BasketForms.of(filled, _typed(request, filled, do), colleagues=_colleagues(request, filled))
    if not forms.is_valid():
        return _basket(request, filled, forms)
    baskets.keep(request.session, forms.basket())
    return redirect(GO_ON.get(do, "bookings:basket"))


def _take_out(request: HttpRequest, filled: Filled, number: int) -> HttpResponse:
    if why := filled.needed(number):
        messages.warning(request, why)
    elif number < len(filled.facilities):
        baskets.keep(request.session, filled.basket.without(number))
        taken = {"facility": filled.facilities[number]}
        messages.success(request, _("%(facility)s is out of your basket.") % taken)
    return redirect("bookings:basket")


def _typed(request: HttpRequest, filled: Filled, do: str) -> QueryDict:
    """What was sent; with the times of the daypart whose button was pressed."""
    data = request.POST.copy()
    if do.startswith("daypart-") and filled.basket.period:
        day = filled.basket.period.start.astimezone(filled.hub.zone).date()
        number = do.removeprefix("daypart-")
        for name, value in times_of(hub=filled.hub, number=number, day=day_typed(data, day)).items():
            data[name] = value
    return data


@require_POST
def basket_empty(request: HttpRequest) -> HttpResponse:
    """Start over."""
    baskets.keep(request.session, Basket())
    messages.info(request, _("Your basket is empty."))
    return redirect("bookings:search")
