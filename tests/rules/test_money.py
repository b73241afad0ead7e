import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.kit.money import (
    WHOLE_BP,
    format_eur,
    format_share,
    format_whole_eur,
    net_of_vat,
    share_floor,
    share_half_up,
)

CENTS = st.integers(min_value=0, max_value=10**12)
SHARES = st.integers(min_value=0, max_value=WHOLE_BP)


@given(CENTS, SHARES)
def test_a_share_and_its_complement_never_exceed_the_amount(cents: int, share: int) -> None:
    together = share_floor(cents, share) + share_floor(cents, WHOLE_BP - share)
    assert cents - 1 <= together <= cents


@given(CENTS, SHARES)
def test_rounding_half_up_is_at_most_one_cent_above_rounding_down(cents: int, share: int) -> None:
    assert share_half_up(cents, share) - share_floor(cents, share) in (0, 1)


@pytest.mark.parametrize(("cents", "share"), [(-1, 100), (100, -1)])
def test_no_share_is_taken_of_less_than_nothing(cents: int, share: int) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        share_floor(cents, share)
    with pytest.raises(ValueError, match="zero or more"):
        share_half_up(cents, share)


@given(CENTS, st.integers(min_value=0, max_value=5_000))
def test_net_and_vat_give_back_the_price(cents: int, vat_bp: int) -> None:
    net = net_of_vat(cents, vat_bp)
    assert 0 <= net <= cents
    # The price that a net amount leads to is never off by more than the rounding of one cent.
    assert abs(net * (WHOLE_BP + vat_bp) - cents * WHOLE_BP) <= (WHOLE_BP + vat_bp) / 2


def test_twenty_one_percent_of_a_price_with_btw() -> None:
    assert net_of_vat(24_000, 2_100) == 19_835


@pytest.mark.parametrize(
    ("cents", "dutch", "english"),
    [
        (8_400, "€\u00a084,00", "€\u00a084.00"),
        (123_456_789, "€\u00a01.234.567,89", "€\u00a01,234,567.89"),
        (-5, "€\u00a0-0,05", "€\u00a0-0.05"),
        (0, "€\u00a00,00", "€\u00a00.00"),
    ],
)
def test_amounts_read_as_each_language_writes_them(cents: int, dutch: str, english: str) -> None:
    assert format_eur(cents, "nl") == dutch
    assert format_eur(cents, "en") == english


def test_shares_read_without_needless_noughts() -> None:
    assert format_share(3_500, "nl") == "35\u00a0%"
    assert format_share(3_333, "nl") == "33,33\u00a0%"
    assert format_share(3_350, "en") == "33.5\u00a0%"


@pytest.mark.parametrize(
    ("cents", "language", "words"),
    [
        (100_000_000, "nl", "€\u00a01.000.000"),
        (5_000_000, "en", "€\u00a050,000"),
        (12_50, "nl", "€\u00a012,50"),
        (0, "en", "€\u00a00"),
    ],
)
def test_a_limit_has_cents_only_where_there_are_any(cents: int, language: str, words: str) -> None:
    assert format_whole_eur(cents, language) == words
