"""A fund pays the hub for what is over, and then it turns out otherwise."""

from datetime import timedelta

from bookings.actions.complete_ended import complete_ended
from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.unmark_no_show import unmark_no_show
from funding.actions.pay_out import pay_out
from funding.models import Account, Allocation, Fund, Payout
from funding.models.payouts import owed_by
from hub.kit.periods import Period
from tests import cast
from tests.cast import thursday
from tests.factories.bookings import booked
from tests.factories.money import fill
from tests.factories.terms import DAY_HALF, terms

END = thursday(13, 17).end
NEXT_DAY = END + timedelta(days=1)
# When a booking of a week later is over, and a no-show of this one may still be taken back.
LONG_AFTER = END + timedelta(days=8)


def stage_of_two_payers() -> cast.Cast:
    """Zout may book at Effenaar, two funds of two funders carry it, and bear cancellation fees."""
    stage = cast.assemble()
    cast.declare_band_a(stage.zout)
    cast.two_funds(stage)
    Fund.objects.update(bears_cancellation_fees=True)
    for fund in Fund.objects.all():
        fill(fund, 100_000)
    terms(stage.effenaar, DAY_HALF, no_show_bp=7_500)
    return stage


def paid_out(stage, *, now=NEXT_DAY) -> list[Payout]:
    """All that funds owe the hub by now."""
    return [
        pay_out(
            fund=fund, hub=stage.effenaar, until=now.date(), paid_on=now.date(), actor=stage.anna, now=now
        )
        for fund in Fund.objects.order_by("pk")
        if any(each.due_cents > 0 for each in owed_by(fund, before=now + timedelta(seconds=1)))
    ]


def over(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    complete_ended(now=END)
    return booking


def pair(stage) -> list[tuple[int, int]]:
    """What each fund owes the hub by now, and what is put right of that, in the order of the funds."""
    found = {}
    for fund in Fund.objects.order_by("pk"):
        for each in owed_by(fund, before=LONG_AFTER):
            found[fund.pk] = (each.cents, each.corrected_cents)
    return list(found.values())


def marked(stage, booking, *, now=NEXT_DAY):
    return mark_no_show(number=booking.number, reason="Nobody came.", actor=stage.teun, now=now)


def unmarked(stage, booking, *, now=NEXT_DAY):
    return unmark_no_show(number=booking.number, reason="Another door.", actor=stage.teun, now=now)


def another_is_over(stage, *, now=NEXT_DAY):
    """Of the same price, a week later."""
    week = timedelta(days=7)
    period = Period(thursday(13, 17).start + week, END + week)
    booking = booked(stage.bo, stage.zout, stage.studio, period=period, now=now)
    complete_ended(now=period.end)
    return booking


def got(stage) -> int:
    """By the books: all that the hub was paid."""
    return sum(Account.objects.filter(kind="hub_paid").values_list("balance_cents", flat=True))


def settled() -> int:
    rows = Allocation.objects.filter(state="settled", fund__isnull=False)
    return sum(rows.values_list("cents", flat=True))


def fee_rows(booking) -> list[Allocation]:
    return list(Allocation.objects.filter(about=booking.ref, kind="fee").order_by("fund"))
