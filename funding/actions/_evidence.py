"""Where evidence is kept and how it goes: files before their rows when they come, rows before their files when they go.

A file without a row is nobody's: whatever breaks off between the two leaves one, and the night takes it away.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from funding.actions._documents import ENDINGS, Document, Sent, looked_at
from funding.models import BandDeclaration, Evidence
from funding.models.evidence import evidence_files
from hub.kit.audit import Actor
from hub.kit.errors import Refusal
from hub.kit.transactions import after_commit, step

log = logging.getLogger(__name__)

MOST_FILES = 6
MOST_TOGETHER = 20 * 1024 * 1024


class TooMuchEvidence(Refusal):
    code = "too_much_evidence"
    status = 400
    message = _("A declaration has at most %(files)s files, together at most %(most)s MB. Remove one first.")


class EvidenceGone(Refusal):
    code = "evidence_gone"
    status = 410
    message = _("This file is not there any more.")


class EvidenceDamaged(Refusal):
    code = "evidence_damaged"
    status = 500
    message = _("This file is not what was sent. Nobody can decide by it; tell whoever runs the site.")


# A document, and the name that its file has with us.
Kept = tuple[Document, str]


@contextmanager
def kept(sent: Sequence[Sent]) -> Iterator[list[Kept]]:
    """Look at each file and keep it; should what follows fail, none is left."""
    if len(sent) > MOST_FILES:
        raise _too_much()
    documents = [looked_at(each) for each in sent]
    stored: list[Kept] = []
    try:
        for document in documents:
            ending = ENDINGS[document.media_type][0]
            name = evidence_files().save(f"{uuid4().hex}{ending}", ContentFile(document.content))
            stored.append((document, name))
        yield stored
    except BaseException:
        drop(name for _document, name in stored)
        raise


@step
def attach(
    declaration: BandDeclaration, files: Iterable[Kept], *, actor: Actor, now: datetime
) -> list[Evidence]:
    """Rows for files that are kept already. The caller holds the organisation's key. Raises `TooMuchEvidence`."""
    rows = [
        Evidence(
            declaration=declaration,
            name=document.name,
            stored=stored,
            media_type=document.media_type,
            size=len(document.content),
            sha256=document.sha256,
            added_by_id=actor.pk,
            added_at=now,
        )
        for document, stored in files
    ]
    there = present(declaration)
    size = sum(each.size for each in [*there, *rows])
    if len(there) + len(rows) > MOST_FILES or size > MOST_TOGETHER:
        raise _too_much()
    return Evidence.objects.bulk_create(rows)


def present(declaration: BandDeclaration) -> list[Evidence]:
    return list(declaration.evidence.filter(removed_at=None))


@step
def forget(evidence: Sequence[Evidence], *, now: datetime) -> None:
    """The files and their names go; that there was something stays."""
    names = [each.stored for each in evidence]
    Evidence.objects.filter(pk__in=[each.pk for each in evidence]).update(name="", stored="", removed_at=now)
    after_commit(lambda: drop(names))


def drop(names: Iterable[str]) -> None:
    """Delete files; one that cannot be deleted now is taken by the night."""
    for name in names:
        try:
            evidence_files().delete(name)
        except OSError:
            log.exception("a file of evidence was not deleted")


def content_of(evidence: Evidence) -> bytes:
    """What was sent, to the byte. Raises `EvidenceGone`, `EvidenceDamaged`."""
    try:
        with evidence_files().open(evidence.stored) as file:
            content: bytes = file.read()
    except (OSError, ValueError) as error:
        raise EvidenceGone() from error
    if hashlib.sha256(content).hexdigest() != evidence.sha256:
        raise EvidenceDamaged()
    return content


def _too_much() -> TooMuchEvidence:
    return TooMuchEvidence(files=MOST_FILES, most=MOST_TOGETHER // 1024 // 1024)
