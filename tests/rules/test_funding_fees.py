"""What cancelling late costs and who carries it: parts add up, nobody pays more than their part, time never helps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.rules.changing import cut, rest
from funding.rules.facts import RuleFacts
from funding.rules.fees import Fee, apportion, bearing, cancel_fee, dues, fee_of, no_show_fee
from funding.rules.quote import quote
from funding.rules.quoted import QuotedLine, Share, frozen_lines, frozen_shares
from funding.rules.terms import FREE, Span, Terms, TermStep
from hub.kit.periods import Period
from tests.rules.funding_facts import (
    AMSTERDAM,
    ONE_O_CLOCK,
    band,
    facts,
    fund,
    hub,
    line,
    some_funds,
    some_lines,
)

WEEK = TermStep(Span.DAYS, 7, 5_000)
DAY = TermStep(Span.HOURS, 24, 10_000)
weights = st.lists(st.integers(0, 3_000), min_size=1, max_size=6)


def cent_by_cent(cents: int, weights: list[int]) -> list[int]:
    """The same as it is said: each cent to whom the next one is owed most, of equal ones to the first."""
    out = [0 for _weight in weights]
    for _cent in range(cents):
        owed = [Fraction(weight, 2 * has + 1) for weight, has in zip(weights, out, strict=True)]
        out[owed.index(max(owed))] += 1
    return out


@given(weights, st.data())
def test_an_amount_is_shared_out_cent_by_cent(weights, data):
    cents = data.draw(st.integers(0, min(sum(weights), 400)))
    assert apportion(cents, weights) == cent_by_cent(cents, weights)


@given(weights, st.data())
def test_the_parts_add_up_and_nobody_pays_more_than_they_had(weights, data):
    cents = data.draw(st.integers(0, sum(weights)))
    parts = apportion(cents, weights)
    assert sum(parts) == cents
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


@given(weights, st.data())
def test_another_cent_takes_from_nobody(weights, data):
    cents = data.draw(st.integers(0, max(sum(weights) - 1, 0)))
    if sum(weights) > cents:
        less, more = apportion(cents, weights), apportion(cents + 1, weights)
        assert sum(b - a for a, b in zip(less, more, strict=True)) == 1
        assert all(b >= a for a, b in zip(less, more, strict=True))


def test_sharing_out_remainders_alone_would_take_a_cent_back():
    """Why it is not the largest remainders of one amount that decide: the third has 2 of 10, and 1 of 11."""

    def by_remainders(cents: int, weights: list[int]) -> list[int]:
        whole = sum(weights)
        out = [cents * weight // whole for weight in weights]
        order = sorted(range(len(weights)), key=lambda n: -(cents * weights[n] % whole))
        for number in order[: cents - sum(out)]:
            out[number] += 1
        return out

    shares = [6, 6, 2]
    assert by_remainders(10, shares) == [4, 4, 2]
    assert by_remainders(11, shares) == [5, 5, 1]
    assert [apportion(cents, shares) for cents in (10, 11)] == [[5, 4, 1], [5, 5, 1]]


def test_of_two_who_are_owed_the_same_the_first_pays_the_cent():
    assert apportion(1, [50, 50]) == [1, 0]
    assert apportion(3, [50, 50]) == [2, 1]


@pytest.mark.parametrize("cents", [-1, 11])
def test_nothing_is_shared_out_that_is_not_there(cents):
    with pytest.raises(ValueError, match="shared out"):
        apportion(cents, [4, 6])


BEARS = frozenset({1, 2, 3})
carried = st.builds(
    lambda own, funds, gift: QuotedLine(
        1, "Studio", 1, Period(ONE_O_CLOCK, ONE_O_CLOCK + timedelta(hours=4)), own + sum(funds) + gift, 2_100, "", (),
        carried=(*((number, cents) for number, cents in enumerate(funds, 1)), (None, gift)),
    ),
    st.integers(0, 20_000), st.lists(st.integers(0, 9_000), max_size=3), st.integers(0, 5_000),
)  # fmt: skip


@given(carried, st.integers(0, 10_000), st.sets(st.integers(1, 3)))
def test_a_fee_is_all_accounted_for(quoted, bp, bears):
    fee = fee_of(quoted, bp, frozenset(bears))
    assert fee.cents + fee.lapsed_cents == quoted.list_cents * bp // 10_000
    assert 0 <= fee.own_cents <= quoted.own_cents
    assert all(id_ in bears and cents <= dict(quoted.funds)[id_] for id_, cents in fee.by_fund.items())


@given(carried, st.integers(0, 9_999))
def test_a_higher_share_is_cheaper_for_nobody(quoted, bp):
    less, more = fee_of(quoted, bp, BEARS), fee_of(quoted, bp + 1, BEARS)
    assert less.own_cents <= more.own_cents
    assert all(cents <= more.by_fund[id_] for id_, cents in less.by_fund.items())


@given(carried)
def test_the_whole_of_it_is_what_everybody_carried_but_the_hub(quoted):
    assert fee_of(quoted, 10_000, BEARS) == Fee(
        quoted.own_cents, {id_: cents for id_, cents in quoted.funds if cents}, quoted.hub_cents
    )


def test_a_fund_that_bears_no_fees_pays_none_and_nobody_pays_it_instead():
    shown = quote(facts(line(), funds=(fund(1, match_share_bp=5_000), fund(2, bears_fees=True))))
    assert [share.cents for share in shown.shares] == [5_600, 5_200, 5_200]
    assert fee_of(shown.lines[0], 5_000, bearing(shown.shares)) == Fee(2_800, {2: 2_600}, 2_600)


def test_what_the_hub_gives_lapses():
    shown = quote(
        facts(line(), funds=(fund(1, cap_per_booking_cents=4_000, bears_fees=True),), hub=hub("give"))
    )
    assert shown.hub_cents == 6_400
    assert fee_of(shown.lines[0], 10_000, bearing(shown.shares)) == Fee(5_600, {1: 4_000}, 6_400)


@given(some_lines, some_funds(st.booleans()), st.sampled_from(["pay", "give"]))
def test_each_line_knows_who_carries_it_and_so_does_what_is_frozen(lines, funds, policy):
    given_funds = tuple(replace(each, id=number) for number, each in enumerate(funds, 1))
    shown = quote(facts(*lines, funds=given_funds, hub=hub(policy)))
    for share in shown.shares[1:]:
        assert share.cents == sum(dict(each.carried).get(share.fund_id, 0) for each in shown.lines)
    assert shown.own_cents == sum(each.own_cents for each in shown.lines)
    assert all(each.own_cents >= each.list_cents - each.gap_cents >= 0 for each in shown.lines)
    frozen = shown.to_json()
    assert frozen_lines(frozen) == shown.lines
    assert frozen_shares(frozen) == shown.shares
    # Before there were terms lines did not say it: then it is worked out, and adds up as well.
    older = {
        **frozen,
        "lines": [{k: v for k, v in each.items() if k != "carried"} for each in frozen["lines"]],
    }
    again = frozen_lines(older)
    for share in shown.shares[1:]:
        assert share.cents == sum(dict(each.carried).get(share.fund_id, 0) for each in again)
    assert all(each.own_cents >= each.list_cents - each.gap_cents for each in again)


# When.


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_days_are_days_of_the_calendar_and_hours_are_hours():
    start = at("2026-10-26T13:00+01:00")  # a day after the clock goes back
    assert TermStep(Span.DAYS, 2, 1).at(start, AMSTERDAM) == at("2026-10-24T13:00+02:00")
    assert TermStep(Span.HOURS, 48, 1).at(start, AMSTERDAM) == at("2026-10-24T14:00+02:00")


def test_a_moment_that_happens_twice_is_the_second_and_one_that_is_left_out_is_after_the_gap():
    day = TermStep(Span.DAYS, 1, 1)
    assert day.at(at("2026-10-26T02:30+01:00"), AMSTERDAM) == at("2026-10-25T02:30+01:00")
    assert day.at(at("2027-03-29T02:30+02:00"), AMSTERDAM) == at("2027-03-28T03:30+02:00")


def test_a_step_counts_from_its_very_instant_on():
    terms = Terms((WEEK, DAY))
    start = ONE_O_CLOCK
    for before, bp in [
        (timedelta(days=7, seconds=1), 0),
        (timedelta(days=7), 5_000),
        (timedelta(hours=24, seconds=1), 5_000),
        (timedelta(hours=24), 10_000),
    ]:
        assert terms.bp_at(start - before, start, AMSTERDAM) == bp
    assert FREE.bp_at(start, start, AMSTERDAM) == 0


def test_what_took_the_place_of_something_late_stays_late():
    terms = Terms((WEEK, DAY)).late(5_000)
    assert terms.bp_at(ONE_O_CLOCK - timedelta(days=30), ONE_O_CLOCK, AMSTERDAM) == 5_000
    assert Terms.from_json(terms.to_json()) == terms


steps = st.lists(
    st.builds(TermStep, st.sampled_from(Span), st.integers(1, 60), st.integers(1, 10_000)), max_size=4
).map(tuple)


@given(
    st.builds(Terms, steps), st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.integers(0, 100_000),
    st.integers(0, 10_000),
)  # fmt: skip
def test_waiting_never_makes_it_cheaper(terms, naive, before, later):
    start = naive.replace(tzinfo=UTC)
    now = start - timedelta(minutes=before)
    zone = ZoneInfo("Europe/Amsterdam")
    assert terms.bp_at(now, start, zone) <= terms.bp_at(now + timedelta(minutes=later), start, zone)


def two_lines() -> tuple[QuotedLine, ...]:
    late = Period(ONE_O_CLOCK + timedelta(hours=4), ONE_O_CLOCK + timedelta(hours=6))
    return quote(
        facts(line(terms=Terms((WEEK, DAY), 10_000)), line(2, period=late, terms=Terms((DAY,), 8_000)))
    ).lines


def test_each_line_has_its_own_moments_and_the_whole_has_all_of_them():
    lines = two_lines()
    shown = dues(lines, frozenset(), ONE_O_CLOCK - timedelta(days=30), AMSTERDAM)
    assert [(due.at, due.fee.own_cents) for due in shown] == [
        (None, 0),
        (ONE_O_CLOCK - timedelta(days=7), 8_000),
        (ONE_O_CLOCK - timedelta(hours=24), 16_000),
        (ONE_O_CLOCK - timedelta(hours=20), 26_000),
    ]
    assert no_show_fee(lines, frozenset()).own_cents == 16_000 + 8_000


def test_what_is_past_is_not_announced():
    shown = dues(two_lines(), frozenset(), ONE_O_CLOCK - timedelta(hours=22), AMSTERDAM)
    assert [(due.at, due.fee.own_cents) for due in shown] == [
        (None, 16_000),
        (ONE_O_CLOCK - timedelta(hours=20), 26_000),
    ]


@given(some_lines, some_funds(st.just(True)), st.integers(0, 3_000))
def test_a_later_moment_is_cheaper_for_nobody(lines, funds, hours):
    funds = tuple(
        replace(each, id=number, bears_fees=number % 2 == 0) for number, each in enumerate(funds, 1)
    )
    shown = quote(
        facts(*(replace(each, terms=Terms((WEEK, DAY))) for each in lines), funds=funds, hub=hub("give"))
    )
    bears, now = bearing(shown.shares), ONE_O_CLOCK - timedelta(hours=hours)
    less, more = (
        cancel_fee(shown.lines, bears, each, AMSTERDAM) for each in (now, now + timedelta(hours=30))
    )
    assert less.own_cents <= more.own_cents <= shown.own_cents
    carries = {share.fund_id: share.cents for share in shown.shares if isinstance(share, Share)}
    for id_, cents in more.by_fund.items():
        assert less.by_fund.get(id_, 0) <= cents <= carries[id_]


def test_a_fund_carries_of_each_line_what_it_carries_of_the_whole():
    """So that what is left of a booking keeps to the fund's match share when a line goes."""
    shown = quote(
        facts(line(), line(2), funds=(fund(1, match_share_bp=4_000), fund(2, cap_per_booking_cents=3_600)))
    )
    assert [each.carried for each in shown.lines] == [((1, 4_160), (2, 1_800))] * 2


