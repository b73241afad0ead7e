"""A statement adds up with the books whatever became of a booking, and what it said of a time that is over it says for
good."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from bookings.actions.cancel import cancel
from bookings.actions.complete_ended import complete_ended
from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.unmark_no_show import unmark_no_show
from bookings.actions.waive_fee import waive_fee
from funding.models import Fund
from funding.models.desk import figures_of
from funding.models.spread import Span
from funding.models.statements import Statement, statement_of
from funding.outbound.statements import rows_of_balance
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.changes import changed
from tests.factories.money import fill
from tests.factories.terms import DAY_HALF, terms

START, END = thursday(13, 17).start, thursday(13, 17).end
HOURS = timedelta(hours=1)
DAY = timedelta(days=1)
LATER = date(2028, 1, 1)
# From the day of booking to the day of the booking, and what comes after.
SPANS = [
    Span(date(2026, 1, 1), NOW.date()),
    Span(NOW.date() + DAY, START.date() - DAY),
    Span(START.date(), START.date()),
    Span(START.date() + DAY, START.date() + DAY),
    Span(START.date() + 2 * DAY, date(2027, 12, 31)),
]


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


def stated(span: Span, slug: str) -> Statement:
    return statement_of(Fund.objects.select_related("agreement__funder").get(slug=slug), span, today=LATER)


def said() -> list[object]:
    return [
        (found.balance, [(each.about, each.cents, each.state) for each in found.carried])
        for slug in ("open-doors", "regional-makers-fund")
        for found in (stated(span, slug) for span in SPANS)
    ]


def check(*, same: list[object] | None = None, until: int = 0) -> None:
    """Of both funds and each span; `same` is what was said before, which stays so of the first `until` spans."""
    for slug in ("open-doors", "regional-makers-fund"):
        for span in (*SPANS, Span(date(2026, 1, 1), date(2027, 12, 31))):
            found = stated(span, slug)
            assert found.sum_of("settled") == found.balance.settled, (slug, span)
            assert found.sum_of("released") == found.balance.released, (slug, span)
            assert found.sum_of("reserved") == found.balance.closing_reserved, (slug, span)
            assert (found.balance.other, found.balance.other_reserved) == (0, 0)
            lines = rows_of_balance(found)
            _opening, closing, before, after, free = [n for n, line in enumerate(lines) if line.is_sum]
            assert sum(line.cents for line in lines[:closing]) == lines[closing].cents
            assert sum(line.cents for line in lines[before:after]) == lines[after].cents
            assert lines[closing].cents == lines[after].cents + lines[free].cents
        on_desk = figures_of(found.fund, today=LATER)
        assert (on_desk.released, on_desk.settled) == (found.balance.released, found.balance.settled), slug
    if same is not None:
        half = len(SPANS)
        now = said()
        assert now[:until] == same[:until]
        assert now[half : half + until] == same[half : half + until]


def test_a_fee_for_cancelling_late_is_spent_and_the_rest_released(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    before = said()
    cancel(number=booking.number, actor=stage.bo, now=START - 2 * HOURS)
    check(same=before, until=2)
    fee = booking.fees.get()
    found = stated(SPANS[2], "open-doors")
    assert (found.balance.settled, found.sum_of("settled")) == (fee.funds_cents, fee.funds_cents)
    assert found.balance.released == 3_600 - fee.funds_cents


def test_a_fee_that_is_waived_a_day_later_was_spent_until_then(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=START - 2 * HOURS)
    before = said()
    waive_fee(number=booking.number, reason="Ill.", actor=stage.teun, now=END + DAY)
    check(same=before, until=3)


def test_a_no_show_that_is_noted_a_day_later_was_a_booking_until_then(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    complete_ended(now=END)
    before = said()
    mark_no_show(number=booking.number, reason="Nobody came.", actor=stage.teun, now=END + DAY)
    check(same=before, until=3)
    before = said()
    unmark_no_show(number=booking.number, reason="They came.", actor=stage.teun, now=END + 2 * DAY)
    check(same=before, until=4)


def test_what_a_change_puts_in_the_place_of_something_is_not_there_twice(stage):
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))
    before = said()
    changed(stage.bo, booking, stage.studio, (stage.microphones, 1), now=START - 2 * HOURS)
    check(same=before, until=2)
    complete_ended(now=END)
    check()


def test_a_change_that_moves_a_booking_releases_nothing(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    changed(stage.bo, booking, stage.studio, period=thursday(18, 22), now=NOW + HOURS)
    check()
    assert stated(SPANS[0], "open-doors").balance.released == 0
