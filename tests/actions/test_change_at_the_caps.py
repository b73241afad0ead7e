"""What a change gives back is there to be given again, as far as it counted: no cap is passed by changing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from bookings.actions.cancel import cancel
from bookings.actions.change import change
from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.unmark_no_show import unmark_no_show
from bookings.models import Booking
from funding.actions.change_fund import FundTerms, change_fund
from funding.actions.declare_aid import declare_aid
from funding.models import AidBasis, AidCeiling, Allocation, DeclarationStatus
from funding.models.limits import provisional_used
from hub.kit.periods import Period
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.changes import a_change, changed
from tests.factories.facilities import open_on
from tests.factories.funding import (
    BandDeclarationFactory,
    BandPolicyFactory,
    FundFactory,
    FundingAgreementFactory,
    four_bands,
)
from tests.factories.money import fill
from tests.factories.terms import DAY_HALF, terms

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
IN_DECEMBER = datetime(2026, 12, 22, 9, tzinfo=UTC)
IN_JANUARY = datetime(2027, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def stage(db):
    with override("en"):
        yield cast.assemble()
    assert broken_invariants() == {}


def weeks_on(count: int) -> Period:
    first = thursday(13, 17)
    return Period(first.start + count * WEEK, first.end + count * WEEK)


def declared(stage, year: int) -> None:
    BandDeclarationFactory(
        organisation=stage.zout,
        band=four_bands()["A"],
        fiscal_year=year,
        status=DeclarationStatus.PROVISIONAL,
    )


def test_what_was_had_on_the_band_of_another_year_adds_nothing_to_the_cap_of_this_one(stage):
    BandPolicyFactory(provisional_cap_cents=10_000)
    fill(
        FundFactory(agreement=FundingAgreementFactory(funder=stage.makersfonds), match_share_bp=10_000),
        900_000,
    )
    for thing in (stage.studio, stage.engineer):
        open_on(thing, [weeks_on(count).start.date() for count in (8, 9)])
    declared(stage, 2025)
    booking = booked(stage.bo, stage.zout, stage.studio, period=weeks_on(8), now=IN_DECEMBER)
    assert booking.funds_cents == 10_000
    declared(stage, 2026)
    request = a_change(stage.bo, booking, stage.studio, stage.engineer, period=weeks_on(9), now=IN_JANUARY)
    change(request=request, actor=stage.bo, now=IN_JANUARY)
    assert Booking.objects.get(pk=booking.pk).funds_cents == 10_000


def test_what_stays_counts_in_the_year_in_which_it_was_had_and_what_comes_in_that_of_its_own(stage):
    """Both are of one booking, one fund and one day."""
    BandPolicyFactory(provisional_cap_cents=7_800)
    agreement = FundingAgreementFactory(funder=stage.makersfonds)
    fill(FundFactory(agreement=agreement, match_share_bp=10_000, bears_cancellation_fees=True), 900_000)
    for thing in (stage.microphones, stage.engineer):
        open_on(thing, [weeks_on(8).start.date()])
    terms(stage.effenaar, DAY_HALF, now=IN_DECEMBER)
    declared(stage, 2025)
    during = weeks_on(8)
    booking = booked(stage.bo, stage.zout, (stage.microphones, 4), period=during, now=IN_DECEMBER)
    assert booking.funds_cents == 2_600
    declared(stage, 2026)
    kept = (stage.microphones, 3)
    changed(stage.bo, booking, kept, stage.engineer, period=during, now=IN_JANUARY)
    booking.refresh_from_db()
    assert booking.funds_cents == 1_950 + 7_800
    assert had_since(stage, 2026) == 7_800, "of 2026 all that may be had, and of 2025 nothing"
    assert had_since(stage, 2025) == 1_950 + 7_800
    cancel(number=booking.number, actor=stage.bo, now=during.start - HOUR)
    assert (had_since(stage, 2026), had_since(stage, 2025)) == (4_875 - 1_950, 4_875), (
        "first from what was had first"
    )


def test_a_no_show_is_taken_back_within_the_year_in_which_it_was_had(stage):
    """What is left of this year's cap is for what was had in this year."""
    BandPolicyFactory(provisional_cap_cents=7_800)
    agreement = FundingAgreementFactory(funder=stage.makersfonds)
    fill(FundFactory(agreement=agreement, match_share_bp=10_000), 900_000)
    for thing in (stage.studio, stage.engineer):
        open_on(thing, [weeks_on(8).start.date()])
    declared(stage, 2025)
    booking = booked(stage.bo, stage.zout, stage.engineer, period=weeks_on(8), now=IN_DECEMBER)
    declared(stage, 2026)
    booked(stage.bo, stage.zout, stage.studio, period=weeks_on(8), now=IN_JANUARY)
    assert had_since(stage, 2026) == 7_800
    over = {"number": booking.number, "actor": stage.teun, "now": weeks_on(8).end}
    mark_no_show(reason="Nobody came.", **over)
    unmark_no_show(reason="They came.", **over)
    assert (had_since(stage, 2026), had_since(stage, 2025)) == (7_800, 15_600)


