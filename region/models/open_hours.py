"""Open-door hours of a region's hubs: promised month by month, and what of it nobody took."""

from dataclasses import dataclass
from datetime import date

from hub.kit.sql import rows

STATEMENT = """
SELECT facility.name, facility.slug, hub.name, hub.slug, sum(pledge.minutes_a_month)::int,
    coalesce(sum(kept.reserved_minutes), 0)::int, coalesce(sum(kept.given_minutes), 0)::int
FROM funding_hourpledge pledge
JOIN facilities_facility facility ON facility.id = pledge.facility_id
JOIN facilities_hub hub ON hub.id = facility.hub_id
CROSS JOIN LATERAL generate_series(
    date_trunc('month', greatest(pledge.starts_on, %(first)s::date)::timestamp),
    least(coalesce(pledge.ends_on, %(last)s::date), %(last)s::date)::timestamp, interval '1 month'
) AS month (begins)
LEFT JOIN funding_hourmonth kept ON kept.pledge_id = pledge.id AND kept.month = month.begins::date
WHERE hub.region_id = %(region)s::bigint
GROUP BY facility.id, hub.id
ORDER BY hub.name, facility.name, facility.id
"""


@dataclass(frozen=True, slots=True)
class OpenHours:
    """Minutes of units of one facility over all months of a period."""

    facility: str
    slug: str
    hub: str
    hub_slug: str
    promised: int
    reserved: int
    given: int

    @property
    def unused(self) -> int:
        return max(self.promised - self.reserved - self.given, 0)


def open_hours(region_id: int, first: date, last: date) -> list[OpenHours]:
    """Of whole months, from that of `first` to that of `last`. One statement."""
    values = {"region": region_id, "first": first, "last": last}
    return [OpenHours(*found) for found in rows(STATEMENT, values, prepared=False)]
