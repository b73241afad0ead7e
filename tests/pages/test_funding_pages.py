"""The pages of rates, bands and funds, as the people of the cast see them."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from funding.actions.reserve import reserve
from funding.models import (
    BandDeclaration,
    Fund,
    FundingAgreement,
    FundRule,
    RulePlace,
    Tranche,
)
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from tests.cast import NOW, THURSDAY, Cast, assemble, declare_band_a, thursday, two_funds
from tests.factories.funding import (
    BandDeclarationFactory,
    BandPolicyFactory,
    RateBandFactory,
    TrancheFactory,
    four_bands,
)
from tests.factories.members import DisciplineFactory
from tests.factories.money import fill
from tests.signing_in import signed_in


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    four_bands()
    BandPolicyFactory()
    with time_machine.travel(NOW, tick=True):
        yield stage


@pytest.fixture
def funds(cast) -> None:
    two_funds(cast)
    FundingAgreement.objects.update(funder=cast.makersfonds, is_demo=True)
    for fund in Fund.objects.all():
        fill(fund, 12_345_600)


def text(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def address(name: str, *arguments: object) -> str:
    return reverse(f"funding:{name}", args=arguments)


def english(name: str, *arguments: object) -> str:
    return address(name, *arguments).replace("/nl/", "/en/")


def declare(cast: Cast, **changes: str):
    data = {"fiscal_year": "2025", "turnover": "30.000,00", "structural_subsidy": "", **changes}
    return signed_in(cast.zoe).post(english("declare", cast.zout.uuid), data)


def test_an_owner_declares_and_reads_what_it_gives(cast) -> None:
    client = signed_in(cast.zoe)
    form = text(client.get(english("declare", cast.zout.uuid)))
    assert "at most € 1,500.00 for you" in form
    assert "Until somebody has looked at the declaration" in form
    response = declare(cast)
    assert response.url == english("rate", cast.zout.uuid)
    page = text(client.get(response.url))
    assert "You book in rate band A: you carry 35 %" in page
    assert "June 30, 2027" in page or "30 June 2027" in page
    assert "€ 1,500.00 of € 1,500.00" in page


def test_declaring_leads_back_to_where_somebody_came_from(cast) -> None:
    assert declare(cast, next="/en/book/basket/").url == "/en/book/basket/"
    assert declare(cast, next="https://elsewhere.example/").url == english("rate", cast.zout.uuid)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"turnover": ""}, "This field is required"),
        ({"turnover": "-1"}, "Write an amount of euros"),
        ({"turnover": "1e9"}, "Write an amount of euros"),
        ({"turnover": "٣٠٠٠٠"}, "Write an amount of euros"),
        ({"turnover": "30\x00000"}, "Null characters"),
        ({"turnover": "9" * 29}, "Write an amount of euros"),
        ({"fiscal_year": "2019"}, "Select a valid choice"),
        ({"structural_subsidy": "30.000,01"}, "cannot be more than that"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(cast, changes, said) -> None:
    response = declare(cast, **changes)
    assert response.status_code == 400
    assert said in text(response)
    assert 'name="turnover"' in text(response)
    assert BandDeclaration.objects.count() == 0


def test_colleagues_see_the_band_and_not_the_turnover(cast) -> None:
    BandDeclarationFactory(organisation=cast.zout, band=four_bands()["A"], turnover_cents=3_111_100)
    page = text(signed_in(cast.mira).get(english("rate", cast.zout.uuid)))
    assert "rate band A" in page
    assert "31,111" not in page
    assert english("declare", cast.zout.uuid) not in page


def test_who_has_no_band_reads_what_to_do(cast) -> None:
    assert "Declare your turnover" in text(signed_in(cast.zoe).get(english("rate", cast.zout.uuid)))
    assert "An owner of your organisation" in text(signed_in(cast.bo).get(english("rate", cast.zout.uuid)))


def test_a_used_up_provisional_band_says_so(cast) -> None:
    BandPolicyFactory().delete()
    declare(cast)
    assert "The provisional band is used up" in text(signed_in(cast.zoe).get(english("rate", cast.zout.uuid)))


def test_a_fund_tells_its_rules_and_not_its_money(cast, funds) -> None:
    fund = Fund.objects.get(slug="regional-makers-fund")
    FundRule.objects.create(
        fund=fund, place=RulePlace.BOTH, region=cast.brabant, discipline=DisciplineFactory(), family="studio",
        bands="A,B", ends_on=THURSDAY,
    )  # fmt: skip
    page = text(Client().get(english("fund", fund.slug)))
    assert (
        "studio, in Noord-Brabant, for organisations from there, for makers of dance, for rate bands A, B"
        in page
    )
    assert "It carries at most 40 % of the part that is not the organisation" in page
    assert "A demonstration" in page
    assert "123,456" not in page


def test_the_list_of_funds_is_for_everybody_and_shows_the_open_ones(cast, funds) -> None:
    Fund.objects.filter(slug="open-doors").update(expires_on=THURSDAY - timedelta(days=4))
    page = text(Client().get(english("funds")))
    assert "Regional Makers Fund" in page
    assert "Open Doors" not in page
    assert "This fund is over" in text(Client().get(english("fund", "open-doors")))


def test_pages_speak_dutch_too(cast, funds) -> None:
    for page in (address("funds"), address("fund", "open-doors")):
        assert Client().get(page.replace("/en/", "/nl/")).status_code == 200


@verb
def placed(cast: Cast) -> None:
    wishes = [LineWish(cast.studio.pk, 1, thursday(13, 17))]
    shown = quote(quote_facts(wishes=wishes, hub=cast.effenaar, organisation=cast.zout, now=NOW))
    reserve(about=Ref("booking", "K7QM-3D2X"), organisation=cast.zout, quote=shown, now=NOW, actor=cast.bo)


def test_a_funder_sees_its_money_and_for_whom(cast, funds) -> None:
    declare_band_a(cast.zout)
    placed(cast)
    fien = signed_in(cast.fien)
    desk = text(fien.get(english("funder", cast.makersfonds.uuid)))
    assert "€ 123,456.00" in desk
    assert "€ 123,414.40" in desk
    assert english("fund_desk", cast.makersfonds.uuid, "regional-makers-fund") in desk
    page = text(fien.get(english("fund_desk", cast.makersfonds.uuid, "regional-makers-fund")))
    assert "Collectief Zout" in page
    assert "K7QM-3D2X" in page
    assert "€ 41.60" in page
    assert "30,000" not in page


def test_a_funder_notes_a_payment_and_its_fund_has_it(cast, funds) -> None:
    fund = Fund.objects.get(slug="open-doors")
    tranche = TrancheFactory(fund=fund, agreement=fund.agreement, cents=500_000)
    client = signed_in(cast.fien)
    where = english("receive", cast.makersfonds.uuid, tranche.pk)
    assert client.post(where, {"received_on": "nonsense"}).status_code == 302
    assert Tranche.objects.get(pk=tranche.pk).received_on is None
    response = client.post(where, {"received_on": "2026-11-20"}, follow=True)
    assert "Noted: the payment is in" in text(response)
    assert "€ 128,456.00" in text(response)


def test_a_tranche_of_another_funder_is_not_there(cast, funds) -> None:
    tranche = TrancheFactory()
    where = english("receive", cast.makersfonds.uuid, tranche.pk)
    assert signed_in(cast.fien).post(where, {"received_on": "2026-11-20"}).status_code == 404


def test_our_rate_shows_the_percentages_that_were_declared_and_a_newer_table_beside_them(cast) -> None:
    declare_band_a(cast.zout)
    for code, start, end, share in [("A", 0, 2_000_000, 4_200), ("B", 2_000_000, None, 6_600)]:
        RateBandFactory(
            code=code, valid_from=date(2026, 11, 1), turnover_from_cents=start, turnover_to_cents=end,
            own_share_bp=share,
        )  # fmt: skip
    page = text(signed_in(cast.zoe).get(english("rate", cast.zout.uuid)))
    shown = quote(
        quote_facts(
            wishes=[LineWish(cast.studio.pk, 1, thursday(13, 17))],
            hub=cast.effenaar,
            organisation=cast.zout,
            now=NOW,
        )
    )
    computed = next(step.facts for step in shown.steps if step.code == "band")
    assert computed["own_share_bp"] == 3_500
    mine, newer = page.split("there is a new table")
    assert re.search(r"A <[^>]*>\(yours\).*?35 %", mine)
    assert "42 %" not in mine
    assert "42 %" in newer and "(yours)" not in newer


def test_who_declared_under_todays_table_sees_one_table(cast) -> None:
    declare_band_a(cast.zout)
    assert "there is a new table" not in text(signed_in(cast.zoe).get(english("rate", cast.zout.uuid)))


def test_who_has_a_checked_band_reads_that_declaring_takes_nothing_away(cast) -> None:
    declare_band_a(cast.zout)
    with time_machine.travel(datetime(2027, 2, 1, 9, tzinfo=UTC), tick=True):
        client = signed_in(cast.zoe)
        form = text(client.get(english("declare", cast.zout.uuid)))
        assert "Your band A over 2025 is checked and stays" in form
        data = {"fiscal_year": "2026", "turnover": "90.000", "structural_subsidy": ""}
        page = text(client.post(english("declare", cast.zout.uuid), data, follow=True))
        assert "You go on booking in rate band A, which is checked" in page
        assert "You also declared 2026: band B." in page
    assert "is checked and stays" not in text(signed_in(cast.ilse).get(english("declare", cast.noord.uuid)))
