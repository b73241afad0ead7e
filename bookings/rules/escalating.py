"""When a request that waits for its answer is pressed: its desk at half of the time and near the end, then who manages
the hub. Pure."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bookings.rules.waking import awake_before

HALF, NEAR, MANAGERS = "half", "near", "managers"
# So much of the time is over by then, in hundredths.
STEPS = ((HALF, 50), (NEAR, 80), (MANAGERS, 90))


def presses(*, asked_at: datetime, until: datetime, zone: ZoneInfo) -> Iterator[tuple[str, datetime]]:
    """Each step with its instant, in the daytime of the hub: what would fall into the night is said the evening before,
    while there is still somebody to answer. Left out: what then would fall before it was asked."""
    for step, hundredths in STEPS:
        at = awake_before(asked_at + (until - asked_at) * hundredths / 100, zone)
        if at > asked_at:
            yield step, at


def is_urgent(*, asked_at: datetime, until: datetime, now: datetime) -> bool:
    """Near the end, as the desk shows it."""
    return now >= asked_at + (until - asked_at) * STEPS[1][1] / 100
