"""A hub plans a training session: its room is kept for it, it makes sense, and it is planned by its own people."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from bookings.actions.plan_session import (
    NotOfThisHubSession,
    SeatsOutOfRange,
    SessionTime,
    SessionTooFar,
)
from bookings.models import Block, Occupancy
from bookings.rules.refusals import (
    SlotTaken,
)
from funding.actions._cards import RateOutOfRange
from hub.kit.errors import Forbidden
from hub.kit.periods import Period
from tests import cast
from tests.cast import NOW, thursday
from tests.factories.bookings import AFTERNOON, booked, held
from tests.factories.inductions import MORNING, a_session, an_induction, asked_at


@pytest.fixture
def stage(db):
    with override("en"):
        yield cast.assemble()


@pytest.fixture
def laser(stage):
    return asked_at(stage.studio)


@pytest.fixture
def session(stage, laser):
    return a_session(stage.effenaar, laser, by=stage.teun)


def test_its_room_is_kept_for_it_and_has_to_be_free(stage):
    session = a_session(stage.effenaar, room=stage.studio, by=stage.teun)
    block = Block.objects.get(uuid=session.block)
    assert Occupancy.objects.live().get(block=block).unit.facility == stage.studio
    with pytest.raises(SlotTaken):
        held(stage.bo, stage.zout, stage.studio, period=thursday(11, 13))
    booked(stage.bo, stage.zout, stage.studio)
    with pytest.raises(SlotTaken):
        a_session(stage.effenaar, room=stage.studio, period=AFTERNOON)
    assert Block.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"period": Period(MORNING.start, MORNING.start + timedelta(minutes=10))}, SessionTime),
        ({"period": Period(MORNING.start, MORNING.start + timedelta(hours=13))}, SessionTime),
        ({"period": Period(MORNING.start + timedelta(minutes=2), MORNING.end)}, SessionTime),
        ({"period": Period(NOW - timedelta(hours=1), NOW + timedelta(hours=1))}, SessionTooFar),
        (
            {"period": Period(NOW + timedelta(days=600), NOW + timedelta(days=600, hours=2))},
            SessionTooFar,
        ),
        ({"seats": 0}, SeatsOutOfRange),
        ({"seats": 201}, SeatsOutOfRange),
        ({"cents": -1}, RateOutOfRange),
        ({"cents": 100_000_001}, RateOutOfRange),
    ],
)
def test_a_session_that_makes_no_sense_is_refused(stage, wrong, refusal):
    with pytest.raises(refusal):
        a_session(stage.effenaar, by=stage.teun, **wrong)


def test_only_the_hubs_own_people_plan_one_and_with_its_own_things(stage):
    for actor in (stage.bo, stage.wim, stage.zoe):
        with pytest.raises(Forbidden):
            a_session(stage.effenaar, by=actor)
    with pytest.raises(NotOfThisHubSession):
        a_session(stage.effenaar, an_induction(stage.tetem), by=stage.teun)
    with pytest.raises(NotOfThisHubSession):
        a_session(stage.tetem, room=stage.studio, by=stage.wim)
