"""The one way to write in the books: a balanced entry, its postings and their accounts' balances, in one go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from facilities.models import Hub
from funding.models import Account, AccountKind, Entry, EntryKind, Fund
from funding.models.ledger import BOOKINGS
from hub.kit.money import EUR
from hub.kit.refs import Ref
from hub.kit.sql import rows
from hub.kit.transactions import step
from members.models import Organisation

# The accounts are locked by id first: an UPDATE of many rows takes them in whatever order it likes. That of refunds on
# their way comes last: who ends a booking writes that a refund begins after they have written what it costs. Nothing is
# locked or changed while one of them is missing: who opens it may have to wait for somebody who opens it too.
MOVE = """
WITH wanted AS MATERIALIZED (
    SELECT account.id, each.cents
    FROM unnest(%(kinds)s::text[], %(owners)s::text[], %(cents)s::bigint[]) AS each (kind, owner, cents)
    JOIN funding_account account ON account.owner = each.owner AND account.kind = each.kind
        AND account.currency = %(currency)s::text
), held AS MATERIALIZED (
    SELECT account.id, wanted.cents FROM wanted JOIN funding_account account ON account.id = wanted.id
    WHERE (SELECT count(*) FROM wanted) = cardinality(%(cents)s::bigint[])
    ORDER BY account.kind = 'refund', account.id FOR NO KEY UPDATE OF account
)
UPDATE funding_account account SET balance_cents = account.balance_cents + held.cents,
    came_back_cents = account.came_back_cents + CASE
        WHEN %(of_booking)s AND account.kind = 'fund_free' THEN greatest(held.cents, 0) ELSE 0
    END
FROM held
WHERE account.id = held.id
    AND (account.floor_cents IS NULL OR account.balance_cents + held.cents >= account.floor_cents)
RETURNING account.kind, account.owner, account.id
"""
# The entry with all its postings; they are looked at once more when the transaction ends (docs/decisions/0013).
POST = """
WITH entry AS (
    INSERT INTO funding_entry (kind, about, currency, idempotency_key, reverses_id, posted_at, written_in)
    VALUES (%(kind)s, %(about)s, %(currency)s, %(key)s, %(reverses)s, %(at)s, 0)
    RETURNING id
)
INSERT INTO funding_posting (entry_id, account_id, cents)
SELECT entry.id, each.account_id, each.cents
FROM entry, unnest(%(ids)s::bigint[], %(cents)s::bigint[]) AS each (account_id, cents)
RETURNING entry_id
"""


@dataclass(frozen=True, slots=True)
class Slot:
    """Which account is meant, in which currency. It is opened on first use, with its floor."""

    kind: AccountKind
    owner: Ref
    floor_cents: int | None = None
    currency: str = EUR


class BelowFloor(Exception):
    """The account would fall below its floor. Whoever posts says in its own refusal what that means."""

    def __init__(self, slot: Slot) -> None:
        self.slot = slot
        super().__init__(f"{slot.kind} {slot.owner}")


def funder(organisation: Organisation) -> Slot:
    return Slot(AccountKind.FUNDER, organisation.ref)


def fund_free(fund: Fund) -> Slot:
    """May go below nought as far as a guarantor pre-finances."""
    return Slot(AccountKind.FUND_FREE, fund.ref, -fund.guaranteed_cents)


def fund_reserved(fund: Fund) -> Slot:
    return Slot(AccountKind.FUND_RESERVED, fund.ref, 0)


def organisation_owes(organisation: Organisation) -> Slot:
    return Slot(AccountKind.ORGANISATION, organisation.ref)


def hub_earns(hub: Hub) -> Slot:
    return Slot(AccountKind.HUB, hub.ref)


def hub_paid(hub: Hub) -> Slot:
    """What a hub earned and got."""
    return Slot(AccountKind.HUB_PAID, hub.ref)


def hub_gives(hub: Hub) -> Slot:
    return Slot(AccountKind.HUB_GIFT, hub.ref)


def received_by_card(hub: Hub) -> Slot:
    """What came in through the hub's card processor; below nought, as whatever comes into these books."""
    return Slot(AccountKind.CARD, hub.ref)


def received_by_bank(hub: Hub) -> Slot:
    return Slot(AccountKind.BANK, hub.ref)


def on_its_way_back(hub: Hub) -> Slot:
    """Refunds that were begun and of which nobody knows yet that they arrived."""
    return Slot(AccountKind.REFUND, hub.ref, 0)


@step
def post(
    *,
    kind: EntryKind,
    about: Ref,
    key: str,
    amounts: Mapping[Slot, int],
    now: datetime,
    reverses: Entry | None = None,
) -> Entry:
    """Write one entry: cents by account, all of one currency, which add up to nought; amounts of nought are left out.

    Accounts are updated in the order of their ids, so that two entries never wait for each other in a circle. Raises
    `BelowFloor`; the same `key` twice is an IntegrityError (whoever posts looks first, under its lock).
    """
    wanted = {slot: cents for slot, cents in amounts.items() if cents}
    if sum(wanted.values()) or len(wanted) < 2:
        raise ValueError("an entry has two or more postings that add up to nought")
    currency, *others = {slot.currency for slot in wanted}
    if others:
        raise ValueError("an entry is in one currency: what is exchanged is two entries")
    moved = _moved(wanted, kind in BOOKINGS)
    if not moved:
        open_accounts(wanted)
        moved = _moved(wanted, kind in BOOKINGS)
    for slot in wanted:
        if slot not in moved:
            raise BelowFloor(slot)
    entry = Entry(
        kind=kind, about=about, currency=currency, idempotency_key=key, posted_at=now, reverses=reverses
    )
    entry.pk = _posted(entry, {moved[slot]: wanted[slot] for slot in wanted})
    return entry


def _moved(cents: Mapping[Slot, int], of_booking: bool) -> dict[Slot, int]:
    """Change the balances, all of one currency, and where it is about a booking what came back to a fund; the ids of
    the accounts. One that would fall below its floor is left as it is and out of the answer; all of them are when one
    is not open yet.

    Nobody reads a balance and writes it back."""
    named = {(str(slot.kind), str(slot.owner)): slot for slot in cents}
    kinds, owners = zip(*named, strict=True)
    values = {
        "kinds": list(kinds),
        "owners": list(owners),
        "cents": list(cents.values()),
        "currency": next(iter(cents)).currency,
        "of_booking": of_booking,
    }
    return {named[kind, owner]: id_ for kind, owner, id_ in rows(MOVE, values)}


@step
def open_accounts(slots: Iterable[Slot]) -> None:
    """Those that are missing; if somebody else opens one meanwhile it is that one."""
    Account.objects.bulk_create(
        [
            Account(kind=slot.kind, owner=slot.owner, floor_cents=slot.floor_cents, currency=slot.currency)
            for slot in slots
        ],
        ignore_conflicts=True,
    )


def _posted(entry: Entry, cents: Mapping[int, int]) -> int:
    """Write an entry and its postings; its id."""
    values = {
        "kind": entry.kind,
        "about": str(entry.about),
        "currency": entry.currency,
        "key": entry.idempotency_key,
        "reverses": entry.reverses_id,
        "at": entry.posted_at,
        "ids": list(cents),
        "cents": list(cents.values()),
    }
    return int(rows(POST, values)[0][0])
