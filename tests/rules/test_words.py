"""Names in braces: known ones are replaced once, and nothing that is typed is ever more than text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.rules.words import PLACEHOLDERS, filled, unknown

VALUES = {name: f"<{name}>" for name in PLACEHOLDERS}


def test_each_name_becomes_what_it_stands_for():
    text = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    assert unknown(text) == []
    assert filled(text, VALUES) == " ".join(VALUES.values())


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("no braces", []),
        ("{hub}", []),
        ("{Hub} and {hub}", ["{Hub}"]),
        ("{hub", ["{"]),
        ("hub}", ["}"]),
        ("{{hub}}", ["{", "}"]),
        ("{a}{a}{b}", ["{a}", "{b}"]),
        ("{hub\n}", ["{hub\n}"]),
    ],
)
def test_what_is_not_known_is_named_once(text, pieces):
    assert unknown(text) == pieces


def test_a_value_with_braces_is_not_filled_in_again():
    assert filled("{name}", {"name": "{link}", "link": "x"}) == "{link}"


@given(st.text(alphabet="{}abhu _.\n", max_size=40))
def test_whatever_is_accepted_has_no_brace_left(text):
    if not unknown(text):
        assert "{" not in filled(text, VALUES) and "}" not in filled(text, VALUES)
