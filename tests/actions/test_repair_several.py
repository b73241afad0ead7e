"""Bookings of which several things cannot be kept get all at once; what waits for an answer is looked after too."""

from datetime import time, timedelta

import pytest
from django.core import mail
from django.http import Http404

from bookings.actions._carrying_out import StartsBeforeItEnds
from bookings.actions.approve import approve
from bookings.actions.cancel import cancel
from bookings.actions.change import NotToChange, change
from bookings.actions.confirm import confirm
from bookings.actions.exchange_units import NoSpareUnit
from bookings.actions.offer_places import offer_places
from bookings.actions.rehouse import rehouse
from bookings.models import Booking, BookingState, Contract, Occupancy
from bookings.models.changing import wishes_of
from bookings.rules.changing import Change
from bookings.rules.repairing import How
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.models import Unit, UnitState
from facilities.rules.week import Hours
from hub.kit.errors import Forbidden
from hub.kit.outbox import work_off
from hub.kit.periods import Period
from tests.cast import MONDAY, NOW, Cast, assemble, declare_band_a, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.blocks import blocked
from tests.factories.bookings import booked, held
from tests.factories.options import asks_first, gives_options, optioned, requested
from tests.factories.repairs import closed_on_thursday, decided, found, other_studio, the_way
from tests.factories.seconds import second
from tests.factories.waitlist import in_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    week = [Hours(day, time(9), time(23)) for day in range(7)]
    set_opening_hours(hub=cast.effenaar, week=week, actor=cast.hanna, now=NOW)
    declare_band_a(cast.zout)
    return cast


def told(*subjects: str) -> list[str]:
    """Who got a mail with such a subject."""
    while work_off():
        pass
    return [address for each in mail.outbox if each.subject.startswith(subjects) for address in each.to]


def in_repair(*units: Unit) -> None:
    Unit.objects.filter(pk__in=[each.pk for each in units]).update(state=UnitState.IN_REPAIR)


def test_two_rooms_that_are_hit_get_two_others_in_one_change_and_one_mail(cast):
    fifth = other_studio(cast)
    booking = booked(cast.bo, cast.zout, cast.studio, fifth, cast.engineer)
    others = {other_studio(cast, name=name).pk for name in ("Studio 6", "Studio 7")}
    in_repair(*cast.studio.units.all(), *fifth.units.all())
    (one,) = found(cast)
    assert one.proposed and (one.proposed.how, one.proposed.more_cents) == (How.FACILITY, 0)
    assert sorted(one.proposed.things) == ["Studio 6", "Studio 7"]
    (done,) = decided(cast, one.proposed)
    booking.refresh_from_db()
    assert done.refusal is None and (booking.changes, booking.sequence) == (1, 1)
    assert {line.facility_id for line in booking.lines.all()} == {*others, cast.engineer.pk}
    assert sorted(told("Changed", "Gewijzigd")) == sorted([cast.bo.email, cast.effenaar.email])
    assert found(cast) == [] and broken_invariants() == {}


def test_two_rooms_with_one_other_are_offered_another_time_for_both(cast):
    fifth = other_studio(cast)
    booked(cast.bo, cast.zout, cast.studio, fifth)
    other_studio(cast, name="Studio 6")
    blocked(
        *cast.studio.units.all(), *fifth.units.all(), period=thursday(13, 17),
        knowing=set(Booking.objects.values_list("number", flat=True)),
    )  # fmt: skip
    (one,) = found(cast)
    assert [way.how for way in one.ways] == [How.TIME, How.CANCEL]


def test_a_room_and_a_microphone_get_another_room_and_another_microphone_at_once(cast):
    booking = booked(cast.bo, cast.zout, cast.studio, (cast.microphones, 2))
    fifth = other_studio(cast)
    broken = cast.microphones.units.order_by("pk").first()
    in_repair(*cast.studio.units.all(), broken)
    (one,) = found(cast)
    assert one.proposed and one.proposed.how == How.FACILITY
    assert one.proposed.things == ["Studio 5"]
    assert one.proposed.units == (("microphones-001", "microphones-003"),)
    (done,) = decided(cast, one.proposed)
    assert done.refusal is None and found(cast) == []
    labels = Occupancy.objects.live().filter(line__booking=booking).values_list("unit__label", flat=True)
    assert {"microphones-002", "microphones-003", fifth.units.get().label} == set(labels)
    assert sorted(told("Changed", "Gewijzigd")) == sorted([cast.bo.email, cast.effenaar.email])
    assert broken_invariants() == {}


def test_a_microphone_that_was_lent_meanwhile_leaves_the_room_where_it_is_too(cast):
    booking = booked(cast.bo, cast.zout, cast.studio, (cast.microphones, 2))
    other_studio(cast)
    in_repair(*cast.studio.units.all(), cast.microphones.units.order_by("pk").first())
    way = the_way(cast, How.FACILITY)
    held(cast.ilse, cast.noord, (cast.microphones, 4))
    (done,) = decided(cast, way)
    assert isinstance(done.refusal, NoSpareUnit)
    booking.refresh_from_db()
    assert (booking.changes, booking.sequence) == (0, 0)
    assert cast.studio.pk in {line.facility_id for line in booking.lines.all()}
    assert told("Changed", "Gewijzigd") == [] and broken_invariants() == {}


