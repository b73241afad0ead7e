"""What funds owe hubs: settled and not paid out. Whose it is stands in the books, with what the hub earned of it."""

from dataclasses import dataclass
from datetime import datetime

from facilities.models import Hub
from funding.models.agreements import Fund
from hub.kit.sql import rows

OWED = """
SELECT allocation.id, allocation.cents, account.owner
FROM funding_allocation allocation
JOIN LATERAL (
    -- The price of what took place, or the fee of what did not: all entries about one thing are of one hub.
    SELECT account.owner FROM funding_entry entry
    JOIN funding_posting posting ON posting.entry_id = entry.id AND posting.cents > 0
    JOIN funding_account account ON account.id = posting.account_id AND account.kind = 'hub'
    WHERE entry.about = allocation.about ORDER BY entry.id LIMIT 1
) account ON true
WHERE allocation.fund_id = %(fund)s::bigint AND allocation.state = 'settled' AND allocation.payout_id IS NULL
    AND allocation.settled_at < %(before)s::timestamptz
ORDER BY allocation.id
"""


@dataclass(frozen=True, slots=True)
class Owed:
    hub: Hub
    cents: int
    bookings: int


def owed_to(*, fund: Fund, hub: Hub, before: datetime) -> dict[int, int]:
    """The cents by allocation that a fund owes a hub for what was settled before an instant."""
    found = rows(OWED, {"fund": fund.pk, "before": before})
    return {id_: cents for id_, cents, owner in found if owner == str(hub.ref)}


def owed_by(fund: Fund, *, before: datetime) -> list[Owed]:
    """The same for all hubs, by name."""
    cents: dict[int, list[int]] = {}
    for _id, amount, owner in rows(OWED, {"fund": fund.pk, "before": before}):
        cents.setdefault(int(owner.partition(":")[2]), []).append(amount)
    hubs = Hub.objects.filter(pk__in=cents).order_by("name")
    return [Owed(hub, sum(cents[hub.pk]), len(cents[hub.pk])) for hub in hubs]
