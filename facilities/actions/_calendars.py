"""Steps on a hub's or facility's calendar. The rows of `Rule` are shared and never removed: deleting one would turn
every series that uses it into a single event."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from schedule.models import Calendar, Event, Rule

from facilities.models import CalendarEntry, EntryMeaning, Facility
from facilities.rules.openings import first_instant
from facilities.rules.recurrence import Definition, Recurrence
from facilities.rules.week import Hours, recurring, together
from hub.kit.periods import Period
from hub.kit.transactions import step

# Rows of one statement.
A_HANDFUL = 250


@step
def new_calendar(name: str) -> Calendar:
    return Calendar.objects.create(name=name, slug=uuid4().hex)


@step
def enter(
    *, calendar_id: int, what: Definition | Period, zone: ZoneInfo, meaning: EntryMeaning, reason: str = ""
) -> CalendarEntry:
    """Put something on a calendar, as django-scheduler keeps it, and say what it means."""
    event = define(calendar_id=calendar_id, what=what, zone=zone, title=reason or meaning)
    return CalendarEntry.objects.create(event=event, meaning=meaning, reason=reason)


@step
def define(*, calendar_id: int, what: Definition | Period, zone: ZoneInfo, title: str) -> Event:
    """The same of what neither opens nor closes anything, such as a series of bookings: an event without an entry."""
    until = None
    if isinstance(what, Definition):
        start, end = first_instant(what.start, zone), first_instant(what.end, zone)
        until = first_instant(what.until, zone) if what.until else None
    else:
        start, end = what.start, what.end
    return Event.objects.create(
        calendar_id=calendar_id,
        start=start,
        end=end,
        title=title[:255],
        rule=_rule(what.recurrence) if isinstance(what, Definition) else None,
        end_recurring_period=until,
    )


@step
def enter_weeks(*, weeks: Iterable[tuple[Facility, Sequence[Hours]]], zone: ZoneInfo, now: datetime) -> None:
    """Weekly hours for facilities that have none yet, from today on; two statements and one for each way of recurring,
    however many there are. The caller sees to opening windows."""
    rules: dict[Recurrence, Rule] = {}
    events = []
    for facility, week in weeks:
        for hours, weekdays in together(week).items():
            weekly = anchored(recurring(hours, weekdays, week_before(now, zone)), zone)
            if weekly.recurrence not in rules:
                rules[weekly.recurrence] = _rule(weekly.recurrence)
            start, end = first_instant(weekly.start, zone), first_instant(weekly.end, zone)
            title = str(EntryMeaning.OPENING)
            rule = rules[weekly.recurrence]
            events.append(
                Event(calendar_id=facility.calendar_id, start=start, end=end, title=title, rule=rule)
            )
    made = Event.objects.bulk_create(events, batch_size=A_HANDFUL)
    CalendarEntry.objects.bulk_create(
        [CalendarEntry(event=event, meaning=EntryMeaning.OPENING) for event in made], batch_size=A_HANDFUL
    )


def _rule(recurrence: Recurrence) -> Rule:
    """The shared row for a way of recurring; two made at the same moment do no harm."""
    found = (
        Rule.objects.filter(frequency=recurrence.frequency, params=recurrence.params).order_by("pk").first()
    )
    return found or Rule.objects.create(
        name=recurrence.frequency.lower(),
        description=recurrence.params,
        frequency=recurrence.frequency,
        params=recurrence.params,
    )


def reads_back(at: datetime, zone: ZoneInfo) -> bool:
    """Whether a wall-clock time survives being kept as an instant: one that does not exist comes back as another."""
    return first_instant(at, zone).astimezone(zone).replace(tzinfo=None) == at


def anchored(what: Definition, zone: ZoneInfo) -> Definition:
    """The same weekly thing, begun so many weeks earlier that both of its times exist on that day."""
    while not (reads_back(what.start, zone) and reads_back(what.end, zone)):
        week = timedelta(weeks=1)
        what = Definition(what.start - week, what.end - week, what.recurrence, what.until)
    return what


def week_before(now: datetime, zone: ZoneInfo) -> date:
    """From when new weekly hours are defined: early enough that a night which reaches into today is among them."""
    return now.astimezone(zone).date() - timedelta(days=8)
