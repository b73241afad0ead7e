"""What decides about the price of lines, in one statement for any number of them."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from facilities.rules.dayparts import read
from facilities.rules.public_holidays import USUAL, holidays_in
from funding.models.fund_rules import codes
from funding.rules.facts import CardFacts, LineFacts
from funding.rules.hours import PledgeFacts
from funding.rules.lines import LineWish
from funding.rules.surcharges import SurchargeFacts
from funding.rules.terms import FREE, Terms, read_steps
from funding.rules.time import local_day
from funding.rules.windows import ClockWindow
from hub.kit.sql import rows

# The card and the VAT of a day are the latest that began by then; VAT that is set for a facility goes before its hub's,
# and so do the terms of cancelling: of these the ones that hold on the day of booking. Whether the hub is in the
# scheme for small businesses on the day of the wish stands in how it invoices. Of hours that are given in kind,
# what is left of the month of the line: for everybody, and where one organisation has a limit for that one.
LINES = """
SELECT wish.position, f.id, f.hub_id, f.name, f.fixed_fee, kind.family, kind.id, card.valid_from,
    (SELECT json_agg(json_build_array(rate.unit, rate.cents) ORDER BY rate.id)::text
        FROM funding_rate rate WHERE rate.card_id = card.id),
    vat.rate_bp, vat.exemption_reason, vat.valid_from, card.surcharges::text, hub.dayparts::text, hub.holidays_of,
    terms.steps::text, terms.no_show_bp,
    small.kor_reason, small.valid_from,
    pledge.id, pledge.starts_on, pledge.bands, pledge.month, pledge.left_minutes, pledge.organisation_left
FROM unnest(%(facilities)s::bigint[], %(days)s::date[], %(todays)s::date[])
    WITH ORDINALITY AS wish (facility_id, day, today, position)
