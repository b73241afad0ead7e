"""What the verbs about contributions share: the row under its lock, and the refusals that more than one of them has."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.outbox import emit
from hub.kit.transactions import step
from knowledgebase.access import may_write
from knowledgebase.models import Contribution
from knowledgebase.models.writing import with_all
from members.models import User


class NotBeingWritten(Refusal):
    code = "not_being_written"
    message = _("This text is not being written now: it waits for a reviewer, is published or was withdrawn.")


class WrittenMeanwhile(Refusal):
    """`token` is what was saved meanwhile; nothing of it was written over."""

    code = "written_meanwhile"
    message = _("Somebody else, or you in another tab, saved this text meanwhile. Nothing was written over.")


@step
def held(uuid: UUID) -> Contribution:
    """The contribution, nobody else's to change until the transaction ends. Raises Http404."""
    found = _rows(uuid).first()
    if found is None:
        raise Http404
    return found


def _rows(uuid: UUID) -> Any:
    return with_all(Contribution.objects.filter(uuid=uuid)).select_for_update(of=("self",), no_key=True)


@step
def held_by_writer(uuid: UUID, actor: User) -> Contribution:
    """The same for those who write it; raises Http404 for anybody else."""
    found = held(uuid)
    if not may_write(actor, found):
        raise Http404
    return found


@step
def note(
    contribution: Contribution, action: str, *, actor: Any, now: datetime, reason: str = "", **facts: Any
) -> None:
    """A row in the audit trail."""
    record(
        action=f"knowledgebase.{action}",
        about=contribution.ref,
        actor=actor,
        now=now,
        organisation_id=contribution.organisation_id,
        hub_id=contribution.hub_id,
        reason=reason,
        facts=facts,
    )


@step
def tell(contribution: Contribution, kind: str, *, key: str, now: datetime, **payload: Any) -> None:
    emit(
        kind=f"contribution.{kind}",
        about=contribution.ref,
        key=f"contribution.{kind}:{key}",
        payload=payload,
        now=now,
    )
