"""The step that keeps a hub's public holidays on its calendar, as days on which it is closed."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from schedule.models import Event

from facilities.actions._projection import days_ahead
from facilities.models import CalendarEntry, EntryMeaning, Hub
from facilities.rules.public_holidays import HolidayName, holidays_in
from hub.kit.transactions import step


@step
def load(*, hubs: Iterable[Hub], now: datetime) -> int:
    """Make the coming holidays on these hubs' calendars those of `holidays_of`; returns how many changed.

    A holiday on which a hub opens anyway stays lifted. Past ones stay as they are.
    """
    hubs = list(hubs)
    known = _known([hub.calendar_id for hub in hubs])
    changed = 0
    new: list[tuple[Hub, date, HolidayName]] = []
    for hub in hubs:
        wanted = _wanted(hub, now)
        today = now.astimezone(hub.zone).date()
        there = {
            entry.event.start.astimezone(hub.zone).date(): entry for entry in known.get(hub.calendar_id, [])
        }
        gone = [entry.event_id for day, entry in there.items() if day >= today and day not in wanted]
        changed += Event.objects.filter(pk__in=gone).delete()[1].get("schedule.Event", 0) if gone else 0
        new += [(hub, day, name) for day, name in wanted.items() if day not in there]
    _add(new)
    return changed + len(new)


def _known(calendars: list[int]) -> dict[int, list[CalendarEntry]]:
    found: dict[int, list[CalendarEntry]] = {}
    entries = CalendarEntry.objects.filter(event__calendar__in=calendars, meaning=EntryMeaning.HOLIDAY)
    for entry in entries.select_related("event"):
        found.setdefault(entry.event.calendar_id, []).append(entry)
    return found


def _wanted(hub: Hub, now: datetime) -> dict[date, HolidayName]:
    if not hub.holidays_of:
        return {}
    first, last = (at.date() for at in days_ahead(hub.zone, now).local(hub.zone))
    return {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in holidays_in(hub.holidays_of, year).items()
        if first <= day <= last
    }


def _add(new: list[tuple[Hub, date, HolidayName]]) -> None:
    """One event and one entry for each local day, from midnight to midnight; its name in both languages."""
    events = Event.objects.bulk_create(
        [
            Event(
                calendar_id=hub.calendar_id,
                start=datetime.combine(day, time(), hub.zone),
                end=datetime.combine(day + timedelta(days=1), time(), hub.zone),
                title=name.own[:255],
                description=name.english,
            )
            for hub, day, name in new
        ]
    )
    CalendarEntry.objects.bulk_create(
        [
            CalendarEntry(event=event, meaning=EntryMeaning.HOLIDAY, reason=event.title[:200])
            for event in events
        ]
    )