def test_funds_for_different_lines_carry_what_they_may():
    only_second = (RuleFacts(kind_id=2),)
    shown = quote(
        facts(
            line(),
            line(2, kind_id=2),
            funds=(fund(1, match_share_bp=5_000), fund(2, priority=200, rules=only_second)),
        )
    )
    assert [each.carried for each in shown.lines] == [((1, 10_400),), ((2, 10_400),)]


@pytest.mark.parametrize("quantity", range(1, 7))
def test_who_carries_nothing_of_a_line_carries_nothing_of_what_goes_and_pays_no_fee_for_it(quantity):
    """Each carrier's part of what stays is rounded down, and these cents are nobody's debt."""
    halves = tuple(fund(id_, match_share_bp=5_000) for id_ in (1, 2))
    odd = line(quantity=7, rates={"daypart": 1_001})
    (whole,) = quote(facts(odd, funds=halves, band=band(own_share_bp=0), hub=hub("give"))).lines
    assert whole.own_cents == 0
    stays = cut(whole, quantity)
    goes = rest(whole, stays)
    assert goes is not None
    assert (stays.own_cents, goes.own_cents) == (0, 0)
    assert stays.list_cents + goes.list_cents == whole.list_cents
    assert fee_of(goes, 10_000, frozenset({1, 2})).own_cents == 0
