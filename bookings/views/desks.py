"""The plain list of a place: who comes today and this week."""

from datetime import date, timedelta

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bookings.desk import desk_days
from bookings.forms.search import refuse_long
from bookings.waiting import matter, requests, talk, unreached
from facilities.permissions import staffed_hub_for
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.form_fields import DayField

WEEK = 7
# What this site can have seen, with room to spare.
FIRST_YEAR = 2020


class NoSuchDay(Refusal):
    code = "no_such_day"
    status = 400
    message = _("We cannot read the day in this address. Write it like 2026-11-26.")


@require_safe
@login_required
def desk(request: HttpRequest, hub: str) -> HttpResponse:
    """Seven days from today, or from the day in the address. No prices and no band: what the door needs, no more."""
    refuse_long(request.GET)
    place, now = staffed_hub_for(request.user, hub), clock.now()
    today = now.astimezone(place.zone).date()
    first = day_in_address(request) or today
    context = {
        "hub": place,
        "days": desk_days(hub=place, first=first, count=WEEK, now=now),
        "today": today,
        "first": first,
        "before": first - timedelta(days=WEEK),
        "after": first + timedelta(days=WEEK),
        "now": now,
        "matters": [
            found for each in (requests, talk, unreached) if (found := matter(each, hub=place, now=now))
        ],
    }
    return render(request, "bookings/desk.html", context)


def day_in_address(request: HttpRequest) -> date | None:
    """The day asked for, none if the address names none. Raises `NoSuchDay`."""
    try:
        day: date | None = DayField(required=False).clean(request.GET.get("day", ""))
    except forms.ValidationError as error:
        raise NoSuchDay() from error
    if day and day.year < FIRST_YEAR:
        raise NoSuchDay()
    return day
