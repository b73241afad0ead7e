"""A request is one thing: its digest changes with anything in it but the key."""

from dataclasses import replace
from random import Random
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from bookings.rules.numbers import ALPHABET, new_number, read_number
from bookings.rules.request import BookingRequest, Visit
from funding.rules.lines import LineWish
from tests.cast import thursday

ASKED = BookingRequest(
    organisation_id=1,
    hub_id=2,
    lines=(LineWish(3, 1, thursday(13, 17)), LineWish(4, 2, thursday(13, 17))),
    purpose="Recording",
    reference="PO 7",
    price_digest="abc",
    request_key=uuid4(),
)


def test_the_key_is_no_part_of_what_is_asked():
    assert replace(ASKED, request_key=uuid4()).digest() == ASKED.digest()


def test_everything_else_is():
    others = [
        replace(ASKED, organisation_id=9),
        replace(ASKED, hub_id=9),
        replace(ASKED, lines=ASKED.lines[:1]),
        replace(ASKED, lines=ASKED.lines[::-1]),
        replace(ASKED, lines=(LineWish(3, 2, thursday(13, 17)), ASKED.lines[1])),
        replace(ASKED, lines=(LineWish(3, 1, thursday(13, 18)), ASKED.lines[1])),
        replace(ASKED, purpose="Recording "),
        replace(ASKED, reference=""),
        replace(ASKED, price_digest="abd"),
        replace(ASKED, visit=Visit(people=12)),
        replace(ASKED, visit=Visit(activity="workshop")),
        replace(ASKED, visit=Visit(setup_minutes=30)),
        replace(ASKED, visit=Visit(strike_minutes=30)),
    ]
    assert len({each.digest() for each in [ASKED, *others]}) == len(others) + 1


@given(st.integers())
def test_a_number_is_read_back_however_it_is_typed(seed):
    number = new_number(Random(seed))
    assert set(number) <= {*ALPHABET, "-"}
    assert len(number) == 9
    for typed in (
        number.lower(),
        number.replace("-", ""),
        number.replace("0", "O"),
        f" {number[:4]} {number[5:]}",
    ):
        assert read_number(typed) == number


def test_what_is_no_number_stays_what_it_is():
    assert read_number("../etc") == "../etc"
