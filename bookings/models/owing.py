"""What an organisation owes for a booking by now, and how that stands against what it paid."""

from collections.abc import Iterable
from dataclasses import dataclass

from bookings.models.bookings import LIVE_STATES, Booking
from bookings.models.fees import Fee, FeeKind
from funding.models.paid import Paid, paid_for


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


def owed_cents(booking: Booking, fees: Iterable[Fee] | None = None) -> int:
    """The organisation's own share while the booking stands, or the fee for not coming in its place, and whatever fees
    stand beside it; of what is cancelled the fees alone. One query where `fees` are not given."""
    its = list(booking.fees.filter(lifted_at=None)) if fees is None else fees
    standing = [fee for fee in its if fee.lifted_at is None]
    absent = any(fee.kind == FeeKind.NO_SHOW for fee in standing)
    price = booking.own_cents if booking.state in LIVE_STATES and not absent else 0
    return price + sum(fee.own_cents for fee in standing)


def owing(booking: Booking) -> Owing:
    """Two queries."""
    return Owing(owed_cents(booking), paid_for(booking.ref))
