from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._fees import lifted
from bookings.actions._judging import SayWhy
from bookings.actions._reaching import held_row
from bookings.actions._telling import CAME, tell_of_fee
from bookings.models import Booking
from bookings.models.terms import no_show_of
from bookings.permissions import booking_for, may_judge
from funding.actions.restore import restore
from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import verb
from members.models import User


class NotMarked(Refusal):
    code = "not_marked"
    message = _("Nobody has noted that they did not come, so there is nothing to take back.")


@verb
def unmark_no_show(*, number: str, reason: str, actor: User, now: datetime) -> Booking:
    """They came after all: the price is settled as it was, by an entry that reverses the one before.

    Raises `SayWhy`, `NotMarked`, funding's `GivenElsewhere` and `AgreementIsClosed`;
    `Forbidden` for who sees it but does not work at the hub, Http404 for a stranger.
    """
    # What is left of a provisional band runs out, so the organisation's key comes before the row.
    lock([(LockKind.ORGANISATION, booking_for(actor, number).organisation_id)])
    booking = held_row(number=number, actor=actor)
    if not may_judge(actor, booking):
        raise Forbidden()
    if not reason.strip():
        raise SayWhy()
    fee = no_show_of(booking)
    if fee is None:
        raise NotMarked()
    restore(about=booking.ref, number=fee.number, organisation=booking.organisation, now=now, actor=actor)
    lifted(fee=fee, reason=reason.strip(), now=now)
    record(
        action="bookings.unmark_no_show",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        reason=reason.strip(),
        facts={"fee": fee.number},
    )
    tell_of_fee(kind=CAME, booking=booking, fee=fee, now=now)
    return booking
