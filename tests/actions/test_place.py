"""Placing: everything that is wanted is held with its price, or nothing is."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404
from django.utils.translation import override

from bookings.actions import _placing
from bookings.actions.expire_holds import expire_holds
from bookings.actions.place import KeyReused, PriceChanged, place
from bookings.models import Booking, BookingState, Occupancy
from bookings.rules.refusals import (
    BeyondHorizon,
    NotLive,
    NotOnGrid,
    NotOpenThen,
    OneHubAtATime,
    QuantityOutOfBounds,
    SameThingTwice,
    SlotTaken,
    TooLong,
    TooManyHolds,
    TooShort,
    TooSoon,
)
from facilities.models import Facility, Unit
from funding.models import Allocation
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.periods import Period
from tests import cast
from tests.cast import NOW, thursday
from tests.factories.bookings import AFTERNOON, a_request, booked, held
from tests.factories.facilities import FacilityFactory, HubFactory
from tests.factories.funding import card


@pytest.fixture
def stage(db):
    with override("en"):
        yield cast.assemble()


def test_a_collective_holds_a_studio_two_microphones_and_the_engineer(stage):
    asked = a_request(stage.zout, stage.studio, (stage.microphones, 2), stage.engineer)
    booking = place(request=asked, actor=stage.bo, now=NOW).booking
    booking.refresh_from_db()
    assert booking.state == BookingState.HELD
    assert booking.held_until == NOW + timedelta(minutes=15)
    assert booking.period == AFTERNOON
    assert booking.list_cents == 16_000 + 2_000 + 12_000
    assert [(line.facility, line.quantity) for line in booking.lines.select_related("facility")] == [
        (stage.studio, 1),
        (stage.microphones, 2),
        (stage.engineer, 1),
    ]
    assert Occupancy.objects.live().filter(line__booking=booking).count() == 4
    assert AuditRow.objects.filter(about=booking.ref, action="bookings.place").count() == 1
    assert not OutboxMessage.objects.exists()


def test_the_same_request_again_is_the_same_booking(stage):
    asked = a_request(stage.zout, stage.studio)
    first = place(request=asked, actor=stage.bo, now=NOW)
    again = place(request=asked, actor=stage.bo, now=NOW + timedelta(minutes=1))
    assert (first.again, again.again) == (False, True)
    assert again.booking == first.booking
    assert Booking.objects.count() == 1


def test_the_same_key_with_another_wish_is_refused(stage):
    key = uuid4()
    held(stage.bo, stage.zout, stage.studio, key=key)
    with pytest.raises(KeyReused):
        held(stage.bo, stage.zout, stage.engineer, key=key)
    assert Booking.objects.count() == 1


def test_a_number_that_somebody_has_already_is_drawn_again(stage, monkeypatch):
    first = held(stage.bo, stage.zout, stage.studio)
    drawn = iter([first.number, first.number, "0000-0001"])
    monkeypatch.setattr(_placing, "new_number", lambda random: next(drawn))
    second = held(stage.bo, stage.zout, stage.engineer)
    assert second.number == "0000-0001"
    assert second.lines.get().facility == stage.engineer


def test_a_price_that_is_not_the_one_shown_is_refused_and_the_new_one_told(stage):
    asked = a_request(stage.zout, stage.studio)
    card(stage.studio, valid_from=cast.MONDAY, hour=6_000, daypart=20_000)
    with pytest.raises(PriceChanged) as refused:
        place(request=asked, actor=stage.bo, now=NOW)
    assert refused.value.quote.list_cents == 20_000
    assert refused.value.facts["price_digest"] == refused.value.quote.digest()
    assert not Booking.objects.exists()


def test_a_stranger_finds_no_such_organisation(stage):
    with pytest.raises(Http404):
        held(stage.ilse, stage.zout, stage.studio)
    assert not Booking.objects.exists()


def test_a_member_who_only_reads_along_may_not_book(stage):
    with pytest.raises(Forbidden):
        held(stage.mira, stage.zout, stage.studio)


def test_who_comes_second_reads_that_somebody_was_earlier(stage):
    held(stage.bo, stage.zout, stage.studio)
    with pytest.raises(SlotTaken) as refused:
        held(stage.ilse, stage.noord, stage.studio, period=thursday(16, 18))
    assert "Somebody was a moment earlier: Studio 2" in str(refused.value)
    assert refused.value.facts["line"] == 0


def test_a_basket_is_all_or_nothing(stage):
    held(stage.bo, stage.zout, stage.engineer)
    with pytest.raises(SlotTaken) as refused:
        held(stage.ilse, stage.noord, stage.studio, (stage.microphones, 2), stage.engineer)
    assert refused.value.facts["line"] == 2
    assert Occupancy.objects.live().count() == 1
    assert Booking.objects.count() == 1


def test_a_pool_lends_each_unit_once(stage):
    held(stage.bo, stage.zout, (stage.microphones, 4))
    with pytest.raises(SlotTaken) as refused:
        held(stage.ilse, stage.noord, (stage.microphones, 3))
    assert refused.value.facts["free"] == 2
    held(stage.ilse, stage.noord, (stage.microphones, 2))
    units = Occupancy.objects.live().values_list("unit_id", flat=True)
    assert len(set(units)) == 6


def test_what_is_in_repair_is_not_lent(stage):
    unit = stage.studio.units.get()
    Unit.objects.filter(pk=unit.pk).update(state="in_repair")
    with pytest.raises(NotLive):
        held(stage.bo, stage.zout, stage.studio)


def test_a_lapsed_hold_is_let_go_by_the_next_who_wants_it(stage):
    old = held(stage.bo, stage.zout, stage.studio)
    later = NOW + timedelta(minutes=15)
    new = held(stage.ilse, stage.noord, stage.studio, now=later)
    old.refresh_from_db()
    assert old.state == BookingState.EXPIRED
    assert new.state == BookingState.HELD
    assert AuditRow.objects.filter(about=old.ref, action="bookings.expire_holds").count() == 1
    assert expire_holds(now=later) == 0


def test_a_hold_that_has_not_lapsed_is_respected_to_the_last_second(stage):
    held(stage.bo, stage.zout, stage.studio)
    with pytest.raises(SlotTaken):
        held(stage.ilse, stage.noord, stage.studio, now=NOW + timedelta(minutes=14, seconds=59))


def test_three_holds_are_enough_for_an_organisation_and_for_a_person(stage):
    for hour in (9, 11, 13):
        held(stage.bo, stage.zout, stage.studio, period=thursday(hour, hour + 1))
    with pytest.raises(TooManyHolds):
        held(stage.zoe, stage.zout, stage.engineer)
    stage.noord.memberships.create(person=stage.bo, post="booker", since=NOW)
    with pytest.raises(TooManyHolds) as refused:
        held(stage.bo, stage.noord, stage.engineer)
    assert "3 bookings" in str(refused.value)
    held(stage.zoe, stage.zout, stage.engineer, now=NOW + timedelta(minutes=15))


def test_confirmed_bookings_do_not_count_as_holds(stage):
    for hour in (9, 11, 13, 15):
        booked(stage.bo, stage.zout, stage.studio, period=thursday(hour, hour + 1))
    assert Booking.objects.filter(state=BookingState.CONFIRMED).count() == 4


def test_a_turnaround_is_kept_free_after_and_before(stage):
    Facility.objects.filter(pk=stage.studio.pk).update(turnaround_minutes=30)
    held(stage.bo, stage.zout, stage.studio, period=thursday(13, 15))
    for period in (thursday(15, 16), thursday(12, 13)):
        with pytest.raises(SlotTaken):
            held(stage.ilse, stage.noord, stage.studio, period=period)
    half_past_three = Period(thursday(15, 16).start + timedelta(minutes=30), thursday(17, 18).start)
    held(stage.ilse, stage.noord, stage.studio, period=half_past_three)


@pytest.mark.parametrize(
    ("rules", "period", "refusal", "says"),
    [
        ({"min_minutes": 120}, thursday(13, 14), TooShort, "2 hours or longer"),
        ({"max_minutes": 120}, thursday(13, 17), TooLong, "at most 2 hours"),
        ({"notice_minutes": 7 * 24 * 60}, thursday(13, 17), TooSoon, "Monday 30 November, 10:00"),
        ({"horizon_days": 2}, thursday(13, 17), BeyondHorizon, "including Wednesday 25 November 2026."),
        ({"grid_minutes": 240, "min_minutes": 240}, thursday(13, 17), NotOnGrid, "12:00 or 16:00"),
        ({}, thursday(21, 24), NotOpenThen, "free hours"),
        ({"state": "retired"}, thursday(13, 17), NotLive, "something else"),
    ],
)
def test_the_rules_of_time_say_what_to_do_instead(stage, rules, period, refusal, says):
    Facility.objects.filter(pk=stage.studio.pk).update(**rules)
    asked = a_request(stage.zout, stage.studio, period=period)
    with pytest.raises(refusal) as refused:
        place(request=asked, actor=stage.bo, now=NOW)
    assert says in str(refused.value)
    assert "Studio 2" in str(refused.value)
    assert not Booking.objects.exists()


def test_what_is_past_cannot_be_booked(stage):
    with pytest.raises(TooSoon):
        held(stage.bo, stage.zout, stage.studio, now=thursday(14, 15).start)


@pytest.mark.parametrize("quantity", [0, -1, 7, 10**9])
def test_so_many_microphones_there_are_not(stage, quantity):
    asked = a_request(stage.zout, stage.microphones)
    line = type(asked.lines[0])(stage.microphones.pk, quantity, AFTERNOON)
    asked = type(asked)(**{**_fields(asked), "lines": (line,)})
    with pytest.raises(QuantityOutOfBounds) as refused:
        place(request=asked, actor=stage.bo, now=NOW)
    assert "a whole number from 1 to 6" in str(refused.value)


def test_one_booking_is_with_one_hub(stage):
    elsewhere = FacilityFactory(hub=HubFactory(), open_days=[cast.THURSDAY])
    asked = a_request(stage.zout, stage.studio)
    line = type(asked.lines[0])(elsewhere.pk, 1, AFTERNOON)
    asked = type(asked)(**{**_fields(asked), "lines": (*asked.lines, line)})
    with pytest.raises(OneHubAtATime):
        place(request=asked, actor=stage.bo, now=NOW)


def test_the_same_thing_twice_in_one_booking_is_one_line_with_a_quantity(stage):
    with pytest.raises(SameThingTwice):
        held(stage.bo, stage.zout, (stage.microphones, 1), (stage.microphones, 2, thursday(16, 18)))
    held(stage.bo, stage.zout, (stage.microphones, 1), (stage.microphones, 2, thursday(17, 19)))


def test_a_draft_and_a_missing_facility_are_not_found(stage):
    asked = a_request(stage.zout, stage.studio)
    Facility.objects.filter(pk=stage.studio.pk).update(state="draft")
    with pytest.raises(Http404):
        place(request=asked, actor=stage.bo, now=NOW)
    line = type(asked.lines[0])(10**12, 1, AFTERNOON)
    with pytest.raises(Http404):
        place(request=type(asked)(**{**_fields(asked), "lines": (line,)}), actor=stage.bo, now=NOW)


def test_the_hub_gives_what_no_fund_covers_and_it_is_reserved_too(stage):
    cast.declare_band_a(stage.zout)
    stage.effenaar.gap_policy = "give"
    stage.effenaar.save()
    stage.studio.refresh_from_db()
    booking = held(stage.bo, stage.zout, stage.studio)
    assert (booking.own_cents, booking.funds_cents, booking.hub_cents) == (5_600, 0, 10_400)
    assert Allocation.objects.get(about=booking.ref).cents == 10_400


def _fields(request):
    return {name: getattr(request, name) for name in type(request).__dataclass_fields__}
