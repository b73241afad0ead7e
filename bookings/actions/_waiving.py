"""Letting a booking be without an induction: written down by whoever at the desk does it."""

from collections.abc import Iterable
from datetime import datetime

from bookings.models import Booking, InductionWaiver
from facilities.models.inducting import asked_by
from hub.kit.audit import Actor, record
from hub.kit.transactions import step


@step
def waived(
    *, booking: Booking, induction_ids: Iterable[int], reason: str, actor: Actor, now: datetime
) -> None:
    """Each of these from now on, whatever the booking becomes; the caller holds the booking's row, or wrote it."""
    ids = sorted(set(induction_ids))
    for id_ in ids:
        InductionWaiver.objects.update_or_create(
            booking=booking, induction_id=id_, defaults={"reason": reason, "by_id": actor.pk, "at": now}
        )
    record(
        action="bookings.waive_induction",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        reason=reason,
        facts={"inductions": ids},
    )


def asked_in(booking: Booking) -> list[int]:
    """The inductions that what is booked asks for."""
    things = booking.lines.values_list("facility", flat=True)
    return sorted({id_ for ids in asked_by(things).values() for id_ in ids})
