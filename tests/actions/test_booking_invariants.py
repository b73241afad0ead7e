"""Each invariant of bookings holds after ordinary use, and sees it when somebody meddles with the rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils.translation import override

from bookings import invariants, invariants_of_books
from bookings.actions.cancel import cancel
from bookings.actions.complete_ended import complete_ended
from bookings.actions.expire_holds import expire_holds
from bookings.models import Booking, Occupancy
from funding.models import Allocation, Fund
from hub.kit.refs import Ref
from hub.wiring import INVARIANTS
from tests import cast
from tests.cast import NOW, thursday
from tests.factories.bookings import booked, held
from tests.factories.money import fill


@pytest.fixture
def booking(db) -> Booking:
    """One of each kind has been; this is the one that is confirmed."""
    with override("en"):
        stage = cast.assemble()
        cast.declare_band_a(stage.zout)
        cast.two_funds(stage)
        for fund in Fund.objects.all():
            fill(fund, 100_000)
        booked(stage.bo, stage.zout, stage.studio, period=thursday(9, 10))
        held(stage.bo, stage.zout, stage.studio, period=thursday(10, 11))
        expire_holds(now=NOW + timedelta(minutes=15))
        complete_ended(now=thursday(9, 10).end)
        gone = booked(stage.bo, stage.zout, stage.studio, period=thursday(18, 20))
        cancel(number=gone.number, actor=stage.bo, now=NOW)
        held(stage.bo, stage.zout, stage.studio, period=thursday(20, 22))
        return booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))


def test_all_invariants_hold_after_ordinary_use(booking):
    assert {code: check() for code, check in INVARIANTS.items()} == dict.fromkeys(INVARIANTS, [])


def test_a_missing_unit_is_seen(booking):
    Occupancy.objects.filter(line__booking=booking, line__position=1)[0].delete()
    assert "holds 1 units in line 1 that asks 2" in invariants.no_unit_twice()[0]


def test_a_unit_kept_by_a_booking_that_is_over_is_seen(booking):
    ended = Booking.objects.get(state="cancelled")
    Occupancy.objects.filter(line__booking=ended).update(released_at=None)
    assert invariants.no_unit_twice()
    assert ended.number in invariants.expired_holds_stay_expired()[0]


def test_a_price_that_differs_from_its_allocations_is_seen(booking):
    Booking.objects.filter(pk=booking.pk).update(
        own_cents=booking.own_cents + 1, funds_cents=booking.funds_cents - 1
    )
    assert booking.number in invariants.parts_make_the_price()[0]
    assert booking.number in invariants.price_is_frozen()[0]


def test_a_booking_that_is_done_without_being_earned_is_seen(booking):
    Booking.objects.filter(pk=booking.pk).update(state="completed", completed_at=booking.period.end)
    said = invariants_of_books.what_is_done_is_earned()
    assert f"booking {booking.number} is completed; the books say 0 earned, 0 owed" in said[0]
    assert [sentence for sentence in said if "is reserved, the booking is completed" in sentence]


def test_earnings_that_differ_from_the_price_are_seen(booking):
    done = Booking.objects.get(state="completed")
    Booking.objects.filter(pk=done.pk).update(own_cents=done.own_cents + 1, list_cents=done.list_cents + 1)
    assert done.number in invariants_of_books.what_is_done_is_earned()[0]


def test_earnings_of_something_that_is_not_done_are_seen(booking):
    Booking.objects.filter(state="completed").update(state="confirmed", completed_at=None)
    assert "is confirmed; the books say" in invariants_of_books.what_is_done_is_earned()[0]


def test_money_for_a_booking_that_is_not_there_is_seen(booking):
    Allocation.objects.filter(about=booking.ref).update(about=Ref("booking", "AAAA-AAAA"))
    assert (
        "booking:AAAA-AAAA is reserved, the booking is not there"
        in invariants_of_books.what_is_done_is_earned()[0]
    )


@pytest.mark.parametrize(
    "changed", [{"vat_bp": 900}, {"rates": [["hour", 1, 16_000]]}, {"list_cents": 15_999}, {"quantity": 2}]
)
def test_a_line_that_is_not_what_was_quoted_is_seen(booking, changed):
    booking.lines.filter(position=0).update(**changed)
    assert f"booking {booking.number}: line 0 is not what was quoted" in invariants.price_is_frozen()


def test_two_funds_that_changed_places_are_seen(booking):
    first, second = Allocation.objects.filter(about=booking.ref).order_by("pk")
    Allocation.objects.filter(pk=first.pk).update(cents=second.cents)
    Allocation.objects.filter(pk=second.pk).update(cents=first.cents)
    assert invariants.parts_make_the_price() == []
    assert f"booking {booking.number}: others carry something else" in invariants.price_is_frozen()[0]


def test_a_request_without_its_digest_is_seen(booking):
    Booking.objects.filter(pk=booking.pk).update(request_digest="")
    assert len(invariants.one_request_one_effect()) == 1


def test_a_confirmation_nobody_is_told_of_is_seen(booking):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kit_outboxmessage WHERE key LIKE 'booking.confirmed%%hub'")
    assert len(invariants.confirmations_are_told()) == 3


def test_a_hold_confirmed_after_its_time_is_seen(booking):
    Booking.objects.filter(pk=booking.pk).update(confirmed_at=booking.held_until)
    assert booking.number in invariants.expired_holds_stay_expired()[0]


def test_a_change_without_an_audit_row_is_seen(booking):
    Booking.objects.filter(state="held").update(state="expired", ended_at=NOW)
    assert "bookings.expire_holds has 0 audit rows" in invariants.changes_are_audited()[0]
