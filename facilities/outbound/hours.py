"""Opening hours and closures in the reader's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.dateformat import format as date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from facilities.models import CalendarEntry, EntryMeaning, Facility, Hub
from facilities.models.definitions import definition
from facilities.rules.recurrence import Definition
from facilities.rules.week import Hours, stretches, week_of
from hub.kit import saying
from hub.kit.periods import Period

SOON = timedelta(days=120)
MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Line:
    """`maandag t/m vrijdag`, `09:00–17:00, 19:00–23:00`."""

    days: str
    hours: str


@dataclass(frozen=True, slots=True)
class Closure:
    """An exception to the weekly hours: a closure, a holiday, or an opening for once."""

    entry: CalendarEntry
    when: str
    why: str
    yearly: bool
    facility: str = ""

    @property
    def is_holiday(self) -> bool:
        return self.entry.meaning == EntryMeaning.HOLIDAY

    @property
    def is_lifted(self) -> bool:
        return self.entry.lifted_at is not None


def weekday(number: int) -> str:
    return date_format(MONDAY + timedelta(days=number), "l")


def span(opens: time, closes: time) -> str:
    if opens == closes:
        return _("all day") if opens == time() else f"{opens:%H:%M}–{closes:%H:%M}"
    return f"{opens:%H:%M}–{'24:00' if closes == time() else format(closes, '%H:%M')}"


def lines(week: Iterable[Hours]) -> list[Line]:
    """The week in words, days with the same hours together; no hours at all gives no lines."""
    week = list(week)
    return [
        Line(
            weekday(run.first)
            if run.first == run.last
            else _("%(first)s to %(last)s") % {"first": weekday(run.first), "last": weekday(run.last)},
            ", ".join(span(*hours) for hours in run.hours) or _("closed"),
        )
        for run in (stretches(week) if week else [])
    ]


def week_at(hub: Hub, facility: Facility | None = None) -> list[Hours]:
    """The weekly hours on one calendar: the hub's, or a facility's own (none when it follows the hub)."""
    calendar = facility.calendar_id if facility else hub.calendar_id
    entries = CalendarEntry.objects.filter(
        event__calendar=calendar, meaning=EntryMeaning.OPENING, lifted_at=None
    ).select_related("event__rule")
    return week_of([definition(entry.event, hub.zone) for entry in entries])


def hours_of(facility: Facility) -> list[Hours]:
    """The hours that count for a facility: its own, else its hub's."""
    return week_at(facility.hub, facility) or week_at(facility.hub)


def closures_of(
    hub: Hub,
    now: datetime,
    *,
    calendars: Iterable[int] = (),
    lifted: bool = False,
    all_ahead: bool = False,
) -> list[Closure]:
    """What closes the hub in the coming months, and what closes it every year; by date.

    `calendars`: of facilities whose own closures are wanted too; `lifted`: with what was taken back; `all_ahead`: with
    what is further away, public holidays apart.
    """
    soon = Q(event__start__lt=now + SOON)
    if all_ahead:
        soon |= Q(meaning=EntryMeaning.CLOSURE)
    entries = (
        CalendarEntry.objects.filter(event__calendar__in=[hub.calendar_id, *calendars])
        .exclude(meaning=EntryMeaning.OPENING)
        .filter(Q(event__rule__isnull=False) | Q(event__end__gt=now) & soon)
        .select_related("event__rule", "event__calendar__facility")
        .order_by("event__start", "pk")
    )
    if not lifted:
        entries = entries.filter(lifted_at=None)
    return [_closure(entry, hub) for entry in entries]


def openings_of(hub: Hub, now: datetime, *, calendars: Iterable[int] = ()) -> list[Closure]:
    """When the hub is open for once, by date; `calendars`: of facilities whose own are wanted too."""
    entries = CalendarEntry.objects.filter(
        event__calendar__in=[hub.calendar_id, *calendars],
        event__rule=None,
        event__end__gt=now,
        meaning=EntryMeaning.OPENING,
        lifted_at=None,
    )
    entries = entries.select_related("event__calendar__facility").order_by("event__start", "pk")
    return [_closure(entry, hub) for entry in entries]


def _closure(entry: CalendarEntry, hub: Hub) -> Closure:
    said = definition(entry.event, hub.zone)
    english = entry.meaning == EntryMeaning.HOLIDAY and (get_language() or "nl") == "en"
    facility = getattr(entry.event.calendar, "facility", None)
    return Closure(
        entry=entry,
        when=_yearly(said) if isinstance(said, Definition) else _once(said, hub),
        why=entry.event.description if english else entry.reason,
        yearly=isinstance(said, Definition),
        facility=facility.name if facility else "",
    )


def _once(period: Period, hub: Hub) -> str:
    return saying.period(period.start, period.end, hub.zone, "year")


def _yearly(said: Definition) -> str:
    """`every year, 24 December to 1 January`; a last day that ends at midnight is the day before."""
    last = said.end - timedelta(minutes=1) if said.end.time() == time() else said.end
    first_day, last_day = date_format(said.start, "j F"), date_format(last, "j F")
    if said.start.date() == last.date():
        return _("every year, %(day)s") % {"day": first_day}
    return _("every year, %(first)s to %(last)s") % {"first": first_day, "last": last_day}