def test_an_option_is_moved_keeps_its_deadline_and_both_sides_are_told(cast):
    gives_options(cast.studio)
    option = optioned(cast.bo, cast.zout, cast.studio, on=MONDAY)
    closed_on_thursday(cast, option)
    (one,) = found(cast)
    assert one.proposed and one.proposed.how == How.TIME
    assert one.proposed.decision.lines[0].period.start >= option.held_until
    (done,) = decided(cast, one.proposed)
    moved = Booking.objects.get(pk=option.pk)
    assert done.refusal is None and (moved.state, moved.held_until) == (
        BookingState.OPTION,
        option.held_until,
    )
    assert moved.period == one.proposed.period and found(cast) == [] and broken_invariants() == {}
    assert sorted(told("Changed", "Gewijzigd")) == sorted([cast.bo.email, cast.effenaar.email])
    assert any("The floor is broken" in each.body for each in mail.outbox)
    assert any("13:00–17:00." in each.body for each in mail.outbox), "when it was"
    assert not Contract.objects.exists()
    # It can still be booked, as it is by now; what is agreed is agreed then.
    later = NOW + timedelta(hours=1)
    confirm(number=option.number, house_rules_version=None, actor=cast.bo, now=later)
    work_off()
    assert Contract.objects.get().agreed_at == later and broken_invariants() == {}


def test_a_request_gets_another_room_and_is_answered_as_it_is_then(cast):
    fifth = other_studio(cast)
    asks_first(cast.studio)
    asked = requested(cast.bo, cast.zout, cast.studio)
    in_repair(*cast.studio.units.all())
    way = the_way(cast, How.FACILITY)
    (done,) = decided(cast, way)
    assert done.refusal is None and asked.lines.get().facility == fifth
    assert sorted(told("Changed", "Gewijzigd")) == sorted([cast.bo.email, cast.effenaar.email])
    approve(number=asked.number, reason="It fits", actor=cast.teun, now=NOW + timedelta(hours=1))
    asked.refresh_from_db()
    assert asked.state == BookingState.CONFIRMED and broken_invariants() == {}


def test_an_option_is_let_go_with_a_word(cast):
    gives_options(cast.studio)
    option = optioned(cast.bo, cast.zout, cast.studio, on=MONDAY)
    closed_on_thursday(cast, option)
    decided(cast, the_way(cast, How.CANCEL))
    option.refresh_from_db()
    assert (option.state, option.end_reason) == (BookingState.CANCELLED, "The floor is broken")
    assert cast.bo.email in told("Option let go", "Optie losgelaten") and broken_invariants() == {}


def test_who_was_offered_it_from_the_waitlist_is_told_that_it_is_gone(cast):
    first = booked(cast.ilse, cast.noord, cast.studio)
    in_line(cast.bo, cast.zout, cast.studio)
    decided_at = NOW + timedelta(minutes=5)
    cancel(number=first.number, actor=cast.ilse, now=decided_at)
    offer_places(now=decided_at)
    offer = Booking.objects.get(offered_at__isnull=False)
    closed_on_thursday(cast, offer)
    (one,) = found(cast, decided_at)
    assert one.proposed and one.proposed.how == How.CANCEL and one.proposed.told
    decided(cast, one.proposed, now=decided_at)
    assert cast.bo.email in told("Offer let go", "Aanbod losgelaten") and broken_invariants() == {}


def test_an_option_with_somebody_behind_it_is_not_moved(cast):
    gives_options(cast.studio)
    option = optioned(cast.bo, cast.zout, cast.studio, on=MONDAY)
    second(cast.ilse, cast.noord, cast.studio, on=MONDAY)
    other_studio(cast)
    closed_on_thursday(cast, option)
    (one,) = found(cast)
    assert [way.how for way in one.ways] == [How.CANCEL]


def moved_to(option: Booking, period: Period, **wanted) -> Change:
    lines = tuple(
        type(wish)(wish.facility_id, wish.quantity, period) for wish in wishes_of(option.lines.all())
    )
    return Change(
        number=option.number, lines=lines, purpose=option.purpose, visit=option.visit, price_digest="",
        reason="New floor", **wanted,
    )  # fmt: skip


def test_what_waits_never_begins_before_its_answer_and_only_the_house_moves_it(cast):
    gives_options(cast.studio)
    option = optioned(cast.bo, cast.zout, cast.studio, on=MONDAY)
    tonight = Period(NOW + timedelta(hours=3), NOW + timedelta(hours=7))
    with pytest.raises(StartsBeforeItEnds):
        change(request=moved_to(option, tonight, for_hub=True), actor=cast.teun, now=NOW)
    friday = Period(option.period.start + timedelta(days=1), option.period.end + timedelta(days=1))
    for request, actor in (
        (moved_to(option, friday, for_hub=True), cast.bo),
        (moved_to(option, friday), cast.bo),
        (moved_to(option, friday), cast.teun),
    ):
        with pytest.raises(NotToChange):
            change(request=request, actor=actor, now=NOW)
    with pytest.raises(NotToChange):
        change(request=moved_to(option, friday, for_hub=True), actor=cast.teun, now=option.held_until)


def test_strangers_rehouse_nobody(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    friday = Period(booking.period.start + timedelta(days=1), booking.period.end + timedelta(days=1))
    for somebody, refusal in ((cast.bo, Forbidden), (cast.wim, Http404), (cast.ilse, Http404)):
        with pytest.raises(refusal):
            rehouse(request=moved_to(booking, friday, for_hub=True), actor=somebody, now=NOW)
    booking.refresh_from_db()
    assert booking.sequence == 0
