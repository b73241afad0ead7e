from collections.abc import Collection, Iterable
from datetime import datetime

from bookings.models import Booking, BookingState
from bookings.models.owed import owed_cents
from funding.actions._giving_back import give_back, hold_payments
from hub.kit.transactions import step


@step
def hold_what_was_paid(*, booking: Booking) -> None:
    """Before funds and accounts are touched, where something may go back in the end: who notes what became of a refund
    or a dispute holds the payment first and then the accounts (docs/locking.md)."""
    hold_payments(booking.ref)


@step
def hold_what_was_paid_for(*, bookings: Iterable[Booking]) -> None:
    """The same of several that end or change in one transaction, of all of them before the first touches an account, in
    one statement; their rows are held. What was merely held is paid by being confirmed, so nothing is."""
    refs = [each.ref for each in bookings if each.state != BookingState.HELD]
    if refs:
        hold_payments(*refs)


@step
def give_back_surpluses(*, bookings: Collection[Booking], now: datetime) -> None:
    """`give_back_surplus` of each; of all that were never paid by card it is one statement."""
    paid = {each.about for each in hold_payments(*(each.ref for each in bookings))} if bookings else set()
    for booking in bookings:
        if booking.ref in paid:
            give_back_surplus(booking=booking, now=now)


@step
def give_back_surplus(*, booking: Booking, now: datetime) -> int:
    """After whatever lowers what is owed for a booking: what was paid by card above it begins to go back, in this same
    transaction. The caller holds the booking's row and has written everything else. Returns the cents; of what was
    never paid by card that is one statement."""
    payments = hold_payments(booking.ref)
    if not payments:
        return 0
    begun = give_back(payments=payments, owed_cents=owed_cents(booking), about=booking.ref, now=now)
    return sum(refund.cents for refund in begun)
