"""The price of a booking and who carries which part of it. docs/pricing.md tells the same in prose, with examples.

All amounts are cents including VAT. The own share is what is left of the list price when everybody else's part is
taken off; it is never rounded on its own, so the parts always add up to the cent.
"""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from funding.rules.allocation import Gift, allocate
from funding.rules.dayparts import UncoveredTime, cheapest_by_the_clock
from funding.rules.facts import FundFacts, LineFacts, QuoteFacts
from funding.rules.in_kind import in_kind
from funding.rules.matching import matching
from funding.rules.price import Charge, cheapest, price
from funding.rules.quoted import FUND, HUB, OWN, SURCHARGE, Quote, QuotedLine, Share, Step, taxed_of
from funding.rules.refusals import NoRate, NotCovered, NoVat, OutsideDayparts
from funding.rules.steps import band_step, fund_facts, gap_facts, gift_step, line_step
from funding.rules.surcharges import surcharged
from funding.rules.time import billable_minutes
from funding.rules.vat import spread
from hub.kit.money import WHOLE_BP

__all__ = [
    "NoRate",
    "NoVat",
    "NotCovered",
    "OutsideDayparts",
    "Quote",
    "QuotedLine",
    "Share",
    "Step",
    "quote",
]


def quote(facts: QuoteFacts) -> Quote:
    """The price now. Raises `NoRate`, `NoVat`, `OutsideDayparts`; `NotCovered` where the hub wants all gaps covered."""
    if not facts.lines:
        raise ValueError("a quote needs a line")
    own_share_bp = facts.band.own_share_bp if facts.band else WHOLE_BP
    lines = tuple(_priced(line, facts, own_share_bp) for line in facts.lines)
    steps = [line_step(fact, line, facts) for fact, line in zip(facts.lines, lines, strict=True)]
    steps.append(band_step(facts))
    gap, gap_steps = _gap(facts, lines)
    lines, kind_steps = in_kind(facts, lines, gap)
    gap -= sum(line.in_kind_cents for line in lines)
    gifts, fund_steps = _fund_gifts(facts, lines, gap, facts.day)
    rest_cents, rest_steps = _rest(facts, gap - sum(gift.cents for gift in gifts))
    lines = _carried(lines, gifts, rest_cents)
    hub_cents = sum(line.hub_cents for line in lines)
    shares = _shares(facts, sum(line.list_cents for line in lines), gifts, hub_cents)
    if hub_cents and not all(line.no_vat for line in lines):
        left = sum(each.vat_cents for each in taxed_of(lines, hub_cents))
        rest_steps.append(Step("vat_left", {"cents": left}))
    ending = [*rest_steps, Step("own", {"cents": shares[0].cents})]
    return Quote(
        lines=lines,
        shares=shares,
        steps=(*steps, *gap_steps, *kind_steps, *fund_steps, *ending),
        counts_on=facts.day,
        band_code=facts.band.code if facts.band else "",
        fiscal_year=facts.band.fiscal_year if facts.band else None,
        provisional=bool(facts.band and facts.band.provisional),
    )


def _priced(line: LineFacts, facts: QuoteFacts, own_share_bp: int) -> QuotedLine:
    if line.card is None or not line.card.rates:
        raise NoRate(facility=line.name, hub=facts.hub.name)
    if line.vat_bp is None:
        raise NoVat(hub=facts.hub.name)
    charges = _covering(line, dict(line.card.rates), facts.hub.zone)
    on_top = surcharged(line.period, facts.hub.zone, line.card.surcharges, line.holidays)
    of_one = price(charges) + sum(each.hours * each.cents for each in on_top)
    list_cents = line.quantity * of_one
    priced = QuotedLine(
        facility_id=line.facility_id,
        name=line.name,
        quantity=line.quantity,
        period=line.period,
        list_cents=list_cents,
        vat_bp=line.vat_bp,
        exemption_reason=line.exemption_reason,
        no_vat=line.no_vat,
        rates=(
            *((charge.unit, charge.count, charge.cents) for charge in charges),
            *((SURCHARGE, each.hours, each.cents, each.names) for each in on_top),
        ),
        fixed_fee=line.fixed_fee,
        terms=line.terms,
    )
    return replace(priced, gap_cents=priced.gap_at(own_share_bp))


def _covering(line: LineFacts, rates: dict[str, int], zone: ZoneInfo) -> tuple[Charge, ...]:
    if not line.dayparts or "daypart" not in rates:
        return cheapest(billable_minutes(line.period, zone), rates)
    try:
        return cheapest_by_the_clock(line.period, zone, rates, line.dayparts)
    except UncoveredTime as error:
        raise OutsideDayparts(facility=line.name, dayparts=", ".join(map(str, line.dayparts))) from error


