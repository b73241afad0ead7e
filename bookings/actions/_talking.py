"""What saying something about a booking brings along: the other side is told, one mail for a while of it."""

from datetime import datetime, timedelta
from typing import Any

from bookings.actions._telling import HUB, PLACER, SAID
from bookings.models import Booking
from bookings.models.remarks import Remark
from bookings.models.thread import ThreadSide, org_writers
from hub.kit.outbox import emit_each
from hub.kit.transactions import step

# What is said within so long of the first goes into one mail; who has read it by then gets none.
GATHERS = timedelta(minutes=9)
# A message that was begun before and is committed a moment later is in that mail too.
MARGIN = timedelta(minutes=1)


@step
def side_of_row(*, booking: Booking, by_hub: bool) -> ThreadSide:
    """The caller holds the booking's row, so that there is one."""
    side, _made = ThreadSide.objects.get_or_create(booking=booking, by_hub=by_hub)
    return side


@step
def mark_read(*, booking: Booking, by_hub: bool, upto: int) -> None:
    side = side_of_row(booking=booking, by_hub=by_hub)
    if side.read_upto < upto:
        side.read_upto = upto
        side.save(update_fields=["read_upto"])


@step
def tell_other_side(*, booking: Booking, remark: Remark, now: datetime) -> None:
    """Unless a mail is on its way that this goes into."""
    side = side_of_row(booking=booking, by_hub=not remark.by_hub)
    if side.gathers_until and now < side.gathers_until:
        return
    side.gathers_until = now + GATHERS
    side.save(update_fields=["gathers_until"])
    payload: dict[str, Any] = {"first": remark.pk, "until": side.gathers_until.isoformat()}
    readers: dict[str, dict[str, Any]] = {"hub": {"reader": HUB}}
    if remark.by_hub:
        readers = {str(pk): {"reader": PLACER, "person": pk} for pk in org_writers(booking)}
    payloads = {
        f"{SAID}:{booking.number}:{remark.pk}:{who}": {**payload, **reader} for who, reader in readers.items()
    }
    emit_each(kind=SAID, about=booking.ref, payloads=payloads, now=now, due_at=side.gathers_until + MARGIN)
