"""First, second, and whoever would come in between: each has one winner."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils.translation import override

from bookings.actions import _ending, _passing_on, _seconds, expire_holds, take_second
from bookings.actions.cancel import cancel
from bookings.actions.challenge import challenge
from bookings.actions.confirm import OptionLapsed, confirm
from bookings.models import Booking, BookingState, SecondOption, SecondState
from bookings.permissions import second_for
from bookings.rules.refusals import SlotTaken
from funding.models import Fund
from hub.kit.errors import Busy
from hub.kit.models import AuditRow
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants, from_a_deadlock, hour, rivals
from tests.factories.bookings import held
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import card
from tests.factories.money import fill
from tests.factories.options import gives_options, optioned
from tests.factories.seconds import second

pytestmark = pytest.mark.race
ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]


def would_be_second(crowd, stage, period):
    def one(number: int) -> SecondOption:
        rival = crowd[number]
        with override("en"):
            return second(rival.person, rival.organisation, stage.studio, period=period)

    return one


@pytest.mark.parametrize("rounds", ROUNDS)
def test_of_eight_who_would_be_second_one_is(own_database, rounds):
    stage, crowd = cast.assemble(), rivals(8)
    gives_options(stage.studio)
    for number in range(rounds):
        first = optioned(stage.bo, stage.zout, stage.studio, period=hour(number))
        outcomes = own_database.crowd(8, would_be_second(crowd, stage, hour(number)))
        (won,) = [each for each in outcomes if isinstance(each, SecondOption)]
        assert {type(each) for each in outcomes} <= {SecondOption, SlotTaken, take_second.SecondIsTaken}
        cancel(number=first.number, actor=stage.bo, now=NOW)
        won.refresh_from_db()
        cancel(number=won.became.number, actor=won.placed_by, now=NOW)
    assert broken_invariants() == {}


def test_without_the_firsts_row_only_the_database_refuses_a_third(own_database, monkeypatch):
    stage, crowd = cast.assemble(), rivals(2)
    gives_options(stage.studio)
    optioned(stage.bo, stage.zout, stage.studio)
    barrier = threading.Barrier(2, timeout=20)

    def unlocked(booking_id: int) -> Booking:
        found = Booking.objects.select_related("hub", "organisation").get(pk=booking_id)
        barrier.wait()
        return found

    monkeypatch.setattr(take_second, "hold_first", unlocked)
    outcomes = own_database.crowd(2, would_be_second(crowd, stage, thursday(13, 17)))
    assert {type(each) for each in outcomes} == {SecondOption, IntegrityError}


def two_colleagues_challenge(own_database):
    """Zoë and Bo of the second both ask the first to decide."""
    stage = cast.assemble()
    gives_options(stage.studio, notice_hours=0)
    optioned(stage.ilse, stage.noord, stage.studio)
    waits = second(stage.bo, stage.zout, stage.studio)

    def one(which: int) -> SecondOption:
        with override("en"):
            return challenge(number=waits.number, actor=(stage.bo, stage.zoe)[which], now=NOW)

    return waits, own_database.crowd(2, one)


def challenges(of: SecondOption) -> int:
    return AuditRow.objects.filter(about=of.ref, action="bookings.challenge").count()


@pytest.mark.parametrize("_round", range(3))
def test_two_challenges_at_once_are_one(own_database, _round):
    waits, outcomes = two_colleagues_challenge(own_database)
    assert [type(each) for each in outcomes] == [SecondOption, SecondOption]
    assert challenges(waits) == 1
    assert broken_invariants() == {}


def test_without_the_firsts_row_there_are_two_challenges(own_database, monkeypatch):
    barrier = threading.Barrier(2, timeout=20)

    def unlocked(*, number: str, actor) -> SecondOption:
        found = second_for(actor, number)
        barrier.wait()
        return found

    monkeypatch.setattr("bookings.actions.challenge.waiting_second", unlocked)
    waits, _outcomes = two_colleagues_challenge(own_database)
    assert challenges(waits) == 2
    assert "I10b" in broken_invariants()


@pytest.mark.parametrize("rounds", ROUNDS)
def test_the_first_books_while_the_second_challenges(own_database, rounds):
    stage = cast.assemble()
    gives_options(stage.studio, notice_hours=0)
    for number in range(rounds):
        first = optioned(stage.ilse, stage.noord, stage.studio, period=hour(number))
        waits = second(stage.bo, stage.zout, stage.studio, period=hour(number))

        def one(which: int, first=first, waits=waits):
            with override("en"):
                if which:
                    return challenge(number=waits.number, actor=stage.bo, now=NOW)
                return confirm(number=first.number, house_rules_version=None, actor=stage.ilse, now=NOW)

        outcomes = own_database.crowd(2, one)
        assert isinstance(outcomes[0], Booking)
        assert isinstance(outcomes[1], SecondOption | _seconds.NotSecond)
        waits.refresh_from_db()
        assert waits.state == SecondState.GONE
    assert broken_invariants() == {}


def at_the_end_of_the_first(own_database, stage, period):
    """The clock, whoever would book, and the first who says yes a second too late."""
    first = optioned(stage.ilse, stage.noord, stage.studio, period=period)
    waits = second(stage.bo, stage.zout, stage.studio, period=period)
    (rival,) = rivals(1)
    over = first.held_until + timedelta(seconds=1)

    def one(which: int):
        with override("en"):
            if which == 0:
                return expire_holds.expire_holds(now=over)
            if which == 1:
                return confirm(number=first.number, house_rules_version=None, actor=stage.ilse, now=over)
            return held(rival.person, rival.organisation, stage.studio, period=period, now=over)

    outcomes = own_database.crowd(4, one)
    # The clock passes by what somebody has in hand, and comes back.
    expire_holds.expire_holds(now=over)
    waits.refresh_from_db()
    return waits, outcomes


@pytest.mark.parametrize("rounds", ROUNDS)
def test_nobody_comes_between_the_first_and_the_second(own_database, rounds):
    stage = cast.assemble()
    gives_options(stage.studio, notice_hours=0)
    for number in range(rounds):
        waits, outcomes = at_the_end_of_the_first(own_database, stage, hour(number))
        assert waits.state == SecondState.BECAME
        assert isinstance(outcomes[1], OptionLapsed)
        assert {type(each) for each in outcomes[2:]} <= {SlotTaken, Busy}
        cancel(number=waits.became.number, actor=stage.bo, now=NOW)
    assert broken_invariants() == {}


def test_were_the_second_not_written_on_the_first_somebody_would(own_database, monkeypatch):
    """What lapsed is free for the next who places: unless the row says that somebody waits."""
    stage = cast.assemble()
    gives_options(stage.studio, notice_hours=0)
    first = optioned(stage.ilse, stage.noord, stage.studio)
    second(stage.bo, stage.zout, stage.studio)
    Booking.objects.filter(pk=first.pk).update(has_second=False)
    (rival,) = rivals(1)
    over = first.held_until + timedelta(seconds=1)
    assert held(rival.person, rival.organisation, stage.studio, now=over).state == BookingState.HELD
    assert "I10b" in broken_invariants()


def two_pairs(own_database):
    """Two options that two others wait behind, each paid from the other's fund, and both firsts let go at once."""
    stage = cast.assemble()
    cast.declare_band_a(stage.zout)
    cast.declare_band_a(stage.noord)
    cast.two_funds(stage)
    for fund in Fund.objects.all():
        fill(fund, 100_000)
    other = FacilityFactory(hub=stage.effenaar, open_days=[cast.THURSDAY])
    card(other, hour=5_000)
    gives_options(stage.studio, other, notice_hours=0)
    firsts = [
        (optioned(stage.bo, stage.zout, stage.studio), stage.bo),
        (optioned(stage.ilse, stage.noord, other), stage.ilse),
    ]
    waits = [second(stage.ilse, stage.noord, stage.studio), second(stage.zoe, stage.zout, other)]

    def one(which: int) -> Booking:
        first, actor = firsts[which]
        with override("en"):
            return cancel(number=first.number, actor=actor, now=NOW)

    return waits, lambda: own_database.crowd(2, one)


