"""What asking and answering share: a message of the booking's thread that the other side is mailed at once, since its
deadline runs."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._telling import ASKED, HUB, PLACER
from bookings.models import Booking
from bookings.models.remarks import Remark
from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.outbox import emit
from hub.kit.transactions import step
from members.models import User

MOST = 40


class TooManyRemarks(Refusal):
    code = "too_many_remarks"
    message = _("There is a lot of back and forth here already. Ring each other.")


@step
def remarked(*, booking: Booking, text: str, by_hub: bool, kind: str, actor: User, now: datetime) -> Remark:
    """Written down, and one mail to the other side; the caller holds the booking's row. Again the same: once."""
    said = list(booking.remarks.order_by("at", "pk"))
    if said and (said[-1].by_hub, said[-1].text, said[-1].person_id) == (by_hub, text, actor.pk):
        return said[-1]
    if len(said) >= MOST:
        raise TooManyRemarks()
    remark = Remark.objects.create(booking=booking, person=actor, by_hub=by_hub, text=text, at=now)
    record(
        action="bookings.ask" if kind == ASKED else "bookings.answer",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
    )
    emit(
        kind=kind,
        about=booking.ref,
        key=f"{kind}:{booking.number}:{remark.pk}",
        now=now,
        payload={"reader": PLACER if by_hub else HUB, "remark": remark.pk},
    )
    return remark
