"""Tables that people bring from their spreadsheets, as text: CSV as any program writes it, and XLSX.

Whoever writes such a file may be anybody: what it may weigh, unpacked too, is limited, and no formula is worked out
(the value is read that the spreadsheet kept with it).
"""

import csv
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from hub.kit.errors import Refusal
from hub.kit.spreadsheet import FORMULA

MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
MOST_ENTRIES = 500
# Whole rows of all columns have fewer. The library keeps each in memory where a sheet does not say its own size: ten
# million of the emptiest fit into a file of 90 KB, and take a minute and a gigabyte.
MOST_TAGS = 3_000_000
PIECE = 1_000_000
MOST_ROWS = 10_000
# Empty ones among them.
MOST_LOOKED_AT = 200_000
MOST_COLUMNS = 60
MOST_IN_A_CELL = 20_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class FileTooLarge(Refusal):
    code = "file_too_large"
    status = 400
    message = _("The file is too large: at most %(most)s MB, also when it is unpacked. Split it in two.")


class NotATable(Refusal):
    code = "not_a_table"
    status = 400
    message = _("We cannot read this file as a table. Save it as CSV or as XLSX, and choose it again.")


class OldWorkbook(Refusal):
    code = "old_workbook"
    status = 400
    message = _("This is a workbook of before 2007 (.xls). Save it as XLSX or CSV, and choose it again.")


class UnknownEncoding(Refusal):
    code = "unknown_encoding"
    status = 400
    message = _("We cannot tell how the letters in this file are written. Save it as “CSV UTF-8” or as XLSX.")


class QuoteLeftOpen(Refusal):
    code = "quote_left_open"
    status = 400
    message = _("From row %(row)s on a quotation mark is left open or stands in the wrong place. Repair it.")


class TooManyRows(Refusal):
    code = "too_many_rows"
    status = 400
    message = _("A file has at most %(most)s rows. Split it in two.")


class TooManyColumns(Refusal):
    code = "too_many_columns"
    status = 400
    message = _("A table has at most %(most)s columns. Leave out what is not for us.")


class CellTooLong(Refusal):
    code = "cell_too_long"
    status = 400
    message = _("In row %(row)s a cell has more than %(most)s characters. Shorten it.")


class NothingInIt(Refusal):
    code = "nothing_in_it"
    status = 400
    message = _(
        "There is nothing in this file under the headings. The first row that is not empty has the headings."
    )


@dataclass(frozen=True, slots=True)
class TableRow:
    """`number` as the spreadsheet counts, from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Every row has as many cells as there are headings; empty rows are left out."""

    head: tuple[str, ...]
    rows: tuple[TableRow, ...]


def read_table(data: bytes) -> Table:
    """The first sheet of an XLSX, or a CSV. Raises the refusals above."""
    if len(data) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // 1_000_000)
    if data.startswith(OLD_EXCEL):
        raise OldWorkbook()
    return _table(_sheet(data) if data.startswith(b"PK\x03\x04") else _csv(_text(data)))


def _table(rows: Iterable[list[str]]) -> Table:
    head: tuple[str, ...] | None = None
    found: list[TableRow] = []
    for number, cells in enumerate(rows, start=1):
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise TooManyColumns(most=MOST_COLUMNS)
        if any(len(each) > MOST_IN_A_CELL for each in cells):
            raise CellTooLong(row=number, most=MOST_IN_A_CELL)
        if number > MOST_LOOKED_AT:
            raise TooManyRows(most=MOST_ROWS)
        if head is None and cells:
            head = tuple(each.strip() for each in cells)
        elif cells:
            if len(found) == MOST_ROWS:
                raise TooManyRows(most=MOST_ROWS)
            found.append(TableRow(number, tuple(each.strip() for each in cells)))
    if not head or not found:
        raise NothingInIt()
    width = max(len(head), *(len(row.cells) for row in found))
    full = [TableRow(row.number, row.cells + ("",) * (width - len(row.cells))) for row in found]
    return Table(head + ("",) * (width - len(head)), tuple(full))


def encoding_of(data: bytes) -> str:
    """As what the letters of a CSV are read: "utf-8-sig", "cp1252", "utf-16"... Empty for a workbook."""
    return "" if data.startswith((b"PK\x03\x04", OLD_EXCEL)) else _decoded(data)[0]


def _text(data: bytes) -> str:
    return _decoded(data)[1]


def _decoded(data: bytes) -> tuple[str, str]:
    """UTF-8 and UTF-16 with or without a mark in front, else what Windows writes in Western Europe."""
    encodings = ["utf-8-sig", "cp1252"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in data:
        zeros = Counter(place % 2 for place, byte in enumerate(data[:4_000]) if byte == 0)
        encodings = ["utf-16-le" if zeros[1] >= zeros[0] else "utf-16-be"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return encoding, text
    raise UnknownEncoding()


def _csv(text: str) -> Iterator[list[str]]:
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1
    try:
        for number, cells in enumerate(reader, start=1):
            # What Excel writes above all else, for itself.
            if number == 1 and (cells or [""])[0].lower().startswith("sep=") and not any(cells[1:]):
                continue
            yield [_bare(cell) for cell in cells]
    except csv.Error as error:
        raise QuoteLeftOpen(row=number + 1) from error


def _bare(cell: str) -> str:
    """Without the apostrophe that our own tables put before what a spreadsheet would take for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell


def _separator(text: str) -> str:
    """What stands most often between the headings, outside quotation marks."""
    found: Counter[str] = Counter()
    quoted = False
    for place, letter in enumerate(text[:MOST_IN_A_CELL]):
        quoted ^= letter == '"'
        if letter in ";,\t" and not quoted:
            found[letter] += 1
        if letter in "\r\n" and not quoted and text[:place].strip():
            break
    return found.most_common(1)[0][0] if found else ";"


def _sheet(data: bytes) -> Iterator[list[str]]:
    _demand_light(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What a file says of its own size may be anything.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True):
            yield [_as_text(value) for value in row]
    except Refusal:
        raise
    except (
        Exception
    ) as error:  # the library raises whatever the part of the file it stumbles over makes it raise
        raise NotATable() from error


def _demand_light(data: bytes) -> None:
    """A reader of ZIPs gives no more of an entry than the entry says it has."""
    try:
        book = zipfile.ZipFile(io.BytesIO(data))
        entries = book.infolist()
        is_heavy = len(entries) > MOST_ENTRIES or sum(each.file_size for each in entries) > MOST_UNPACKED
        if is_heavy or _tags(book, entries) > MOST_TAGS:
            raise FileTooLarge(most=MOST_UNPACKED // 1_000_000)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise NotATable() from error


def _tags(book: zipfile.ZipFile, entries: Iterable[zipfile.ZipInfo]) -> int:
    """How many all of it has, as far as they are counted: a sheet may be called anything."""
    found = 0
    for entry in entries:
        with book.open(entry) as page:
            while found <= MOST_TAGS and (piece := page.read(PIECE)):
                found += piece.count(b"<")
    return found


def _as_text(value: Any) -> str:
    """As somebody would type it: whole numbers without a point, days as 2026-11-30."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).replace("\x00", "")
