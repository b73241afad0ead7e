"""docs/pricing.md is right: its examples are read from the page and recomputed by the real rules."""

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from funding.rules.euros import cents_of
from funding.rules.facts import BandFacts, CardFacts, FundFacts, LineFacts, QuoteFacts
from funding.rules.hours import PledgeFacts
from funding.rules.quote import Quote, quote
from hub.kit.periods import Period, instant
from tests.rules.funding_facts import AMSTERDAM, ZOUT, band, fund, hub, pledge

PAGE = Path(__file__).resolve().parents[2] / "docs" / "pricing.md"
MONEY = r"€ ([0-9,]+\.[0-9]{2})"
POLICIES = {"given by the hub": "give", "paid by the organisation": "pay"}
LINE = re.compile(r"([0-9]+) × (.+), (\S+ \S+) to (\S+ \S+)")


def examples(text: str) -> dict[str, str]:
    found = re.split(r"^### (Example \d): .*$", text, flags=re.MULTILINE)[1:]
    return dict(zip(found[::2], found[1::2], strict=True))


def the_only(pattern: str, text: str) -> str:
    found = re.fullmatch(pattern, text)
    assert found, f"not understood on the page: {text!r}"
    return found[1]


def cents(text: str) -> int:
    found = cents_of(text)
    assert found is not None, text
    return found


def share_bp(text: str) -> int:
    return round(float(text) * 100)


def moment(text: str) -> datetime:
    # Two o'clock in the night when it happens twice is the first one, as the page says.
    return instant(datetime.fromisoformat(text), AMSTERDAM, fold=0)


def a_line(number: int, said: str) -> LineFacts:
    what, rates, *rest = said.split("; ")
    quantity, name, start, end = LINE.fullmatch(what).groups()  # type: ignore[union-attr]
    card = tuple(
        (unit, cents(amount)) for unit, amount in re.findall(rf"(hour|daypart|day|week) {MONEY}", rates)
    )
    return LineFacts(
        facility_id=number,
        name=name,
        quantity=int(quantity),
        period=Period(moment(start), moment(end)),
        card=CardFacts(date(2026, 1, 1), card),
        vat_bp=share_bp(the_only(r"VAT ([0-9.]+) %", rest[0])),
        fixed_fee="fixed fee" in rest,
        pledge=a_pledge(rest[-1]),
    )


def a_pledge(said: str) -> PledgeFacts | None:
    if not said.startswith("in kind"):
        return None
    return pledge(left=round(float(the_only(r"in kind: ([0-9.]+) hours left", said)) * 60))


def a_band(said: str) -> BandFacts:
    carries, *provisional = said.split("; ")
    own = share_bp(the_only(r"carries ([0-9.]+) %", carries))
    return band(
        own, left=cents(the_only(rf"provisional, {MONEY} left", provisional[0])) if provisional else None
    )


def a_fund(number: int, said: str) -> FundFacts:
    name, *limits = said.split("; ")
    made = replace(fund(number), label=name)
    for limit in limits:
        kind = next(word for word in ("priority", "match share", "at most") if limit.startswith(word))
        if kind == "priority":
            made = replace(made, priority=int(the_only(r"priority ([0-9]+)", limit)))
        elif kind == "match share":
            made = replace(made, match_share_bp=share_bp(the_only(r"match share ([0-9.]+) %", limit)))
        else:
            made = replace(
                made, cap_per_booking_cents=cents(the_only(rf"at most {MONEY} for a booking", limit))
            )
    return made


