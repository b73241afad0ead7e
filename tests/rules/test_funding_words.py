"""Amounts as people type them, years that may be declared, cents that are spread."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.rules.euros import cents_of
from funding.rules.fiscal import valid_until, years_to_declare
from funding.rules.vat import spread
from hub.kit.money import format_eur


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12", 1_200),
        ("12,5", 1_250),
        ("12.50", 1_250),
        ("1.234", 123_400),
        ("1,234", 123_400),
        ("1.234,50", 123_450),
        ("1,234.50", 123_450),
        ("€ 1.234.567,89", 123_456_789),
        ("EUR 84,00", 8_400),
        (" 30 000 ", 3_000_000),
        ("0", 0),
    ],
)
def test_amounts_are_read_the_dutch_and_the_english_way(text, cents):
    assert cents_of(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "+1",
        "1e9",
        "12,345,6",
        "1.23.456",
        "12,",
        ",50",
        "NaN",
        "0x10",
        "١٢",
        "12\x00",
        "1" * 30,
        "a12",
    ],
)
def test_what_is_no_amount_is_not_guessed_at(text):
    assert cents_of(text) is None


@given(st.integers(0, 10**12), st.sampled_from(["nl", "en"]))
def test_what_the_site_writes_it_also_reads(cents, language):
    assert cents_of(format_eur(cents, language)) == cents


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (date(2026, 11, 23), (2025,)),
        (date(2026, 6, 30), (2025, 2024)),
        (date(2026, 7, 1), (2025,)),
        (date(2027, 1, 1), (2026, 2025)),
    ],
)
def test_a_year_can_be_declared_once_it_is_over_and_while_it_counts(today, years):
    assert years_to_declare(today) == years
    assert all(valid_until(year) >= today for year in years)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=8))
def test_cents_are_spread_without_losing_one(cents, weights):
    if not sum(weights):
        return
    parts = spread(cents, weights)
    assert sum(parts) == cents
    assert all(
        abs(part - cents * weight / sum(weights)) < 1 for part, weight in zip(parts, weights, strict=True)
    )


def test_nothing_is_spread_over_nothing():
    assert spread(0, [0, 0]) == [0, 0]
    with pytest.raises(ValueError, match="nothing"):
        spread(1, [0, 0])
