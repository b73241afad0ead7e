"""What a search found put in the basket in one go: the thing and its extras, all at the same time."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bookings import basket as baskets
from bookings.basket import MOST_LINES, Basket, OtherHub
from bookings.forms.search import refuse_long
from bookings.rules.question import LONGEST, MOST_UNITS, SHORTEST
from facilities.models import Facility, FacilityState
from facilities.rules.companions import MOST_PEOPLE, Activity
from hub.kit.form_fields import EARLY, LATE
from hub.kit.periods import Period

INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+00:00")
FIELDS = ("facility", "quantity", "start", "minutes", "people", "activity")


@dataclass(frozen=True, slots=True)
class Picked:
    """Facilities of one hub, the thing itself first, with how many of each; and what was said of who comes and for
    what, which decides who comes along."""

    facilities: tuple[Facility, ...]
    quantities: tuple[int, ...]
    period: Period
    said: dict[str, Any]


@require_POST
def basket_together(request: HttpRequest) -> HttpResponse:
    """All lines of a result. Another place's basket is not thrown away without asking; what no card of ours posts is
    not there (404)."""
    refuse_long(request.POST)
    picked = _picked(request)
    kept = Basket() if "start_over" in request.POST else baskets.load(request.session)
    try:
        for facility, quantity in zip(picked.facilities, picked.quantities, strict=True):
            kept = kept.added(facility, quantity, picked.period)
        kept = replace(kept, visit=replace(kept.visit, **picked.said))
    except OtherHub as refusal:
        context = {
            "refusal": refusal,
            "facility": picked.facilities[0],
            "posted": [(name, value) for name in FIELDS for value in request.POST.getlist(name)],
            "again": reverse("bookings:basket_together"),
        }
        return render(request, "bookings/other_hub.html", context, status=refusal.status)
    baskets.keep(request.session, kept)
    named = ", ".join(str(each) for each in picked.facilities)
    messages.success(request, _("In your basket: %(facilities)s.") % {"facilities": named})
    return redirect("bookings:basket")


def _picked(request: HttpRequest) -> Picked:
    ids = [_number(text, 2**63 - 1) for text in request.POST.getlist("facility")]
    quantities = [_number(text, MOST_UNITS) for text in request.POST.getlist("quantity")]
    minutes = _number(request.POST.get("minutes", ""), LONGEST)
    start = _instant(request.POST.get("start", ""))
    if not 1 <= len(ids) <= MOST_LINES or len(ids) != len(quantities) or minutes < SHORTEST:
        raise Http404
    rows = Facility.objects.filter(state=FacilityState.LIVE).select_related("kind", "hub__municipality")
    found = rows.in_bulk(ids)
    if len(found) != len(set(ids)) or len({each.hub_id for each in found.values()}) != 1:
        raise Http404
    facilities = tuple(found[id_] for id_ in ids)
    period = Period(start, start + timedelta(minutes=minutes))
    return Picked(facilities, tuple(quantities), period, _said(request.POST))


def _said(data: QueryDict) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if people := data.get("people"):
        said["people"] = _number(people, MOST_PEOPLE)
    if activity := data.get("activity"):
        if activity not in set(Activity):
            raise Http404
        said["activity"] = activity
    return said


def _number(text: str, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,19}", text) or not 1 <= int(text) <= most:
        raise Http404
    return int(text)


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text) if INSTANT.fullmatch(text) else None
    except ValueError:
        at = None
    if at is None or not EARLY <= at.date() <= LATE:
        raise Http404
    return at
