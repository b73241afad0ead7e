"""Three holds are three, also when an organisation's people all click at once."""

import pytest

from bookings.actions import _placing
from bookings.rules.refusals import TooManyHolds
from hub.kit import locks
from hub.kit.locks import LockKind
from members.models import Post
from tests import cast
from tests.concurrency.rivals import (
    Rival,
    broken_invariants,
    losers,
    meet_before,
    race,
    winners,
    with_another_lock,
)
from tests.factories.bookings import a_request
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import card
from tests.factories.members import MembershipFactory

pytestmark = pytest.mark.race
EIGHT = 8


def stage_of_eight():
    """Eight people of one organisation, and a studio for each."""
    stage = cast.assemble()
    crowd = [
        Rival(MembershipFactory(organisation=stage.zout, post=Post.BOOKER).person, stage.zout)
        for _ in range(EIGHT)
    ]
    things = [FacilityFactory(hub=stage.effenaar, open_days=[cast.THURSDAY]) for _ in crowd]
    for thing in things:
        card(thing, daypart=16_000)
    return crowd, [a_request(stage.zout, thing) for thing in things]


def test_eight_colleagues_hold_three_bookings_at_most(own_database):
    crowd, asked = stage_of_eight()
    outcomes = race(own_database, crowd, *asked)
    assert len(winners(outcomes)) == 3
    assert {type(each) for each in losers(outcomes)} == {TooManyHolds}
    assert broken_invariants() == {}


def test_without_the_key_of_the_organisation_they_hold_eight(own_database, monkeypatch):
    """The negative control: each locks its own studio only, and all have counted before the first has placed."""
    crowd, asked = stage_of_eight()

    def facilities_only(keys):
        locks.lock((kind, id_) for kind, id_ in keys if kind == LockKind.FACILITY)

    with_another_lock(monkeypatch, facilities_only)
    meet_before(monkeypatch, _placing, "_insert_booking", EIGHT)
    outcomes = race(own_database, crowd, *asked)
    assert len(winners(outcomes)) == EIGHT
