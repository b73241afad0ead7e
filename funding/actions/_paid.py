"""An organisation's own money, in the books of the hub that it goes to (docs/decisions/0080).

It goes from the organisation straight to the hub, never through the site: a hub has its own account at the card
processor and at its bank. So what comes in clears what the organisation owes and what the hub has to get, in one entry,
also before it is earned: until then the hub holds an advance.
"""

from datetime import datetime

from facilities.models import Hub
from funding.actions._ledger import (
    Slot,
    hub_earns,
    hub_paid,
    on_its_way_back,
    organisation_owes,
    post,
    received_by_bank,
    received_by_card,
)
from funding.models import Entry, EntryKind
from hub.kit.refs import Ref
from hub.kit.transactions import step
from members.models import Organisation

CAME_IN = {EntryKind.PAY: received_by_card, EntryKind.TRANSFER: received_by_bank}


@step
def came_in(
    *,
    kind: EntryKind,
    about: Ref,
    key: str,
    organisation: Organisation,
    hub: Hub,
    cents: int,
    now: datetime,
    reverses: Entry | None = None,
) -> Entry:
    """By card (PAY) or bank (TRANSFER). A transfer that was noted wrongly is taken back by the same with negative cents
    that reverses it."""
    amounts = {
        CAME_IN[kind](hub): -cents,
        organisation_owes(organisation): cents,
        **_got(hub, cents),
    }
    return post(kind=kind, about=about, key=key, amounts=amounts, now=now, reverses=reverses)


@step
def refund_begun(
    *, about: Ref, key: str, organisation: Organisation, hub: Hub, cents: int, now: datetime
) -> Entry:
    """It is on its way back: the organisation has it no more as credit, and the hub still has it."""
    amounts = {organisation_owes(organisation): -cents, on_its_way_back(hub): cents}
    return post(kind=EntryKind.REFUND, about=about, key=key, amounts=amounts, now=now)


@step
def refund_arrived(*, about: Ref, key: str, hub: Hub, cents: int, now: datetime) -> Entry:
    """The processor says that it went out: the hub has it no more."""
    amounts = {on_its_way_back(hub): -cents, received_by_card(hub): cents, **_got(hub, -cents)}
    return post(kind=EntryKind.REFUNDED, about=about, key=key, amounts=amounts, now=now)


@step
def refund_failed(
    *, about: Ref, key: str, organisation: Organisation, hub: Hub, cents: int, now: datetime, reverses: Entry
) -> Entry:
    """It did not go out: the organisation has it as credit again."""
    amounts = {on_its_way_back(hub): -cents, organisation_owes(organisation): cents}
    return post(
        kind=EntryKind.REFUND_FAILED, about=about, key=key, amounts=amounts, now=now, reverses=reverses
    )


@step
def refund_came_back(
    *, about: Ref, key: str, organisation: Organisation, hub: Hub, cents: int, now: datetime, reverses: Entry
) -> Entry:
    """The same of one that was said to have gone out: the hub has the money again, and the organisation its credit. One
    entry, so that no other comes between; it reverses that of `refund_arrived`."""
    amounts = {organisation_owes(organisation): cents, received_by_card(hub): -cents, **_got(hub, cents)}
    return post(
        kind=EntryKind.REFUND_FAILED, about=about, key=key, amounts=amounts, now=now, reverses=reverses
    )


@step
def taken_back(
    *, about: Ref, key: str, organisation: Organisation, hub: Hub, cents: int, now: datetime
) -> Entry:
    """The payer's bank has taken it from the hub's account: the organisation owes it again."""
    amounts = {organisation_owes(organisation): -cents, received_by_card(hub): cents, **_got(hub, -cents)}
    return post(kind=EntryKind.DISPUTE, about=about, key=key, amounts=amounts, now=now)


@step
def given_again(
    *, about: Ref, key: str, organisation: Organisation, hub: Hub, cents: int, now: datetime, reverses: Entry
) -> Entry:
    """The bank decided for the hub: it has the money again."""
    amounts = {organisation_owes(organisation): cents, received_by_card(hub): -cents, **_got(hub, cents)}
    return post(kind=EntryKind.DISPUTE_WON, about=about, key=key, amounts=amounts, now=now, reverses=reverses)


def _got(hub: Hub, cents: int) -> dict[Slot, int]:
    return {hub_earns(hub): -cents, hub_paid(hub): cents}
