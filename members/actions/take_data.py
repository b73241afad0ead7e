from datetime import datetime
from typing import Any

from hub.kit.audit import record
from hub.kit.errors import Forbidden
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from members.models import User
from members.models.personal import told_of


@verb
def take_data(*, person: User, actor: User, now: datetime) -> dict[str, Any]:
    """All that the site keeps about somebody, by room, in plain values; it is written down that it was taken. Raises
    `Forbidden` for another's."""
    if actor.pk != person.pk:
        raise Forbidden
    record(action="members.take_data", about=Ref("person", str(person.pk)), actor=actor, now=now)
    return told_of(person)
