"""What an organisation owes for a booking, paid or not: its own share, or the fees in its place."""

from django.db.models import Sum

from bookings.models.bookings import LIVE_STATES, Booking
from bookings.models.fees import FeeKind
from funding.models.paid import paid_cents


def owed_cents(booking: Booking) -> int:
    """By the price that is frozen on it and the fees that stand. Of what was let go before it was sure: nothing."""
    standing = booking.fees.filter(lifted_at=None)
    fees = standing.aggregate(cents=Sum("own_cents"))["cents"] or 0
    comes = booking.state in LIVE_STATES and not standing.filter(kind=FeeKind.NO_SHOW).exists()
    return int(fees) + (booking.own_cents if comes else 0)


def due_cents(booking: Booking) -> int:
    """What is still to be paid; below nought: what was paid too much."""
    return owed_cents(booking) - paid_cents(booking.ref)
