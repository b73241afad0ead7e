"""What a region starts with: kinds of facilities, a table of rate bands, payments to come into a fund."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from facilities.actions.load_kinds import load_kinds
from facilities.models import Feature, Kind
from funding.actions.expect_tranche import AfterTheFund, NoAmount, expect_tranche
from funding.actions.set_bands import (
    BandCodes,
    BandsOfThePast,
    DeclaredUnderThem,
    HolesOrOverlaps,
    SharesMustRise,
    set_bands,
)
from funding.models import Account, Fund, RateBand, Tranche
from funding.models.choosing import bands_on
from funding.models.limits import provisional_cap
from funding.rules.bands import Band
from hub.demo.reading import toml
from hub.kit.audit import SITE
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from knowledgebase.actions.load_themes import load_themes
from knowledgebase.models import Theme
from tests.cast import MONDAY, NOW, Cast, assemble
from tests.factories.funding import BandDeclarationFactory, FundFactory, FundingAgreementFactory, four_bands

A = Band("A", 0, 5_000_000, 3_500)
B = Band("B", 5_000_000, None, 10_000)
NEW_YEAR = date(2027, 1, 1)
STRANGERS = ["zoe", "ilse", "teun", "hanna", "fien", "karim", "rosa"]


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def table(cast: Cast, *bands: Band, on: date = NEW_YEAR, by: str = "anna") -> list[RateBand]:
    return set_bands(
        valid_from=on, bands=bands, provisional_cap_cents=150_000, actor=getattr(cast, by), now=NOW
    )


def test_every_site_begins_with_nine_themes_and_keeps_its_own_words(db) -> None:
    assert load_themes() == 9
    Theme.objects.filter(slug="sensors").update(name_nl="voelers", position=99)
    Theme.objects.create(slug="robots", name_nl="robots", name_en="robots")
    assert load_themes() == 10
    assert Theme.objects.get(slug="sensors").name_nl == "voelers"


def test_a_new_table_holds_from_its_day_and_the_old_one_until_then(cast) -> None:
    four_bands()
    table(cast, B, A)
    assert [band.code for band in bands_on(NEW_YEAR - timedelta(days=1))] == ["A", "B", "C", "D"]
    assert [band.own_share_bp for band in bands_on(NEW_YEAR)] == [3_500, 10_000]
    assert (provisional_cap(MONDAY), provisional_cap(NEW_YEAR)) == (0, 150_000)
    row = AuditRow.objects.get(action="funding.set_bands")
    assert row.facts["after"] == [["A", 0, 3_500], ["B", 5_000_000, 10_000]]


def test_a_table_may_hold_from_today_and_be_put_right_while_nobody_declared(cast) -> None:
    table(cast, A, B, on=MONDAY)
    table(cast, replace(A, own_share_bp=4_000), B, on=MONDAY)
    assert [band.own_share_bp for band in bands_on(MONDAY)] == [4_000, 10_000]


def test_a_table_under_which_somebody_declared_stays(cast) -> None:
    first, _second = table(cast, A, B, on=MONDAY)
    BandDeclarationFactory(organisation=cast.zout, band=first)
    with pytest.raises(DeclaredUnderThem):
        set_bands(valid_from=MONDAY, bands=[A, B], provisional_cap_cents=0, actor=cast.anna, now=NOW)
    assert len(bands_on(MONDAY)) == 2
    assert provisional_cap(MONDAY) == 150_000


@pytest.mark.parametrize(
    ("bands", "refusal"),
    [
        ([], HolesOrOverlaps),
        ([A], HolesOrOverlaps),
        ([replace(A, from_cents=1), B], HolesOrOverlaps),
        ([A, replace(B, from_cents=5_000_001)], HolesOrOverlaps),
        ([A, replace(B, from_cents=4_999_999)], HolesOrOverlaps),
        ([replace(A, to_cents=None), B], HolesOrOverlaps),
        ([A, replace(B, code="A")], BandCodes),
        ([A, replace(B, code="A,B")], BandCodes),
        ([replace(A, code="a"), B], BandCodes),
        ([A, replace(B, own_share_bp=3_500)], SharesMustRise),
        ([A, replace(B, own_share_bp=10_001)], SharesMustRise),
        ([replace(A, own_share_bp=-1), B], SharesMustRise),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(cast, bands, refusal) -> None:
    with pytest.raises(refusal):
        table(cast, *bands)
    assert not RateBand.objects.exists()


def test_bands_of_the_past_stay(cast) -> None:
    with pytest.raises(BandsOfThePast):
        table(cast, A, B, on=MONDAY - timedelta(days=1))


@pytest.mark.parametrize("name", STRANGERS)
def test_only_site_administrators_set_bands_and_load_kinds(cast, name) -> None:
    kinds = Kind.objects.count()
    with pytest.raises(Forbidden):
        table(cast, A, B, by=name)
    with pytest.raises(Forbidden):
        load_kinds(actor=getattr(cast, name), now=NOW)
    assert (RateBand.objects.count(), Kind.objects.count()) == (0, kinds)


def test_kinds_are_loaded_and_what_was_there_stays(cast) -> None:
    Kind.objects.filter(slug="recording-studio").update(name_nl="muziekstudio")
    count = load_kinds(actor=cast.anna, now=NOW)
    assert load_kinds(actor=SITE, now=NOW) == count
    assert Kind.objects.get(slug="recording-studio").name_nl == "muziekstudio"
    assert Feature.objects.filter(slug="blackout").exists()


def test_the_demonstration_has_the_usual_kinds(cast) -> None:
    load_kinds(actor=SITE, now=NOW)
    assert {row["slug"] for row in toml("kinds")["kind"]} <= set(Kind.objects.values_list("slug", flat=True))


def open_doors(cast: Cast) -> Fund:
    agreement = FundingAgreementFactory(funder=cast.makersfonds)
    return FundFactory(agreement=agreement, expires_on=date(2028, 12, 31))


def test_a_payment_to_come_is_no_money_yet(cast) -> None:
    fund = open_doors(cast)
    for actor in (cast.fien, cast.anna):
        expect_tranche(fund=fund, cents=500_000, due_on=NEW_YEAR, actor=actor, now=NOW)
    assert [tranche.received_on for tranche in fund.tranches.all()] == [None, None]
    assert not Account.objects.exists()
    assert AuditRow.objects.filter(action="funding.expect_tranche").count() == 2


@pytest.mark.parametrize(
    ("cents", "due_on", "refusal"),
    [(0, NEW_YEAR, NoAmount), (10**15, NEW_YEAR, NoAmount), (1, date(2029, 1, 1), AfterTheFund)],
)
def test_a_payment_that_makes_no_sense_is_refused(cast, cents, due_on, refusal) -> None:
    with pytest.raises(refusal):
        expect_tranche(fund=open_doors(cast), cents=cents, due_on=due_on, actor=cast.fien, now=NOW)


@pytest.mark.parametrize("name", ["zoe", "ilse", "teun", "hanna", "karim", "rosa"])
def test_a_stranger_to_the_funder_writes_down_no_payment(cast, name) -> None:
    fund = open_doors(cast)
    with pytest.raises(Forbidden):
        expect_tranche(fund=fund, cents=1, due_on=NEW_YEAR, actor=getattr(cast, name), now=NOW)
    assert not Tranche.objects.exists()
