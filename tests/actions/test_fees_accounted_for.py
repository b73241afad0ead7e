"""Fees that funds bear reach the hub like any price; what an agreement has accounted for stays."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from bookings.actions.cancel import cancel
from bookings.actions.complete_ended import complete_ended
from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.unmark_no_show import unmark_no_show
from bookings.actions.waive_fee import waive_fee
from facilities.models import GapPolicy
from funding.actions._states import AgreementIsClosed
from funding.actions.begin_settlement import begin_settlement
from funding.actions.close_agreement import close_agreement
from funding.actions.pay_out import pay_out
from funding.models import Fund, FundingAgreement
from funding.models.payouts import owed_by
from hub.kit.audit import SITE
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.money import fill
from tests.factories.terms import DAY_HALF, terms

START, END = thursday(13, 17).start, thursday(13, 17).end
NEXT_DAY = END + timedelta(days=1)


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        cast.declare_band_a(stage.zout)
        cast.two_funds(stage)
        Fund.objects.filter(slug="open-doors").update(bears_cancellation_fees=True)
        for fund in Fund.objects.all():
            fill(fund, 100_000)
        terms(stage.effenaar, DAY_HALF, no_show_bp=7_500)
        yield stage
    assert broken_invariants() == {}


def doors() -> Fund:
    return Fund.objects.select_related("agreement__funder").get(slug="open-doors")


def owed(at=NEXT_DAY) -> list[int]:
    return [each.cents for each in owed_by(doors(), before=at)]


def paid(stage, at=NEXT_DAY) -> int:
    fund, day = doors(), at.date()
    return pay_out(fund=fund, hub=stage.effenaar, until=day, paid_on=day, actor=SITE, now=at).cents


def done(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    complete_ended(now=END)
    return booking


def missed(stage):
    booking = done(stage)
    return mark_no_show(number=booking.number, reason="Nobody came.", actor=stage.teun, now=NEXT_DAY)


def given_up(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    return cancel(number=booking.number, actor=stage.bo, now=START - timedelta(hours=2))


def closed(stage) -> None:
    for agreement in FundingAgreement.objects.select_related("funder"):
        begin_settlement(agreement=agreement, actor=SITE, now=NEXT_DAY)
        day = NEXT_DAY.date()
        close_agreement(agreement=agreement, repaid_on=day, actor=SITE, now=NEXT_DAY)


def test_a_fund_owes_the_hub_its_part_of_a_fee_for_cancelling_late(stage):
    booking = given_up(stage)
    fee = booking.fees.get().funds_cents
    assert fee > 0
    assert owed() == [fee]
    assert paid(stage) == fee
    assert owed() == []


def test_of_a_no_show_it_owes_the_fee_alone(stage):
    assert owed(NEXT_DAY) == []
    booking = missed(stage)
    assert owed(NEXT_DAY + timedelta(hours=1)) == [booking.fees.get().funds_cents]


def test_a_fee_that_was_waived_is_not_owed(stage):
    booking = given_up(stage)
    waive_fee(number=booking.number, reason="Ill.", actor=stage.teun, now=NEXT_DAY)
    assert owed() == []


def test_to_a_closed_agreement_no_money_goes_back(stage):
    booking = done(stage)
    closed(stage)
    with pytest.raises(AgreementIsClosed):
        mark_no_show(number=booking.number, reason="Nobody came.", actor=stage.teun, now=NEXT_DAY)


def test_a_fee_of_a_closed_agreement_is_not_waived(stage):
    booking = given_up(stage)
    closed(stage)
    with pytest.raises(AgreementIsClosed):
        waive_fee(number=booking.number, reason="Ill.", actor=stage.teun, now=NEXT_DAY)


def test_from_a_closed_agreement_no_money_is_taken(stage):
    booking = missed(stage)
    closed(stage)
    with pytest.raises(AgreementIsClosed):
        unmark_no_show(number=booking.number, reason="They came.", actor=stage.teun, now=NEXT_DAY)


def test_what_no_fund_carried_is_noted_as_ever(stage):
    Fund.objects.update(expires_on=NOW.date() - timedelta(days=1))
    type(stage.effenaar).objects.update(gap_policy=GapPolicy.PAY)
    booking = done(stage)
    closed(stage)
    mark_no_show(number=booking.number, reason="Nobody came.", actor=stage.teun, now=NEXT_DAY)
    assert booking.fees.count() == 1
