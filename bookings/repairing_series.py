"""A series of which several dates cannot be kept: what may become of all of them at once, priced, and nothing held."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bookings.models import Booking, BookingState, Line, Occupancy, Series
from bookings.models.hits import alike, free_units, series_among, to_exchange, with_their_lines
from bookings.models.standing import stands
from bookings.repairing import MOST_THINGS
from bookings.rules.changing import Change
from bookings.rules.hits import Cause, Hit
from bookings.rules.repairing import as_seen
from bookings.rules.series_change import Other, Wanted
from bookings.series_changed import STAYS, ShownSeriesChange, shown_series_change
from facilities.models import Facility, Unit
from funding.rules.lines import LineWish

# One date is a booking like any other.
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class HitSeries:
    """With the dates of it that are hit and have not begun, by start."""

    series: Series
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Other units of the same things for these dates, by label from old to new. `prefer`: unit ids, those that are free
    on the most dates first."""

    dates: tuple[tuple[Booking, tuple[tuple[str, str], ...]], ...]
    prefer: tuple[int, ...]

    @property
    def seen(self) -> dict[str, str]:
        return {each.number: as_seen(each.state, each.sequence) for each, _labels in self.dates}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another thing of the same kind on all dates that it is free on."""

    thing: Facility
    shown: ShownSeriesChange

    def changes(self) -> tuple[Change, ...]:
        seen = {each.booking.number: each.booking for each in self.shown.moving}
        return tuple(
            replace(each, seen=as_seen(seen[each.number].state, seen[each.number].sequence), for_hub=True)
            for each in self.shown.changes
        )


def hit_series(hits: Iterable[Hit]) -> list[HitSeries]:
    """Those of which several dates are hit; one query."""
    to_come = {hit.number: hit for hit in hits if not hit.begun}
    found: dict[int, tuple[Series, list[Hit]]] = {}
    for number, series in series_among(to_come):
        found.setdefault(series.pk, (series, []))[1].append(to_come[number])
    return [
        HitSeries(series, tuple(sorted(its, key=lambda hit: hit.start)))
        for series, its in found.values()
        if len(its) >= SEVERAL
    ]


def exchange_of(found: HitSeries, now: datetime) -> Exchange | None:
    """None where no date can stay what it is on other units."""
    bookings = with_their_lines(hit.number for hit in found.hits)
    dates = [bookings[hit.number] for hit in found.hits if Cause.HOURS not in hit.causes]
    swaps = {each.pk: to_exchange(booking=each, now=now) for each in dates}
    possible = [each for each in dates if swaps[each.pk] and all(spare for _old, spare in swaps[each.pk])]
    if not possible:
        return None
    lost = [old for each in possible for old, _spare in swaps[each.pk]]
    prefer = _by_how_often(lost)
    chosen = [(each, _labels(to_exchange(booking=each, now=now, prefer=prefer))) for each in possible]
    return Exchange(tuple(chosen), prefer)


def _by_how_often(lost: Sequence[Occupancy]) -> tuple[int, ...]:
    """Units that could stand in, those that are free on the most of these times first."""
    count = Counter(pk for old in lost for pk in free_units(old))
    return tuple(sorted(count, key=lambda pk: (-count[pk], pk)))


def _labels(swaps: Iterable[tuple[Occupancy, Unit | None]]) -> tuple[tuple[str, str], ...]:
    return tuple((old.unit.label, spare.label) for old, spare in swaps if spare)


def elsewhere_of(found: HitSeries, reason: str, now: datetime) -> Elsewhere | None:
    """The other thing that is free on the most of the dates, the nearest in size of several; None where one thing would
    not do, or none is free. Of what waits for an answer each date is looked at by itself."""
    bookings = with_their_lines(hit.number for hit in found.hits)
    dates = [each for each in bookings.values() if each.state == BookingState.CONFIRMED]
    dates.sort(key=lambda each: (each.period.start, each.pk))
    lines = _hit_lines(found, dates)
    old = {line.facility_id: line.facility for line in lines}
    quantities = {line.quantity for line in lines}
    if len(old) != 1 or len(quantities) != 1:
        return None
    (gone,), (quantity,) = old.values(), quantities
    free_on = [(thing, _free_on(thing, lines, now)) for thing in alike(gone, MOST_THINGS)]
    thing, free = max(free_on, key=lambda pair: len(pair[1]), default=(gone, set[int]()))
    if not free:
        return None
    wanted = Wanted(things={gone.pk: Other(thing.pk, quantity)})
    stay = {each.number: STAYS for each in dates if each.pk not in free}
    shown = _shown(dates, wanted, stay, reason, now)
    if refused := {each.booking.number: STAYS for each in shown.undecided}:
        # What something else is in the way of stays, and those after it are priced as if it did.
        shown = _shown(dates, wanted, stay | refused, reason, now)
    return Elsewhere(thing, shown) if shown.may_go_on else None


def _hit_lines(found: HitSeries, dates: Iterable[Booking]) -> list[Line]:
    hit = {line.promise.line for each in found.hits for line in each.lines}
    return [line for each in dates for line in each.lines.all() if line.pk in hit]


def _shown(
    dates: Sequence[Booking], wanted: Wanted, decided: Mapping[str, str], reason: str, now: datetime
) -> ShownSeriesChange:
    return shown_series_change(
        bookings=dates, wanted=wanted, decided=decided, reason=reason, as_guest=False, now=now
    )


def _free_on(thing: Facility, lines: Sequence[Line], now: datetime) -> set[int]:
    """The bookings at whose times it is free; one query."""
    wishes = [LineWish(thing.pk, line.quantity, line.period) for line in lines]
    found = stands(wishes=wishes, organisation_id=0, person_id=0, now=now)
    return {
        line.booking_id
        for place, line in enumerate(lines)
        if (each := found.get(place)) and each.standing.open and each.standing.copies >= line.quantity
    }
