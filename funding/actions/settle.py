from datetime import datetime

from django.utils.translation import gettext_lazy as _

from facilities.models import Hub
from funding.actions._held import OF_THE_PRICE, held, moved, put
from funding.actions._hours import NO_HOURS, held_hours, write_for
from funding.actions._ledger import Slot, hub_earns, hub_gives, organisation_owes, post
from funding.models import AllocationState, Entry, EntryKind, HourEntryKind
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
    """Turn reservations into money earned by the hub: the funds' parts, the organisation's own, the hub's gift;
    and hours that were reserved into hours given.

    Once for each thing: again gives the same entry. None when there was nothing to pay. Raises `AlreadyReleased`.
    """
    ours = held(about=about, which=OF_THE_PRICE)
    done = Entry.objects.filter(idempotency_key=f"settle:{about}").first()
    if done:
        return done
    if any(row.state == AllocationState.RELEASED for row in ours.rows):
        raise AlreadyReleased()
    hours = held_hours(about) if ours.of_hub else NO_HOURS
    cents = ours.by_fund
    amounts: dict[Slot, int] = moved(
        ours.funds, reserved={id_: -each for id_, each in cents.items()}, free={}
    )
    amounts[organisation_owes(organisation)] = -own_cents
    amounts[hub_gives(hub)] = -ours.of_hub
    amounts[hub_earns(hub)] = own_cents + ours.of_hub + sum(cents.values())
    put(ours.rows, AllocationState.SETTLED, now)
    write_for(HourEntryKind.GIVE, about, hours, now)
    if not amounts[hub_earns(hub)]:
        return None
    return post(kind=EntryKind.SETTLE, about=about, key=f"settle:{about}", amounts=amounts, now=now)
