"""Reads of hours that are given in kind: what is promised of them, to whom, and what is left."""

from collections.abc import Iterable
from dataclasses import dataclass

from funding.models.pledges import HourPledge
from funding.rules.hours import Hours
from hub.kit.refs import Ref
from hub.kit.sql import rows

# Live: what is promised or given of the thing by now.
OF_ONE = """
SELECT pledge_id, month, organisation_id, value_cents_an_hour, sum(minutes_reserved)::int, sum(minutes_given)::int
FROM funding_hourentry WHERE about = %(about)s
GROUP BY pledge_id, month, organisation_id, value_cents_an_hour
HAVING sum(minutes_reserved) <> 0 OR sum(minutes_given) <> 0
ORDER BY pledge_id, month
"""
OF_ORGANISATION = """
SELECT pledge_id, month, sum(minutes_reserved + minutes_given)::int FROM funding_hourentry
WHERE organisation_id = %(organisation)s::bigint AND pledge_id = ANY(%(pledges)s::bigint[])
GROUP BY pledge_id, month
"""


@dataclass(frozen=True, slots=True)
class Live:
    """What one thing has of the hours of one pledge and month, in minutes."""

    hours: Hours
    organisation_id: int
    value_cents_an_hour: int
    reserved: int
    given: int


def live_hours(about: Ref) -> list[Live]:
    return [Live((pledge, month), *rest) for pledge, month, *rest in rows(OF_ONE, {"about": str(about)})]


def had_by(organisation_id: int, pledges: Iterable[HourPledge]) -> dict[Hours, int]:
    """The minutes that an organisation has been promised or given of these, by month."""
    values = {"organisation": organisation_id, "pledges": [pledge.pk for pledge in pledges]}
    return {(pledge, month): minutes for pledge, month, minutes in rows(OF_ORGANISATION, values)}
