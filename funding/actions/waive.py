from datetime import datetime

from django.db.models import Q

from facilities.models import Hub
from funding.actions._held import demand_not_accounted_for, held, moved, put
from funding.actions._ledger import hub_earns, organisation_owes, post
from funding.models import AllocationKind, AllocationState, Entry, EntryKind
from hub.kit.audit import Actor
from hub.kit.refs import Ref
from hub.kit.transactions import step
from members.models import Organisation


@step
def waive(
    *,
    about: Ref,
    number: int,
    organisation: Organisation,
    hub: Hub,
    own_cents: int,
    now: datetime,
    actor: Actor,
) -> Entry:
    """The hub goes without a fee: the organisation owes it no more, and funds get back what they paid of it. Raises
    `AgreementIsClosed`."""
    ours = held(about=about, which=Q(kind=AllocationKind.FEE, portion=number, state=AllocationState.SETTLED))
    demand_not_accounted_for(ours)
    cents = ours.by_fund
    amounts = moved(ours.funds, reserved={}, free=cents)
    amounts[organisation_owes(organisation)] = own_cents
    amounts[hub_earns(hub)] = -own_cents - sum(cents.values())
    put(ours.rows, AllocationState.RELEASED, now)
    key = f"waive:{about}:{number}"
    return post(kind=EntryKind.WAIVE, about=about, key=key, amounts=amounts, now=now)
