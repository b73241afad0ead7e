"""What a move on the timeline means, for the page that asks before anything happens: what changes, what it costs, who
is told. The same refusals rise as when it is done."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.actions._assigning import NotTheSameThing, UnitIsOut, UnitIsTaken
from bookings.actions._blocking import check_period
from bookings.actions._unchanged import ChangedMeanwhile
from bookings.actions.change import NotToChange, TooLateToChange
from bookings.changed import shown_change
from bookings.let_go import LetGo, let_go
from bookings.models import Block, Booking, BookingState, Line, Occupancy
from bookings.models.bars import bar_of, is_free, unit_of
from bookings.models.blocked import in_the_way, unit_ids_of
from bookings.models.callers import guest_of
from bookings.models.changing import Reckoned, wishes_of
from bookings.permissions import block_for, booking_for
from bookings.rules.changing import Change
from bookings.rules.moves import Move, MoveBlock, MoveBooking, MoveUnit, moved
from bookings.rules.repairing import as_seen
from facilities.models import Hub, Unit, UnitState
from facilities.rules.promises import Promise
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from hub.kit.saying import period as said_period
from members.models import User


class NothingMoves(Refusal):
    code = "nothing_moves"
    status = 400
    message = gettext_lazy("It stands there already.")


class PartOfAWhole(Refusal):
    code = "part_of_a_whole"
    message = gettext_lazy(
        "%(unit)s was booked as a part of %(whole)s and goes nowhere else. Change the booking itself."
    )


class ComesFromElsewhere(Refusal):
    code = "comes_from_elsewhere"
    message = gettext_lazy(
        "This is read from another calendar. Move it there: what is moved here comes back at the next reading."
    )


def way_back(*, move: Move, hub: Hub, actor: User) -> Move:
    """How this move is put back, asked before it is done."""
    if isinstance(move, MoveUnit):
        bar = bar_of(hub=hub, pk=move.held)
        return MoveUnit(move.held, bar.unit_id if bar else move.unit)
    if isinstance(move, MoveBlock):
        block = block_for(actor, move.block)
        return MoveBlock(move.block, tuple(unit_ids_of(block.pk)), move.was, move.period)
    booking = booking_for(actor, move.change.number)
    lines = wishes_of(list(booking.lines.order_by("position")))
    change = replace(move.change, lines=lines, price_digest="", seen="", reason="")
    return MoveBooking(change, move.was_unit, move.was_period, move.unit, move.period, booking.own_cents)


@dataclass(frozen=True, slots=True)
class Shown:
    """`changes`: what, before, afterwards. `told` is empty where nobody gets a mail; then no reason is needed either.
    `hit` are the bookings that a block meets."""

    move: Move
    who: str
    number: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    reckoned: Reckoned | None = None
    told: tuple[str, ...] = ()
    hit: tuple[Promise, ...] = field(default=())
    # The same without who need not come along any more.
    let_go: LetGo | None = None

    @property
    def is_as_before(self) -> bool:
        """Whether it costs what it cost when it stood there."""
        if not isinstance(self.move, MoveBooking) or not self.reckoned:
            return not self.hit
        return self.reckoned.price.own_cents == self.move.own_cents

    @property
    def without(self) -> Move | None:
        """The move that gives them up too."""
        if self.let_go is None or not isinstance(self.move, MoveBooking):
            return None
        other = self.let_go.change
        change = replace(self.move.change, lines=other.wishes, price_digest=other.digest)
        return replace(self.move, change=change)

    @property
    def less_cents(self) -> int:
        return -self.reckoned.more_cents if self.reckoned else 0


def wanted(*, hub: Hub, held: int, unit_id: int, period: Period) -> tuple[Occupancy, Move]:
    """From the bar that was dragged, and where to. Raises `ChangedMeanwhile`, `NothingMoves`, `PartOfAWhole`,
    `ComesFromElsewhere`."""
    bar, unit = bar_of(hub=hub, pk=held), unit_of(hub=hub, pk=unit_id)
    if bar is None or unit is None:
        raise ChangedMeanwhile()
    if bar.block:
        return bar, _wanted_block(bar, bar.block, unit, period)
    assert bar.line
    line = bar.line
    if line.period == period and unit.facility_id == bar.unit.facility_id:
        if unit.pk == bar.unit_id:
            raise NothingMoves()
        return bar, MoveUnit(bar.pk, unit.pk)
    if unit.facility_id != bar.unit.facility_id and line.leaves:
        raise PartOfAWhole(unit=bar.unit.label, whole=line.facility.name)
    booking = line.booking
    lines = list(booking.lines.order_by("position"))
    at = next(place for place, each in enumerate(lines) if each.pk == line.pk)
    facility = line.facility_id if unit.facility_id == bar.unit.facility_id else unit.facility_id
    change = Change(
        number=booking.number,
        lines=moved(wishes_of(lines), at, facility, period),
        purpose=booking.purpose,
        visit=booking.visit,
        price_digest="",
        seen=as_seen(booking.state, booking.sequence),
        for_hub=True,
    )
    return bar, MoveBooking(change, unit.pk, period, bar.unit_id, line.period)


def _wanted_block(bar: Occupancy, block: Block, unit: Unit, period: Period) -> MoveBlock:
    """A bar is what the block has of its time: the whole goes along."""
    if block.origin and block.origin.kind == "calendar":
        raise ComesFromElsewhere()
    whole, part = block.period, Period.from_range(bar.during)
    units = {unit.pk if each == bar.unit_id else each for each in unit_ids_of(block.pk)}
    then = Period(whole.start + (period.start - part.start), whole.end + (period.end - part.end))
    if (then, unit.pk) == (whole, bar.unit_id):
        raise NothingMoves()
    return MoveBlock(block.uuid, tuple(sorted(units)), then, whole)


def shown(*, hub: Hub, move: Move, actor: User, now: datetime) -> Shown:
    """With what it costs and whom it meets, sealed into the move. Raises what is in the way."""
    if isinstance(move, MoveBlock):
        return _shown_block(move, actor, now)
    if isinstance(move, MoveUnit):
        return _shown_unit(hub, move, now)
    return _shown_booking(hub, move, actor, now)


def _shown_unit(hub: Hub, move: MoveUnit, now: datetime) -> Shown:
    bar, unit = bar_of(hub=hub, pk=move.held), unit_of(hub=hub, pk=move.unit)
    if bar is None or bar.line is None or unit is None:
        raise ChangedMeanwhile()
    booking = bar.line.booking
    _demand_movable(booking, now)
    _demand_to_be_had(unit, Period.from_range(bar.during), bar.unit.facility_id, None)
    return Shown(move, booking.organisation.name, booking.number, ((_("Unit"), bar.unit.label, unit.label),))


def _shown_booking(hub: Hub, move: MoveBooking, actor: User, now: datetime) -> Shown:
    booking = booking_for(actor, move.change.number)
    unit = unit_of(hub=hub, pk=move.unit)
    if unit is None or booking.hub_id != hub.pk:
        raise ChangedMeanwhile()
    _demand_movable(booking, now)
    lines = list(booking.lines.select_related("facility").order_by("position"))
    asked: dict[str, Any] = {
        "booking": booking,
        "lines": lines,
        "wishes": move.change.lines,
        "visit": move.change.visit,
        "as_guest": False,
        "now": now,
    }
    seen = shown_change(**asked)
    if seen.obstacle:
        raise seen.obstacle
    _demand_to_be_had(unit, move.period, unit.facility_id, booking.pk)
    change = replace(
        move.change,
        price_digest=seen.digest,
        seen=move.change.seen or as_seen(booking.state, booking.sequence),
    )
    guest = guest_of(booking)
    return Shown(
        replace(move, change=change),
        booking.organisation.name,
        booking.number,
        tuple(_changes(lines, move, unit, hub.zone)),
        seen.reckoned,
        (guest.name if guest.email else guest.to_ring, hub.name),
        let_go=let_go(shown=seen, **asked),
    )


def _changes(
    lines: Sequence[Line], move: MoveBooking, unit: Unit, zone: ZoneInfo
) -> list[tuple[str, str, str]]:
    was = {line.period for line in lines} - {line.period for line in move.change.lines}
    found = []
    if was:
        before = min(was)
        found.append((_("When"), _when(before, zone), _when(move.period, zone)))
    there = {line.facility_id for line in lines}
    gone = there - {line.facility_id for line in move.change.lines}
    names = sorted({line.facility.name for line in lines if line.facility_id in gone})
    if unit.facility_id not in there and (gone or not was):
        found.append((_("What"), ", ".join(names), unit.facility.name))
    along = sorted(
        {line.facility.name for line in lines if line.period in was and line.facility_id not in gone}
    )
    if len(along) > 1:
        found.append((_("Together with"), "", ", ".join(along)))
    return found


def _shown_block(move: MoveBlock, actor: User, now: datetime) -> Shown:
    block = block_for(actor, move.block)
    check_period(move.period, now)
    zone, before = block.hub.zone, unit_ids_of(block.pk)
    known = {each.number for each in in_the_way(before, block.period, now)}
    hit = tuple(each for each in in_the_way(move.units, move.period, now) if each.number not in known)
    changes = []
    if move.period != block.period:
        changes.append((_("When"), _when(block.period, zone), _when(move.period, zone)))
    if set(move.units) != set(before):
        names = dict(Unit.objects.filter(pk__in={*before, *move.units}).values_list("pk", "label"))
        old, new = (sorted(names.get(pk, "") for pk in ids) for ids in (before, move.units))
        changes.append((_("Unit"), ", ".join(old), ", ".join(new)))
    knowing = tuple(sorted({each.number for each in hit}))
    return Shown(replace(move, knowing=knowing), str(block), "", tuple(changes), hit=hit)


def _demand_movable(booking: Booking, now: datetime) -> None:
    if booking.state != BookingState.CONFIRMED:
        raise NotToChange()
    if booking.period.start <= now:
        raise TooLateToChange(hub=booking.hub.name)


def _demand_to_be_had(unit: Unit, period: Period, facility_id: int, but: int | None) -> None:
    if unit.facility_id != facility_id:
        raise NotTheSameThing(unit=unit.label)
    if unit.state != UnitState.IN_SERVICE:
        raise UnitIsOut(unit=unit.label)
    if not is_free(unit=unit, period=period, but=but):
        raise UnitIsTaken(unit=unit.label)


def _when(period: Period, zone: ZoneInfo) -> str:
    return said_period(period.start, period.end, zone, "short")
