"""Invoices over HTTP: lists, one of them, its papers, what came in by bank, settings, and all of it in one file."""

import io
import re
import zipfile
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from lxml import etree

from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.note_paid_back import note_paid_back
from bookings.models.going_back import surplus_cents
from funding.models import BankTransfer, Invoice, InvoiceAddress, InvoiceSetting, Paper
from funding.models.journal import Days
from funding.outbound.bookkeeper import everything
from funding.outbound.invoice_mail import paper_of
from hub.kit import outbox
from tests import cast
from tests.cast import NOW, Cast
from tests.factories.bookings import held
from tests.factories.invoicing import OVER, billed, invoiced, invoices_by, over
from tests.factories.terms import WEEK_HALF, terms
from tests.pages.matrix_invoices import SAID
from tests.signing_in import signed_in

LATER = OVER + timedelta(hours=1)


@pytest.fixture
def stage(db):
    with time_machine.travel(LATER, tick=False):
        stage = cast.assemble()
        cast.declare_band_a(stage.zout)
        invoices_by(stage.effenaar)
        yield stage


def hanna(stage: Cast) -> Client:
    return signed_in(stage.hanna)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode()).replace("\u00a0", " ")


def test_a_hubs_list_shows_what_is_open_and_filters(stage) -> None:
    invoice = invoiced(stage)
    page = words(hanna(stage).get("/en/desk/effenaar/invoices/"))
    assert invoice.number in page and "€ 160.00" in page and "Collectief Zout" in page
    assert invoice.number not in words(hanna(stage).get("/en/desk/effenaar/invoices/?state=paid"))
    assert invoice.number not in words(hanna(stage).get("/en/desk/effenaar/invoices/?first=2026-12-01"))
    assert "None" not in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("state=odd", 400),
        ("first=2026-02-30", 400),
        ("first=9999-01-01", 400),
        ("page=-1", 404),
        ("page=2", 404),
        ("page=%D9%A1", 404),
        ("state=%00", 400),
    ],
)
def test_an_odd_address_is_answered_in_words(stage, query, status) -> None:
    assert hanna(stage).get(f"/en/desk/effenaar/invoices/?{query}").status_code == status


def test_an_organisations_list_and_the_page_of_one(stage) -> None:
    invoice = invoiced(stage)
    client = signed_in(stage.mira)
    assert invoice.number in words(client.get(f"/en/organisations/{stage.zout.uuid}/invoices/"))
    page = words(client.get(f"/en/invoices/{invoice.number}/"))
    assert "To pay: € 160.00, by 10 December 2026" in page
    assert "How to pay" in page and "NL91 ABNA 0417 1643 00" in page
    assert "Note it" not in page, "that is the manager's"
    assert "How to pay" not in words(hanna(stage).get(f"/en/invoices/{invoice.number}/"))
    sent(stage, invoice, cents="160,00")
    assert "How to pay" not in words(client.get(f"/en/invoices/{invoice.number}/"))
    assert client.get("/en/invoices/EFF-2026-9999/").status_code == 404


def test_a_credit_note_and_its_invoice_lead_to_each_other(stage) -> None:
    booking = over(stage)
    (first,) = billed(booking)
    mark_no_show(number=booking.number, reason="Nobody.", actor=stage.teun, now=LATER)
    note, _fee = billed(booking, now=LATER)
    client = signed_in(stage.zoe)
    assert f"Credited by {note.number}" in words(client.get(f"/en/invoices/{first.number}/"))
    assert f"Credits invoice {first.number}" in words(client.get(f"/en/invoices/{note.number}/"))


