"""What a hub takes along, as a file: a table for spreadsheets, JSON for programs, iCal for calendars, or all of it in
one ZIP. Written piece by piece while it is read."""

import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from bookings.models import BlockKind
from bookings.models.export_rows import Row
from bookings.models.exporting import KINDS
from bookings.models.exporting_files import files
from bookings.models.importing import facilities_there
from bookings.outbound.calendar import place_of, said, status, uid
from bookings.outbound.feeds import block_uid
from bookings.outbound.ical import Event, calendar_text, event_text, plain
from bookings.rules.import_columns import COLUMNS, Of
from facilities.models import Hub
from facilities.rules.week_notation import written
from hub.kit.pieces import InPieces
from hub.kit.spreadsheet import Cell, euros, lines

CALENDARS = ("bookings", "blocks")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "ics": "text/calendar; charset=utf-8",
    "zip": "application/zip",
}
STATES = {
    "nl": {"draft": "concept", "live": "live", "retired": "vervallen",
           "in_service": "inzetbaar", "in_repair": "in reparatie"},
    "en": {"draft": "draft", "live": "live", "retired": "retired",
           "in_service": "in service", "in_repair": "in repair"},
}  # fmt: skip


def formats_of(kind: str) -> tuple[str, ...]:
    return ("csv", "json", "ics") if kind in CALENDARS else ("csv", "json")


def pieces(hub: Hub, kind: str, ending: str, language: str, now: datetime) -> Iterator[bytes]:
    """One kind in one format, or `everything` as a ZIP."""
    if ending == "zip":
        yield from _everything(hub, language, now)
    elif ending == "json":
        yield from _json(KINDS[kind](hub))
    elif ending == "ics":
        yield calendar(hub, kind, language, now)
    else:
        for text in lines(_table(hub, kind, language, now), language):
            yield text.encode()


def _json(rows: Iterable[Row]) -> Iterator[bytes]:
    before = "[\n"
    for row in rows:
        yield (before + json.dumps(row, ensure_ascii=False)).encode()
        before = ",\n"
    yield b"\n]\n" if before == ",\n" else b"[]\n"


def _table(hub: Hub, kind: str, language: str, now: datetime) -> Iterator[list[Cell]]:
    if kind == "facilities":
        yield from facility_table(hub, language, now.astimezone(hub.zone).date())
        return
    head: list[str] | None = None
    for row in KINDS[kind](hub):
        if head is None:
            head = list(row)
            yield list(head)
        yield [_cell(value) for value in row.values()]


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    if isinstance(value, list):
        return ", ".join(
            each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in value
        )
    return ("true" if value else "false") if isinstance(value, bool) else value


def facility_table(hub: Hub, language: str, today: date) -> Iterator[list[Cell]]:
    """A row for each unit, with today's prices, under the headings by which it is brought in again, here or at another
    hub."""
    language = "nl" if language.startswith("nl") else "en"
    yield [column.heading(language) for column in COLUMNS]
    valid = (row for row in KINDS["rates"](hub) if row["valid_from"] <= today.isoformat())
    prices = {row["facility"]: row for row in valid}
    beside = _beside(hub, language, today)
    things: dict[str, list[Row]] = {}
    for unit in KINDS["units"](hub):
        things.setdefault(unit["facility"], []).append(unit)
    for facility in KINDS["facilities"](hub):
        for number, unit in enumerate(things.get(facility["slug"]) or [{}]):
            # What is the facility's is said once.
            about = facility | beside.get(facility["slug"], {}) if number == 0 else {"name": facility["name"]}
            yield [
                _value(
                    column.key,
                    column.of,
                    about,
                    prices.get(facility["slug"], {}) if number == 0 else {},
                    unit,
                    language,
                )
                for column in COLUMNS
            ]


def _beside(hub: Hub, language: str, today: date) -> dict[str, Row]:
    """By facility its own hours and the VAT that counts for it, as the import reads them."""
    found = {}
    for there in (each for same in facilities_there(hub, today).values() for each in same):
        rate_bp, reason = there.vat or (None, "")
        rate = None if rate_bp is None else f"{Decimal(rate_bp) / 100:f}"
        found[there.facility.slug] = {
            "hours": written(there.week, language),
            "vat": rate.replace(".", ",") if rate and language == "nl" else rate,
            "vat_reason": "" if rate_bp else reason,
        }
    return found


def _value(key: str, of: Of, facility: Row, card: Row, unit: Row, language: str) -> Cell:
    if of == Of.RATE:
        cents = card.get(f"{key}_cents")
        return "" if cents is None else euros(cents, language)
    value = (
        facility.get(key)
        if of in (Of.FACILITY, Of.BESIDE)
        else unit.get("state" if key == "unit_state" else key)
    )
    if key in ("state", "unit_state"):
        return STATES[language].get(value or "", "")
    if isinstance(value, bool):
        return {"nl": ("nee", "ja"), "en": ("no", "yes")}[language][value]
    return ", ".join(value) if isinstance(value, list) else value


def calendar(hub: Hub, kind: str, language: str, now: datetime) -> bytes:
    """All of them, what is cancelled or lifted marked as such; a booking of several things has an event for each."""
    with override(language):
        place = place_of(hub)
        events = [_event(kind, number, row, now) for number, row in enumerate(KINDS[kind](hub))]
        written = [event_text(each, place.lines, place.zone) for each in events]
        return calendar_text(["METHOD:PUBLISH"], [place.zone], written).encode()


def _event(kind: str, number: int, row: Row, now: datetime) -> Event:
    start, end = datetime.fromisoformat(row["starts_at"]), datetime.fromisoformat(row["ends_at"])
    if kind == "bookings":
        return Event(
            uid=uid(f"{row['number']}-{row['facility']}-{number}"),
            sequence=0,
            created=datetime.fromisoformat(row["placed_at"]),
            since=now,
            start=start,
            end=end,
            summary=plain(f"{row['organisation']}: {row['quantity']} × {row['facility']}"),
            description=tuple(said((row["number"], row["purpose"]))),
            url="",
            status=status(row["state"]),
        )
    return Event(
        uid=block_uid(row["uuid"]),
        sequence=0,
        created=datetime.fromisoformat(row["created_at"]),
        since=now,
        start=start,
        end=end,
        summary=plain(f"{row['title'] or BlockKind(row['kind']).label}: {', '.join(row['units'])}"),
        description=tuple(said((row["note"],))),
        url="",
        status="CANCELLED" if row["lifted_at"] else "CONFIRMED",
    )


def _everything(hub: Hub, language: str, now: datetime) -> Iterator[bytes]:
    out = InPieces()
    at = now.astimezone(hub.zone).timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for kind in KINDS:
            for ending in formats_of(kind):
                entry = zipfile.ZipInfo(f"{kind}.{ending}", at)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                with archive.open(entry, "w") as file:
                    for piece in pieces(hub, kind, ending, language, now):
                        file.write(piece)
                        if taken := out.taken():
                            yield taken
        for name, content in files(hub):
            entry = zipfile.ZipInfo(name, at)
            entry.external_attr = 0o644 << 16  # stored as it is: pictures do not pack
            with archive.open(entry, "w") as file:
                for piece in content:
                    file.write(piece)
                    if taken := out.taken():
                        yield taken
    yield out.taken()
