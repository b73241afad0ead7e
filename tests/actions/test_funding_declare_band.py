"""An organisation says what it can carry, and books at that band at once."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from funding.actions.declare_band import (
    AlreadyReviewed,
    NoBandForTurnover,
    NotThatYear,
    SubsidyAboveTurnover,
    Turnover,
    declare_band,
)
from funding.models import Allocation, BandDeclaration, DeclarationStatus
from funding.models.payers import band_of, waiting_declaration
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.refs import Ref
from tests.cast import MONDAY, NOW, Cast, assemble
from tests.factories.funding import BandDeclarationFactory, BandPolicyFactory, RateBandFactory, four_bands

LAST_YEAR = Turnover(fiscal_year=2025, turnover_cents=3_000_000, structural_subsidy_cents=1_000_000)


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    four_bands()
    BandPolicyFactory()
    return stage


def test_an_owner_declares_and_the_band_counts_at_once(cast) -> None:
    declaration = declare_band(organisation=cast.zout, turnover=LAST_YEAR, actor=cast.zoe, now=NOW)
    assert (declaration.band.code, declaration.status) == ("A", DeclarationStatus.PROVISIONAL)
    assert declaration.valid_until == date(2027, 6, 30)
    band = band_of(cast.zout, on=MONDAY)
    assert band is not None
    assert (band.provisional, band.provisional_left_cents) == (True, 150_000)


@pytest.mark.parametrize(
    ("turnover_cents", "code"),
    [(0, "A"), (4_999_999, "A"), (5_000_000, "B"), (99_999_999, "C"), (100_000_000, "D")],
)
def test_the_band_is_from_its_first_euro_up_to_the_next(cast, turnover_cents, code) -> None:
    turnover = Turnover(fiscal_year=2025, turnover_cents=turnover_cents)
    assert declare_band(organisation=cast.zout, turnover=turnover, actor=cast.zoe, now=NOW).band.code == code


def test_the_trail_does_not_tell_the_turnover(cast) -> None:
    declare_band(organisation=cast.zout, turnover=LAST_YEAR, actor=cast.zoe, now=NOW)
    row = AuditRow.objects.get(action="funding.declare_band")
    assert row.facts == {"fiscal_year": 2025, "band": "A", "replaced": False}
    assert row.organisation_id == cast.zout.pk


def test_declaring_again_replaces_what_nobody_has_looked_at(cast) -> None:
    first = declare_band(organisation=cast.zout, turnover=LAST_YEAR, actor=cast.zoe, now=NOW)
    more = replace(LAST_YEAR, turnover_cents=6_000_000)
    second = declare_band(organisation=cast.zout, turnover=more, actor=cast.zoe, now=NOW)
    first.refresh_from_db()
    assert first.status == DeclarationStatus.REPLACED
    assert second.band.code == "B"
    assert BandDeclaration.objects.count() == 2


def test_declaring_again_does_not_start_the_cap_anew(cast) -> None:
    declare_band(organisation=cast.zout, turnover=LAST_YEAR, actor=cast.zoe, now=NOW)
    Allocation.objects.create(
        about=Ref("booking", "A"),
        organisation=cast.zout,
        cents=120_000,
        counts_on=MONDAY,
        provisional=True,
        reserved_at=NOW,
    )
    declare_band(organisation=cast.zout, turnover=LAST_YEAR, actor=cast.zoe, now=NOW)
    band = band_of(cast.zout, on=MONDAY)
    assert band is not None
    assert band.provisional_left_cents == 30_000


def test_a_reviewed_declaration_stays(cast) -> None:
    BandDeclarationFactory(organisation=cast.zout)
    with pytest.raises(AlreadyReviewed):
        declare_band(organisation=cast.zout, turnover=LAST_YEAR, actor=cast.zoe, now=NOW)


@pytest.mark.parametrize("year", [2023, 2024, 2026, 2027])
def test_only_a_year_that_is_over_and_still_counts_can_be_declared(cast, year) -> None:
    with pytest.raises(NotThatYear) as refused:
        declare_band(
            organisation=cast.zout, turnover=replace(LAST_YEAR, fiscal_year=year), actor=cast.zoe, now=NOW
        )
    assert "2025" in str(refused.value)


def test_until_june_the_year_before_can_be_declared_too(cast) -> None:
    june = datetime(2026, 6, 30, 12, tzinfo=UTC)
    earlier = replace(LAST_YEAR, fiscal_year=2024)
    declaration = declare_band(organisation=cast.zout, turnover=earlier, actor=cast.zoe, now=june)
    assert declaration.valid_until == date(2026, 6, 30)
    assert band_of(cast.zout, on=date(2026, 7, 1)) is None


def test_a_subsidy_is_a_part_of_all_income(cast) -> None:
    with pytest.raises(SubsidyAboveTurnover):
        declare_band(
            organisation=cast.zout,
            turnover=replace(LAST_YEAR, structural_subsidy_cents=3_000_001),
            actor=cast.zoe,
            now=NOW,
        )


def test_a_new_table_of_bands_replaces_the_old_one_as_a_whole(cast) -> None:
    RateBandFactory(code="A", valid_from=date(2026, 7, 1), turnover_from_cents=0, turnover_to_cents=1_000_000)
    with pytest.raises(NoBandForTurnover):
        declare_band(organisation=cast.zout, turnover=LAST_YEAR, actor=cast.zoe, now=NOW)
    assert BandDeclaration.objects.count() == 0


@pytest.mark.parametrize("name", ["bo", "mira", "ilse", "hanna", "fien", "anna"])
def test_nobody_else_declares_for_an_organisation(cast, name) -> None:
    with pytest.raises(Forbidden):
        declare_band(organisation=cast.zout, turnover=LAST_YEAR, actor=getattr(cast, name), now=NOW)
    assert BandDeclaration.objects.count() == 0


def checked_over_2024(cast: Cast) -> BandDeclaration:
    return BandDeclarationFactory(
        organisation=cast.zout, fiscal_year=2024, band=four_bands()["B"], valid_until=date(2026, 6, 30)
    )


@pytest.mark.parametrize("turnover_cents", [0, 3_000_000, 30_000_000])
def test_declaring_a_newer_year_never_costs_an_organisation_its_checked_band(cast, turnover_cents) -> None:
    checked_over_2024(cast)
    spring = datetime(2026, 3, 2, 12, tzinfo=UTC)
    newer = Turnover(fiscal_year=2025, turnover_cents=turnover_cents)
    declaration = declare_band(organisation=cast.zout, turnover=newer, actor=cast.zoe, now=spring)
    band = band_of(cast.zout, on=spring.date())
    assert band is not None
    assert (band.code, band.fiscal_year, band.provisional) == ("B", 2024, False)
    assert waiting_declaration(cast.zout, on=spring.date()) == declaration


def test_the_newer_year_counts_once_it_is_checked_or_the_checked_one_is_over(cast) -> None:
    checked_over_2024(cast)
    spring, july = date(2026, 3, 2), date(2026, 7, 1)
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    newer = declare_band(organisation=cast.zout, turnover=LAST_YEAR, actor=cast.zoe, now=now)
    over = band_of(cast.zout, on=july)
    assert over is not None
    assert (over.code, over.provisional, over.provisional_left_cents) == ("A", True, 150_000)
    BandDeclaration.objects.filter(pk=newer.pk).update(status=DeclarationStatus.ACCEPTED)
    both = band_of(cast.zout, on=spring)
    assert both is not None
    assert (both.code, both.fiscal_year) == ("A", 2025)
    assert waiting_declaration(cast.zout, on=spring) is None
