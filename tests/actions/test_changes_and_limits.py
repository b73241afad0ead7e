"""A change brings nothing past a limit that is in force: what stays, stays; what meets its old time keeps at most what
it had; everything else is booked today."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from bookings.models import Booking
from funding.actions.begin_settlement import begin_settlement
from funding.actions.change_fund import FundTerms, change_fund
from funding.actions.reopen_agreement import reopen_agreement
from funding.invariants_of_movements import closed_agreements_are_over
from funding.models import Allocation, DeclarationStatus, Fund
from funding.models.limits import provisional_used
from hub.kit.periods import Period
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.changes import changed
from tests.factories.funding import (
    BandDeclarationFactory,
    BandPolicyFactory,
    FundFactory,
    FundingAgreementFactory,
    four_bands,
)
from tests.factories.money import fill

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
MORNING, AFTERNOON = thursday(9, 13), thursday(13, 17)
NEXT_WEEK = Period(AFTERNOON.start + WEEK, AFTERNOON.end + WEEK)


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        fund = FundFactory(agreement=FundingAgreementFactory(funder=stage.makersfonds), slug="makers")
        fill(fund, 900_000)
        yield stage
    assert broken_invariants() == {}


def makers() -> Fund:
    return Fund.objects.select_related("agreement__funder").get(slug="makers")


def carried(booking: Booking) -> int:
    return Booking.objects.get(pk=booking.pk).funds_cents


def settling(stage, *things) -> Booking:
    """A booking whose only fund is being settled."""
    cast.declare_band_a(stage.zout)
    booking = booked(stage.bo, stage.zout, *(things or (stage.studio,)))
    begin_settlement(agreement=makers().agreement, actor=stage.fien, now=NOW + HOUR)
    return booking


def rate(stage, cap_cents: int, *, from_: date = date(2026, 1, 1)) -> None:
    BandPolicyFactory(valid_from=from_, provisional_cap_cents=cap_cents)


def on_a_provisional_band(stage) -> None:
    BandDeclarationFactory(
        organisation=stage.zout, band=four_bands()["A"], status=DeclarationStatus.PROVISIONAL
    )


def test_while_a_fund_is_settled_what_moves_to_another_time_is_no_longer_carried(stage):
    booking = settling(stage)
    changed(stage.bo, booking, stage.studio, period=NEXT_WEEK, now=NOW + 2 * HOUR)
    assert carried(booking) == 0


@pytest.mark.parametrize(("hours", "cents"), [((13, 18), 10_400), ((14, 17), 9_750), ((12, 16), 10_400)])
def test_what_becomes_longer_shorter_or_a_little_later_keeps_at_most_what_it_had(stage, hours, cents):
    booking = settling(stage)
    changed(stage.bo, booking, stage.studio, period=thursday(*hours), now=NOW + 2 * HOUR)
    assert carried(booking) == cents


def test_what_was_given_up_while_it_is_settled_does_not_come_back(stage):
    booking = settling(stage)
    changed(stage.bo, booking, stage.studio, period=thursday(13, 16), now=NOW + 2 * HOUR)
    assert carried(booking) == 9_750
    changed(stage.bo, booking, stage.studio, now=NOW + 3 * HOUR)
    assert carried(booking) == 9_750


def test_of_what_is_settled_fewer_units_keep_their_part_and_a_new_thing_gets_none(stage):
    booking = settling(stage, (stage.microphones, 4))
    changed(stage.bo, booking, (stage.microphones, 2), stage.engineer, now=NOW + 2 * HOUR)
    assert carried(booking) == 1_300


def test_once_the_settlement_is_taken_back_it_gives_as_before(stage):
    booking = settling(stage)
    reopen_agreement(agreement=makers().agreement, actor=stage.fien, now=NOW + HOUR)
    changed(stage.bo, booking, stage.studio, period=NEXT_WEEK, now=NOW + 2 * HOUR)
    assert carried(booking) == 10_400


def test_what_came_from_a_fund_that_was_being_settled_is_found(stage):
    booking = settling(stage)
    changed(stage.bo, booking, stage.studio, period=thursday(13, 18), now=NOW + 2 * HOUR)
    assert closed_agreements_are_over() == []
    Fund.objects.update(closed_at=NOW - HOUR)
    (sentence,) = closed_agreements_are_over()
    assert "makers" in sentence and "10400 cents more" in sentence
    Fund.objects.update(closed_at=NOW + HOUR)


def test_a_fund_that_ends_before_the_day_that_counts_gives_nothing_to_what_is_added(stage):
    cast.declare_band_a(stage.zout)
    booking = booked(stage.bo, stage.zout, (stage.microphones, 4))
    terms = FundTerms.of(makers())
    ends = {**{name: getattr(terms, name) for name in FundTerms.__slots__}, "expires_on": NOW.date()}
    change_fund(fund=makers(), terms=FundTerms(**ends), actor=stage.fien, now=NOW + HOUR)
    changed(stage.bo, booking, (stage.microphones, 2), stage.engineer, now=NOW + 2 * HOUR)
    assert carried(booking) == 1_300


def test_what_is_added_for_a_later_day_counts_with_its_booking(stage):
    """On the day on which that begins, so in that month."""
    cast.declare_band_a(stage.zout)
    Fund.objects.update(cap_per_month_cents=11_100)
    booking = booked(stage.bo, stage.zout, stage.studio)
    changed(stage.bo, booking, stage.studio, (stage.engineer, 1, NEXT_WEEK), now=NOW + HOUR)
    assert carried(booking) == 11_100
    assert set(Allocation.objects.values_list("counts_on", flat=True)) == {AFTERNOON.start.date()}


def used(stage) -> int:
    return provisional_used(organisation_id=stage.zout.pk, fiscal_year=2025)


def two_bookings_and_a_lowered_cap(stage) -> Booking:
    """Had are € 208.00, and from today on € 150.00 may be."""
    on_a_provisional_band(stage)
    rate(stage, 50_000)
    booked(stage.bo, stage.zout, stage.studio, period=MORNING)
    second = booked(stage.bo, stage.zout, stage.studio)
    rate(stage, 15_000, from_=NOW.date())
    return second


def test_what_a_change_gives_back_fills_up_first_what_is_past_a_lowered_cap(stage):
    second = two_bookings_and_a_lowered_cap(stage)
    changed(stage.bo, second, stage.studio, period=NEXT_WEEK, now=NOW + HOUR)
    assert carried(second) == 4_600
    assert used(stage) == 15_000


@pytest.mark.parametrize(("hours", "cents"), [((13, 18), 10_400), ((13, 16), 9_750)])
def test_past_a_lowered_cap_what_meets_its_old_time_keeps_at_most_what_it_had(stage, hours, cents):
    second = two_bookings_and_a_lowered_cap(stage)
    changed(stage.bo, second, stage.studio, period=thursday(*hours), now=NOW + HOUR)
    assert carried(second) == cents


def test_past_a_lowered_cap_nothing_is_added(stage):
    second = two_bookings_and_a_lowered_cap(stage)
    changed(stage.bo, second, stage.studio, stage.engineer, now=NOW + HOUR)
    assert (carried(second), used(stage)) == (10_400, 20_800)
