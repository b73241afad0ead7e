"""What somebody is told who tries their share is what they are quoted once they have registered and declared."""

from contextlib import suppress

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from facilities.models import GapPolicy, Hub
from funding.actions.declare_band import NoBandForTurnover, Turnover, declare_band
from funding.models import Fund, FundRule, RateBand
from funding.models.quoting import quote_facts
from funding.models.trying import WouldBe, facts_to_try
from funding.rules.lines import LineWish
from funding.rules.quote import NotCovered, quote
from members.actions.register_organisation import register_organisation
from members.models import Municipality
from members.rules.details import Details
from tests.cast import NOW, assemble, thursday, two_funds
from tests.factories.funding import BandDeclarationFactory, BandPolicyFactory, FundFactory, four_bands
from tests.factories.hours import pledged
from tests.factories.members import DisciplineFactory, MunicipalityFactory
from tests.factories.money import fill

TURNOVERS = st.one_of(
    st.sampled_from([0, 1, 4_999_999, 5_000_000, 24_999_999, 25_000_000, 99_999_999, 100_000_000]),
    st.integers(0, 10**14),
)


@pytest.fixture
def stage(db):
    cast = assemble()
    four_bands()
    BandPolicyFactory(provisional_cap_cents=40_000)
    two_funds(cast)
    dance = DisciplineFactory()
    DisciplineFactory(slug="film", name_nl="film", name_en="film")
    MunicipalityFactory(slug="helmond", region=cast.brabant)
    of_seat = FundFactory(slug="seat", match_share_bp=3_333, priority=5, for_everything=False)
    FundRule.objects.create(fund=of_seat, place="seat", region=cast.groningen)
    of_dance = FundFactory(
        slug="dance", match_share_bp=2_000, cap_per_organisation_cents=700, priority=6, for_everything=False
    )
    FundRule.objects.create(fund=of_dance, discipline=dance)
    small = FundFactory(slug="small", match_share_bp=5_000, priority=7, for_everything=False)
    FundRule.objects.create(fund=small, bands="A,B")
    for number, fund in enumerate(Fund.objects.order_by("slug")):
        fill(fund, 2_500 * (number + 1))
    pledged(cast.studio, 6, each=3)
    pledged(cast.microphones, 9, bands=("A", "C"))
    return cast


def real_price(cast, details, turnover_cents, wishes):
    """By the verbs, as somebody would who registers and declares; None where the hub refuses, and undone again."""
    mark = connection.savepoint()
    try:
        organisation = register_organisation(details=details, actor=cast.karim, now=NOW)
        with suppress(NoBandForTurnover):
            declare_band(
                organisation=organisation, turnover=Turnover(2025, turnover_cents), actor=cast.karim, now=NOW
            )
        return price_of(quote_facts(wishes=wishes, hub=hub_of(cast), organisation=organisation, now=NOW))
    finally:
        connection.savepoint_rollback(mark)


def price_of(facts):
    try:
        return quote(facts)
    except NotCovered as refusal:
        return refusal.facts


def hub_of(cast) -> Hub:
    return Hub.objects.get(pk=cast.effenaar.pk)


def seen(price):
    """Everything of it but the organisation's name and the sentence for somebody without a band."""
    if isinstance(price, dict):
        return price
    shown = price.to_json()
    shown["shares"][0]["label"] = ""
    return shown


@given(data=st.data())
def test_a_tried_share_is_what_the_same_organisation_gets(stage, data):
    Hub.objects.filter(pk=stage.effenaar.pk).update(gap_policy=data.draw(st.sampled_from(GapPolicy.values)))
    turnover = data.draw(TURNOVERS)
    seat = data.draw(st.sampled_from(list(Municipality.objects.order_by("slug"))))
    disciplines = data.draw(st.sets(st.sampled_from(disciplines_of_stage())))
    hours = data.draw(st.integers(1, 10))
    things = data.draw(
        st.lists(st.sampled_from([stage.studio, stage.microphones, stage.engineer]), min_size=1, unique=True)
    )
    wishes = [LineWish(each.pk, data.draw(st.integers(1, 6)), thursday(10, 10 + hours)) for each in things]
    would_be = WouldBe(turnover, seat, frozenset(disciplines))
    tried = price_of(facts_to_try(wishes=wishes, hub=hub_of(stage), would_be=would_be, now=NOW))
    details = Details(
        name="Newcomers", kind="makers", municipality_id=seat.pk, discipline_ids=tuple(disciplines)
    )
    assert seen(tried) == seen(real_price(stage, details, turnover, wishes))


def disciplines_of_stage() -> list[int]:
    return [DisciplineFactory().pk, DisciplineFactory(slug="film").pk]


def test_a_turnover_without_a_band_pays_the_full_price_as_it_would(stage):
    RateBand.objects.filter(code="D").delete()
    wishes = [LineWish(stage.studio.pk, 1, thursday(13, 17))]
    would_be = WouldBe(200_000_000, stage.zout.municipality)
    facts = facts_to_try(wishes=wishes, hub=stage.effenaar, would_be=would_be, now=NOW)
    assert facts.band is None and facts.funds == ()
    assert quote(facts).own_cents == quote(facts).list_cents == 16_000


def test_what_others_had_of_a_provisional_band_is_not_counted(stage):
    """Somebody new has the whole of it, whatever those have had who are there already."""
    BandDeclarationFactory(organisation=stage.zout, provisional=True)
    facts = facts_to_try(
        wishes=[LineWish(stage.studio.pk, 1, thursday(13, 17))],
        hub=stage.effenaar,
        would_be=WouldBe(0, stage.zout.municipality),
        now=NOW,
    )
    assert facts.band and facts.band.provisional_left_cents == 40_000


def test_trying_asks_the_database_as_often_for_many_funds_as_for_few(stage, django_assert_max_num_queries):
    wishes = [LineWish(stage.studio.pk, 1, thursday(13, 17))]
    for number in range(20):
        fill(FundFactory(slug=f"more-{number}"), 1_000)
    with django_assert_max_num_queries(11):
        facts_to_try(wishes=wishes, hub=stage.effenaar, would_be=WouldBe(0, stage.zout.municipality), now=NOW)
