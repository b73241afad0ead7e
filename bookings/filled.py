"""A basket with the things themselves, and with who must come along.

What is owed is looked up anew each time and never kept, so it comes and goes with its reasons.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from bookings.basket import Basket
from bookings.models.companions import needs_of
from bookings.rules.companions import (
    Asked,
    Kept,
    Owed,
    owed,
    with_owed,
)
from bookings.rules.reasons import Need, Reason, asks_activity, asks_people
from facilities.models import Facility, FacilityState, Hub
from funding.rules.lines import LineWish
from hub.kit.periods import Period

# Nobody can book as long as this, and looking through centuries of evenings takes long.
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it will be booked. `picked` is the line of the basket that it is; None: the house's rules add it."""

    facility: Facility
    wish: LineWish
    picked: int | None
    reasons: tuple[Reason, ...]
    own_time: bool

    @property
    def period(self) -> Period:
        return self.wish.period

    @property
    def quantity(self) -> int:
        return self.wish.quantity


@dataclass(frozen=True)
class Filled:
    """`facilities` go with the basket's lines; `rows` are those and what is owed beside them."""

    basket: Basket
    hub: Hub
    facilities: tuple[Facility, ...]
    rows: tuple[Row, ...]
    needs: tuple[Need, ...]

    @property
    def wishes(self) -> tuple[LineWish, ...]:
        return tuple(row.wish for row in self.rows)

    @cached_property
    def owed_rows(self) -> list[Row]:
        return [row for row in self.rows if row.reasons]

    def row_of(self, number: int) -> Row | None:
        """What becomes of a picked line."""
        return next((row for row in self.rows if row.picked == number), None)

    def needed(self, number: int) -> str:
        """Why a picked line must stay; empty when it may go."""
        if number >= len(self.facilities):
            return ""
        facility = self.facilities[number]
        return self.why(facility.pk)

    def why(self, facility_id: object) -> str:
        """Why something comes along, in the reader's words."""
        reasons = [
            reason for row in self.owed_rows if row.facility.pk == facility_id for reason in row.reasons
        ]
        return " ".join(dict.fromkeys(map(str, reasons)))

    @property
    def asks_people(self) -> bool:
        return asks_people(self.needs)

    @property
    def asks_activity(self) -> bool:
        return asks_activity(self.needs)

    @property
    def has_capacity(self) -> bool:
        return any(facility.capacity_people for facility in self.facilities)


def fill(basket: Basket, booked: frozenset[int] = frozenset()) -> Filled | None:
    """Look up what is in the basket; None when nothing of it is there (any more). What is `booked` already is there
    whatever became of it since."""
    if basket.hub_id is None or basket.period is None:
        return None
    found = _facilities([line.facility_id for line in basket.lines])
    lines = tuple(
        line
        for line in basket.lines
        if line.facility_id in found
        and found[line.facility_id].hub_id == basket.hub_id
        and (found[line.facility_id].state == FacilityState.LIVE or line.facility_id in booked)
    )
    if not lines:
        return None
    basket = replace(basket, lines=lines)
    facilities = tuple(found[line.facility_id] for line in lines)
    return _with_companions(basket, facilities, found)


def _with_companions(basket: Basket, facilities: tuple[Facility, ...], found: dict[int, Facility]) -> Filled:
    hub = facilities[0].hub
    needs = needs_of(facility.pk for facility in facilities)
    due = _due(basket, facilities, needs)
    found = {**_facilities({each.companion.id for each in due} - found.keys()), **found}
    kept = with_owed(basket.wishes, due)
    rows = tuple(_row(each, basket, found[each.wish.facility_id]) for each in kept)
    return Filled(basket, hub, facilities, rows, tuple(need for each in needs.values() for need in each))


def _due(
    basket: Basket, facilities: tuple[Facility, ...], needs: dict[int, tuple[Need, ...]]
) -> tuple[Owed, ...]:
    asked = [
        Asked(facility.name, wish.quantity, wish.period, needs.get(facility.pk, ()))
        for facility, wish in zip(facilities, basket.wishes, strict=True)
        if wish.period.length.days <= LONGEST_DAYS
    ]
    visit = basket.visit
    return owed(asked, people=visit.people, activity=visit.activity, zone=facilities[0].hub.zone)


def _row(kept: Kept, basket: Basket, facility: Facility) -> Row:
    reasons = tuple(reason for owed in kept.owed for reason in owed.reasons)
    return Row(facility, kept.wish, kept.picked, reasons, kept.wish.period != basket.period)


def _facilities(ids: Iterable[int]) -> dict[int, Facility]:
    wanted = list(ids)
    if not wanted:
        return {}
    return (
        Facility.objects.select_related("hub__municipality__region", "hub__region", "kind")
        .prefetch_related("photos")
        .in_bulk(wanted)
    )
