"""Calendars as the rules understand them: read once for many hubs, never on a request path."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from schedule.models import Event

from facilities.models.openings import CalendarEntry, EntryMeaning
from facilities.rules.recurrence import Definition, parse
from hub.kit.periods import Period


@dataclass(slots=True)
class Defined:
    """What one calendar says: when it is open, and when it is closed all the same."""

    openings: list[Definition | Period] = field(default_factory=list)
    closures: list[Definition | Period] = field(default_factory=list)


def definitions(zones: Mapping[int, ZoneInfo]) -> dict[int, Defined]:
    """By calendar what is defined on it and was not lifted, in one query; `zones` are the calendars' wall clocks.

    Raises `facilities.rules.recurrence.NotSupported` for a rule that none of our verbs wrote.
    """
    found = {calendar: Defined() for calendar in zones}
    entries = CalendarEntry.objects.filter(event__calendar__in=list(zones), lifted_at=None)
    for entry in entries.select_related("event__rule").order_by("event_id"):
        defined = found[entry.event.calendar_id]
        meant = defined.openings if entry.meaning == EntryMeaning.OPENING else defined.closures
        meant.append(definition(entry.event, zones[entry.event.calendar_id]))
    return found


def definition(event: Event, zone: ZoneInfo) -> Definition | Period:
    """An event that recurs on the wall clock of a zone; one without a rule is a period between two instants."""
    if event.rule is None:
        return Period(event.start, event.end)
    until = event.end_recurring_period
    return Definition(
        start=event.start.astimezone(zone).replace(tzinfo=None),
        end=event.end.astimezone(zone).replace(tzinfo=None),
        recurrence=parse(event.rule.frequency, event.rule.params),
        until=until.astimezone(zone).replace(tzinfo=None) if until else None,
    )
