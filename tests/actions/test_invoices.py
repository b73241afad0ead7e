"""What took place is invoiced once; what is so no more is credited; what is to pay is what the books say."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from bookings.actions.bill import bill
from bookings.actions.bill_due import bill_due
from bookings.actions.cancel import cancel
from bookings.actions.complete_ended import complete_ended
from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.unmark_no_show import unmark_no_show
from bookings.actions.waive_fee import waive_fee
from facilities.models import GapPolicy
from funding.actions.issue_invoice import issue_invoice
from funding.actions.note_transfer import note_transfer
from funding.models import Account, FeeVat, Fund, Invoice, InvoiceKind, InvoicePart, Rhythm
from funding.models.invoice_state import standing_of
from hub.kit.audit import SITE
from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.transactions import verb
from tests import cast
from tests.cast import MONDAY, NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked, held
from tests.factories.invoicing import OVER, SELLER, billed, invoiced, invoices_by, numbers, over
from tests.factories.money import fill
from tests.factories.terms import WEEK_HALF, terms

NEXT_DAY = OVER + timedelta(days=1)


@pytest.fixture
def stage(db):
    stage = cast.assemble()
    cast.declare_band_a(stage.zout)
    cast.two_funds(stage)
    Fund.objects.filter(slug="open-doors").update(bears_cancellation_fees=True)
    for fund in Fund.objects.all():
        fill(fund, 100_000)
    terms(stage.effenaar, WEEK_HALF, no_show_bp=7_500)
    invoices_by(stage.effenaar)
    return stage


def owed(stage) -> int:
    """By the books."""
    return -Account.objects.get(kind="organisation", owner=stage.zout.ref).balance_cents


def to_pay() -> int:
    """By the papers."""
    invoices = Invoice.objects.filter(kind=InvoiceKind.INVOICE)
    notes = Invoice.objects.filter(kind=InvoiceKind.CREDIT_NOTE)
    return sum(each.payable_cents for each in invoices) - sum(each.payable_cents for each in notes)


def test_what_took_place_is_invoiced_with_the_parts_of_others_as_paid_before(stage) -> None:
    invoice = invoiced(stage, stage.studio, (stage.microphones, 2), stage.engineer)
    assert invoice.number == "EFF-2026-0001"
    assert (invoice.net_cents, invoice.vat_cents, invoice.rounding_cents) == (24_793, 5_207, 0)
    assert (invoice.prepaid_cents, invoice.payable_cents) == (11_400, 18_600)
    assert invoice.payable_cents == owed(stage)
    (part,) = invoice.parts.all()
    assert [(fund["label"], fund["cents"]) for fund in part.funds] == [
        ("Regional Makers Fund", 7_800),
        ("Open Doors", 3_600),
    ]
    assert part.purpose == "Recording our film"
    assert invoice.due_on - invoice.issued_on == timedelta(days=14)
    assert broken_invariants() == {}


def test_it_is_told_and_written_down_and_asked_after_later(stage) -> None:
    invoice = invoiced(stage)
    row = AuditRow.objects.get(action="funding.issue_invoice", about=invoice.ref)
    assert (row.hub_id, row.organisation_id) == (stage.effenaar.pk, stage.zout.pk)
    told = OutboxMessage.objects.filter(about=invoice.ref).order_by("due_at")
    assert [each.key.split(":", 1)[0] for each in told] == [
        "invoice.issued",
        "invoice.remind",
        "invoice.remind",
    ]
    first, second = told[1].due_at, told[2].due_at
    assert (first.date() - invoice.due_on, second - first) == (timedelta(days=1), timedelta(days=14))


def test_the_same_again_changes_nothing(stage) -> None:
    booking = over(stage)
    assert numbers(billed(booking)) == ["EFF-2026-0001"]
    assert billed(booking, now=NEXT_DAY) == []
    assert Invoice.objects.count() == 1


def test_what_is_to_come_is_held_or_cancelled_in_time_is_not_invoiced(stage) -> None:
    coming = booked(stage.bo, stage.zout, stage.studio)
    assert bill(number=coming.number, now=NOW) == []
    kept = held(stage.bo, stage.zout, stage.engineer)
    assert bill(number=kept.number, now=NOW) == []
    cancel(number=kept.number, actor=stage.bo, now=NOW)
    assert bill(number=kept.number, now=NOW) == []


def test_a_hub_that_has_not_said_who_sells_sends_none_and_none_for_what_was_over_before(stage) -> None:
    booking = over(stage)
    stage.effenaar.invoice_settings.all().delete()
    assert billed(booking) == []
    invoices_by(stage.effenaar, now=NEXT_DAY)
    assert billed(booking, now=NEXT_DAY + timedelta(hours=1)) == []
    assert bill_due(now=NEXT_DAY + timedelta(days=2)) == 0
    assert broken_invariants() == {}


def test_the_hubs_own_part_is_a_discount_and_lowers_the_vat(stage) -> None:
    stage.effenaar.gap_policy = GapPolicy.GIVE
    stage.effenaar.save(update_fields=["gap_policy"])
    invoice = invoiced(stage, stage.studio, stage.engineer)
    (part,) = invoice.parts.all()
    assert part.discount_cents > 0
    assert part.list_cents - part.discount_cents == part.own_cents + part.funds_cents == invoice.gross_cents
    lines = list(part.lines.all())
    assert sum(line.discount_cents for line in lines) == part.discount_cents
    assert all(line.list_net_cents - line.discount_net_cents == line.net_cents for line in lines)
    assert invoice.payable_cents == owed(stage)


def test_a_late_fee_is_compensation_on_an_invoice_of_its_own_and_waiving_it_a_credit_note(stage) -> None:
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=NOW + timedelta(hours=1))
    (invoice,) = billed(booking, now=NOW + timedelta(hours=2))
    fee = booking.fees.get()
    assert (invoice.vat_cents, invoice.gross_cents, invoice.payable_cents) == (0, fee.cents, fee.own_cents)
    assert invoice.vat_parts[0].category == "O"
    assert invoice.payable_cents == owed(stage)
    waive_fee(number=booking.number, reason="They were ill.", actor=stage.teun, now=NEXT_DAY)
    (note,) = billed(booking, now=NEXT_DAY)
    assert (note.kind, note.credits) == (InvoiceKind.CREDIT_NOTE, invoice)
    assert note.payable_cents == invoice.payable_cents
    assert to_pay() == owed(stage) == 0
    assert standing_of(invoice, NEXT_DAY.date()).state == "credited"
    assert broken_invariants() == {}


def test_a_fee_is_taxed_as_its_line_where_the_hub_has_said_so(stage) -> None:
    invoices_by(stage.effenaar, fee_vat=FeeVat.AS_LINE, fee_reason="")
    booking = booked(stage.bo, stage.zout, stage.studio, stage.engineer)
    cancel(number=booking.number, actor=stage.bo, now=NOW + timedelta(hours=1))
    (invoice,) = billed(booking, now=NOW + timedelta(hours=2))
    (part,) = invoice.vat_parts
    assert (part.category, part.vat_bp) == ("S", 2_100)
    assert invoice.gross_cents == booking.fees.get().cents


def test_who_did_not_come_gets_a_credit_note_and_an_invoice_for_the_fee_and_back_again(stage) -> None:
    booking = over(stage)
    first, *_none = billed(booking)
    mark_no_show(number=booking.number, reason="Nobody.", actor=stage.teun, now=NEXT_DAY)
    note, fee = billed(booking, now=NEXT_DAY)
    assert (note.credits, note.payable_cents) == (first, first.payable_cents)
    assert fee.payable_cents == booking.fees.get().own_cents == owed(stage) == to_pay()
    unmark_no_show(number=booking.number, reason="They did.", actor=stage.teun, now=NEXT_DAY)
    note, again = billed(booking, now=NEXT_DAY)
    assert (note.credits, again.payable_cents) == (fee, first.payable_cents)
    assert again.parts.get().round == 2
    assert to_pay() == owed(stage) == booking.own_cents
    assert broken_invariants() == {}


def test_what_was_paid_before_the_credit_note_is_prepaid_on_the_next_invoice(stage) -> None:
    booking = over(stage)
    (first,) = billed(booking)
    note_transfer(
        invoice=first, cents=3_000, received_on=MONDAY, key=uuid4(), actor=stage.hanna, now=NEXT_DAY
    )
    mark_no_show(number=booking.number, reason="Nobody.", actor=stage.teun, now=NEXT_DAY)
    _note, fee = billed(booking, now=NEXT_DAY)
    part = fee.parts.get()
    assert part.paid_cents == 3_000
    assert fee.payable_cents == part.own_cents - 3_000 == owed(stage)
    assert broken_invariants() == {}


def test_who_paid_more_than_is_due_by_now_gets_it_back(stage) -> None:
    booking = over(stage)
    (first,) = billed(booking)
    note_transfer(
        invoice=first,
        cents=first.payable_cents,
        received_on=MONDAY,
        key=uuid4(),
        actor=stage.hanna,
        now=NEXT_DAY,
    )
    mark_no_show(number=booking.number, reason="Nobody.", actor=stage.teun, now=NEXT_DAY)
    _note, fee = billed(booking, now=NEXT_DAY)
    assert fee.payable_cents == owed(stage) < 0
    assert standing_of(fee, NEXT_DAY.date()).state == "back"
    assert broken_invariants() == {}


def test_a_small_business_charges_no_vat_and_says_why(stage) -> None:
    invoices_by(stage.effenaar, kor=True, kor_reason="KOR, art. 25 Wet OB 1968")
    invoice = invoiced(stage)
    assert (invoice.vat_cents, invoice.net_cents) == (0, invoice.gross_cents)
    assert [(each.category, each.reason) for each in invoice.vat_parts] == [("E", "KOR, art. 25 Wet OB 1968")]


def test_by_the_month_all_bookings_of_an_organisation_stand_on_one_invoice(stage) -> None:
    invoices_by(stage.effenaar, rhythm=Rhythm.MONTH)
    first = over(stage, stage.studio)
    second = over(stage, stage.engineer, period=thursday(18, 20), now=OVER + timedelta(hours=8))
    assert billed(first) == [] == billed(second)
    assert bill_due(now=NEXT_DAY) == 0, "the month is not over"
    december = NOW.replace(month=12, day=1)
    assert bill_due(now=december) == 1
    invoice = Invoice.objects.get()
    assert [str(part.about) for part in invoice.parts.all()] == [str(first.ref), str(second.ref)]
    assert invoice.payable_cents == first.own_cents + second.own_cents == owed(stage)
    assert bill_due(now=december) == 0
    mark_no_show(number=first.number, reason="Nobody.", actor=stage.teun, now=december)
    note, fee = billed(first, now=december)
    assert [part.what for part in note.parts.all()] == ["price"] and fee.payable_cents > 0
    assert note.payable_cents == first.own_cents, "the other booking stays on its invoice"
    assert standing_of(invoice, december.date()).due_cents == second.own_cents
    assert broken_invariants() == {}


def test_what_a_message_left_behind_is_invoiced_at_night(stage) -> None:
    over(stage)
    assert bill_due(now=OVER + timedelta(hours=1)) == 0
    assert bill_due(now=NEXT_DAY) == 1
    assert Invoice.objects.count() == 1


def test_the_worker_is_told_when_something_is_to_be_invoiced(stage) -> None:
    booking = over(stage)
    mark_no_show(number=booking.number, reason="Nobody.", actor=stage.teun, now=NEXT_DAY)
    unmark_no_show(number=booking.number, reason="They did.", actor=stage.teun, now=NEXT_DAY)
    keys = OutboxMessage.objects.filter(kind="booking.bill").values_list("key", flat=True)
    assert {key.rsplit(":", 1)[1] for key in keys} == {"done", "fee-1", "lifted-1"}


def test_a_new_year_begins_a_new_series_at_one(stage) -> None:
    invoiced(stage)
    invoices_by(stage.effenaar)
    later = NOW.replace(year=2027, month=1, day=5)
    booking = booked(stage.bo, stage.zout, stage.engineer)
    complete_ended(now=OVER)
    (second,) = billed(booking, now=later)
    assert second.number == "EFF-2027-0001"


def test_a_credit_note_is_from_and_to_who_stands_on_the_invoice_that_it_credits(stage) -> None:
    """VAT is taken back by who charged it, under the number under which it was charged (art. 29 and 35a Wet OB)."""
    booking = over(stage)
    (first,) = billed(booking)
    anew = replace(SELLER, name="Effenaar Nieuw B.V.", kvk_number="90030002", vat_number="NL004495445B02")
    invoices_by(stage.effenaar, seller=anew, prefix="NEW", kor=True, kor_reason="KOR", now=NEXT_DAY)
    stage.zout.name, stage.zout.billing_email = "Zout B.V.", "nieuw@zout.example"
    stage.zout.save(update_fields=["name", "billing_email"])
    mark_no_show(number=booking.number, reason="Nobody.", actor=stage.teun, now=NEXT_DAY)
    note, fee = billed(booking, now=NEXT_DAY)
    assert note.seller == first.seller and note.to.name == first.to.name
    assert note.vat == first.vat
    assert (note.number, fee.number) == ("EFF-2026-0002", "NEW-2026-0001"), "each in its seller's series"
    assert note.to.email == "nieuw@zout.example", "it goes where mail is read today"
    assert (fee.from_.name, fee.to.name) == (anew.name, "Zout B.V.")
    assert broken_invariants() == {}


def test_where_nothing_is_wanted_nothing_is_issued(stage) -> None:
    made = verb(issue_invoice)(
        hub=stage.effenaar, organisation=stage.zout, abouts=[], wanted=[], actor=SITE, now=NOW
    )
    assert made == [] and not InvoicePart.objects.exists()
