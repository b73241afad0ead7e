"""What a funder sees of its money is what the books say, whatever happened, and in a fixed number of statements."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from funding.actions.end_year import end_year
from funding.actions.pay_out import pay_out
from funding.actions.repay import repay
from funding.models import Account, Fund, FundMonth
from funding.models.desk import desk_of, figures_of, months_of
from funding.models.spread import Span
from funding.models.statements import Balance, balance_of, statement_of
from funding.outbound.month_chart import chart
from funding.outbound.statements import rows_of_balance
from funding.rules.months import MOST_MONTHS, MonthFacts, months_from, summed
from tests.cast import MONDAY, NOW, Cast, assemble, declare_band_a
from tests.concurrency.rivals import broken_invariants
from tests.factories.funding import FundFactory, FundingAgreementFactory, TrancheFactory
from tests.factories.money import fill
from tests.factories.spending import let_go, reserved, spent

DAY = timedelta(days=1)
ALL = Span(date(2020, 1, 1), date(2030, 12, 31))


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    declare_band_a(stage.zout)
    return stage


@pytest.fixture
def fund(cast) -> Fund:
    return FundFactory(agreement=FundingAgreementFactory(funder=cast.makersfonds), slug="open-doors")


def a_busy_year(cast: Cast, fund: Fund, seed: int) -> list[datetime]:
    """Whatever may happen to a fund, in a random order, some at the very second in which a day ends; the instants."""
    random, at, moments = Random(seed), datetime(2026, 1, 5, 9, tzinfo=UTC), []
    following = FundFactory(agreement=fund.agreement, slug=f"next-{seed}", priority=500)
    for number in range(30):
        at += timedelta(days=random.randrange(9), hours=random.randrange(20))
        moments.append(at)
        what = random.choice(["fill", "book", "book", "spend", "let_go", "repay"])
        if what == "fill":
            fill(fund, random.randrange(1, 60_000), now=at)
        elif what == "repay" and (left := max(_free(fund), 0)):
            repay(
                fund=fund,
                cents=random.randrange(1, left + 1),
                repaid_on=date(2026, 1, 1),
                actor=cast.fien,
                now=at,
            )
        elif what == "book":
            reserved(cast.zout, cast.studio, number, now=at)
        elif what == "spend":
            spent(cast.zout, cast.studio, number, now=max(at, NOW))
        elif what == "let_go":
            let_go(random.randrange(number + 1), now=max(at, NOW))
    end_year(fund=fund, year=2026, into=following, actor=cast.fien, now=datetime(2027, 2, 1, tzinfo=UTC))
    return moments


def _free(fund: Fund) -> int:
    account = Account.objects.filter(kind="fund_free", owner=fund.ref).first()
    return account.balance_cents if account else 0


def held(fund: Fund) -> tuple[int, int]:
    """By the accounts: all that is in the fund, and what of it is reserved."""
    cents = dict(Account.objects.filter(owner=fund.ref).values_list("kind", "balance_cents"))
    return sum(cents.values()), cents.get("fund_reserved", 0)


@pytest.mark.parametrize("seed", range(3))
def test_the_figures_are_the_books_and_add_up(cast, fund, seed) -> None:
    a_busy_year(cast, fund, seed)
    for each in Fund.objects.all():
        found = figures_of(each, today=MONDAY)
        assert found.received + found.carried_in == (
            found.free + found.reserved + found.settled + found.repaid + found.carried_out
        )
        assert (found.free + found.reserved, found.reserved) == held(each)
        assert found.released == balance_of(each, ALL).released
    assert broken_invariants() == {}


@pytest.mark.parametrize("seed", range(3))
def test_every_statement_adds_up_and_the_last_one_equals_the_accounts(cast, fund, seed) -> None:
    a_busy_year(cast, fund, seed)
    months = [Span(date(2026, n, 1), date(2026, n + 1, 1) - DAY) for n in range(1, 12)]
    spans = [*months, Span(date(2026, 12, 1), date(2026, 12, 31)), Span(date(2027, 1, 1), date(2030, 12, 31))]
    found = [balance_of(fund, span) for span in spans]
    for earlier, later in zip(found, found[1:], strict=False):
        assert (earlier.closing, earlier.closing_reserved) == (later.opening, later.opening_reserved)
    assert (found[0].opening, found[0].opening_reserved) == (0, 0)
    assert (found[-1].closing, found[-1].closing_reserved) == held(fund)
    whole = balance_of(fund, ALL)
    for name in ("received", "committed", "released", "settled", "repaid", "carried_out"):
        assert getattr(whole, name) == sum(getattr(each, name) for each in found), name
    assert (whole.other, whole.other_reserved) == (0, 0), "every kind of entry has its line"


@pytest.mark.parametrize("seed", range(3))
def test_whom_it_carried_adds_up_to_the_balance(cast, fund, seed) -> None:
    a_busy_year(cast, fund, seed)
    for span in (ALL, Span(date(2026, 1, 1), MONDAY), Span(MONDAY + DAY, date(2027, 12, 31))):
        found = statement_of(fund, span, today=date(2028, 1, 1))
        assert found.sum_of("settled") == found.balance.settled
        assert found.sum_of("released") == found.balance.released
        assert found.sum_of("reserved") == found.balance.closing_reserved


def test_the_lines_of_a_balance_add_up_as_they_are_written(cast, fund) -> None:
    a_busy_year(cast, fund, 1)
    lines = rows_of_balance(statement_of(fund, ALL, today=MONDAY))
    sums = [number for number, line in enumerate(lines) if line.is_sum]
    opening, closing, reserved_before, reserved_after, free = sums
    moved = sum(line.cents for line in lines[opening:closing])
    assert moved == lines[closing].cents
    assert sum(line.cents for line in lines[reserved_before:reserved_after]) == lines[reserved_after].cents
    assert lines[closing].cents == lines[reserved_after].cents + lines[free].cents


def test_what_is_written_at_midnight_belongs_to_the_new_day(cast, fund) -> None:
    midnight = datetime(2026, 3, 31, 22, tzinfo=UTC)  # summer time
    fill(fund, 100, now=midnight - timedelta(microseconds=1))
    fill(fund, 20, now=midnight)
    march = balance_of(fund, Span(date(2026, 3, 1), date(2026, 3, 31)))
    april = balance_of(fund, Span(date(2026, 4, 1), date(2026, 4, 1)))
    assert (march.received, april.opening, april.received, april.closing) == (100, 100, 20, 120)


def test_a_kind_of_entry_that_nobody_has_named_still_adds_up() -> None:
    found = Balance(100, 40, 0, 0, 0, 0, 0, 0, 10, other=-5, other_reserved=-5)
    assert (found.closing, found.closing_reserved) == (85, 25)


def test_the_desk_asks_twice_however_much_there_is(cast, fund, django_assert_num_queries) -> None:
    a_busy_year(cast, fund, 2)
    for number in range(5):
        FundFactory(agreement=FundingAgreementFactory(funder=cast.makersfonds), slug=f"more-{number}")
    FundFactory(slug="of-somebody-else")
    with django_assert_num_queries(2):
        desk = desk_of(cast.makersfonds, today=MONDAY)
    assert len(desk) == 6
    assert sum(len(each.funds) for each in desk) == 7


def test_what_is_paid_out_is_no_longer_owed(cast, fund) -> None:
    fill(fund, 50_000)
    spent(cast.zout, cast.studio)
    before = figures_of(fund, today=MONDAY)
    assert (before.paid_out, before.owed_to_hubs, before.committed) == (0, 10_400, 10_400)
    pay_out(
        fund=fund,
        hub=cast.effenaar,
        until=MONDAY,
        paid_on=MONDAY,
        actor=cast.fien,
        now=NOW + timedelta(hours=2),
    )
    after = figures_of(fund, today=MONDAY)
    assert (after.paid_out, after.owed_to_hubs, after.settled) == (10_400, 0, 10_400)


def test_months_show_what_came_is_expected_committed_and_spent(cast, fund) -> None:
    fill(fund, 100_000)
    TrancheFactory(fund=fund, agreement=fund.agreement, cents=7_000, due_on=date(2027, 1, 15))
    late = TrancheFactory(fund=fund, agreement=fund.agreement, cents=5_000, due_on=date(2026, 2, 1))
    spent(cast.zout, cast.studio, 1)
    reserved(cast.zout, cast.studio, 2)
    facts = {each.month: each for each in months_of(fund, today=MONDAY)}
    assert list(facts)[0] == date(2026, 1, 1) and list(facts)[-1] == date(2027, 1, 1)
    november = facts[date(2026, 11, 1)]
    assert (november.reserved, november.settled, november.expected) == (10_400, 10_400, late.cents)
    assert facts[date(2026, 1, 1)].received == 100_000
    assert facts[date(2026, 2, 1)].expected == 0, "what is late does not come in the past"
    last = summed(list(facts.values()))[-1]
    assert (last.received, last.expected, last.committed, last.settled) == (100_000, 12_000, 20_800, 10_400)
    assert last.left == 100_000 + 12_000 - 20_800


def test_a_month_is_kept_as_allocations_move_and_go(cast, fund) -> None:
    fill(fund, 100_000)
    (row,) = reserved(cast.zout, cast.studio)
    kept = FundMonth.objects.get()
    assert (kept.reserved_cents, kept.allocations, kept.month) == (10_400, 1, date(2026, 11, 1))
    type(row).objects.filter(pk=row.pk).update(counts_on=date(2026, 12, 3))
    moved = {each.month.month: (each.reserved_cents, each.allocations) for each in FundMonth.objects.all()}
    assert moved == {11: (0, 0), 12: (10_400, 1)}
    type(row).objects.filter(pk=row.pk).delete()
    assert set(FundMonth.objects.values_list("reserved_cents", "allocations")) == {(0, 0)}


def test_a_long_fund_shows_its_last_months_and_keeps_the_sums_of_the_others() -> None:
    months = months_from([date(2020, 1, 1), date(2026, 12, 1)])
    assert (len(months), months[12]) == (84, date(2021, 1, 1))
    shown = summed([MonthFacts(month, received=100, settled=10) for month in months])
    assert len(shown) == MOST_MONTHS
    assert (shown[-1].received, shown[-1].settled) == (8_400, 840)


def test_the_chart_is_within_its_picture_and_says_in_words_what_it_shows() -> None:
    months = months_from([date(2026, 1, 1), date(2027, 6, 1)])
    facts = [
        MonthFacts(m, received=12_345 * (m.month == 1), expected=500, reserved=300, settled=700)
        for m in months
    ]
    drawn = chart(summed(facts))
    assert drawn is not None
    assert 4 <= len(drawn.lines) <= 6
    for column in drawn.columns:
        for y, height in (
            (column.line_y, column.line_height),
            (column.expected_y, column.expected_height),
            (column.committed_y, column.committed_height),
            (column.settled_y, column.settled_height),
        ):
            top, tall = float(y.rstrip("%")), float(height.rstrip("%"))
            assert top >= 0 and tall >= 0 and top + tall <= 90.1
    assert "January 2026" in drawn.words and "€\u00a0246.90 received" in drawn.words
    assert chart(summed([MonthFacts(date(2026, 1, 1))])) is None
