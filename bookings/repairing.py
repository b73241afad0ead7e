"""What a house proposes to those whose bookings it cannot keep: looked for, priced, and nothing held."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from bookings.actions._carrying_out import is_movable
from bookings.basket import Basket, BasketLine
from bookings.changed import ShownChange, shown_change
from bookings.filled import fill
from bookings.models import Booking, BookingState, Line, Occupancy
from bookings.models.availability import free_starts
from bookings.models.changing import wishes_of
from bookings.models.going_back import GoesBack, would_go_back
from bookings.models.hits import alike, to_exchange, with_their_lines
from bookings.models.standing import Stand, stands
from bookings.rules.changing import together
from bookings.rules.hits import Cause, Hit
from bookings.rules.repairing import Decision, How, as_seen, instead, nearby, nearest, shifted
from facilities.models import Facility, Unit
from funding.rules.lines import LineWish
from hub.kit.periods import Period

# So far before and after the old time another one is looked for.
REACH = timedelta(days=14)
# So many times at which each line is free by itself are tried with all of the booking; so many other things.
MOST_TIMES, MOST_THINGS, MOST_CHOICES = 6, 4, 6
# Of more different things at once nobody wants a list of choices.
MOST_AT_ONCE = 5
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
    finder = Finder(booking, hit, lines, now, to_exchange(booking=booking, now=now))
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
    if kept or is_mere_hold(booking):
        return None
    return next(iter(ways), None)


def is_mere_hold(booking: Booking) -> bool:
    """Of which nobody was told, so nobody is told that it ends; an offer to who waited in line was told."""
    return booking.state == BookingState.HELD and booking.offered_at is None


def _is_free(stand: Stand | None, quantity: int) -> bool:
    return bool(stand and stand.standing.open and stand.standing.copies >= quantity)


def _labels(swaps: Sequence[tuple[Occupancy, Unit | None]]) -> tuple[tuple[str, str], ...]:
    return tuple((old.unit.label, spare.label) for old, spare in swaps if spare)


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks for the ways out of one booking that has not begun."""

    booking: Booking
    hit: Hit
    lines: list[Line]
    now: datetime
    # What of its units it cannot keep, with another one of the same thing where one is free.
    swaps: list[tuple[Occupancy, Unit | None]]

    def ways(self) -> Iterator[Way]:
        """Other units, another thing at the same time, another time, and the end of it."""
        yield from self._units()
        if self.booking.state == BookingState.CONFIRMED or is_movable(self.booking, self.now):
            yield from self._things()
            yield from self._times()
        back = would_go_back(self.booking, own_cents=0)
        yield Way(self._decision(How.CANCEL), not is_mere_hold(self.booking), back=back)

    def _decision(self, how: How, lines: tuple[LineWish, ...] = (), price_digest: str = "") -> Decision:
        seen = as_seen(self.booking.state, self.booking.sequence)
        return Decision(self.booking.number, seen, how, lines, price_digest)

    def _units(self) -> Iterator[Way]:
        if Cause.HOURS in self.hit.causes:
            return
        if self.swaps and all(spare for _old, spare in self.swaps):
            told = self.booking.state != BookingState.HELD
            yield Way(self._decision(How.UNIT), told, units=_labels(self.swaps))

    def _things(self) -> Iterator[Way]:
        """The cheapest of the other things of the same kinds that can have all of it, for all that is hit at once. What
        another unit of the same thing will do for stays that thing."""
        kept = self._kept_by_units()
        gone = [line for line in self.lines if line.pk in self._hit and line.pk not in kept]
        old = {line.facility_id: line.facility for line in gone}
        if not old or len(old) > MOST_AT_ONCE:
            return
        units = _labels([swap for swap in self.swaps if swap[0].line_id in kept])
        lists = [self._free_things(each, gone, old) for each in old.values()]
        choices = islice(instead(lists), MOST_CHOICES)
        found = [
            replace(way, units=units)
            for choice in choices
            if (way := self._other_things(dict(zip(old, choice, strict=True)), gone))
        ]
        if found:
            yield min(found, key=lambda way: way.more_cents)

    @property
    def _hit(self) -> set[int]:
        return {line.promise.line for line in self.hit.lines}

    def _kept_by_units(self) -> set[int]:
        """The lines that can stay, on other units."""
        shut = {line.promise.line for line in self.hit.lines if any(w.cause == Cause.HOURS for w in line.why)}
        lost = {old.line_id for old, spare in self.swaps if spare is None}
        return {old.line_id for old, _spare in self.swaps if old.line_id} - shut - lost

    def _free_things(self, old: Facility, gone: Sequence[Line], not_these: Collection[int]) -> list[int]:
        """By how near they are; each by itself free when its lines are. One query more than finding them."""
        lines = [line for line in gone if line.facility_id == old.pk]
        others = alike(old, MOST_THINGS, not_these)
        wishes = [LineWish(other.pk, line.quantity, line.period) for other in others for line in lines]
        if not wishes:
            return []
        standing = self._stands(wishes)
        count = len(lines)
        return [
            other.pk
            for number, other in enumerate(others)
            if all(
                _is_free(standing.get(number * count + place), line.quantity)
                for place, line in enumerate(lines)
            )
        ]

    def _other_things(self, instead_of: dict[int, int], gone: Sequence[Line]) -> Way | None:
        hit = {line.pk for line in gone}
        wishes = [
            LineWish(
                instead_of[line.facility_id] if line.pk in hit else line.facility_id,
                line.quantity,
                line.period,
            )
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
        possible = [each for each in moved if not self._is_wanted(each) and self._is_late_enough(each)]
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

    def _is_late_enough(self, wishes: Iterable[LineWish]) -> bool:
        """What waits for an answer begins after that."""
        waits = self.booking.state != BookingState.CONFIRMED
        return not waits or all(wish.period.start >= self.booking.held_until for wish in wishes)

    def _stands(self, wishes: Sequence[LineWish]) -> dict[int, Stand]:
        """As if the booking held nothing."""
        past = [line.pk for line in self.lines]
        return stands(wishes=wishes, organisation_id=0, person_id=0, now=self.now, past_lines=past)

    def _free(self, candidates: Sequence[tuple[LineWish, ...]]) -> Iterator[tuple[LineWish, ...]]:
        """One query."""
        standing = self._stands([wish for wishes in candidates for wish in wishes])
        count = len(self.lines)
        for number, wishes in enumerate(candidates):
            found = [standing.get(number * count + place) for place in range(count)]
            if all(_is_free(each, wish.quantity) for each, wish in zip(found, wishes, strict=True)):
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
