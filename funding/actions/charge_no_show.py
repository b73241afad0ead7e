from datetime import datetime

from facilities.models import Hub
from funding.actions._held import OF_THE_PRICE, demand_not_accounted_for, held, moved, put, settle_fees
from funding.actions._ledger import hub_earns, hub_gives, organisation_owes, post
from funding.models import AllocationState, Entry, EntryKind
from funding.rules.fees import Fee
from hub.kit.audit import Actor
from hub.kit.refs import Ref
from hub.kit.transactions import step
from members.models import Organisation


@step
def charge_no_show(
    *,
    about: Ref,
    number: int,
    organisation: Organisation,
    hub: Hub,
    own_cents: int,
    fee: Fee,
    now: datetime,
    actor: Actor,
) -> Entry | None:
    """Put the fee for not coming in the place of the price that was settled (of which `own_cents` was the
    organisation's): what funds paid above their part of the fee goes back to them, what the hub gave lapses. One entry,
    none where nothing was paid. Raises `AgreementIsClosed`."""
    ours = held(about=about, which=OF_THE_PRICE)
    demand_not_accounted_for(ours)
    cents = ours.by_fund
    amounts = moved(
        ours.funds, reserved={}, free={id_: each - fee.by_fund.get(id_, 0) for id_, each in cents.items()}
    )
    amounts[organisation_owes(organisation)] = own_cents - fee.own_cents
    amounts[hub_gives(hub)] = ours.of_hub
    amounts[hub_earns(hub)] = fee.cents - own_cents - ours.of_hub - sum(cents.values())
    put(ours.rows, AllocationState.RELEASED, now)
    settle_fees(ours.rows, fee.by_fund, number, now)
    if not any(amounts.values()):
        return None
    key = f"no-show:{about}:{number}"
    return post(kind=EntryKind.NO_SHOW, about=about, key=key, amounts=amounts, now=now)
