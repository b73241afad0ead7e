"""What of a booking was paid above what is owed: by now, or were something to happen."""

from dataclasses import dataclass

from bookings.models.bookings import Booking
from bookings.models.fees import FeeKind
from bookings.models.owed import due_cents
from funding.models.paid import paid_cents
from funding.models.refunds import by_card_cents


@dataclass(frozen=True, slots=True)
class GoesBack:
    """Cents: by card, the way it came; and what the hub has to pay back by bank."""

    card_cents: int = 0
    bank_cents: int = 0

    @property
    def cents(self) -> int:
        return self.card_cents + self.bank_cents


def surplus_cents(booking: Booking) -> int:
    """Paid above what is owed, and not on its way back."""
    return max(-due_cents(booking), 0)


def would_go_back(booking: Booking, *, own_cents: int) -> GoesBack:
    """Were the organisation to owe `own_cents` by what is about to happen, beside the fees that stand already."""
    paid = paid_cents(booking.ref)
    if paid <= 0:
        return GoesBack()
    fees = sum(fee.own_cents for fee in booking.fees.filter(lifted_at=None).exclude(kind=FeeKind.NO_SHOW))
    back = max(paid - own_cents - fees, 0)
    by_card = by_card_cents(booking.ref, back)
    return GoesBack(by_card, back - by_card)
