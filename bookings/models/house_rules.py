from datetime import datetime

from facilities.models import HouseRules, Hub
from hub.kit.sql import row

COLUMNS = [field.attname for field in HouseRules._meta.concrete_fields]
CURRENT = f"""
SELECT {", ".join(f"published.{column}" for column in COLUMNS)} FROM facilities_houserules published
WHERE published.hub_id = %(hub)s::bigint AND published.published_at <= %(now)s
ORDER BY published.version DESC LIMIT 1
"""


def current_house_rules(hub: Hub, now: datetime) -> HouseRules | None:
    """The version that a booking made now must accept; none when the hub has published none."""
    found = row(CURRENT, {"hub": hub.pk, "now": now})
    return HouseRules.from_db("default", COLUMNS, found) if found else None
