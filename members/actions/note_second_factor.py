from datetime import datetime
from typing import Literal

from hub.kit.audit import record
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from members.models import User
from members.permissions import Person

Change = Literal["added", "removed"]


@verb
def note_second_factor(*, person: User, what: Change, kind: str, actor: Person, now: datetime) -> None:
    """Write down that somebody's second factor was set up or taken away: by allauth, which keeps them.

    `kind` is allauth's word: `totp`, `webauthn`, `recovery_codes`.
    """
    record(
        action=f"members.second_factor_{what}",
        about=Ref("person", str(person.pk)),
        actor=actor,
        now=now,
        facts={"kind": kind},
    )
