"""A funder's desk in the browser's words: what is shown, what is noted, what is refused, what can be taken along."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from funding.actions.charge_no_show import charge_no_show
from funding.models import Fund, FundingAgreement, Receipt, Repayment, YearEnd
from funding.rules.fees import Fee
from hub.kit.audit import SITE
from hub.kit.outbox import work_off
from hub.kit.transactions import verb
from members.rules.places import SOURCE
from tests.cast import NOW, Cast, assemble, declare_band_a
from tests.factories.funding import FundFactory, FundingAgreementFactory, TrancheFactory
from tests.factories.money import fill
from tests.factories.spending import about, free, let_go, reserved, spent
from tests.signing_in import signed_in


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    declare_band_a(stage.zout)
    agreement = FundingAgreementFactory(funder=stage.makersfonds, name="Vier jaar")
    fill(FundFactory(agreement=agreement, slug="open-doors"), 50_000)
    with time_machine.travel(NOW, tick=True):
        yield stage


@pytest.fixture
def fien(cast) -> Client:
    return signed_in(cast.fien)


def doors() -> Fund:
    return Fund.objects.select_related("agreement__funder").get(slug="open-doors")


def address(cast: Cast, name: str, *more: object) -> str:
    return reverse(f"funding:{name}", args=[cast.makersfonds.uuid, *more]).replace("/nl/", "/en/")


def text(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def sent(client: Client, where: str, **data: str) -> str:
    return text(client.post(where, data, follow=True))


def test_a_part_of_a_payment_is_noted_and_the_rest_is_still_to_come(cast, fien) -> None:
    tranche = TrancheFactory(fund=doors(), agreement=doors().agreement, cents=100_000)
    where = address(cast, "receive", tranche.pk)
    page = text(fien.get(address(cast, "fund_desk", "open-doors")))
    assert 'value="1,000.00"' in page and where in page
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', page)[1]
    page = sent(fien, where, received_on="2026-11-20", cents="250,00", key=key)
    assert "Noted: the payment is in" in page and 'value="750.00"' in page
    sent(fien, where, received_on="2026-11-20", cents="250,00", key=key)
    assert Receipt.objects.filter(tranche=tranche).count() == 1, "the same form twice is one receipt"
    assert "€ 750.00 is still to come" in sent(fien, where, received_on="2026-11-20", cents="800")
    assert "Say on which day the payment came in" in sent(fien, where, received_on="soon", cents="1")
    page = sent(fien, address(cast, "drop", tranche.pk))
    assert "nothing more is expected" in page and "The rest does not come." in page


def test_money_goes_back_and_what_is_committed_does_not(cast, fien) -> None:
    reserved(cast.zout, cast.studio)
    where = address(cast, "repay", "open-doors")
    assert "€ 396.00 is free in this fund" in text(fien.get(where))
    response = fien.post(where, {"cents": "396,01", "repaid_on": "2026-11-23"})
    assert response.status_code == 400
    assert "€ 396.00 of this fund is free" in text(response) and 'value="396,01"' in text(response)
    page = sent(fien, where, cents="100", repaid_on="2026-11-23")
    assert "Noted: it went back" in page and "Back to the funder: not spent" in page
    assert free(doors()) == 29_600


def test_a_payment_is_taken_back(cast, fien) -> None:
    tranche = doors().tranches.get()
    where = address(cast, "repay", "open-doors")
    assert "taken back: the payment of" in text(fien.get(where))
    sent(fien, where, cents="500", repaid_on="2026-11-23", tranche=str(tranche.pk))
    assert Repayment.objects.get().tranche == tranche
    other = TrancheFactory(cents=7)
    assert fien.post(where, {"cents": "1", "repaid_on": "2026-11-23", "tranche": other.pk}).status_code == 400


def test_a_year_that_is_over_is_said_and_closed(cast) -> None:
    with time_machine.travel(datetime(2027, 1, 11, 9, tzinfo=UTC), tick=True):
        fien = signed_in(cast.fien)
        page = text(fien.get(address(cast, "fund_desk", "open-doors")))
        assert "2026: say what becomes of the money" in page
        page = sent(fien, address(cast, "year_end", "open-doors"), year="2026")
        assert "The year is closed" in page and "Free at the end of 2026, stays in the fund" in page
        assert "say what becomes" not in page
        assert YearEnd.objects.get().carried_cents == 50_000


def test_a_hub_is_paid_what_it_is_owed(cast, fien) -> None:
    spent(cast.zout, cast.studio, now=NOW)
    where = address(cast, "payout", "open-doors")
    page = text(fien.get(where))
    assert "Effenaar" in page and "€ 104.00" in page and "1 booking" in page
    data = {"hub": str(cast.effenaar.pk), "until": "2026-11-23", "paid_on": "2026-11-23"}
    page = sent(fien, where, **data)
    assert "Noted: the hub was paid" in page and "Paid out to Effenaar" in page
    assert "Nothing is owed" in text(fien.get(where))
    assert fien.post(where, {**data, "hub": str(cast.tetem.pk)}).status_code == 400


def test_what_a_hub_was_paid_too_much_stands_on_the_page_and_comes_off_the_next_payment(cast, fien) -> None:
    spent(cast.zout, cast.studio, 1, now=NOW)
    where = address(cast, "payout", "open-doors")
    data = {"hub": str(cast.effenaar.pk), "until": "2026-11-23", "paid_on": "2026-11-23"}
    sent(fien, where, **data)
    parties = {
        "organisation": cast.zout,
        "hub": cast.effenaar,
        "own_cents": 5_600,
        "fee": Fee(0, {doors().pk: 1_000}),
    }
    verb(charge_no_show)(about=about(1), number=1, now=NOW, actor=SITE, **parties)
    page = text(fien.get(where))
    assert "€ -94.00" in page and "€ 10.00 earned, € -104.00 put right of what was paid before" in page
    assert "Note the payment" not in page and "nothing is paid until then" in page
    assert fien.post(where, data).status_code == 400
    desk = text(fien.get(address(cast, "fund_desk", "open-doors")))
    assert "Paid to hubs too much, until their next payout" in desk
    spent(cast.zout, cast.studio, 2, now=NOW)
    assert "€ 10.00" in text(fien.get(where)) and "Note the payment" in text(fien.get(where))
    assert "Noted: the hub was paid" in sent(fien, where, **data)
    page = text(fien.get(address(cast, "statement", "open-doors")))
    assert "What hubs are paid" in page and "Put right of what was paid out before" in page


def test_an_agreement_is_settled_step_by_step_and_everybody_of_the_funder_is_written_to(cast, fien) -> None:
    pk = FundingAgreement.objects.get().pk
    reserved(cast.zout, cast.studio)
    page = sent(fien, address(cast, "settlement_begin", pk))
    assert "The final settlement has begun" in page
    assert "€ 104.00 is reserved for bookings" in page and "Close the agreement</button>" not in page
    assert "is still reserved for bookings" in sent(
        fien, address(cast, "settlement_close", pk), repaid_on="2026-11-23"
    )
    page = sent(fien, address(cast, "settlement_reopen", pk))
    assert "the funds give again" in page
    sent(fien, address(cast, "settlement_begin", pk))
    let_go()
    assert "€ 500.00 goes back to the funder" in text(fien.get(address(cast, "settlement", pk)))
    assert "Give a day such as" in sent(fien, address(cast, "settlement_close", pk), repaid_on="soon")
    page = sent(fien, address(cast, "settlement_close", pk), repaid_on="2026-11-23")
    assert "The agreement is closed" in page and "€ 500.00 paid back" in page
    work_off()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([cast.fien.email], "Vier jaar is closed")
    assert "Paid back to you: €\u00a0500.00" in letter.body
    assert "€\u00a0500.00" in letter.alternatives[0].content


def test_a_closed_agreement_offers_nothing_to_change(cast, fien) -> None:
    pk = FundingAgreement.objects.get().pk
    sent(fien, address(cast, "settlement_begin", pk))
    sent(fien, address(cast, "settlement_close", pk), repaid_on="2026-11-23")
    desk = text(fien.get(address(cast, "funder")))
    assert "closed on" in desk and f'{address(cast, "agreement_change", pk)}"' not in desk
    page = text(fien.get(address(cast, "fund_desk", "open-doors")))
    for name in ("fund_change", "tranche_add", "repay"):
        assert f'{address(cast, name, "open-doors")}"' not in page
    assert f'{address(cast, "statement", "open-doors")}"' in page


def test_the_months_are_drawn_and_stand_in_a_table_too(cast, fien) -> None:
    reserved(cast.zout, cast.studio)
    page = text(fien.get(address(cast, "fund_desk", "open-doors")))
    assert 'class="chart-picture" role="img" aria-label="From January 2026 to November 2026' in page
    assert "The same as a table" in page
    assert re.search(r"November 2026</th>.*?€ 104.00.*?€ 396.00", page)


def test_a_statement_is_read_printed_and_taken_along(cast, fien) -> None:
    spent(cast.zout, cast.studio, now=NOW)
    page = text(
        fien.get(address(cast, "statement", "open-doors"), {"first": "2026-01-01", "last": "2026-12-31"})
    )
    assert re.search(r"In the fund at the end</th><td class=\"right num\"><b>€ 396.00", page)
    assert SOURCE in page, "where regions and towns are from, and of which day"
    span = "?first=2026-01-01&last=2026-12-31"
    paper = fien.get(address(cast, "statement_pdf", "open-doors") + span)
    assert paper.content.startswith(b"%PDF") and paper["Content-Type"] == "application/pdf"
    assert "open-doors-2026-01-01-2026-12-31.pdf" in paper["Content-Disposition"]
    assert "private" in paper["Cache-Control"]
    sheet = fien.get(address(cast, "statement_csv", "open-doors") + span).content.decode()
    assert "Collectief Zout" in sheet and "104.00" in sheet
    dutch = address(cast, "statement_csv", "open-doors").replace("/en/", "/nl/")
    assert ";104,00" in fien.get(dutch + span).content.decode()


@pytest.mark.parametrize(
    "span",
    [
        "?first=2026-12-31&last=2026-01-01",
        "?first=soon&last=2026-01-01",
        "?last=2026-01-01",
        "?first=9999-01-01&last=9999-12-31",
    ],
)
def test_a_time_that_makes_no_sense_is_said(cast, fien, span) -> None:
    assert fien.get(address(cast, "statement", "open-doors") + span).status_code == 400
    for name in ("statement_pdf", "statement_csv"):
        response = fien.get(address(cast, name, "open-doors") + span)
        assert response.status_code == 400
        assert "Say from which day until which day" in text(response)


def test_too_much_for_paper_goes_to_the_spreadsheet(cast, fien, monkeypatch) -> None:
    monkeypatch.setattr("funding.views.statements.MOST_ON_PAPER", 0)
    reserved(cast.zout, cast.studio)
    response = fien.get(address(cast, "statement_pdf", "open-doors"))
    assert response.status_code == 400 and "On paper at most 0" in text(response)
    assert fien.get(address(cast, "statement_csv", "open-doors")).status_code == 200


def test_a_funds_page_shows_the_latest_it_carried_and_a_page_of_its_own_shows_all(
    cast, fien, monkeypatch
) -> None:
    monkeypatch.setattr("funding.views.funders.LATEST", 1)
    reserved(cast.zout, cast.studio)
    where = address(cast, "recipients", "open-doors")
    short = text(fien.get(address(cast, "fund_desk", "open-doors")))
    assert "Collectief Zout" in short and where not in short
    reserved(cast.zout, cast.studio, 2)
    assert f'href="{where}">All 2' in text(fien.get(address(cast, "fund_desk", "open-doors")))
    everybody = text(fien.get(where))
    assert "Open Doors carried 2 bookings" in everybody
    assert all(about(number).id in everybody for number in (1, 2))


def test_pages_of_whom_a_fund_carried_that_do_not_exist_are_not_there(cast, fien) -> None:
    for page in ("0", "2", "-1", "last", "1.5"):
        assert fien.get(address(cast, "recipients", "open-doors"), {"page": page}).status_code == 404
    assert "As soon as a booking is carried" in text(fien.get(address(cast, "recipients", "open-doors")))


def test_a_fund_of_another_funder_is_not_there(cast, fien) -> None:
    FundFactory(slug="elsewhere")
    papers = ("statement", "statement_pdf", "statement_csv")
    for name in ("fund_desk", "recipients", "repay", "year_end", "payout", *papers):
        assert fien.get(address(cast, name, "elsewhere")).status_code == 404
    other = FundingAgreement.objects.exclude(funder=cast.makersfonds).get()
    assert fien.get(address(cast, "settlement", other.pk)).status_code == 404


def test_a_quartermaster_finds_the_regions_sums_in_the_menu(cast) -> None:
    karim = signed_in(cast.karim)
    where = reverse("funding:regional", args=["noord-brabant"]).replace("/nl/", "/en/")
    assert where in text(karim.get("/en/"))
    page = text(karim.get(where))
    assert "fewer than five organisations were carried" in page and SOURCE in page
    assert "Collectief Zout" not in page
    assert karim.get(where, {"year": "next"}).status_code == 400
    assert karim.get(where.replace("noord-brabant", "groningen")).status_code == 404


def test_an_agreement_keeps_its_decision(cast, fien) -> None:
    data = {
        "name": "Twee jaar", "starts_on": "2026-01-01", "ends_on": "2027-12-31", "decided_on": "2025-12-10",
        "reference": "MF-2025-117", "granted_cents": "10.000", "leftover": "repay",
    }  # fmt: skip
    page = sent(fien, address(cast, "agreement_add"), **data)
    assert (
        "December 2025, MF-2025-117" in page
        and "€ 10,000.00" in page
        and "it goes back to the funder" in page
    )
    where = address(cast, "agreement_change", FundingAgreement.objects.get(name="Twee jaar").pk)
    assert 'value="MF-2025-117"' in text(fien.get(where))


def test_a_rule_for_a_town_elsewhere_is_refused_in_words_and_the_form_says_where_towns_are_from(
    cast, fien
) -> None:
    where = address(cast, "rule_add", "open-doors")
    assert SOURCE in text(fien.get(where))
    data = {"place": "seat", "region": cast.groningen.pk, "municipality": cast.effenaar.municipality_id}
    response = fien.post(where, data)
    assert response.status_code == 400
    assert "Eindhoven is in Noord-Brabant. Leave the region open" in text(response)
