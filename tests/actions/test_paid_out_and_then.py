"""A fund paid the hub, and then somebody wants it otherwise: what was paid out stays, and it is said in words."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from bookings.actions.cancel import cancel
from bookings.actions.complete_ended import complete_ended
from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.unmark_no_show import unmark_no_show
from bookings.actions.waive_fee import waive_fee
from funding.actions._paid_out import AlreadyPaidOut
from funding.actions.pay_out import pay_out
from funding.models import Allocation, Fund, Payout
from funding.models.desk import figures_of
from funding.models.payouts import owed_by
from tests import cast
from tests.cast import thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.money import fill
from tests.factories.terms import DAY_HALF, terms

END = thursday(13, 17).end
NEXT_DAY = END + timedelta(days=1)
# Within the day before it begins: half is due.
LATE = thursday(13, 17).start - timedelta(hours=1)


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        cast.declare_band_a(stage.zout)
        cast.two_funds(stage)
        Fund.objects.update(bears_cancellation_fees=True)
        for fund in Fund.objects.all():
            fill(fund, 100_000)
        terms(stage.effenaar, DAY_HALF, no_show_bp=7_500)
        yield stage
    assert broken_invariants() == {}


def paid_out(stage, *, now=NEXT_DAY) -> list[Payout]:
    """All that funds owe the hub by now."""
    return [
        pay_out(
            fund=fund, hub=stage.effenaar, until=now.date(), paid_on=now.date(), actor=stage.anna, now=now
        )
        for fund in Fund.objects.order_by("pk")
        if owed_by(fund, before=now + timedelta(seconds=1))
    ]


def over(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    complete_ended(now=END)
    return booking


def states(booking) -> set[str]:
    return set(Allocation.objects.filter(about=booking.ref).values_list("kind", "state", "payout"))


def test_a_no_show_whose_fee_was_paid_out_is_not_taken_back(stage):
    booking = over(stage)
    mark_no_show(number=booking.number, reason="Nobody came.", actor=stage.teun, now=NEXT_DAY)
    paid_out(stage)
    before = states(booking)
    with pytest.raises(AlreadyPaidOut) as refused:
        unmark_no_show(number=booking.number, reason="Another door.", actor=stage.teun, now=NEXT_DAY)
    assert "paid Effenaar its part of this booking on 27 November 2026" in str(refused.value)
    assert states(booking) == before
    assert booking.fees.get().lifted_at is None


def test_nor_is_a_no_show_noted_once_the_price_was_paid_out(stage):
    booking = over(stage)
    assert len(paid_out(stage)) == 2
    before = states(booking)
    with pytest.raises(AlreadyPaidOut):
        mark_no_show(number=booking.number, reason="Nobody came.", actor=stage.teun, now=NEXT_DAY)
    assert states(booking) == before
    assert not booking.fees.exists()


def test_one_that_costs_funds_nothing_is_noted_and_taken_back_all_the_same(stage):
    Fund.objects.update(bears_cancellation_fees=False)
    booking = over(stage)
    mark_no_show(number=booking.number, reason="Nobody came.", actor=stage.teun, now=NEXT_DAY)
    assert paid_out(stage) == []
    unmark_no_show(number=booking.number, reason="Another door.", actor=stage.teun, now=NEXT_DAY)
    assert len(paid_out(stage)) == 2


def test_what_funds_carry_of_a_late_cancelling_is_owed_to_the_hub_and_paid_out(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=LATE)
    fee = booking.fees.get()
    assert fee.funds_cents > 0
    assert sum(row.cents for row in paid_out(stage)) == fee.funds_cents
    for fund in Fund.objects.select_related("agreement"):
        assert figures_of(fund, today=NEXT_DAY.date()).owed_to_hubs == 0


def test_and_after_that_it_is_not_waived(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=LATE)
    paid_out(stage)
    before = states(booking)
    with pytest.raises(AlreadyPaidOut):
        waive_fee(number=booking.number, reason="They were ill.", actor=stage.hanna, now=NEXT_DAY)
    assert states(booking) == before
    assert booking.fees.get().lifted_at is None


def test_one_that_was_not_paid_out_yet_is_waived(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=LATE)
    waive_fee(number=booking.number, reason="They were ill.", actor=stage.hanna, now=NEXT_DAY)
    assert paid_out(stage) == []
