"""The books say which currency they are in, and the database mixes no two; tried as the runtime role."""

import pytest
from django.db import DatabaseError, IntegrityError

from funding.actions._ledger import Slot, fund_free, post
from funding.invariants import balances_equal_postings, entries_balance, funds_commit_what_they_have
from funding.models import Account, AccountKind, Entry, EntryKind, Posting
from funding.models.desk import figures_of
from funding.models.limits import left_of
from hub.kit.money import format_money
from hub.kit.refs import Ref
from hub.kit.transactions import savepoint, verb, violated
from tests.cast import NOW
from tests.factories.funding import FundFactory
from tests.factories.money import fill

ABOUT = Ref("booking", "K7QM-3D2X")
HUB, ORGANISATION = Ref("hub", "1"), Ref("organisation", "1")


def slots(currency: str) -> tuple[Slot, Slot]:
    return (
        Slot(AccountKind.HUB, HUB, currency=currency),
        Slot(AccountKind.ORGANISATION, ORGANISATION, currency=currency),
    )


@verb
def posted(currency: str = "EUR", key: str = "k1") -> Entry:
    earns, owes = slots(currency)
    return post(kind=EntryKind.SETTLE, about=ABOUT, key=key, amounts={earns: 100, owes: -100}, now=NOW)


def test_an_account_is_opened_for_each_currency_and_keeps_its_own_balance(db):
    assert posted().currency == "EUR"
    posted("USD", "k2")
    posted("USD", "k3")
    found = Account.objects.filter(kind=AccountKind.HUB).values_list("currency", "balance_cents")
    assert dict(found) == {"EUR": 100, "USD": 200}
    assert balances_equal_postings() == entries_balance() == []


def test_there_is_one_account_for_each_currency(db):
    posted()
    with pytest.raises(IntegrityError) as refused, savepoint():
        Account.objects.create(kind=AccountKind.HUB, owner=HUB)
    assert violated(refused.value) == "account_one_per_owner_kind_and_currency"


def test_an_entry_in_two_currencies_is_refused_before_the_database_must(db):
    (earns, _owes), (_earns, owes) = slots("EUR"), slots("USD")
    with pytest.raises(ValueError, match="one currency"):
        verb(post)(kind=EntryKind.SETTLE, about=ABOUT, key="k1", amounts={earns: 5, owes: -5}, now=NOW)
    assert not Account.objects.exists()


def test_a_posting_to_an_account_in_another_currency_is_refused_by_the_database(own_database):
    posted()
    posted("USD", "k2")

    def mixed() -> None:
        entry = Entry.objects.create(
            kind="settle", about=ABOUT, currency="USD", idempotency_key="mixed", posted_at=NOW
        )
        for kind, cents in ((AccountKind.HUB, 5), (AccountKind.ORGANISATION, -5)):
            account = Account.objects.get(kind=kind, currency="EUR")
            Posting.objects.create(entry=entry, account=account, cents=cents)

    with pytest.raises(DatabaseError) as refused:
        verb(mixed)()
    assert violated(refused.value) == "posting_in_its_currency"
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    "change", [{"currency": "USD"}, {"owner": Ref("hub", "2")}, {"kind": AccountKind.HUB_GIFT}]
)
def test_an_account_stays_whose_it_is(db, change):
    posted()
    with pytest.raises(DatabaseError) as refused, savepoint():
        Account.objects.filter(kind=AccountKind.HUB).update(**change)
    assert violated(refused.value) == "books_never_changed"


@pytest.mark.parametrize("name", ["eur", "EU", "", "E1R", "€"])
@pytest.mark.parametrize("table", ["account", "entry"])
def test_what_is_no_currency_is_refused(db, name, table):
    with pytest.raises(DatabaseError) as refused, savepoint():
        if table == "account":
            Account.objects.create(kind=AccountKind.HUB, owner=HUB, currency=name)
        else:
            Entry.objects.create(
                kind="settle", about=ABOUT, currency=name, idempotency_key="k", posted_at=NOW
            )
    assert violated(refused.value) == f"{table}_names_a_currency"


def test_what_a_fund_has_in_another_currency_is_not_given_away_as_euros(db):
    """Prices are in euros: a fund's dollars are in the books and carry nothing."""
    fund = FundFactory(guaranteed_cents=500)
    fill(fund, 1_000)
    dollars = Slot(AccountKind.FUND_FREE, fund.ref, currency="USD")
    funder = Slot(AccountKind.FUNDER, fund.agreement.funder.ref, currency="USD")
    amounts = {dollars: 9_900, funder: -9_900}
    verb(post)(kind=EntryKind.RECEIVE, about=Ref("try", "1"), key="usd", amounts=amounts, now=NOW)
    left = left_of([fund], organisation_id=1, counts_on=NOW.date())
    assert left[fund.pk].available == 1_500
    assert figures_of(fund, today=NOW.date()).free == 1_000
    assert funds_commit_what_they_have() == []
    assert fund_free(fund).currency == "EUR"


def test_an_amount_names_another_currency_by_its_code():
    assert format_money(123_450, "EUR", "nl") == "€\u00a01.234,50"
    assert format_money(-123_450, "USD", "en") == "USD\u00a0-1,234.50"
