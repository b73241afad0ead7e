"""Annual accounts as people send them, whole and broken."""

import io
import struct
import zlib
from datetime import datetime

from PIL import Image

from funding.actions._documents import Sent
from funding.actions.declare_band import Turnover, declare_band
from funding.actions.take_review import take_review
from funding.models import BandDeclaration, Evidence, Review
from hub.demo import papers
from members.models import Organisation, User

LAST_YEAR = Turnover(fiscal_year=2025, turnover_cents=3_000_000)


def pdf(words: str = "Jaarrekening 2025") -> bytes:
    return papers.pdf(words)


def scan(kind: str = "PNG", size: tuple[int, int] = (80, 60)) -> bytes:
    written = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(written, kind)
    return written.getvalue()


def sent(content: bytes | None = None, name: str = "jaarrekening.pdf") -> Sent:
    return Sent(io.BytesIO(pdf() if content is None else content), name)


def declared(
    organisation: Organisation, *, by: User, now: datetime, turnover: Turnover = LAST_YEAR, files: int = 1
) -> BandDeclaration:
    """A declaration that waits, with so many PDFs."""
    papers = [sent(pdf(f"Page {number}"), f"page-{number}.pdf") for number in range(files)]
    return declare_band(organisation=organisation, turnover=turnover, evidence=papers, actor=by, now=now)


def in_hand(declaration: BandDeclaration, *, of: User, now: datetime) -> Review:
    """Its open look, taken."""
    review = declaration.reviews.get(decided_at=None)
    take_review(review=review, actor=of, now=now)
    return review


def file_of(declaration: BandDeclaration) -> Evidence:
    found = declaration.evidence.filter(removed_at=None).first()
    assert found is not None
    return found


def gigantic() -> bytes:
    """A PNG of 144 megapixels by its header, in a hundred bytes."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 12_000, 12_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
