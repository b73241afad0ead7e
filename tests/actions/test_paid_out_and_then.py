"""A fund paid the hub, and then it turns out otherwise: what was paid stays paid, and the hub gives back what it has
too much with the next payout, once and to the cent."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from bookings.actions.cancel import cancel
from bookings.actions.waive_fee import waive_fee
from funding.actions.pay_out import OwesBack, pay_out
from funding.models import Correction, Fund, Payout
from funding.models.desk import figures_of
from funding.models.spread import Span
from funding.models.statements import balance_of, paid_to_hubs
from funding.outbound.statements import rows_of_hubs
from tests.cast import thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.payouts import (
    LONG_AFTER,
    NEXT_DAY,
    another_is_over,
    fee_rows,
    got,
    marked,
    over,
    paid_out,
    pair,
    settled,
    stage_of_two_payers,
    unmarked,
)

# Within the day before it begins: half is due.
LATE = thursday(13, 17).start - timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def stage(db):
    with override("en"):
        yield stage_of_two_payers()
    assert broken_invariants() == {}


def test_a_no_show_that_is_noted_after_the_price_was_paid_is_put_right_with_the_next_payout(stage):
    booking = over(stage)
    first = paid_out(stage)
    assert (len(first), got(stage)) == (2, booking.funds_cents)
    marked(stage, booking)
    fee = booking.fees.get()
    assert [owed + corrected for owed, corrected in pair(stage)] == [
        -row.cents + part.cents for row, part in zip(first, fee_rows(booking), strict=True)
    ]
    other = another_is_over(stage)
    second = paid_out(stage, now=LONG_AFTER)
    assert sum(row.cents for row in second) == other.funds_cents - (booking.funds_cents - fee.funds_cents)
    assert got(stage) == settled() == other.funds_cents + fee.funds_cents
    assert pair(stage) == []


def test_until_the_hub_has_earned_as_much_nothing_is_paid_and_it_is_said(stage):
    booking = over(stage)
    paid_out(stage)
    marked(stage, booking)
    fund = Fund.objects.order_by("pk").first()
    with pytest.raises(OwesBack) as refused:
        pay_out(
            fund=fund,
            hub=stage.effenaar,
            until=NEXT_DAY.date(),
            paid_on=NEXT_DAY.date(),
            actor=stage.anna,
            now=NEXT_DAY,
        )
    assert "Effenaar was paid" in str(refused.value)
    assert Payout.objects.count() == 2
    assert figures_of(fund, today=NEXT_DAY.date()).owed_to_hubs < 0


def test_one_that_is_taken_back_before_the_next_payout_changes_nothing_of_it(stage):
    booking = over(stage)
    paid_out(stage)
    marked(stage, booking)
    unmarked(stage, booking)
    assert pair(stage) == []
    other = another_is_over(stage)
    assert sum(row.cents for row in paid_out(stage, now=LONG_AFTER)) == other.funds_cents
    assert got(stage) == settled() == booking.funds_cents + other.funds_cents


def test_one_that_is_taken_back_after_it_is_paid_again(stage):
    booking = over(stage)
    paid_out(stage)
    marked(stage, booking)
    another_is_over(stage)
    paid_out(stage, now=LONG_AFTER)
    later = LONG_AFTER + timedelta(hours=1)
    unmarked(stage, booking, now=later)
    assert sum(row.cents for row in paid_out(stage, now=later)) == (
        booking.funds_cents - booking.fees.get().funds_cents
    )
    assert got(stage) == settled()


def test_a_fee_that_was_paid_out_is_put_right_when_the_no_show_is_taken_back(stage):
    booking = over(stage)
    marked(stage, booking)
    paid_out(stage)
    assert got(stage) == booking.fees.get().funds_cents
    unmarked(stage, booking)
    paid_out(stage, now=LONG_AFTER)
    assert got(stage) == settled() == booking.funds_cents


def test_a_payout_takes_in_what_is_put_right_once(stage):
    booking = over(stage)
    paid_out(stage)
    marked(stage, booking)
    marked(stage, booking)
    another_is_over(stage)
    paid_out(stage, now=LONG_AFTER)
    assert set(Correction.objects.values_list("payout__noted_at", flat=True)) == {LONG_AFTER}
    assert Correction.objects.count() == 2
    assert paid_out(stage, now=LONG_AFTER) == []


def test_one_that_costs_funds_nothing_is_noted_and_taken_back_all_the_same(stage):
    Fund.objects.update(bears_cancellation_fees=False)
    booking = over(stage)
    marked(stage, booking)
    assert paid_out(stage) == []
    unmarked(stage, booking)
    assert len(paid_out(stage)) == 2


def test_what_funds_carry_of_a_late_cancelling_is_owed_to_the_hub_and_paid_out(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=LATE)
    fee = booking.fees.get()
    assert fee.funds_cents > 0
    assert sum(row.cents for row in paid_out(stage)) == fee.funds_cents
    for fund in Fund.objects.select_related("agreement"):
        assert figures_of(fund, today=NEXT_DAY.date()).owed_to_hubs == 0


def test_and_when_it_is_waived_after_that_the_hub_gives_it_back(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=LATE)
    paid_out(stage)
    waive_fee(number=booking.number, reason="They were ill.", actor=stage.hanna, now=NEXT_DAY)
    other = another_is_over(stage)
    assert sum(row.cents for row in paid_out(stage, now=LONG_AFTER)) == (
        other.funds_cents - booking.fees.get().funds_cents
    )
    assert got(stage) == settled()


def test_one_that_was_not_paid_out_yet_is_waived(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=LATE)
    waive_fee(number=booking.number, reason="They were ill.", actor=stage.hanna, now=NEXT_DAY)
    assert paid_out(stage) == []


def test_a_statement_says_what_was_paid_what_is_put_right_and_what_is_owed(stage):
    booking = over(stage)
    paid_out(stage)
    spans = [Span(date(2026, 1, 1), NEXT_DAY.date()), Span(NEXT_DAY.date() + DAY, date(2027, 12, 31))]
    before = [paid_to_hubs(fund, spans[0]) for fund in Fund.objects.all()]
    assert sum(each.paid_out for each in before) == booking.funds_cents
    assert {(each.opening, each.corrected, each.closing) for each in before} == {(0, 0, 0)}
    marked(stage, booking, now=NEXT_DAY + DAY)
    assert [paid_to_hubs(fund, spans[0]) for fund in Fund.objects.all()] == before
    another_is_over(stage, now=NEXT_DAY + DAY)
    paid_out(stage, now=LONG_AFTER)
    for fund in Fund.objects.all():
        found = paid_to_hubs(fund, spans[1])
        assert found.corrected < 0 and found.closing == 0
        assert found.opening + found.earned + found.corrected - found.paid_out == found.closing
        assert found.earned + found.corrected == balance_of(fund, spans[1]).settled
        lines = rows_of_hubs(found)
        assert sum(line.cents for line in lines[:-1]) == lines[-1].cents
