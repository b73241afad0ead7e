"""Whatever happens to a booking, in whichever order: after each step its papers say what the books say."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bookings.actions.cancel import cancel
from bookings.actions.complete_ended import complete_ended
from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.note_paid_back import note_paid_back
from bookings.actions.unmark_no_show import unmark_no_show
from bookings.actions.waive_fee import waive_fee
from bookings.models import Booking
from bookings.models.going_back import surplus_cents
from bookings.models.owed import due_cents
from funding.actions._paid import came_in
from funding.actions.note_transfer import note_transfer
from funding.actions.undo_transfer import undo_transfer
from funding.models import BankTransfer, EntryKind, Fund, Invoice
from funding.models.invoice_state import open_parts, standing_of, standing_parts
from funding.models.invoices import with_all
from funding.models.paid import paid_cents
from funding.outbound.ubl import ubl_of
from hub.kit.errors import Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.changes import changed
from tests.factories.invoicing import billed, invoices_by
from tests.factories.money import fill
from tests.factories.terms import WEEK_HALF, terms
from tests.ubl import wrong

EVENTS = [
    "pays_ahead", "more", "less", "elsewhen", "cancel", "cancel_by_hub", "over", "no_show", "came", "waive", "bank",
    "part_by_bank", "undo", "paid_back", "by_month", "by_booking", "kor", "no_kor",
]  # fmt: skip


class Life:
    """One booking of Collectief Zout, and everything that people do to it; what cannot be is refused."""

    def __init__(self, stage: cast.Cast) -> None:
        self.stage, self.now = stage, NOW
        self.booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2), now=NOW)
        self.times = 0

    def happens(self, event: str) -> None:
        self.now += timedelta(minutes=7)
        try:
            getattr(self, event)()
        except (Refusal, BankTransfer.DoesNotExist, Invoice.DoesNotExist):
            return

    @property
    def fresh(self) -> Booking:
        return Booking.objects.select_related("hub", "organisation").get(pk=self.booking.pk)

    def invoice(self) -> Invoice:
        return (
            Invoice.objects.select_related("hub", "organisation", "series")
            .filter(kind="invoice")
            .latest("pk")
        )

    def pays_ahead(self) -> None:
        """Paid before there is an invoice, as by card; but without a row of the processor's, so booked as by bank."""
        cents = due_cents(self.fresh)
        self.times += 1
        if cents > 0:
            verb(came_in)(
                kind=EntryKind.TRANSFER,
                about=self.booking.ref,
                key=f"ahead:{self.booking.number}:{self.times}",
                organisation=self.stage.zout,
                hub=self.stage.effenaar,
                cents=cents,
                now=self.now,
            )

    def more(self) -> None:
        changed(self.stage.bo, self.booking, self.stage.studio, (self.stage.microphones, 3), now=self.now)

    def less(self) -> None:
        changed(self.stage.bo, self.booking, self.stage.studio, now=self.now)

    def elsewhen(self) -> None:
        evening = thursday(18, 22)
        changed(self.stage.bo, self.booking, (self.stage.studio, 1, evening), now=self.now)

    def cancel(self) -> None:
        cancel(number=self.booking.number, actor=self.stage.bo, now=self.now)

    def cancel_by_hub(self) -> None:
        cancel(number=self.booking.number, actor=self.stage.teun, now=self.now, reason="Flooded.")

    def over(self) -> None:
        self.now = max(self.now, self.fresh.period.end + timedelta(minutes=5))
        complete_ended(now=self.now)

    def no_show(self) -> None:
        mark_no_show(number=self.booking.number, reason="Nobody.", actor=self.stage.teun, now=self.now)

    def came(self) -> None:
        unmark_no_show(number=self.booking.number, reason="They did.", actor=self.stage.teun, now=self.now)

    def waive(self) -> None:
        waive_fee(number=self.booking.number, reason="Ill.", actor=self.stage.teun, now=self.now)

    def bank(self) -> None:
        self._noted(sum(cents for _part, cents in open_parts(self.invoice())))

    def part_by_bank(self) -> None:
        self._noted(1_111)

    def _noted(self, cents: int) -> None:
        note_transfer(
            invoice=self.invoice(),
            cents=cents,
            received_on=self.now.date(),
            key=uuid4(),
            actor=self.stage.hanna,
            now=self.now,
        )

    def undo(self) -> None:
        transfer = BankTransfer.objects.filter(reverses=None, reversal=None).latest("pk")
        undo_transfer(transfer=transfer, reason="Wrong.", actor=self.stage.hanna, now=self.now)

    def paid_back(self) -> None:
        cents = surplus_cents(self.fresh)
        note_paid_back(number=self.booking.number, cents=cents, actor=self.stage.hanna, now=self.now)

    def by_month(self) -> None:
        invoices_by(self.stage.effenaar, now=self.now, rhythm="month")

    def by_booking(self) -> None:
        invoices_by(self.stage.effenaar, now=self.now)

    def kor(self) -> None:
        invoices_by(self.stage.effenaar, now=self.now, kor=True, kor_reason="KOR")

    no_kor = by_booking


def adds_up(life: Life, now: datetime) -> None:
    """What stands of its invoices is open at what the booking still owes of what is invoiced."""
    booking = life.fresh
    standing = standing_parts([booking.ref])
    invoices = {part.invoice_id: part.invoice for part in standing}
    opened = sum(standing_of(invoice, now.date()).open_cents for invoice in invoices.values())
    if standing:
        assert opened == sum(part.own_cents for part in standing) - paid_cents(booking.ref)
    for invoice in with_all(Invoice.objects.select_related("organisation")):
        assert wrong(ubl_of(invoice)) == []
        assert {part.about for part in invoice.parts.all()} == {Ref("booking", booking.number)}


@pytest.fixture
def stage(db):
    stage = cast.assemble()
    stage.zout.street, stage.zout.postcode = "Strijp-S 1", "5617 AB"
    stage.zout.save(update_fields=["street", "postcode"])
    cast.declare_band_a(stage.zout)
    cast.two_funds(stage)
    Fund.objects.filter(slug="open-doors").update(bears_cancellation_fees=True)
    for fund in Fund.objects.all():
        fill(fund, 100_000)
    terms(stage.effenaar, WEEK_HALF, no_show_bp=7_500)
    invoices_by(stage.effenaar)
    return stage


@settings(max_examples=12)
@example(events=["over", "bank", "no_show", "paid_back", "undo", "bank"])
@given(events=st.lists(st.sampled_from(EVENTS), min_size=3, max_size=12))
def test_after_each_step_the_papers_say_what_the_books_say(stage, events) -> None:
    before = connection.savepoint()
    life = Life(stage)
    for event in events:
        life.happens(event)
        billed(life.booking, now=life.now)
        adds_up(life, life.now)
    assert broken_invariants() == {}
    connection.savepoint_rollback(before)  # each example begins anew
