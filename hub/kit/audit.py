"""The audit trail: one row for each privileged change, written in its transaction, never edited."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from hub.kit.models import AuditRow
from hub.kit.refs import Ref
from hub.kit.transactions import step
from hub.kit.writing import insert


class Actor(Protocol):
    """Whoever acts: a person, or the site itself (`SITE`)."""

    @property
    def pk(self) -> Any: ...


class _Site:
    """The clock, a worker or a command: nobody in particular."""

    pk = None

    def __str__(self) -> str:
        return "vliegwiel"


SITE = _Site()


def noted(
    *,
    action: str,
    about: Ref,
    actor: Actor,
    now: datetime,
    organisation_id: int | None = None,
    hub_id: int | None = None,
    reason: str = "",
    facts: dict[str, Any] | None = None,
) -> AuditRow:
    """Who did what to what, and why, to be written with others; `organisation_id` and `hub_id` say who may read it
    later.

    `action` is `room.verb`. Facts are JSON without personal data: ids, amounts, codes, before and after.
    """
    return AuditRow(
        at=now,
        actor_id=actor.pk,
        action=action,
        about=about,
        organisation_id=organisation_id,
        hub_id=hub_id,
        reason=reason,
        facts=facts or {},
    )


@step
def write(notes: Sequence[AuditRow]) -> None:
    """In this order, in one statement."""
    insert(notes)


@step
def record(
    *,
    action: str,
    about: Ref,
    actor: Actor,
    now: datetime,
    organisation_id: int | None = None,
    hub_id: int | None = None,
    reason: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Note it and write it at once, as nearly every verb does."""
    row = noted(
        action=action,
        about=about,
        actor=actor,
        now=now,
        organisation_id=organisation_id,
        hub_id=hub_id,
        reason=reason,
        facts=facts,
    )
    write([row])
