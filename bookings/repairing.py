"""What a house proposes to those whose bookings it cannot keep: looked for, priced, and nothing held."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from bookings.basket import Basket, BasketLine
from bookings.changed import ShownChange, shown_change
from bookings.filled import fill
from bookings.models import Booking, BookingState, Line
from bookings.models.availability import free_starts
from bookings.models.changing import wishes_of
from bookings.models.going_back import GoesBack, would_go_back
from bookings.models.hits import alike, to_exchange, with_their_lines
from bookings.models.standing import stands
from bookings.rules.changing import together
from bookings.rules.hits import Cause, Hit
from bookings.rules.repairing import Decision, How, as_seen, nearby, nearest, shifted
from facilities.models import Facility
from funding.rules.lines import LineWish
from hub.kit.periods import Period

# So far before and after the old time another one is looked for.
REACH = timedelta(days=14)
# So many times at which each line is free by itself are tried with all of the booking; so many other things.
MOST_TIMES, MOST_THINGS = 6, 4
MOST_NEARBY, MOST_LOOKED_AT, AT_ONCE = 24, 240, 24


@dataclass(frozen=True, slots=True)
class Way:
    """One way out. `shown` is the change with its price; `units` what is exchanged, from label to label; `back` what
    goes back to whoever paid. `told`: both sides get a mail."""

    decision: Decision
    told: bool
    shown: ShownChange | None = None
    units: tuple[tuple[str, str], ...] = ()
    back: GoesBack = GoesBack()

    @property
    def how(self) -> How:
        return self.decision.how

    @property
    def more_cents(self) -> int:
        """What the organisation pays more; less than nothing when it pays less."""
        return self.shown.reckoned.more_cents if self.shown and self.shown.reckoned else 0

    @property
    def less_cents(self) -> int:
        return -self.more_cents

    @property
    def period(self) -> Period | None:
        """The booking's time afterwards, of a change."""
        lines = self.decision.lines
        if not lines:
            return None
        return Period(min(each.period.start for each in lines), max(each.period.end for each in lines))

    @property
    def things(self) -> list[str]:
        """What is new, of a change."""
        return [line.name for line in self.shown.lines if line.how == "new"] if self.shown else []


@dataclass(frozen=True, slots=True)
class Repair:
    """A booking that is hit, with the ways out; `proposed` is None where somebody should speak to its people first."""

    booking: Booking
    hit: Hit
    ways: tuple[Way, ...]
    proposed: Way | None

    def way(self, decision: Decision) -> Way | None:
        """The one that was decided on, if it is still there, at its price."""
        return next((each for each in self.ways if each.decision == decision), None)


def repairs(hits: Sequence[Hit], now: datetime) -> list[Repair]:
    """In this order; what has ended meanwhile is left out. The number of questions grows with the bookings."""
    numbers = [hit.number for hit in hits]
    found = with_their_lines(numbers)
    return [_repair(found[hit.number], hit, now) for hit in hits if hit.number in found]


def _repair(booking: Booking, hit: Hit, now: datetime) -> Repair:
    if hit.begun or booking.period.start <= now:
        return Repair(booking, hit, (), None)
    lines = list(booking.lines.all())
    finder = Finder(booking, hit, lines, now)
    ways = tuple(finder.ways())
    return Repair(booking, hit, ways, proposed(booking, ways))


