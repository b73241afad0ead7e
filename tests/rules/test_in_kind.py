"""What a hub gives in kind: a part of the minutes carries the same part of the gap, before any fund is asked."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.rules.changing import cut, rest
from funding.rules.facts import RuleFacts
from funding.rules.hours import InKind, minutes_of
from funding.rules.in_kind import with_hours_back
from funding.rules.quote import quote
from funding.rules.quoted import frozen_lines, frozen_taxed
from tests.rules.funding_facts import band, facts, fund, hub, line, pledge, some_bands, some_lines

SHARED = {1: (90, None), 2: (600, 100), 3: (0, None), 4: (6_000, None)}


def why(shown) -> list[str]:
    return [each for step in shown.steps if step.code.startswith("in_kind") for each in step.facts["why"]]


def minutes(shown) -> list[int]:
    return [each.in_kind.minutes if each.in_kind else 0 for each in shown.lines]


def test_all_hours_in_kind_carry_the_whole_gap_and_no_fund_is_asked():
    shown = quote(facts(line(pledge=pledge()), funds=(fund(1),)))
    assert (shown.own_cents, shown.funds_cents, shown.hub_cents) == (5_600, 0, 10_400)
    assert (minutes(shown), why(shown)) == ([240], [])


def test_a_part_of_the_minutes_carries_the_same_part_and_the_funds_match_what_is_left():
    half = fund(1, match_share_bp=5_000)
    shown = quote(facts(line(pledge=pledge(left=60)), funds=(half,)))
    assert (shown.hub_cents, shown.funds_cents) == (2_600, 3_900)
    assert shown.own_cents == 16_000 - 2_600 - 3_900
    assert (minutes(shown), why(shown)) == ([60], ["used_up"])


def test_a_part_that_does_not_come_out_even_is_rounded_down():
    shown = quote(facts(line(hours=3, rates={"hour": 1_001}, pledge=pledge(left=100))))
    assert shown.lines[0].gap_cents == 1_951
    assert shown.hub_cents == 1_951 * 100 // 180 == 1_083


def test_hours_are_counted_for_each_unit():
    shown = quote(facts(line(quantity=2, pledge=pledge(left=240))))
    assert (minutes(shown), shown.hub_cents) == ([240], 10_400)


def test_lines_of_one_pledge_share_what_is_left_the_first_line_first():
    two = line(pledge=pledge(left=300)), line(pledge=pledge(left=300))
    shown = quote(facts(*two))
    assert minutes(shown) == [240, 60]
    assert why(shown) == ["used_up"]


def test_of_another_month_as_much_is_left():
    december = replace(pledge(left=300), month=pledge().month + timedelta(days=30))
    assert minutes(quote(facts(line(pledge=pledge(left=300)), line(pledge=december)))) == [240, 240]


def test_what_one_organisation_gets_is_a_limit():
    shown = quote(facts(line(pledge=pledge(mine=30))))
    assert (minutes(shown), why(shown)) == ([30], ["had_yours"])


@pytest.mark.parametrize(
    ("its", "code"),
    [(pledge(left=0), "used_up"), (pledge(mine=0), "had_yours"), (pledge(bands="BC"), "not_this_band")],
)
def test_where_nothing_is_given_in_kind_it_says_why(its, code):
    shown = quote(facts(line(pledge=its), funds=(fund(1),)))
    assert (shown.hub_cents, shown.funds_cents, why(shown)) == (0, 10_400, [code])
    assert "in_kind" not in shown.to_json()["lines"][0]


def test_a_provisional_band_gets_as_many_minutes_as_its_cap_still_allows():
    shown = quote(facts(line(pledge=pledge()), band=band(left=4_000), funds=(fund(1),)))
    assert (shown.own_cents, shown.hub_cents, shown.funds_cents) == (12_000, 3_986, 14)
    assert (minutes(shown), why(shown)) == (
        [92],
        ["cap"],
    )  # 92 of 240 minutes cost € 39.86; 93 would be € 40.30


def test_without_a_band_nothing_is_given_in_kind():
    shown = quote(facts(line(pledge=pledge()), band=None))
    assert (shown.own_cents, minutes(shown), why(shown)) == (16_000, [0], [])


def test_it_is_a_discount_on_that_very_line_and_lowers_its_vat():
    studio = line(1, pledge=pledge())
    book = line(2, vat_bp=900)
    shown = quote(facts(studio, book, funds=(fund(1),)))
    assert [each.discount_cents for each in shown.taxed] == [10_400, 0]
    # € 56.00 at 21 % contain € 9.72, € 160.00 at 9 % contain € 13.21.
    assert [each.vat_cents for each in shown.taxed] == [972, 1_321]
    assert next(step.facts["cents"] for step in shown.steps if step.code == "vat_left") == shown.vat_cents


def test_what_else_the_hub_gives_is_spread_over_the_gaps_that_are_left():
    studio, book = line(1, pledge=pledge(left=120)), line(2)
    shown = quote(facts(studio, book, hub=hub("give")))
    assert [each.discount_cents for each in shown.taxed] == [10_400, 10_400]
    assert shown.hub_cents == 20_800


def test_prices_without_hours_in_kind_keep_their_digest():
    plain, refused = facts(line()), facts(line(pledge=pledge(left=0)))
    assert quote(plain).digest() == quote(refused).digest()
    assert quote(facts(line(pledge=pledge()))).digest() != quote(plain).digest()


def test_of_what_stays_hours_that_carry_no_cent_are_given_back():
    """Nobody would carry them, and so nobody would give them back when the booking ends."""
    (priced,) = quote(facts(line(quantity=2))).lines
    whole = replace(priced, in_kind=InKind(1, pledge().month, 60, 1), carried=((None, 1),))
    stays = cut(whole, 1)
    assert (stays.in_kind, stays.hub_cents) == (None, 0)
    gone = rest(whole, stays)
    assert gone is not None and gone.in_kind is not None
    assert gone.in_kind.minutes == 60


def test_fewer_units_keep_their_part_of_the_hours():
    (whole,) = quote(facts(line(quantity=3, pledge=pledge(left=100)))).lines
    stays = cut(whole, 2)
    goes = rest(whole, stays)
    assert (stays.in_kind.minutes, goes.in_kind.minutes) == (66, 34)
    assert stays.in_kind.cents + goes.in_kind.cents == whole.in_kind.cents
    assert stays.hub_cents + goes.hub_cents == whole.hub_cents


def test_what_would_carry_less_than_a_cent_is_given_back():
    (whole,) = quote(facts(line(quantity=2, hours=1, rates={"hour": 1}, pledge=pledge()))).lines
    assert (whole.in_kind.minutes, whole.in_kind.cents) == (120, 1)
    stays = cut(whole, 1)
    assert stays.in_kind is None
    assert rest(whole, stays).in_kind == whole.in_kind


def test_what_a_change_gives_back_is_there_to_be_given_again():
    (gone,) = quote(facts(line(pledge=pledge()))).lines
    again = with_hours_back(facts(line(pledge=pledge(left=0, mine=60))), [gone])
    assert again.lines[0].pledge == pledge(left=240, mine=300)


@given(some_lines, some_bands, st.sampled_from(["give", "pay"]))
def test_nobody_gets_more_minutes_than_are_left_or_needed(lines, the_band, policy):
    shown = quote(facts(*lines, band=the_band, hub=hub(policy)))
    for (id_, _month), given_minutes in minutes_of(each.in_kind for each in shown.lines).items():
        left, mine = SHARED[id_]
        assert 0 < given_minutes <= left
        assert mine is None or given_minutes <= mine
    for each in shown.lines:
        if each.in_kind:
            needed = each.quantity * each.period.minutes
            assert 0 < each.in_kind.minutes <= needed
            assert each.in_kind.cents == each.gap_cents * each.in_kind.minutes // needed <= each.hub_cents


@given(some_lines, some_bands, st.sampled_from(["give", "pay"]))
def test_the_own_share_is_never_lowered_by_hours_in_kind(lines, the_band, policy):
    shown = quote(facts(*lines, band=the_band, hub=hub(policy)))
    least = sum(each.list_cents - each.gap_cents for each in shown.lines)
    assert shown.own_cents >= least
    without = quote(facts(*(replace(each, pledge=None) for each in lines), band=the_band, hub=hub(policy)))
    assert shown.own_cents <= without.own_cents


@given(some_lines, some_bands)
def test_what_is_frozen_says_the_same(lines, the_band):
    shown = quote(facts(*lines, band=the_band))
    assert frozen_lines(shown.to_json()) == tuple(shown.lines)
    assert frozen_taxed(shown.to_json()) == shown.taxed


@given(some_lines, some_bands, st.integers(1, 4))
def test_a_line_in_two_parts_adds_up(lines, the_band, quantity):
    for each in quote(facts(*lines, band=the_band)).lines:
        if quantity >= each.quantity:
            continue
        stays = cut(each, quantity)
        goes = rest(each, stays)
        total = minutes_of([stays.in_kind]), minutes_of([goes.in_kind])
        assert sum(sum(part.values()) for part in total) == sum(minutes_of([each.in_kind]).values())
        assert stays.in_kind_cents <= stays.hub_cents
        assert goes.in_kind_cents <= goes.hub_cents


def test_the_discount_of_a_line_is_what_the_hub_gives_of_it():
    """A fund that pays the whole gap of the studio leaves the hub nothing to give there, and its VAT stays whole."""
    for_studios = fund(1, rules=(RuleFacts(family="studio"),))
    engineer = line(2, family="expert", vat_bp=0)
    shown = quote(facts(line(), engineer, funds=(for_studios,), hub=hub("give")))
    assert [each.hub_cents for each in shown.lines] == [0, 10_400]
    assert [tax.discount_cents for tax in shown.taxed] == [0, 10_400]
    assert shown.vat_cents == 2_777, "of the whole price of the studio"
    assert [tax.discount_cents for tax in frozen_taxed(shown.to_json())] == [0, 10_400]


def test_with_hours_in_kind_too_the_rest_is_a_discount_where_it_is_given():
    for_studios = fund(1, rules=(RuleFacts(family="studio"),))
    engineer = line(2, family="expert", vat_bp=0)
    shown = quote(facts(line(pledge=pledge(left=60)), engineer, funds=(for_studios,), hub=hub("give")))
    assert [tax.discount_cents for tax in shown.taxed] == [2_600, 10_400]
