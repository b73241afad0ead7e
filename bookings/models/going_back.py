"""What of a booking was paid above what is owed: by now, or were something to happen."""

from collections.abc import Iterable
from dataclasses import dataclass

from bookings.models.bookings import Booking
from bookings.models.fees import FeeKind
from bookings.models.owed import due_cents, due_of
from funding.models.paid import paid_cents
from funding.models.refunds import by_card_cents, waiting_cents


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


def by_bank_cents(bookings: Iterable[Booking]) -> int:
    """What their hub has to pay back by bank, together. Not what failed to go back by card: that may be sent again."""
    rows = list(bookings)
    due = due_of(rows)
    too_much = {each.ref: -due[each.pk] for each in rows if due[each.pk] < 0}
    return sum(max(cents - waiting_cents(ref), 0) for ref, cents in too_much.items())


@dataclass(frozen=True, slots=True)
class Settling:
    """Cents: what was paid, what of it goes back, and what is still to be paid."""

    paid_cents: int
    due_cents: int
    back: GoesBack


def settling(booking: Booking, *, own_cents: int) -> Settling:
    """Were the organisation to owe `own_cents` by what is about to happen, beside the fees that stand already."""
    return _settled(booking, own_cents, paid_cents(booking.ref))


def _settled(booking: Booking, own_cents: int, paid: int) -> Settling:
    fees = sum(fee.own_cents for fee in booking.fees.filter(lifted_at=None).exclude(kind=FeeKind.NO_SHOW))
    due = own_cents + fees - paid
    if paid <= 0 or due >= 0:
        return Settling(paid, max(due, 0), GoesBack())
    by_card = by_card_cents(booking.ref, -due)
    return Settling(paid, 0, GoesBack(by_card, -due - by_card))


def would_go_back(booking: Booking, *, own_cents: int) -> GoesBack:
    """What of it goes back. Of what nobody paid for, one query says so."""
    paid = paid_cents(booking.ref)
    return _settled(booking, own_cents, paid).back if paid > 0 else GoesBack()
