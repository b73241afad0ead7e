"""What the database refuses of the books, tried as the runtime role with its own SQL."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection
from django.db.utils import InternalError

from funding.actions._ledger import BelowFloor, Slot, fund_free, fund_reserved, post
from funding.models import Account, AccountKind, Entry, EntryKind, Posting
from hub.kit.refs import Ref
from hub.kit.transactions import savepoint, verb, violated
from tests.cast import NOW
from tests.factories.funding import FundFactory
from tests.factories.money import fill

ABOUT = Ref("booking", "K7QM-3D2X")
ONE, OTHER = Slot(AccountKind.HUB, Ref("hub", "1")), Slot(AccountKind.ORGANISATION, Ref("organisation", "1"))


def sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


@verb
def posted(key: str = "k1", **amounts: int) -> Entry:
    wanted = {ONE: amounts.get("one", 100), OTHER: amounts.get("other", -100)}
    return post(kind=EntryKind.SETTLE, about=ABOUT, key=key, amounts=wanted, now=NOW)


def test_an_entry_moves_its_balances_with_it(db) -> None:
    entry = posted()
    assert {posting.cents for posting in entry.postings.all()} == {100, -100}
    assert {account.balance_cents for account in Account.objects.all()} == {100, -100}
    posted("k2")
    assert {account.balance_cents for account in Account.objects.all()} == {200, -200}


def test_temporary_tables_of_the_same_name_do_not_deceive_the_books(db) -> None:
    """Entry 7 was sealed in another transaction; two made-up tables say that it is of this one and balances."""
    posted()
    account = Account.objects.earliest("pk").pk
    sql(
        "CREATE TEMP TABLE funding_entry ON COMMIT DROP AS"
        " SELECT 7::bigint AS id, pg_current_xact_id()::text::bigint AS written_in"
    )
    with pytest.raises(DatabaseError) as refused, savepoint():
        sql(f"INSERT INTO public.funding_posting (entry_id, account_id, cents) VALUES (7, {account}, 5)")
    assert violated(refused.value) == "entry_sealed"


def test_nor_do_they_make_an_entry_balance(db) -> None:
    entry, account = posted(), Account.objects.earliest("pk").pk
    sql("CREATE TEMP TABLE funding_posting (entry_id bigint, cents bigint) ON COMMIT DROP")
    sql(f"INSERT INTO funding_posting VALUES ({entry.pk}, 5), ({entry.pk}, -5)")
    with pytest.raises(DatabaseError) as refused, savepoint():
        sql(
            f"INSERT INTO public.funding_posting (entry_id, account_id, cents) VALUES ({entry.pk}, {account}, 5)"
        )
        sql("SET CONSTRAINTS ALL IMMEDIATE")
    assert violated(refused.value) == "entry_balances"


def test_the_same_key_is_written_once(db) -> None:
    posted()
    with pytest.raises(IntegrityError):
        posted()


def test_an_entry_that_does_not_add_up_is_refused_before_the_database_must(db) -> None:
    with pytest.raises(ValueError, match="nought"):
        posted(one=100, other=-99)
    with pytest.raises(ValueError, match="nought"):
        posted(one=0, other=0)


def test_a_fund_never_falls_below_what_is_guaranteed(db) -> None:
    fund = FundFactory(guaranteed_cents=500)
    fill(fund, 1_000)

    @verb
    def take(cents: int, key: str) -> None:
        amounts = {fund_free(fund): -cents, fund_reserved(fund): cents}
        post(kind=EntryKind.RESERVE, about=ABOUT, key=key, amounts=amounts, now=NOW)

    take(1_500, "k1")
    with pytest.raises(BelowFloor):
        take(1, "k2")
    with pytest.raises(IntegrityError) as refused, savepoint():
        Account.objects.filter(kind=AccountKind.FUND_FREE).update(balance_cents=-501)
    assert violated(refused.value) == "account_not_below_its_floor"


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE funding_entry SET kind = 'receive'",
        "UPDATE funding_posting SET cents = cents * 2",
        "DELETE FROM funding_posting",
        "DELETE FROM funding_entry",
        "TRUNCATE funding_posting",
        "TRUNCATE funding_entry CASCADE",
        "ALTER TABLE funding_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER entry_balances ON funding_entry",
        "SET session_replication_role = replica",
        "ALTER TABLE funding_account DROP CONSTRAINT account_not_below_its_floor",
    ],
)
def test_the_runtime_role_cannot(own_database, attack: str) -> None:
    posted()
    with pytest.raises(DatabaseError) as refused:
        sql(attack)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
    assert Posting.objects.count() == 2


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE funding_entry SET kind = 'receive'",
        "UPDATE funding_posting SET cents = cents * 2 WHERE false",
        "DELETE FROM funding_posting",
        "TRUNCATE funding_posting, funding_entry",
    ],
)
def test_not_even_the_owner_changes_the_books_by_mistake(own_database, attack: str) -> None:
    posted()
    with psycopg.connect(own_database.owner_url) as owner:
        with pytest.raises(psycopg.errors.RestrictViolation, match="never changed"):
            owner.execute(attack)


def entry_alone() -> Entry:
    return Entry.objects.create(kind="settle", about=ABOUT, idempotency_key="bad", posted_at=NOW)


def empty() -> None:
    entry_alone()


def one_posting() -> None:
    Posting.objects.create(entry=entry_alone(), account=Account.objects.first(), cents=5)


def unbalanced() -> None:
    entry = entry_alone()
    for account, cents in zip(Account.objects.all(), (100, -99), strict=True):
        Posting.objects.create(entry=entry, account=account, cents=cents)


def more_after_it_was_looked_at() -> None:
    entry = entry_alone()
    for account, cents in zip(Account.objects.all(), (100, -100), strict=True):
        Posting.objects.create(entry=entry, account=account, cents=cents)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    Posting.objects.create(entry=entry, account=Account.objects.first(), cents=7)


def in_two_savepoints() -> None:
    entry = entry_alone()
    for account, cents in zip(Account.objects.all(), (100, -98), strict=True):
        with savepoint():
            Posting.objects.create(entry=entry, account=account, cents=cents)


@pytest.mark.parametrize(
    "attack", [empty, one_posting, unbalanced, more_after_it_was_looked_at, in_two_savepoints]
)
def test_an_entry_that_does_not_balance_is_not_committed(own_database, attack: Callable[[], None]) -> None:
    posted()
    with pytest.raises(DatabaseError) as refused:
        verb(attack)()
    assert violated(refused.value) == "entry_balances"
    assert Entry.objects.count() == 1


def test_an_entry_of_an_earlier_transaction_takes_no_more_postings(own_database) -> None:
    entry = posted()

    def late() -> None:
        for account, cents in zip(Account.objects.all(), (100, -100), strict=True):
            Posting.objects.create(entry=entry, account=account, cents=cents)

    with pytest.raises((IntegrityError, InternalError)) as refused:
        verb(late)()
    assert violated(refused.value) == "entry_sealed"
    assert Posting.objects.count() == 2


def test_nobody_can_claim_to_have_written_an_entry_in_another_transaction(own_database) -> None:
    """`written_in` is set by the database: a number of the future would leave an entry open to additions."""

    def forged() -> Entry:
        entry = Entry.objects.create(
            kind="settle", about=ABOUT, idempotency_key="f", posted_at=NOW, written_in=10**12
        )
        for account, cents in zip(Account.objects.all(), (1, -1), strict=True):
            Posting.objects.create(entry=entry, account=account, cents=cents)
        return entry

    posted()
    entry = verb(forged)()
    entry.refresh_from_db()
    assert 0 < entry.written_in < 10**12
