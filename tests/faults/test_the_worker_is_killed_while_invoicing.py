"""`kill -9` between each two steps of invoicing: no trace is left and no number is lost; the next round does it all."""

import pytest

from bookings.actions.bill import bill
from bookings.actions.bill_due import bill_due
from bookings.actions.freeze_contract import freeze_contract
from bookings.models import Contract
from funding.models import BankTransfer, Invoice, InvoiceSeries, Paper, Rhythm
from funding.models.invoices import with_all
from funding.outbound import invoice_mail
from hub.kit import clock, outbox
from hub.kit.models import OutboxMessage
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.invoicing import OVER, invoiced, invoices_by, over
from tests.faults.test_the_server_is_killed import wait_until_paused
from tests.faults.test_the_server_is_killed_while_changing import everything, paused_after
from tests.faults.test_the_worker_is_killed import Work, Worker
from tests.own_database import OwnDatabase

pytestmark = [pytest.mark.race, pytest.mark.timeout(600)]
ISSUING = [
    ("funding_invoiceseries", "UPDATE"),
    ("funding_invoice", "INSERT"),
    ("funding_invoicepart", "INSERT"),
    ("funding_invoiceline", "INSERT"),
    ("kit_outboxmessage", "INSERT"),
    ("kit_auditrow", "INSERT"),
]


@pytest.fixture
def stage(own_database):
    stage = cast.assemble()
    invoices_by(stage.effenaar)
    return stage


def all_of_it() -> tuple[object, ...]:
    rows = (Invoice, InvoiceSeries, BankTransfer, Contract, OutboxMessage)
    return (everything(), *(list(model.objects.order_by("pk").values()) for model in rows))


def killed_after_each(database: OwnDatabase, work: Work, tables: list[tuple[str, str]]) -> None:
    before = all_of_it()
    for table, events in tables:
        with paused_after(database, table, events):
            worker = Worker(work)
            wait_until_paused(database, worker)
            worker.kill_9()
        assert all_of_it() == before, f"killed after writing to {table}"
        assert broken_invariants() == {}
    work()
    after = all_of_it()
    assert after != before and broken_invariants() == {}
    work()
    assert all_of_it() == after


def test_a_booking_is_invoiced_with_the_next_number_or_not_at_all(own_database, stage) -> None:
    invoiced(stage, stage.engineer)
    booking = over(stage)
    killed_after_each(own_database, lambda: bill(number=booking.number, now=OVER), ISSUING)
    assert sorted(Invoice.objects.values_list("place", flat=True)) == [1, 2]


def test_a_month_is_invoiced_or_not(own_database, stage) -> None:
    invoices_by(stage.effenaar, rhythm=Rhythm.MONTH)
    over(stage, stage.studio)
    over(stage, stage.engineer)
    december = NOW.replace(month=12, day=2)
    killed_after_each(own_database, lambda: bill_due(now=december), ISSUING[:4])
    assert Invoice.objects.get().parts.count() == 2


def test_an_agreement_is_frozen_or_not(own_database, stage) -> None:
    booking = booked(stage.bo, stage.zout, stage.studio)
    tables = [("bookings_contract", "INSERT"), ("kit_outboxmessage", "INSERT")]
    killed_after_each(own_database, lambda: freeze_contract(number=booking.number, now=NOW), tables)


def test_a_worker_that_dies_while_it_keeps_the_papers_leaves_them_to_the_next(
    own_database, stage, monkeypatch
) -> None:
    """Made, and not yet kept: the next one keeps the same bytes."""
    invoice = invoiced(stage)
    # Made before the fork: Typst's threads do not come along into a child of a process that has used it.
    papers = invoice_mail.made(with_all(Invoice.objects.select_related("organisation")).get(pk=invoice.pk))
    monkeypatch.setattr(invoice_mail, "made", lambda _invoice: papers)
    message = OutboxMessage.objects.get(key=f"invoice.issued:{invoice.number}")

    def work() -> None:
        outbox.deliver(OutboxMessage.objects.get(pk=message.pk), now=clock.now())

    with paused_after(own_database, "funding_paper", "INSERT"):
        worker = Worker(work)
        wait_until_paused(own_database, worker)
        worker.kill_9()
    assert not Paper.objects.filter(about=invoice.ref).exists()
    work()
    assert Paper.objects.filter(about=invoice.ref).count() == 2
    message.refresh_from_db()
    assert message.done_at is not None
