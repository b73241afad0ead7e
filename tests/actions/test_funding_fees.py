"""Charging, rearranging, waiving, restoring: each writes one entry that adds up, of no more than is there."""

from datetime import date

import pytest

from funding.actions.charge import charge
from funding.actions.charge_no_show import charge_no_show
from funding.actions.rearrange import rearrange
from funding.actions.reserve import NotEnoughFunds
from funding.actions.restore import restore
from funding.actions.settle import AlreadyReleased, settle
from funding.actions.waive import waive
from funding.models import Account, Allocation, Entry, Fund
from funding.rules.changing import Moved
from funding.rules.fees import NOTHING, Fee
from hub.kit.audit import SITE
from hub.kit.transactions import verb
from tests.cast import NOW, assemble, declare_band_a, two_funds
from tests.factories.bookings import booked, held
from tests.factories.money import fill

DAY = date(2026, 11, 26)


@pytest.fixture
def stage(db):
    stage = assemble()
    declare_band_a(stage.zout)
    two_funds(stage)
    for fund in Fund.objects.all():
        fill(fund, 10_000)
    return stage


@pytest.fixture
def booking(stage):
    """€ 160.00, of which Regional Makers Fund carries € 41.60 and Open Doors € 36.00."""
    return held(stage.bo, stage.zout, stage.studio)


def ids() -> tuple[int, int]:
    first, second = Fund.objects.order_by("priority").values_list("pk", flat=True)
    return first, second


@verb
def inside(step, **facts):
    return step(now=NOW, actor=SITE, **facts)


def parties(booking):
    return {"about": booking.ref, "organisation": booking.organisation, "hub": booking.hub}


def money() -> dict[str, int]:
    rows = Account.objects.exclude(balance_cents=0).values_list("kind", "owner", "balance_cents")
    return {f"{kind} {owner.id}": cents for kind, owner, cents in rows if kind != "funder"}


def test_charge_earns_the_fee_and_gives_back_the_rest(booking):
    first, second = ids()
    entry = inside(charge, number=1, fee=Fee(1_000, {second: 600}, 400), **parties(booking))
    assert (entry.kind, sum(entry.postings.values_list("cents", flat=True))) == ("cancel", 0)
    assert money() == {
        f"fund_free {first}": 10_000,
        f"fund_free {second}": 9_400,
        f"hub {booking.hub_id}": 1_600,
        f"organisation {booking.organisation_id}": -1_000,
    }
    paid = Allocation.objects.get(about=booking.ref, kind="fee")
    assert (paid.fund_id, paid.cents, paid.portion, paid.state) == (second, 600, 1, "settled")


def test_charge_takes_from_no_fund_more_than_it_had_set_aside(booking):
    _first, second = ids()
    with pytest.raises(ValueError, match="set aside"):
        inside(charge, number=1, fee=Fee(0, {second: 3_601}), **parties(booking))


def test_charge_no_show_and_restore_are_each_others_opposite(booking):
    _first, second = ids()
    own = booking.own_cents
    inside(settle, own_cents=own, **parties(booking))
    before = money()
    inside(charge_no_show, number=1, own_cents=own, fee=Fee(2_000, {second: 900}), **parties(booking))
    assert money()[f"hub {booking.hub_id}"] == 2_900
    inside(restore, number=1, about=booking.ref, organisation=booking.organisation)
    assert money() == before
    assert set(Entry.objects.filter(about=booking.ref).values_list("kind", flat=True)) == {
        "reserve",
        "settle",
        "no_show",
        "came",
    }


def test_waive_gives_back_what_everybody_paid(booking):
    first, second = ids()
    inside(charge, number=1, fee=Fee(1_000, {first: 100, second: 600}), **parties(booking))
    inside(waive, number=1, own_cents=1_000, **parties(booking))
    assert money() == {f"fund_free {first}": 10_000, f"fund_free {second}": 10_000}


def moving(kept, added, fee=NOTHING) -> Moved:
    return Moved(kept, added, fee, DAY, provisional=False)


def test_rearrange_moves_what_is_set_aside_in_one_entry(booking):
    first, second = ids()
    moved = moving({first: 2_000, second: 3_600}, {first: 500}, Fee(10, {first: 60}))
    inside(rearrange, number=1, fee_number=1, moved=moved, **parties(booking))
    assert money() == {
        f"fund_free {first}": 10_000 - 2_500 - 60,
        f"fund_reserved {first}": 2_500,
        f"fund_free {second}": 6_400,
        f"fund_reserved {second}": 3_600,
        f"hub {booking.hub_id}": 70,
        f"organisation {booking.organisation_id}": -10,
    }
    rows = Allocation.objects.filter(about=booking.ref).order_by("pk")
    assert [(row.fund_id, row.cents, row.state, row.replaced, row.portion, row.kind) for row in rows] == [
        (first, 4_160, "released", True, 0, "price"),
        (second, 3_600, "reserved", False, 0, "price"),
        (first, 60, "settled", False, 1, "fee"),
        (first, 2_500, "reserved", False, 1, "price"),
    ]
    assert Entry.objects.filter(about=booking.ref, kind="change").count() == 1


def test_rearrange_of_nothing_writes_nothing(booking):
    first, second = ids()
    moved = moving({first: 4_160, second: 3_600}, {})
    inside(rearrange, number=1, fee_number=1, moved=moved, **parties(booking))
    assert not Entry.objects.filter(kind="change").exists()


def test_rearrange_promises_no_more_than_a_fund_has(booking):
    first, second = ids()
    with pytest.raises(NotEnoughFunds):
        moved = moving({first: 4_160, second: 3_600}, {second: 6_401})
        inside(rearrange, number=1, fee_number=1, moved=moved, **parties(booking))


def test_what_was_given_back_is_not_settled_and_what_a_change_replaced_does_not_count(booking, stage):
    first, second = ids()
    inside(rearrange, number=1, fee_number=1, moved=moving({first: 100}, {}), **parties(booking))
    inside(settle, own_cents=15_900, **parties(booking))
    assert money()[f"hub {booking.hub_id}"] == 16_000
    other = booked(stage.bo, stage.zout, stage.engineer)
    inside(charge, number=1, fee=Fee(1), **parties(other))
    with pytest.raises(AlreadyReleased):
        inside(settle, own_cents=1, **parties(other))
