from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from funding.actions._documents import Sent
from funding.actions._evidence import Kept, attach, kept
from funding.models import BandDeclaration, DeclarationStatus, Evidence
from funding.permissions import demand
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import step, verb
from members.permissions import administers


class NotLookedAtAnyMore(Refusal):
    code = "not_looked_at_any_more"
    message = _("Nobody will look at this declaration any more, so nothing is added to it or taken away.")


class NoFile(Refusal):
    code = "no_file"
    status = 400
    message = _("Choose at least one file.")


def add_evidence(
    *, declaration: BandDeclaration, files: Sequence[Sent], actor: Actor, now: datetime
) -> list[Evidence]:
    """An owner adds annual accounts to a declaration that is still to be looked at, for the first time or again.

    The files are read before the transaction begins, since that takes a moment. Raises `NoFile`, `NotLookedAtAnyMore`,
    `TooMuchEvidence`, what `funding.actions._documents` refuses, and `Forbidden`.
    """
    demand(administers, actor, declaration.organisation)
    if not files:
        raise NoFile()
    with kept(files) as stored:
        return _add(declaration=declaration, stored=stored, actor=actor, now=now)


@verb
def _add(*, declaration: BandDeclaration, stored: list[Kept], actor: Actor, now: datetime) -> list[Evidence]:
    demand(administers, actor, declaration.organisation)
    require_open(declaration)
    made = attach(declaration, stored, actor=actor, now=now)
    record(
        action="funding.add_evidence",
        about=declaration.ref,
        actor=actor,
        now=now,
        organisation_id=declaration.organisation_id,
        facts={"sha256": [each.sha256 for each in made]},
    )
    return made


@step
def require_open(declaration: BandDeclaration) -> None:
    """Under the organisation's key: somebody is still to decide about it. Raises `NotLookedAtAnyMore`."""
    lock([(LockKind.ORGANISATION, declaration.organisation_id)])
    fresh = BandDeclaration.objects.get(pk=declaration.pk)
    if fresh.status == DeclarationStatus.REPLACED or not fresh.reviews.filter(decided_at=None).exists():
        raise NotLookedAtAnyMore()
