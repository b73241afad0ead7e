"""A facility's month of free time, as `{% month_calendar %}` draws it."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404
from django.utils.dateformat import format as date_format

from bookings.models.availability import Day, month
from facilities.models import Facility

BOOKABLE = ("free", "some")
# When so little of this month is left, the next one is shown with it.
FEW_DAYS = 10


def asked_month(text: str | None, facility: Facility, now: datetime) -> date:
    """The first day of the month that an address asks for (`2026-12`), this month when it asks for none.

    Raises Http404 for what is no month, has passed, or lies beyond the facility's horizon.
    """
    first, last = limits(facility, now)
    if text is None:
        return first
    found = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", text)
    wanted = date(int(found[1]), int(found[2]), 1) if found else None
    if wanted is None or not first <= wanted <= last:
        raise Http404
    return wanted


def limits(facility: Facility, now: datetime) -> tuple[date, date]:
    """The first days of the months of today and of the last day that can be booked."""
    today = now.astimezone(facility.hub.zone).date()
    return today.replace(day=1), (today + timedelta(days=facility.horizon_days)).replace(day=1)


def month_tables(
    facility: Facility,
    asked: date,
    now: datetime,
    *,
    page_url: Callable[[date], str],
    day_url: Callable[[date], str],
) -> list[dict[str, Any]]:
    """The month that was asked for; with the next one when that is this month and nearly over. Weeks from Monday to
    Sunday, without those that are past; a day that can be booked leads to `day_url`."""
    earliest, latest = limits(facility, now)
    today = now.astimezone(facility.hub.zone).date()
    ends_soon = asked == earliest and (_next(asked) - today).days <= FEW_DAYS and _next(asked) <= latest
    shown = [asked, _next(asked)] if ends_soon else [asked]
    tables: list[dict[str, Any]] = [
        {"title": _title(first), "weeks": _weeks(facility, first, now, day_url)} for first in shown
    ]
    before, after = (asked - timedelta(days=1)).replace(day=1), _next(shown[-1])
    if before >= earliest:
        tables[0]["before"] = {"title": _title(before), "url": page_url(before)}
    if after <= latest:
        tables[-1]["after"] = {"title": _title(after), "url": page_url(after)}
    return tables


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _weeks(
    facility: Facility, first: date, now: datetime, day_url: Callable[[date], str]
) -> list[list[dict[str, Any] | None]]:
    days = [_shown(each, day_url) for each in month(facility=facility, first_day=first, now=now)]
    cells: list[dict[str, Any] | None] = [*[None] * first.weekday(), *days]
    cells += [None] * (-len(cells) % 7)
    weeks = [cells[start : start + 7] for start in range(0, len(cells), 7)]
    return [week for week in weeks if any(day and day["state"] != "past" for day in week)]


def _shown(day: Day, day_url: Callable[[date], str]) -> dict[str, Any]:
    url = day_url(day.date) if day.state in BOOKABLE else ""
    return {"date": day.date, "state": day.state, "spans": day.spans, "url": url}


def _title(first: date) -> str:
    return date_format(first, "F Y")
