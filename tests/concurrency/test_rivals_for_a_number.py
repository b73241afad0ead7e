"""Two invoices want one number; two workers the same booking; two managers note the same money."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bookings.actions import make_offer as offering
from bookings.actions.bill import bill
from bookings.actions.bill_due import bill_due
from bookings.actions.make_offer import make_offer
from bookings.models import Booking, Offer
from bookings.permissions import booking_for
from funding.actions import issue_invoice as issuing
from funding.actions import next_number as numbering
from funding.actions import note_transfer as noting
from funding.actions.note_transfer import MoreThanOpen, NothingOpen, note_transfer
from funding.models import BankTransfer, Invoice, InvoiceSeries, Rhythm
from tests import cast
from tests.cast import MONDAY, NOW
from tests.concurrency.rivals import broken_invariants, hour, meet_before, without_constraint
from tests.factories.bookings import booked
from tests.factories.invoicing import OVER, invoiced, invoices_by, over
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race
ROUNDS = 3
TOO = timedelta(days=1)


@pytest.fixture
def stage(own_database):
    stage = cast.assemble()
    invoices_by(stage.effenaar)
    return stage


def bookings(stage, count: int) -> list[Booking]:
    return [over(stage, stage.studio, period=hour(number), now=OVER + TOO) for number in range(count)]


def all_at_once(database: OwnDatabase, made: list[Booking]) -> list[object]:
    return database.crowd(len(made), lambda n: bill(number=made[n].number, now=OVER + TOO))


def test_of_many_at_once_each_has_the_next_number_and_none_is_left_out(own_database, stage) -> None:
    made = bookings(stage, 6)
    outcomes = all_at_once(own_database, made)
    assert [each for each in outcomes if isinstance(each, Exception)] == []
    assert sorted(Invoice.objects.values_list("place", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert broken_invariants() == {}


def without_the_row(monkeypatch) -> None:
    monkeypatch.setattr(
        numbering, "held_series", lambda code: InvoiceSeries.objects.filter(code=code).first()
    )


def test_without_the_row_two_get_the_same_number_and_the_database_refuses_one(
    own_database, stage, monkeypatch
) -> None:
    invoiced(stage, stage.engineer)
    without_the_row(monkeypatch)
    meet_before(monkeypatch, InvoiceSeries, "save", 2)
    outcomes = all_at_once(own_database, bookings(stage, 2))
    refused = [each for each in outcomes if isinstance(each, Exception)]
    assert len(refused) == 1 and "invoice" in str(refused[0])


def test_without_the_row_and_the_constraints_both_have_it(own_database, stage, monkeypatch) -> None:
    invoiced(stage, stage.engineer)
    without_the_row(monkeypatch)
    without_constraint(own_database, "funding_invoice", "invoice_place_in_series")
    without_constraint(own_database, "funding_invoice", "funding_invoice_number_key")
    meet_before(monkeypatch, InvoiceSeries, "save", 2)
    all_at_once(own_database, bookings(stage, 2))
    assert sorted(Invoice.objects.values_list("place", flat=True)) == [1, 2, 2]
    assert "I19" in broken_invariants(), "and the check says so"


def test_a_number_that_was_not_used_is_the_next_ones(own_database, stage, monkeypatch) -> None:
    first, second = bookings(stage, 2)

    def fails(*_all: object) -> None:
        raise OSError("the worker's disk is full")

    monkeypatch.setattr(issuing, "_told", fails)
    with pytest.raises(OSError):
        bill(number=first.number, now=OVER + TOO)
    monkeypatch.undo()
    (invoice,) = bill(number=second.number, now=OVER + TOO)
    assert invoice.place == 1


def test_two_workers_invoice_a_booking_once(own_database, stage) -> None:
    for number in range(ROUNDS):
        booking = over(stage, stage.studio, period=hour(number), now=OVER + TOO)
        outcomes = own_database.crowd(2, lambda n, number=booking.number: bill(number=number, now=OVER + TOO))
        assert sorted(len(each) for each in outcomes) == [0, 1]
    assert Invoice.objects.count() == ROUNDS
    assert broken_invariants() == {}


def without_the_bookings_row(monkeypatch) -> None:
    monkeypatch.setattr(Booking.objects, "select_for_update", lambda **_how: Booking.objects.all())
    meet_before(monkeypatch, issuing, "paid_of", 2)


def test_without_the_bookings_row_the_constraint_refuses_the_second(own_database, stage, monkeypatch) -> None:
    (booking,) = bookings(stage, 1)
    without_the_bookings_row(monkeypatch)
    outcomes = own_database.crowd(2, lambda n: bill(number=booking.number, now=OVER + TOO))
    (refused,) = [str(each) for each in outcomes if isinstance(each, Exception)]
    assert "invoice_part_once_a_round" in refused
    assert Invoice.objects.count() == 1 and broken_invariants() == {}


def test_without_the_row_and_the_constraint_it_is_invoiced_twice(own_database, stage, monkeypatch) -> None:
    (booking,) = bookings(stage, 1)
    without_the_bookings_row(monkeypatch)
    without_constraint(own_database, "funding_invoicepart", "invoice_part_once_a_round", index=True)
    own_database.crowd(2, lambda n: bill(number=booking.number, now=OVER + TOO))
    assert Invoice.objects.count() == 2
    assert "I19c" in broken_invariants(), "and the check says so"


def test_two_managers_note_the_same_money_once(own_database, stage) -> None:
    for number in range(ROUNDS):
        invoice = invoiced(stage, stage.studio, period=hour(number), now=OVER + TOO)
        outcomes = own_database.crowd(2, lambda n, invoice=invoice: whole(stage, invoice))
        assert sorted(type(each).__name__ for each in outcomes) == ["BankTransfer", "NothingOpen"]
    assert broken_invariants() == {}


def whole(stage, invoice) -> BankTransfer:
    return note_transfer(
        invoice=invoice,
        cents=invoice.payable_cents,
        received_on=MONDAY,
        key=uuid4(),
        actor=stage.hanna,
        now=OVER + TOO,
    )


def test_without_the_lock_the_money_is_noted_twice(own_database, stage, monkeypatch) -> None:
    invoice = invoiced(stage)
    monkeypatch.setattr(noting, "hold", lambda invoice: None)
    meet_before(monkeypatch, BankTransfer.objects, "create", 2)
    outcomes = own_database.crowd(2, lambda n: whole(stage, invoice))
    assert [type(each) for each in outcomes] == [BankTransfer, BankTransfer]
    assert not any(isinstance(each, NothingOpen | MoreThanOpen) for each in outcomes)


def test_two_workers_invoice_a_month_once(own_database, stage) -> None:
    invoices_by(stage.effenaar, rhythm=Rhythm.MONTH)
    bookings(stage, 3)
    december = NOW.replace(month=12, day=2)
    outcomes = own_database.crowd(2, lambda n: bill_due(now=december))
    assert sorted(outcomes) == [0, 1]
    assert Invoice.objects.get().parts.count() == 3
    assert broken_invariants() == {}


def quotes_at_once(database: OwnDatabase, stage) -> list[object]:
    booking = booked(stage.bo, stage.zout, stage.studio)
    return database.crowd(2, lambda n: make_offer(number=booking.number, actor=stage.bo, now=NOW))


def test_two_who_ask_for_the_same_quote_get_one(own_database, stage) -> None:
    first, second = quotes_at_once(own_database, stage)
    assert first == second and Offer.objects.count() == 1
    assert broken_invariants() == {}


def test_without_the_bookings_row_the_database_refuses_the_second_quote(
    own_database, stage, monkeypatch
) -> None:
    monkeypatch.setattr(offering, "held_row", lambda number, actor: booking_for(actor, number))
    meet_before(monkeypatch, offering, "next_number", 2)
    outcomes = quotes_at_once(own_database, stage)
    (refused,) = [str(each) for each in outcomes if isinstance(each, Exception)]
    assert "offer_once" in refused
    assert Offer.objects.count() == 1 and broken_invariants() == {}, "and its number is the next one's"
