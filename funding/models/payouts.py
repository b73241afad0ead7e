"""What funds owe hubs: settled and not paid out. Whose it is stands in the books, with what the hub earned of it. What
a hub was paid too much, or is owed again, is taken into its next payout."""

from dataclasses import dataclass
from datetime import UTC, datetime

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
# Of whatever day: who pays a hub today takes in what is known to be wrong today.
TO_PUT_RIGHT = """
SELECT correction.id, correction.cents, payout.hub_id
FROM funding_correction correction
JOIN funding_allocation allocation ON allocation.id = correction.allocation_id
JOIN funding_payout payout ON payout.id = allocation.payout_id
WHERE correction.payout_id IS NULL AND allocation.fund_id = %(fund)s::bigint
ORDER BY correction.id
"""


# Later than anything that is settled.
EVER = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Owed:
    """`cents` for so many bookings; `corrected_cents` is what is put right of earlier payouts, less than nought where
    the hub has too much."""

    hub: Hub
    cents: int
    bookings: int
    corrected_cents: int = 0

    @property
    def due_cents(self) -> int:
        return self.cents + self.corrected_cents

    @property
    def owes_cents(self) -> int:
        """What the hub has to give back."""
        return max(-self.due_cents, 0)


def owed_to(*, fund: Fund, hub: Hub, before: datetime) -> dict[int, int]:
    """The cents by allocation that a fund owes a hub for what was settled before an instant."""
    found = rows(OWED, {"fund": fund.pk, "before": before})
    return {id_: cents for id_, cents, owner in found if owner == str(hub.ref)}


def to_put_right(*, fund: Fund, hub: Hub) -> dict[int, int]:
    """The cents by correction that the hub's next payout from the fund takes in."""
    return {id_: cents for id_, cents, hub_id in rows(TO_PUT_RIGHT, {"fund": fund.pk}) if hub_id == hub.pk}


def owed_by(fund: Fund, *, before: datetime) -> list[Owed]:
    """Both of all hubs, by name."""
    cents: dict[int, list[int]] = {}
    corrected: dict[int, int] = {}
    for _id, amount, owner in rows(OWED, {"fund": fund.pk, "before": before}):
        cents.setdefault(int(owner.partition(":")[2]), []).append(amount)
    for _id, amount, hub_id in rows(TO_PUT_RIGHT, {"fund": fund.pk}):
        corrected[hub_id] = corrected.get(hub_id, 0) + amount
    hubs = Hub.objects.filter(pk__in={*cents, *(id_ for id_, amount in corrected.items() if amount)})
    return [
        Owed(hub, sum(its), len(its), corrected.get(hub.pk, 0))
        for hub in hubs.order_by("name")
        for its in [cents.get(hub.pk, [])]
    ]
