from datetime import datetime

from django.db.models import Q

from facilities.models import Hub
from funding.actions._held import held, moved, put, settle_fees
from funding.actions._hours import NO_HOURS, held_hours, write_for
from funding.actions._ledger import hub_earns, organisation_owes, post
from funding.models import AllocationState, Entry, EntryKind, HourEntryKind
from funding.rules.fees import Fee
from hub.kit.audit import Actor
from hub.kit.refs import Ref
from hub.kit.transactions import step
from members.models import Organisation


@step
def charge(
    *, about: Ref, number: int, organisation: Organisation, hub: Hub, fee: Fee, now: datetime, actor: Actor
) -> Entry:
    """End what is reserved for something at a fee: the fee is earned by the hub, from the organisation and from the
    funds that bear such; everything else goes back to the funds, and hours in kind to their pledges. One entry. The fee
    is more than nothing, and nobody's part is more than they had set aside; else it is a ValueError."""
    ours = held(about=about, which=Q(state=AllocationState.RESERVED))
    hours = held_hours(about) if ours.of_hub else NO_HOURS
    cents = ours.by_fund
    amounts = moved(
        ours.funds,
        reserved={id_: -each for id_, each in cents.items()},
        free={id_: each - fee.by_fund.get(id_, 0) for id_, each in cents.items()},
    )
    amounts[organisation_owes(organisation)] = -fee.own_cents
    amounts[hub_earns(hub)] = fee.cents
    entry = post(kind=EntryKind.CANCEL, about=about, key=f"cancel:{about}", amounts=amounts, now=now)
    put(ours.rows, AllocationState.RELEASED, now)
    settle_fees(ours.rows, fee.by_fund, number, now)
    write_for(HourEntryKind.RELEASE, about, hours, now)
    return entry
