"""What an organisation owes for a booking, paid or not: its own share, or the fees in its place."""

from collections.abc import Iterable

from django.db.models import Sum

from bookings.models.bookings import LIVE_STATES, Booking
from bookings.models.fees import Fee, FeeKind
from funding.models.paid import paid_cents, paid_of


def owed_cents(booking: Booking) -> int:
    """By the price that is frozen on it and the fees that stand. Of what was let go before it was sure: nothing."""
    standing = booking.fees.filter(lifted_at=None)
    fees = standing.aggregate(cents=Sum("own_cents"))["cents"] or 0
    comes = booking.state in LIVE_STATES and not standing.filter(kind=FeeKind.NO_SHOW).exists()
    return int(fees) + (booking.own_cents if comes else 0)


def owed_of(bookings: Iterable[Booking]) -> dict[int, int]:
    """The same of several, by their keys, in one query."""
    owed: dict[int, int] = {}
    missed: set[int] = set()
    rows = list(bookings)
    standing = Fee.objects.filter(booking__in=rows, lifted_at=None)
    for booking_id, kind, cents in standing.values_list("booking", "kind", "own_cents"):
        owed[booking_id] = owed.get(booking_id, 0) + cents
        if kind == FeeKind.NO_SHOW:
            missed.add(booking_id)
    comes = {row.pk: row.own_cents for row in rows if row.state in LIVE_STATES and row.pk not in missed}
    return {row.pk: owed.get(row.pk, 0) + comes.get(row.pk, 0) for row in rows}


def due_cents(booking: Booking) -> int:
    """What is still to be paid; below nought: what was paid too much."""
    return owed_cents(booking) - paid_cents(booking.ref)


def due_of(bookings: Iterable[Booking]) -> dict[int, int]:
    """The same of several, by their keys; three queries."""
    rows = list(bookings)
    owed, paid = owed_of(rows), paid_of(row.ref for row in rows)
    return {row.pk: owed[row.pk] - paid.get(row.ref, 0) for row in rows}
