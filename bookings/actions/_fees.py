"""What the verbs about fees share: a fee is written down once, with its number."""

from datetime import datetime

from bookings.actions._telling import to_be_billed
from bookings.models import Booking, Fee, FeeKind
from bookings.models.terms import fee_for_not_coming
from funding.actions.charge_no_show import charge_no_show
from funding.rules import fees
from hub.kit.audit import record
from hub.kit.transactions import step
from members.models import User


@step
def next_number(booking: Booking) -> int:
    """The number of the next fee; the caller holds the booking's row."""
    last = Fee.objects.filter(booking=booking).order_by("-number").values_list("number", flat=True).first()
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
    to_be_billed(booking=booking, why=f"fee-{number}", now=now)
    return Fee.objects.create(
        booking=booking,
        number=number,
        kind=kind,
        own_cents=fee.own_cents,
        funds_cents=fee.funds_cents,
        by_rate=[[bp, reason, cents] for (bp, reason), cents in fee.by_rate.items()],
        back_cents=back_cents,
        charged_at=now,
        reason=reason,
    )


@step
def lifted(*, fee: Fee, reason: str, now: datetime) -> None:
    fee.lifted_at, fee.lift_reason = now, reason
    fee.save(update_fields=["lifted_at", "lift_reason"])
    to_be_billed(booking=fee.booking, why=f"lifted-{fee.number}", now=now)


@step
def charge_absence(*, booking: Booking, reason: str, actor: User, now: datetime) -> Fee:
    """What is due when nobody came takes the place of the price that was settled, and it is written down why. The
    caller holds the booking's row."""
    fee, number = fee_for_not_coming(booking), next_number(booking)
    charge_no_show(
        about=booking.ref,
        number=number,
        organisation=booking.organisation,
        hub=booking.hub,
        own_cents=booking.own_cents,
        fee=fee,
        now=now,
        actor=actor,
    )
    row = noted(
        booking=booking,
        number=number,
        kind=FeeKind.NO_SHOW,
        fee=fee,
        back_cents=booking.funds_cents - fee.funds_cents,
        now=now,
        reason=reason,
    )
    record(
        action="bookings.mark_no_show",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        reason=reason,
        facts={"fee": row.number, "own_cents": row.own_cents, "funds_cents": row.funds_cents},
    )
    return row
