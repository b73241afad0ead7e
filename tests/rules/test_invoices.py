"""Whatever is on an invoice: it adds up to the price that was agreed, to the cent, with VAT as the rules count it."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from funding.rules.invoices import EXEMPT, OUTSIDE, STANDARD, Amount, allotted, total

RATES = st.sampled_from([(STANDARD, 2_100), (STANDARD, 900), (STANDARD, 1), (STANDARD, 9_999), (EXEMPT, 0)])


@st.composite
def amounts(draw) -> Amount:
    category, rate = draw(RATES)
    price = draw(st.integers(0, 200_000))
    return Amount(price, draw(st.integers(0, price)), category, rate, "said" if not rate else "")


lines_of_an_invoice = st.lists(amounts(), min_size=1, max_size=12)


@given(lines_of_an_invoice)
def test_the_price_is_net_and_vat_and_what_was_rounded(lines) -> None:
    found = total(lines)
    gross = sum(line.gross_cents for line in lines)
    assert found.net_cents + found.vat_cents + found.rounding_cents == gross
    assert abs(found.rounding_cents) <= len(found.vat), "at most a cent for each rate"


@given(lines_of_an_invoice)
def test_the_vat_of_a_rate_is_the_rate_of_its_sum(lines) -> None:
    for part in total(lines).vat:
        due = (Decimal(part.net_cents) * part.vat_bp / 10_000).quantize(Decimal(1), ROUND_HALF_UP)
        assert part.vat_cents == int(due)


@given(lines_of_an_invoice)
def test_lines_add_up_to_their_rate_and_each_is_list_less_discount(lines) -> None:
    found = total(lines)
    for part in found.vat:
        mine = [
            net.net_cents
            for line, net in zip(lines, found.lines, strict=True)
            if (line.category, line.vat_bp) == (part.category, part.vat_bp)
        ]
        assert sum(mine) == part.net_cents
    for line, net in zip(lines, found.lines, strict=True):
        assert net.list_cents - net.discount_cents == net.net_cents >= 0
        exact = Decimal(line.gross_cents) * 10_000 / (10_000 + line.vat_bp)
        assert abs(net.net_cents - exact) < 2, "no line is off by more than the cents that are shared out"


@given(st.integers(0, 100_000), st.lists(st.integers(0, 30_000), min_size=1, max_size=6))
def test_what_was_paid_is_all_allotted_and_the_oldest_is_cleared_first(paid, own) -> None:
    found = allotted(paid, own)
    assert sum(found) == paid
    assert all(part <= due for part, due in zip(found[:-1], own[:-1], strict=True))
    for place in range(1, len(own)):
        assert found[place] <= 0 or found[:place] == own[:place]


@given(lines_of_an_invoice, st.data())
def test_what_is_to_pay_is_the_own_share_less_what_was_paid(lines, data) -> None:
    """BR-CO-16, whatever funds carry and whatever was paid: the price, and not what rounding made of it, is what
    counts."""
    found = total(lines)
    gross = sum(line.gross_cents for line in lines)
    funds = data.draw(st.integers(0, gross))
    paid = data.draw(st.integers(0, gross - funds + 500))
    to_pay = found.net_cents + found.vat_cents - (funds + paid) + found.rounding_cents
    assert to_pay == (gross - funds) - paid


def test_an_odd_cent_stands_as_a_rounding() -> None:
    found = total([Amount(3, 0, STANDARD, 2_100)])
    assert (found.net_cents, found.vat_cents, found.rounding_cents) == (2, 0, 1)


def test_two_reasons_for_no_vat_stand_together() -> None:
    found = total(
        [Amount(5, 0, EXEMPT, 0, "one"), Amount(5, 0, EXEMPT, 0, "two"), Amount(1, 0, OUTSIDE, 0, "three")]
    )
    assert [part.reason for part in found.vat] == ["one; two", "three"]
