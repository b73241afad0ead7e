"""The pages on which a hub says what it charges: rates, surcharges, VAT."""

import pytest
import time_machine
from django.urls import reverse

from funding.models import (
    Fund,
    FundingAgreement,
    RateCard,
    VatSetting,
)
from tests.cast import NOW, Cast, assemble, two_funds
from tests.factories.funding import (
    BandPolicyFactory,
    four_bands,
)
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


NO_SURCHARGES = {"extra-TOTAL_FORMS": "0", "extra-INITIAL_FORMS": "0"}
EVENING = {
    "extra-TOTAL_FORMS": "2",
    "extra-INITIAL_FORMS": "0",
    "extra-0-name_nl": "Avond",
    "extra-0-name_en": "Evening",
    "extra-0-amount": "10",
    "extra-0-starts": "18:00",
    "extra-0-ends": "00:00",
    "extra-0-days": ["1", "2", "3", "4", "5", "6", "7", "holidays"],
    "extra-1-name_nl": "",
    "extra-1-amount": "",
}


def test_a_manager_asks_more_for_evenings_and_visitors_read_it(cast) -> None:
    client = signed_in(cast.hanna)
    where = english("card", "effenaar", "studio-2")
    client.post(where, {"valid_from": "2026-11-23", "hour": "50", **EVENING})
    page = text(client.get("/en/hubs/effenaar/studio-2/"))
    assert "Evening" in page and "(every day, 18:00–24:00)" in page and "+ € 10.00 an hour" in page
    form = text(client.get(where))
    assert 'value="Avond"' in form and 'value="10.00"' in form


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"extra-0-days": []}, "Fill this in too, or leave the whole surcharge empty."),
        ({"extra-0-amount": "ten"}, "Write an amount of euros"),
        ({"extra-0-starts": "25:00"}, "Give a time such as 13:00."),
        ({"extra-0-name_nl": ""}, "Fill this in too, or leave the whole surcharge empty."),
    ],
)
def test_a_surcharge_half_filled_in_is_refused_in_words(cast, changes, said) -> None:
    data = {"valid_from": "2026-11-24", "hour": "50", **EVENING, **changes}
    response = signed_in(cast.hanna).post(english("card", "effenaar", "studio-2"), data)
    assert response.status_code == 400
    assert said in text(response)
    assert RateCard.objects.filter(facility=cast.studio).count() == 1


def test_a_manager_sets_prices_from_a_day(cast) -> None:
    client = signed_in(cast.hanna)
    form = text(client.get(english("card", "effenaar", "studio-2")))
    assert 'value="50.00"' in form
    prices = {"valid_from": "2027-01-01", "hour": "52,50", "daypart": "€ 1.170,00", "day": "", "week": ""}
    data = prices | NO_SURCHARGES
    response = client.post(english("card", "effenaar", "studio-2"), data, follow=True)
    assert "hour € 52.50, daypart of four hours € 1,170.00" in text(response)
    assert RateCard.objects.filter(facility=cast.studio).count() == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"valid_from": "2026-11-22"}, "Prices and VAT of the past stay"),
        ({"hour": ""}, "at least one price"),
        ({"hour": "-5"}, "Write an amount of euros"),
        ({"hour": "1000000,01"}, "at most € 1,000,000.00"),
        ({"valid_from": "soon"}, "Give a day such as 2026-11-26"),
        ({"valid_from": "0001-01-01"}, "Give a day from 1 January 2000 to 31 December 2099"),
        ({"valid_from": "9999-12-31"}, "Give a day from 1 January 2000 to 31 December 2099"),
        ({"valid_from": "٢٠٢٧-٠١-٠١"}, "Give a day such as 2026-11-26"),
    ],
)
def test_prices_that_make_no_sense_are_refused_in_words(cast, changes, said) -> None:
    data = {"valid_from": "2027-01-01", "hour": "50", **NO_SURCHARGES, **changes}
    response = signed_in(cast.hanna).post(english("card", "effenaar", "studio-2"), data)
    assert response.status_code == 400
    assert said in text(response)
    assert RateCard.objects.filter(facility=cast.studio).count() == 1


def test_a_manager_sets_the_btw_of_one_facility(cast) -> None:
    client = signed_in(cast.hanna)
    data = {"facility": cast.studio.pk, "valid_from": "2027-01-01", "rate": "0", "exemption_reason": ""}
    refused = client.post(english("vat", "effenaar"), data)
    assert "Without VAT, say why" in text(refused)
    client.post(english("vat", "effenaar"), {**data, "exemption_reason": "art. 11 Wet OB 1968"})
    assert VatSetting.objects.get(facility=cast.studio).rate_bp == 0
    assert "art. 11 Wet OB 1968" in text(client.get(english("rates", "effenaar")))


def test_btw_for_a_facility_elsewhere_is_no_choice(cast) -> None:
    other = cast.tetem.facilities.create(
        slug="x", name="X", kind=cast.studio.kind, calendar=cast.tetem.calendar
    )
    data = {"facility": other.pk, "valid_from": "2027-01-01", "rate": "9", "exemption_reason": ""}
    assert signed_in(cast.hanna).post(english("vat", "effenaar"), data).status_code == 400


def test_staff_read_the_rates_and_change_nothing(cast) -> None:
    page = text(signed_in(cast.teun).get(english("rates", "effenaar")))
    assert "Studio 2" in page
    assert english("card", "effenaar", "studio-2") not in page
