"""What a hub was paid stays paid. What of it turns out to be too much, or owed after all, is put right with its next
payout (docs/decisions/0076)."""

from collections.abc import Iterable
from datetime import datetime

from funding.models import Allocation, AllocationState, Correction
from hub.kit.transactions import step


@step
def put_right(rows: Iterable[Allocation], state: AllocationState, now: datetime) -> None:
    """Before these become so; their funds are held, so nobody pays them out meanwhile."""
    is_settled = state == AllocationState.SETTLED
    Correction.objects.bulk_create(
        [
            Correction(allocation=row, cents=row.cents if is_settled else -row.cents, noted_at=now)
            for row in rows
            if row.payout_id and (row.state == AllocationState.SETTLED) != is_settled
        ]
    )
