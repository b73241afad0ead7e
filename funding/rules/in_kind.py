"""What of a booking a hub gives in kind: opened hours of its own facilities, before any fund is asked.

A part of the minutes carries the same part of the line's gap, rounded down; the organisation's own share is never
lowered. docs/pricing.md tells it in prose.
"""

from collections.abc import Iterable
from dataclasses import replace

from funding.rules.facts import BandFacts, LineFacts, QuoteFacts
from funding.rules.hours import Hours, InKind, PledgeFacts, minutes_of
from funding.rules.quoted import QuotedLine, Step
from funding.rules.time import billable_minutes


def in_kind(
    facts: QuoteFacts, lines: tuple[QuotedLine, ...], most_cents: int
) -> tuple[tuple[QuotedLine, ...], list[Step]]:
    """The lines with what is given of each, together at most `most_cents`. Lines of one pledge and month share what is
    left of it, the first line first."""
    if facts.band is None or facts.organisation is None:
        return lines, []
    taken: dict[Hours, int] = {}
    out, steps = [], []
    for fact, line in zip(facts.lines, lines, strict=True):
        if fact.pledge is None or not line.gap_cents:
            out.append(line)
            continue
        pledge = fact.pledge.more(-taken.get(fact.pledge.hours, 0))
        needed = line.quantity * billable_minutes(line.period, facts.hub.zone)
        given, limit = _given(pledge, line.gap_cents, needed, most_cents, facts.band)
        steps.append(_step(facts, fact, needed, given, limit))
        if given:
            taken[given.hours] = taken.get(given.hours, 0) + given.minutes
            most_cents -= given.cents
        out.append(replace(line, in_kind=given))
    return tuple(out), steps


def _given(
    pledge: PledgeFacts, gap_cents: int, needed: int, most_cents: int, band: BandFacts
) -> tuple[InKind | None, str]:
    """And what kept it from being more; empty where it is all that is needed."""
    if pledge.bands and band.code not in pledge.bands:
        return None, "not_this_band"
    mine = pledge.organisation_left_minutes
    limits = {
        "used_up": pledge.left_minutes,
        "had_yours": needed if mine is None else mine,
        # The most minutes that cost no more than that.
        "cap": ((max(most_cents, 0) + 1) * needed - 1) // gap_cents,
    }
    limit, minutes = min(limits.items(), key=lambda each: each[1])
    minutes = max(min(minutes, needed), 0)
    cents = gap_cents * minutes // needed
    if not cents:
        return None, limit
    return InKind(pledge.id, pledge.month, minutes, cents), limit if minutes < needed else ""


def _step(facts: QuoteFacts, fact: LineFacts, needed: int, given: InKind | None, limit: str) -> Step:
    assert fact.pledge is not None
    said = {
        "name": fact.name,
        "hub": facts.hub.name,
        "pledge_from": fact.pledge.since.isoformat(),
        "month": fact.pledge.month.isoformat(),
        "why": [limit] if limit else [],
    }
    if given is None:
        return Step("in_kind_nothing", said)
    return Step("in_kind", {**said, "minutes": given.minutes, "needed": needed, "cents": given.cents})


def with_hours_back(facts: QuoteFacts, gone: Iterable[QuotedLine]) -> QuoteFacts:
    """For pricing what a change adds: the hours of what it gives up are there to be given again."""
    back = minutes_of(line.in_kind for line in gone)
    return replace(
        facts,
        lines=tuple(
            replace(line, pledge=line.pledge.more(back.get(line.pledge.hours, 0))) if line.pledge else line
            for line in facts.lines
        ),
    )
