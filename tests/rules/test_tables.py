"""Files as people's spreadsheets write them are read as they look there; what is none is refused in words."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from bookings.rules.import_cells import Names, Wrong, read_cell
from bookings.rules.import_columns import BY_KEY, COLUMNS, folded, map_headings
from hub.kit import tables
from hub.kit.tables import read_table
from tests.factories.imports import csv_file, xlsx_file

NOBODY = Names({}, {})


def rows(data: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read_table(data).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_every_way_to_write_a_table_is_read(encoding, separator):
    data = csv_file(("Naam", "Prijs"), ("Café; 'de zaal', €", "1"), encoding=encoding, separator=separator)
    table = read_table(data)
    assert table.head == ("Naam", "Prijs")
    assert table.rows[0].cells == ("Café; 'de zaal', €", "1") and table.rows[0].number == 2


def test_rows_are_counted_as_the_spreadsheet_does():
    data = b'sep=;\r\nNaam;Soort\r\n"over\r\ntwee; regels";x\r\n\r\n;\r\nlaatste;y\r\n'
    assert [(row.number, row.cells) for row in read_table(data).rows] == [
        (2, ("over\r\ntwee; regels", "x")),
        (5, ("laatste", "y")),
    ]


def test_a_workbook_is_read_by_its_values():
    data = xlsx_file(
        ("Naam", "Prijs", "Vast", "Dag"), ("A", 12.5, True, date(2026, 11, 30)), (None,), ("B", 12.0, False)
    )
    assert [(row.number, row.cells) for row in read_table(data).rows] == [
        (2, ("A", "12.5", "yes", "2026-11-30")),
        (4, ("B", "12", "no", "")),
    ]


def test_a_formula_is_never_worked_out():
    book = Workbook()
    book.active.append(["Naam", "Prijs"])
    book.active.append(["A", "=1+1"])
    out = io.BytesIO()
    book.save(out)
    assert rows(out.getvalue()) == [("A", "")]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"xl/{number}", b"0" * 30_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", tables.NothingInIt),
        (b"Naam;Soort\r\n", tables.NothingInIt),
        (b'Naam\r\n"open', tables.QuoteLeftOpen),
        (b'Naam\r\n"a"b\r\n', tables.QuoteLeftOpen),
        (b"Na\x81am\r\nx", tables.UnknownEncoding),
        (b"PK\x03\x04 no zip", tables.NotATable),
        (tables.OLD_EXCEL + b"x", tables.OldWorkbook),
        (b"x" * (tables.MOST_BYTES + 1), tables.FileTooLarge),
        (b"Naam\r\n" + b"x\r\n" * (tables.MOST_ROWS + 1), tables.TooManyRows),
        (b";" * 90 + b"x\r\nx\r\n", tables.TooManyColumns),
        (b"Naam\r\n" + b"x" * 20_001, tables.CellTooLong),
    ],
)
def test_what_is_no_table_is_refused_in_words(data, refusal):
    with pytest.raises(refusal) as refused:
        read_table(data)
    assert len(str(refused.value)) > 20


def test_a_zip_that_unpacks_to_far_more_is_not_unpacked():
    with pytest.raises(tables.FileTooLarge):
        read_table(bomb())


def test_a_zip_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "hello")
    with pytest.raises(tables.NotATable):
        read_table(out.getvalue())


def with_a_sheet_of(text: str, *, called: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook whose sheet is this, under another name where one is given."""
    out, sheet = io.BytesIO(), "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(xlsx_file(("Naam",), ("Zaal",)))) as book:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in book.infolist():
                content = text.encode() if entry.filename == sheet else book.read(entry)
                content = content.replace(sheet.encode(), called.encode())
                archive.writestr(called if entry.filename == sheet else entry.filename, content)
    return out.getvalue()


@pytest.mark.parametrize("called", ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.bin"])
def test_a_small_file_of_very_many_empty_rows_is_refused_before_the_library_keeps_them(monkeypatch, called):
    """Where a sheet does not say how large it is, the library keeps all of it in memory to find out."""
    monkeypatch.setattr(tables, "MOST_TAGS", 1_000)
    opened = []
    monkeypatch.setattr(tables, "load_workbook", lambda *args, **kwargs: opened.append(args))
    with pytest.raises(tables.FileTooLarge):
        read_table(
            with_a_sheet_of(
                f"<worksheet><sheetData>{'<row/>' * 2_000}</sheetData></worksheet>", called=called
            )
        )
    assert opened == []


def test_a_workbook_that_refers_to_files_or_multiplies_itself_is_no_table():
    for entity in ('SYSTEM "file:///etc/hostname"', '"aaaa"'):
        text = (
            f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x {entity}>]><worksheet '
            'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
            '<c r="A1" t="str"><v>&x;</v></c></row></sheetData></worksheet>'
        )
        with pytest.raises(tables.NotATable):
            read_table(with_a_sheet_of(text))


def test_headings_are_known_in_both_languages_and_unknown_ones_named():
    found = map_headings(["  NAAM ", "Kleur", "price per hour (incl. VAT)", "Name", "", "serial_number"])
    assert found.keys == {0: "name", 2: "hour", 5: "serial_number"}
    assert found.unknown == ("Kleur",) and found.doubled == ("Name",)


def test_no_heading_means_two_things():
    each = [{folded(name) for name in (column.nl, column.en, *column.also)} for column in COLUMNS]
    assert sum(map(len, each)) == len(set().union(*each))
    for column in COLUMNS:
        for name in (column.nl, column.en):
            assert map_headings([name]).keys == {0: column.key}


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12", 1_200), ("12,5", 1_250), ("12.50", 1_250), ("€ 1.234,50", 123_450), ("1,234.50", 123_450),
        ("1.234", 123_400), ("12,-", 1_200), ("1 234,00", 123_400), ("EUR 3", 300), ("7.3500000000000005", 735),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text, cents):
    assert read_cell(text, BY_KEY["hour"], NOBODY) == cents


@pytest.mark.parametrize(
    "text", ["-5", "12,345,6", "1.23.4", "twaalf", "1e3", "٣", "NaN", "12,5 per uur", "9999999", "1,,2", "="]
)
def test_what_is_no_amount_is_not_guessed(text):
    with pytest.raises(Wrong):
        read_cell(text, BY_KEY["hour"], NOBODY)


@pytest.mark.parametrize("text", ["-1", "1.5", "٣", "1e3", "99999999999", "0"])
def test_what_is_no_number_of_people_is_not_guessed(text):
    with pytest.raises(Wrong):
        read_cell(text, BY_KEY["capacity_people"], NOBODY)
