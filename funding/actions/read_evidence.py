from dataclasses import dataclass
from datetime import datetime

from funding.access import reader_of
from funding.actions._evidence import content_of
from funding.models import Evidence
from hub.kit.audit import record
from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.permissions import Person


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file in somebody's hands: its content, and the name and type to hand it over by."""

    content: bytes
    name: str
    media_type: str


def read_evidence(*, evidence: Evidence, actor: Person, now: datetime) -> ReadFile:
    """A file for who may read it at this moment: an owner, the reviewer who has it in hand, an administrator who broke
    the glass. Each reading is one row in the audit trail, written before the file is handed over.

    Raises `Forbidden`, `EvidenceGone`, `EvidenceDamaged`.
    """
    if reader_of(actor, evidence.declaration, now) is None:
        raise Forbidden
    content = content_of(evidence)
    _note(evidence=evidence, actor=actor, now=now)
    return ReadFile(content, evidence.name, evidence.media_type)


@verb
def _note(*, evidence: Evidence, actor: Person, now: datetime) -> None:
    # Asked once more: the file took a moment, and in that moment somebody may have decided, left or been left out.
    reader = reader_of(actor, evidence.declaration, now)
    if reader is None:
        raise Forbidden
    record(
        action="funding.read_evidence",
        about=evidence.declaration.ref,
        actor=actor,
        now=now,
        organisation_id=evidence.declaration.organisation_id,
        facts={"evidence": evidence.pk, "as": str(reader)},
    )
