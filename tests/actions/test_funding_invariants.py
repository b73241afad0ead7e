"""`check_invariants` sees what the database would not let happen: each is broken here by its owner, guards off."""

import psycopg
import pytest

from funding import invariants
from funding.actions.reserve import reserve
from funding.models import Fund
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from tests.cast import NOW, assemble, declare_band_a, thursday, two_funds
from tests.factories.money import fill


@pytest.fixture
def books(own_database) -> str:
    """A booking that two funds carry, and the address at which the owner may meddle."""
    cast = assemble()
    declare_band_a(cast.zout)
    two_funds(cast)
    for fund in Fund.objects.all():
        fill(fund, 100_000)
    wishes = [LineWish(cast.studio.pk, 1, thursday(13, 17))]
    shown = quote(quote_facts(wishes=wishes, hub=cast.effenaar, organisation=cast.zout, now=NOW))
    verb(reserve)(
        about=Ref("booking", "K7QM-3D2X"), organisation=cast.zout, quote=shown, now=NOW, actor=cast.bo
    )
    return own_database.owner_url


def test_all_is_well_after_ordinary_business(books) -> None:
    assert invariants.entries_balance() == []
    assert invariants.books_are_guarded() == []
    assert invariants.funds_commit_what_they_have() == []
    assert invariants.caps_are_kept() == []
    assert invariants.balances_equal_postings() == []
    assert invariants.allocations_equal_ledger() == []


@pytest.mark.parametrize(
    ("meddling", "check", "said"),
    [
        (
            "UPDATE funding_posting SET cents = cents + 1 WHERE cents > 0",
            invariants.entries_balance,
            "add up to",
        ),
        (
            "INSERT INTO funding_entry (kind, about, idempotency_key, posted_at, written_in)"
            " VALUES ('receive', 'tranche:1', 'empty', now(), 1)",
            invariants.entries_balance,
            "has 0 postings",
        ),
        (
            "ALTER TABLE funding_entry DISABLE TRIGGER entry_balances",
            invariants.books_are_guarded,
            "entry_balances",
        ),
        ("DROP TRIGGER posting_in_time ON funding_posting", invariants.books_are_guarded, "posting_in_time"),
        (
            "GRANT UPDATE ON funding_posting TO PUBLIC",
            invariants.books_are_guarded,
            "may update funding_posting",
        ),
        (
            "UPDATE funding_account SET balance_cents = 0",
            invariants.balances_equal_postings,
            "its postings say",
        ),
        (
            "UPDATE funding_fund SET guaranteed_cents = 7",
            invariants.funds_commit_what_they_have,
            "goes down to 0",
        ),
        ("UPDATE funding_fund SET cap_per_month_cents = 1", invariants.caps_are_kept, "its cap is 1"),
        ("UPDATE funding_fund SET cap_per_organisation_cents = 1", invariants.caps_are_kept, "its cap is 1"),
        (
            "UPDATE funding_allocation SET cents = cents + 1",
            invariants.allocations_equal_ledger,
            "by the books",
        ),
        ("DELETE FROM funding_allocation", invariants.allocations_equal_ledger, "0 reserved"),
        (
            "UPDATE funding_allocation SET state = 'settled', settled_at = reserved_at",
            invariants.allocations_equal_ledger,
            "0 reserved",
        ),
    ],
)
def test_what_somebody_broke_is_found(books, meddling, check, said) -> None:
    with psycopg.connect(books) as owner:
        for table in ("funding_entry", "funding_posting"):
            if meddling.startswith(("UPDATE funding_posting", "INSERT INTO funding_entry")):
                owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(meddling)
    found = check()
    assert found
    assert any(said in sentence for sentence in found)
