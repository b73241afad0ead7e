"""What a hub was paid stays paid. What of it turns out to be too much, or owed after all, is put right with its next
payout (docs/decisions/0076)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from funding.actions._ledger import hub_earns, hub_paid, post
from funding.models import Allocation, AllocationState, Correction, EntryKind, Payout
from hub.kit.audit import Actor, record
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


@step
def note_payout(
    action: str,
    row: Payout,
    *,
    owed: Mapping[int, int],
    corrected: Mapping[int, int],
    actor: Actor,
    request_key: UUID | None,
) -> Payout:
    """One transfer between a fund and a hub, and all allocations and corrections (cents by id) that it sees to. The
    fund is held. Less than nought went the other way."""
    row.request_key = request_key or uuid4()
    row.save(force_insert=True)
    Allocation.objects.filter(pk__in=owed).update(payout=row)
    Correction.objects.filter(pk__in=corrected).update(payout=row)
    post(
        kind=EntryKind.PAY_OUT,
        about=row.ref,
        key=f"pay_out:{row.request_key}",
        amounts={hub_earns(row.hub): -row.cents, hub_paid(row.hub): row.cents},
        now=row.noted_at,
    )
    record(
        action=action,
        about=row.ref,
        actor=actor,
        now=row.noted_at,
        organisation_id=row.fund.agreement.funder_id,
        hub_id=row.hub_id,
        facts={
            "fund": row.fund_id,
            "cents": row.cents,
            "allocations": len(owed),
            "corrected_cents": sum(corrected.values()),
        },
    )
    return row