def test_both_papers_are_the_ones_that_were_mailed(stage) -> None:
    invoice = invoiced(stage)
    client = signed_in(stage.zoe)
    pdf, ubl = (client.get(f"/en/invoices/{invoice.number}.{ending}") for ending in ("pdf", "xml"))
    assert pdf.content.startswith(b"%PDF-")
    assert etree.fromstring(ubl.content).tag.endswith("}Invoice")
    assert ubl.headers["Content-Disposition"] == f'attachment; filename="{invoice.number}.xml"'
    for message in outbox.claim(now=LATER, most=50):
        outbox.deliver(message, now=LATER)
    assert Paper.objects.get(about=invoice.ref, kind="pdf").data == pdf.content == paper_of(invoice, "pdf")


def sent(stage: Cast, invoice: Invoice, **said: str) -> Any:
    data = {"cents": "10,00", "received_on": "2026-11-26", "key": str(uuid4()), **said}
    return hanna(stage).post(f"/en/invoices/{invoice.number}/transfer/", data)


def test_a_manager_notes_what_came_in_and_takes_a_wrong_note_back(stage) -> None:
    invoice = invoiced(stage)
    assert sent(stage, invoice).status_code == 302
    page = words(hanna(stage).get(f"/en/invoices/{invoice.number}/"))
    assert "€ 150.00, by 10 December 2026" in page and "This is wrong" in page
    transfer = BankTransfer.objects.get()
    undo = f"/en/invoices/{invoice.number}/transfers/{transfer.pk}/undo/"
    assert hanna(stage).post(undo, {"reason": ""}).status_code == 400
    assert hanna(stage).post(undo, {"reason": "Of another."}).status_code == 302
    assert "Taken back: Of another." in words(hanna(stage).get(f"/en/invoices/{invoice.number}/"))
    assert hanna(stage).post(undo, {"reason": "Again."}).status_code == 409
    assert hanna(stage).post(undo.replace(str(transfer.pk), "999999"), {"reason": "x"}).status_code == 404


def test_a_form_that_was_sent_before_is_not_sent_again_for_something_else(stage) -> None:
    first, key = invoiced(stage), str(uuid4())
    other = invoiced(stage, stage.engineer)
    assert sent(stage, first, key=key).status_code == 302
    for invoice, said in ((other, {}), (first, {"cents": "20,00"}), (first, {"received_on": "2026-11-25"})):
        answer = sent(stage, invoice, key=key, **said)
        assert answer.status_code == 400 and "This form was sent before" in words(answer)
    assert BankTransfer.objects.get().invoice == first


def test_what_was_paid_back_by_bank_stands_on_the_invoices_of_that_booking(stage) -> None:
    terms(stage.effenaar, WEEK_HALF, no_show_bp=7_500)
    booking = over(stage)
    (first,) = billed(booking)
    other = invoiced(stage, stage.engineer)
    assert sent(stage, first, cents="160,00").status_code == 302
    mark_no_show(number=booking.number, reason="Nobody.", actor=stage.teun, now=LATER)
    billed(booking, now=LATER)
    page = f"/en/invoices/{first.number}/"
    assert "Paid back by bank" not in words(hanna(stage).get(page))
    note_paid_back(number=booking.number, cents=surplus_cents(booking), actor=stage.hanna, now=LATER)
    for reader in (stage.hanna, stage.bo):
        shown = words(signed_in(reader).get(page))
        assert "Paid back by bank" in shown and "26 November 2026" in shown
    assert "Paid back by bank" not in words(hanna(stage).get(f"/en/invoices/{other.number}/"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cents", "-1"),
        ("cents", "0"),
        ("cents", "1e3"),
        ("cents", "1,234"),
        ("cents", "99999999999999999999"),
        ("cents", "160,01"),
        ("cents", "\u0661\u0662"),
        ("received_on", "2026-11-27"),
        ("received_on", "9999-12-31"),
        ("received_on", "yesterday"),
        ("key", "no-key"),
    ],
)
def test_what_cannot_have_come_in_is_refused_with_everything_still_filled_in(stage, field, value) -> None:
    answer = sent(stage, invoiced(stage), **{field: value})
    assert answer.status_code == 400
    assert not BankTransfer.objects.exists()


