from datetime import datetime
from uuid import UUID

from hub.kit.transactions import verb
from members.models import User
from region.access_to_needs import demand_member
from region.actions._needs import NeedOver, end_need, held_need, reason_of
from region.models import Need, NeedState


@verb
def close_need(*, uuid: UUID, met: bool, reason: str = "", actor: User, now: datetime) -> Need:
    """Its organisation looks no further: it was `met` in another way, or is not needed any more. Open offers end, and
    their hubs are told. Again changes nothing.

    Raises `NeedOver` where it ended otherwise, `SayWhy` for too long a reason; Http404 for a stranger.
    """
    need = held_need(uuid)
    demand_member(actor, need.organisation_id)
    state = NeedState.MET_OTHERWISE if met else NeedState.WITHDRAWN
    because = reason_of(reason, needed=False)
    if need.state == state:
        return need
    if need.state != NeedState.OPEN:
        raise NeedOver(need.state)
    end_need(need=need, state=state, action="close_need", actor=actor, now=now, reason=because)
    return need
