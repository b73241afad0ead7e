"""An invoice for programs keeps the published rules of EN 16931, Peppol's for the Netherlands, and our own sums; a
wrong cent breaks them."""

from datetime import timedelta

import pytest
from lxml import etree

from bookings.actions.cancel import cancel
from bookings.actions.mark_no_show import mark_no_show
from facilities.models import GapPolicy
from funding.models import FeeVat, Fund, Invoice
from funding.models.invoices import with_all
from funding.outbound.ubl import amount, ubl_of
from tests import cast
from tests.cast import NOW
from tests.factories.bookings import booked
from tests.factories.funding import VatSettingFactory
from tests.factories.invoicing import OVER, billed, invoiced, invoices_by, over
from tests.factories.money import fill
from tests.factories.terms import WEEK_HALF, terms
from tests.ubl import NS, broken_rules, text, wrong

NEXT_DAY = OVER + timedelta(days=1)


@pytest.fixture
def stage(db):
    stage = cast.assemble()
    cast.declare_band_a(stage.zout)
    cast.two_funds(stage)
    for fund in Fund.objects.all():
        fill(fund, 100_000)
    terms(stage.effenaar, WEEK_HALF, no_show_bp=7_500)
    stage.zout.street, stage.zout.postcode = "Strijp-S 1", "5617 AB"
    stage.zout.save(update_fields=["street", "postcode"])
    invoices_by(stage.effenaar)
    return stage


def for_programs(invoice: Invoice) -> bytes:
    return ubl_of(with_all(Invoice.objects.select_related("organisation")).get(pk=invoice.pk))


def test_an_invoice_with_funds_keeps_every_rule(stage) -> None:
    content = for_programs(invoiced(stage, stage.studio, (stage.microphones, 2), stage.engineer))
    assert wrong(content) == []
    document = etree.fromstring(content)
    total = document.find("cac:LegalMonetaryTotal", NS)
    assert (text(total, "cbc:PrepaidAmount"), text(total, "cbc:PayableAmount")) == ("114.00", "186.00")


def test_with_the_hubs_discount_two_rates_and_something_exempt(stage) -> None:
    stage.effenaar.gap_policy = GapPolicy.GIVE
    stage.effenaar.save(update_fields=["gap_policy"])
    VatSettingFactory(hub=stage.effenaar, facility=stage.microphones, rate_bp=900)
    VatSettingFactory(
        hub=stage.effenaar, facility=stage.engineer, rate_bp=0, exemption_reason="Art. 11 Wet OB 1968"
    )
    content = for_programs(invoiced(stage, stage.studio, (stage.microphones, 3), stage.engineer))
    assert wrong(content) == []
    assert b"AllowanceCharge" in content and b"Art. 11 Wet OB 1968" in content


def test_a_fee_outside_vat_and_its_credit_note(stage) -> None:
    booking = over(stage)
    billed(booking)
    mark_no_show(number=booking.number, reason="Nobody.", actor=stage.teun, now=NEXT_DAY)
    note, fee = billed(booking, now=NEXT_DAY)
    assert wrong(for_programs(note)) == []
    assert wrong(for_programs(fee)) == []
    assert (
        text(etree.fromstring(for_programs(note)), ".//cac:InvoiceDocumentReference/cbc:ID")
        == "EFF-2026-0001"
    )


def test_a_fee_with_vat(stage) -> None:
    invoices_by(stage.effenaar, fee_vat=FeeVat.AS_LINE, fee_reason="")
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=NOW + timedelta(hours=1))
    (fee,) = billed(booking, now=NOW + timedelta(hours=2))
    assert wrong(for_programs(fee)) == []


@pytest.mark.parametrize("vat_number", ["NL004495445B01", ""])
def test_of_a_small_business_with_and_without_a_vat_number(stage, vat_number) -> None:
    seller = stage.effenaar.invoice_settings.get().says
    said = {**seller.to_json(), "vat_number": vat_number}
    invoices_by(stage.effenaar, seller=type(seller)(**said), kor=True, kor_reason="KOR, art. 25 Wet OB 1968")
    assert wrong(for_programs(invoiced(stage))) == []


def test_a_name_that_is_no_xml_is_a_name_all_the_same(stage) -> None:
    stage.zout.name = 'Zout & <b>Zoet</b> "2"\x0b'
    stage.zout.save(update_fields=["name"])
    content = for_programs(invoiced(stage, purpose="Ω ☃ </cbc:Note>"))
    assert wrong(content) == []
    assert "<b>" not in content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "cac:LegalMonetaryTotal/cbc:PayableAmount",
        "cac:LegalMonetaryTotal/cbc:PrepaidAmount",
        "cac:LegalMonetaryTotal/cbc:LineExtensionAmount",
        "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount",
        "cac:TaxTotal/cbc:TaxAmount",
        "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount",
        "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount",
        "cac:InvoiceLine/cbc:LineExtensionAmount",
        "cac:InvoiceLine/cac:Price/cbc:PriceAmount",
    ],
)
def test_a_wrong_cent_is_seen(stage, path) -> None:
    document = etree.fromstring(for_programs(invoiced(stage, stage.studio, stage.engineer)))
    found = document.find(path, NS)
    found.text = amount(round(100 * float(found.text)) + 1)
    assert wrong(etree.tostring(document)) != []


def test_the_published_rules_themselves_see_a_total_that_is_wrong(stage) -> None:
    """Not as the check that comes with the package, which says all is well."""
    document = etree.fromstring(for_programs(invoiced(stage)))
    document.find("cac:LegalMonetaryTotal/cbc:PayableAmount", NS).text = "1.23"
    assert "BR-CO-16" in broken_rules(etree.tostring(document))
