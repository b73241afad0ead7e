from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from bookings.models.bookings import APPROVAL, APPROVAL_OF_THINGS, Booking
from facilities.models import HouseRules, Hub
from hub.kit.sql import row, rows

COLUMNS = [field.attname for field in HouseRules._meta.concrete_fields]
CURRENT = f"""
SELECT {", ".join(f"published.{column}" for column in COLUMNS)} FROM facilities_houserules published
WHERE published.hub_id = %(hub)s::bigint AND published.published_at <= %(now)s
ORDER BY published.version DESC LIMIT 1
"""
TERMS = """
SELECT asks.approval, COALESCE(paid.account <> '' AND NOT paid.on_account, false), rules.*
FROM ({asks}) AS asks (approval)
LEFT JOIN funding_hubcards paid ON paid.hub_id = %(hub)s::bigint
LEFT JOIN ({current}) AS rules ON true
"""
OF_BOOKING = TERMS.format(asks=APPROVAL, current=CURRENT)
OF_THINGS = TERMS.format(asks=APPROVAL_OF_THINGS, current=CURRENT)


@dataclass(frozen=True, slots=True)
class Terms:
    """What confirming looks at: the house rules that must be accepted, whether the hub wants to look first, and whether
    it must be paid for, since the hub gives no credit."""

    house_rules: HouseRules | None
    asks_approval: bool
    pays_first: bool


def current_house_rules(hub: Hub, now: datetime) -> HouseRules | None:
    """The version that a booking made now must accept; none when the hub has published none."""
    found = row(CURRENT, {"hub": hub.pk, "now": now})
    return HouseRules.from_db("default", COLUMNS, found) if found else None


def terms_of(booking: Booking, now: datetime) -> Terms:
    """One query."""
    return _terms(OF_BOOKING, {"booking": booking.pk, "hub": booking.hub_id, "now": now})


def terms_of_things(facility_ids: Iterable[int], *, hub: Hub, now: datetime) -> Terms:
    """The same of what is not written down yet: the facilities and all that they are made of. One query."""
    return _terms(OF_THINGS, {"things": sorted(facility_ids), "hub": hub.pk, "now": now})


def _terms(statement: str, values: Mapping[str, Any]) -> Terms:
    ((asks_approval, pays_first, *published),) = rows(statement, values)
    rules = HouseRules.from_db("default", COLUMNS, published) if published[0] is not None else None
    return Terms(rules, asks_approval, pays_first and settings.CARDS)
