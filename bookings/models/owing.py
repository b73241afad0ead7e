"""What an organisation owes for a booking by now, and how that stands against what it paid."""

from collections.abc import Iterable
from dataclasses import dataclass

from bookings.models.bookings import LIVE_STATES, Booking
from bookings.models.fees import Fee, FeeKind
from funding.models.paid import Paid, paid_for
from funding.models.refunds import by_card_cents


@dataclass(frozen=True, slots=True)
class Owing:
    """Cents, VAT included."""

    owed_cents: int
    paid: Paid

    @property
    def open_cents(self) -> int:
        """Still to pay."""
        return max(self.owed_cents - self.paid.kept_cents, 0)

    @property
    def surplus_cents(self) -> int:
        """Paid above what is owed, and not on its way back."""
        return max(self.paid.kept_cents - self.owed_cents, 0)


@dataclass(frozen=True, slots=True)
class GoesBack:
    """What somebody gets back: by card, the way it came; and what the hub has to pay back by bank."""

    card_cents: int = 0
    bank_cents: int = 0

    @property
    def cents(self) -> int:
        return self.card_cents + self.bank_cents


def owed_cents(booking: Booking, fees: Iterable[Fee] | None = None) -> int:
    """The organisation's own share while the booking stands, or the fee for not coming in its place, and whatever fees
    stand beside it; of what is cancelled the fees alone. One query where `fees` are not given."""
    its = list(booking.fees.filter(lifted_at=None)) if fees is None else fees
    standing = [fee for fee in its if fee.lifted_at is None]
    absent = any(fee.kind == FeeKind.NO_SHOW for fee in standing)
    price = booking.own_cents if booking.state in LIVE_STATES and not absent else 0
    return price + sum(fee.own_cents for fee in standing)


def owing(booking: Booking, fees: Iterable[Fee] | None = None) -> Owing:
    """One query, and one for the fees where these are not given."""
    return Owing(owed_cents(booking, fees), paid_for(booking.ref))


def would_go_back(booking: Booking, *, own_cents: int) -> GoesBack:
    """Were the organisation to owe `own_cents` by what is about to happen, beside the fees that stand already."""
    paid = paid_for(booking.ref)
    if not paid.came_in_cents:
        return GoesBack()
    fees = sum(fee.own_cents for fee in booking.fees.filter(lifted_at=None).exclude(kind=FeeKind.NO_SHOW))
    back = max(paid.kept_cents - own_cents - fees, 0)
    by_card = by_card_cents(booking.ref, back)
    return GoesBack(by_card, back - by_card)
