from datetime import datetime
from uuid import UUID

from hub.kit.errors import Forbidden
from hub.kit.transactions import step, verb
from members.models import User
from region.access_to_needs import moderates_need
from region.actions._needs import TAKEN_OFF, NeedOver, end_need, held_need, note, reason_of, tell_of_need
from region.models import Need, NeedState

ACTION = "take_off_need"


@verb
def take_off_need(*, uuid: UUID, reason: str, actor: User, now: datetime) -> Need:
    """It does not belong here: nobody but its organisation reads it any more, and that is told why. By the
    quartermaster of its town's region. Reports about it are dealt with. Also when it closed otherwise and
    is still read. What an offer met stays met and booked, and the hub that is booked for it reads on. Again changes
    nothing.

    Raises `SayWhy`, `NeedOver` for what was withdrawn; `Forbidden` for anybody else.
    """
    need = held_need(uuid)
    if not moderates_need(actor, need):
        raise Forbidden()
    because = reason_of(reason)
    if need.is_taken_off:
        return need
    if not need.may_be_taken_off:
        raise NeedOver(need.state)
    if need.state == NeedState.MET:
        _hidden(need=need, actor=actor, now=now, reason=because)
    else:
        end_need(need=need, state=NeedState.TAKEN_OFF, action=ACTION, actor=actor, now=now, reason=because)
    need.reports.filter(looked_at=None).update(looked_at=now)
    tell_of_need(kind=TAKEN_OFF, need=need, now=now)
    return need


@step
def _hidden(*, need: Need, actor: User, now: datetime, reason: str) -> None:
    need.hidden_at, need.end_reason = now, reason
    need.save(update_fields=["hidden_at", "end_reason"])
    note(need=need, action=ACTION, actor=actor, now=now, reason=reason, hidden=True)
