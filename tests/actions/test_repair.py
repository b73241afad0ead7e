"""Bookings that the house cannot keep: each gets a proposal, the staff decide, and nothing happens silently."""

from datetime import time, timedelta

import pytest
from django.core import mail
from django.http import Http404

from bookings.actions._judging import SayWhy
from bookings.actions._unchanged import ChangedMeanwhile
from bookings.actions.block import block
from bookings.actions.cancel import cancel
from bookings.actions.change import NotToChange
from bookings.actions.exchange_units import NoSpareUnit, NothingToExchange, exchange_units
from bookings.actions.repair import repair
from bookings.models import Booking, BookingState, Occupancy
from bookings.models.hits import hits
from bookings.rules.hits import Cause
from bookings.rules.repairing import How
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.models import Facility, UnitState
from facilities.rules.week import Hours
from funding.models import Allocation
from hub.kit.audit import SITE
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.outbox import work_off
from hub.kit.periods import Period
from hub.wiring import INVARIANTS
from members.models import Post
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.factories.blocks import blocked
from tests.factories.bookings import booked, held
from tests.factories.members import MembershipFactory
from tests.factories.repairs import closed_on_thursday, decided, found, other_studio, the_way

pytestmark = pytest.mark.django_db

AFTERNOON = thursday(13, 17)


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    week = [Hours(day, time(9), time(23)) for day in range(7)]
    set_opening_hours(hub=cast.effenaar, week=week, actor=cast.hanna, now=NOW)
    declare_band_a(cast.zout)
    return cast


def broken() -> dict[str, list[str]]:
    return {code: said for code, check in INVARIANTS.items() if (said := check())}


def hows(cast: Cast) -> list[list[str]]:
    return [[way.how.value for way in each.ways] for each in found(cast)]


def test_what_nothing_is_in_the_way_of_is_not_hit(cast):
    booked(cast.bo, cast.zout, cast.studio, (cast.microphones, 2))
    blocked(cast.microphones.units.order_by("pk").last())
    assert found(cast) == []


def test_each_booking_is_hit_once_with_all_its_reasons(cast):
    booking = booked(cast.bo, cast.zout, cast.studio, (cast.microphones, 2))
    room = cast.studio.units.get()
    block(
        hub=cast.effenaar, unit_ids=[room.pk], period=thursday(9, 22), kind="maintenance", title="New floor",
        knowing={booking.number}, actor=cast.teun, now=NOW,
    )  # fmt: skip
    cast.studio.units.update(state=UnitState.IN_REPAIR)
    closed_on_thursday(cast, booking)
    (hit,) = hits(hub=cast.effenaar, now=NOW)
    assert hit.number == booking.number and hit.causes == set(Cause)
    assert [len(line.why) for line in hit.lines] == [3, 1]
    assert {why.block for line in hit.lines for why in line.why} == {"New floor", ""}


def test_another_unit_of_the_same_pool_is_proposed_first_and_they_are_told(cast):
    booking = booked(cast.bo, cast.zout, (cast.microphones, 2))
    held_units = [each.unit for each in Occupancy.objects.live().order_by("unit_id")]
    made = blocked(held_units[0], knowing={booking.number})
    (one,) = found(cast)
    assert one.proposed and one.proposed.how == How.UNIT
    assert one.proposed.units == (("microphones-001", "microphones-003"),) and one.proposed.more_cents == 0
    (done,) = decided(cast, one.proposed)
    assert done.refusal is None and found(cast) == []
    labels = Occupancy.objects.live().filter(line__booking=booking).values_list("unit__label", flat=True)
    assert sorted(labels) == ["microphones-002", "microphones-003"]
    assert Occupancy.objects.live().get(block=made).unit == held_units[0]
    row = AuditRow.objects.get(action="bookings.exchange_units")
    assert (row.actor_id, row.reason) == (cast.teun.pk, "The floor is broken")
    work_off()
    told = [each for each in mail.outbox if each.subject.startswith(("Changed", "Gewijzigd"))]
    assert {address for each in told for address in each.to} == {cast.bo.email, cast.effenaar.email}
    assert "The floor is broken" in told[0].body
    assert broken() == {}


