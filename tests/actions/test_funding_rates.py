"""A hub says what its facilities cost and which VAT its prices contain."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from funding.actions._cards import NoRatesGiven, RateOutOfRange, SurchargeNeverCounts, TooManySurcharges
from funding.actions.set_rate_card import NotInThePast, set_rate_card
from funding.actions.set_vat import FacilityOfAnotherHub, SayWhyExempt, VatOutOfRange, set_vat
from funding.models import RateCard, VatSetting
from funding.models.quoting import quote_facts
from funding.outbound.explain import explain
from funding.rules.lines import LineWish
from funding.rules.quote import NoRate, quote
from funding.rules.surcharges import SurchargeFacts
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.periods import Period
from tests.cast import MONDAY, NOW, THURSDAY, Cast, assemble, thursday
from tests.factories.members import GrantFactory

TOMORROW = MONDAY + timedelta(days=1)


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def vat(cast: Cast, **changes):
    wanted = {
        "hub": cast.effenaar,
        "facility": None,
        "valid_from": TOMORROW,
        "rate_bp": 900,
        "exemption_reason": "",
    }
    return set_vat(**{**wanted, "actor": cast.hanna, "now": NOW, **changes})


def price(cast: Cast, facility=None):
    wishes = [LineWish((facility or cast.studio).pk, 1, thursday(13, 17))]
    return quote(quote_facts(wishes=wishes, hub=cast.effenaar, organisation=None, now=NOW))


def test_a_manager_sets_a_card_and_it_counts_from_its_day(cast) -> None:
    set_rate_card(
        facility=cast.studio, valid_from=THURSDAY, rates={"daypart": 20_000}, actor=cast.hanna, now=NOW
    )
    set_rate_card(
        facility=cast.studio,
        valid_from=THURSDAY + timedelta(days=1),
        rates={"daypart": 30_000},
        actor=cast.hanna,
        now=NOW,
    )
    assert price(cast).list_cents == 20_000
    row = AuditRow.objects.filter(action="funding.set_rate_card", at=NOW).earliest("pk")
    assert (row.hub_id, row.facts["after"]) == (cast.effenaar.pk, {"daypart": 20_000})


def evening(**changes):
    facts = {
        "names": (("nl", "Avond"), ("en", "Evening")),
        "weekdays": frozenset(range(1, 8)),
        "holidays": False,
        "starts": time(18),
        "ends": time(0),
        "cents": 1_000,
    }
    return SurchargeFacts(**{**facts, **changes})


def a_card(cast: Cast, *surcharges: SurchargeFacts):
    rates = {"hour": 5_000, "daypart": 16_000}
    return set_rate_card(
        facility=cast.studio, valid_from=MONDAY, rates=rates, surcharges=surcharges, actor=cast.hanna, now=NOW
    )


def test_an_evening_costs_more_and_the_calculation_says_why(cast) -> None:
    a_card(cast, evening())
    wishes = [LineWish(cast.studio.pk, 1, thursday(16, 20))]
    quoted = quote(quote_facts(wishes=wishes, hub=cast.effenaar, organisation=None, now=NOW))
    assert quoted.list_cents == 16_000 + 2 * 1_000
    (line,) = quoted.to_json()["lines"]
    assert line["rates"] == [
        ["daypart", 1, 16_000],
        ["surcharge", 2, 1_000, {"nl": "Avond", "en": "Evening"}],
    ]
    assert "1 daypart at € 160.00 and Evening: 2 hours at € 10.00" in explain(quoted.steps)[0].text.replace(
        "\xa0", " "
    )
    assert price(cast).list_cents == 16_000


def test_a_holiday_costs_more_by_the_hubs_own_country(cast) -> None:
    a_card(cast, evening(weekdays=frozenset(), holidays=True, starts=time(0)))
    christmas = Period(datetime(2026, 12, 25, 12, tzinfo=UTC), datetime(2026, 12, 25, 16, tzinfo=UTC))
    wishes = [LineWish(cast.studio.pk, 2, christmas)]
    quoted = quote(quote_facts(wishes=wishes, hub=cast.effenaar, organisation=None, now=NOW))
    assert quoted.list_cents == 2 * (16_000 + 4 * 1_000)


@pytest.mark.parametrize(
    ("surcharges", "refusal"),
    [
        ([evening(weekdays=frozenset())], SurchargeNeverCounts),
        ([evening(cents=-1)], RateOutOfRange),
        ([evening()] * 7, TooManySurcharges),
    ],
)
def test_a_surcharge_that_makes_no_sense_is_refused(cast, surcharges, refusal) -> None:
    with pytest.raises(refusal):
        a_card(cast, *surcharges)
    assert RateCard.objects.filter(facility=cast.studio).count() == 1


def test_the_same_day_again_replaces_the_card(cast) -> None:
    for cents in (20_000, 21_000):
        set_rate_card(
            facility=cast.studio, valid_from=TOMORROW, rates={"daypart": cents}, actor=cast.hanna, now=NOW
        )
    assert price(cast).list_cents == 21_000
    assert AuditRow.objects.latest("pk").facts["before"] == {"daypart": 20_000}


@pytest.mark.parametrize(
    ("valid_from", "rates", "refusal"),
    [
        (MONDAY - timedelta(days=1), {"hour": 1}, NotInThePast),
        (MONDAY, {}, NoRatesGiven),
        (MONDAY, {"hour": -1}, RateOutOfRange),
        (MONDAY, {"hour": 100_000_001}, RateOutOfRange),
    ],
)
def test_a_card_that_makes_no_sense_is_refused(cast, valid_from, rates, refusal) -> None:
    before = RateCard.objects.count()
    with pytest.raises(refusal):
        set_rate_card(facility=cast.studio, valid_from=valid_from, rates=rates, actor=cast.hanna, now=NOW)
    assert RateCard.objects.count() == before


@pytest.mark.parametrize("name", ["teun", "wim", "zoe", "fien", "karim", "anna"])
def test_only_the_hubs_manager_sets_rates_and_btw(cast, name) -> None:
    actor = getattr(cast, name)
    with pytest.raises(Forbidden):
        set_rate_card(facility=cast.studio, valid_from=TOMORROW, rates={"hour": 1}, actor=actor, now=NOW)
    with pytest.raises(Forbidden):
        vat(cast, actor=actor)
    assert not RateCard.objects.filter(valid_from=TOMORROW).exists()
    assert not VatSetting.objects.filter(valid_from=TOMORROW).exists()


def test_a_manager_without_a_second_factor_is_refused(cast) -> None:
    GrantFactory(person=cast.teun, role="hub_manager", scope=cast.effenaar.ref, second_factor=False)
    with pytest.raises(Forbidden):
        vat(cast, actor=cast.teun)


def test_btw_of_one_facility_goes_before_the_hubs_own(cast) -> None:
    vat(cast)
    vat(cast, facility=cast.studio, rate_bp=0, exemption_reason="art. 11 lid 1 onder f Wet OB 1968")
    assert price(cast).lines[0].vat_bp == 0
    assert price(cast).lines[0].exemption_reason.startswith("art. 11")
    assert price(cast, cast.microphones).lines[0].vat_bp == 900


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"rate_bp": 0}, SayWhyExempt),
        ({"rate_bp": 10_000}, VatOutOfRange),
        ({"rate_bp": -1}, VatOutOfRange),
        ({"valid_from": date(2026, 1, 2)}, NotInThePast),
    ],
)
def test_a_btw_setting_that_makes_no_sense_is_refused(cast, changes, refusal) -> None:
    with pytest.raises(refusal):
        vat(cast, **changes)


def test_a_facility_of_another_hub_is_refused(cast) -> None:
    GrantFactory(person=cast.hanna, role="hub_manager", scope=cast.tetem.ref)
    with pytest.raises(FacilityOfAnotherHub):
        vat(cast, hub=cast.tetem, facility=cast.studio)


def test_a_facility_without_a_card_on_that_day_has_no_price(cast) -> None:
    RateCard.objects.filter(facility=cast.studio).update(valid_from=THURSDAY + timedelta(days=1))
    with pytest.raises(NoRate) as refused:
        price(cast)
    assert "Studio 2" in str(refused.value)
