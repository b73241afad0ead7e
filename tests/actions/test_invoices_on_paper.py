"""What the law wants to read on an invoice (art. 35a Wet OB 1968) stands on the PDF, and what is promised on a quote or
an agreement is what will be invoiced."""

import pytest
from django.utils.translation import override

from bookings.actions.freeze_contract import freeze_contract
from bookings.actions.make_offer import make_offer
from bookings.outbound.papers import contract_values, offer_values
from facilities.models import GapPolicy
from funding.models import Invoice
from funding.models.invoices import with_all
from funding.outbound.invoices import on_paper
from tests import cast
from tests.cast import NOW
from tests.factories.bookings import booked
from tests.factories.funding import VatSettingFactory
from tests.factories.invoicing import invoiced, invoices_by

KOR = "KOR, art. 25 Wet OB 1968"


@pytest.fixture
def stage(db):
    stage = cast.assemble()
    cast.declare_band_a(stage.zout)
    invoices_by(stage.effenaar)
    return stage


def paper(invoice: Invoice) -> dict:
    found = with_all(Invoice.objects.select_related("organisation")).get(pk=invoice.pk)
    with override("en"):
        return on_paper(found)


def rows_of(shown: dict) -> list[dict]:
    return [row for part in shown["parts"] for row in part["rows"]]


def euros(cents: int) -> str:
    return f"€\u00a0{cents // 100}.{cents % 100:02}"


def test_each_line_says_its_price_without_vat(stage) -> None:
    invoice = invoiced(stage, stage.studio, (stage.microphones, 2))
    shown = rows_of(paper(invoice))
    lines = [line for part in invoice.parts.all() for line in part.lines.all()]
    assert len(shown) == 2
    for row, line in zip(shown, lines, strict=True):
        assert f"{euros(line.net_cents)} without VAT" in row["details"]


def test_with_a_discount_a_line_says_both_without_vat(stage) -> None:
    stage.effenaar.gap_policy = GapPolicy.GIVE
    stage.effenaar.save(update_fields=["gap_policy"])
    invoice = invoiced(stage)
    (row,), line = rows_of(paper(invoice)), invoice.parts.get().lines.get()
    assert line.discount_net_cents
    said = f"{euros(line.list_net_cents)} without VAT, less a discount of {euros(line.discount_net_cents)}"
    assert said in row["details"]


def test_what_is_exempt_has_no_rate_of_nought_and_says_why(stage) -> None:
    VatSettingFactory(
        hub=stage.effenaar, facility=stage.studio, rate_bp=0, exemption_reason="Art. 11 Wet OB 1968"
    )
    shown = paper(invoiced(stage))
    (row,) = rows_of(shown)
    assert "–" in row["amounts"] and "0 %" not in str(row["amounts"]).replace("\u00a0", " ")
    assert "Art. 11 Wet OB 1968" in shown["notes"]


def test_of_several_rates_what_has_no_vat_is_told_apart_as_well(stage) -> None:
    VatSettingFactory(
        hub=stage.effenaar, facility=stage.engineer, rate_bp=0, exemption_reason="Art. 11 Wet OB 1968"
    )
    invoice = invoiced(stage, stage.studio, stage.engineer)
    exempt = next(part.net_cents for part in invoice.vat_parts if part.category == "E")
    assert [f"No VAT on {euros(exempt)}", euros(0)] in paper(invoice)["sums"]


def test_a_small_business_shows_no_vat_on_quotes_and_agreements_either(stage) -> None:
    invoices_by(stage.effenaar, kor=True, kor_reason=KOR)
    booking = booked(stage.bo, stage.zout, stage.studio)
    offer = make_offer(number=booking.number, actor=stage.bo, now=NOW)
    contract = freeze_contract(number=booking.number, now=NOW)
    with override("en"):
        papers = [offer_values(offer), contract_values(contract)]
    for shown in papers:
        assert not any("VAT 21" in label for label, _amount in shown["sums"])
        assert shown["rows"][0]["amounts"][-2:] == ["–", euros(booking.own_cents)]
        assert KOR in shown["notes"]