def test_another_room_of_the_same_kind_at_the_same_time_and_price(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    other = other_studio(cast)
    cast.studio.units.update(state=UnitState.IN_REPAIR)
    (one,) = found(cast)
    assert one.proposed and one.proposed.how == How.FACILITY
    assert one.proposed.things == ["Studio 5"] and one.proposed.period == AFTERNOON
    (done,) = decided(cast, one.proposed)
    assert done.refusal is None
    assert booking.lines.get().facility == other
    assert not booking.fees.exists() and broken() == {}


def test_nothing_dearer_is_proposed_but_it_may_be_chosen(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    other_studio(cast, hour=9_000, daypart=30_000)
    Facility.objects.filter(pk=cast.studio.pk).update(horizon_days=4)
    blocked(cast.studio.units.get(), period=thursday(0, 24), knowing={booking.number})
    (one,) = found(cast)
    dearer = next(way for way in one.ways if way.how == How.FACILITY)
    assert dearer.more_cents > 0 and one.proposed != dearer


def test_the_nearest_free_time_of_all_of_it_is_proposed_when_the_room_cannot_be_had(cast):
    booking = booked(cast.bo, cast.zout, cast.studio, cast.engineer)
    held(cast.ilse, cast.noord, cast.engineer, period=thursday(17, 21))
    blocked(cast.studio.units.get(), period=thursday(12, 16), knowing={booking.number}, actor=cast.teun)
    (one,) = found(cast)
    # On Thursday the room is free from four on and the engineer from nine; the evening before both are.
    assert one.proposed and one.proposed.how == How.TIME
    assert one.proposed.period == Period(
        AFTERNOON.start - timedelta(hours=18), AFTERNOON.end - timedelta(hours=18)
    )
    (done,) = decided(cast, one.proposed)
    booking.refresh_from_db()
    assert done.refusal is None and booking.period == one.proposed.period
    assert {line.period for line in booking.lines.all()} == {booking.period}
    assert found(cast) == [] and broken() == {}


def test_an_hour_earlier_that_meets_the_old_time_is_nearer_than_another_day(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    short = [Hours(day, time(9), time(16)) for day in range(7)]
    set_opening_hours(hub=cast.effenaar, week=short, knowing={booking.number}, actor=cast.hanna, now=NOW)
    assert the_way(cast, How.TIME).period == thursday(12, 16)


def test_who_is_cancelled_by_the_house_pays_nothing_and_gets_everything_back(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    closed_on_thursday(cast, booking)
    cancelling = the_way(cast, How.CANCEL)
    tomorrow = NOW + timedelta(days=2, hours=20)  # so late that it would cost the organisation something
    (done,) = decided(cast, cancelling, now=tomorrow)
    booking.refresh_from_db()
    assert done.refusal is None and booking.state == BookingState.CANCELLED
    assert booking.end_reason == "The floor is broken" and not booking.fees.exists()
    assert not Allocation.objects.filter(about=booking.ref, state="reserved").exists()
    assert broken() == {}


def test_somebody_of_both_decides_for_the_house(cast):
    """Teun is an owner of Zout as well: what he does here is the house's all the same, and costs no fee."""
    MembershipFactory(person=cast.teun, organisation=cast.zout, post=Post.OWNER)
    booking = booked(cast.bo, cast.zout, cast.studio)
    closed_on_thursday(cast, booking)
    late = NOW + timedelta(days=2, hours=20)
    with pytest.raises(SayWhy):
        decided(cast, the_way(cast, How.CANCEL), reason=" ", now=late)
    decided(cast, the_way(cast, How.CANCEL), now=late)
    assert not booking.fees.exists() and broken() == {}


def test_a_mere_hold_is_not_moved_and_ends_by_itself(cast):
    hold = held(cast.bo, cast.zout, cast.studio)
    other_studio(cast)
    closed_on_thursday(cast, hold)
    assert hows(cast) == [["cancel"]]
    (one,) = found(cast)
    assert one.proposed is None and not one.ways[0].told
    assert found(cast, NOW + timedelta(minutes=15)) == []


def test_what_has_begun_is_said_and_has_no_way_out(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    closed_on_thursday(cast, booking)
    (one,) = found(cast, AFTERNOON.start + timedelta(hours=1))
    assert one.hit.begun and one.ways == ()
    assert found(cast, AFTERNOON.end) == []


def test_what_changed_meanwhile_is_refused_for_that_one_and_the_others_are_done(cast):
    first = booked(cast.bo, cast.zout, cast.studio)
    second = booked(cast.ilse, cast.noord, cast.engineer)
    closed_on_thursday(cast, first, second)
    ways = [each.ways[-1] for each in found(cast)]
    assert [way.how for way in ways] == [How.CANCEL, How.CANCEL]
    Booking.objects.filter(pk=first.pk).update(sequence=4)
    results = {each.decision.number: each.refusal for each in decided(cast, *ways)}
    assert isinstance(results[first.number], ChangedMeanwhile) and results[second.number] is None
    assert [each.booking.number for each in found(cast)] == [first.number]
    assert AuditRow.objects.filter(action="bookings.cancel").count() == 1


def test_a_time_that_somebody_took_meanwhile_is_refused_and_another_one_is_found(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    closed_on_thursday(cast, booking)
    way = the_way(cast, How.TIME)
    held(cast.ilse, cast.noord, cast.studio, period=way.period)
    (done,) = decided(cast, way)
    assert done.refusal is not None and done.refusal.code == "slot_taken"
    assert the_way(cast, How.TIME).period != way.period
    booking.refresh_from_db()
    assert booking.period == AFTERNOON


def test_the_same_decisions_again_do_nothing_twice(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    closed_on_thursday(cast, booking)
    way = the_way(cast, How.CANCEL)
    for _again in range(2):
        (done,) = decided(cast, way)
        assert done.refusal is None
    assert OutboxMessage.objects.filter(kind="booking.cancelled").count() == 2  # one for each side


def test_units_are_exchanged_all_or_none_and_not_of_what_is_over(cast):
    booking = booked(cast.bo, cast.zout, (cast.microphones, 4))
    mine = [each.unit for each in Occupancy.objects.live().order_by("unit_id")]
    blocked(*mine[:3], knowing={booking.number})
    exchange = {"number": booking.number, "reason": "Broken", "actor": cast.teun}
    with pytest.raises(NoSpareUnit):
        exchange_units(now=NOW, **exchange)
    with pytest.raises(SayWhy):
        exchange_units(now=NOW, **exchange | {"reason": ""})
    with pytest.raises(NothingToExchange):
        exchange_units(now=AFTERNOON.start, **exchange)
    cancel(number=booking.number, actor=cast.bo, now=NOW)
    with pytest.raises(NothingToExchange):
        exchange_units(now=NOW, **exchange)
    assert not AuditRow.objects.filter(action="bookings.exchange_units").exists()


def test_a_hit_booking_that_is_an_option_is_not_moved_by_a_decision_of_before(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    closed_on_thursday(cast, booking)
    way = the_way(cast, How.TIME)
    cancel(number=booking.number, actor=cast.bo, now=NOW)
    (done,) = decided(cast, way)
    assert isinstance(done.refusal, NotToChange)


def test_a_stranger_decides_nothing(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    closed_on_thursday(cast, booking)
    decision = the_way(cast, How.CANCEL).decision
    for somebody in (cast.ilse, cast.zoe, cast.wim, cast.anna):
        with pytest.raises(Forbidden):
            repair(hub=cast.effenaar, decisions=[decision], reason="Why", actor=somebody, now=NOW)
    with pytest.raises(Http404):
        repair(hub=cast.tetem, decisions=[decision], reason="Why", actor=cast.wim, now=NOW)
    for somebody, refusal in ((cast.zoe, Forbidden), (cast.ilse, Http404)):
        with pytest.raises(refusal):
            exchange_units(number=booking.number, reason="Why", actor=somebody, now=NOW)
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED


def test_what_is_hit_is_found_in_so_many_questions_whatever_its_number(cast, django_assert_num_queries):
    bookings = [booked(cast.bo, cast.zout, cast.microphones, now=NOW) for _each in range(3)]
    blocked(*cast.microphones.units.all(), knowing={each.number for each in bookings}, actor=SITE)
    with django_assert_num_queries(4):
        assert len(hits(hub=cast.effenaar, now=NOW)) == 3
