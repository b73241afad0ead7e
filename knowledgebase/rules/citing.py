"""How an article is cited: in words, and for the programs that keep lists of sources. Pure.

BibTeX as biblatex reads it (`@online`), RIS (https://en.wikipedia.org/wiki/RIS_(file_format)), and CSL-JSON
(https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

_SPECIAL = {
    # A brace counts for BibTeX whether or not a backslash stands before it: alone it would end the field.
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "%": r"\%", "#": r"\#",
    "$": r"\$", "&": r"\&", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """`key` is short and never changes; `version` is said where there are several. `place` is the lab or hub."""

    key: str
    authors: Sequence[str]
    title: str
    published: date
    url: str
    language: str
    licence: str
    version: str = ""
    place: str = ""
    publisher: str = "Vliegwiel"


def in_words(source: Source, version_word: str) -> str:
    """`Bo (2026). Title (version 2). Effenaar: Vliegwiel. https://...`, in the order that most styles have."""
    by = ", ".join(source.authors) or source.publisher
    title = f"{source.title} ({version_word} {source.version})" if source.version else source.title
    where = f"{source.place}: {source.publisher}" if source.place else source.publisher
    stop = "" if title[-1:] in "?!." else "."
    return _line(f"{by} ({source.published.year}). {title}{stop} {where}. {source.url}")


def bibtex(source: Source) -> str:
    fields = {
        "author": " and ".join("{" + _tex(name) + "}" for name in source.authors),
        "title": "{" + _tex(source.title) + "}",
        "year": str(source.published.year),
        "date": source.published.isoformat(),
        "version": _tex(source.version),
        "organization": _tex(source.publisher),
        "location": _tex(source.place),
        "url": source.url,
        "language": source.language,
        "note": _tex(source.licence),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@online{{{source.key},\n" + ",\n".join(lines) + "\n}\n"


def ris(source: Source) -> str:
    """Lines end as the format has it."""
    lines = [
        ("TY", "ELEC"),
        *(("AU", name) for name in source.authors),
        ("TI", source.title),
        ("PY", str(source.published.year)),
        ("DA", f"{source.published:%Y/%m/%d}"),
        ("ET", source.version),
        ("PB", source.publisher),
        ("CY", source.place),
        ("UR", source.url),
        ("LA", source.language),
        ("N1", source.licence),
        ("ID", source.key),
    ]
    said = [f"{tag}  - {_line(text)}" for tag, text in lines if text]
    return "\r\n".join([*said, "ER  - ", ""])


def csl_json(source: Source) -> str:
    item: dict[str, Any] = {
        "id": source.key,
        "type": "webpage",
        "title": source.title,
        # Whole names: which part sorts them is not ours to guess.
        "author": [{"literal": name} for name in source.authors],
        "issued": {"date-parts": [[source.published.year, source.published.month, source.published.day]]},
        "publisher": source.publisher,
        "publisher-place": source.place,
        "version": source.version,
        "URL": source.url,
        "language": source.language,
        "note": source.licence,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in _line(text))


def _line(text: str) -> str:
    """On one line: a line of its own would be read as another field."""
    return re.sub(r"\s+", " ", text).strip()
