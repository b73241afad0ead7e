"""A facility as far as its rules of time go: what a program that asks for free hours needs, and not its texts."""

from facilities.models.facilities import Facility
from facilities.models.hubs import Hub
from hub.kit.sql import row

TIMES = ["grid_minutes", "min_minutes", "max_minutes", "notice_minutes", "horizon_days", "turnaround_minutes"]
READ = f"""
SELECT hub.id, hub.zone_name, facility.id, facility.hub_id, {", ".join(f"facility.{name}" for name in TIMES)}
FROM facilities_facility facility JOIN facilities_hub hub ON hub.id = facility.hub_id
WHERE facility.id = %(id)s::bigint AND facility.state = 'live'
"""


def bookable_facility(pk: int) -> Facility | None:
    """A live facility with its hub; all else of both is looked up when somebody asks for it."""
    found = row(READ, {"id": pk})
    if found is None:
        return None
    facility = Facility.from_db("default", ["id", "hub_id", *TIMES], found[2:])
    facility.hub = Hub.from_db("default", ["id", "zone_name"], found[:2])
    return facility
