"""What a hub has promised it does not take away unseen: whoever closes, or takes a unit out, is shown the bookings."""

from datetime import datetime, time, timedelta

import pytest

from bookings.models import Occupancy
from bookings.showing import line_rows
from facilities.actions._promises import BookingsAreHit
from facilities.actions.add_closure import add_closure
from facilities.actions.change_unit import change_unit
from facilities.actions.lift_closure import lift_closure
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.models import CalendarEntry, Unit, UnitState
from facilities.rules.week import Hours
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.wiring import INVARIANTS
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.bookings import booked, held

pytestmark = pytest.mark.django_db

EVERY_DAY = [Hours(day, time(9), time(23)) for day in range(7)]
THURSDAY = {"starts": datetime(2026, 11, 26), "ends": datetime(2026, 11, 27)}


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    set_opening_hours(hub=cast.effenaar, week=EVERY_DAY, actor=cast.hanna, now=NOW)
    return cast


def take_out(cast: Cast, unit: Unit, *, actor=None, state=UnitState.IN_REPAIR, **values) -> Unit:
    values = {"label": unit.label, "serial_number": "", "note": "", "now": NOW} | values
    return change_unit(unit=unit, state=state, actor=actor or cast.hanna, **values)


def broken() -> dict[str, list[str]]:
    return {code: said for code, check in INVARIANTS.items() if (said := check())}


def test_a_closure_over_a_booking_names_it_and_closes_nothing(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    with pytest.raises(BookingsAreHit) as refused:
        add_closure(hub=cast.effenaar, **THURSDAY, actor=cast.hanna, now=NOW)
    (hit,) = refused.value.promises
    assert (hit.number, hit.organisation, hit.facility) == (booking.number, "Collectief Zout", "Studio 2")
    assert hit.period == thursday(13, 17)
    assert refused.value.facts == {"numbers": [booking.number]}


def test_who_has_seen_the_booking_closes_and_the_booking_stays(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    closed = add_closure(hub=cast.effenaar, **THURSDAY, knowing={booking.number}, actor=cast.hanna, now=NOW)
    assert closed.projected.removed
    booking.refresh_from_db()
    assert booking.state == "confirmed"
    # What lies outside the hours already is no news to the next who closes.
    add_closure(hub=cast.effenaar, **THURSDAY, actor=cast.hanna, now=NOW)


def test_a_booking_made_while_somebody_read_the_list_is_shown_too(cast):
    first = booked(cast.bo, cast.zout, cast.studio)
    second = held(cast.ilse, cast.noord, cast.engineer)
    with pytest.raises(BookingsAreHit) as refused:
        add_closure(hub=cast.effenaar, **THURSDAY, knowing={first.number}, actor=cast.hanna, now=NOW)
    assert {each.number for each in refused.value.promises} == {first.number, second.number}


def test_what_is_over_lapsed_cancelled_or_elsewhere_is_not_in_the_way(cast):
    held(cast.bo, cast.zout, cast.studio)
    later = NOW + timedelta(hours=1)  # the hold has lapsed
    add_closure(hub=cast.effenaar, **THURSDAY, actor=cast.hanna, now=later)


def test_a_closure_of_one_facility_hits_only_its_own_bookings(cast):
    booked(cast.bo, cast.zout, cast.studio)
    add_closure(hub=cast.effenaar, facility=cast.engineer, **THURSDAY, actor=cast.hanna, now=NOW)


def test_other_hours_and_closing_again_on_a_day_name_the_bookings_too(cast):
    closed = add_closure(hub=cast.effenaar, **THURSDAY, actor=cast.hanna, now=NOW)
    lift_closure(hub=cast.effenaar, entry_id=closed.entry.pk, actor=cast.hanna, now=NOW)
    booking = booked(cast.bo, cast.zout, cast.studio)
    with pytest.raises(BookingsAreHit):
        lift_closure(hub=cast.effenaar, entry_id=closed.entry.pk, lifted=False, actor=cast.hanna, now=NOW)
    mornings = [Hours(day, time(9), time(13)) for day in range(7)]
    with pytest.raises(BookingsAreHit):
        set_opening_hours(hub=cast.effenaar, week=mornings, actor=cast.hanna, now=NOW)
    known = {booking.number}
    set_opening_hours(hub=cast.effenaar, week=mornings, knowing=known, actor=cast.hanna, now=NOW)
    assert CalendarEntry.objects.get(pk=closed.entry.pk).lifted_at


def test_a_broken_microphone_is_changed_for_another_once_its_bookings_were_seen(cast):
    booking = booked(cast.bo, cast.zout, (cast.microphones, 2))
    unit = Occupancy.objects.live().order_by("unit_id")[0].unit
    with pytest.raises(BookingsAreHit) as refused:
        take_out(cast, unit)
    (hit,) = refused.value.promises
    assert (hit.number, hit.spare) == (booking.number, "microphones-003")
    unit.refresh_from_db()
    assert unit.state == UnitState.IN_SERVICE

    take_out(cast, unit, knowing={booking.number})
    labels = Occupancy.objects.live().values_list("unit__label", flat=True)
    assert sorted(labels) == ["microphones-002", "microphones-003"]
    (row,) = line_rows(booking)
    assert row.units == ("microphones-002", "microphones-003")
    assert broken() == {}
    told = AuditRow.objects.get(action="bookings.move_off")
    assert told.facts == {"from": "microphones-001", "to": "microphones-003"}


def test_where_no_other_is_free_the_booking_stays_and_is_said_to(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    room = cast.studio.units.get()
    with pytest.raises(BookingsAreHit) as refused:
        take_out(cast, room)
    assert refused.value.promises[0].spare == ""
    take_out(cast, room, knowing={booking.number})
    assert Occupancy.objects.live().get().unit == room
    assert not AuditRow.objects.filter(action="bookings.move_off").exists()


def test_what_a_guest_has_in_their_hands_is_not_changed_for_another(cast):
    booking = booked(cast.bo, cast.zout, cast.microphones)
    unit = Occupancy.objects.live().get().unit
    during = thursday(13, 17).start + timedelta(hours=1)
    with pytest.raises(BookingsAreHit) as refused:
        take_out(cast, unit, now=during)
    assert refused.value.promises[0].begun and not refused.value.promises[0].spare
    take_out(cast, unit, now=during, knowing={booking.number})
    assert Occupancy.objects.live().get().unit == unit
    take_out(cast, unit, state="retired", now=during + timedelta(days=1))  # it is back: nothing in the way


def test_a_note_on_a_booked_unit_asks_nothing_and_a_stranger_takes_nothing_out(cast):
    booked(cast.bo, cast.zout, cast.microphones)
    unit = Occupancy.objects.live().get().unit
    assert take_out(cast, unit, state="in_service", note="Scratch").note == "Scratch"
    for somebody in (cast.wim, cast.ilse):
        with pytest.raises(Forbidden):
            take_out(cast, unit, actor=somebody)
