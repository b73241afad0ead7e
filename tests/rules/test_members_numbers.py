"""KvK and btw numbers by their form; a person's old btw number is refused, an organisation's kept."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_97_10
from stdnum.nl import bsn

from members.rules.numbers import BadNumber, Wrong, holds_citizen_number, kvk_number, vat_number

# The tax authority's own examples: a new freelancer's number, and an old one that is its holder's citizen number.
NEW, OLD = "NL002455799B11", "NL111222333B01"

digits = st.text("0123456789", min_size=1, max_size=12)


def citizen_number(start: int) -> str:
    """The first number from here on that passes the eleven-test; never more than some twenty away."""
    return next(f"{n:09d}" for n in range(start, start + 100) if bsn.is_valid(f"{n:09d}"))


citizen_numbers = st.integers(10_000_000, 999_999_000).map(citizen_number)
suffixes = st.integers(1, 99).map(lambda n: f"B{n:02d}")


def wrong(function, *args, **options) -> Wrong:
    with pytest.raises(BadNumber) as caught:
        function(*args, **options)
    return caught.value.wrong


@given(digits)
def test_a_kvk_number_is_eight_digits(text):
    if len(text) == 8:
        assert kvk_number(text) == text
    else:
        assert wrong(kvk_number, text) is Wrong.KVK


@pytest.mark.parametrize("text", ["12.34.56.78", " 1234 5678 "])
def test_people_write_spaces_and_dots(text):
    assert kvk_number(text) == "12345678"


@pytest.mark.parametrize(
    "text", ["1234567", "123456789", "1234567a", "١٢٣٤٥٦٧٨", "1234\x005678", "-12345678"]
)
def test_what_is_no_kvk_number(text):
    assert wrong(kvk_number, text) is Wrong.KVK


def test_no_number_is_no_number():
    assert kvk_number("") == "" == vat_number("", of_a_person=True)


@pytest.mark.parametrize("text", [NEW, "nl 0024.55.799 B11", "002455799B11"])
def test_a_freelancers_new_number_is_taken(text):
    assert vat_number(text, of_a_person=True) == NEW


def test_a_freelancers_old_number_is_refused_for_a_person_alone():
    assert wrong(vat_number, OLD, of_a_person=True) is Wrong.CITIZEN
    assert vat_number(OLD, of_a_person=False) == OLD


@pytest.mark.parametrize(
    "text",
    ["NL123456789B90", "BE0123456789", "NL00245579B11", "B01", "x", "NL٠٠٢٤٥٥٧٩٩B11", "NL002455799\x00B11"],
)
@pytest.mark.parametrize("of_a_person", [True, False])
def test_what_is_no_btw_number(text, of_a_person):
    assert wrong(vat_number, text, of_a_person=of_a_person) is Wrong.VAT


@given(st.text(max_size=20), st.booleans())
def test_any_text_is_taken_or_refused_in_words(text, of_a_person):
    for function, options in [(kvk_number, {}), (vat_number, {"of_a_person": of_a_person})]:
        try:
            taken = function(text, **options)
        except BadNumber:
            continue
        assert len(taken) <= 14 and taken.isascii()


@given(citizen_numbers, suffixes)
def test_no_persons_citizen_number_gets_through(citizen, suffix):
    number = f"NL{citizen}{suffix}"
    # One in 97 also passes the newer check by chance, and then nobody can tell it from a new one.
    assume(not mod_97_10.is_valid(number))
    assert holds_citizen_number(number)
    assert wrong(vat_number, number, of_a_person=True) is Wrong.CITIZEN
    assert vat_number(number, of_a_person=False) == number


@given(st.integers(1, 999_999_999))
def test_whatever_passes_the_newer_check_is_taken(base):
    fitting = [f"NL{base:09d}B{check:02d}" for check in range(1, 98)]
    number = next(number for number in fitting if mod_97_10.is_valid(number))
    assert vat_number(number, of_a_person=True) == number


@given(citizen_numbers, suffixes)
def test_what_is_taken_is_taken_again_as_it_is(citizen, suffix):
    once = vat_number(f"{citizen} {suffix}", of_a_person=False)
    assert vat_number(once, of_a_person=False) == once


def test_the_refusal_does_not_repeat_the_number():
    with pytest.raises(BadNumber) as caught:
        vat_number(OLD, of_a_person=True)
    assert "111222333" not in repr(caught.value)