def facts(example: str) -> QuoteFacts:
    given = re.findall(r"^- (Line|Band|Fund|Hub): (.+)$", example, flags=re.MULTILINE)
    assert len(given) == len(re.findall(r"^- ", example, flags=re.MULTILINE)), "a line is not understood"
    said = {
        kind: [words for each, words in given if each == kind] for kind in ("Line", "Band", "Fund", "Hub")
    }
    policy = POLICIES[the_only(r"what no fund covers is (.+)", said["Hub"][0])]
    return QuoteFacts(
        lines=tuple(a_line(number, words) for number, words in enumerate(said["Line"], 1)),
        hub=hub(policy),
        own_label="own share",
        organisation=ZOUT,
        band=a_band(said["Band"][0]),
        funds=tuple(a_fund(number, words) for number, words in enumerate(said["Fund"], 1)),
    )


def results(example: str) -> dict[str, int]:
    rows = re.findall(r"^\| (.+?) \| ([0-9,.]+) \|$", example, flags=re.MULTILINE)
    return {name: cents(amount) for name, amount in rows}


def recomputed(shown: Quote) -> dict[str, int]:
    return {
        **{line.name: line.list_cents for line in shown.lines},
        "full price": shown.list_cents,
        "first gap": sum(line.gap_cents for line in shown.lines),
        **{share.label: share.cents for share in shown.shares if share.role == "fund"},
        "hub": shown.hub_cents,
        "own share": shown.own_cents,
        "VAT in the price": shown.vat_cents,
    }


EXAMPLES = examples(PAGE.read_text())


def test_the_page_has_four_examples():
    assert list(EXAMPLES) == ["Example 1", "Example 2", "Example 3", "Example 4"]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_is_right_to_the_cent(example):
    text = EXAMPLES[example]
    assert list(results(text).items()) == list(recomputed(quote(facts(text))).items())


def amounts() -> list[tuple[str, int]]:
    return [
        (name, found.start())
        for name, text in EXAMPLES.items()
        for found in re.finditer(r"[0-9](?=\.[0-9]{2} \|$)", text, flags=re.MULTILINE)
    ]


@pytest.mark.parametrize(("example", "place"), amounts())
def test_a_wrong_number_on_the_page_is_noticed(example, place):
    text = EXAMPLES[example]
    wrong = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
    assert results(wrong) != recomputed(quote(facts(wrong)))


@pytest.mark.parametrize(
    ("example", "said", "instead"),
    [
        ("Example 1", "daypart € 160.00", "daypart € 161.00"),
        ("Example 1", "carries 35 %", "carries 36 %"),
        ("Example 1", "match share 40 %", "match share 41 %"),
        ("Example 1", "2 × Microphone", "3 × Microphone"),
        ("Example 2", "given by the hub", "paid by the organisation"),
        ("Example 2", "VAT 9 %", "VAT 21 %"),
        ("Example 3", "2026-10-25 06:00", "2026-10-25 07:00"),
        ("Example 3", "€ 100.00 left", "€ 99.00 left"),
        ("Example 3", "; fixed fee", ""),
        ("Example 4", "2.5 hours left", "2.6 hours left"),
        ("Example 4", "; in kind: 2.5 hours left", ""),
    ],
)
def test_other_facts_give_another_price(example, said, instead):
    assert said in EXAMPLES[example]
    other = EXAMPLES[example].replace(said, instead)
    assert results(other) != recomputed(quote(facts(other)))


def test_the_amounts_in_the_prose_are_those_of_the_examples():
    """Every amount that is worked out in words stands in the facts or the results, or is one of a few steps between."""
    between = {
        "Example 1": {10_400, 1_300, 7_800, 8_100},
        "Example 2": {10_000, 9_997},
        "Example 3": set(),
        "Example 4": {10_400, 1_300, 3_900, 5_200, 3_120, 9_500, 1_649, 165},
    }
    for name, text in EXAMPLES.items():
        prose = text.split("Worked out:")[1].split("| result")[0]
        said = {cents(amount.rstrip(".")) for amount in re.findall(r"€ ([0-9]+\.[0-9]{2})(?![0-9])", prose)}
        given = {cents(amount) for amount in re.findall(MONEY, text.split("Worked out:")[0])}
        assert said <= given | set(results(text).values()) | between[name]
