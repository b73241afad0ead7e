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
from members.invariants import grants_are_audited
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
    assert invariants.payments_equal_ledger() == []
    assert invariants.funds_keep_to_their_agreement() == []
    assert invariants.provisional_bands_are_capped() == []
    assert invariants.changes_are_audited() == []


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
            "ALTER TABLE funding_account DISABLE TRIGGER USER;"
            " UPDATE funding_account SET currency = 'USD' WHERE kind = 'funder'",
            invariants.entries_balance,
            "is in EUR, its posting",
        ),
        (
            "DROP TRIGGER account_stays_whose_it_is ON funding_account; CREATE TRIGGER account_stays_whose_it_is"
            " BEFORE UPDATE OF kind, owner ON funding_account"
            " FOR EACH STATEMENT EXECUTE FUNCTION funding_refuse_change()",
            invariants.books_are_guarded,
            "a try to change the currency of an account was not refused",
        ),
        (
            "ALTER TABLE funding_account DISABLE TRIGGER account_stays_whose_it_is",
            invariants.books_are_guarded,
            "account_stays_whose_it_is is missing or switched off",
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
            "GRANT UPDATE (cents) ON funding_posting TO PUBLIC",
            invariants.books_are_guarded,
            "may update funding_posting",
        ),
        (
            "GRANT TRUNCATE ON funding_entry TO PUBLIC",
            invariants.books_are_guarded,
            "may truncate funding_entry",
        ),
        (
            "CREATE OR REPLACE FUNCTION funding_refuse_change() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RETURN NULL; END $$",
            invariants.books_are_guarded,
            "is not the one that was made",
        ),
        (
            "CREATE OR REPLACE FUNCTION funding_refuse_change() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RETURN NULL; END $$; GRANT UPDATE, DELETE ON funding_entry TO PUBLIC",
            invariants.books_are_guarded,
            "a try to delete funding_entry was not refused",
        ),
        (
            "DROP TRIGGER entry_never_changed ON funding_entry; CREATE TRIGGER entry_never_changed"
            " BEFORE UPDATE ON funding_entry FOR EACH STATEMENT EXECUTE FUNCTION funding_refuse_change()",
            invariants.books_are_guarded,
            "entry_never_changed is not on funding_entry as it was made",
        ),
        (
            "DELETE FROM kit_auditrow WHERE action = 'funding.receive_tranche'",
            invariants.movements_are_audited,
            "funding.receive_tranche has 0 audit rows",
        ),
        (
            "INSERT INTO kit_auditrow (at, action, about, reason, facts)"
            " SELECT at, action, about, '', '{}' FROM kit_auditrow WHERE action = 'funding.receive_tranche'",
            invariants.movements_are_audited,
            "funding.receive_tranche has 2 audit rows",
        ),
        (
            "UPDATE kit_auditrow SET about = 'declaration:0' WHERE action = 'funding.declare_band'",
            invariants.changes_are_audited,
            "funding.declare_band has 0 audit rows",
        ),
        (
            "DELETE FROM kit_auditrow WHERE action = 'funding.open_agreement'",
            invariants.changes_are_audited,
            "funding.open_agreement has 0 audit rows",
        ),
        (
            "DELETE FROM kit_auditrow WHERE action = 'funding.open_fund'",
            invariants.changes_are_audited,
            "funding.open_fund has 0 audit rows",
        ),
        (
            "UPDATE funding_rate SET cents = cents + 1",
            invariants.changes_are_audited,
            "is not what its last audit row says",
        ),
        (
            "DELETE FROM kit_auditrow WHERE action = 'funding.set_rate_card'",
            invariants.changes_are_audited,
            "is not what its last audit row says",
        ),
        ("DELETE FROM kit_auditrow", grants_are_audited, "members.grant_role has 0 audit rows"),
        (
            "UPDATE members_grant SET revoked_at = now()",
            grants_are_audited,
            "members.revoke_role has 0 audit rows",
        ),
        ("UPDATE members_grant SET role = 'site_admin'", grants_are_audited, "has 0 audit rows"),
        (
            "UPDATE funding_account SET balance_cents = 0",
            invariants.balances_equal_postings,
            "its postings say",
        ),
        (
            "UPDATE funding_account SET came_back_cents = 1",
            invariants.balances_equal_postings,
            "says that 1 cents came back, its postings say",
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
        (
            "UPDATE funding_tranche SET received_on = NULL, received_cents = 0",
            invariants.payments_equal_ledger,
            "0 cents of  into  noted as received, the books say 100000",
        ),
        (
            "UPDATE funding_tranche SET cents = cents + 1, received_cents = received_cents + 1",
            invariants.payments_equal_ledger,
            "100001 cents",
        ),
        (
            "INSERT INTO funding_tranche (agreement_id, fund_id, kind, cents, due_on, received_cents, received_on)"
            " SELECT agreement_id, id, 'advance', 500, '2026-02-01', 500, '2026-02-01' FROM funding_fund",
            invariants.payments_equal_ledger,
            "the books say 0",
        ),
        (
            "UPDATE funding_fundingagreement SET funder_id = (SELECT id FROM members_organisation"
            " WHERE name = 'Kwartet Noord')",
            invariants.payments_equal_ledger,
            "noted as received",
        ),
        (
            "UPDATE funding_fundingagreement SET ends_on = '2026-12-31'",
            invariants.funds_keep_to_their_agreement,
            "its agreement until 2026-12-31",
        ),
        (
            "UPDATE funding_fund SET guaranteed_cents = 7",
            invariants.funds_keep_to_their_agreement,
            "nobody vouches",
        ),
        (
            "UPDATE funding_tranche SET agreement_id = (SELECT min(agreement_id) FROM funding_fund)",
            invariants.funds_keep_to_their_agreement,
            "of another agreement",
        ),
        (
            "UPDATE funding_allocation SET provisional = true",
            invariants.provisional_bands_are_capped,
            "the cap is 0",
        ),
        (
            "INSERT INTO funding_bandpolicy (valid_from, provisional_cap_cents)"
            " VALUES ('2026-01-01', 900), ('2027-01-01', 9000000);"
            " UPDATE funding_allocation SET provisional = true",
            invariants.provisional_bands_are_capped,
            "the cap is 900",
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
