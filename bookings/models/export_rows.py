"""How rows that a hub takes along are written: instants in UTC, and the same time on the hub's clock."""

from datetime import UTC, datetime
from typing import Any

from facilities.models import Hub

Row = dict[str, Any]
# Rows of one fetch from the database.
A_HANDFUL = 500


def times(hub: Hub, starts: datetime, ends: datetime) -> Row:
    """As instants, and as the clock on the hub's wall shows them."""
    zone = hub.zone
    return {
        "starts_at": instant(starts),
        "ends_at": instant(ends),
        "starts_local": starts.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        "ends_local": ends.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
    }


def instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
