"""Between what programs say and what the verbs and reads understand."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.paginator import Page

from bookings.api import costs
from bookings.api.schemas import LineIn
from bookings.api.visits import VisitIn
from bookings.finding import Result
from bookings.models import Booking
from bookings.models.availability import Day
from bookings.models.fees import fees_of
from bookings.models.inducted import person_by_address
from bookings.offers import Offer
from bookings.quoting import Shown
from bookings.rules.companions import Owed
from bookings.rules.reasons import Reason
from bookings.rules.request import Visit
from bookings.showing import line_rows, state_of
from facilities.models import Facility
from funding.outbound.explain import Sentence, explain, shares
from funding.rules.lines import LineWish
from funding.rules.quote import Quote
from funding.rules.quoted import charged_json, frozen_lines, frozen_shares, frozen_taxed
from funding.rules.vat import Taxed, why_no_vat
from hub.kit.money import format_eur
from hub.kit.periods import Period


def wishes(lines: Iterable[LineIn]) -> tuple[LineWish, ...]:
    """Raises `EndBeforeStart`."""
    return tuple(LineWish(line.facility, line.quantity, Period(line.start, line.end)) for line in lines)


def visit(asked: VisitIn) -> Visit:
    named = person_by_address(asked.used_by) if asked.used_by else None
    return Visit(asked.people, asked.activity, asked.setup_minutes, asked.strike_minutes, named)


def price(quote: Quote) -> dict[str, Any]:
    return {
        "list_cents": quote.list_cents,
        **_total(quote.taxed),
        "no_vat": quote.no_vat,
        "own_cents": quote.own_cents,
        "funds_cents": quote.funds_cents,
        "hub_cents": quote.hub_cents,
        "shares": [{"label": s.label, "cents": s.cents, "role": s.role} for s in quote.shares],
    }


def month(facility: Facility, days: Iterable[Day]) -> dict[str, Any]:
    return {
        "facility": facility.pk,
        "zone": facility.hub.zone_name,
        "days": [
            {
                "date": each.date.isoformat(),
                "state": each.state,
                "spans": [{"start": start.isoformat(), "end": end.isoformat()} for start, end in each.spans],
            }
            for each in days
        ],
    }


def offer(each: Offer | Result) -> dict[str, Any]:
    fit = each.fit
    return {
        "facility": fit.facility_id,
        "name": fit.name,
        "kind": fit.kind,
        "hub": fit.hub,
        "hub_name": fit.hub_name,
        "town": fit.town,
        "free": fit.free,
        "km": None if each.km is None else round(each.km, 1),
        "start": each.period.start.isoformat(),
        "end": each.period.end.isoformat(),
        "companions": [comes_along(owed) for owed in each.coming.owed],
        "perhaps": _reasons(each.coming.perhaps),
        "price": price(each.quote) if each.quote else None,
        "refusal": str(each.refusal) if each.refusal else None,
    }


def quoted(shown: Shown, now: datetime) -> dict[str, Any]:
    """Raises the refusal when there is no price."""
    if shown.price is None:
        assert shown.refusal is not None
        raise shown.refusal
    quote = shown.price
    lines = [
        {
            "facility": line.facility_id,
            "name": line.name,
            "quantity": line.quantity,
            "start": line.period.start,
            "end": line.period.end,
            "list_cents": line.list_cents,
            **asdict(tax),
            "vat_bp": line.shown_vat_bp,
            "rates": charged_json(line.rates),
            "in_kind_minutes": line.in_kind.minutes if line.in_kind else 0,
        }
        for line, tax in zip(quote.lines, quote.taxed, strict=True)
    ]
    return {
        **price(quote),
        "lines": lines,
        "steps": [_said(step) for step in explain(quote.steps)],
        "provisional": quote.provisional,
        "digest": quote.digest(),
        "obstacle": str(shown.obstacle) if shown.obstacle else None,
        "companions": [_companion(each, quote) for each in shown.owed],
        "cancelling": costs.cancelling(quote.lines, quote.shares, now=now, zone=shown.zone),
    }


def _companion(owed: Owed, quote: Quote) -> dict[str, Any]:
    lines = [LineWish(line.facility_id, line.quantity, line.period) for line in quote.lines]
    return {**comes_along(owed), "met": any(owed.is_met_by(line) for line in lines)}


def comes_along(owed: Owed) -> dict[str, Any]:
    return {
        "facility": owed.companion.id,
        "name": owed.companion.name,
        "quantity": owed.quantity,
        "start": owed.period.start.isoformat(),
        "end": owed.period.end.isoformat(),
        "reasons": _reasons(owed.reasons),
    }


def _reasons(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    return [{"code": reason.code, "words": str(reason)} for reason in reasons]


def _said(step: Sentence) -> str:
    return step.text if step.cents is None else f"{step.text} {format_eur(step.cents)}"


def _total(taxes: Iterable[Taxed]) -> dict[str, int]:
    """Of all lines together; each was rounded on its own."""
    each = list(taxes)
    return {"net_cents": sum(tax.net_cents for tax in each), "vat_cents": sum(tax.vat_cents for tax in each)}


def booking(found: Booking, now: datetime) -> dict[str, Any]:
    taxes, priced = frozen_taxed(found.quote), frozen_lines(found.quote)
    return {
        **row(found, state_of(found, now)),
        "organisation": found.organisation.uuid,
        **asdict(found.visit),
        "used_by": str(found.used_by) if found.used_by else None,
        "placed_at": found.placed_at,
        "confirmed_at": found.confirmed_at,
        "ended_at": found.ended_at,
        "changed_at": found.changed_at,
        "cancelling": costs.cancelling(priced, frozen_shares(found.quote), now=now, zone=found.hub.zone),
        "fees": costs.fees(fees_of(found, now)),
        "price": {
            "list_cents": found.list_cents,
            **_total(taxes),
            "no_vat": why_no_vat(line.no_vat for line in priced),
            "own_cents": found.own_cents,
            "funds_cents": found.funds_cents,
            "hub_cents": found.hub_cents,
            "shares": [{"label": s.label, "cents": s.cents, "role": s.role} for s in shares(found.quote)],
        },
        "lines": [
            {
                "facility": each.line.facility_id,
                "name": each.line.facility.name,
                "quantity": each.line.quantity,
                "start": each.line.period.start,
                "end": each.line.period.end,
                "units": list(each.units),
                "contains": [{"name": leaf.name, "quantity": leaf.quantity} for leaf in each.inside],
                "list_cents": each.line.list_cents,
                **asdict(tax),
                "vat_bp": said.shown_vat_bp,
                "in_kind_minutes": said.in_kind.minutes if said.in_kind else 0,
            }
            for each, tax, said in zip(line_rows(found), taxes, priced, strict=True)
        ],
    }


def row(found: Booking, state: str) -> dict[str, Any]:
    return {
        "number": found.number,
        "state": state,
        "hub": found.hub.slug,
        "purpose": found.purpose,
        "reference": found.reference,
        "part_of": str(found.part_of) if found.part_of else None,
        "start": found.period.start,
        "end": found.period.end,
        "held_until": found.held_until,
        "own_cents": found.own_cents,
        "list_cents": found.list_cents,
    }


def page(of: Page[Any], results: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "count": of.paginator.count,
        "page": of.number,
        "pages": of.paginator.num_pages,
        "results": results,
    }
