"""One booking whose money is in disorder does not keep the others' money."""

from datetime import timedelta

import pytest

from bookings.actions.complete_ended import complete_ended
from bookings.actions.expire_holds import expire_holds
from bookings.models import Booking
from funding.models import Account, Allocation, Fund
from tests import cast
from tests.cast import NOW, thursday
from tests.factories.bookings import booked, held
from tests.factories.money import fill


@pytest.fixture
def stage(db) -> cast.Cast:
    stage = cast.assemble()
    cast.declare_band_a(stage.zout)
    cast.two_funds(stage)
    for fund in Fund.objects.all():
        fill(fund, 100_000)
    return stage


def states() -> list[str]:
    return list(Booking.objects.order_by("pk").values_list("state", flat=True))


def test_what_is_over_is_closed_though_one_before_it_cannot_be(stage, caplog):
    broken = booked(stage.bo, stage.zout, stage.studio, period=thursday(9, 10))
    booked(stage.bo, stage.zout, stage.studio, period=thursday(11, 12))
    Allocation.objects.filter(about=broken.ref).update(state="released", released_at=NOW)
    assert complete_ended(now=thursday(12, 13).start) == 1
    assert states() == ["confirmed", "completed"]
    assert f"complete_ended failed for {broken.pk}" in caplog.text


def test_lapsed_holds_are_let_go_though_one_before_them_cannot_be(stage, caplog):
    held(stage.bo, stage.zout, stage.studio, period=thursday(9, 10))
    Allocation.objects.update(cents=10**9)  # more than the books have reserved: they refuse to give it back
    held(stage.bo, stage.zout, stage.studio, period=thursday(11, 12), now=NOW - timedelta(seconds=1))
    assert expire_holds(now=NOW + timedelta(minutes=15)) == 1
    assert sorted(states()) == ["expired", "held"]
    assert "expire_holds failed for" in caplog.text
    assert not Account.objects.filter(kind="fund_reserved", balance_cents__lt=0).exists()
