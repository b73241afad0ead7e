"""What a spreadsheet opens is text and numbers, never a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.kit.spreadsheet import cell, csv_of, euros


@pytest.mark.parametrize(
    "text", ["=1+1", "+31612345678", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(...)", "--", "-", "+"]
)
def test_what_would_be_a_formula_gets_an_apostrophe_and_stays_readable(text) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Collectief Zout", "'t Hof", "3-2", "a=b", "-12,50", "-3", "1234.56", ""])
def test_words_and_numbers_stay_as_they_are(text) -> None:
    assert cell(text) == text


def test_nothing_is_an_empty_cell_and_a_number_is_a_number() -> None:
    assert (cell(None), cell(-7), cell("a\x00b")) == ("", "-7", "ab")


def test_dutch_and_english_spreadsheets_each_get_what_they_open_in_columns() -> None:
    row = ['Zoë; en "Bo"', euros(-123_456, "nl"), "=x"]
    assert csv_of([row], "nl").decode() == '\ufeff"Zoë; en ""Bo""";-1234,56;\'=x\r\n'
    assert csv_of([["a,b", euros(5, "en")]], "en").decode() == '\ufeff"a,b",0.05\r\n'


@given(st.lists(st.lists(st.text(), min_size=1, max_size=4), max_size=5), st.sampled_from(["nl", "en"]))
def test_no_cell_that_comes_out_is_a_formula(rows, language) -> None:
    text = csv_of(rows, language).decode().lstrip("\ufeff")
    delimiter = ";" if language == "nl" else ","
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    for line in read:
        for each in line:
            assert not each.startswith(("=", "+", "@", "\t", "\r"))
            assert not each.startswith("-") or each[1:2].isdigit()
