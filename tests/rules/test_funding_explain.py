"""Every step has its sentence, in both languages, from a fresh quote and from one frozen on a booking."""

import json
from dataclasses import replace

import pytest
from django.utils.translation import override

from funding.outbound.explain import LIMITS, WHY, explain, shares
from funding.rules.facts import RuleFacts
from funding.rules.quote import quote
from tests.rules.funding_facts import band, facts, fund, hub, line

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
        "rest_give", "own",
    ]  # fmt: skip
    assert said[-1].cents == shown.own_cents


def test_the_sentences_say_who_carries_what_and_why():
    with override("en"):
        said = [sentence.text for sentence in explain(quote(BUSY).steps)]
    assert said[0].startswith(
        "1 × Facility 1, 4 hours: 1 daypart at €\u00a0160.00. That contains 21\u00a0% btw"
    )
    assert said[6] == "Fund 1 carries a part: it carries 40\u00a0% of the part that is not yours."
    assert said[7] == "Fund 2 carries a part: it gives at most €\u00a010.00 to a booking."
    assert said[8] == (
        "Fund 3 carries nothing: it is for another region and it is for another kind of facility."
    )


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
