"""A block that was lifted by mistake keeps its units again."""

from datetime import timedelta

import pytest

from bookings.actions._blocking import BlockIsOver, NothingToBlock
from bookings.actions.cancel import cancel
from bookings.actions.lift_block import lift_block
from bookings.actions.reinstate_block import reinstate_block
from bookings.models import Block, Occupancy
from bookings.models.blocked import StillTaken, still_taken
from bookings.rules.refusals import SlotTaken
from facilities.actions._promises import BookingsAreHit
from facilities.models import UnitState
from hub.kit.models import AuditRow
from hub.kit.periods import Period
from hub.wiring import INVARIANTS
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.blocks import blocked
from tests.factories.bookings import booked, held

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def cast() -> Cast:
    return assemble()


def broken() -> dict[str, list[str]]:
    return {code: said for code, check in INVARIANTS.items() if (said := check())}


def held_by(made: Block) -> list[Period]:
    rows = Occupancy.objects.live().filter(block=made).order_by("during")
    return [Period.from_range(each.during) for each in rows]


def test_what_was_lifted_is_kept_again_as_often_as_somebody_changes_their_mind(cast):
    made = blocked(cast.studio.units.get(), actor=cast.teun, title="New floor")
    for _time in range(2):
        lift_block(uuid=made.uuid, actor=cast.teun, now=NOW)
        assert broken() == {}
        for _again in range(2):
            again = reinstate_block(uuid=made.uuid, actor=cast.hanna, now=LATER)
        assert (again.lifted_at, again.lifted_by, again.changed_at) == (None, None, LATER)
        assert held_by(made) == [made.period]
        assert broken() == {}
    with pytest.raises(SlotTaken):
        held(cast.bo, cast.zout, cast.studio)
    rows = AuditRow.objects.filter(action="bookings.reinstate_block")
    assert [(row.about, row.actor_id) for row in rows] == [(made.ref, cast.hanna.pk)] * 2


def test_one_that_is_not_lifted_is_left_as_it_is(cast):
    made = blocked(cast.studio.units.get())
    assert reinstate_block(uuid=made.uuid, actor=cast.teun, now=LATER).changed_at is None
    assert not AuditRow.objects.filter(action="bookings.reinstate_block").exists()


def test_what_was_booked_meanwhile_is_shown_first_stays_and_is_the_blocks_when_it_ends(cast):
    made = blocked(cast.studio.units.get(), period=thursday(9, 22))
    lift_block(uuid=made.uuid, actor=cast.teun, now=NOW)
    booking = booked(cast.bo, cast.zout, cast.studio)
    with pytest.raises(BookingsAreHit) as refused:
        reinstate_block(uuid=made.uuid, actor=cast.teun, now=LATER)
    assert [each.number for each in refused.value.promises] == [booking.number]
    assert held_by(made) == []
    reinstate_block(uuid=made.uuid, knowing={booking.number}, actor=cast.teun, now=LATER)
    assert held_by(made) == [thursday(9, 13), thursday(17, 22)]
    cancel(number=booking.number, actor=cast.bo, now=LATER)
    assert len(held_by(made)) == 3 and broken() == {}


def test_what_another_block_holds_meanwhile_stays_the_others(cast):
    room = cast.studio.units.get()
    first, second = blocked(room), blocked(room, period=thursday(15, 20))
    lift_block(uuid=first.uuid, actor=cast.teun, now=NOW)
    reinstate_block(uuid=first.uuid, actor=cast.teun, now=LATER)
    assert held_by(first) == [thursday(13, 15)]
    assert held_by(second) == [thursday(15, 17), thursday(17, 20)]
    assert broken() == {}


def test_what_is_over_or_retired_meanwhile_is_refused(cast):
    made = blocked(cast.studio.units.get())
    lift_block(uuid=made.uuid, actor=cast.teun, now=NOW)
    with pytest.raises(BlockIsOver):
        reinstate_block(uuid=made.uuid, actor=cast.teun, now=made.period.end)
    cast.studio.units.update(state=UnitState.RETIRED)
    with pytest.raises(NothingToBlock):
        reinstate_block(uuid=made.uuid, actor=cast.teun, now=LATER)
    assert held_by(made) == [] and broken() == {}


def test_what_still_stands_there_when_it_is_lifted_is_counted(cast):
    one, other, *_more = cast.microphones.units.order_by("pk")
    booking = booked(cast.bo, cast.zout, (cast.microphones, 6))
    made = blocked(one, other, knowing={booking.number})
    blocked(other, period=thursday(16, 18), knowing={booking.number})
    other.state = UnitState.IN_REPAIR
    other.save()
    lift_block(uuid=made.uuid, actor=cast.teun, now=NOW)
    assert still_taken(made, NOW) == StillTaken(bookings=1, blocks=1, out=1)
    alone = blocked(cast.engineer.units.get())
    assert still_taken(lift_block(uuid=alone.uuid, actor=cast.teun, now=NOW), NOW) == StillTaken(0, 0, 0)