def test_a_manager_sets_it_up_and_sees_what_is_wrong_beside_the_field(stage) -> None:
    InvoiceSetting.objects.all().delete()
    url = "/en/desk/effenaar/invoices/settings/"
    assert "Numbers begin with" in words(hanna(stage).get(url))
    said = {**SAID, "valid_from": "2026-11-26"}
    answer = hanna(stage).post(url, {**said, "iban": "NL00BANK0000000000"})
    assert answer.status_code == 400 and answer.context["form"].errors["iban"]
    answer = hanna(stage).post(url, {**said, "begins": "eff"})
    assert answer.context["form"].errors["begins"]
    answer = hanna(stage).post(url, {**said, "term_days": "1000"})
    assert answer.context["form"].errors["term_days"]
    assert not InvoiceSetting.objects.exists()
    assert hanna(stage).post(url, said).status_code == 302
    assert InvoiceSetting.objects.get().seller["iban"] == "NL91ABNA0417164300"
    assert "from 26 November 2026" in words(hanna(stage).get(url))


def test_an_owner_says_how_the_organisation_stands_on_invoices(stage) -> None:
    url = f"/en/organisations/{stage.zout.uuid}/invoices/address/"
    client = signed_in(stage.zoe)
    assert "Your address is not complete" in words(client.get(url))
    bad = client.post(url, {"endpoint_scheme": "0106", "endpoint_id": "1", "language": "nl"})
    assert bad.status_code == 400 and bad.context["form"].errors["endpoint_id"]
    assert client.post(url, {"language": "xx"}).status_code == 400
    assert client.post(url, {"name": "Stichting Zout", "language": "en"}).status_code == 302
    assert InvoiceAddress.objects.get().name == "Stichting Zout"


def test_all_invoices_of_some_days_and_the_journal_come_in_one_file(stage) -> None:
    invoice = invoiced(stage)
    answer = hanna(stage).get("/en/desk/effenaar/invoices/export.zip?first=2026-11-01&last=2026-11-30")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    assert sorted(archive.namelist()) == [f"{invoice.number}.pdf", f"{invoice.number}.xml", "journal.csv"]
    assert archive.read(f"{invoice.number}.pdf") == paper_of(invoice, "pdf")
    assert "debit" in archive.read("journal.csv").decode()
    empty = hanna(stage).get("/en/desk/effenaar/invoices/export.zip?first=2025-11-01&last=2025-11-30")
    assert zipfile.ZipFile(io.BytesIO(b"".join(empty.streaming_content))).namelist() == ["journal.csv"]
    assert hanna(stage).get("/en/desk/effenaar/invoices/export.zip").status_code == 400


def test_the_file_is_written_piece_by_piece(stage) -> None:
    invoiced(stage)
    pieces = list(everything(stage.effenaar, Days(date(2026, 11, 1), date(2026, 11, 30)), "nl"))
    assert len(pieces) >= 3 and max(map(len, pieces)) < 200_000


def test_a_bookings_page_shows_its_documents_and_makes_a_quote(stage) -> None:
    booking = over(stage)
    (invoice,) = billed(booking)
    client = signed_in(stage.bo)
    assert invoice.number in words(client.get(f"/en/bookings/{booking.number}/"))
    with time_machine.travel(NOW, tick=False):
        other = held(stage.bo, stage.zout, stage.engineer)
        assert "Make a quote (PDF)" in words(client.get(f"/en/bookings/{other.number}/"))
        made = client.post(f"/en/bookings/{other.number}/quote/", follow=True)
        assert "Quote EFF-Q2026-0001 is made" in words(made) and "EFF-Q2026-0001 (PDF)" in words(made)
        assert client.get("/en/quotes/EFF-Q2026-0001.pdf").content.startswith(b"%PDF-")
    assert client.get("/en/quotes/EFF-Q2026-0002.pdf").status_code == 404
    assert client.get(f"/en/bookings/{booking.number}/agreement-7.pdf").status_code == 404
