"""De minimis aid: three years that roll, one ceiling for all funds that give it, whatever their order."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.rules.aid import AidFacts, since
from funding.rules.allocation import allocate
from funding.rules.quote import quote
from tests.rules.funding_facts import facts, fund, line


@pytest.mark.parametrize(
    ("on", "first"),
    [
        (date(2026, 11, 23), date(2023, 11, 24)),
        (date(2027, 1, 1), date(2024, 1, 2)),
        (date(2028, 2, 29), date(2025, 3, 1)),
        (date(2027, 3, 1), date(2024, 3, 2)),
    ],
)
def test_three_years_are_counted_back_to_the_day(on, first):
    assert since(on, 3) == first


def aid(*, granted: int = 0, other: int | None = 0, ceiling: int = 30_000_000) -> AidFacts:
    return AidFacts(ceiling, 3, date(2024, 1, 1), granted, other)


def test_what_is_left_is_never_below_nought():
    assert aid(granted=29_000_000, other=500_000).left_cents == 500_000
    assert aid(granted=31_000_000).left_cents == 0


def test_a_fund_gives_no_more_aid_than_the_law_still_allows():
    priced = facts(line(), funds=(fund(1, is_aid=True), fund(2, priority=200)), aid=aid(granted=29_999_000))
    shown = quote(priced)
    assert [(share.fund_id, share.cents) for share in shown.shares[1:]] == [(1, 1_000), (2, 9_400)]
    assert [share.is_aid for share in shown.shares] == [False, True, False]
    (step,) = [each for each in shown.steps if each.facts.get("fund_id") == 1]
    assert step.facts["why"] == ["aid_ceiling"]


def test_who_has_declared_nothing_is_granted_nothing():
    shown = quote(facts(line(), funds=(fund(1, is_aid=True),), aid=aid(other=None)))
    assert shown.funds_cents == 0
    (step,) = [each for each in shown.steps if each.facts.get("fund_id") == 1]
    assert (step.code, step.facts["why"]) == ("fund_gives_nothing", ["no_aid_declaration"])


def test_at_the_ceiling_it_says_so():
    shown = quote(facts(line(), funds=(fund(1, is_aid=True),), aid=aid(granted=30_000_000)))
    (step,) = [each for each in shown.steps if each.facts.get("fund_id") == 1]
    assert (shown.funds_cents, step.facts["why"]) == (0, ["aid_ceiling"])


funds = st.lists(
    st.builds(
        lambda is_aid, most, priority: (is_aid, most, priority),
        st.booleans(), st.integers(0, 20_000), st.integers(1, 3),
    ),
    min_size=1, max_size=5,
)  # fmt: skip


@given(funds=funds, gap=st.integers(0, 40_000), left=st.integers(0, 20_000))
def test_all_funds_together_stay_below_the_ceiling_in_any_order(funds, gap, left):
    made = [
        (fund(number, available=most, is_aid=is_aid, priority=priority), frozenset({0}))
        for number, (is_aid, most, priority) in enumerate(funds, 1)
    ]
    gifts = allocate(gaps={0: gap}, funds=made, most_cents=gap, aid_cents=left)
    given_as_aid = sum(gift.cents for gift in gifts if gift.fund.is_aid)
    assert given_as_aid <= left
    plain = sum(most for is_aid, most, _priority in funds if not is_aid)
    aided = sum(most for is_aid, most, _priority in funds if is_aid)
    assert sum(gift.cents for gift in gifts) == min(gap, plain + min(aided, left))
