"""What a form reads, read strictly: figures of other scripts and years of nobody's life are not taken for ours."""

from datetime import date, time
from decimal import Decimal

import pytest
from django import forms

from hub.kit.form_fields import (
    ClockField,
    DayField,
    DecimalField,
    PaperDayField,
    PercentField,
    WholeNumberField,
)

ARABIC, FULL_WIDTH, DEVANAGARI = "٣", "３", "३"


def refused(field: forms.Field, text: str) -> str:
    with pytest.raises(forms.ValidationError) as caught:
        field.clean(text)
    return str(caught.value.messages[0])


@pytest.mark.parametrize(
    "text", [ARABIC, FULL_WIDTH, DEVANAGARI, "1e9", "-1", "+3", "3.0", "0", "9", "1_0", "三"]
)
def test_a_whole_number_is_of_plain_figures_and_within_its_bounds(text):
    assert refused(WholeNumberField(most=8), text) == "Give a whole number from 1 to 8."


def test_a_whole_number_is_read():
    assert WholeNumberField(most=8).clean(" 8 ") == 8
    assert WholeNumberField(most=8, required=False).clean("") is None


@pytest.mark.parametrize(
    "text", [ARABIC, FULL_WIDTH, "NaN", "Infinity", "1e1", "1_0", "-1", "100.01", "12.345", "x"]
)
def test_a_percentage_is_of_plain_figures_and_at_most_a_hundred(text):
    assert refused(PercentField(), text) == "Give a percentage from 0 to 100, with at most two decimals."


@pytest.mark.parametrize(("text", "value"), [("0", "0"), ("100", "100"), ("12,5", "12.5"), ("12.50", "12.5")])
def test_a_percentage_has_a_point_or_a_comma(text, value):
    assert PercentField().clean(text) == Decimal(value)


def test_a_degree_is_of_plain_figures_and_may_be_below_nought():
    assert DecimalField().clean("-5,47778") == Decimal("-5.47778")
    assert refused(DecimalField(), "٥") == "Give a number such as 12.5, in plain figures."


@pytest.mark.parametrize("text", ["٢٠٢٦-١١-٢٦", "2026-11-31", "soon", "26 November 2026", "2026-1１-26"])
def test_a_day_is_one_of_the_calendar(text):
    assert refused(PaperDayField(), text) == "Give a day such as 2026-11-26."


@pytest.mark.parametrize("text", ["0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31", "31-12-9999"])
def test_a_day_on_paper_is_of_this_century(text):
    assert refused(PaperDayField(), text) == "Give a day from 1 January 2000 to 31 December 2099."


def test_a_day_is_read_as_browsers_and_as_people_write_it():
    assert DayField().clean("2026-11-26") == DayField().clean("26-11-2026") == date(2026, 11, 26)


def test_a_time_is_of_plain_figures():
    assert ClockField().clean("9.30") == time(9, 30)
    assert refused(ClockField(), "١٣:٠٠") == "Give a time such as 13:00."
