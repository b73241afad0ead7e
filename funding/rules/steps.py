"""The explained calculation, line by line: codes and facts that `funding.outbound.explain` puts into words."""

from typing import Any

from funding.rules.allocation import Gift
from funding.rules.facts import BandFacts, FundFacts, LineFacts, QuoteFacts
from funding.rules.quoted import QuotedLine, Step, charged_json
from funding.rules.time import billable_minutes
from hub.kit.money import WHOLE_BP


def line_step(fact: LineFacts, line: QuotedLine, facts: QuoteFacts) -> Step:
    assert fact.card is not None
    return Step(
        "line",
        {
            "name": line.name,
            "quantity": line.quantity,
            "minutes": billable_minutes(line.period, facts.hub.zone),
            "elapsed_minutes": line.period.minutes,
            "rates": charged_json(line.rates),
            "cents": line.list_cents,
            "card_from": fact.card.valid_from.isoformat(),
            "vat_bp": line.shown_vat_bp,
            "vat_cents": line.list_cents - line.net_cents,
            "exemption_reason": line.no_vat or line.exemption_reason,
            "vat_from": fact.vat_from.isoformat() if fact.vat_from else None,
        },
    )


def band_step(facts: QuoteFacts) -> Step:
    if facts.organisation is None:
        return Step("no_organisation", {})
    if facts.band is None and facts.refused_year:
        return Step("declaration_refused", {"fiscal_year": facts.refused_year})
    if facts.band is None:
        return Step("no_declaration", {})
    band = facts.band
    return Step(
        "band",
        {
            "band": band.code,
            "own_share_bp": band.own_share_bp,
            "fiscal_year": band.fiscal_year,
            "valid_until": band.valid_until.isoformat(),
            "provisional": band.provisional,
            "table_from": band.table_from.isoformat() if band.table_from else None,
        },
    )


def gap_facts(line: QuotedLine, band: BandFacts) -> dict[str, Any]:
    return {
        "name": line.name,
        "cents": line.gap_cents,
        "list_cents": line.list_cents,
        "share_bp": WHOLE_BP - band.own_share_bp,
    }


def gift_step(gift: Gift, asked: int, *, all_lines: bool) -> Step:
    """Names the limit, never what the fund has left: that is its own business."""
    base = {**fund_facts(gift.fund), "why": [gift.limit] if gift.limit else []}
    if not gift.cents:
        return Step("fund_gives_nothing", base)
    limits = {
        "match_share_bp": gift.fund.match_share_bp,
        "cap_cents": gift.fund.cap_per_booking_cents,
    }
    return Step(
        "fund_gives", {**base, **limits, "cents": gift.cents, "asked_cents": asked, "all_lines": all_lines}
    )


def fund_facts(fund: FundFacts) -> dict[str, Any]:
    return {"fund_id": fund.id, "names": dict(fund.names), "version": fund.version}
