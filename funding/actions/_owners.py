"""The owners of an organisation hear of its declarations: one message each, in their own language."""

from datetime import datetime
from typing import Any

from funding.models import BandDeclaration
from hub.kit import outbox
from hub.kit.transactions import step
from members.models import Membership, Post


@step
def tell_owners(*, kind: str, declaration: BandDeclaration, key: str, now: datetime, **payload: Any) -> None:
    """A message for each who is an owner now; the same `key` again tells nobody twice."""
    owners = Membership.objects.filter(
        organisation_id=declaration.organisation_id, post=Post.OWNER, person__is_active=True
    )
    outbox.emit_each(
        kind=kind,
        about=declaration.ref,
        payloads={
            f"{kind}:{key}:{person}": {"reader": person, **payload}
            for person in owners.values_list("person_id", flat=True)
        },
        now=now,
    )
