"""Files that prove a declaration: what they are is read from what they hold, never from what they are called.

What is kept is what was sent, to the byte, so that its hash is that of the paper in its owner's own drawer.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext_lazy as _

from facilities.actions._pictures import (
    BrokenPicture,
    MovingPicture,
    NotAPicture,
    PictureTooLarge,
    decoded,
    is_plain,
)
from hub.kit.errors import Refusal

MOST_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 120
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
STARTS = {b"%PDF-1.": PDF, b"%PDF-2.": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
ENDINGS = {PDF: (".pdf",), PNG: (".png",), JPEG: (".jpg", ".jpeg")}
NAMES = {PDF: "PDF", PNG: "PNG", JPEG: "JPEG"}
# Readers look for the end of a PDF in its last thousand bytes.
TAIL = 1024
# What stands where a PDF says that its list of parts begins: the word, or a part that holds the list.
LIST_OF_PARTS = re.compile(rb"\s*(xref\b|[0-9]+\s+[0-9]+\s+obj\b)")


class EvidenceRefused(Refusal):
    code = "evidence_refused"
    status = 400


class EvidenceName(EvidenceRefused):
    code = "evidence_name"
    message = _(
        "The name of a file holds a path or is too long. Give it a plain name, such as accounts-2025.pdf."
    )


class EvidenceTooHeavy(EvidenceRefused):
    code = "evidence_too_heavy"
    message = _("%(name)s is larger than %(most)s MB. Save it smaller, or send it in parts.")


class NotEvidence(EvidenceRefused):
    code = "not_evidence"
    message = _("%(name)s is no PDF, PNG or JPEG that we can read, whatever its name says.")


class NameBelies(EvidenceRefused):
    code = "name_belies"
    message = _("%(name)s is a %(kind)s by what it holds. Call it %(ending)s and send it again.")


class EvidenceBroken(EvidenceRefused):
    code = "evidence_broken"
    message = _("%(name)s breaks off or is damaged. Save it again and send that.")


class EvidenceLocked(EvidenceRefused):
    code = "evidence_locked"
    message = _("%(name)s asks for a password, so nobody could look at it. Save it without one.")


class EvidenceTooLarge(EvidenceRefused):
    code = "evidence_too_large"
    message = _("%(name)s measures %(width)s × %(height)s. At most %(most)s megapixels can be read.")


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as somebody sends it; its name is theirs."""

    file: IO[bytes]
    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was looked at."""

    name: str
    content: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def looked_at(sent: Sent) -> Document:
    """The file, if it is what it is called, and whole. Slow: never inside a transaction. Raises the refusals above."""
    name = sent.name.strip()
    if not name or len(name) > LONGEST_NAME or not is_plain(name) or not name.isprintable():
        raise EvidenceName()
    content = sent.file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise EvidenceTooHeavy(name=name, most=MOST_BYTES // 1024 // 1024)
    media_type = next((kind for start, kind in STARTS.items() if content.startswith(start)), None)
    if media_type is None:
        raise NotEvidence(name=name)
    if not name.lower().endswith(ENDINGS[media_type]):
        raise NameBelies(name=name, kind=NAMES[media_type], ending=ENDINGS[media_type][0])
    if media_type == PDF:
        _check_pdf(name, content)
    else:
        _check_picture(name, content)
    return Document(name, content, media_type)


def _check_pdf(name: str, content: bytes) -> None:
    """It has an end, and the list of its parts stands where the end says: one that breaks off has not."""
    tail = content[-TAIL:]
    starts = re.findall(rb"startxref\s+([0-9]{1,10})\s+%%EOF", tail)
    if not starts or not LIST_OF_PARTS.match(content, int(starts[-1])):
        raise EvidenceBroken(name=name)
    if re.search(rb"/Encrypt\b", content):
        raise EvidenceLocked(name=name)


def _check_picture(name: str, content: bytes) -> None:
    try:
        decoded(content)
    except PictureTooLarge as large:
        raise EvidenceTooLarge(name=name, **large.facts) from large
    except BrokenPicture as broken:
        raise EvidenceBroken(name=name) from broken
    except (NotAPicture, MovingPicture) as other:
        raise NotEvidence(name=name) from other
