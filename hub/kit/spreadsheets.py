"""Rows for a spreadsheet, as CSV: with semicolons and a byte order mark, which Excel in Dutch opens right at once.

What a member typed is never a formula: a text that begins like one gets an apostrophe before it, which spreadsheets do
not show and people can read past.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO

from django.http import StreamingHttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
MARK = "\ufeff"
Cell = str | int | date | None


def amount(cents: int) -> str:
    """`1234,50`, `-0,05`: without a sign for the currency or thousands, so that it is a number."""
    sign, rest = "-" if cents < 0 else "", abs(cents)
    return f"{sign}{rest // 100},{rest % 100:02d}"


def safe(cell: Cell) -> str:
    """A cell's text. Whole numbers and days are what they are; a text that a spreadsheet would take for a formula is
    made plain."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str) and cell.startswith(FORMULA) and not _is_amount(cell):
        return f"'{cell}"
    return str(cell)


def lines(head: Iterable[Cell], rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    """The file, line by line."""
    yield MARK + _line(head)
    for row in rows:
        yield _line(row)


def download(name: str, head: Iterable[Cell], rows: Iterable[Iterable[Cell]]) -> StreamingHttpResponse:
    """The file as an answer, written while it is read: its size does not matter. `name` is ours, without an ending."""
    answer = StreamingHttpResponse(lines(head, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _line(cells: Iterable[Cell]) -> str:
    out = StringIO()
    csv.writer(out, delimiter=";").writerow([safe(cell) for cell in cells])
    return out.getvalue()


def _is_amount(cell: str) -> bool:
    """A negative amount of our own is a number and stays one."""
    return cell.startswith("-") and cell[1:].replace(",", "", 1).isdecimal() and cell.isascii()
