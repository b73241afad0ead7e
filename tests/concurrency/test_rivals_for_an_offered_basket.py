"""A need is met once, whoever accepts what at the same moment."""

import threading
from typing import Any
from uuid import UUID

import pytest
from django.utils.translation import override

from bookings.models import Booking
from region.actions import _needs, accept_offer, take_off_need, withdraw_offer
from region.actions._needs import NeedOver, OfferOver
from region.actions.accept_offer import Accepted
from region.models import Need, Offer
from tests import cast
from tests.cast import NOW, Cast, thursday
from tests.concurrency.rivals import broken_invariants, meet_before, without_constraint
from tests.factories.needs import a_need, accepted, an_offer
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race
ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]


@pytest.fixture
def stage(own_database) -> Cast:
    return cast.assemble()


def two_offers(stage: Cast, number: int = 0) -> list[Offer]:
    need = a_need(stage, title=f"Request {number}")
    hours = (9 + number * 2, 10 + number * 2)
    return [an_offer(stage, need, period=thursday(start, start + 1)) for start in hours]


def both_accept(database: OwnDatabase, stage: Cast, offers: list[Offer]) -> list[Any]:
    def one(number: int) -> Accepted:
        with override("en"):
            return accepted(offers[number % len(offers)], (stage.zoe, stage.bo)[number])

    return database.crowd(2, one)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_members_accept_two_offers_and_one_is_booked(own_database, stage, rounds):
    for number in range(min(rounds, 5)):
        outcomes = both_accept(own_database, stage, two_offers(stage, number))
        assert {type(each) for each in outcomes} == {Accepted, NeedOver}
        assert Booking.objects.count() == number + 1
    assert broken_invariants() == {}


def test_two_members_accept_the_same_and_have_the_same_booking(own_database, stage):
    offer, _other = two_offers(stage)
    outcomes = both_accept(own_database, stage, [offer])
    assert [type(each) for each in outcomes] == [Accepted, Accepted]
    assert len({each.booking for each in outcomes}) == 1 == Booking.objects.count()
    assert sorted(each.again for each in outcomes) == [False, True]


def test_without_the_needs_row_and_the_constraint_both_are_booked(own_database, stage, monkeypatch):
    offers = two_offers(stage)
    without_constraint(own_database, "region_offer", "need_is_met_by_one_offer", index=True)

    def not_held(uuid: UUID | str) -> Need:
        return Need.objects.get(uuid=uuid)

    monkeypatch.setattr(_needs, "held_need", not_held)
    # Each would also end the other's offer, and PostgreSQL would have to break that circle.
    monkeypatch.setattr(_needs, "end_offer", lambda **_offer: None)
    meet_before(monkeypatch, accept_offer, "placed", 2)
    outcomes = both_accept(own_database, stage, offers)
    assert [type(each) for each in outcomes] == [Accepted, Accepted]
    assert Booking.objects.count() == 2 and "I27" in broken_invariants()


def accepted_while_withdrawn(database: OwnDatabase, stage: Cast, offer: Offer) -> list[Any]:
    def one(number: int) -> Any:
        with override("en"):
            if number:
                return withdraw_offer.withdraw_offer(uuid=offer.uuid, actor=stage.teun, now=NOW)
            return accepted(offer, stage.zoe)

    return database.crowd(2, one)


def test_an_offer_that_is_withdrawn_at_that_moment_is_booked_or_not(own_database, stage):
    for number in range(3):
        offer, _other = two_offers(stage, number)
        outcomes = accepted_while_withdrawn(own_database, stage, offer)
        assert {type(each) for each in outcomes} in ({Accepted, OfferOver}, {Offer, OfferOver})
    assert broken_invariants() == {}


def taken_off(stage: Cast, offer: Offer) -> Need:
    reason = "It names somebody."
    return take_off_need.take_off_need(uuid=offer.need.uuid, reason=reason, actor=stage.karim, now=NOW)


def test_a_need_that_is_taken_off_at_that_moment_is_booked_and_hidden_or_neither(own_database, stage):
    for number in range(3):
        offer, _other = two_offers(stage, number)

        def one(which: int, offer: Offer = offer) -> Any:
            with override("en"):
                return taken_off(stage, offer) if which else accepted(offer, stage.zoe)

        booked, off = own_database.crowd(2, one)
        assert isinstance(booked, Accepted | NeedOver) and off.is_taken_off
        assert off.hidden_at == (NOW if isinstance(booked, Accepted) else None)
    assert broken_invariants() == {}


def test_without_the_needs_row_what_is_booked_is_taken_off_as_if_nothing_met_it(
    own_database, stage, monkeypatch
):
    offer, _other = two_offers(stage)
    looked, met = threading.Event(), threading.Event()

    def not_held(uuid: UUID | str) -> Need:
        need = Need.objects.get(uuid=uuid)
        looked.set()
        met.wait(20)
        return need

    def one(which: int) -> Any:
        with override("en"):
            if which:
                return taken_off(stage, offer)
            looked.wait(20)
            try:
                return accepted(offer, stage.zoe)
            finally:
                met.set()

    monkeypatch.setattr(take_off_need, "held_need", not_held)
    booked, off = own_database.crowd(2, one)
    assert isinstance(booked, Accepted) and off.hidden_at is None
    assert "I27" in broken_invariants()
