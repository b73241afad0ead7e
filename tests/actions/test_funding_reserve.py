"""What funds carry is committed when a booking is placed, given back when it ends, earned when it is done."""

from datetime import timedelta

import pytest

from funding.actions.release import release
from funding.actions.reserve import NotEnoughFunds, reserve
from funding.actions.settle import AlreadyReleased, settle
from funding.models import Account, AccountKind, Allocation, AllocationState, Entry, Fund
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday, two_funds
from tests.factories.money import fill

BOOKING = Ref("booking", "K7QM-3D2X")


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    declare_band_a(stage.zout)
    two_funds(stage)
    for fund in Fund.objects.all():
        fill(fund, 100_000)
    return stage


def price_of(cast: Cast, *, hours: int = 4):
    wishes = [
        LineWish(cast.studio.pk, 1, thursday(13, 13 + hours)),
        LineWish(cast.microphones.pk, 2, thursday(13, 13 + hours)),
    ]
    return quote(quote_facts(wishes=wishes, hub=cast.effenaar, organisation=cast.zout, now=NOW))


@verb
def placed(cast: Cast, shown, about: Ref = BOOKING):
    return reserve(about=about, organisation=cast.zout, quote=shown, now=NOW, actor=cast.bo)


@verb
def ended(about: Ref = BOOKING):
    return release(about=about, now=NOW + timedelta(hours=1), actor=None)


@verb
def done(cast: Cast, own_cents: int, about: Ref = BOOKING):
    return settle(
        about=about,
        organisation=cast.zout,
        hub=cast.effenaar,
        own_cents=own_cents,
        now=NOW + timedelta(days=4),
        actor=None,
    )


def balance(kind: AccountKind, owner: Ref) -> int:
    return Account.objects.get(kind=kind, owner=owner).balance_cents


def test_a_quote_is_read_in_three_statements(cast, django_assert_num_queries) -> None:
    with django_assert_num_queries(3):
        shown = price_of(cast)
    # One daypart of € 160 and two microphones of € 10: € 180, of which zout carries 35 %.
    assert shown.list_cents == 18_000
    assert [(share.label, share.cents) for share in shown.shares] == [
        ("Collectief Zout", 9_720 - 0),
        ("Regional Makers Fund", 4_680),
        ("Open Doors", 3_600),
    ]


def test_what_is_reserved_leaves_the_free_money_of_each_fund(cast) -> None:
    shown = price_of(cast)
    placed(cast, shown)
    first, second = Fund.objects.order_by("priority")
    assert balance(AccountKind.FUND_FREE, first.ref) == 100_000 - 4_680
    assert balance(AccountKind.FUND_RESERVED, first.ref) == 4_680
    assert balance(AccountKind.FUND_RESERVED, second.ref) == 3_600
    assert Allocation.objects.filter(about=BOOKING, state=AllocationState.RESERVED).count() == 2


def test_what_is_released_comes_back_and_only_once(cast) -> None:
    placed(cast, price_of(cast))
    assert len(ended()) == 2
    assert ended() == []
    assert {balance(AccountKind.FUND_FREE, fund.ref) for fund in Fund.objects.all()} == {100_000}
    entry = Entry.objects.get(kind="release")
    assert entry.reverses == Entry.objects.get(kind="reserve")


def test_what_is_settled_is_earned_by_the_hub_and_only_once(cast) -> None:
    shown = price_of(cast)
    placed(cast, shown)
    entry = done(cast, shown.own_cents)
    assert done(cast, shown.own_cents) == entry
    assert balance(AccountKind.HUB, cast.effenaar.ref) == shown.list_cents
    assert balance(AccountKind.ORGANISATION, cast.zout.ref) == -shown.own_cents
    assert {balance(AccountKind.FUND_RESERVED, fund.ref) for fund in Fund.objects.all()} == {0}
    assert ended() == []


def test_what_was_released_cannot_be_settled(cast) -> None:
    shown = price_of(cast)
    placed(cast, shown)
    ended()
    with pytest.raises(AlreadyReleased):
        done(cast, shown.own_cents)


def test_a_fund_that_another_booking_emptied_is_refused_in_words(cast) -> None:
    shown = price_of(cast)
    fund = Fund.objects.get(slug="open-doors")
    fund.cap_per_month_cents = 5_000
    fund.save()
    placed(cast, shown)
    with pytest.raises(NotEnoughFunds) as refused:
        placed(cast, shown, Ref("booking", "AAAA-2222"))
    assert "Open Doors" in str(refused.value)
    assert Allocation.objects.filter(about=Ref("booking", "AAAA-2222")).count() == 0
