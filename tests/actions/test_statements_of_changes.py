"""What was said of a year that is over stays said, whatever becomes of a booking afterwards."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from bookings.models import Booking
from funding.models import Allocation, BandDeclaration, Fund
from funding.models.regional import regional
from funding.models.spread import Span
from funding.models.statements import Statement, statement_of
from funding.outbound.statements import regional_tables, tables
from hub.kit.periods import Period
from members.models import Organisation
from tests import cast
from tests.cast import THURSDAY, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.changes import changed
from tests.factories.facilities import FacilityFactory, open_on
from tests.factories.funding import (
    BandDeclarationFactory,
    FundFactory,
    FundingAgreementFactory,
    card,
    four_bands,
)
from tests.factories.members import MembershipFactory, OrganisationFactory
from tests.factories.money import fill

IN_DECEMBER = datetime(2026, 12, 22, 9, tzinfo=UTC)
IN_JANUARY = datetime(2027, 1, 5, 9, tzinfo=UTC)
AFTER = date(2027, 2, 1)
JANUARY = Period(datetime(2027, 1, 21, 12, tzinfo=UTC), datetime(2027, 1, 21, 16, tzinfo=UTC))
EVENING = Period(datetime(2027, 1, 21, 17, tzinfo=UTC), datetime(2027, 1, 21, 21, tzinfo=UTC))


@pytest.fixture
def stage(db):
    """Five organisations each of band A and B that booked in November, and Zout, of band A, in December for January."""
    with override("en"):
        stage = cast.assemble()
        agreement = FundingAgreementFactory(funder=stage.makersfonds)
        fill(FundFactory(agreement=agreement, slug="makers"), 1_000_000)
        for number in range(10):
            carried(stage, "AB"[number % 2])
        declared(stage.zout, "A", 2025)
        open_on(stage.studio, [JANUARY.start.date()])
        booked(stage.bo, stage.zout, stage.studio, period=JANUARY, now=IN_DECEMBER)
        yield stage
    assert broken_invariants() == {}


def declared(organisation: Organisation, band: str, year: int) -> BandDeclaration:
    return BandDeclarationFactory(organisation=organisation, band=four_bands()[band], fiscal_year=year)


def carried(stage, band: str) -> None:
    organisation = OrganisationFactory(municipality=stage.effenaar.municipality)
    declared(organisation, band, 2025)
    room = FacilityFactory(hub=stage.effenaar, open_days=[THURSDAY])
    card(room, daypart=16_000)
    person = MembershipFactory(organisation=organisation, post="owner").person
    booked(person, organisation, room, period=thursday(13, 17))


def stated(year: int) -> Statement:
    fund = Fund.objects.select_related("agreement__funder").get(slug="makers")
    return statement_of(fund, Span(date(year, 1, 1), date(year, 12, 31)), today=AFTER)


def by_band(year: int) -> list[tuple[str, int]]:
    return [(group.label, group.size) for group in tables(stated(year))[-1].groups]


def is_of_band_b_now_and_moves(stage) -> Booking:
    declared(stage.zout, "B", 2026)
    booking = Booking.objects.get(organisation=stage.zout)
    changed(stage.bo, booking, stage.studio, period=EVENING, now=IN_JANUARY)
    booking.refresh_from_db()
    assert booking.band_code == "B"
    return booking


def test_an_organisation_counts_in_the_band_at_which_it_was_carried_then(stage):
    assert by_band(2026) == [("A", 6), ("B", 5)]
    is_of_band_b_now_and_moves(stage)
    assert by_band(2026) == [("A", 6), ("B", 5)]


def test_what_was_reserved_before_bands_were_kept_counts_in_that_of_its_booking(stage):
    Allocation.objects.update(band_code="")
    assert by_band(2026) == [("A", 6), ("B", 5)]


def test_money_and_recipients_of_a_year_that_is_over_stay(stage):
    before = stated(2026)
    is_of_band_b_now_and_moves(stage)
    after = stated(2026)
    assert after.balance == before.balance
    assert [(each.about, each.day, each.cents, each.state) for each in after.carried] == [
        (each.about, each.day, each.cents, each.state) for each in before.carried
    ]
    assert (after.towns, after.disciplines) == (before.towns, before.disciplines)


def test_the_sums_of_a_region_of_a_year_that_is_over_stay(stage):
    """Nothing that began in it can be changed any more."""
    before = regional_tables(regional(stage.brabant, 2026))
    is_of_band_b_now_and_moves(stage)
    assert regional_tables(regional(stage.brabant, 2026)) == before