@pytest.mark.parametrize("_round", range(3))
def test_two_firsts_that_end_at_once_make_two_new_firsts(own_database, _round):
    waits, go = two_pairs(own_database)
    outcomes = go()
    assert [type(each) for each in outcomes] == [Booking, Booking]
    for each in waits:
        each.refresh_from_db()
        assert each.state == SecondState.BECAME
    assert broken_invariants() == {}


def test_with_funds_locked_one_group_after_the_other_they_wait_in_a_circle(own_database, monkeypatch):
    _waits, go = two_pairs(own_database)
    # Both hold one fund after giving back, and then want the other one's.
    barrier = threading.Barrier(2, timeout=20)
    funds = list(Fund.objects.order_by("pk").values_list("pk", flat=True))
    turn = iter((funds, funds[::-1]))
    lock_next = threading.Lock()
    monkeypatch.setattr(_passing_on, "lock_all_funds_and_pledges", lambda: None)
    monkeypatch.setattr(_ending, "lock_all_funds_and_pledges", lambda: None)
    real = _ending.release

    def in_pieces(**facts):
        with lock_next:
            first_fund, second_fund = next(turn)
        Fund.objects.select_for_update(no_key=True).get(pk=first_fund)
        barrier.wait()
        Fund.objects.select_for_update(no_key=True).get(pk=second_fund)
        return real(**facts)

    monkeypatch.setattr(_ending, "release", in_pieces)
    outcomes = go()
    assert any(isinstance(each, Busy) and from_a_deadlock(each) for each in outcomes)
