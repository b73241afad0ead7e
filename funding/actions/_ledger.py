"""The one way to write in the books: a balanced entry, its postings and their accounts' balances, in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from facilities.models import Hub
from funding.models import Account, AccountKind, Entry, EntryKind, Fund
from hub.kit.refs import Ref
from hub.kit.sql import rows
from hub.kit.transactions import step
from members.models import Organisation

# The accounts are locked by id first: an UPDATE of many rows takes them in whatever order it likes.
MOVE = """
WITH wanted AS (
    SELECT * FROM unnest(%(ids)s::bigint[], %(cents)s::bigint[]) AS each (account_id, cents)
), held AS MATERIALIZED (
    SELECT account.id FROM funding_account account
    WHERE account.id = ANY(%(ids)s::bigint[]) ORDER BY account.id FOR NO KEY UPDATE
)
UPDATE funding_account account SET balance_cents = account.balance_cents + wanted.cents
FROM wanted JOIN held ON held.id = wanted.account_id
WHERE account.id = wanted.account_id
    AND (account.floor_cents IS NULL OR account.balance_cents + wanted.cents >= account.floor_cents)
RETURNING account.id
"""
# The entry with all its postings; they are looked at once more when the transaction ends (docs/decisions/0013).
POST = """
WITH entry AS (
    INSERT INTO funding_entry (kind, about, idempotency_key, reverses_id, posted_at, written_in)
    VALUES (%(kind)s, %(about)s, %(key)s, %(reverses)s, %(at)s, 0)
    RETURNING id
)
INSERT INTO funding_posting (entry_id, account_id, cents)
SELECT entry.id, each.account_id, each.cents
FROM entry, unnest(%(ids)s::bigint[], %(cents)s::bigint[]) AS each (account_id, cents)
RETURNING entry_id
"""
ACCOUNTS = """
SELECT account.kind, account.owner, account.id
FROM unnest(%(kinds)s::text[], %(owners)s::text[]) AS slot (kind, owner)
JOIN funding_account account ON account.owner = slot.owner AND account.kind = slot.kind
"""


@dataclass(frozen=True, slots=True)
class Slot:
    """Which account is meant. It is opened on first use, with its floor."""

    kind: AccountKind
    owner: Ref
    floor_cents: int | None = None


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


def hub_gives(hub: Hub) -> Slot:
    return Slot(AccountKind.HUB_GIFT, hub.ref)


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
    """Write one entry: cents by account, which add up to nought; amounts of nought are left out.

    Accounts are updated in the order of their ids, so that two entries never wait for each other in a circle. Raises
    `BelowFloor`; the same `key` twice is an IntegrityError (whoever posts looks first, under its lock).
    """
    wanted = {slot: cents for slot, cents in amounts.items() if cents}
    if sum(wanted.values()) or len(wanted) < 2:
        raise ValueError("an entry has two or more postings that add up to nought")
    accounts = _accounts(wanted)
    cents = {accounts[slot]: wanted[slot] for slot in wanted}
    moved = _moved(cents)
    for slot in sorted(wanted, key=lambda each: accounts[each]):
        if accounts[slot] not in moved:
            raise BelowFloor(slot)
    entry = Entry(kind=kind, about=about, idempotency_key=key, posted_at=now, reverses=reverses)
    entry.pk = _posted(entry, cents)
    return entry


def _accounts(slots: Mapping[Slot, int]) -> dict[Slot, int]:
    """The ids of the accounts; missing ones are opened, and if somebody else opens one meanwhile it is that one."""
    found = _ids(slots)
    missing = [slot for slot in slots if slot not in found]
    if missing:
        Account.objects.bulk_create(
            [Account(kind=slot.kind, owner=slot.owner, floor_cents=slot.floor_cents) for slot in missing],
            ignore_conflicts=True,
        )
        found = _ids(slots)
    return found


def _ids(slots: Mapping[Slot, int]) -> dict[Slot, int]:
    named = [(str(slot.kind), str(slot.owner)) for slot in slots]
    kinds, owners = zip(*named, strict=True)
    known = {
        (kind, owner): id_
        for kind, owner, id_ in rows(ACCOUNTS, {"kinds": list(kinds), "owners": list(owners)})
    }
    return {slot: known[name] for slot, name in zip(slots, named, strict=True) if name in known}


def _moved(cents: Mapping[int, int]) -> set[int]:
    """Change balances by account; those that would fall below their floor are left as they are and out of the answer.

    Nobody reads a balance and writes it back."""
    ids = sorted(cents)
    return {id_ for (id_,) in rows(MOVE, {"ids": ids, "cents": [cents[id_] for id_ in ids]})}


def _posted(entry: Entry, cents: Mapping[int, int]) -> int:
    """Write an entry and its postings; its id."""
    values = {
        "kind": entry.kind,
        "about": str(entry.about),
        "key": entry.idempotency_key,
        "reverses": entry.reverses_id,
        "at": entry.posted_at,
        "ids": list(cents),
        "cents": list(cents.values()),
    }
    return int(rows(POST, values)[0][0])
