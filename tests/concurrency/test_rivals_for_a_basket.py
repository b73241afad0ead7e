"""Three things in one booking, wanted by several in opposite orders: nobody waits for ever, somebody gets all three."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from bookings.actions import _placing
from bookings.models import Occupancy
from bookings.rules.refusals import SlotTaken
from hub.kit.locks import LockKind
from tests import cast
from tests.concurrency.rivals import (
    broken_invariants,
    from_a_deadlock,
    hour,
    keep,
    losers,
    meet_before,
    race,
    rivals,
    winners,
    with_another_lock,
)
from tests.factories.bookings import a_request
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import card

pytestmark = pytest.mark.race
ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]


def studios(stage):
    days = [cast.THURSDAY + timedelta(days=number) for number in range(2)]
    made = [FacilityFactory(hub=stage.effenaar, open_days=days) for _ in range(3)]
    for studio in made:
        card(studio, hour=1_000)
    return made


@pytest.mark.parametrize("rounds", ROUNDS)
def test_baskets_in_opposite_orders_never_wait_in_a_circle(own_database, rounds):
    stage, crowd = cast.assemble(), rivals(24)
    things = studios(stage)
    for number in range(rounds):
        period = hour(number)
        there = a_request(stage.zout, *things, period=period)
        back = a_request(stage.zout, *reversed(things), period=period)
        outcomes = race(own_database, crowd, there, back)
        assert len(winners(outcomes)) == 1
        assert {type(each) for each in losers(outcomes)} == {SlotTaken}
        keep(outcomes)
    assert broken_invariants() == {}


def test_baskets_that_share_one_thing_are_not_all_refused(own_database):
    """Three pairs, each overlapping the next in one studio: the first and the last may both win."""
    stage, crowd = cast.assemble(), rivals(12)
    a, b, c = studios(stage)
    asked = [a_request(stage.zout, *pair) for pair in ((a, b), (b, c), (c, a))]
    outcomes = race(own_database, crowd, *asked)
    assert len(winners(outcomes)) == 1
    assert Occupancy.objects.live().count() == 2
    assert broken_invariants() == {}


def test_locks_in_the_order_of_the_basket_would_wait_in_a_circle(own_database, monkeypatch):
    """The negative control: one key after the other as they come, everybody holding their first."""
    stage, crowd = cast.assemble(), rivals(2)
    first, *_others, last = studios(stage)

    def one(key: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])

    class Careless:
        second = staticmethod(one)

    def unsorted(keys) -> None:
        mine, *others = [int(kind) << 56 | id_ for kind, id_ in keys if kind == 1]
        one(mine)
        for key in others:
            Careless.second(key)

    meet_before(monkeypatch, Careless, "second", 2)
    with_another_lock(monkeypatch, unsorted)
    monkeypatch.setattr(
        _placing,
        "_keys",
        lambda leaf_ids, request, actor: [(LockKind.FACILITY, line.facility_id) for line in request.lines],
    )
    there, back = a_request(stage.zout, first, last), a_request(stage.zout, last, first)
    (victim,) = losers(race(own_database, crowd, there, back))
    assert from_a_deadlock(victim)


def test_the_order_of_the_basket_is_part_of_the_request(db):
    stage = cast.assemble()
    there = a_request(stage.zout, stage.studio, stage.engineer)
    assert replace(there, lines=there.lines[::-1]).digest() != there.digest()
