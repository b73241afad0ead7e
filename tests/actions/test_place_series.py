"""Placing a series: every date that was chosen, at the price that was shown, or nothing at all."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404
from django.utils.translation import override

from bookings.actions._confirming import AcceptHouseRules, PayFirst
from bookings.actions.place import KeyReused
from bookings.actions.place_series import (
    DatesInTheWay,
    NotAllDecided,
    SeriesPriceChanged,
    place_series,
)
from bookings.models import Booking, BookingState, Occupancy, Series
from bookings.models.repeating import look_at_dates, obstacle_of
from bookings.rules.series import DatesOverlap, Repeat, Rhythm, SeriesDate, TooFewDates, shifted
from facilities.models import Facility
from funding.models import Allocation, Fund
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from tests import cast
from tests.cast import NOW, THURSDAY
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked, held
from tests.factories.cards import takes_cards
from tests.factories.facilities import HouseRulesFactory
from tests.factories.money import fill
from tests.factories.series import EVENING, a_series, open_thursdays, series_of, thursdays
from tests.factories.spending import free


@pytest.fixture
def stage(db):
    with override("en"):
        found = cast.assemble()
        open_thursdays(found.studio, found.microphones)
        yield found


def test_each_date_is_a_booking_of_its_own_that_both_sides_count_on(stage):
    placed = series_of(stage.bo, stage.zout, stage.studio, (stage.microphones, 2), count=4)
    assert not placed.again
    found = list(Booking.objects.order_by("during__startswith"))
    assert found == placed.bookings
    assert {each.series for each in found} == {placed.series}
    assert {each.state for each in found} == {BookingState.CONFIRMED}
    assert [each.period.start for each in found] == [
        EVENING.start + timedelta(weeks=number) for number in range(4)
    ]
    assert Occupancy.objects.live().count() == 4 * 3
    assert broken_invariants() == {}


def test_it_is_defined_as_a_recurring_event_on_the_calendar_of_its_facility(stage):
    series = series_of(stage.bo, stage.zout, stage.studio, count=3).series
    event = series.event
    assert event.calendar_id == stage.studio.calendar_id
    assert (event.start, event.end) == (EVENING.start, EVENING.end)
    assert event.rule.frequency == "WEEKLY"
    assert event.end_recurring_period == EVENING.start + timedelta(weeks=2)
    assert not hasattr(event, "entry")  # it neither opens nor closes anything


def test_two_messages_tell_of_all_dates_and_none_of_a_single_one(stage):
    placed = series_of(stage.bo, stage.zout, stage.studio, count=4)
    told = OutboxMessage.objects.order_by("key")
    assert {each.kind for each in told} == {"series.confirmed"}
    assert sorted(each.payload["reader"] for each in told) == ["hub", "placer"]
    assert told[0].payload["bookings"] == [[each.number, each.sequence] for each in placed.bookings]


def test_the_same_request_again_is_the_same_series(stage):
    asked = a_series(stage.zout, stage.studio)
    first = place_series(request=asked, house_rules_version=None, actor=stage.bo, now=NOW)
    again = place_series(request=asked, house_rules_version=None, actor=stage.bo, now=NOW)
    assert (again.again, again.series, again.bookings) == (True, first.series, first.bookings)
    assert Booking.objects.count() == 4


def test_the_same_key_with_another_wish_is_refused(stage):
    key = uuid4()
    series_of(stage.bo, stage.zout, stage.studio, key=key)
    with pytest.raises(KeyReused):
        series_of(stage.bo, stage.zout, stage.engineer, key=key, count=2)
    assert Series.objects.count() == 1


def test_of_52_dates_in_a_full_calendar_nothing_is_booked_and_everything_is_said(stage):
    asked = a_series(stage.noord, stage.studio, count=52)
    series_of(stage.bo, stage.zout, stage.studio, count=52)
    with pytest.raises(DatesInTheWay) as refused:
        place_series(request=asked, house_rules_version=None, actor=stage.ilse, now=NOW)
    said = refused.value.facts["dates"]
    assert [each["date"] for each in said] == [on.isoformat() for on in thursdays(52)]
    assert {each["code"] for each in said} == {"slot_taken"}
    assert all("Studio 2" in each["detail"] for each in said)
    assert Booking.objects.filter(organisation=stage.noord).count() == 0
    assert Series.objects.count() == 1


def test_how_52_dates_stand_is_one_statement(stage, django_assert_num_queries):
    asked = a_series(stage.zout, stage.studio, (stage.microphones, 2), count=52)
    with django_assert_num_queries(1):
        looks = look_at_dates([each.lines for each in asked.dates], hub_id=stage.effenaar.pk, now=NOW)
    assert len(looks) == 52
    assert [obstacle_of(each) for each in looks] == [None] * 52


def test_one_date_in_the_way_and_none_is_booked(stage):
    asked = a_series(stage.zout, stage.studio)
    third = asked.dates[2]
    held(stage.ilse, stage.noord, stage.studio, period=third.lines[0].period)
    with pytest.raises(DatesInTheWay) as refused:
        place_series(request=asked, house_rules_version=None, actor=stage.bo, now=NOW)
    assert list(refused.value.troubles) == [third.on]
    assert not Series.objects.exists()
    assert Booking.objects.count() == 1


def test_a_date_that_is_left_out_is_written_down(stage):
    out = thursdays(4)[1]
    placed = series_of(stage.bo, stage.zout, stage.studio, without=[out])
    assert placed.series.left_out == [out.isoformat()]
    assert placed.series.dates == 4
    assert len(placed.bookings) == 3
    row = AuditRow.objects.get(action="bookings.place_series")
    assert row.facts["left_out"] == [out.isoformat()]
    assert row.facts["bookings"] == [each.number for each in placed.bookings]


def test_a_date_may_be_at_another_time_than_the_others(stage):
    second = thursdays(2)[1]
    lines = shifted(a_series(stage.zout, stage.studio).dates[1].lines, -timedelta(hours=3))
    placed = series_of(stage.bo, stage.zout, stage.studio, instead={second: SeriesDate(second, lines)})
    assert placed.bookings[1].period == lines[0].period


def test_what_is_silently_dropped_is_refused(stage):
    asked = a_series(stage.zout, stage.studio, without=[thursdays(4)[1]])
    fields = {name: getattr(asked, name) for name in type(asked).__dataclass_fields__}
    for wrong in ({"left_out": ()}, {"left_out": (*asked.left_out, THURSDAY)}):
        with pytest.raises(NotAllDecided):
            place_series(
                request=type(asked)(**{**fields, **wrong}),
                house_rules_version=None,
                actor=stage.bo,
                now=NOW,
            )
    assert not Booking.objects.exists()


def test_one_date_alone_is_no_series(stage):
    with pytest.raises(TooFewDates):
        series_of(stage.bo, stage.zout, stage.studio, without=thursdays(4)[1:])


def test_two_dates_at_one_time_are_no_two_dates(stage):
    Facility.objects.filter(pk=stage.studio.pk).update(turnaround_minutes=60)
    asked = a_series(stage.zout, (stage.microphones, 1))
    second = SeriesDate(asked.dates[1].on, asked.dates[0].lines)
    with pytest.raises(DatesOverlap):
        series_of(stage.bo, stage.zout, (stage.microphones, 1), instead={second.on: second})
    assert not Booking.objects.exists()


def test_a_price_that_is_not_the_one_shown_is_refused_and_the_new_one_told(stage):
    asked = a_series(stage.zout, stage.studio, price_digest="0" * 64)
    with pytest.raises(SeriesPriceChanged) as refused:
        place_series(request=asked, house_rules_version=None, actor=stage.bo, now=NOW)
    assert [each.list_cents for each in refused.value.quotes] == [15_000] * 4
    assert not Series.objects.exists()


def test_the_last_euros_of_a_fund_are_shown_as_they_are_given(stage):
    cast.declare_band_a(stage.zout)
    cast.two_funds(stage)
    makers = Fund.objects.get(slug="regional-makers-fund")
    fill(makers, 10_000)  # 40 % of the gap of € 97.50 is € 39.00: two dates, and € 22.00 of the third
    placed = series_of(stage.bo, stage.zout, stage.studio)
    assert [each.funds_cents for each in placed.bookings] == [3_900, 3_900, 2_200, 0]
    assert free(makers) == 0
    assert broken_invariants() == {}


def test_what_others_took_of_a_fund_meanwhile_is_another_price(stage):
    cast.declare_band_a(stage.zout)
    cast.declare_band_a(stage.noord)
    cast.two_funds(stage)
    fill(Fund.objects.get(slug="regional-makers-fund"), 10_000)
    asked = a_series(stage.zout, stage.studio)
    booked(stage.ilse, stage.noord, stage.studio)
    with pytest.raises(SeriesPriceChanged):
        place_series(request=asked, house_rules_version=None, actor=stage.bo, now=NOW)
    assert not Series.objects.exists()


def test_caps_of_a_month_and_a_year_count_for_each_date_in_its_own(stage):
    cast.declare_band_a(stage.zout)
    cast.two_funds(stage)
    makers = Fund.objects.get(slug="regional-makers-fund")
    fill(makers, 1_000_000)
    Fund.objects.filter(pk=makers.pk).update(cap_per_month_cents=6_000, cap_per_organisation_cents=14_000)
    placed = series_of(stage.bo, stage.zout, stage.studio, count=12)
    by_month = {}
    for each in placed.bookings:
        month = each.period.start.month
        by_month[month] = by_month.get(month, 0) + each.funds_cents
    assert by_month == {11: 3_900, 12: 6_000, 1: 6_000, 2: 6_000}
    assert broken_invariants() == {}


def test_a_provisional_band_is_used_up_by_the_first_dates(stage):
    four = cast.four_bands()
    cast.BandDeclarationFactory(organisation=stage.zout, band=four["A"], status="provisional")
    cast.two_funds(stage)
    fill(Fund.objects.get(slug="regional-makers-fund"), 10_000_000)
    Fund.objects.filter(slug="regional-makers-fund").update(match_share_bp=10_000)
    placed = series_of(stage.bo, stage.zout, stage.studio, count=30)
    given = sum(each.cents for each in Allocation.objects.filter(provisional=True))
    assert given == sum(each.funds_cents for each in placed.bookings)
    assert broken_invariants() == {}


def test_where_the_hub_looks_first_all_dates_are_asked_for_together(stage):
    Facility.objects.filter(pk=stage.studio.pk).update(asks_approval=True)
    placed = series_of(stage.bo, stage.zout, stage.studio)
    assert {each.state for each in Booking.objects.all()} == {BookingState.REQUESTED}
    told = OutboxMessage.objects.exclude(kind="request.pressed")
    assert {each.kind for each in told} == {"series.requested"}
    pressed = OutboxMessage.objects.filter(kind="request.pressed").values_list("about", flat=True)
    first = placed.series.bookings.order_by("during__startswith")[0]
    assert set(pressed) == {first.ref}, "the desk is reminded of all by the first"
    assert Occupancy.objects.live().filter(line__booking__series=placed.series).count() == 4
    assert broken_invariants() == {}


def test_a_hub_that_is_paid_first_takes_no_series_on_account(stage, settings):
    takes_cards(stage.effenaar, on_account=False)
    settings.CARDS = True
    with pytest.raises(PayFirst):
        series_of(stage.bo, stage.zout, stage.studio)
    assert not Series.objects.exists()


def test_the_house_rules_are_accepted_once_for_all_dates(stage):
    HouseRulesFactory(hub=stage.effenaar, version=3)
    with pytest.raises(AcceptHouseRules):
        series_of(stage.bo, stage.zout, stage.studio)
    asked = a_series(stage.zout, stage.studio)
    placed = place_series(request=asked, house_rules_version=3, actor=stage.bo, now=NOW)
    assert {each.house_rules.version for each in placed.bookings} == {3}


def test_a_lapsed_hold_on_one_date_is_let_go(stage):
    old = held(stage.ilse, stage.noord, stage.studio, period=EVENING)
    series_of(stage.bo, stage.zout, stage.studio, now=NOW + timedelta(minutes=15))
    old.refresh_from_db()
    assert old.state == BookingState.EXPIRED
    assert broken_invariants() == {}


def test_a_stranger_finds_no_such_organisation(stage):
    with pytest.raises(Http404):
        series_of(stage.ilse, stage.zout, stage.studio)
    assert not Series.objects.exists()


def test_a_member_who_only_reads_along_may_not_book(stage):
    with pytest.raises(Forbidden):
        series_of(stage.mira, stage.zout, stage.studio)


def test_every_other_week_and_the_second_tuesday(stage):
    placed = series_of(stage.bo, stage.zout, stage.studio, repeat=Repeat(Rhythm.FORTNIGHTLY, count=3))
    days = [each.period.start.date() for each in placed.bookings]
    assert days == thursdays(3, weeks=2)
    monthly = series_of(
        stage.ilse, stage.noord, stage.microphones, repeat=Repeat(Rhythm.MONTHLY_LAST, count=3)
    )
    days = [each.period.start.date().isoformat() for each in monthly.bookings]
    assert days == ["2026-11-26", "2026-12-31", "2027-01-28"]
