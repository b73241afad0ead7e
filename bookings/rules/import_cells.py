"""One cell of a table, read as what its column says it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bookings.rules.import_columns import Column, Read, folded
from facilities.rules.week import Hours
from facilities.rules.week_notation import Unreadable, read_week

YES = {"ja", "j", "yes", "y", "true", "waar", "1", "x"}
NO = {"nee", "n", "no", "false", "onwaar", "0", "-"}
STATES = {
    "draft": "draft", "concept": "draft", "nee": "draft", "no": "draft",
    "live": "live", "zichtbaar": "live", "op de site": "live", "visible": "live", "ja": "live", "yes": "live",
    "retired": "retired", "vervallen": "retired",
}  # fmt: skip
UNIT_STATES = {
    "in service": "in_service", "in gebruik": "in_service", "inzetbaar": "in_service", "goed": "in_service",
    "good": "in_service", "ok": "in_service",
    "in repair": "in_repair", "in reparatie": "in_repair", "kapot": "in_repair", "broken": "in_repair",
    "retired": "retired", "vervallen": "retired", "afgeschreven": "retired",
}  # fmt: skip
# What a spreadsheet shows where a formula went wrong.
ERRORS = re.compile(
    r"#(REF|N/A|NAME|VALUE|DIV/0|NULL|NUM|VERW|NB|NAAM|WAARDE|DEEL/0|LEEG|GETAL)[!?]?", re.IGNORECASE
)
AMOUNT = re.compile(r"(\d{1,9}|\d{1,3}(?:([.,' ])\d{3})+)(?:([.,])(\d{1,2}|-{1,2}))?", re.ASCII)
# A spreadsheet keeps 0.1 + 0.2 as 0.30000000000000004.
FLOAT = re.compile(r"[0-9]{1,9}\.[0-9]{3,20}")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a cell: a code with facts, said with its remedy by `bookings.outbound.import_words`. Row 0: the
    file as a whole."""

    row: int
    column: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


class Wrong(Exception):
    def __init__(self, code: str, **facts: Any) -> None:
        self.code, self.facts = code, facts
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Names:
    """The ids of kinds and features by each of their names, folded."""

    kinds: Mapping[str, int]
    features: Mapping[str, int]


def read_cell(text: str, column: Column, names: Names) -> Any:
    """Its value; raises `Wrong`. An empty cell is not asked about."""
    if "\x00" in text:
        raise Wrong("not_text")
    if ERRORS.fullmatch(text):
        raise Wrong("formula_failed", found=text)
    return READERS[column.read](text, column, names)


def _text(text: str, column: Column, names: Names) -> str:
    if len(text) > column.most:
        raise Wrong("too_long", most=column.most, length=len(text))
    return text


def _number(text: str, column: Column, names: Names) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or not column.least <= int(text) <= column.most:
        raise Wrong("whole_number", found=text[:40], least=column.least, most=column.most)
    return int(text)


def _yes_no(text: str, column: Column, names: Names) -> bool:
    said = folded(text)
    if said not in YES | NO:
        raise Wrong("yes_or_no", found=text[:40])
    return said in YES


def _euros(text: str, column: Column, names: Names) -> int:
    """Cents: 1.234,50 and 1,234.50, with or without the sign; what could be either (1.234) is thousands when the
    three figures after it say so."""
    plain = re.sub(
        r"^(€|eur)\s*|\s*(€|eur|euro)$", "", text.strip().replace("\u00a0", " "), flags=re.IGNORECASE
    ).strip()
    if FLOAT.fullmatch(plain) and (len(plain.partition(".")[2]) > 3):
        plain = f"{float(plain):.2f}"
    found = AMOUNT.fullmatch(plain)
    if not found or (found[2] and found[2] == found[3]):
        raise Wrong("euros", found=text[:40])
    cents = int(re.sub(r"\D", "", found[1])) * 100
    if found[4] and found[4].isdigit():
        cents += int(found[4].ljust(2, "0"))
    if cents > column.most:
        raise Wrong("euros", found=text[:40])
    return cents


def _percent(text: str, column: Column, names: Names) -> int:
    """Hundredths of a per cent. A cell that a spreadsheet shows as 21% holds 0.21, and no rate is that low."""
    found = re.fullmatch(r"(\d{1,2})(?:[.,](\d{1,20}))?\s*%?", text.strip(), re.ASCII)
    if not found:
        raise Wrong("percent", found=text[:40])
    share = Decimal(f"{found[1]}.{found[2] or 0}")
    if 0 < share < 1 and "%" not in text:
        share *= 100
    bp = int((share * 100).to_integral_value())
    if not 0 <= bp < 10_000:
        raise Wrong("percent", found=text[:40])
    return bp


def _hours(text: str, column: Column, names: Names) -> tuple[Hours, ...]:
    try:
        return read_week(text)
    except Unreadable as error:
        raise Wrong(error.code, found=error.part[:80]) from error


def _kind(text: str, column: Column, names: Names) -> int:
    found = names.kinds.get(folded(text))
    if found is None:
        raise Wrong("unknown_kind", found=text[:80])
    return found


def _features(text: str, column: Column, names: Names) -> tuple[int, ...]:
    parts = [part.strip() for part in re.split(r"[,;|\n]", text) if part.strip()]
    for part in parts:
        if folded(part) not in names.features:
            raise Wrong("unknown_feature", found=part[:80])
    return tuple(sorted({names.features[folded(part)] for part in parts}))


def _one_of(known: Mapping[str, str], code: str, text: str) -> str:
    found = known.get(folded(text))
    if found is None:
        raise Wrong(code, found=text[:40])
    return found


READERS = {
    Read.TEXT: _text,
    Read.NUMBER: _number,
    Read.YES_NO: _yes_no,
    Read.EUROS: _euros,
    Read.PERCENT: _percent,
    Read.HOURS: _hours,
    Read.KIND: _kind,
    Read.FEATURES: _features,
    Read.STATE: lambda text, column, names: _one_of(STATES, "draft_or_live", text),
    Read.UNIT_STATE: lambda text, column, names: _one_of(UNIT_STATES, "service_or_repair", text),
}
