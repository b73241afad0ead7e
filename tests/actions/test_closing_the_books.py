"""Closed books stay closed: the database refuses what is dated in them, and the journal says what they hold."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.db.utils import DatabaseError
from django.utils.translation import override

from funding.actions._ledger import Slot, fund_free, funder, post
from funding.actions.close_period import ClosedAlready, NotOverYet, close_period
from funding.invariants_of_closing import closed_books_stay_closed
from funding.models import AccountKind, ClosedPeriod, EntryKind, Fund
from funding.models.journal import Days, journal, totals
from funding.rules.journal import OTHER, JournalLine
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.refs import Ref
from hub.kit.transactions import savepoint, verb, violated
from tests import cast
from tests.cast import MONDAY, NOW
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.money import fill

OCTOBER = date(2026, 10, 31)
YEAR = Days(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        cast.declare_band_a(stage.zout)
        cast.two_funds(stage)
        for fund in Fund.objects.all():
            fill(fund, 100_000)
        booked(stage.bo, stage.zout, stage.studio)
        yield stage
    assert broken_invariants() == {}


@verb
def paid_in(fund: Fund, at) -> None:
    """An entry of some day."""
    amounts = {funder(fund.agreement.funder): -500, fund_free(fund): 500}
    post(kind=EntryKind.RECEIVE, about=Ref("tranche", "0"), key=f"try:{at}", amounts=amounts, now=at)


@verb
def in_dollars(cents: int) -> None:
    """A payment between accounts that hold dollars; no verb writes one yet."""
    a_funder = Slot(AccountKind.FUNDER, Ref("organisation", "0"), currency="USD")
    a_fund = Slot(AccountKind.FUND_FREE, Ref("fund", "0"), currency="USD")
    amounts = {a_funder: -cents, a_fund: cents}
    post(kind=EntryKind.CARRY, about=Ref("try", "0"), key="try:dollars", amounts=amounts, now=NOW)


def test_what_is_dated_in_closed_books_is_refused_by_the_database(stage):
    closed = close_period(through=OCTOBER, actor=stage.anna, now=NOW)
    fund = Fund.objects.first()
    with pytest.raises(DatabaseError) as refused:
        paid_in(fund, NOW - timedelta(days=30))
    assert violated(refused.value) == "entry_in_open_books"
    # 31 October, 23:30 on the clock of the country.
    last_night = NOW.replace(month=10, day=31, hour=22, minute=30)
    with pytest.raises(DatabaseError):
        paid_in(fund, last_night)
    assert AuditRow.objects.get(about=closed.ref).action == "funding.close_period"


def test_the_day_after_is_open(stage):
    close_period(through=OCTOBER, actor=stage.anna, now=NOW)
    before = totals(YEAR)
    booked(stage.zoe, stage.zout, stage.engineer)
    assert totals(YEAR)[0] > before[0]


def test_books_are_closed_a_day_after_they_end_and_once(stage):
    yesterday = MONDAY - timedelta(days=1)
    with pytest.raises(NotOverYet) as refused:
        close_period(through=yesterday, actor=stage.anna, now=NOW)
    assert "21 November 2026" in str(refused.value)
    close_period(through=yesterday - timedelta(days=1), actor=stage.anna, now=NOW)
    with pytest.raises(ClosedAlready):
        close_period(through=OCTOBER, actor=stage.anna, now=NOW)


@pytest.mark.parametrize("name", ["zoe", "hanna", "fien", "rosa", "karim"])
def test_only_site_administrators_close_books(stage, name):
    with pytest.raises(Forbidden):
        close_period(through=OCTOBER, actor=getattr(stage, name), now=NOW)
    assert not ClosedPeriod.objects.exists()


@pytest.mark.parametrize("statement", ["update", "delete"])
def test_a_closing_is_never_taken_back(stage, statement):
    closed = close_period(through=OCTOBER, actor=stage.anna, now=NOW)
    rows = ClosedPeriod.objects.filter(pk=closed.pk)
    with pytest.raises((DatabaseError, IntegrityError)):
        with savepoint():
            rows.update(through=date(2025, 1, 1)) if statement == "update" else rows.delete()


def test_the_journal_has_every_posting_once_and_debit_is_credit(stage):
    lines = list(journal(YEAR))
    by_entry: dict[int, int] = {}
    for line in lines:
        by_entry[line.entry] = by_entry.get(line.entry, 0) + line.debit_cents - line.credit_cents
        assert line.owner_name
    assert set(by_entry.values()) == {0}
    assert totals(YEAR) == (len(by_entry), {"EUR": sum(line.debit_cents for line in lines)})


def test_each_currency_is_added_up_for_itself(stage):
    in_euros = totals(YEAR)[1]["EUR"]
    in_dollars(4_200)
    assert totals(YEAR)[1] == {"EUR": in_euros, "USD": 4_200}
    assert [(line.currency, line.cents) for line in journal(YEAR)][-2:] == [("USD", -4_200), ("USD", 4_200)]
    closed = close_period(through=date(2026, 11, 30), actor=stage.anna, now=NOW + timedelta(days=30))
    assert closed.debits == {"EUR": in_euros, "USD": 4_200}
    assert closed_books_stay_closed() == []

    said = AuditRow.objects.get(about=closed.ref).facts
    assert said["debits"] == {"EUR": in_euros, "USD": 4_200}


def test_a_journal_longer_than_a_chunk_leaves_nothing_out(stage, monkeypatch):
    whole = list(journal(YEAR))
    monkeypatch.setattr("funding.models.journal.A_CHUNK", 3)
    assert list(journal(YEAR)) == whole and len(whole) > 6


def test_an_owners_journal_has_its_own_accounts_alone(stage):
    fund = Fund.objects.order_by("pk").first()
    assert {line.owner for line in journal(YEAR, [fund.ref])} == {str(fund.ref)}
    assert list(journal(YEAR, [])) == []


def test_every_kind_of_account_has_a_number_of_its_own():
    numbers = {
        kind: JournalLine(1, MONDAY, "", "", kind, "", "", 1, "EUR").number for kind in AccountKind.values
    }
    assert len(set(numbers.values())) == len(numbers)
    assert OTHER not in numbers.values(), "what a hub was paid is no account of whatever is left"
