"""The funds that are open, with their rules and what is left of them, in one statement."""

import json
from datetime import date
from typing import Any

from funding.models.fund_rules import codes
from funding.models.limits import FREE_MONEY, LEFT, caps_by
from funding.rules.facts import FundFacts, RuleFacts
from hub.kit.sql import rows
from hub.kit.translated import in_language

OPEN = f"""
SELECT fund.id, fund.name_nl, fund.name_en, fund.match_share_bp, fund.priority, agreement.starts_on, fund.expires_on,
    fund.stackable, fund.terms_version, agreement.aid_basis = 'de_minimis',
    fund.bears_cancellation_fees, fund.closed_at IS NOT NULL, fund.cap_per_booking_cents,
    (
        SELECT json_agg(json_build_array(
            rule.place, rule.region_id, rule.municipality_id, rule.discipline_id, rule.family, rule.kind_id, rule.bands,
            rule.starts_on, rule.ends_on
        ) ORDER BY rule.id)::text
        FROM funding_fundrule rule WHERE rule.fund_id = fund.id
    ),
    {LEFT}
FROM funding_fund fund
JOIN funding_fundingagreement agreement ON agreement.id = fund.agreement_id
LEFT JOIN {FREE_MONEY}
WHERE fund.expires_on >= %(today)s
ORDER BY fund.priority, fund.expires_on, fund.id
"""


def open_to(organisation_id: int, *, today: date, starts_on: date) -> tuple[FundFacts, ...]:
    """Every fund that is open today, with what is left of it for this organisation on the day of the booking."""
    values = {"today": today, **caps_by(organisation_id, starts_on)}
    return tuple(_fund(*found) for found in rows(OPEN, values))


def _fund(
    id_: int,
    name_nl: str,
    name_en: str,
    match_share_bp: int,
    priority: int,
    starts_on: date,
    expires_on: date,
    stackable: bool,
    version: int,
    is_aid: bool,
    bears_fees: bool,
    is_settling: bool,
    cap_per_booking: int | None,
    rules: str | None,
    *left: Any,
) -> FundFacts:
    available, of_organisation, of_month = left
    return FundFacts(
        id=id_,
        names=(("nl", name_nl), ("en", name_en or name_nl)),
        label=in_language(name_nl, name_en),
        match_share_bp=match_share_bp,
        available_cents=available,
        priority=priority,
        starts_on=starts_on,
        expires_on=expires_on,
        rules=tuple(_rule(*each) for each in json.loads(rules or "[]")),
        version=version,
        is_aid=is_aid,
        bears_fees=bears_fees,
        is_settling=is_settling,
        stackable=stackable,
        cap_per_booking_cents=cap_per_booking,
        organisation_left_cents=of_organisation,
        month_left_cents=of_month,
    )


def _rule(
    place: str,
    region: int | None,
    municipality: int | None,
    discipline: int | None,
    family: str,
    kind: int | None,
    bands: str,
    starts_on: str | None,
    ends_on: str | None,
) -> RuleFacts:
    days = (date.fromisoformat(each) if each else None for each in (starts_on, ends_on))
    return RuleFacts(place, region, municipality, discipline, family, kind, codes(bands), *days)
