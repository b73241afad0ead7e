from datetime import datetime
from uuid import UUID

from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.models import User
from region.access_to_needs import moderates_need
from region.actions._needs import TAKEN_OFF, NeedOver, end_need, held_need, reason_of, tell_of_need
from region.models import Need, NeedState


@verb
def take_off_need(*, uuid: UUID, reason: str, actor: User, now: datetime) -> Need:
    """It does not belong here: nobody but its organisation reads it any more, and that is told why. By the
    quartermaster of its town's region. Reports about it are dealt with. Also when it closed otherwise and
    is still read. Again changes nothing.

    Raises `SayWhy`, `NeedOver` for what was withdrawn or met by an offer; `Forbidden` for anybody else.
    """
    need = held_need(uuid)
    if not moderates_need(actor, need):
        raise Forbidden()
    because = reason_of(reason)
    if need.state == NeedState.TAKEN_OFF:
        return need
    if not need.may_be_taken_off:
        raise NeedOver(need.state)
    end_need(
        need=need, state=NeedState.TAKEN_OFF, action="take_off_need", actor=actor, now=now, reason=because
    )
    need.reports.filter(looked_at=None).update(looked_at=now)
    tell_of_need(kind=TAKEN_OFF, need=need, now=now)
    return need
