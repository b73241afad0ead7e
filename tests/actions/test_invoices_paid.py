"""Money that came in by bank clears what is open, in the ledger; a wrong note is reversed; who is late is reminded."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.utils.translation import override

from bookings.actions.bill_due import bill_due
from funding.actions.note_transfer import MoreThanOpen, NothingOpen, NotInTheFuture, note_transfer
from funding.actions.set_invoice_address import set_invoice_address
from funding.actions.undo_transfer import AlreadyUndone, SayWhyUndone, undo_transfer
from funding.models import Account, BankTransfer, Entry, Invoice, Paper, Rhythm
from funding.models.invoice_state import Which, paid_of, standing_of, standings, sums
from funding.outbound import invoice_mail
from funding.rules.sellers import Buyer
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from tests import cast
from tests.cast import MONDAY, NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.invoicing import OVER, invoiced, invoices_by, over

LATER = OVER + timedelta(days=3)
DAY = LATER.date()


@pytest.fixture
def stage(db):
    stage = cast.assemble()
    cast.declare_band_a(stage.zout)
    invoices_by(stage.effenaar)
    return stage


def noted(stage, invoice, cents, **more) -> BankTransfer:
    said = {"received_on": DAY, "key": uuid4(), "actor": stage.hanna, "now": LATER, **more}
    return note_transfer(invoice=invoice, cents=cents, **said)


def state(invoice, day: date = DAY) -> tuple[str, int]:
    found = standing_of(invoice, day)
    return found.state.value, found.open_cents


def test_a_part_and_then_the_rest(stage) -> None:
    invoice = invoiced(stage)
    whole = invoice.payable_cents
    noted(stage, invoice, 1_000)
    assert state(invoice) == ("open", whole - 1_000)
    noted(stage, invoice, whole - 1_000)
    assert state(invoice) == ("paid", 0)
    about = invoice.parts.get().about
    assert paid_of([str(about)]) == {str(about): whole}
    assert Account.objects.get(kind="organisation", owner=stage.zout.ref).balance_cents == 0
    assert Account.objects.get(kind="bank", owner=stage.effenaar.ref).balance_cents == -whole
    assert AuditRow.objects.filter(action="funding.note_transfer", about=invoice.ref).count() == 2
    assert broken_invariants() == {}


def test_the_same_form_twice_is_one_transfer(stage) -> None:
    invoice, key = invoiced(stage), uuid4()
    first = noted(stage, invoice, 1_000, key=key)
    assert noted(stage, invoice, 1_000, key=key) == first
    assert Entry.objects.filter(kind="transfer").count() == 1


@pytest.mark.parametrize("cents", [0, -1, 16_001, 10**12])
def test_more_than_is_open_or_nothing_is_no_payment(stage, cents) -> None:
    invoice = invoiced(stage)
    with pytest.raises(MoreThanOpen):
        noted(stage, invoice, cents)
    assert not BankTransfer.objects.exists()


def test_what_is_paid_takes_no_more_and_a_credit_note_none_at_all(stage) -> None:
    invoice = invoiced(stage)
    noted(stage, invoice, invoice.payable_cents)
    with pytest.raises(NothingOpen):
        noted(stage, invoice, 1)


def test_money_of_tomorrow_is_not_here_yet(stage) -> None:
    with pytest.raises(NotInTheFuture):
        noted(stage, invoiced(stage), 1_000, received_on=DAY + timedelta(days=1))


@pytest.mark.parametrize("who", ["teun", "wim", "zoe", "ilse", "anna"])
def test_only_the_hubs_managers_note_what_came_in(stage, who) -> None:
    invoice = invoiced(stage)
    with pytest.raises(Forbidden):
        noted(stage, invoice, 1_000, actor=getattr(stage, who))
    transfer = noted(stage, invoice, 1_000)
    with pytest.raises(Forbidden):
        undo_transfer(transfer=transfer, reason="Mine", actor=getattr(stage, who), now=LATER)


def test_a_wrong_note_is_reversed_with_a_reason_and_once(stage) -> None:
    invoice = invoiced(stage)
    transfer = noted(stage, invoice, 2_000)
    with pytest.raises(SayWhyUndone):
        undo_transfer(transfer=transfer, reason=" ", actor=stage.hanna, now=LATER)
    back = undo_transfer(transfer=transfer, reason="Of another one.", actor=stage.hanna, now=LATER)
    assert (back.cents, back.reverses) == (-2_000, transfer)
    assert state(invoice) == ("open", invoice.payable_cents)
    kept = Entry.objects.filter(kind="transfer").order_by("pk")
    assert kept[1].reverses == kept[0]
    for again in (transfer, back):
        with pytest.raises(AlreadyUndone):
            undo_transfer(transfer=again, reason="Once more", actor=stage.hanna, now=LATER)
    assert broken_invariants() == {}


def test_a_payment_of_a_month_clears_booking_after_booking(stage) -> None:
    invoices_by(stage.effenaar, rhythm=Rhythm.MONTH)
    first = over(stage, stage.studio)
    second = over(stage, stage.engineer, period=thursday(18, 20), now=OVER + timedelta(hours=8))
    december = NOW.replace(month=12, day=3)
    bill_due(now=december)
    invoice = Invoice.objects.select_related("hub", "organisation", "series").get()
    paid = first.own_cents + 500
    transfer = noted(stage, invoice, paid, now=december, received_on=december.date())
    found = paid_of([str(first.ref), str(second.ref)])
    assert sorted(found.values()) == sorted([first.own_cents, 500])
    assert state(invoice, december.date()) == ("open", second.own_cents - 500)
    undo_transfer(transfer=transfer, reason="No.", actor=stage.hanna, now=december)
    assert set(paid_of([str(first.ref), str(second.ref)]).values()) == {0}


def test_a_list_says_what_is_open_late_and_paid_and_sums_it(stage) -> None:
    first = invoiced(stage)
    second = invoiced(stage, stage.engineer, period=thursday(18, 20), now=OVER + timedelta(hours=8))
    noted(stage, first, first.payable_cents)
    late = second.due_on + timedelta(days=1)
    which = Which(late, hub=stage.effenaar)
    assert [(each.invoice, each.state.value) for each in standings(which, most=10)] == [
        (second, "overdue"),
        (first, "paid"),
    ]
    assert sums(which) == {"overdue": (1, second.payable_cents), "paid": (1, 0)}
    assert standings(Which(late, hub=stage.tetem), most=10) == []
    assert len(standings(Which(late, organisation=stage.zout, state="paid"), most=10)) == 1
    assert standings(Which(late, organisation=stage.zout, first=late), most=10) == []


def deliver(key: str) -> list[mail.EmailMessage]:
    mail.outbox.clear()
    message = OutboxMessage.objects.get(key=key)
    (invoice_mail.remind if "remind" in key else invoice_mail.send)(message)
    return list(mail.outbox)


def test_an_invoice_is_mailed_with_both_papers_and_these_are_kept(stage) -> None:
    set_invoice_address(
        organisation=stage.zout,
        buyer=Buyer(name="", email="geld@zout.example", language="nl"),
        actor=stage.zoe,
        now=NOW,
    )
    invoice = invoiced(stage)
    (sent,) = deliver(f"invoice.issued:{invoice.number}")
    assert sent.to == ["geld@zout.example"]
    assert sent.subject == f"Factuur {invoice.number} van Effenaar"
    assert [name for name, _content, _mime in sent.attachments] == [
        f"{invoice.number}.pdf",
        f"{invoice.number}.xml",
    ]
    kept = {paper.kind: paper.data for paper in Paper.objects.filter(about=invoice.ref)}
    assert kept["pdf"] == sent.attachments[0][1]
    (again,) = deliver(f"invoice.issued:{invoice.number}")
    assert again.extra_headers["Message-ID"] == sent.extra_headers["Message-ID"]
    assert again.attachments[0][1] == kept["pdf"], "the same bytes"


def test_who_is_late_is_reminded_and_who_paid_is_not(stage) -> None:
    invoice = invoiced(stage)
    with time_machine.travel(LATER, tick=False):
        assert deliver(f"invoice.remind:{invoice.number}:1") == [], "it is not late yet"
    late = NOW.replace(month=12, day=12)
    with time_machine.travel(late, tick=False):
        (first,) = deliver(f"invoice.remind:{invoice.number}:1")
        assert f"Herinnering: {invoice.number}" in first.subject
        assert "Er staat een factuur open" in first.alternatives[0][0]
        (second,) = deliver(f"invoice.remind:{invoice.number}:2")
        assert "Deze factuur staat nog open" in second.alternatives[0][0]
        noted(stage, invoice, invoice.payable_cents, now=late, received_on=MONDAY)
        assert deliver(f"invoice.remind:{invoice.number}:2") == []


def test_a_reminder_says_what_is_still_open_in_the_buyers_language(stage) -> None:
    set_invoice_address(
        organisation=stage.zout, buyer=Buyer(name="", language="en"), actor=stage.zoe, now=NOW
    )
    invoice = invoiced(stage)
    noted(stage, invoice, 1_000)
    late = NOW.replace(month=12, day=12)
    with time_machine.travel(late, tick=False), override("nl"):
        (sent,) = deliver(f"invoice.remind:{invoice.number}:1")
    left = f"€\u00a0{(invoice.payable_cents - 1_000) / 100:.2f} is open"
    assert left in sent.body
