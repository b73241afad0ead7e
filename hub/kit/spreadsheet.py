"""Tables for spreadsheets: CSV that opens in columns where it is read, and in which no cell is a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.http import StreamingHttpResponse
from django.utils.translation import get_language

FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Of these a spreadsheet makes a number and nothing else: -12,50 and 1234.56.
NUMBER = re.compile(r"-?[0-9]{1,18}([.,][0-9]{1,4})?")
# So that programs that guess read our accents as they are.
BYTE_ORDER_MARK = "\ufeff"

Cell = str | int | date | None


def csv_of(rows: Iterable[Sequence[Cell]], language: str) -> bytes:
    """UTF-8, a semicolon between cells in Dutch and a comma in English, as spreadsheets there expect it."""
    return "".join(lines(rows, language)).encode()


def lines(rows: Iterable[Sequence[Cell]], language: str) -> Iterator[str]:
    """The same line by line, for what is too long to be kept whole."""
    mark = BYTE_ORDER_MARK
    for row in rows:
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=";" if language.startswith("nl") else ",")
        writer.writerow([cell(each) for each in row])
        yield mark + out.getvalue()
        mark = ""


def download(name: str, rows: Iterable[Sequence[Cell]]) -> StreamingHttpResponse:
    """The file as an answer in the reader's language, written while it is read. `name` is ours, without an ending."""
    kind = "text/csv; charset=utf-8"
    answer = StreamingHttpResponse(lines(rows, reading()), content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def reading() -> str:
    """The language that is on."""
    return get_language() or "nl"


def cell(value: Cell) -> str:
    """The text of a cell; one that would be taken for a formula gets an apostrophe in front and stays readable."""
    text = "" if value is None else str(value).replace("\x00", "")
    if isinstance(value, int) or NUMBER.fullmatch(text):
        return text
    return f"'{text}" if text.startswith(FORMULA) else text


def euros(cents: int, language: str) -> str:
    """`1234,50` in Dutch, `1234.50` in English: an amount that can be added up."""
    sign, (whole, rest) = "-" if cents < 0 else "", divmod(abs(cents), 100)
    return f"{sign}{whole}{',' if language.startswith('nl') else '.'}{rest:02d}"
