"""Annual accounts of organisations that do not exist: a PDF of one page with a few lines."""

import re
from collections.abc import Sequence

PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def pdf(*lines: str) -> bytes:
    """Whole, with a table of its parts that fits; the lines from the top, in plain letters."""
    drawn = _drawn(lines)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE.encode(),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn),
        FONT.encode(),
    ]
    out, starts = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    table += b"".join(b"%010d 00000 n \n" % start for start in starts)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(parts) + 1)
    return out + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(out)


def _drawn(lines: Sequence[str]) -> bytes:
    said = [re.sub(r"([()\\])", r"\\\1", line) for line in lines]
    shown = "\n".join(f"({line}) Tj T*" for line in said)
    return f"BT /F 14 Tf 20 TL 72 760 Td\n{shown}\nET".encode("cp1252", "replace")
