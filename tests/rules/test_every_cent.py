"""From one cent to € 99.99 over three funds of 33.33 %: every cent is somebody's, and always the same somebody's."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.rules.allocation import allocate
from funding.rules.quote import quote
from tests.rules.funding_facts import band, facts, fund, hub, line

EVERYTHING = frozenset({0})
THIRDS = tuple(fund(id_, match_share_bp=3_333, priority=10) for id_ in (1, 2, 3))


def given_by(cents: int, funds=THIRDS) -> list[int]:
    gifts = allocate(gaps={0: cents}, funds=[(each, EVERYTHING) for each in funds], most_cents=cents)
    return [gift.cents for gift in sorted(gifts, key=lambda gift: gift.fund.id)]


def test_each_third_is_floored_and_the_same_for_all_three() -> None:
    for cents in range(1, 10_000):
        assert given_by(cents) == [cents * 3_333 // 10_000] * 3, cents


def test_who_is_asked_first_makes_no_difference() -> None:
    for cents in range(1, 10_000, 7):
        assert given_by(cents, THIRDS[::-1]) == given_by(cents)


@pytest.mark.parametrize("policy", ["give", "pay"])
def test_every_cent_is_placed(policy) -> None:
    for cents in range(1, 10_000, 11):
        asked = facts(line(rates={"daypart": cents}), funds=THIRDS, band=band(5_500), hub=hub(policy))
        shown = quote(asked)
        assert shown.list_cents == cents == shown.own_cents + shown.funds_cents + shown.hub_cents
        assert shown == quote(replace(asked, funds=asked.funds[::-1])), "the same whoever is named first"


@given(st.integers(1, 9_999), st.lists(st.integers(0, 10_000), min_size=3, max_size=3))
def test_no_share_takes_a_cent_that_is_not_there(cents, shares) -> None:
    funds = [fund(id_, match_share_bp=share) for id_, share in enumerate(shares, 1)]
    gifts = given_by(cents, funds)
    assert 0 <= sum(gifts) <= cents
    assert gifts[0] == cents * shares[0] // 10_000, "who comes first gets to give all that it may"
