"""What docs/pricing.md says of cancelling late is right: the example is read from the page and recomputed."""

import re
from dataclasses import replace

import pytest

from funding.rules.facts import QuoteFacts
from funding.rules.fees import bearing, cancel_fee, fee_of, no_show_fee
from funding.rules.quote import quote
from funding.rules.terms import Span, Terms, TermStep
from tests.rules.funding_facts import AMSTERDAM
from tests.rules.test_pricing_page import EXAMPLES, PAGE, cents, facts, moment, results, share_bp, the_only

TITLE = "### Cancelling example 1 too late"
SECTION = PAGE.read_text().split(TITLE)[1].split("\n## ")[0]
STEP = re.compile(r"from ([0-9]+) (days|hours) before ([0-9.]+) %")


def terms(said: str) -> Terms:
    steps, not_coming = said.split("; ")
    found = STEP.findall(steps)
    assert ", ".join(f"from {count} {span} before {bp} %" for count, span, bp in found) == steps
    return Terms(
        tuple(TermStep(Span(span), int(count), share_bp(share)) for count, span, share in found),
        share_bp(the_only(r"not coming ([0-9.]+) %", not_coming)),
    )


def given(text: str) -> dict[str, str]:
    return dict(re.findall(r"^- ([^:]+): (.+)$", text, flags=re.MULTILINE))


def with_terms(text: str) -> QuoteFacts:
    said = given(text)
    number = the_only(r"example ([0-9]), with everything of it", said["Booking"])
    plain = facts(EXAMPLES[f"Example {number}"])
    lines = tuple(
        replace(line, terms=terms(said.get(f"Terms of {line.name}", said["Terms"]))) for line in plain.lines
    )
    bears = said["Bears such fees"].split(", ")
    funds = tuple(replace(fund, bears_fees=fund.label in bears) for fund in plain.funds)
    return replace(plain, lines=lines, funds=funds)


def recomputed(text: str) -> dict[str, int]:
    shown = quote(with_terms(text))
    now, bears = moment(given(text)["Cancelled"]), bearing(shown.shares)
    fee, missed = cancel_fee(shown.lines, bears, now, AMSTERDAM), no_show_fee(shown.lines, bears)
    funds = [share for share in shown.shares if share.role == "fund"]
    bps = {line: line.terms.bp_at(now, line.period.start, AMSTERDAM) for line in shown.lines}
    each = {line.name: fee_of(line, bp, bears) for line, bp in bps.items()}
    paying = [share for share in funds if share.fund_id in bears]
    return {
        **{name: its.cents + its.lapsed_cents for name, its in each.items()},
        "the organisation": fee.own_cents,
        **{share.label: fee.by_fund[share.fund_id] for share in paying},
        "lapses": fee.lapsed_cents,
        **{f"goes back to {share.label}": share.cents - fee.by_fund.get(share.fund_id, 0) for share in funds},
        "the organisation, if it does not come": missed.own_cents,
        **{f"{share.label}, if it does not come": missed.by_fund[share.fund_id] for share in paying},
    }


def test_the_example_is_right_to_the_cent():
    assert list(results(SECTION).items()) == list(recomputed(SECTION).items())


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("before 50 %", "before 51 %"),
        ("7 days before", "1 days before"),
        ("72 hours before", "40 hours before"),
        ("not coming 80 %", "not coming 81 %"),
        ("2026-11-24 15:00", "2026-11-25 13:00"),
        ("fees: Open Doors", "fees: Regional Makers Fund"),
        ("| 74.40 |", "| 74.41 |"),
        ("| 31.20 |", "| 31.19 |"),
    ],
)
def test_other_facts_give_another_fee(said, instead):
    assert said in SECTION
    other = SECTION.replace(said, instead)
    assert results(other) != recomputed(other)


def test_the_moments_on_the_page_are_read_to_the_second():
    """A second before the step it is still half, at the step it is all."""
    at = SECTION.replace("2026-11-24 15:00", "2026-11-25 13:00")
    before = SECTION.replace("2026-11-24 15:00", "2026-11-25 12:59")
    assert recomputed(at)["Studio 2"] == 16_000
    assert recomputed(before)["Studio 2"] == 8_000


def test_the_amounts_in_the_prose_are_those_of_the_example():
    prose = SECTION.split("Worked out:")[1].split("| result")[0]
    said = {cents(amount.rstrip(".")) for amount in re.findall(r"€ ([0-9]+\.[0-9]{2})", prose)}
    shown = quote(with_terms(SECTION))
    studio = shown.lines[0]
    parts = {studio.list_cents, studio.own_cents, *(amount for _id, amount in studio.carried)}
    halves = {part // 2 for part in parts}
    assert said <= parts | halves | set(results(SECTION).values())
