"""A funder changes an agreement, a fund and its rules on the site; a refusal is said and what was typed stays."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from facilities.models import Kind
from funding.models import Fund, FundingAgreement
from tests.cast import NOW, Cast, assemble
from tests.factories.funding import FundFactory, FundingAgreementFactory
from tests.signing_in import signed_in

TERMS = {
    "name_nl": "Open Deuren",
    "expires_on": "2028-12-31",
    "match_share": "37,5",
    "priority": "10",
    "stackable": "on",
    "cap_per_month_cents": "1.250,50",
}


@pytest.fixture
def cast(db) -> Cast:
    with time_machine.travel(NOW, tick=True):
        yield assemble()


@pytest.fixture
def fund(cast) -> Fund:
    agreement = FundingAgreementFactory(funder=cast.makersfonds, guarantor=cast.noord, name="Vier jaar")
    return FundFactory(
        agreement=agreement, slug="open-doors", match_share_bp=3_333, cap_per_booking_cents=3_600
    )


def address(name: str, *more: object) -> str:
    return reverse(f"funding:{name}", args=more).replace("/nl/", "/en/")


def text(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def sent(client: Client, where: str, data: dict[str, str]) -> str:
    return text(client.post(where, data, follow=True))


def test_a_funder_finds_the_way_to_change_what_it_promised(cast, fund) -> None:
    fien = signed_in(cast.fien)
    desk = text(fien.get(address("funder", cast.makersfonds.uuid)))
    assert address("agreement_change", cast.makersfonds.uuid, fund.agreement_id) in desk
    assert address("fund_desk", cast.makersfonds.uuid, fund.slug) in desk
    page = text(fien.get(address("fund_desk", cast.makersfonds.uuid, fund.slug)))
    assert address("fund_change", cast.makersfonds.uuid, fund.slug) in page


def test_a_funds_form_shows_it_as_it_is_and_saves_it_as_it_is_typed(cast, fund) -> None:
    fien, where = signed_in(cast.fien), address("fund_change", cast.makersfonds.uuid, fund.slug)
    page = text(fien.get(where))
    assert 'value="33.33"' in page and 'value="36.00"' in page
    assert 'name="slug"' not in page
    assert "The fund is changed" in sent(fien, where, TERMS)
    fund.refresh_from_db()
    assert (fund.slug, fund.name, fund.match_share_bp) == ("open-doors", "Open Deuren", 3_750)
    assert (fund.cap_per_booking_cents, fund.cap_per_month_cents) == (None, 125_050)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"expires_on": "2031-01-01"}, "the fund cannot last longer"),
        ({"expires_on": "2026-11-22"}, "A fund ends today or later"),
        ({"name_nl": ""}, "This field is required"),
        ({"guaranteed_cents": "-5"}, "Write an amount of euros"),
        ({"priority": "1e3"}, "Give a whole number"),
    ],
)
def test_terms_that_make_no_sense_are_refused_in_words(cast, fund, changes, words) -> None:
    where = address("fund_change", cast.makersfonds.uuid, fund.slug)
    response = signed_in(cast.fien).post(where, {**TERMS, **changes})
    assert response.status_code == 400
    assert words in text(response)
    assert 'value="37,5"' in text(response)


def test_an_agreement_cannot_end_before_its_fund(cast, fund) -> None:
    fien = signed_in(cast.fien)
    where = address("agreement_change", cast.makersfonds.uuid, fund.agreement_id)
    form = text(fien.get(where))
    assert 'value="2029-12-31"' in form and "selected>Kwartet Noord" in form
    data = {"name": "Twee jaar", "starts_on": "2026-01-01", "ends_on": "2027-12-31"}
    assert "lasts until 31 December 2029" in sent(fien, where, data)
    assert "The agreement is changed" in sent(fien, where, {**data, "ends_on": "2029-12-31"})
    assert FundingAgreement.objects.get().name == "Twee jaar"


def test_a_rule_is_added_and_another_one_ended(cast, fund) -> None:
    fien, ours = signed_in(cast.fien), (cast.makersfonds.uuid, fund.slug)
    data = {"place": "facility", "bands": "A, B", "family": "studio"}
    page = sent(fien, address("rule_add", *ours), data)
    assert "The fund gives for this too" in page
    assert "studio, for rate bands A, B" in page
    first = fund.rules.earliest("pk")
    end = address("rule_end", *ours, first.pk)
    assert "Choose today or a later day" in sent(fien, end, {"ends_on": "2026-11-22"})
    assert "Give a day such as" in sent(fien, end, {"ends_on": "soon"})
    assert "until 23 November 2026" in sent(fien, end, {"ends_on": "2026-11-23"})
    assert end not in text(fien.get(address("fund_change", *ours)))
    with time_machine.travel(NOW + timedelta(days=1), tick=True):
        page = text(signed_in(cast.fien).get(address("fund_change", *ours)))
    assert page.count("Over: it holds for nothing new") == 1


def test_what_is_another_funders_is_not_there(cast, fund) -> None:
    other = FundFactory(slug="elsewhere")
    fien, uuid = signed_in(cast.fien), cast.makersfonds.uuid
    assert fien.get(address("fund_change", uuid, other.slug)).status_code == 404
    assert fien.get(address("agreement_change", uuid, other.agreement_id)).status_code == 404
    end = address("rule_end", uuid, fund.slug, other.rules.get().pk)
    assert fien.post(end, {"ends_on": "2026-12-31"}).status_code == 404


def test_an_administrator_adds_a_kind_of_the_regions_own(cast) -> None:
    anna, where = signed_in(cast.anna), reverse("facilities:kinds").replace("/nl/", "/en/")
    data = {"name_nl": "keramiekoven", "name_en": "kiln", "family": "equipment"}
    data |= {"drawn_as": str(cast.studio.kind_id)}
    assert "The kind is there" in sent(anna, where, data)
    assert Kind.objects.get(slug="kiln").name_nl == "keramiekoven"
    again = anna.post(where, data)
    assert again.status_code == 422
    assert "There is a kind by that name already: kiln" in text(again)
    assert where in text(anna.get(reverse("cms:setup").replace("/nl/", "/en/")))


def test_more_rules_ask_the_database_no_more_often(cast, fund, django_assert_max_num_queries) -> None:
    fien, where = signed_in(cast.fien), address("fund_change", cast.makersfonds.uuid, fund.slug)
    fien.get(where)
    for _ in range(8):
        fund.rules.create(region=cast.brabant, kind=cast.studio.kind)
    with django_assert_max_num_queries(16):
        assert fien.get(where).status_code == 200
