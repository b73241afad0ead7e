from datetime import datetime

from bookings.actions._judging import SayWhy, waiting_row
from bookings.actions._remarks import remarked
from bookings.actions._telling import ASKED
from bookings.models.remarks import Remark
from bookings.permissions import may_judge
from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.models import User


@verb
def ask(*, number: str, text: str, actor: User, now: datetime) -> Remark:
    """The hub's staff ask something back about a request; who placed it gets it by mail. The deadline stays.

    Raises `SayWhy` without a question, `NothingToJudge`, `TooLateToJudge`, `TooManyRemarks`; `Forbidden` for who does
    not work at the hub, Http404 for a stranger.
    """
    booking = waiting_row(number=number, actor=actor, now=now)
    if not may_judge(actor, booking):
        raise Forbidden()
    if not text.strip():
        raise SayWhy()
    return remarked(booking=booking, text=text.strip(), by_hub=True, kind=ASKED, actor=actor, now=now)
