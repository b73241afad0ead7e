"""How long a decision may be objected to, and when owners are reminded that a declaration is almost over."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo

# Owners read their mail in the morning.
MORNING = time(9)


def objection_until(decided_on: date, days: int) -> date:
    """The last day on which an organisation may ask for a second look."""
    return decided_on + timedelta(days=days)


def reminders(
    valid_until: date, days: Iterable[int], *, now: datetime, zone: tzinfo
) -> Iterator[tuple[int, datetime]]:
    """How many days before the end, and at which moment; none that lies in the past, and none for 0 days."""
    for before in days:
        at = datetime.combine(valid_until - timedelta(days=before), MORNING, zone)
        if before and at > now:
            yield before, at
