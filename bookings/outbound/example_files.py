"""The file to start from: every heading with an example below it, and each explained on a second sheet."""

import io

from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from bookings.rules.import_columns import COLUMNS
from facilities.models import Feature, Kind
from hub.kit.spreadsheet import cell, csv_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# By language rows of columns; what is not said is empty.
EXAMPLES = {
    "nl": (
        {"name": "Studio A", "kind": "opnamestudio", "about_nl": "80 m2, met regiekamer", "capacity_people": "12",
         "turnaround_minutes": "30", "hours": "ma-vr 10:00-22:00; za 12:00-18:00", "hour": "45,00",
         "daypart": "150,00", "vat": "21", "label": "Studio A"},
        {"name": "Condensatormicrofoon", "kind": "microfoon", "day": "12,50", "label": "M-01",
         "serial_number": "SN 44121", "unit_state": "inzetbaar"},
        {"name": "Condensatormicrofoon", "label": "M-02", "serial_number": "SN 44122", "unit_state": "in reparatie",
         "note": "Kabel ontbreekt"},
        {"name": "Zangmicrofoon", "kind": "microfoon", "day": "5,00", "count": "12"},
    ),
    "en": (
        {"name": "Studio A", "kind": "recording studio", "about_en": "80 m2, with a control room",
         "capacity_people": "12", "turnaround_minutes": "30", "hours": "mo-fr 10:00-22:00; sa 12:00-18:00",
         "hour": "45.00", "daypart": "150.00", "vat": "21", "label": "Studio A"},
        {"name": "Condenser microphone", "kind": "microphone", "day": "12.50", "label": "M-01",
         "serial_number": "SN 44121", "unit_state": "in service"},
        {"name": "Condenser microphone", "label": "M-02", "serial_number": "SN 44122", "unit_state": "in repair",
         "note": "Cable is missing"},
        {"name": "Vocal microphone", "kind": "microphone", "day": "5.00", "count": "12"},
    ),
}  # fmt: skip
NAMES = {
    "nl": ("Faciliteiten", "Uitleg", "Kop", "Wat erin staat", "Soorten", "Kenmerken"),
    "en": ("Facilities", "Explained", "Heading", "What it says", "Kinds", "Features"),
}


def example_rows(language: str) -> list[list[str]]:
    rows = [[example.get(column.key, "") for column in COLUMNS] for example in EXAMPLES[language]]
    return [[column.heading(language) for column in COLUMNS], *rows]


def example_csv(language: str) -> bytes:
    return csv_of(example_rows(language), language)


def example_xlsx(language: str) -> bytes:
    """Only the first sheet is read when it comes back."""
    first, second, *heads = NAMES[language]
    book = Workbook()
    sheet = book.active
    sheet.title = first
    for row in example_rows(language):
        sheet.append([cell(each) for each in row])
    explained = book.create_sheet(second)
    explained.append(heads[:2])
    with override(language):
        for column in COLUMNS:
            explained.append([column.heading(language), str(column.explained)])
        for head, rows in ((heads[2], Kind.objects.all()), (heads[3], Feature.objects.all())):
            explained.append([])
            explained.append([head])
            for known in rows:
                explained.append([known.name])
    for each in (sheet, explained):
        each.freeze_panes = "A2"
        for heading in each[1]:
            heading.font = Font(bold=True)
    explained.column_dimensions["A"].width, explained.column_dimensions["B"].width = 34, 100
    for column in sheet.columns:
        sheet.column_dimensions[column[0].column_letter].width = max(14, len(str(column[0].value)) + 2)
    for row in explained.iter_rows():
        row[0].alignment = Alignment(vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
