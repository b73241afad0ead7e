"""Every step has its sentence, in both languages, from a fresh quote and from one frozen on a booking."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.utils.translation import override

from funding.outbound.explain import LIMITS, WHY, explain, shares
from funding.rules.facts import RuleFacts
from funding.rules.quote import quote
from tests.rules.funding_facts import band, facts, fund, hub, line, pledge

BUSY = facts(
    line(1),
    line(2, fixed_fee=True, quantity=2, vat_bp=0, exemption_reason="art. 11"),
    funds=(
        fund(1, match_share_bp=4_000, priority=1),
        fund(2, cap_per_booking_cents=1_000, priority=2),
        fund(3, rules=(RuleFacts(region_id=2, kind_id=9),), priority=3),
    ),
    band=band(left=9_000),
    hub=hub("give"),
)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_frozen_quote_reads_like_the_fresh_one(language):
    shown = quote(BUSY)
    frozen = json.loads(json.dumps(shown.to_json()))
    with override(language):
        said = explain(shown.steps)
        assert said == explain(frozen["steps"])
    assert [sentence.code for sentence in said] == [
        "line", "line", "band", "gap", "fixed_fee", "provisional_cut", "fund_gives", "fund_gives", "fund_gives_nothing",
        "rest_give", "vat_left", "own",
    ]  # fmt: skip
    assert said[-1].cents == shown.own_cents


def test_the_sentences_say_who_carries_what_and_why():
    with override("en"):
        said = [sentence.text for sentence in explain(quote(BUSY).steps)]
    assert said[0].startswith(
        "1 × Facility 1, 4 hours: 1 daypart at €\u00a0160.00. That contains 21\u00a0% VAT"
    )
    assert said[6] == "Fund 1 carries a part: that is 40\u00a0% of the €\u00a0104.00 that it is for."
    assert said[7] == "Fund 2 carries a part: it gives at most €\u00a010.00 to a booking."
    assert said[8] == (
        "Fund 3 carries nothing: it is for another region and it is for another kind of facility."
    )


def test_each_step_says_by_which_version_it_goes():
    priced = facts(
        line(1, vat_from=date(2026, 7, 1)),
        funds=(fund(1, version=3), fund(2, rules=(RuleFacts(region_id=2),))),
        band=replace(band(left=9_000), table_from=date(2026, 1, 1), policy_from=date(2026, 2, 1)),
    )
    with override("en"):
        said = {each.code: each.version for each in explain(quote(priced).steps)}
    assert said["line"] == "rate card from 1 January 2026, VAT as set from 1 July 2026"
    assert said["band"] == "table of bands from 1 January 2026"
    assert said["provisional_cut"] == "limit as set from 1 February 2026"
    assert said["fund_gives"] == "version 3 of its terms"
    assert said["fund_gives_nothing"] == "version 1 of its terms"
    assert said["own"] == ""


@pytest.mark.parametrize(
    ("its", "said", "brief"),
    [
        (
            pledge(),
            "Effenaar opens Facility 1 in kind for all of that time: no fund is asked for it.",
            "Effenaar opens Facility 1 in kind: that carries €\u00a0104.00.",
        ),
        (
            pledge(left=60),
            "Effenaar opens Facility 1 in kind for 1 hour of 4 hours, and carries that part of what is for others: "
            "no more hours are left in November 2026.",
            "Effenaar opens Facility 1 in kind for 1 hour: that carries €\u00a026.00; no more hours are left in "
            "November 2026.",
        ),
        (
            pledge(mine=0),
            "Effenaar also opens Facility 1 in kind, but not for this: you had all that one organisation gets in "
            "November 2026.",
            "",
        ),
    ],
)
def test_hours_in_kind_are_said_with_the_version_that_they_go_by(its, said, brief):
    with override("en"):
        (sentence,) = [
            each for each in explain(quote(facts(line(1, pledge=its))).steps) if "in_kind" in each.code
        ]
    assert (sentence.text, sentence.brief) == (said, brief or said)
    assert sentence.version == "opened in kind from 1 January 2026"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_reason_and_limit_of_hours_in_kind_has_words(language):
    lines = (
        line(1, pledge=pledge(bands="B")),
        line(2, pledge=pledge(2, left=0)),
        line(3, pledge=pledge(3, mine=30)),
    )
    with override(language):
        said = explain(quote(facts(*lines, line(4, pledge=pledge(4)), band=band(left=100))).steps)
    assert [each.code for each in said if "in_kind" in each.code] == [
        "in_kind_nothing",
        "in_kind_nothing",
        "in_kind",
        "in_kind_nothing",
    ]
    assert all("%" not in each.text.replace("\u00a0%", "") for each in said)


def test_what_was_frozen_before_there_were_versions_says_none():
    frozen = json.loads(json.dumps(quote(BUSY).to_json()))["steps"]
    for step in frozen:
        step["facts"].pop("version", None)
        step["facts"].pop("vat_from", None)
        step["facts"].pop("card_from", None)
    assert {each.version for each in explain(frozen) if each.code in ("line", "fund_gives")} == {""}


def brief(*lines, **more) -> list[str]:
    with override("en"):
        return [
            step.brief.replace("\u00a0", " ")
            for step in explain(quote(facts(*lines, **more)).steps)
            if step.brief
        ]


def test_in_short_it_is_said_who_gives_how_much_and_why():
    funds = (fund(1, match_share_bp=4_000, priority=1), fund(2, cap_per_booking_cents=1_000, priority=2))
    assert brief(funds=funds, hub=hub("give")) == [
        "You book in rate band A: you carry 35 % of the price yourself where others carry the rest. "
        "The band holds until 30 June 2027.",
        "Fund 1 carries € 41.60: that is 40 % of the € 104.00 that it is for.",
        "Fund 2 carries € 10.00: it gives at most € 10.00 to a booking.",
        "Effenaar gives the last € 52.40, as a discount.",
    ]
    assert brief(funds=(fund(1),))[1:] == ["Fund 1 carries € 104.00, all that is for others to carry."]
    assert brief(funds=())[1:] == ["No fund carries the last € 104.00 of it; that is yours to pay as well."]


def test_a_match_share_is_said_of_what_the_fund_is_for_and_not_of_the_whole():
    funds = (fund(1, match_share_bp=5_000, rules=(RuleFacts(kind_id=1),)),)
    said = brief(line(1), line(2, kind_id=2), funds=funds)
    assert said[1] == "Fund 1 carries € 52.00: that is 50 % of the € 104.00 that it is for."


def test_a_fund_cut_by_a_provisional_band_is_not_said_to_be_helped_by_others():
    said = brief(funds=(fund(1),), band=band(left=5_000))
    assert "So they are asked for € 50.00 instead of € 104.00." in said[1]
    assert said[2:] == ["Fund 1 carries € 50.00: no more was still asked for."]


def test_the_btw_that_is_left_after_the_hubs_discount_is_in_the_calculation():
    shown = quote(facts(hub=hub("give")))
    with override("en"):
        said = {step.code: step for step in explain(shown.steps)}
    # € 160.00 less € 104.00 is € 56.00, which contains € 9.72.
    assert said["vat_left"].cents == shown.vat_cents == 972
    assert "vat_left" not in [step.code for step in quote(facts()).steps]


@pytest.mark.parametrize(("language", "day"), [("nl", "30 juni 2027"), ("en", "30 June 2027")])
def test_a_day_is_written_as_its_reader_writes_it(language, day):
    with override(language):
        assert f" {day}." in explain(quote(facts()).steps)[1].text


def test_frozen_shares_are_named_in_the_readers_language():
    frozen = json.loads(json.dumps(quote(facts(funds=(fund(1),))).to_json()))
    with override("nl"):
        assert [share.label for share in shares(frozen, own_label="Wij")] == ["Wij", "Regeling 1"]
    with override("en"):
        assert [share.label for share in shares(frozen)] == ["Collectief Zout", "Fund 1"]


@pytest.mark.parametrize("changed", [{"why": [code]} for code in WHY])
def test_every_reason_to_give_nothing_has_words(changed):
    step = {"code": "fund_gives_nothing", "facts": {"fund_id": 1, "names": {"nl": "R", "en": "F"}, **changed}}
    assert len(explain([step])[0].text) > 20


@pytest.mark.parametrize("code", LIMITS)
def test_every_limit_has_words(code):
    shown = quote(facts(funds=(fund(1),)))
    step = next(step for step in shown.steps if step.code == "fund_gives")
    limited = replace(step, facts={**step.facts, "why": [code]})
    assert len(explain([limited])[0].text) > 20


@pytest.mark.parametrize(
    ("known", "remedy"),
    [({"organisation": None, "band": None}, "Sign in"), ({"band": None}, "Declare your turnover")],
)
def test_visitors_and_the_undeclared_are_told_what_to_do(known, remedy):
    with override("en"):
        told = explain(quote(facts(**known)).steps)[1].text
    assert told.startswith("This is the full price")
    assert remedy in told
