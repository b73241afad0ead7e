from datetime import datetime
from uuid import UUID

from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.models import User
from region.access_to_needs import moderates_need
from region.actions._needs import held_need, note
from region.models import Need


@verb
def keep_need(*, uuid: UUID, actor: User, now: datetime) -> Need:
    """The quartermaster looked at what was reported, and it stays. Raises `Forbidden` for anybody else."""
    need = held_need(uuid)
    if not moderates_need(actor, need):
        raise Forbidden()
    if looked := need.reports.filter(looked_at=None).update(looked_at=now):
        note(need=need, action="keep_need", actor=actor, now=now, reports=looked)
    return need
