"""What is held was promised: the fund may end, be settled or be lowered before it is confirmed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bookings.actions.confirm import confirm
from bookings.models import Booking
from funding.actions.begin_settlement import begin_settlement
from funding.actions.change_fund import FundTerms, change_fund
from funding.models import Fund
from tests.cast import MONDAY, NOW, Cast, assemble, declare_band_a, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import held
from tests.factories.funding import FundFactory, FundingAgreementFactory
from tests.factories.money import fill

# Monday, five minutes before midnight in Eindhoven.
LATE = datetime(2026, 11, 23, 22, 55, tzinfo=UTC)


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    declare_band_a(stage.zout)
    fund = FundFactory(agreement=FundingAgreementFactory(funder=stage.makersfonds), slug="open-doors")
    fill(fund, 50_000)
    return stage


def ends(cast: Cast, on: date, *, now: datetime) -> None:
    fund = Fund.objects.select_related("agreement__funder").get()
    terms = {**{name: getattr(fund, name) for name in FundTerms.__slots__}, "expires_on": on}
    change_fund(fund=fund, terms=FundTerms(**terms), actor=cast.fien, now=now)


def confirmed(cast: Cast, booking: Booking, *, now: datetime) -> Booking:
    return confirm(number=booking.number, house_rules_version=None, actor=cast.bo, now=now)


def test_held_before_midnight_of_the_funds_last_day_and_confirmed_after(cast) -> None:
    booking = held(cast.bo, cast.zout, cast.studio, now=LATE)
    assert booking.funds_cents == 10_400
    ends(cast, MONDAY, now=LATE + timedelta(minutes=2))
    after_midnight = LATE + timedelta(minutes=10)
    booking = confirmed(cast, booking, now=after_midnight)
    assert (booking.state, booking.funds_cents) == ("confirmed", 10_400)
    assert held(cast.bo, cast.zout, cast.studio, period=thursday(18, 22), now=after_midnight).funds_cents == 0
    assert broken_invariants() == {}


def test_held_and_then_the_agreement_is_settled(cast) -> None:
    booking = held(cast.bo, cast.zout, cast.studio)
    begin_settlement(agreement=Fund.objects.get().agreement, actor=cast.fien, now=NOW)
    assert confirmed(cast, booking, now=NOW + timedelta(minutes=5)).funds_cents == 10_400
    assert held(cast.bo, cast.zout, cast.studio, period=thursday(18, 22)).funds_cents == 0
    assert broken_invariants() == {}