def _gap(facts: QuoteFacts, lines: tuple[QuotedLine, ...]) -> tuple[int, list[Step]]:
    """What others are asked to carry together: the first gap, cut to what a provisional band still allows."""
    if facts.band is None:
        return 0, []
    steps = [
        Step("fixed_fee", {"name": line.name}) if fact.fixed_fee else Step("gap", gap_facts(line, facts.band))
        for fact, line in zip(facts.lines, lines, strict=True)
    ]
    gap = sum(line.gap_cents for line in lines)
    left = facts.band.provisional_left_cents
    if left is not None and gap > left:
        cap = facts.band.provisional_cap_cents
        since = facts.band.policy_from
        cut = {"gap_cents": gap, "left_cents": max(left, 0), "cap_cents": cap}
        steps.append(Step("provisional_cut", {**cut, "policy_from": since.isoformat() if since else None}))
        gap = max(left, 0)
    return gap, steps


def _fund_gifts(
    facts: QuoteFacts, lines: tuple[QuotedLine, ...], gap: int, counts_on: date
) -> tuple[tuple[Gift, ...], list[Step]]:
    if not gap or facts.organisation is None or facts.band is None:
        return (), []
    reducible = {
        position: fact
        for position, (fact, line) in enumerate(zip(facts.lines, lines, strict=True))
        if line.open_gap_cents
    }
    gaps = {position: lines[position].open_gap_cents for position in reducible}
    is_all = not any(line.in_kind for line in lines)
    able: list[tuple[FundFacts, frozenset[int]]] = []
    steps: dict[int, Step] = {}
    for fund in facts.funds:
        met, missed = matching(fund, reducible, facts.hub, facts.organisation, facts.band.code)
        if counts_on > fund.expires_on:
            missed, met = ("expired",), frozenset()
        elif counts_on < fund.starts_on:
            missed, met = ("not_this_period",), frozenset()
        elif met and fund.is_aid and not (facts.aid and facts.aid.is_declared):
            missed, met = ("no_aid_declaration",), frozenset()
        if met:
            able.append((fund, met))
        else:
            steps[fund.id] = Step("fund_gives_nothing", {**fund_facts(fund), "why": list(missed)})
    aid_cents = facts.aid.left_cents if facts.aid else None
    gifts = allocate(gaps=gaps, funds=able, most_cents=gap, aid_cents=aid_cents)
    met_of = {fund.id: met for fund, met in able}
    for gift in gifts:
        asked = sum(gaps[position] for position in met_of[gift.fund.id])
        steps[gift.fund.id] = gift_step(
            gift, asked, all_lines=is_all and len(met_of[gift.fund.id]) == len(gaps)
        )
    ordered = sorted(facts.funds, key=lambda fund: fund.order)
    return gifts, [steps[fund.id] for fund in ordered]


def _rest(facts: QuoteFacts, rest: int) -> tuple[int, list[Step]]:
    """What no fund covers: given by the hub, left to the organisation, or refused, as the hub has chosen."""
    if facts.band is None or not rest:
        return 0, []
    policy = facts.hub.gap_policy
    if policy == "refuse":
        raise NotCovered(hub=facts.hub.name, cents=rest)
    step = Step(f"rest_{policy}", {"cents": rest, "hub": facts.hub.name})
    return (rest if policy == "give" else 0), [step]


def _carried(
    lines: tuple[QuotedLine, ...], gifts: tuple[Gift, ...], rest_cents: int
) -> tuple[QuotedLine, ...]:
    """Who carries what of each line; the hub what it gives in kind, and the rest in proportion to what nobody carries
    of the gaps."""
    by_line: list[list[tuple[int | None, int]]] = [[] for _line in lines]
    for gift in gifts:
        for position, cents in gift.lines:
            by_line[position].append((gift.fund.id, cents))
    left = [
        line.open_gap_cents - sum(cents for _id, cents in carried)
        for line, carried in zip(lines, by_line, strict=True)
    ]
    for line, carried, cents in zip(lines, by_line, spread(rest_cents, left), strict=True):
        if cents + line.in_kind_cents:
            carried.append((None, cents + line.in_kind_cents))
    return tuple(replace(line, carried=tuple(each)) for line, each in zip(lines, by_line, strict=True))


def _shares(facts: QuoteFacts, list_cents: int, gifts: tuple[Gift, ...], hub_cents: int) -> tuple[Share, ...]:
    others = [
        Share(
            label=gift.fund.label,
            cents=gift.cents,
            role=FUND,
            fund_id=gift.fund.id,
            names=gift.fund.names,
            is_aid=gift.fund.is_aid,
            bears_fees=gift.fund.bears_fees,
        )
        for gift in gifts
        if gift.cents
    ]
    if hub_cents:
        others.append(Share(facts.hub.name, hub_cents, HUB))
    own = list_cents - sum(share.cents for share in others)
    return (Share(facts.own_label, own, OWN), *others)
