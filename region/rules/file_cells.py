"""One cell of a table of entries, read as what its column says it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from bookings.rules.import_cells import ERRORS, Wrong
from bookings.rules.import_columns import folded
from region.rules.file_columns import Column, Read

# So many different words that are not known are compared with those that are; the others are only named.
MOST_GUESSED = 100
MOST_LINES = 50
FIVE_PLACES = Decimal("0.00001")
DEGREES = re.compile(r"-?[0-9]{1,3}([.,][0-9]{1,20})?", re.ASCII)
HOST = re.compile(r"[^\s/?#@]+\.[^\s/?#@.]+")


@dataclass(frozen=True, slots=True)
class Town:
    """Degrees WGS 84."""

    pk: int
    name: str
    region_id: int
    latitude: Decimal
    longitude: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """Of a cell with several lines in parts: who takes part, or what is there. `slug` names an entry of the atlas."""

    what: str
    name: str = ""
    slug: str = ""
    nl: str = ""
    en: str = ""
    since: int | None = None
    last: str = ""


@dataclass(slots=True)
class Names:
    """What this site knows, by each of its names, folded; towns of one name are several."""

    kinds: Mapping[str, str]
    sectors: Mapping[str, str]
    phases: Mapping[str, str]
    reaches: Mapping[str, str]
    stages: Mapping[str, str]
    themes: Mapping[str, int]
    things: Mapping[str, int]
    towns: Mapping[str, tuple[Town, ...]]
    guessed: dict[str, str] = field(default_factory=dict)

    def nearest(self, text: str, known: Mapping[str, Any]) -> str:
        """What was probably meant, or nothing."""
        wanted = folded(text)[:80]
        if wanted not in self.guessed and len(self.guessed) < MOST_GUESSED:
            self.guessed[wanted] = next(iter(get_close_matches(wanted, known, n=1, cutoff=0.7)), "")
        return self.guessed.get(wanted, "")


def read_cell(text: str, column: Column, names: Names) -> Any:
    """Its value; raises `Wrong`. An empty cell is not asked about."""
    if "\x00" in text:
        raise Wrong("not_text")
    if ERRORS.fullmatch(text):
        raise Wrong("formula_failed", found=text)
    # The first letter alone: "+31 ..." and "- nog te doen" are what somebody wrote.
    if text.startswith("=") and column.read != Read.ASIDE:
        raise Wrong("a_formula", found=text[:40])
    return READERS[column.read](text, column, names)


def _text(text: str, column: Column, names: Names) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(plain) > column.most:
        raise Wrong("too_long", most=column.most, length=len(plain))
    return plain


def _one_of(known: Mapping[str, Any], text: str, names: Names, code: str) -> Any:
    found = known.get(folded(text))
    if found is None:
        meant = names.nearest(text, known)
        raise Wrong(
            f"{code}_meant" if meant else code, found=text[:80], **({"meant": meant} if meant else {})
        )
    return found


def _town(text: str, column: Column, names: Names) -> tuple[Town, ...]:
    found: tuple[Town, ...] = _one_of(names.towns, text, names, "unknown_town")
    return found


def _degrees(text: str, column: Column, names: Names) -> Decimal:
    if not DEGREES.fullmatch(text.strip()):
        raise Wrong("degrees", found=text[:40])
    return Decimal(text.strip().replace(",", ".")).quantize(FIVE_PLACES)


def _year(text: str, column: Column, names: Names) -> int:
    if not re.fullmatch(r"[0-9]{4}", text, re.ASCII) or not 1500 <= int(text) <= 2100:
        raise Wrong("year", found=text[:40])
    return int(text)


def _website(text: str, column: Column, names: Names) -> str:
    return website(text)


def website(text: str) -> str:
    """With its scheme; raises `Wrong` for what a browser should not be led to."""
    plain = text.strip()
    if not re.match(r"https?://", plain, re.IGNORECASE):
        plain = f"https://{plain}"
    try:
        parts = urlsplit(plain)
        port = parts.port
    except ValueError as error:
        raise Wrong("website", found=text[:80]) from error
    is_fine = HOST.fullmatch(parts.hostname or "") and not parts.username and port in (None, 80, 443, 8080)
    if not is_fine or re.search(r"[\s<>\"\\\x00-\x1f]", plain) or len(plain) > 300:
        raise Wrong("website", found=text[:80])
    return plain


def _themes(text: str, column: Column, names: Names) -> tuple[int, ...]:
    parts = [part.strip() for part in re.split(r"[;|\n]", text) if part.strip()]
    # With commas between them where they stand so; a name may have one of its own.
    if any(folded(part) not in names.themes for part in parts):
        parts = [part.strip() for part in re.split(r"[,;|\n]", text) if part.strip()]
    return tuple(sorted({_one_of(names.themes, part, names, "unknown_theme") for part in parts}))


def _lines(text: str, most: int) -> list[list[str]]:
    """Each line in its parts; a stroke of the text's own has a backslash in front."""
    lines = [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
    if len(lines) > MOST_LINES:
        raise Wrong("too_many_lines", most=MOST_LINES)
    split = [[_bare(part) for part in re.split(r"(?<!\\)\|", line)] for line in lines]
    if any(len(parts) > most for parts in split):
        raise Wrong("too_many_parts", most=most)
    return [parts + [""] * (most - len(parts)) for parts in split]


def _bare(part: str) -> str:
    return part.strip().replace("\\|", "|")


def _partners(text: str, column: Column, names: Names) -> tuple[Line, ...]:
    found = []
    for who, sector, nl, en, since, source in _lines(text, 6):
        _demand_lengths((who, 160), (nl, 200), (en, 200), (source, 300))
        what = _one_of(names.sectors, sector, names, "unknown_sector") if sector else "culture"
        year = _year(since, column, names) if since else None
        slug = who[1:] if who.startswith("@") else ""
        found.append(Line(what, "" if slug else who, slug, nl, en, year, source))
    return _once(found)


def _things(text: str, column: Column, names: Names) -> tuple[Line, ...]:
    found = []
    for kind, name, nl, en, site in _lines(text, 5):
        _demand_lengths((name, 120), (nl, 600), (en, 600))
        what = str(_one_of(names.things, kind, names, "unknown_thing"))
        found.append(Line(what, name or kind, "", nl, en, None, website(site) if site else ""))
    return _once(found)


def _demand_lengths(*parts: tuple[str, int]) -> None:
    for part, most in parts:
        if len(part) > most:
            raise Wrong("too_long", most=most, length=len(part))


def _once(lines: list[Line]) -> tuple[Line, ...]:
    if any(not line.name and not line.slug for line in lines):
        raise Wrong("line_without_name")
    keys = [(line.slug, line.name, line.what if line.what.isdigit() else "") for line in lines]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice:
        raise Wrong("line_twice", found=twice[1] or f"@{twice[0]}")
    return tuple(lines)


READERS = {
    Read.TEXT: _text,
    Read.KIND: lambda text, column, names: _one_of(names.kinds, text, names, "unknown_entry_kind"),
    Read.SECTOR: lambda text, column, names: _one_of(names.sectors, text, names, "unknown_sector"),
    Read.PHASE: lambda text, column, names: _one_of(names.phases, text, names, "unknown_phase"),
    Read.REACH: lambda text, column, names: _one_of(names.reaches, text, names, "unknown_reach"),
    Read.STAGE: lambda text, column, names: _one_of(names.stages, text, names, "unknown_stage"),
    Read.TOWN: _town,
    Read.DEGREES: _degrees,
    Read.YEAR: _year,
    Read.WEBSITE: _website,
    Read.THEMES: _themes,
    Read.PARTNERS: _partners,
    Read.THINGS: _things,
    Read.ASIDE: lambda text, column, names: None,
}
