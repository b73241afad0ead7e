"""Documents on paper: PDF/A-2a and PDF/UA, tagged, with a title and a language, set by Typst.

A template is `hub/documents/<room>/<name>.typ` and begins with `#import "/page.typ": *`. What it shows comes as values,
never as markup: nobody's name can be a command. Words come translated with the values.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from hub.kit.transactions import demand_outside

FOLDER = Path(__file__).resolve().parents[1] / "documents"
STANDARDS: list[Any] = ["a-2a", "ua-1"]
# What the font that comes with Typst has no glyph for is shown as this sign; a document for the archive may not have
# holes. First everything but the scripts of Europe goes, then everything but western ones.
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
EUROPEAN = (
    "\n\u0020-\u007e\u00a0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff\u2010-\u2027\u2030-\u203a\u20ac"
)
WESTERN = "\n\u0020-\u007e\u00a0-\u00ff\u2013\u2014\u2018-\u201d\u2026\u20ac"
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
NO_CHARACTERS = re.compile("[\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]")


def document(template: str, values: Mapping[str, Any], language: str, at: datetime) -> bytes:
    """The PDF of `funding/statement` with these values (JSON's own types, `title` among them), dated `at`.

    Takes from hundredths of a second to seconds, so it refuses to run inside a transaction.
    """
    demand_outside("making a document")
    shown = {**values, "language": language, "made_on": [at.year, at.month, at.day]}
    for allowed in ("", EUROPEAN, WESTERN):
        try:
            return _compiled(template, _legible(shown, allowed), at)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error) or allowed == WESTERN:
                raise
    raise AssertionError("the last round returns or raises")


def _compiled(template: str, values: Any, at: datetime) -> bytes:
    made = typst.compile(
        str(FOLDER / f"{template}.typ"),
        root=str(FOLDER),
        ignore_system_fonts=True,
        sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=int(at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def _legible(value: Any, allowed: str) -> Any:
    if isinstance(value, str):
        text = NO_CHARACTERS.sub(UNKNOWN, CONTROLS.sub("", value))
        return re.sub(f"[^{allowed}]", UNKNOWN, text) if allowed else text
    if isinstance(value, Mapping):
        return {name: _legible(each, allowed) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_legible(each, allowed) for each in value]
    return value
