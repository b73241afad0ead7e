from datetime import datetime

from funding.actions._evidence import EvidenceGone, forget
from funding.actions.add_evidence import require_open
from funding.models import Evidence
from funding.permissions import demand
from hub.kit.audit import Actor, record
from hub.kit.transactions import verb
from members.permissions import administers


@verb
def remove_evidence(*, evidence: Evidence, actor: Actor, now: datetime) -> None:
    """An owner takes a file away while nobody has decided; the file is deleted. Raises `NotLookedAtAnyMore`,
    `EvidenceGone`, `Forbidden`."""
    declaration = evidence.declaration
    demand(administers, actor, declaration.organisation)
    require_open(declaration)
    fresh = Evidence.objects.filter(pk=evidence.pk, removed_at=None).first()
    if fresh is None:
        raise EvidenceGone()
    forget([fresh], now=now)
    record(
        action="funding.remove_evidence",
        about=declaration.ref,
        actor=actor,
        now=now,
        organisation_id=declaration.organisation_id,
        facts={"sha256": [fresh.sha256]},
    )
