"""What the verbs about fees share: a fee is written down once, with its number."""

from datetime import datetime

from bookings.models import Booking, Fee, FeeKind
from funding.rules import fees
from hub.kit.transactions import step


@step
def next_number(booking: Booking) -> int:
    """The number of the next fee; the caller holds the booking's row."""
    last = booking.fees.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


@step
def noted(
    *,
    booking: Booking,
    number: int,
    kind: FeeKind,
    fee: fees.Fee,
    back_cents: int,
    now: datetime,
    reason: str = "",
) -> Fee:
    """`back_cents` is what funds got back by it."""
    return Fee.objects.create(
        booking=booking,
        number=number,
        kind=kind,
        own_cents=fee.own_cents,
        funds_cents=fee.funds_cents,
        back_cents=back_cents,
        charged_at=now,
        reason=reason,
    )


@step
def lifted(*, fee: Fee, reason: str, now: datetime) -> None:
    fee.lifted_at, fee.lift_reason = now, reason
    fee.save(update_fields=["lifted_at", "lift_reason"])
