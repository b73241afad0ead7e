"""What the desk wrote down for a caller is taken over once, whoever is at it at the same moment."""

from uuid import uuid4

import pytest

from bookings.actions import _handing_over as handing
from bookings.actions import take_over as taking
from bookings.actions._handing_over import NoSuchLink, TakenOver
from bookings.actions.book_for_caller import Called, book_for_caller
from bookings.actions.send_link import send_link
from bookings.actions.take_over import take_over
from bookings.models import Booking, HandOver
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from members.models import Membership
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import hour
from tests.concurrency.test_members_rivals import meet_after
from tests.factories.members import UserFactory
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race
ROUNDS = 3


def called(cast: Cast, turn: int) -> Booking:
    wish = LineWish(cast.studio.pk, 1, hour(turn))
    price = quote(quote_facts(wishes=(wish,), hub=cast.effenaar, organisation=None, now=NOW))
    done = book_for_caller(
        hub=cast.effenaar,
        called=Called(f"De Regenboog {turn}", "Wil", f"wil{turn}@voorbeeld.example"),
        unit=cast.studio.units.get(),
        period=hour(turn),
        purpose="",
        own_cents=price.own_cents,
        house_rules_version=None,
        request_key=uuid4(),
        actor=cast.teun,
        now=NOW,
    )
    return done.booking


def both_take_it(database: OwnDatabase, booking: Booking) -> tuple[list[object], int]:
    link = HandOver.objects.get(caller__organisation=booking.organisation)
    people = [UserFactory(), UserFactory()]
    outcomes = database.crowd(2, lambda n: take_over(key=link.key, actor=people[n], now=NOW))
    return outcomes, Membership.objects.filter(organisation=booking.organisation).count()


@pytest.fixture
def anybodys(monkeypatch):
    """Of two people one alone can have verified an address; should that ever fail, this must not."""
    monkeypatch.setattr(taking, "demand_address", lambda **facts: None)


def test_of_two_who_take_it_over_one_is_the_owner(own_database, anybodys):
    cast = assemble()
    for turn in range(ROUNDS):
        outcomes, owners = both_take_it(own_database, called(cast, turn))
        assert owners == 1
        assert [type(each) for each in outcomes if isinstance(each, Exception)] == [NoSuchLink]


def test_without_the_lock_both_are(own_database, anybodys, monkeypatch):
    booking = called(assemble(), 0)
    monkeypatch.setattr(handing, "lock", lambda keys: None)
    meet_after(monkeypatch, taking, "good_link")
    outcomes, owners = both_take_it(own_database, booking)
    assert owners == 2, outcomes


def test_while_it_is_taken_over_the_desk_sends_no_other_link(own_database):
    cast = assemble()
    for turn in range(ROUNDS):
        booking = called(cast, turn)
        link = HandOver.objects.get(caller__organisation=booking.organisation)
        wil = UserFactory(email=link.email)

        def one(number: int, booking=booking, key=link.key, wil=wil) -> object:
            if number:
                return take_over(key=key, actor=wil, now=NOW)
            return send_link(number=booking.number, email="else@example.org", actor=cast.teun, now=NOW)

        outcomes = own_database.crowd(2, one)
        taken = Membership.objects.filter(organisation=booking.organisation).exists()
        still_open = HandOver.objects.filter(
            caller__organisation=booking.organisation, used_at=None, revoked_at=None
        ).exists()
        assert taken != still_open
        lost = [type(each) for each in outcomes if isinstance(each, Exception)]
        assert lost == [TakenOver if taken else NoSuchLink]
