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
POST = """
INSERT INTO funding_posting (entry_id, account_id, cents)
SELECT %(entry)s::bigint, account_id, cents
FROM unnest(%(ids)s::bigint[], %(cents)s::bigint[]) AS each (account_id, cents)
RETURNING id
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
    entry = Entry.objects.create(
        kind=kind, about=about, idempotency_key=key, posted_at=now, reverses=reverses
    )
    cents = {accounts[slot]: wanted[slot] for slot in wanted}
    moved = _moved(cents)
    for slot in sorted(wanted, key=lambda each: accounts[each]):
        if accounts[slot] not in moved:
            raise BelowFloor(slot)
    rows(POST, {"entry": entry.pk, "ids": list(cents), "cents": list(cents.values())})
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
    accounts = Account.objects.filter(
        owner__in={slot.owner for slot in slots}, kind__in={slot.kind for slot in slots}
    ).values_list("kind", "owner", "pk")
    known = {(kind, owner): pk for kind, owner, pk in accounts}
    return {slot: known[slot.kind, slot.owner] for slot in slots if (slot.kind, slot.owner) in known}


def _moved(cents: Mapping[int, int]) -> set[int]:
    """Change balances by account; those that would fall below their floor are left as they are and out of the answer.

    Nobody reads a balance and writes it back."""
    ids = sorted(cents)
    return {id_ for (id_,) in rows(MOVE, {"ids": ids, "cents": [cents[id_] for id_ in ids]})}
