"""What counts in which year and month, what declaring again does not give, and what the hub itself gives."""

from datetime import UTC, datetime, timedelta

import pytest

from funding.actions.declare_band import Turnover, declare_band
from funding.actions.release import release
from funding.actions.reserve import ProvisionalCapReached, reserve
from funding.actions.settle import settle
from funding.models import Account, BandDeclaration, Fund, RateBand
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import Quote, quote
from hub.kit.periods import Period
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday, two_funds
from tests.factories.funding import BandPolicyFactory, four_bands
from tests.factories.money import fill

ON_TIME = datetime(
    2026, 12, 31, 22, 30, tzinfo=UTC
)  # half past eleven in the evening of 31 December in Eindhoven
AN_HOUR_LATER = ON_TIME + timedelta(hours=1)  # half past midnight: another year there, the same one in UTC


@pytest.fixture
def stage(db) -> Cast:
    stage = assemble()
    two_funds(stage)
    for fund in Fund.objects.all():
        fill(fund, 1_000_000)
    return stage


def price(stage: Cast, period: Period, *, now: datetime = NOW) -> Quote:
    wishes = [LineWish(stage.studio.pk, 1, period)]
    return quote(quote_facts(wishes=wishes, hub=stage.effenaar, organisation=stage.zout, now=now))


@verb
def placed(stage: Cast, shown: Quote, number: str, *, now: datetime = NOW) -> Ref:
    about = Ref("booking", number)
    reserve(about=about, organisation=stage.zout, quote=shown, now=now, actor=stage.bo)
    return about


@pytest.mark.parametrize("cap", ["cap_per_organisation_cents", "cap_per_month_cents"])
def test_a_cap_begins_anew_at_midnight_on_the_hubs_calendar(stage, cap):
    declare_band_a(stage.zout)
    Fund.objects.filter(slug="open-doors").update(**{cap: 4_000})
    hour = timedelta(hours=1)
    shown = price(stage, Period(ON_TIME, ON_TIME + 4 * hour))
    placed(stage, shown, "AAAA-0001")
    given = {share.label: share.cents for share in shown.shares}["Open Doors"]
    before = price(stage, Period(ON_TIME, ON_TIME + 4 * hour))
    after = price(stage, Period(AN_HOUR_LATER, AN_HOUR_LATER + 4 * hour))
    assert {share.label: share.cents for share in before.shares}["Open Doors"] == 4_000 - given
    assert {share.label: share.cents for share in after.shares}["Open Doors"] == given == 3_600


def test_declaring_again_gives_no_second_provisional_cap_and_what_is_let_go_comes_back(stage):
    four_bands()
    BandPolicyFactory(provisional_cap_cents=10_000)

    def declare(cents: int) -> None:
        declare_band(organisation=stage.zout, turnover=Turnover(2025, cents), actor=stage.zoe, now=NOW)

    declare(3_000_000)
    shown = price(stage, thursday(13, 17))
    about = placed(stage, shown, "AAAA-0001")
    declare(9_000_000)
    declare(3_000_000)
    assert BandDeclaration.objects.filter(organisation=stage.zout, status="replaced").count() == 2
    left = 10_000 - shown.funds_cents
    again = price(stage, thursday(9, 13))
    assert again.funds_cents == left < shown.funds_cents
    with pytest.raises(ProvisionalCapReached):
        placed(stage, shown, "AAAA-0002")
    verb(release)(about=about, now=NOW, actor=None)
    assert price(stage, thursday(9, 13)).funds_cents == shown.funds_cents


def test_a_new_table_of_bands_changes_no_price_before_somebody_declares_again(stage):
    declare_band_a(stage.zout)
    before = price(stage, thursday(13, 17))
    RateBand.objects.create(
        code="A", valid_from=NOW.date(), turnover_from_cents=0, turnover_to_cents=None, own_share_bp=9_000
    )
    assert price(stage, thursday(13, 17)).digest() == before.digest()


def test_what_the_hub_gives_stands_in_the_books_and_the_organisation_owes_nothing_of_a_whole_gift(stage):
    declare_band_a(stage.zout)
    RateBand.objects.update(own_share_bp=0)
    stage.effenaar.gap_policy = "give"
    stage.effenaar.save()
    shown = price(stage, thursday(13, 17))
    assert shown.own_cents == 0
    about = placed(stage, shown, "AAAA-0001")
    verb(settle)(about=about, organisation=stage.zout, hub=stage.effenaar, own_cents=0, now=NOW, actor=None)
    balances = dict(Account.objects.values_list("kind", "balance_cents").filter(owner=stage.effenaar.ref))
    assert balances == {"hub": shown.list_cents, "hub_gift": -shown.hub_cents}
    assert not Account.objects.filter(kind="organisation").exists()