def proposed(booking: Booking, ways: Sequence[Way]) -> Way | None:
    """Whatever changes least for the guest comes first, and nothing that costs the organisation more is proposed: where
    there is only that, somebody speaks to them. Cancelling is proposed where nothing else is left; a hold ends by
    itself in minutes."""
    kept = [each for each in ways if each.how != How.CANCEL]
    for each in kept:
        if each.more_cents <= 0:
            return each
    if kept or booking.state == BookingState.HELD:
        return None
    return next(iter(ways), None)


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks for the ways out of one booking that has not begun."""

    booking: Booking
    hit: Hit
    lines: list[Line]
    now: datetime

    def ways(self) -> Iterator[Way]:
        """Other units, another thing at the same time, another time, and the end of it."""
        yield from self._units()
        if self.booking.state == BookingState.CONFIRMED:
            yield from self._things()
            yield from self._times()
        # Of a mere hold nobody was told, so nobody is told that it ends.
        told = self.booking.state != BookingState.HELD
        yield Way(self._decision(How.CANCEL), told, back=would_go_back(self.booking, own_cents=0))

    def _decision(self, how: How, lines: tuple[LineWish, ...] = (), price_digest: str = "") -> Decision:
        seen = as_seen(self.booking.state, self.booking.sequence)
        return Decision(self.booking.number, seen, how, lines, price_digest)

    def _units(self) -> Iterator[Way]:
        if Cause.HOURS in self.hit.causes:
            return
        swaps = to_exchange(booking=self.booking, now=self.now)
        if swaps and all(spare for _old, spare in swaps):
            labels = tuple((old.unit.label, spare.label) for old, spare in swaps if spare)
            told = self.booking.state == BookingState.CONFIRMED
            yield Way(self._decision(How.UNIT), told, units=labels)

    def _things(self) -> Iterator[Way]:
        """The cheapest of the other things of the same kind that can have all of it."""
        hit = {line.promise.line for line in self.hit.lines}
        gone = {line.facility_id: line.facility for line in self.lines if line.pk in hit}
        if len(gone) != 1:
            return  # of several things each would need another one, and that is a booking to make anew
        (old,) = gone.values()
        found = [way for other in alike(old, MOST_THINGS) if (way := self._thing(old, other, hit))]
        if found:
            yield min(found, key=lambda way: way.more_cents)

    def _thing(self, old: Facility, other: Facility, hit: set[int]) -> Way | None:
        wishes = [
            LineWish(other.pk if line.pk in hit else line.facility_id, line.quantity, line.period)
            for line in self.lines
        ]
        basket = Basket(
            self.booking.hub_id,
            self.booking.period,
            tuple(BasketLine(wish.facility_id, wish.quantity, wish.period) for wish in together(wishes)),
            self.booking.visit,
        )
        filled = fill(basket)
        return self._way(How.FACILITY, filled.wishes) if filled else None

    def _times(self) -> Iterator[Way]:
        """The nearest time at which everything is free together."""
        for wishes in islice(self._candidates(), MOST_TIMES):
            if way := self._way(How.TIME, wishes):
                yield way
                return

    def _candidates(self) -> Iterator[tuple[LineWish, ...]]:
        """All of the booking at another time at which each line is free by itself, the nearest first."""
        zone = self.booking.hub.zone
        main = next(line for line in self.lines if line.pk == self.hit.lines[0].promise.line)
        start, its = main.period.start, wishes_of(self.lines)
        shifts = [each.astimezone(zone).replace(tzinfo=None) for each in nearest(self._starts(main), start)]
        before = start.astimezone(zone).replace(tzinfo=None)
        moved = [found for each in shifts if (found := shifted(its, each - before, zone))]
        possible = [each for each in moved if not self._is_wanted(each)]
        for first in range(0, min(len(possible), MOST_LOOKED_AT), AT_ONCE):
            yield from self._free(possible[first : first + AT_ONCE])

    def _starts(self, main: Line) -> set[datetime]:
        """Those at which the line that is hit is free, and those so near that the new time meets the old one: these may
        be free for this booking alone."""
        window = Period(max(main.period.start - REACH, self.now), main.period.end + REACH)
        found = free_starts(
            facilities=[main.facility],
            minutes=main.period.minutes,
            window=window,
            now=self.now,
            quantity=main.quantity,
        )
        near = {
            main.period.start + by
            for by in nearby(main.period.length, main.facility.grid_minutes, MOST_NEARBY)
        }
        return {each for each in near if each > self.now} | set(found.get(main.facility_id, []))

    def _is_wanted(self, wishes: Iterable[LineWish]) -> bool:
        """Whether a block that is in the way now would be so then: its time is free only while the booking has it."""
        return any(wish.period.overlaps(period) for wish in wishes for period in self.hit.wanted)

    def _free(self, candidates: Sequence[tuple[LineWish, ...]]) -> Iterator[tuple[LineWish, ...]]:
        """One query."""
        standing = stands(
            wishes=[wish for wishes in candidates for wish in wishes],
            organisation_id=0,
            person_id=0,
            now=self.now,
            past_lines=[line.pk for line in self.lines],
        )
        count = len(self.lines)
        for number, wishes in enumerate(candidates):
            found = [standing.get(number * count + place) for place in range(count)]
            if all(
                each and each.standing.open and each.standing.copies >= wish.quantity
                for each, wish in zip(found, wishes, strict=True)
            ):
                yield wishes

    def _way(self, how: How, wishes: tuple[LineWish, ...]) -> Way | None:
        """With its price, for the hub: no fee. None where something is in its way."""
        shown = shown_change(
            booking=self.booking,
            lines=self.lines,
            wishes=wishes,
            visit=self.booking.visit,
            as_guest=False,
            now=self.now,
        )
        if shown.obstacle or shown.reckoned is None:
            return None
        back = would_go_back(self.booking, own_cents=shown.reckoned.price.own_cents)
        decision = self._decision(how, wishes, shown.digest)
        return Way(decision, True, replace(shown, wishes=wishes), back=back)
