"""Training sessions: seats are booked like anything else, at their own time alone; who was there has the induction."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils.translation import override

from bookings.actions.call_off_session import SayWhySession, SessionHasBegun, call_off_session
from bookings.actions.cancel import cancel
from bookings.actions.complete_ended import complete_ended
from bookings.actions.mark_attendance import NoSeat, NotNowToSay, mark_attendance
from bookings.actions.settle_sessions import settle_sessions
from bookings.models import Attendance, Block, Booking, BookingState
from bookings.models.planning import units_of
from bookings.models.sessions import coming, who_comes
from bookings.rules.refusals import (
    InductionMissing,
    NotLive,
    NotOpenThen,
    OneSeatEach,
    SeatAlone,
    SlotTaken,
    TooLong,
    TooShort,
)
from bookings.rules.request import Visit
from cms.models.indexed import rows_of
from facilities.actions.project_openings import project_all
from facilities.models import FacilityState, InductionGrant, OpeningWindow
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import AFTERNOON, booked, held
from tests.factories.changes import changed
from tests.factories.inductions import MORNING, a_session, asked_at

OVER = MORNING.end + timedelta(minutes=5)


@pytest.fixture
def stage(db):
    with override("en"):
        yield cast.assemble()


@pytest.fixture
def laser(stage):
    return asked_at(stage.studio)


@pytest.fixture
def session(stage, laser):
    return a_session(stage.effenaar, laser, by=stage.teun)


def seat(stage, session, actor=None, organisation=None, **wanted):
    wanted = {"period": session.period} | wanted
    return booked(actor or stage.bo, organisation or stage.zout, session.facility, **wanted)


def marked(stage, booking, came=True, *, by=None, now=OVER):
    return mark_attendance(number=booking.number, came=came, actor=by or stage.teun, now=now)


def test_a_seat_is_booked_at_the_price_that_was_said_and_at_no_other_time(stage, session):
    booking = seat(stage, session)
    assert (booking.list_cents, booking.state) == (2_500, BookingState.CONFIRMED)
    assert [(each.free, each.seats) for each in coming(NOW)] == [(3, 4)]
    for period in (AFTERNOON, thursday(9, 11), thursday(10, 12)):
        with pytest.raises((NotOpenThen, TooLong, TooShort)):
            held(stage.bo, stage.zout, session.facility, period=period)


def test_the_night_leaves_a_session_its_one_opening_whatever_the_house_keeps(stage, session):
    project_all(now=NOW)
    assert [each.during for each in OpeningWindow.objects.filter(facility=session.facility)] == [
        session.during
    ]
    project_all(now=MORNING.start + timedelta(minutes=10))
    assert OpeningWindow.objects.filter(facility=session.facility).count() == 1


def test_one_seat_at_a_time_and_nothing_beside_it(stage, session):
    with pytest.raises(OneSeatEach):
        held(stage.bo, stage.zout, (session.facility, 2), period=MORNING)
    with pytest.raises(SeatAlone):
        held(stage.bo, stage.zout, session.facility, stage.microphones, period=MORNING)


def test_a_session_that_is_full_is_full(stage, laser):
    session = a_session(stage.effenaar, laser, seats=1)
    seat(stage, session)
    with pytest.raises(SlotTaken):
        held(stage.ilse, stage.noord, session.facility, period=MORNING)
    with pytest.raises(InductionMissing, match="No session with a free seat"):
        held(stage.bo, stage.zout, stage.studio)


def test_who_was_there_has_the_induction_once_it_is_over_and_once(stage, laser, session):
    came, stayed_away, unsaid = (
        seat(stage, session),
        seat(stage, session, visit=Visit(used_by_id=stage.mira.pk)),
        seat(stage, session, stage.ilse, stage.noord),
    )
    marked(stage, came, now=MORNING.start)
    marked(stage, stayed_away, came=False, now=MORNING.start)
    assert settle_sessions(now=MORNING.end - timedelta(minutes=1)) == 0
    assert not InductionGrant.objects.exists()
    complete_ended(now=OVER)
    assert settle_sessions(now=OVER) == 1
    assert settle_sessions(now=OVER) == 0
    grant = InductionGrant.objects.get()
    assert (grant.person, grant.session, grant.induction) == (stage.bo, session, laser)
    assert grant.valid_until is not None
    # Midnight in Eindhoven after the same day a year later.
    assert grant.valid_until.isoformat() == "2027-11-26T23:00:00+00:00"
    assert OutboxMessage.objects.filter(kind="induction.granted").count() == 1
    assert OutboxMessage.objects.filter(kind="session.unsaid").count() == 1
    assert AuditRow.objects.filter(about=grant.ref, action="facilities.grant_induction").count() == 1
    assert held(stage.bo, stage.zout, stage.studio, period=thursday(18, 20), now=OVER)
    # Of whom nobody had said anything, the desk says it later; and takes back what was a mistake.
    marked(stage, unsaid, now=OVER + timedelta(days=1))
    assert InductionGrant.objects.filter(person=stage.ilse, withdrawn_at=None).count() == 1
    marked(stage, came, came=False, now=OVER + timedelta(days=1))
    marked(stage, came, came=False, now=OVER + timedelta(days=1))
    grant.refresh_from_db()
    assert grant.withdrawn_at and grant.withdrawn_why
    marked(stage, came, now=OVER + timedelta(days=2))
    assert InductionGrant.objects.filter(person=stage.bo, withdrawn_at=None).count() == 1
    assert broken_invariants() == {}


def test_a_session_that_is_over_is_found_nowhere_and_stands_on_no_later_day(stage, session):
    def seats() -> set[int]:
        return {each.id for each in units_of(stage.effenaar) if each.in_use} & ours

    ours = {each.id for each in units_of(stage.effenaar) if each.facility.pk == session.facility_id}
    marked(stage, seat(stage, session), now=MORNING.start)
    assert seats() == ours
    settle_sessions(now=OVER)
    assert rows_of([session.facility.ref]) == [] and seats() == set()
    assert AuditRow.objects.filter(about=session.ref, action="facilities.settle_session").count() == 1
    assert broken_invariants() == {}


def test_a_session_of_which_all_is_said_asks_the_desk_nothing(stage, session):
    marked(stage, seat(stage, session), now=MORNING.start)
    settle_sessions(now=OVER)
    assert not OutboxMessage.objects.filter(kind="session.unsaid").exists()


def test_whoever_gave_up_the_seat_is_not_on_the_list(stage, session):
    booking = seat(stage, session)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    assert who_comes(session) == []
    with pytest.raises(NoSeat):
        marked(stage, booking)


def test_who_was_there_is_said_by_the_desk_and_in_time(stage, session):
    booking = seat(stage, session)
    for actor in (stage.bo, stage.zoe):
        with pytest.raises(Forbidden):
            marked(stage, booking, by=actor)
    for stranger in (stage.ilse, stage.wim):
        with pytest.raises(Http404):
            marked(stage, booking, by=stranger)
    for at in (MORNING.start - timedelta(hours=1, seconds=1), MORNING.end + timedelta(days=31)):
        with pytest.raises(NotNowToSay):
            marked(stage, booking, now=at)
    other = booked(stage.bo, stage.zout, stage.microphones)
    with pytest.raises(NoSeat):
        marked(stage, other)
    assert not Attendance.objects.exists()


def test_a_session_that_is_called_off_gives_everybody_back_all_of_it(stage, laser):
    session = a_session(stage.effenaar, laser, room=stage.engineer, by=stage.teun)
    mine, theirs = seat(stage, session), seat(stage, session, stage.ilse, stage.noord)
    late = MORNING.start - timedelta(minutes=5)
    on_hold = held(stage.zoe, stage.zout, session.facility, period=MORNING, now=late)
    call = {"hub": stage.effenaar, "session_id": session.pk, "reason": "Noor is ill.", "actor": stage.teun}
    done = call_off_session(**call, now=late)
    assert (done.called_off_at, done.why) == (late, "Noor is ill.")
    for booking in (mine, theirs, on_hold):
        ended = Booking.objects.get(pk=booking.pk)
        assert (ended.state, ended.end_reason) == (BookingState.CANCELLED, "Noor is ill.")
        assert not ended.fees.exists()
    assert OutboxMessage.objects.filter(kind="booking.cancelled").count() >= 4
    assert Block.objects.get(uuid=session.block).lifted_at == late
    session.facility.refresh_from_db()
    assert session.facility.state == FacilityState.RETIRED
    assert not OpeningWindow.objects.filter(facility=session.facility).exists()
    assert coming(NOW) == []
    assert call_off_session(**call, now=late).called_off_at == late
    assert settle_sessions(now=OVER) == 0
    with pytest.raises(NotLive):
        held(stage.bo, stage.zout, session.facility, period=MORNING)
    assert broken_invariants() == {}


def test_only_the_hubs_people_call_one_off_with_a_reason_and_before_it_begins(stage, session):
    call = {
        "hub": stage.effenaar,
        "session_id": session.pk,
        "reason": "Ill.",
        "actor": stage.teun,
        "now": NOW,
    }
    for actor in (stage.bo, stage.wim):
        with pytest.raises(Forbidden):
            call_off_session(**call | {"actor": actor})
    with pytest.raises(Http404):
        call_off_session(**call | {"hub": stage.tetem, "actor": stage.wim})
    with pytest.raises(SayWhySession):
        call_off_session(**call | {"reason": " "})
    with pytest.raises(SessionHasBegun):
        call_off_session(**call | {"now": MORNING.start})


def test_who_called_has_a_seat_and_no_account_to_hold_anything(stage, session):
    booking = seat(stage, session)
    stage.zout.made_by_desk = True
    stage.zout.save(update_fields=["made_by_desk"])
    (seen,) = who_comes(session)
    assert (seen.person, seen.name) == (None, "Collectief Zout")
    marked(stage, booking)
    settle_sessions(now=OVER)
    assert not InductionGrant.objects.exists()


def test_who_takes_over_a_seat_after_somebody_was_seen_is_not_given_what_they_were_given(stage, session):
    """Marked as the doors open, and changed to a colleague before it begins."""
    booking = seat(stage, session)
    early = session.period.start - timedelta(minutes=30)
    marked(stage, booking, now=early)
    visit = Visit(used_by_id=stage.mira.pk)
    changed(
        stage.bo,
        booking,
        session.facility,
        period=session.period,
        visit=visit,
        now=early + timedelta(minutes=5),
    )
    assert [(each.person, each.came) for each in who_comes(session)] == [(stage.mira, None)]
    settle_sessions(now=OVER)
    assert not InductionGrant.objects.filter(person=stage.mira).exists()
    assert broken_invariants() == {}
    marked(stage, booking)
    assert InductionGrant.objects.filter(person=stage.mira).exists()
    assert broken_invariants() == {}
