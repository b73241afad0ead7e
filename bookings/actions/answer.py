from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._judging import waiting_row
from bookings.actions._remarks import remarked
from bookings.actions._telling import ANSWERED
from bookings.models.remarks import Remark
from bookings.permissions import may_change
from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import verb
from members.models import User


class NothingAsked(Refusal):
    code = "nothing_asked"
    message = _("The hub has not asked anything.")


class NothingSaid(Refusal):
    code = "nothing_said"
    status = 400
    message = _("Write an answer.")


@verb
def answer(*, number: str, text: str, actor: User, now: datetime) -> Remark:
    """The organisation answers what the hub asked about its request; the hub gets it by mail. The deadline stays.

    Raises `NothingSaid`, `NothingAsked`, `NothingToJudge`, `TooLateToJudge`, `TooManyRemarks`; `Forbidden` for who sees
    it but may not change it, Http404 for a stranger.
    """
    booking = waiting_row(number=number, actor=actor, now=now)
    if not may_change(actor, booking):
        raise Forbidden()
    if not text.strip():
        raise NothingSaid()
    if not booking.remarks.filter(by_hub=True).exists():
        raise NothingAsked()
    return remarked(booking=booking, text=text.strip(), by_hub=False, kind=ANSWERED, actor=actor, now=now)
