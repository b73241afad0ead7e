"""An invitation's key: the same each time for who has the secret, nothing without it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from members.rules.keys import hash_of, invitation_key
from members.rules.posts import at_most
from tests.cast import NOW

FACTS = {"secret": "s", "organisation_id": 7, "email": "bo@example.org", "invited_at": NOW}


def test_a_key_is_long_and_fits_an_address():
    key = invitation_key(**FACTS)
    assert len(key) == 43 and key.replace("-", "").replace("_", "").isalnum()


def test_each_fact_and_the_secret_change_the_key():
    others = [
        {**FACTS, "secret": "t"},
        {**FACTS, "organisation_id": 8},
        {**FACTS, "email": "mo@example.org"},
        {**FACTS, "invited_at": NOW + timedelta(microseconds=1)},
    ]
    assert len({invitation_key(**facts) for facts in [FACTS, *others]}) == 5


def test_the_clocks_zone_does_not_change_the_key():
    elsewhere = NOW.astimezone(tz=None)
    assert invitation_key(**FACTS) == invitation_key(**{**FACTS, "invited_at": elsewhere})


@given(st.text())
def test_the_hash_does_not_hold_the_key(key):
    assert len(hash_of(key)) == 64 and (len(key) < 4 or key not in hash_of(key))


def test_nobody_gives_more_than_they_hold():
    assert at_most("booker", "owner") and at_most("owner", "owner")
    assert not at_most("owner", "booker") and not at_most("member", None)