def had_since(stage, year: int) -> int:
    return provisional_used(organisation_id=stage.zout.pk, fiscal_year=year)


def test_what_was_had_in_the_same_year_is_there_again(stage):
    BandPolicyFactory(provisional_cap_cents=10_000)
    fill(
        FundFactory(agreement=FundingAgreementFactory(funder=stage.makersfonds), match_share_bp=10_000),
        900_000,
    )
    declared(stage, 2025)
    booking = booked(stage.bo, stage.zout, stage.studio)
    changed(stage.bo, booking, stage.studio, period=weeks_on(1), now=NOW + timedelta(hours=1))
    assert Booking.objects.get(pk=booking.pk).funds_cents == 10_000


def test_aid_that_a_change_gives_back_is_there_again(stage):
    cast.declare_band_a(stage.zout)
    agreement = FundingAgreementFactory(funder=stage.makersfonds, aid_basis=AidBasis.DE_MINIMIS)
    fill(FundFactory(agreement=agreement, match_share_bp=10_000), 900_000)
    declare_aid(organisation=stage.zout, other_cents=0, undertaking="", sector="90", actor=stage.zoe, now=NOW)
    booking = booked(stage.bo, stage.zout, stage.studio)
    AidCeiling.objects.update(cents=booking.funds_cents)
    changed(stage.bo, booking, stage.studio, period=weeks_on(1), now=NOW + timedelta(hours=1))
    assert Booking.objects.get(pk=booking.pk).funds_cents == booking.funds_cents
    live = Allocation.objects.exclude(state="released").filter(aid_basis=AidBasis.DE_MINIMIS)
    assert sum(live.values_list("cents", flat=True)) == booking.funds_cents


@pytest.mark.parametrize("cap", ["cap_per_organisation_cents", "cap_per_month_cents"])
def test_a_cap_that_was_lowered_below_what_is_reserved_is_not_passed_by_moving(stage, cap):
    cast.declare_band_a(stage.zout)
    agreement = FundingAgreementFactory(funder=stage.makersfonds)
    fund = FundFactory(agreement=agreement, slug="makers", match_share_bp=10_000)
    fill(fund, 900_000)
    first, second = (
        booked(stage.bo, stage.zout, stage.studio, period=during)
        for during in (thursday(9, 13), thursday(13, 17))
    )
    terms = replace(FundTerms.of(fund), **{cap: first.funds_cents + 700})
    change_fund(fund=fund, terms=terms, actor=stage.fien, now=NOW + HOUR)
    changed(stage.bo, second, stage.studio, period=thursday(18, 22), now=NOW + 2 * HOUR)
    assert Booking.objects.get(pk=second.pk).funds_cents == 700
