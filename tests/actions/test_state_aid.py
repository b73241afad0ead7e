"""State aid: declared, counted to the day, granted when the right arises, refused at the ceiling, registered."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from bookings.actions.cancel import cancel
from bookings.actions.complete_ended import complete_ended
from bookings.actions.confirm import confirm
from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.unmark_no_show import unmark_no_show
from funding.actions.declare_aid import NoSuchSector, declare_aid
from funding.actions.grant_aid import grant_aid
from funding.actions.restore import GivenElsewhere
from funding.actions.set_aid_basis import set_aid_basis
from funding.models import AidBasis, AidCeiling, AidDeclaration, Allocation, Fund
from funding.models.aiding import aid_of, register
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.periods import Period
from hub.kit.transactions import verb
from tests import cast
from tests.cast import MONDAY, NOW
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked, held
from tests.factories.funding import FundFactory, FundingAgreementFactory
from tests.factories.money import fill
from tests.factories.terms import terms

HOUR = timedelta(hours=1)


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        cast.declare_band_a(stage.zout)
        agreement = FundingAgreementFactory(funder=stage.makersfonds, aid_basis=AidBasis.DE_MINIMIS)
        fill(FundFactory(agreement=agreement, slug="makers", match_share_bp=10_000), 500_000)
        yield stage
    assert broken_invariants() == {}


def declared(stage, *, other: int = 0, actor=None, now=NOW, **more) -> AidDeclaration:
    said = {"undertaking": "", "sector": "90", **more}
    return declare_aid(organisation=stage.zout, other_cents=other, actor=actor or stage.zoe, now=now, **said)


def later(booking) -> Period:
    """The same a week later."""
    week = timedelta(days=7)
    return Period(booking.period.start + week, booking.period.end + week)


def carried(booking) -> int:
    return booking.funds_cents


def test_before_a_declaration_no_aid_is_granted_and_afterwards_it_is(stage):
    assert carried(held(stage.bo, stage.zout, stage.studio)) == 0
    declared(stage)
    assert carried(held(stage.bo, stage.zout, stage.engineer)) > 0


def test_the_right_arises_when_the_booking_is_confirmed(stage):
    declared(stage)
    booking = held(stage.bo, stage.zout, stage.studio)
    given = Allocation.objects.get(about=booking.ref, fund__isnull=False)
    assert (given.aid_basis, given.granted_on) == (AidBasis.DE_MINIMIS, None)
    confirm(number=booking.number, house_rules_version=None, actor=stage.bo, now=NOW)
    given.refresh_from_db()
    assert given.granted_on == MONDAY
    assert list(register(organisation=stage.zout)) == [given]
    assert list(register(funder=stage.makersfonds)) == [given]
    assert list(register(funder=stage.noord)) == []


def test_a_right_arises_once(stage):
    declared(stage)
    booking = booked(stage.bo, stage.zout, stage.studio)

    @verb
    def again() -> int:
        return grant_aid(about=booking.ref, now=NOW + timedelta(days=9))

    assert again() == 0
    assert Allocation.objects.get(about=booking.ref, fund__isnull=False).granted_on == MONDAY


def test_what_is_given_back_is_withdrawn_and_counts_no_more(stage):
    declared(stage)
    booking = booked(stage.bo, stage.zout, stage.studio)
    assert aid_of(stage.zout.pk, on=MONDAY).granted_cents == booking.funds_cents > 0
    cancel(number=booking.number, actor=stage.bo, now=NOW + timedelta(minutes=2))
    assert aid_of(stage.zout.pk, on=MONDAY).granted_cents == 0
    assert [each.state for each in register(organisation=stage.zout)] == ["released"]


def test_at_the_ceiling_a_fund_gives_what_is_left_and_then_nothing(stage):
    declared(stage, other=30_000_000 - 700)
    assert carried(held(stage.bo, stage.zout, stage.studio)) == 700
    assert carried(held(stage.bo, stage.zout, stage.engineer)) == 0


def test_aid_of_more_than_three_years_ago_counts_no_more(stage):
    declared(stage)
    booking = booked(stage.bo, stage.zout, stage.studio)
    cents = booking.funds_cents
    assert aid_of(stage.zout.pk, on=date(2029, 11, 22)).granted_cents == cents
    assert aid_of(stage.zout.pk, on=date(2029, 11, 23)).granted_cents == 0


def test_a_declaration_counts_for_a_year_and_a_newer_one_takes_its_place(stage):
    declared(stage, other=5_000)
    assert aid_of(stage.zout.pk, on=date(2027, 11, 23)).other_cents == 5_000
    assert not aid_of(stage.zout.pk, on=date(2027, 11, 24)).is_declared
    declared(stage, other=7_000)
    assert aid_of(stage.zout.pk, on=MONDAY).other_cents == 7_000
    assert AuditRow.objects.filter(action="funding.declare_aid").count() == 2
    # The trail is read by more people than the declaration.
    assert all("other" not in str(row.facts) for row in AuditRow.objects.filter(action="funding.declare_aid"))


def test_another_ceiling_is_another_row(stage):
    AidCeiling.objects.create(valid_from=MONDAY, cents=10_000, years=3, source="a later law")
    declared(stage)
    assert aid_of(stage.zout.pk, on=MONDAY).left_cents == 10_000


def test_money_that_is_no_aid_asks_for_nothing(stage):
    fund = Fund.objects.get(slug="makers")
    set_aid_basis(agreement=fund.agreement, basis=AidBasis.NONE, actor=stage.fien, now=NOW)
    assert carried(held(stage.bo, stage.zout, stage.studio)) > 0
    fund.refresh_from_db()
    assert fund.terms_version == 2


@pytest.mark.parametrize("sector", ["", "9", "arts", "90.123", "٩٠"])
def test_a_sector_that_is_none_is_refused(stage, sector):
    with pytest.raises(NoSuchSector):
        declared(stage, sector=sector)


@pytest.mark.parametrize("name", ["bo", "mira", "ilse", "teun", "fien", "rosa", "anna"])
def test_only_an_owner_declares(stage, name):
    with pytest.raises(Forbidden):
        declared(stage, actor=getattr(stage, name))


@pytest.mark.parametrize("name", ["zoe", "ilse", "hanna", "karim"])
def test_only_the_funder_says_on_which_basis_it_gives(stage, name):
    agreement = Fund.objects.get(slug="makers").agreement
    with pytest.raises(Forbidden):
        set_aid_basis(agreement=agreement, basis=AidBasis.NONE, actor=getattr(stage, name), now=NOW)


def test_a_no_show_is_not_taken_back_past_the_ceiling(stage):
    """What came back by it was granted to another booking meanwhile."""
    terms(stage.effenaar, no_show_bp=0)
    declared(stage)
    booking = booked(stage.bo, stage.zout, stage.studio)
    AidCeiling.objects.update(cents=booking.funds_cents)
    complete_ended(now=booking.period.end)
    mark_no_show(number=booking.number, reason="Nobody came.", actor=stage.teun, now=booking.period.end)
    again = booked(stage.bo, stage.zout, stage.studio, period=later(booking), now=booking.period.end)
    assert again.funds_cents == booking.funds_cents
    with pytest.raises(GivenElsewhere) as refused:
        unmark_no_show(
            number=booking.number, reason="They came.", actor=stage.teun, now=booking.period.end + HOUR
        )
    assert refused.value.status == 409


def test_a_no_show_is_taken_back_at_the_ceiling(stage):
    terms(stage.effenaar, no_show_bp=0)
    declared(stage)
    booking = booked(stage.bo, stage.zout, stage.studio)
    AidCeiling.objects.update(cents=booking.funds_cents)
    complete_ended(now=booking.period.end)
    mark_no_show(number=booking.number, reason="Nobody came.", actor=stage.teun, now=booking.period.end)
    unmark_no_show(
        number=booking.number, reason="They came.", actor=stage.teun, now=booking.period.end + HOUR
    )
    assert aid_of(stage.zout.pk, on=MONDAY).left_cents == 0
