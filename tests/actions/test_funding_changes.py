"""Agreements, funds and their rules change for what comes; what is booked keeps its price and who carries it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from facilities.actions.add_kind import KindFacts, KindThereAlready, add_kind
from facilities.models import Kind
from funding import invariants
from funding.actions.add_rule import FundIsOver, add_rule
from funding.actions.change_agreement import FundsLastLonger, StillVouchedFor, change_agreement
from funding.actions.change_fund import FundTerms, GuaranteeCommitted, OverAlready, change_fund
from funding.actions.end_rule import RuleBeginsLater, RuleEndsSooner, RuleHeldThen, end_rule
from funding.actions.open_agreement import EndsBeforeItStarts, Promise
from funding.actions.open_fund import NobodyVouches, OutlivesItsAgreement
from funding.actions.reserve import reserve
from funding.models import Account, AccountKind, Allocation, Fund, FundingAgreement, FundRule
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import Quote, quote
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.refs import Ref
from hub.kit.transactions import savepoint, verb
from tests.cast import MONDAY, NOW, Cast, assemble, declare_band_a, thursday
from tests.factories.funding import FundFactory, FundingAgreementFactory
from tests.factories.money import fill

STRANGERS = ["zoe", "ilse", "teun", "hanna", "karim", "rosa"]
TOMORROW = MONDAY + timedelta(days=1)


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    declare_band_a(stage.zout)
    return stage


@pytest.fixture
def fund(cast) -> Fund:
    """Vouched for by Kwartet Noord; it pays all of every gap."""
    agreement = FundingAgreementFactory(funder=cast.makersfonds, guarantor=cast.noord)
    return FundFactory(agreement=agreement, slug="open-doors", guaranteed_cents=20_000)


def promise(agreement: FundingAgreement, **changes: Any) -> Promise:
    names = ("name", "starts_on", "ends_on", "guarantor")
    return replace(Promise(**{name: getattr(agreement, name) for name in names}), **changes)


def agreed(cast: Cast, fund: Fund, *, by: str = "fien", **changes: Any) -> FundingAgreement:
    agreement = FundingAgreement.objects.get(pk=fund.agreement_id)
    return change_agreement(
        agreement=agreement, promise=promise(agreement, **changes), actor=getattr(cast, by), now=NOW
    )


def changed(cast: Cast, fund: Fund, *, by: str = "fien", **changes: Any) -> Fund:
    terms = replace(FundTerms.of(Fund.objects.get(pk=fund.pk)), **changes)
    return change_fund(fund=fund, terms=terms, actor=getattr(cast, by), now=NOW)


def price(cast: Cast) -> Quote:
    """€ 160.00: Zout carries € 56.00, others are asked for € 104.00."""
    wishes = [LineWish(cast.studio.pk, 1, thursday(13, 17))]
    return quote(quote_facts(wishes=wishes, hub=cast.effenaar, organisation=cast.zout, now=NOW))


@verb
def booked(cast: Cast, number: int = 1) -> Quote:
    shown = price(cast)
    about = Ref("rehearsal", f"TEST-{number}")
    reserve(about=about, organisation=cast.zout, quote=shown, now=NOW, actor=cast.bo)
    return shown


def all_is_well() -> bool:
    checks = (
        invariants.funds_commit_what_they_have,
        invariants.caps_are_kept,
        invariants.funds_keep_to_their_agreement,
        invariants.allocations_equal_ledger,
        invariants.changes_are_audited,
    )
    return [said for check in checks for said in check()] == []


def test_an_agreement_changes_and_the_trail_says_from_what_to_what(cast, fund) -> None:
    agreed(cast, fund, name="Six years", ends_on=date(2031, 12, 31))
    agreed(cast, fund, name="Six years", ends_on=date(2031, 12, 31), by="anna")
    row = AuditRow.objects.get(action="funding.change_agreement")
    assert row.facts["ends_on"] == ["2029-12-31", "2031-12-31"]
    assert "starts_on" not in row.facts
    assert all_is_well()


def test_an_agreement_keeps_what_its_funds_lean_on(cast, fund) -> None:
    with pytest.raises(FundsLastLonger, match="Open Doors lasts until"):
        agreed(cast, fund, ends_on=date(2028, 12, 31))
    with pytest.raises(StillVouchedFor):
        agreed(cast, fund, guarantor=None)
    with pytest.raises(EndsBeforeItStarts):
        agreed(cast, fund, starts_on=date(2030, 1, 1))
    changed(cast, fund, guaranteed_cents=0, expires_on=date(2027, 12, 31))
    agreed(cast, fund, ends_on=date(2027, 12, 31), guarantor=None)
    assert all_is_well()


@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_to_the_funder_changes_nothing(cast, fund, name) -> None:
    actor = getattr(cast, name)
    with pytest.raises(Forbidden):
        agreed(cast, fund, by=name, name="Mine")
    with pytest.raises(Forbidden):
        changed(cast, fund, by=name, priority=1)
    with pytest.raises(Forbidden):
        add_rule(fund=fund, conditions={}, actor=actor, now=NOW)
    with pytest.raises(Forbidden):
        end_rule(rule=fund.rules.get(), ends_on=MONDAY, actor=actor, now=NOW)
    assert not AuditRow.objects.filter(action__regex="change|rule").exists()


def test_other_terms_count_for_new_prices_and_what_is_booked_stays(cast, fund) -> None:
    before = booked(cast)
    assert before.funds_cents == 10_400
    changed(cast, fund, match_share_bp=2_500, priority=7, name_en="Open Doors Again")
    assert price(cast).funds_cents == 2_600
    assert Allocation.objects.get().cents == 10_400
    row = AuditRow.objects.get(action="funding.change_fund")
    assert row.facts["match_share_bp"] == [10_000, 2_500]
    assert all_is_well()


def test_saving_a_fund_unchanged_says_nothing(cast, fund) -> None:
    changed(cast, fund)
    assert not AuditRow.objects.filter(action="funding.change_fund").exists()


@pytest.mark.parametrize("cap", ["cap_per_month_cents", "cap_per_organisation_cents"])
def test_a_cap_below_what_was_given_gives_nothing_more_and_takes_nothing_back(cast, fund, cap) -> None:
    booked(cast)
    changed(cast, fund, **{cap: 5_000})
    assert price(cast).funds_cents == 0
    assert all_is_well()
    # Somebody who gets past the cap after all is found.
    Allocation.objects.create(
        about=Ref("rehearsal", "TEST-2"),
        organisation=cast.zout,
        fund=fund,
        cents=1,
        counts_on=thursday(13, 17).start.date(),
        reserved_at=NOW + timedelta(seconds=1),
    )
    assert "its cap is 5000" in invariants.caps_are_kept()[0]


def floor(fund: Fund) -> int | None:
    return Account.objects.get(kind=AccountKind.FUND_FREE, owner=fund.ref).floor_cents


def test_a_guarantee_rises_and_falls_as_far_as_nothing_is_committed_of_it(cast, fund) -> None:
    booked(cast)
    assert floor(fund) == -20_000
    changed(cast, fund, guaranteed_cents=50_000)
    assert floor(fund) == -50_000
    with pytest.raises(GuaranteeCommitted, match="104.00 of what is vouched for is committed"):
        changed(cast, fund, guaranteed_cents=10_399)
    assert (floor(fund), Fund.objects.get().guaranteed_cents) == (-50_000, 50_000)
    changed(cast, fund, guaranteed_cents=10_400)
    fill(fund, 10_400)
    changed(cast, fund, guaranteed_cents=0)
    assert all_is_well()


def test_the_database_itself_keeps_a_guarantee_that_is_committed(cast, fund) -> None:
    booked(cast)
    with pytest.raises(IntegrityError, match="account_not_below_its_floor"), savepoint():
        Account.objects.filter(kind=AccountKind.FUND_FREE).update(floor_cents=-10_399)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"expires_on": date(2030, 1, 1)}, OutlivesItsAgreement),
        ({"expires_on": MONDAY - timedelta(days=1)}, OverAlready),
    ],
)
def test_a_fund_that_makes_no_sense_is_refused(cast, fund, changes, refusal) -> None:
    with pytest.raises(refusal):
        changed(cast, fund, **changes)


def test_a_guarantee_needs_somebody_who_vouches(cast) -> None:
    fund = FundFactory(agreement=FundingAgreementFactory(funder=cast.makersfonds))
    with pytest.raises(NobodyVouches):
        changed(cast, fund, guaranteed_cents=1)


def test_a_fund_gives_for_more_and_for_less_from_then_on(cast, fund) -> None:
    end_rule(rule=fund.rules.get(), ends_on=TOMORROW, actor=cast.fien, now=NOW)
    assert price(cast).funds_cents == 0  # the booking is on Thursday
    add_rule(fund=fund, conditions={"family": "studio"}, actor=cast.fien, now=NOW)
    before = booked(cast)
    assert before.funds_cents == 10_400
    end_rule(rule=fund.rules.latest("pk"), ends_on=TOMORROW, actor=cast.anna, now=NOW)
    assert price(cast).funds_cents == 0
    assert Allocation.objects.get().cents == 10_400
    rows = AuditRow.objects.filter(about=fund.ref).exclude(action="funding.open_fund").order_by("pk")
    assert [row.action for row in rows] == ["funding.end_rule", "funding.add_rule", "funding.end_rule"]
    assert all_is_well()


def test_each_change_of_a_fund_is_a_new_version_and_a_price_keeps_its_own(cast, fund) -> None:
    add_rule(fund=fund, conditions={}, actor=cast.fien, now=NOW)
    fill(fund, 100_000)
    before = price(cast)
    changed(cast, fund, match_share_bp=5_000)
    rule = FundRule.objects.filter(fund=fund).first()
    end_rule(rule=rule, ends_on=date(2027, 1, 1), actor=cast.fien, now=NOW)
    changed(cast, fund, match_share_bp=5_000)  # says nothing new
    versions = [
        next(step.facts["version"] for step in each.steps if step.code.startswith("fund_"))
        for each in (before, price(cast))
    ]
    assert versions == [2, 4]


def test_a_rule_ends_neither_in_the_past_nor_before_it_begins_nor_twice(cast, fund) -> None:
    rule = FundRule.objects.create(fund=fund, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    for day, refusal in [
        (MONDAY - timedelta(days=1), RuleHeldThen),
        (MONDAY, RuleBeginsLater),
        (date(2028, 1, 1), RuleEndsSooner),
        (date(2027, 12, 31), RuleEndsSooner),
    ]:
        with pytest.raises(refusal):
            end_rule(rule=rule, ends_on=day, actor=cast.fien, now=NOW)


def test_a_fund_that_is_over_gets_no_rule(cast, fund) -> None:
    Fund.objects.update(expires_on=MONDAY - timedelta(days=1))
    with pytest.raises(FundIsOver):
        add_rule(fund=fund, conditions={}, actor=cast.fien, now=NOW)


def kiln(drawn_as: Kind, **changes: str) -> KindFacts:
    facts = KindFacts(family="equipment", name_nl="keramiekoven", name_en="kiln", drawn_as=drawn_as)
    return replace(facts, **changes)


def test_a_region_adds_a_kind_of_its_own(cast) -> None:
    like = Kind.objects.get(slug="microphone")
    kind = add_kind(facts=kiln(like), actor=cast.anna, now=NOW)
    assert (kind.slug, kind.pattern, kind.position > like.position) == ("kiln", like.pattern, True)
    assert AuditRow.objects.get(action="facilities.add_kind").facts["slug"] == "kiln"
    with pytest.raises(KindThereAlready):
        add_kind(facts=kiln(like, name_nl="KERAMIEKOVEN", name_en="oven"), actor=cast.anna, now=NOW)
    second = add_kind(facts=kiln(like, name_nl="oven", name_en="Kiln!"), actor=cast.anna, now=NOW)
    assert second.slug == "kiln-2"


@pytest.mark.parametrize("name", [*STRANGERS, "fien"])
def test_only_site_administrators_add_kinds(cast, name) -> None:
    like = Kind.objects.get(slug="microphone")
    with pytest.raises(Forbidden):
        add_kind(facts=kiln(like), actor=getattr(cast, name), now=NOW)
    assert not Kind.objects.filter(slug="kiln").exists()
