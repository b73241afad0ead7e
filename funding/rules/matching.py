"""Which lines of a booking a fund pays for, and if none, why not."""

from datetime import date

from funding.rules.facts import FundFacts, HubFacts, LineFacts, OrganisationFacts, RuleFacts
from funding.rules.time import local_day

REGION, DISCIPLINE, BAND, KIND, PERIOD = (
    "not_this_region",
    "not_this_discipline",
    "not_this_band",
    "not_this_kind",
    "not_this_period",
)


def mismatches(
    rule: RuleFacts, line: LineFacts, hub: HubFacts, organisation: OrganisationFacts, band: str
) -> tuple[str, ...]:
    """The conditions of a rule that a line does not meet; empty when all hold."""
    day = local_day(line.period.start, hub.zone)
    seat = _place(rule, organisation.region_id, organisation.municipality_id)
    place = _place(rule, hub.region_id, hub.municipality_id)
    near = {"seat": seat, "facility": place, "both": seat and place}[rule.place]
    checks = {
        REGION: near,
        DISCIPLINE: rule.discipline_id is None or rule.discipline_id in organisation.discipline_ids,
        BAND: not rule.bands or band in rule.bands,
        KIND: rule.family in ("", line.family) and rule.kind_id in (None, line.kind_id),
        PERIOD: _within(day, rule.starts_on, rule.ends_on),
    }
    return tuple(code for code, holds in checks.items() if not holds)


def matching(
    fund: FundFacts, lines: dict[int, LineFacts], hub: HubFacts, organisation: OrganisationFacts, band: str
) -> tuple[frozenset[int], tuple[str, ...]]:
    """The positions of the lines that the fund's rules meet; if there are none, the reasons of its nearest miss."""
    met: set[int] = set()
    misses: list[tuple[str, ...]] = []
    for position, line in lines.items():
        for rule in fund.rules:
            missed = mismatches(rule, line, hub, organisation, band)
            if missed:
                misses.append(missed)
            else:
                met.add(position)
    if met:
        return frozenset(met), ()
    return frozenset(), min(misses, key=len, default=("no_rules",))


def _place(rule: RuleFacts, region_id: int, municipality_id: int) -> bool:
    return rule.region_id in (None, region_id) and rule.municipality_id in (None, municipality_id)


def _within(day: date, starts_on: date | None, ends_on: date | None) -> bool:
    return (starts_on is None or starts_on <= day) and (ends_on is None or day <= ends_on)
