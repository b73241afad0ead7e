"""A rule whose conditions can never hold together is refused: it would look as if it gave something."""

from datetime import timedelta

import pytest

from funding.actions._rule_sense import AfterItsFund, KindElsewhere, NoSuchBand, TownElsewhere
from funding.actions.add_rule import add_rule
from funding.actions.open_fund import FundPlan, open_fund
from funding.models import Fund, FundRule
from tests.cast import MONDAY, NOW, Cast, assemble, declare_band_a
from tests.factories.funding import FundFactory, FundingAgreementFactory
from tests.factories.money import fill
from tests.factories.spending import price


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    declare_band_a(stage.zout)
    return stage


@pytest.fixture
def fund(cast) -> Fund:
    made = FundFactory(
        agreement=FundingAgreementFactory(funder=cast.makersfonds), slug="open-doors", for_everything=False
    )
    fill(made, 1_000_000)
    return made


def nonsense(cast: Cast) -> list[tuple[dict, type[Exception]]]:
    return [
        ({"region": cast.groningen, "municipality": cast.effenaar.municipality}, TownElsewhere),
        ({"family": "equipment", "kind": cast.studio.kind}, KindElsewhere),
        ({"bands": "A,Z"}, NoSuchBand),
        ({"starts_on": MONDAY + timedelta(days=20_000)}, AfterItsFund),
    ]


def test_what_can_never_hold_is_refused_when_a_rule_is_added_and_when_a_fund_is_opened(cast, fund) -> None:
    for conditions, refusal in nonsense(cast):
        with pytest.raises(refusal):
            add_rule(fund=fund, conditions=conditions, actor=cast.fien, now=NOW)
        plan = FundPlan(slug="new", name_nl="Nieuw", expires_on=fund.expires_on, rules=[conditions])
        with pytest.raises(refusal):
            open_fund(agreement=fund.agreement, plan=plan, actor=cast.fien, now=NOW)
    assert FundRule.objects.count() == 0


@pytest.mark.parametrize(
    ("place", "region", "gives"),
    [
        ("facility", "brabant", True),
        ("facility", "groningen", False),
        ("seat", "brabant", False),
        ("seat", "groningen", True),
        ("both", "brabant", False),
        ("both", "groningen", False),
    ],
)
def test_seat_and_place_are_asked_for_as_the_rule_says(cast, fund, place, region, gives) -> None:
    """Kwartet Noord from Groningen books in Noord-Brabant."""
    declare_band_a(cast.noord)
    conditions = {"place": place, "region": getattr(cast, region), "family": "studio", "bands": "A"}
    add_rule(fund=fund, conditions=conditions, actor=cast.fien, now=NOW)
    assert bool(price(cast.noord, cast.studio).funds_cents) is gives


def test_a_town_alone_is_narrower_than_its_region(cast, fund) -> None:
    conditions = {"place": "both", "municipality": cast.effenaar.municipality, "region": cast.brabant}
    add_rule(fund=fund, conditions=conditions, actor=cast.fien, now=NOW)
    assert price(cast.zout, cast.studio).funds_cents == 10_400
