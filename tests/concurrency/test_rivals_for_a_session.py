"""What a session gives is given once, however many workers there are and whoever marks meanwhile; what asks for an
induction is not had by who loses it first."""

import threading

import pytest
from django.utils.translation import override

from bookings.actions import _attending, settle_sessions
from bookings.actions.call_off_session import call_off_session
from bookings.actions.mark_attendance import mark_attendance
from bookings.models import Booking, BookingState
from facilities.actions.grant_induction import grant_induction
from facilities.models import InductionGrant, TrainingSession
from hub.kit.errors import Busy, Refusal
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants, rivals
from tests.factories.bookings import booked, held
from tests.factories.inductions import MORNING, a_session, an_induction

pytestmark = pytest.mark.race
OVER = MORNING.end


def a_full_session(stage, count: int) -> tuple[TrainingSession, list[Booking]]:
    session = a_session(stage.effenaar, an_induction(stage.effenaar), seats=count)
    seats = [
        booked(each.person, each.organisation, session.facility, period=MORNING) for each in rivals(count)
    ]
    return session, seats


def test_workers_settle_and_the_desk_marks_at_once(own_database):
    stage = cast.assemble()
    _session, seats = a_full_session(stage, 3)
    for booking in seats[:2]:
        mark_attendance(number=booking.number, came=True, actor=stage.teun, now=MORNING.start)

    def one(which: int):
        with override("en"):
            if which < 3:
                return settle_sessions.settle_sessions(now=OVER)
            return mark_attendance(number=seats[which - 3].number, came=True, actor=stage.teun, now=OVER)

    outcomes = own_database.crowd(6, one)
    assert not [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, Busy)]
    settle_sessions.settle_sessions(now=OVER)
    assert InductionGrant.objects.in_force().count() >= 2
    assert broken_invariants() == {}


def test_without_the_sessions_row_held_two_workers_both_want_to_give(own_database, monkeypatch):
    """The negative control: then the constraint alone keeps it from being given twice."""
    stage = cast.assemble()
    _session, seats = a_full_session(stage, 1)
    mark_attendance(number=seats[0].number, came=True, actor=stage.teun, now=MORNING.start)
    together = threading.Barrier(2, timeout=20)

    def unheld(pk: int, *, skip_locked: bool = False) -> TrainingSession | None:
        found = (
            TrainingSession.objects.select_related("facility__hub", "induction__hub").filter(pk=pk).first()
        )
        together.wait()
        return found

    given: list[int] = []

    def counted(**asked) -> bool:
        given.append(asked["booking"].pk)
        return _attending.as_seen(**asked)

    monkeypatch.setattr(settle_sessions, "session_row", unheld)
    monkeypatch.setattr(settle_sessions, "as_seen", counted)
    own_database.crowd(2, lambda _which: settle_sessions.settle_sessions(now=OVER))
    assert len(given) == 2
    assert InductionGrant.objects.count() == 1


def test_a_seat_is_booked_while_the_session_is_called_off(own_database):
    stage = cast.assemble()
    session, _seats = a_full_session(stage, 1)
    session = a_session(stage.effenaar, session.induction, seats=4, title="Again")
    crowd = rivals(3)

    def one(which: int):
        with override("en"):
            if which == 0:
                return call_off_session(
                    hub=stage.effenaar, session_id=session.pk, reason="Ill.", actor=stage.teun, now=NOW
                )
            rival = crowd[which - 1]
            return held(rival.person, rival.organisation, session.facility, period=MORNING)

    outcomes = own_database.crowd(4, one)
    assert not [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, Refusal)]
    session.refresh_from_db()
    if session.called_off_at is None:  # somebody was at its seats for too long: then it is as it was
        one(0)
    theirs = Booking.objects.filter(lines__facility=session.facility)
    assert set(theirs.values_list("state", flat=True)) <= {BookingState.CANCELLED}
    assert broken_invariants() == {}


def test_two_at_the_desk_give_the_same_person_one(own_database):
    stage = cast.assemble()
    induction = an_induction(stage.effenaar)

    def one(_which: int):
        with override("en"):
            return grant_induction(
                induction=induction, email=stage.bo.email, reason="Known.", actor=stage.teun, now=NOW
            )

    outcomes = own_database.crowd(4, one)
    assert len([each for each in outcomes if isinstance(each, InductionGrant)]) == 1
    assert InductionGrant.objects.count() == 1
