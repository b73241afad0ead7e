"""What would be free instead of a date that cannot be had: another time of that day, or another thing of its kind. Each
is asked for, as a booking would be, before it is offered. A number of statements that does not grow with the dates."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from bookings.models.availability import earliest_start, latest_end
from bookings.models.free_time import FreeTime, free_time
from bookings.models.repeating import look_at_complete_dates, obstacle_of
from bookings.rules.companions import Owed
from bookings.rules.grid import starts
from bookings.rules.inductions import NOBODY, Who
from bookings.rules.request import Visit
from bookings.rules.series import Occurrence, shifted, span_of
from facilities.models import Facility, FacilityState, Hub
from funding.rules.lines import LineWish
from hub.kit.errors import Refusal
from hub.kit.periods import Period, day

# What somebody can take in: of times the nearest before and after, of things the first two by name.
MOST_TIMES = 2
MOST_THINGS = 2
# Together, so that a full calendar of two years is no reason to ask for thousands.
MOST_ASKED = 500

Ranges = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Instead:
    """What may take a date's place. `code` says it in a form: `at:` with the start of the whole, or `in:` with the
    thing that is not to be had and the one instead, whose name comes along. `whole`: with who must come along then."""

    code: str
    lines: tuple[LineWish, ...]
    thing: str = ""
    whole: tuple[LineWish, ...] = ()
    company: tuple[Owed, ...] = ()

    @property
    def period(self) -> Period:
        return span_of(self.lines)


def instead_of(
    wanted: Sequence[tuple[Occurrence, Refusal]], *, hub: Hub, visit: Visit, now: datetime, who: Who = NOBODY
) -> dict[date, list[Instead]]:
    """By day of the dates that cannot be had, each with its refusal."""
    if not wanted:
        return {}
    found: list[tuple[date, Instead]] = []
    for way in (_at_other_times(wanted, hub, now), _with_other_things(wanted, hub, visit)):
        for offer in way:
            if sum(len(instead.lines) for _on, instead in found) < MOST_ASKED:
                found.append(offer)
    lines = [each.lines for _on, each in found]
    looks = look_at_complete_dates(lines, hub_id=hub.pk, now=now, visit=visit, who=who)
    out: dict[date, list[Instead]] = {}
    for (on, each), whole in zip(found, looks, strict=True):
        if obstacle_of(whole.seen) is None:
            out.setdefault(on, []).append(replace(each, whole=whole.lines, company=whole.company))
    return out


def _at_other_times(
    wanted: Sequence[tuple[Occurrence, Refusal]], hub: Hub, now: datetime
) -> Iterator[tuple[date, Instead]]:
    """The nearest start before and the nearest after, on the same day of the hub's clock."""
    lines = wanted[0][0].lines
    things = Facility.objects.select_related("hub").in_bulk([line.facility_id for line in lines])
    if len(things) < len({line.facility_id for line in lines}):
        return
    days = [day(each.on, hub.zone) for each, _refusal in wanted]
    window = Period(min(each.start for each in days), max(each.end for each in days) + timedelta(days=7))
    free = _free(lines, window, now)
    for (each, _refusal), whole in zip(wanted, days, strict=True):
        for at in _nearest(each, whole, free, things, hub, now):
            moved = shifted(each.lines, at - span_of(each.lines).start)
            yield each.on, Instead(f"at:{at.astimezone(UTC):%Y%m%dT%H%M}", moved)


def _free(lines: Sequence[LineWish], window: Period, now: datetime) -> list[Ranges]:
    """By line when it may start: one statement for all that are as long and as many."""
    asked: dict[tuple[timedelta, int], set[int]] = {}
    for line in lines:
        asked.setdefault((line.period.length, line.quantity), set()).add(line.facility_id)
    known: dict[tuple[timedelta, int], dict[int, FreeTime]] = {
        (length, quantity): free_time(
            facility_ids=ids, length=length, quantity=quantity, window=window, now=now
        )
        for (length, quantity), ids in asked.items()
    }
    out: list[Ranges] = []
    for line in lines:
        its = known[line.period.length, line.quantity].get(line.facility_id)
        out.append(its.starts if its else ())
    return out


def _nearest(
    wanted: Occurrence,
    whole: Period,
    free: list[Ranges],
    things: dict[int, Facility],
    hub: Hub,
    now: datetime,
) -> list[datetime]:
    first = min(range(len(wanted.lines)), key=lambda number: wanted.lines[number].period.start)
    line, thing = wanted.lines[first], things[wanted.lines[first].facility_id]
    earliest = max(earliest_start(thing, now), whole.start)
    latest = min(latest_end(thing, now) - line.period.length, whole.end)
    ranges = [(max(start, earliest), min(end, latest)) for start, end in free[first]]
    possible = [
        at
        for at in starts([each for each in ranges if each[0] <= each[1]], thing.grid_minutes, hub.zone)
        if whole.start <= at < whole.end and _all_free(wanted, at - line.period.start, free)
    ]
    before = [at for at in possible if at <= line.period.start][-1:]
    after = [at for at in possible if at > line.period.start][:1]
    return [*before, *after][:MOST_TIMES]


def _all_free(wanted: Occurrence, by: timedelta, free: list[Ranges]) -> bool:
    return all(
        any(start <= line.period.start + by <= end for start, end in ranges)
        for line, ranges in zip(wanted.lines, free, strict=True)
    )


def _with_other_things(
    wanted: Sequence[tuple[Occurrence, Refusal]], hub: Hub, visit: Visit
) -> Iterator[tuple[date, Instead]]:
    """Of the same kind at the same hub, where one thing alone is in the way."""
    about = {refusal.facts["facility_id"] for _each, refusal in wanted if "facility_id" in refusal.facts}
    missing = {each.pk: each for each in Facility.objects.filter(pk__in=about)}
    kinds = {each.kind_id for each in missing.values()}
    others = Facility.objects.filter(hub=hub, state=FacilityState.LIVE, kind__in=kinds)
    if visit.people:
        others = others.exclude(capacity_people__lt=visit.people)
    candidates = list(others.order_by("name", "pk"))
    for each, refusal in wanted:
        thing = missing.get(refusal.facts.get("facility_id", 0))
        taken = {line.facility_id for line in each.lines}
        # Nobody comes instead of who must come along: there, another time is what is left.
        if thing is None or each.trouble is not None or thing.pk not in taken:
            continue
        fit = [other for other in candidates if other.kind_id == thing.kind_id and other.pk not in taken]
        for other in fit[:MOST_THINGS]:
            lines = _with_other(each.lines, thing.pk, other.pk)
            yield each.on, Instead(f"in:{thing.pk}:{other.pk}", lines, other.name)


def _with_other(lines: Iterable[LineWish], facility_id: int, instead: int) -> tuple[LineWish, ...]:
    """The same with another thing in the place of one."""
    return tuple(
        LineWish(instead if line.facility_id == facility_id else line.facility_id, line.quantity, line.period)
        for line in lines
    )
