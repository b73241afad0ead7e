"""A booking is changed: what stays keeps its units and its price, what goes is free at once."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from bookings.actions.change import (
    change,
)
from bookings.models import Booking, Line, Occupancy
from bookings.rules.refusals import (
    SlotTaken,
)
from bookings.rules.request import Visit
from facilities.models import Facility
from funding.models import Account, Allocation, Entry, Fund
from hub.kit.models import AuditRow, OutboxMessage
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked, held
from tests.factories.changes import a_change, carried_stage, changed, rows_of
from tests.factories.facilities import FacilityFactory, made_of
from tests.factories.funding import card

SOON = NOW + timedelta(minutes=30)
LATE = thursday(13, 17).start - timedelta(hours=20)


@pytest.fixture
def stage(db):
    with override("en"):
        yield carried_stage()


def units(booking: Booking, facility: Facility) -> list[int]:
    live = Occupancy.objects.live().filter(line__booking=booking, unit__facility=facility)
    return sorted(live.values_list("unit_id", flat=True))


def lines(booking: Booking) -> list[tuple[str, int, int]]:
    rows = Line.objects.filter(booking=booking).select_related("facility")
    return [(each.facility.slug, each.quantity, each.list_cents) for each in rows]


def carries(booking: Booking) -> dict[str, int]:
    out: dict[str, int] = {}
    for each in Allocation.objects.filter(about=booking.ref, state="reserved").select_related("fund"):
        out[each.fund.slug] = out.get(each.fund.slug, 0) + each.cents
    return out


def test_something_is_added_and_what_was_there_stays_as_it_was(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    before, was = units(booking, stage.studio), booking.quote["lines"][0]
    after = changed(stage.bo, booking, stage.studio, (stage.microphones, 2), now=SOON).booking
    assert lines(after) == [("studio-2", 1, 16_000), ("microphones", 2, 2_000)]
    assert units(after, stage.studio) == before
    assert after.quote["lines"][0] == was
    assert (after.list_cents, after.sequence, after.changes, after.changed_at) == (18_000, 1, 1, SOON)
    assert after.own_cents == after.list_cents - sum(carries(after).values())
    assert broken_invariants() == {}


def test_what_stays_keeps_its_price_when_the_card_is_another_one_by_now(stage):
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))
    card(stage.studio, valid_from=date(2026, 11, 1), hour=9_000)
    card(stage.microphones, valid_from=date(2026, 11, 1), daypart=1_500)
    after = changed(stage.bo, booking, stage.studio, (stage.microphones, 3)).booking
    assert lines(after) == [("studio-2", 1, 16_000), ("microphones", 2, 2_000), ("microphones", 1, 1_500)]
    assert len(units(after, stage.microphones)) == 3
    assert broken_invariants() == {}
    # As one would ask for it there are three; two of them go again, the last that came first to stay.
    less = changed(stage.bo, after, stage.studio, stage.microphones).booking
    assert lines(less) == [("studio-2", 1, 16_000), ("microphones", 1, 1_000)]
    assert broken_invariants() == {}


def test_fewer_of_a_pool_keeps_the_same_units_and_gives_back_the_others(stage):
    booking = booked(stage.bo, stage.zout, (stage.microphones, 4))
    had = units(booking, stage.microphones)
    money = carries(booking)
    after = changed(stage.bo, booking, (stage.microphones, 1)).booking
    assert units(after, stage.microphones) == had[:1]
    assert after.list_cents == 1_000
    assert carries(after) == {slug: cents // 4 for slug, cents in money.items()}
    assert held(stage.ilse, stage.noord, (stage.microphones, 5)).list_cents == 5_000
    assert broken_invariants() == {}


def test_a_line_is_taken_out_and_its_money_goes_back(stage):
    booking = booked(stage.bo, stage.zout, stage.studio, stage.engineer)
    carried = dict(booking.quote["lines"][0]["carried"])
    after = changed(stage.bo, booking, stage.studio).booking
    assert lines(after) == [("studio-2", 1, 16_000)]
    assert {
        each.fund_id: each.cents for each in Allocation.objects.filter(about=booking.ref, state="reserved")
    } == carried
    assert (after.own_cents, after.funds_cents) == (16_000 - sum(carried.values()), sum(carried.values()))
    assert held(stage.ilse, stage.noord, stage.engineer)
    assert Entry.objects.filter(about=booking.ref, kind="change").count() == 1
    assert broken_invariants() == {}


def test_it_moves_to_another_time_in_one_go(stage):
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))
    after = changed(stage.bo, booking, stage.studio, (stage.microphones, 2), period=thursday(18, 22)).booking
    assert after.period == thursday(18, 22)
    assert after.own_cents == booking.own_cents
    assert held(stage.ilse, stage.noord, stage.studio, period=thursday(13, 17))
    with pytest.raises(SlotTaken):
        held(stage.ilse, stage.noord, stage.studio, period=thursday(18, 22))
    assert broken_invariants() == {}


def test_it_may_move_into_its_own_time(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    after = changed(stage.bo, booking, stage.studio, period=thursday(14, 19)).booking
    assert (after.period, after.list_cents) == (thursday(14, 19), 21_000)
    assert broken_invariants() == {}


def test_money_that_goes_back_is_there_for_what_is_added(stage):
    """A fund without a cent left still carries the booking after it has moved."""
    booking = booked(stage.bo, stage.zout, stage.studio)
    fund = Fund.objects.get(slug="regional-makers-fund")
    Account.objects.filter(owner=fund.ref, kind="fund_free").update(balance_cents=0)
    Fund.objects.filter(pk=fund.pk).update(cap_per_organisation_cents=4_160, cap_per_month_cents=4_160)
    before = carries(booking)
    after = changed(stage.bo, booking, stage.studio, period=thursday(18, 22)).booking
    assert carries(after) == before
    account = Account.objects.get(owner=fund.ref, kind="fund_free")
    assert account.balance_cents == 0


def test_a_fund_gives_no_more_to_a_booking_than_its_cap_in_two_goes_either(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    assert carries(booking)["open-doors"] == 3_600
    after = changed(stage.bo, booking, stage.studio, stage.engineer).booking
    assert carries(after)["open-doors"] == 3_600
    assert broken_invariants() == {}


def test_a_fund_that_gives_only_alone_does_not_join_another_one(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    Fund.objects.filter(slug="open-doors").update(stackable=False, cap_per_booking_cents=None, priority=1)
    after = changed(stage.bo, booking, stage.studio, stage.engineer).booking
    assert carries(after)["open-doors"] == 3_600
    assert broken_invariants() == {}


def test_only_who_comes_and_what_for_is_changed_and_no_price(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    after = changed(
        stage.bo, booking, purpose="A rehearsal", visit=Visit(people=12, setup_minutes=30)
    ).booking
    assert (after.purpose, after.people, after.setup_minutes, after.sequence) == ("A rehearsal", 12, 30, 1)
    assert after.quote == booking.quote
    assert not Entry.objects.filter(kind="change").exists()
    assert broken_invariants() == {}


def test_the_same_again_changes_nothing(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    asked = a_change(stage.bo, booking, stage.studio, (stage.microphones, 2))
    assert not change(request=asked, actor=stage.bo, now=NOW).again
    before = rows_of(booking)
    assert change(request=asked, actor=stage.bo, now=SOON).again
    assert rows_of(booking) == before


def test_rooms_made_of_rooms_and_kits_are_changed_like_the_rest(stage):
    days = [cast.THURSDAY]
    a, b = (FacilityFactory(hub=stage.effenaar, open_days=days) for _ in range(2))
    both = made_of((a, 1), (b, 1), open_days=days)
    kit = made_of((stage.microphones, 2), open_days=days)
    for each, cents in ((a, 5_000), (b, 5_000), (both, 9_000), (kit, 1_500)):
        card(each, hour=cents)
    booking = booked(stage.bo, stage.zout, both, (kit, 3))
    held_units = units(booking, stage.microphones)
    after = changed(stage.bo, booking, a, (kit, 2)).booking
    assert units(after, stage.microphones) == held_units[:4]
    assert (len(units(after, a)), len(units(after, b))) == (1, 0)
    assert broken_invariants() == {}
    changed(stage.bo, booking, both, (kit, 3))
    assert broken_invariants() == {}


def test_a_lapsed_hold_is_in_nobodys_way(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    waits = held(stage.ilse, stage.noord, stage.engineer)
    after = changed(stage.bo, booking, stage.studio, stage.engineer, now=NOW + timedelta(minutes=15))
    assert len(after.booking.lines.all()) == 2
    waits.refresh_from_db()
    assert waits.state == "expired"
    assert broken_invariants() == {}


def test_both_are_told_of_each_change(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    changed(stage.bo, booking, stage.studio, stage.engineer)
    changed(stage.bo, booking, stage.studio)
    keys = OutboxMessage.objects.filter(about=booking.ref, kind="booking.changed").order_by("id")
    assert list(keys.values_list("key", flat=True)) == [
        f"booking.changed:{booking.number}:{sequence}:{reader}"
        for sequence in (1, 2)
        for reader in ("placer", "hub")
    ]
    assert AuditRow.objects.filter(about=booking.ref, action="bookings.change").count() == 2
