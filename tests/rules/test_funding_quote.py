"""Who carries which part of a price: to the cent, within every limit, whatever the order."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.rules.facts import RuleFacts
from funding.rules.quote import NoRate, NotCovered, NoVat, quote
from funding.rules.quoted import frozen_taxed
from tests.rules.funding_facts import (
    band,
    facts,
    fund,
    hub,
    line,
    some_bands,
    some_funds,
    some_lines,
)


def numbered(funds):
    return tuple(replace(each, id=number) for number, each in enumerate(funds, 1))


def given_by(shown) -> dict[int, int]:
    return {share.fund_id: share.cents for share in shown.shares if share.role == "fund"}


def why(shown, fund_id: int) -> list[str]:
    return next(step.facts["why"] for step in shown.steps if step.facts.get("fund_id") == fund_id)


anything = st.builds(
    lambda lines, funds, the_band, policy: facts(
        *lines, funds=numbered(funds), band=the_band, hub=hub(policy)
    ),
    some_lines,
    some_funds(st.booleans()),
    some_bands,
    st.sampled_from(["give", "pay"]),
)


@given(anything)
def test_the_parts_add_up_to_the_cent_and_nobody_carries_less_than_nothing(given_facts):
    shown = quote(given_facts)
    assert shown.list_cents == shown.own_cents + shown.funds_cents + shown.hub_cents
    assert sum(share.cents for share in shown.shares) == shown.list_cents
    assert all(share.cents >= 0 for share in shown.shares)
    assert all(share.cents > 0 for share in shown.shares[1:])


@given(anything)
def test_nobody_gives_more_than_a_limit(given_facts):
    shown = quote(given_facts)
    known = {each.id: each for each in given_facts.funds}
    first_gap = sum(each.gap_cents for each in shown.lines)
    for id_, cents in given_by(shown).items():
        limits = [
            known[id_].available_cents,
            known[id_].cap_per_booking_cents,
            known[id_].organisation_left_cents,
            known[id_].month_left_cents,
            first_gap * known[id_].match_share_bp // 10_000,
        ]
        assert cents <= min(each for each in limits if each is not None)
    others = shown.funds_cents + shown.hub_cents
    assert others <= first_gap
    if given_facts.band and given_facts.band.provisional_left_cents is not None:
        assert others <= given_facts.band.provisional_left_cents


@given(anything)
def test_the_btw_in_it_lies_within_it(given_facts):
    shown = quote(given_facts)
    assert 0 <= shown.vat_cents <= shown.list_cents - shown.hub_cents
    if not shown.hub_cents:
        assert shown.vat_cents == shown.list_cents - shown.net_cents


@given(anything)
def test_each_line_says_its_discount_net_and_btw_and_they_add_up(given_facts):
    shown = quote(given_facts)
    for each, tax in zip(shown.lines, shown.taxed, strict=True):
        assert each.list_cents - tax.discount_cents == tax.net_cents + tax.vat_cents
        assert 0 <= tax.discount_cents <= each.gap_cents
    assert sum(tax.discount_cents for tax in shown.taxed) == shown.hub_cents
    assert sum(tax.vat_cents for tax in shown.taxed) == shown.vat_cents
    # What is frozen on a booking says the same, years later.
    assert frozen_taxed(shown.to_json()) == shown.taxed


@given(some_lines, some_funds(st.just(True)), some_bands, st.randoms())
def test_the_order_of_funds_that_stack_never_changes_the_sum(lines, funds, the_band, shuffle):
    funds = numbered(funds)
    before = quote(facts(*lines, funds=funds, band=the_band))
    order = list(range(len(funds)))
    shuffle.shuffle(order)
    turned = tuple(replace(each, priority=place) for each, place in zip(funds, order, strict=True))
    after = quote(facts(*lines, funds=turned, band=the_band))
    assert (after.own_cents, after.funds_cents) == (before.own_cents, before.funds_cents)


@given(some_lines, some_funds(st.just(True)), some_bands)
def test_an_earlier_fund_loses_nothing_to_a_later_one(lines, funds, the_band):
    funds = tuple(sorted(numbered(funds), key=lambda each: each.order))
    whole = given_by(quote(facts(*lines, funds=funds, band=the_band)))
    for count in range(len(funds)):
        part = given_by(quote(facts(*lines, funds=funds[:count], band=the_band)))
        assert part == {
            id_: cents for id_, cents in whole.items() if id_ in {each.id for each in funds[:count]}
        }


def test_a_fund_moves_to_other_lines_for_one_that_can_only_give_to_its_own():
    """Fund 1 may give to studio and microphone, fund 2 to the studio alone: whoever is first, both gaps are filled."""
    studio, microphone = line(1, rates={"hour": 2_500}, kind_id=1), line(2, rates={"hour": 2_500}, kind_id=2)
    wide = fund(1, available=6_500)
    narrow = fund(2, rules=(RuleFacts(kind_id=1),))
    for first, second in permutations([1, 2]):
        funds = (replace(wide, priority=first), replace(narrow, priority=second))
        assert quote(facts(studio, microphone, funds=funds)).funds_cents == 13_000


def test_without_a_declaration_the_list_price_stands():
    shown = quote(facts(funds=(fund(1),), band=None))
    assert (shown.list_cents, shown.own_cents, len(shown.shares)) == (16_000, 16_000, 1)


def test_the_fee_of_a_tech_champion_is_not_reduced():
    shown = quote(facts(line(1), line(2, fixed_fee=True), funds=(fund(1),)))
    assert (shown.own_cents, shown.funds_cents) == (5_600 + 16_000, 10_400)


def test_a_provisional_band_is_cut_to_what_is_left_of_its_cap():
    shown = quote(facts(funds=(fund(1),), band=band(left=4_000)))
    assert (shown.own_cents, shown.funds_cents, shown.provisional) == (12_000, 4_000, True)
    assert any(step.code == "provisional_cut" for step in shown.steps)


def test_a_gift_of_the_hub_counts_in_the_provisional_cap():
    shown = quote(facts(band=band(left=4_000), hub=hub("give")))
    assert (shown.own_cents, shown.hub_cents) == (12_000, 4_000)


def test_what_no_fund_covers_is_given_paid_or_refused_as_the_hub_chose():
    short = (fund(1, available=3_000),)
    assert quote(facts(funds=short, hub=hub("give"))).hub_cents == 7_400
    assert quote(facts(funds=short, hub=hub("pay"))).own_cents == 13_000
    with pytest.raises(NotCovered, match="only when funds cover"):
        quote(facts(funds=short, hub=hub("refuse")))


def test_btw_is_due_on_the_price_less_the_hubs_own_discount_but_not_less_what_funds_pay():
    # € 160.00 contains € 27.77; the hub gives € 104.00, so € 56.00 is left, which contains € 9.72.
    assert quote(facts(funds=(fund(1),))).vat_cents == 2_777
    assert quote(facts(hub=hub("give"))).vat_cents == 972


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"rules": (RuleFacts(region_id=2),)}, "not_this_region"),
        ({"rules": (RuleFacts(municipality_id=12, place="seat"),)}, "not_this_region"),
        ({"rules": (RuleFacts(kind_id=2),)}, "not_this_kind"),
        ({"rules": (RuleFacts(family="expert"),)}, "not_this_kind"),
        ({"rules": (RuleFacts(discipline_id=2),)}, "not_this_discipline"),
        ({"rules": (RuleFacts(bands=frozenset({"B", "C"})),)}, "not_this_band"),
        ({"rules": (RuleFacts(ends_on=date(2026, 11, 25)),)}, "not_this_period"),
        ({"rules": (RuleFacts(starts_on=date(2026, 11, 27)),)}, "not_this_period"),
        ({"rules": ()}, "no_rules"),
        ({"expires_on": date(2026, 11, 25)}, "expired"),
        ({"starts_on": date(2026, 11, 27)}, "not_this_period"),
        ({"available": 0}, "balance"),
        ({"cap_per_booking_cents": 0}, "cap_per_booking"),
        ({"organisation_left_cents": 0}, "cap_of_organisation"),
        ({"month_left_cents": 0}, "cap_of_month"),
        ({"match_share_bp": 0}, "match_share"),
    ],
)
def test_a_fund_that_gives_nothing_says_why(changed, code):
    shown = quote(facts(funds=(fund(1, **changed),)))
    assert given_by(shown) == {}
    assert why(shown, 1) == [code]


def test_a_rule_that_is_missed_by_the_least_is_the_one_that_is_told():
    far, near = RuleFacts(region_id=2, kind_id=2, discipline_id=2), RuleFacts(kind_id=2)
    assert why(quote(facts(funds=(fund(1, rules=(far, near)),))), 1) == ["not_this_kind"]


def test_a_fund_on_its_last_day_still_gives():
    assert given_by(quote(facts(funds=(fund(1, expires_on=date(2026, 11, 26)),)))) == {1: 10_400}


def test_a_fund_that_does_not_stack_gives_alone():
    alone = fund(1, stackable=False, available=1_000, priority=1)
    after = quote(facts(funds=(alone, fund(2, priority=2))))
    assert given_by(after) == {1: 1_000}
    assert why(after, 2) == ["after_non_stackable"]
    before = quote(facts(funds=(replace(alone, priority=3), fund(2, priority=2, available=500))))
    assert given_by(before) == {2: 500}
    assert why(before, 1) == ["does_not_stack"]


def test_when_earlier_funds_carry_all_nothing_is_left():
    shown = quote(facts(funds=(fund(1, priority=1), fund(2, priority=2))))
    assert given_by(shown) == {1: 10_400}
    assert why(shown, 2) == ["nothing_left"]


def test_funds_give_by_priority_then_expiry_then_number():
    soon, late = date(2027, 1, 1), date(2028, 1, 1)
    funds = (
        fund(4, priority=2, expires_on=late),
        fund(3, priority=2, expires_on=soon),
        fund(2, priority=1, expires_on=late),
        fund(5, priority=2, expires_on=soon),
    )
    shown = quote(facts(funds=tuple(replace(each, available_cents=100) for each in funds)))
    assert list(given_by(shown)) == [2, 3, 5, 4]


def test_no_explanation_tells_what_a_fund_has_left():
    shown = quote(facts(funds=(fund(1, available=987_654, month_left_cents=876_543),)))
    assert "987654" not in str(shown.to_json())
    assert "876543" not in str(shown.to_json())


def test_the_digest_is_of_what_is_shown():
    shown = quote(facts(funds=(fund(1),)))
    assert (
        shown.digest()
        == quote(facts(funds=(replace(fund(1), label="Regeling 1", available_cents=20_000),))).digest()
    )
    assert shown.digest() != quote(facts(funds=(fund(2),))).digest()
    assert shown.digest() != quote(facts(line(hours=3), funds=(fund(1),))).digest()


def test_without_a_rate_or_a_btw_setting_there_is_no_price():
    with pytest.raises(NoRate):
        quote(facts(line(card=None)))
    with pytest.raises(NoVat):
        quote(facts(line(vat_bp=None)))
