"""When the hubs and their facilities are open: calendars as their managers would have filled them, then projected."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from facilities.actions._calendars import anchored, enter
from facilities.actions._holidays import load
from facilities.actions._projection import project
from facilities.models import EntryMeaning, Facility, Hub
from facilities.rules.recurrence import Definition, Recurrence
from facilities.rules.week import Hours, recurring, together
from hub.demo.reading import toml
from hub.kit.periods import days
from hub.kit.transactions import step

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MAINTENANCE, SUMMER, INVENTORY = "Onderhoud", "Zomersluiting", "Inventarisatie"


def week(name: str) -> list[Hours]:
    """The named hours of hubs.toml."""
    return [
        Hours(WEEKDAYS.index(day), *(_time(said) for said in hours.split("-")))
        for day, hours in toml("hubs")["hours"][name].items()
    ]


def _time(said: str) -> time:
    return time() if said == "24:00" else time.fromisoformat(said)


@step
def open_doors(
    *,
    hubs: Mapping[str, Hub],
    facilities: Mapping[str, list[Facility]],
    first: date,
    monday: date,
    now: datetime,
) -> None:
    """Weekly hours, holidays, summer weeks, maintenance; known from `first` (a day before today) on."""
    plan, own = toml("hubs")["hubs"], toml("facilities")
    for name, hub in hubs.items():
        _weekly(hub.calendar_id, plan[name]["hours"], hub, first)
        if plan[name]["kind"] == "knowledge institution":
            _summer(hub, first)
        for facility, (*_names, differs) in zip(facilities[name], own[name], strict=True):
            if "hours" in differs:
                _weekly(facility.calendar_id, differs["hours"], hub, first)
            _maintenance(
                facility, hub, [monday + timedelta(weeks=ahead) for ahead in differs.get("closed", [])]
            )
    _inventory(hubs["Drents Museum"], monday)
    _project(hubs.values(), first=first, now=now)


def _weekly(calendar_id: int, hours: str, hub: Hub, first: date) -> None:
    for each, weekdays in together(week(hours)).items():
        what = anchored(recurring(each, weekdays, first - timedelta(days=8)), hub.zone)
        enter(calendar_id=calendar_id, what=what, zone=hub.zone, meaning=EntryMeaning.OPENING)


def _summer(hub: Hub, first: date) -> None:
    """Schools close in the first weeks of August, every year."""
    start = datetime(first.year - 1, 8, 1)
    what = Definition(start, start + timedelta(days=16), Recurrence("YEARLY"))
    enter(calendar_id=hub.calendar_id, what=what, zone=hub.zone, meaning=EntryMeaning.CLOSURE, reason=SUMMER)


def _maintenance(facility: Facility, hub: Hub, mondays: Iterable[date]) -> None:
    for monday in mondays:
        enter(
            calendar_id=facility.calendar_id,
            what=days(monday, 3, hub.zone),
            zone=hub.zone,
            meaning=EntryMeaning.CLOSURE,
            reason=MAINTENANCE,
        )


def _inventory(hub: Hub, monday: date) -> None:
    enter(
        calendar_id=hub.calendar_id,
        what=days(monday + timedelta(weeks=8), 5, hub.zone),
        zone=hub.zone,
        meaning=EntryMeaning.CLOSURE,
        reason=INVENTORY,
    )


def _project(hubs: Iterable[Hub], *, first: date, now: datetime) -> None:
    """Twice: as the nightly task would have done it back then, and today."""
    hubs = list(hubs)
    ids = [hub.pk for hub in hubs]
    zone = hubs[0].zone
    for at in (datetime.combine(first, time(12), zone), now):
        load(hubs=hubs, now=at)
        project(hub_ids=ids, now=at)
