"""Hours in kind through the life of a booking: reserved, given back, given; never more than are there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.actions import _placing
from bookings.actions.cancel import cancel
from bookings.actions.complete_ended import complete_ended
from bookings.actions.confirm import confirm
from bookings.actions.expire_holds import expire_holds
from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.place import PriceChanged, place
from bookings.actions.unmark_no_show import unmark_no_show
from funding.actions.end_pledge import end_pledge
from funding.actions.reserve import HoursGone
from funding.models import Account, AccountKind, Allocation, Entry, HourEntry, HourMonth
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.kit.audit import SITE
from hub.kit.periods import Period
from tests.cast import MONDAY, NOW, THURSDAY, assemble, declare_band_a, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import AFTERNOON, a_request, booked, held
from tests.factories.changes import changed
from tests.factories.funding import FundFactory, four_bands
from tests.factories.hours import NOVEMBER, month, pledged, written
from tests.factories.money import fill
from tests.factories.terms import DAY_HALF, terms

GAP = 10_400  # of a daypart of € 160.00 in band A


@pytest.fixture
def stage(db):
    stage = assemble()
    declare_band_a(stage.zout)
    return stage


def minutes(booking) -> int:
    return sum(line.get("in_kind", {}).get("minutes", 0) for line in booking.quote["lines"])


def test_a_booking_reserves_hours_and_the_hub_carries_its_part(stage):
    pledge = pledged(stage.studio)
    booking = held(stage.bo, stage.zout, stage.studio)
    assert (booking.own_cents, booking.funds_cents, booking.hub_cents) == (5_600, 0, GAP)
    assert month(pledge) == (240, 0)
    entry = HourEntry.objects.get()
    assert (entry.about, entry.month, entry.organisation_id) == (booking.ref, NOVEMBER, stage.zout.pk)
    assert (entry.kind, entry.value_cents_an_hour) == ("reserve", 4_500)
    assert Allocation.objects.get().fund_id is None
    assert not Entry.objects.exists(), "hours are no money"
    assert broken_invariants() == {}


def test_done_they_are_given(stage):
    pledge = pledged(stage.studio)
    booking = booked(stage.bo, stage.zout, stage.studio)
    complete_ended(now=AFTERNOON.end)
    assert month(pledge) == (0, 240)
    assert written(booking.ref) == [("reserve", 240, 0), ("give", -240, 240)]
    assert Account.objects.get(kind=AccountKind.HUB_GIFT).balance_cents == -GAP
    assert complete_ended(now=AFTERNOON.end) == 0
    assert broken_invariants() == {}


def test_let_go_lapsed_or_cancelled_they_go_back(stage):
    pledge = pledged(stage.studio)
    held(stage.bo, stage.zout, stage.studio)
    expire_holds(now=NOW + timedelta(minutes=15))
    assert month(pledge) == (0, 0)
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    assert month(pledge) == (0, 0)
    assert written(booking.ref) == [("reserve", 240, 0), ("release", -240, 0)]
    assert broken_invariants() == {}


def test_cancelled_late_the_hubs_gift_lapses_and_its_hours_go_back(stage):
    pledge = pledged(stage.studio)
    terms(stage.effenaar, DAY_HALF)
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=thursday(1, 2).start)
    fee = booking.fees.get()
    assert (fee.own_cents, fee.funds_cents) == (2_800, 0)
    assert (month(pledge), written(booking.ref)[-1]) == ((0, 0), ("release", -240, 0))
    assert broken_invariants() == {}


def test_who_does_not_come_had_the_hours_all_the_same(stage):
    pledge = pledged(stage.studio)
    booking = booked(stage.bo, stage.zout, stage.studio)
    mark_no_show(number=booking.number, reason="Nobody", actor=stage.teun, now=AFTERNOON.end)
    assert month(pledge) == (0, 240)
    assert broken_invariants() == {}
    unmark_no_show(number=booking.number, reason="They did", actor=stage.teun, now=AFTERNOON.end)
    assert month(pledge) == (0, 240)
    assert broken_invariants() == {}


def test_the_last_hours_of_a_month_carry_a_part_and_a_fund_matches_the_rest(stage):
    pledge = pledged(stage.studio, 5)
    fill(FundFactory(match_share_bp=5_000), 100_000)
    held(stage.bo, stage.zout, stage.studio)
    second = held(stage.bo, stage.zout, stage.studio, period=thursday(18, 22))
    assert (minutes(second), second.hub_cents, second.funds_cents) == (60, 2_600, 3_900)
    assert month(pledge) == (300, 0)
    assert broken_invariants() == {}


def test_one_organisation_gets_no_more_than_its_hours_in_a_month(stage):
    pledged(stage.studio, each=5)
    held(stage.bo, stage.zout, stage.studio)
    second = held(stage.bo, stage.zout, stage.studio, period=thursday(18, 22))
    assert (minutes(second), second.hub_cents) == (60, 2_600)
    other = stage.noord
    declare_band_a(other)
    assert minutes(held(stage.ilse, other, stage.studio, period=thursday(9, 11))) == 120
    assert broken_invariants() == {}


def test_another_band_and_no_band_get_none(stage):
    four_bands()
    pledged(stage.studio, bands=("B",))
    assert minutes(held(stage.bo, stage.zout, stage.studio)) == 0
    assert minutes(held(stage.ilse, stage.noord, stage.studio, period=thursday(9, 11))) == 0
    assert not HourMonth.objects.exists()


def test_a_time_before_it_begins_or_after_it_ends_has_none_and_what_is_reserved_stays(stage):
    pledge = pledged(stage.studio)
    early = held(stage.bo, stage.zout, stage.studio)
    end_pledge(pledge=pledge, ends_on=MONDAY, actor=SITE, now=NOW)
    late = held(stage.bo, stage.zout, stage.studio, period=thursday(18, 22))
    assert (minutes(early), minutes(late)) == (240, 0)
    pledged(stage.microphones, starts_on=THURSDAY + timedelta(days=1))
    assert minutes(held(stage.bo, stage.zout, stage.microphones, period=thursday(9, 11))) == 0
    assert broken_invariants() == {}


def test_an_earlier_pledge_of_the_month_counts_by_itself(stage):
    end_pledge(pledge=pledged(stage.studio, 3), ends_on=MONDAY, actor=SITE, now=NOW)
    now = pledged(stage.studio, 4, starts_on=MONDAY + timedelta(days=1))
    held(stage.bo, stage.zout, stage.studio)
    assert month(now) == (240, 0)


def test_a_pledge_that_ended_since_the_price_was_shown_is_another_price(stage):
    pledge = pledged(stage.studio)
    request = a_request(stage.zout, stage.studio)
    end_pledge(pledge=pledge, ends_on=MONDAY, actor=SITE, now=NOW)
    with pytest.raises(PriceChanged):
        place(request=request, actor=stage.bo, now=NOW)


def test_a_pledge_that_ends_while_somebody_places_gives_nothing(stage, monkeypatch):
    pledge = pledged(stage.studio)
    request = a_request(stage.zout, stage.studio)
    original = _placing._price

    def and_then_it_ends(*args):
        price = original(*args)
        pledge.ends_on, pledge.ended_at = MONDAY, NOW
        pledge.save()
        return price

    monkeypatch.setattr(_placing, "_price", and_then_it_ends)
    with pytest.raises(HoursGone, match="Studio 2"):
        place(request=request, actor=stage.bo, now=NOW)
    assert not HourMonth.objects.exists()


def test_a_booking_that_moves_takes_its_hours_with_it(stage):
    pledge = pledged(stage.studio, 4)
    booking = booked(stage.bo, stage.zout, stage.studio)
    moved = changed(stage.bo, booking, stage.studio, period=thursday(18, 22)).booking
    assert (minutes(moved), moved.hub_cents, month(pledge)) == (240, GAP, (240, 0))
    assert written(booking.ref) == [("reserve", 240, 0)]
    assert broken_invariants() == {}


def test_a_change_gives_back_what_goes_and_takes_what_is_added(stage):
    pledge = pledged(stage.studio, 6)
    december = NOVEMBER.replace(month=12)
    booking = booked(stage.bo, stage.zout, stage.studio)
    longer = changed(stage.bo, booking, stage.studio, period=thursday(10, 18)).booking
    assert (minutes(longer), month(pledge)) == (360, (360, 0))
    shorter = changed(stage.bo, longer, stage.studio, period=thursday(13, 14)).booking
    assert (minutes(shorter), month(pledge)) == (60, (60, 0))
    week = timedelta(days=7)
    later = Period(AFTERNOON.start + week, AFTERNOON.end + week)
    assert later.start.month == 12
    changed(stage.bo, shorter, stage.studio, period=later)
    assert (month(pledge), month(pledge, december)) == ((0, 0), (240, 0))
    complete_ended(now=later.end)
    assert month(pledge, december) == (0, 240)
    assert broken_invariants() == {}


def test_fewer_units_keep_their_part_of_the_hours(stage):
    pledge = pledged(stage.microphones, 10)
    booking = booked(stage.bo, stage.zout, (stage.microphones, 3))
    assert month(pledge) == (600, 0)  # of 720
    fewer = changed(stage.bo, booking, (stage.microphones, 2)).booking
    assert (minutes(fewer), month(pledge)) == (400, (400, 0))
    assert broken_invariants() == {}


def test_what_others_took_meanwhile_is_not_taken_by_a_change(stage):
    pledge = pledged(stage.studio, 6)
    booking = booked(stage.bo, stage.zout, stage.studio)
    declare_band_a(stage.noord)
    held(stage.ilse, stage.noord, stage.studio, period=thursday(18, 20))
    longer = changed(stage.bo, booking, stage.studio, period=thursday(10, 17)).booking
    assert (minutes(longer), month(pledge)) == (240, (360, 0))
    assert broken_invariants() == {}


def test_a_price_with_hours_asks_as_many_statements_as_one_without(stage, django_assert_num_queries):
    wishes = [LineWish(stage.studio.pk, 1, AFTERNOON)]

    def priced():
        return quote(quote_facts(wishes=wishes, hub=stage.effenaar, organisation=stage.zout, now=NOW))

    with django_assert_num_queries(3):
        priced()
    pledged(stage.studio)
    with django_assert_num_queries(3):
        assert priced().hub_cents == GAP


def test_a_booking_without_hours_in_kind_asks_their_ledger_nothing(stage):
    request = a_request(stage.zout, stage.studio)
    with CaptureQueriesContext(connection) as asked:
        placed = place(request=request, actor=stage.bo, now=NOW).booking
        confirm(number=placed.number, house_rules_version=None, actor=stage.bo, now=NOW)
    its = [each["sql"] for each in asked.captured_queries if "funding_hour" in each["sql"]]
    assert len(its) == 1
    assert "funding_ratecard" in its[0], "it comes with the price of the line"