JOIN facilities_facility f ON f.id = wish.facility_id
JOIN facilities_kind kind ON kind.id = f.kind_id
JOIN facilities_hub hub ON hub.id = f.hub_id
LEFT JOIN LATERAL (
    SELECT each.id, each.valid_from, each.surcharges FROM funding_ratecard each
    WHERE each.facility_id = f.id AND each.valid_from <= wish.day
    ORDER BY each.valid_from DESC LIMIT 1
) card ON true
LEFT JOIN LATERAL (
    SELECT each.rate_bp, each.exemption_reason, each.valid_from FROM funding_vatsetting each
    WHERE each.hub_id = f.hub_id AND (each.facility_id = f.id OR each.facility_id IS NULL)
        AND each.valid_from <= wish.day
    ORDER BY each.facility_id IS NULL, each.valid_from DESC LIMIT 1
) vat ON true
LEFT JOIN LATERAL (
    SELECT each.kor, each.kor_reason, each.valid_from FROM funding_invoicesetting each
    WHERE each.hub_id = f.hub_id AND each.valid_from <= wish.day
    ORDER BY each.valid_from DESC LIMIT 1
) small ON small.kor
LEFT JOIN LATERAL (
    SELECT each.steps, each.no_show_bp FROM funding_cancellationterms each
    WHERE each.hub_id = f.hub_id AND each.valid_from <= wish.today AND (each.facility_id IS NULL OR (
        each.facility_id = f.id AND NOT each.as_hub AND NOT EXISTS (
            SELECT FROM funding_cancellationterms later WHERE later.hub_id = f.hub_id AND later.facility_id = f.id
                AND later.as_hub AND later.valid_from BETWEEN each.valid_from AND wish.today
        )
    ))
    ORDER BY each.facility_id IS NULL, each.valid_from DESC LIMIT 1
) terms ON true
LEFT JOIN LATERAL (
    SELECT each.id, each.starts_on, each.bands, of_day.month,
        greatest(each.minutes_a_month - COALESCE((
            SELECT had.reserved_minutes + had.given_minutes FROM funding_hourmonth had
            WHERE had.pledge_id = each.id AND had.month = of_day.month
        ), 0), 0) AS left_minutes,
        CASE WHEN each.minutes_an_organisation IS NOT NULL THEN greatest(each.minutes_an_organisation - COALESCE((
            SELECT sum(had.minutes_reserved + had.minutes_given) FROM funding_hourentry had
            WHERE had.pledge_id = each.id AND had.organisation_id = %(organisation)s::bigint
                AND had.month = of_day.month
        ), 0), 0)::bigint END AS organisation_left
    FROM funding_hourpledge each
    CROSS JOIN LATERAL (SELECT date_trunc('month', wish.day::timestamp)::date AS month) AS of_day
    WHERE each.facility_id = f.id AND each.starts_on <= wish.day
        AND (each.ends_on IS NULL OR each.ends_on >= wish.day)
) pledge ON true
ORDER BY wish.position
"""


def line_facts(
    wishes: Sequence[tuple[LineWish, int, ZoneInfo]], *, organisation_id: int | None, now: datetime
) -> tuple[LineFacts, ...]:
    """By wish, its hub's id and zone; for nobody in particular, without an organisation. Raises ValueError for a
    facility that is not of that hub."""
    days = [local_day(wish.period.start, zone) for wish, _hub, zone in wishes]
    things = [wish.facility_id for wish, _hub, _zone in wishes]
    todays = [local_day(now, zone) for _wish, _hub, zone in wishes]
    values = {"facilities": things, "days": days, "todays": todays, "organisation": organisation_id}
    found = rows(LINES, values)
    if [each[2] for each in found] != [hub for _wish, hub, _zone in wishes]:
        raise ValueError("a quote is about facilities of one hub")
    return tuple(_line(wish, each) for (wish, _hub, _zone), each in zip(wishes, found, strict=True))


def _line(wish: LineWish, found: tuple[Any, ...]) -> LineFacts:
    _position, id_, _hub, name, fixed_fee, family, kind_id, valid_from, rates, vat_bp, exemption, *times = (
        found
    )
    vat_from, surcharges, dayparts, holidays_of, steps, no_show_bp, no_vat, no_vat_from, *pledged = times
    card = _card(valid_from, rates, surcharges) if valid_from else None
    return LineFacts(
        facility_id=id_,
        name=name,
        quantity=wish.quantity,
        period=wish.period,
        card=card,
        vat_bp=vat_bp,
        exemption_reason=exemption or "",
        vat_from=no_vat_from if no_vat else vat_from,
        no_vat=no_vat or "",
        fixed_fee=fixed_fee,
        family=family,
        kind_id=kind_id,
        dayparts=tuple(ClockWindow(each.starts, each.ends) for each in read(json.loads(dayparts))),
        holidays=_holidays(card, wish, holidays_of),
        terms=Terms(read_steps(json.loads(steps)), no_show_bp) if steps else FREE,
        pledge=_pledge(*pledged) if pledged[0] else None,
    )


def _pledge(
    id_: int, since: date, bands: str, month: date, left: int, organisation_left: int | None
) -> PledgeFacts:
    return PledgeFacts(id_, since, month, left, organisation_left, codes(bands))


def _card(valid_from: date, rates: str | None, surcharges: str) -> CardFacts:
    return CardFacts(
        valid_from,
        tuple((unit, cents) for unit, cents in json.loads(rates or "[]")),
        tuple(map(SurchargeFacts.from_json, json.loads(surcharges))),
    )


def _holidays(card: CardFacts | None, wish: LineWish, holidays_of: str) -> frozenset[date]:
    """Those of the hub's country around the wish, where its price asks for them."""
    if card is None or not any(each.holidays for each in card.surcharges):
        return frozenset()
    # The local day may be in another year than that of the instant.
    years = range(wish.period.start.year - 1, wish.period.end.year + 2)
    return frozenset(day for year in years for day in holidays_in(holidays_of or USUAL, year))
