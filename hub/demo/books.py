"""The ledger of the past months, gathered in memory and written in one go, under the keys that the verbs use."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from facilities.models import Hub
from funding.actions._ledger import (
    Slot,
    fund_free,
    fund_reserved,
    hub_earns,
    hub_gives,
    open_accounts,
    organisation_owes,
)
from funding.models import Account, AccountKind, Entry, EntryKind, Fund, Posting
from funding.models.ledger import BOOKINGS
from funding.rules.fees import Fee
from funding.rules.quote import Quote
from hub.kit.refs import Ref
from hub.kit.transactions import step
from members.models import Organisation


@dataclass(slots=True)
class Books:
    funds: dict[int, Fund]
    entries: list[tuple[Entry, dict[Slot, int]]] = field(default_factory=list)
    reserved: dict[Ref, Entry] = field(default_factory=dict)

    def reserve(self, about: Ref, price: Quote, at: datetime) -> None:
        if cents := self._cents(price):
            self.reserved[about] = self._enter(EntryKind.RESERVE, about, at, self._moved(cents, 1))

    def release(self, about: Ref, price: Quote, at: datetime) -> None:
        if cents := self._cents(price):
            entry = self._enter(EntryKind.RELEASE, about, at, self._moved(cents, -1))
            entry.reverses = self.reserved[about]

    def charge(
        self, about: Ref, price: Quote, organisation: Organisation, hub: Hub, fee: Fee, at: datetime
    ) -> None:
        amounts = self._moved(self._cents(price), -1)
        for id_, cents in fee.by_fund.items():
            amounts[fund_free(self.funds[id_])] -= cents
        amounts[organisation_owes(organisation)] = -fee.own_cents
        amounts[hub_earns(hub)] = fee.cents
        self._enter(EntryKind.CANCEL, about, at, amounts)

    def settle(self, about: Ref, price: Quote, organisation: Organisation, hub: Hub, at: datetime) -> None:
        amounts = {fund_reserved(self.funds[id_]): -cents for id_, cents in self._cents(price).items()}
        amounts[organisation_owes(organisation)] = -price.own_cents
        amounts[hub_gives(hub)] = -price.hub_cents
        amounts[hub_earns(hub)] = price.list_cents
        if price.list_cents:
            self._enter(EntryKind.SETTLE, about, at, amounts)

    def _enter(self, kind: EntryKind, about: Ref, at: datetime, amounts: dict[Slot, int]) -> Entry:
        entry = Entry(kind=kind, about=about, idempotency_key=f"{kind}:{about}", posted_at=at)
        self.entries.append((entry, {slot: cents for slot, cents in amounts.items() if cents}))
        return entry

    def _cents(self, price: Quote) -> dict[int, int]:
        return {share.fund_id: share.cents for share in price.shares if share.fund_id}

    def _moved(self, cents: dict[int, int], direction: int) -> dict[Slot, int]:
        out: dict[Slot, int] = {}
        for id_, amount in cents.items():
            out[fund_free(self.funds[id_])] = -direction * amount
            out[fund_reserved(self.funds[id_])] = direction * amount
        return out

    @step
    def write(self) -> None:
        """Entries, then what reverses them, then postings and balances; the triggers look at it all when it commits."""
        first = [entry for entry, _amounts in self.entries if entry.reverses is None]
        later = [entry for entry, _amounts in self.entries if entry.reverses is not None]
        Entry.objects.bulk_create(first)
        for entry in later:
            entry.reverses = entry.reverses  # now it has an id
        Entry.objects.bulk_create(later)
        balances: dict[Slot, int] = defaultdict(int)
        came_back: dict[Slot, int] = defaultdict(int)
        for entry, amounts in self.entries:
            for slot, cents in amounts.items():
                balances[slot] += cents
                if slot.kind == AccountKind.FUND_FREE and entry.kind in BOOKINGS:
                    came_back[slot] += max(cents, 0)
        open_accounts(balances)
        opened = Account.objects.values_list("kind", "owner", "currency", "pk")
        ids = {(kind, owner, currency): id_ for kind, owner, currency, id_ in opened}
        accounts = {slot: ids[slot.kind, slot.owner, slot.currency] for slot in balances}
        Posting.objects.bulk_create(
            [
                Posting(entry=entry, account_id=accounts[slot], cents=cents)
                for entry, amounts in self.entries
                for slot, cents in amounts.items()
            ]
        )
        for slot, cents in balances.items():
            Account.objects.filter(pk=accounts[slot]).update(
                balance_cents=F("balance_cents") + cents,
                came_back_cents=F("came_back_cents") + came_back[slot],
            )
