from datetime import datetime

from django.utils.translation import gettext_lazy as _

from facilities.models import Hub
from funding.actions._ledger import Slot, fund_reserved, hub_earns, hub_gives, organisation_owes, post
from funding.actions.reserve import locked_funds
from funding.models import Allocation, AllocationState, Entry, EntryKind
from hub.kit.audit import Actor
from hub.kit.errors import Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import step
from members.models import Organisation


class AlreadyReleased(Refusal):
    code = "already_released"
    message = _("What funds carried of this was given back already; it cannot be settled any more.")


@step
def settle(
    *, about: Ref, organisation: Organisation, hub: Hub, own_cents: int, now: datetime, actor: Actor
) -> Entry | None:
    """Turn reservations into money earned by the hub: the funds' parts, the organisation's own, the hub's gift.

    Once for each thing: again gives the same entry. None when there was nothing to pay. Raises `AlreadyReleased`.
    """
    rows = list(Allocation.objects.filter(about=about).order_by("pk"))
    cents = {row.fund_id: row.cents for row in rows if row.fund_id}
    funds = locked_funds(cents) if cents else []
    done = Entry.objects.filter(idempotency_key=f"settle:{about}").first()
    if done:
        return done
    rows = list(Allocation.objects.select_for_update(no_key=True).filter(about=about).order_by("pk"))
    if any(row.state == AllocationState.RELEASED for row in rows):
        raise AlreadyReleased()
    gift_cents = sum(row.cents for row in rows if row.fund_id is None)
    amounts: dict[Slot, int] = {fund_reserved(fund): -cents[fund.pk] for fund in funds}
    amounts[organisation_owes(organisation)] = -own_cents
    amounts[hub_gives(hub)] = -gift_cents
    amounts[hub_earns(hub)] = own_cents + gift_cents + sum(cents.values())
    for row in rows:
        row.state, row.settled_at = AllocationState.SETTLED, now
    Allocation.objects.bulk_update(rows, ["state", "settled_at"])
    if not amounts[hub_earns(hub)]:
        return None
    return post(kind=EntryKind.SETTLE, about=about, key=f"settle:{about}", amounts=amounts, now=now)
