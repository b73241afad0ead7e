from datetime import datetime

from funding.actions._ledger import fund_free, fund_reserved, post
from funding.actions.reserve import locked_funds
from funding.models import Allocation, AllocationState, Entry, EntryKind
from hub.kit.audit import Actor
from hub.kit.refs import Ref
from hub.kit.transactions import step


@step
def release(*, about: Ref, now: datetime, actor: Actor) -> list[Allocation]:
    """Give back what is still reserved for something: to the funds, and to what caps count by.

    What was settled stays settled. Returns what was released; nothing when there is nothing left (so twice is once).
    """
    open_ = Allocation.objects.filter(about=about, state=AllocationState.RESERVED)
    cents = {fund_id: amount for fund_id, amount in open_.values_list("fund_id", "cents") if fund_id}
    funds = locked_funds(cents) if cents else []
    # Read again under the lock: somebody else may have released or settled it meanwhile.
    rows = list(open_.select_for_update(no_key=True).order_by("pk"))
    cents = {row.fund_id: row.cents for row in rows if row.fund_id}
    amounts = {}
    for fund in funds:
        amounts[fund_reserved(fund)] = -cents.get(fund.pk, 0)
        amounts[fund_free(fund)] = cents.get(fund.pk, 0)
    if cents:
        reserved = Entry.objects.get(kind=EntryKind.RESERVE, about=about)
        key = f"release:{about}"
        post(kind=EntryKind.RELEASE, about=about, key=key, amounts=amounts, now=now, reverses=reserved)
    for row in rows:
        row.state, row.released_at = AllocationState.RELEASED, now
    Allocation.objects.bulk_update(rows, ["state", "released_at"])
    return rows
