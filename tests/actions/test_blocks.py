"""The house keeps units to itself for a time: nobody books them, and bookings that were first stay until they end."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404

from bookings.actions import _blocking, block, lift_block, move_block, reinstate_block
from bookings.actions._blocking import BlockIsLifted, BlockIsOver, BlockTooLong, NothingToBlock, hold_units
from bookings.actions.cancel import cancel
from bookings.models import Block, BlockKind, Occupancy
from bookings.models.availability import free_units
from bookings.rules.refusals import SlotTaken
from facilities.actions._promises import BookingsAreHit
from facilities.models import UnitState
from funding.rules.lines import LineWish
from hub.kit.audit import SITE
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.periods import Period
from hub.kit.transactions import verb
from hub.wiring import INVARIANTS
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.blocks import blocked
from tests.factories.bookings import booked, held

pytestmark = pytest.mark.django_db

AFTERNOON = thursday(13, 17)


@pytest.fixture
def cast() -> Cast:
    return assemble()


def broken() -> dict[str, list[str]]:
    return {code: said for code, check in INVARIANTS.items() if (said := check())}


def held_by(made: Block) -> list[Period]:
    rows = Occupancy.objects.live().filter(block=made).order_by("unit_id", "during")
    return [Period.from_range(each.during) for each in rows]


def free(facility, period: Period = AFTERNOON) -> int:
    ((*units,),) = free_units(wishes=[LineWish(facility.pk, 1, period)], now=NOW)
    return len(units)


def test_what_is_blocked_is_taken_for_everybody_else(cast):
    made = blocked(cast.studio.units.get(), actor=cast.teun, title="New floor", note="Ring the painter")
    assert held_by(made) == [AFTERNOON]
    assert free(cast.studio) == 0 and free(cast.studio, thursday(9, 13)) == 1
    with pytest.raises(SlotTaken):
        held(cast.bo, cast.zout, cast.studio)
    row = AuditRow.objects.get(action="bookings.block")
    assert (row.about, row.actor_id, row.hub_id) == (made.ref, cast.teun.pk, cast.effenaar.pk)
    assert broken() == {}


def test_some_of_a_pool_are_blocked_and_the_others_are_still_let(cast):
    blocked(*cast.microphones.units.order_by("pk")[:4])
    assert free(cast.microphones) == 2
    booked(cast.bo, cast.zout, (cast.microphones, 2))
    with pytest.raises(SlotTaken):
        held(cast.ilse, cast.noord, cast.microphones)


def test_who_blocks_over_a_booking_is_shown_it_and_nothing_is_blocked(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    with pytest.raises(BookingsAreHit) as refused:
        blocked(cast.studio.units.get(), period=thursday(9, 22))
    (hit,) = refused.value.promises
    assert (hit.number, hit.facility, hit.period) == (booking.number, "Studio 2", AFTERNOON)
    assert not Block.objects.exists()


def test_who_has_seen_the_booking_blocks_around_it_and_gets_its_time_when_it_ends(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    made = blocked(cast.studio.units.get(), period=thursday(9, 22), knowing={booking.number})
    assert held_by(made) == [thursday(9, 13), thursday(17, 22)]
    assert broken() == {}
    cancel(number=booking.number, actor=cast.bo, now=NOW)
    assert held_by(made) == [thursday(9, 13), AFTERNOON, thursday(17, 22)]
    assert free(cast.studio) == 0
    assert broken() == {}


def test_a_booking_made_while_somebody_read_is_shown_too(cast):
    first = booked(cast.bo, cast.zout, cast.studio)
    second = held(cast.ilse, cast.noord, cast.studio, period=thursday(18, 20))
    with pytest.raises(BookingsAreHit) as refused:
        blocked(cast.studio.units.get(), period=thursday(9, 22), knowing={first.number})
    assert {each.number for each in refused.value.promises} == {first.number, second.number}


def test_a_hold_whose_time_is_over_is_in_nobodys_way(cast):
    held(cast.bo, cast.zout, cast.studio)
    later = NOW + timedelta(minutes=16)
    assert held_by(blocked(cast.studio.units.get(), now=later)) == [AFTERNOON]
    assert broken() == {}


def test_a_hold_that_lapses_in_the_time_of_a_block_is_the_blocks_and_not_the_next_placers(cast):
    hold = held(cast.bo, cast.zout, cast.studio)
    made = blocked(cast.studio.units.get(), period=thursday(9, 22), knowing={hold.number})
    later = NOW + timedelta(minutes=16)
    with pytest.raises(SlotTaken):
        held(cast.ilse, cast.noord, cast.studio, now=later)
    lift_block.lift_block(uuid=made.uuid, actor=cast.teun, now=later)
    assert held(cast.ilse, cast.noord, cast.studio, now=later)
    assert broken() == {}


def test_a_step_that_goes_around_nothing_refuses_what_is_taken(cast):
    booked(cast.bo, cast.zout, cast.studio)
    made = blocked(cast.engineer.units.get())
    unit = cast.studio.units.get()

    @verb
    def hold() -> None:
        hold_units(block=made, unit_ids=[unit.pk], period=AFTERNOON, now=NOW)

    with pytest.raises(SlotTaken):
        hold()


def test_blocks_may_overlap_and_what_one_gives_back_is_the_others(cast):
    room = cast.studio.units.get()
    first, second = blocked(room), blocked(room, period=thursday(15, 20))
    assert (held_by(first), held_by(second)) == ([AFTERNOON], [thursday(17, 20)])
    lift_block.lift_block(uuid=first.uuid, actor=cast.teun, now=NOW)
    assert held_by(first) == [] and held_by(second) == [thursday(15, 17), thursday(17, 20)]
    assert free(cast.studio, thursday(13, 15)) == 1
    assert broken() == {}


def test_the_same_block_sent_twice_is_one(cast):
    room = cast.studio.units.get()
    booking = booked(cast.bo, cast.zout, cast.studio)
    first = blocked(room, title="New floor", knowing={booking.number})
    assert blocked(room, title="New floor") == first
    assert blocked(room, title="Newer floor", knowing={booking.number}) != first
    assert AuditRow.objects.filter(action="bookings.block").count() == 2
    assert broken() == {}


def test_a_block_that_is_lifted_gives_its_units_back_once(cast):
    made = blocked(cast.studio.units.get())
    for _again in range(2):
        lifted = lift_block.lift_block(uuid=made.uuid, actor=cast.teun, now=NOW)
    assert (lifted.lifted_at, lifted.lifted_by) == (NOW, cast.teun)
    assert free(cast.studio) == 1
    assert AuditRow.objects.filter(action="bookings.lift_block").count() == 1
    assert broken() == {}


def test_a_lifted_block_gets_nothing_of_a_booking_that_ends_later(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    made = blocked(cast.studio.units.get(), knowing={booking.number})
    lift_block.lift_block(uuid=made.uuid, actor=cast.teun, now=NOW)
    cancel(number=booking.number, actor=cast.bo, now=NOW)
    assert free(cast.studio) == 1 and broken() == {}


def test_a_block_moves_to_another_time_and_other_units(cast):
    one, other, *_more = cast.microphones.units.order_by("pk")
    made = blocked(one)
    move = {"uuid": made.uuid, "actor": cast.teun, "now": NOW}
    moved = move_block.move_block(period=thursday(15, 19), **move)
    assert moved.period == thursday(15, 19) and held_by(moved) == [thursday(15, 19)]
    moved = move_block.move_block(period=thursday(15, 19), unit_ids=[other.pk], **move)
    assert Occupancy.objects.live().get(block=moved).unit == other
    again = move_block.move_block(period=thursday(15, 19), unit_ids=[other.pk], **move)
    assert again.changed_at == NOW
    assert AuditRow.objects.filter(action="bookings.move_block").count() == 2
    assert broken() == {}


def test_a_move_over_a_booking_names_it_and_what_was_in_the_way_before_is_no_news(cast):
    first = booked(cast.bo, cast.zout, cast.studio)
    made = blocked(cast.studio.units.get(), period=thursday(12, 14), knowing={first.number})
    move = {"uuid": made.uuid, "actor": cast.teun, "now": NOW}
    move_block.move_block(period=thursday(11, 14), **move)
    later = booked(cast.ilse, cast.noord, cast.studio, period=thursday(18, 20))
    with pytest.raises(BookingsAreHit):
        move_block.move_block(period=thursday(11, 19), **move)
    moved = move_block.move_block(period=thursday(11, 19), knowing={later.number}, **move)
    assert held_by(moved) == [thursday(11, 13), thursday(17, 18)]
    assert broken() == {}


def test_what_is_no_block_is_refused_in_words(cast):
    room = cast.studio.units.get()
    microphones = list(cast.microphones.units.all())
    asked = {"hub": cast.effenaar, "kind": BlockKind.MAINTENANCE, "actor": cast.teun, "now": NOW}
    for units in ([], [0], [room.pk, 10**9]):
        with pytest.raises(NothingToBlock):
            block.block(unit_ids=units, period=AFTERNOON, **asked)
    microphones[0].state = UnitState.RETIRED
    microphones[0].save()
    with pytest.raises(NothingToBlock):
        block.block(unit_ids=[microphones[0].pk], period=AFTERNOON, **asked)
    with pytest.raises(NothingToBlock):
        block.block(unit_ids=[room.pk], period=AFTERNOON, **asked | {"hub": cast.tetem, "actor": SITE})
    yesterday = Period(NOW - timedelta(days=2), NOW)
    with pytest.raises(BlockIsOver):
        block.block(unit_ids=[room.pk], period=yesterday, **asked)
    for period in (
        Period(NOW, NOW + _blocking.LONGEST + timedelta(minutes=1)),
        Period(NOW + timedelta(days=800), NOW + timedelta(days=801)),
    ):
        with pytest.raises(BlockTooLong):
            block.block(unit_ids=[room.pk], period=period, **asked)
    assert not Block.objects.exists()


def test_a_unit_in_repair_may_be_blocked_and_a_lifted_block_is_not_moved(cast):
    room = cast.studio.units.get()
    room.state = UnitState.IN_REPAIR
    room.save()
    made = blocked(room)
    lift_block.lift_block(uuid=made.uuid, actor=cast.hanna, now=NOW)
    with pytest.raises(BlockIsLifted):
        move_block.move_block(uuid=made.uuid, period=thursday(15, 19), actor=cast.hanna, now=NOW)


def test_a_stranger_blocks_lifts_moves_and_takes_back_nothing(cast):
    made = blocked(cast.studio.units.get())
    for somebody in (cast.ilse, cast.zoe, cast.wim, cast.karim):
        with pytest.raises(Forbidden):
            blocked(cast.engineer.units.get(), actor=somebody)
        with pytest.raises(Http404):
            lift_block.lift_block(uuid=made.uuid, actor=somebody, now=NOW)
        with pytest.raises(Http404):
            move_block.move_block(uuid=made.uuid, period=thursday(15, 19), actor=somebody, now=NOW)
        with pytest.raises(Http404):
            reinstate_block.reinstate_block(uuid=made.uuid, actor=somebody, now=NOW)
    with pytest.raises(Http404):
        lift_block.lift_block(uuid=uuid4(), actor=cast.teun, now=NOW)
    assert held_by(made) == [AFTERNOON]
