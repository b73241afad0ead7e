"""Two reviewers want the same declaration; somebody decides while its organisation books or declares anew."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import IntegrityError

from bookings.actions import _placing as placing
from bookings.actions.confirm import confirm
from bookings.actions.place import Placed, place
from bookings.models import Booking
from bookings.rules.request import BookingRequest
from funding.actions import _reviews as reviewing
from funding.actions import take_review as taking
from funding.actions._reviews import NoLongerWaiting, TakenByAnother
from funding.actions.decide_review import Decision, decide_review
from funding.actions.declare_band import AlreadyReviewed
from funding.actions.take_review import take_review
from funding.models import Assignment, BandDeclaration, DeclarationStatus, Fund, Outcome, ReasonCode, Review
from hub.kit.errors import Busy, Refusal
from members.models import User
from tests.cast import NOW, Cast, assemble, two_funds
from tests.concurrency.rivals import broken_invariants, meet_before
from tests.factories.bookings import a_request
from tests.factories.funding import BandPolicyFactory, four_bands
from tests.factories.money import fill
from tests.factories.papers import declared, in_hand
from tests.factories.reviews import reviewer_of
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race

EACH = 4
REFUSED = Decision(Outcome.REFUSED, ReasonCode.NO_EVIDENCE, "Nothing was sent.")


@pytest.fixture
def cast(own_database) -> Cast:
    stage = assemble()
    four_bands()
    BandPolicyFactory()
    two_funds(stage)
    for fund in Fund.objects.all():
        fill(fund, 100_000)
    return stage


@pytest.fixture
def declaration(cast) -> BandDeclaration:
    return declared(cast.zout, by=cast.zoe, now=NOW)


def reviewers(cast: Cast) -> list[User]:
    return [reviewer_of(cast.brabant) for _ in range(EACH)]


def all_take(database: OwnDatabase, cast: Cast, declaration: BandDeclaration) -> list[object]:
    crowd, review = reviewers(cast), declaration.reviews.get()
    return database.crowd(EACH, lambda number: take_review(review=review, actor=crowd[number], now=NOW))


def test_four_reviewers_want_the_same_declaration_and_one_has_it(own_database, cast, declaration) -> None:
    kinds = Counter(type(each) for each in all_take(own_database, cast, declaration))
    assert kinds == {Assignment: 1, TakenByAnother: EACH - 1}
    assert Assignment.objects.filter(until=None).count() == 1
    assert broken_invariants() == {}


def test_control_without_the_key_the_unique_constraint_refuses_with_an_error(
    own_database, cast, declaration, monkeypatch
) -> None:
    monkeypatch.setattr(reviewing, "lock", lambda keys: None)
    # All of them have looked who has it, and nobody had.
    meet_before(monkeypatch, taking, "let_go", EACH)
    outcomes = all_take(own_database, cast, declaration)
    kinds = Counter(type(each) for each in outcomes)
    # Who waits for the first one's row longer than a lock may be waited for gives up before the constraint speaks.
    assert kinds[Assignment] == 1 and kinds[IntegrityError], outcomes
    assert kinds[IntegrityError] + kinds[Busy] == EACH - 1, outcomes


def test_deciding_and_declaring_anew_at_once_one_of_the_two_is_told(own_database, cast, declaration) -> None:
    review = in_hand(declaration, of=cast.rosa, now=NOW)

    def one(number: int) -> object:
        if number:
            return declared(cast.zout, by=cast.zoe, now=NOW)
        return decide_review(review=review, decision=Decision(), actor=cast.rosa, now=NOW)

    decided, anew = own_database.crowd(2, one)
    if isinstance(decided, Review):
        assert isinstance(anew, AlreadyReviewed)
    else:
        assert isinstance(decided, NoLongerWaiting) and isinstance(anew, BandDeclaration)
    assert broken_invariants() == {}


def books_while_refused(
    database: OwnDatabase, cast: Cast, declaration: BandDeclaration, monkeypatch: Any
) -> tuple[object, object, list[str]]:
    """The reviewer refuses when the booking has its price and has not reserved yet; who was done first."""
    review = in_hand(declaration, of=cast.rosa, now=NOW)
    request = a_request(cast.zout, cast.studio)
    priced, refused = Event(), Event()
    order: list[str] = []
    reserve: Callable[..., Any] = placing.reserve

    def lingering(**arguments: Any) -> Any:
        priced.set()
        # With the key nobody can be refused now: then there is nothing to wait for.
        refused.wait(timeout=1)
        return reserve(**arguments)

    monkeypatch.setattr(placing, "reserve", lingering)

    def one(number: int) -> object:
        if number:
            made: object = place(request=request, actor=cast.bo, now=NOW)
            order.append("booked")
            return made
        priced.wait(timeout=20)
        decided = decide_review(review=review, decision=REFUSED, actor=cast.rosa, now=NOW)
        order.append("refused")
        refused.set()
        return decided

    decided, made = database.crowd(2, one)
    return decided, made, order


def test_who_has_begun_to_book_has_booked_before_it_is_refused(
    own_database, cast, declaration, monkeypatch
) -> None:
    decided, made, order = books_while_refused(own_database, cast, declaration, monkeypatch)
    assert order == ["booked", "refused"]
    assert isinstance(decided, Review) and isinstance(made, Placed)
    booking = Booking.objects.get()
    assert booking.own_cents < booking.list_cents
    assert broken_invariants() == {}


def test_control_without_the_key_it_is_booked_at_a_band_that_is_refused_already(
    own_database, cast, declaration, monkeypatch
) -> None:
    monkeypatch.setattr(reviewing, "lock", lambda keys: None)
    _decided, made, order = books_while_refused(own_database, cast, declaration, monkeypatch)
    assert order == ["refused", "booked"]
    assert isinstance(made, Placed) and made.booking.own_cents < made.booking.list_cents


def test_deciding_and_booking_at_once_come_one_after_the_other(own_database, cast, declaration) -> None:
    review = in_hand(declaration, of=cast.rosa, now=NOW)
    request = a_request(cast.zout, cast.studio)

    def one(number: int) -> object:
        if number:
            return place(request=request, actor=cast.bo, now=NOW)
        return decide_review(review=review, decision=REFUSED, actor=cast.rosa, now=NOW)

    decided, made = own_database.crowd(2, one)
    assert isinstance(decided, Review)
    # Before: at the band that was shown. After: the price is another one, and nothing is booked.
    assert isinstance(made, Placed) or (isinstance(made, Refusal) and made.code == "price_changed"), made
    assert Booking.objects.count() == isinstance(made, Placed)
    assert broken_invariants() == {}


def test_what_is_held_keeps_its_price_when_the_band_is_decided_meanwhile(
    own_database, cast, declaration
) -> None:
    request: BookingRequest = a_request(cast.zout, cast.studio)
    held = place(request=request, actor=cast.bo, now=NOW).booking
    review = in_hand(declaration, of=cast.rosa, now=NOW)
    decide_review(review=review, decision=REFUSED, actor=cast.rosa, now=NOW)
    later = NOW + timedelta(minutes=5)
    booked = confirm(number=held.number, house_rules_version=None, actor=cast.bo, now=later)
    assert (booked.own_cents, booked.quote) == (held.own_cents, held.quote)
    assert BandDeclaration.objects.get().status == DeclarationStatus.REFUSED
    full = place(request=a_request(cast.zout, cast.microphones), actor=cast.bo, now=later).booking
    assert full.own_cents == full.list_cents
    assert any(step["code"] == "declaration_refused" for step in full.quote["steps"])
    assert broken_invariants() == {}
