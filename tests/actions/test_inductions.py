"""Inductions: what a hub shows people, who holds one and until when, and what they read of it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.http import Http404
from django.utils.translation import override

from bookings.actions.mark_attendance import mark_attendance
from bookings.actions.settle_sessions import settle_sessions
from facilities.actions.add_induction import (
    InductionFacts,
    InductionThereAlready,
    MonthsOutOfRange,
    add_induction,
)
from facilities.actions.change_induction import change_induction
from facilities.actions.forget_inductions import forget_inductions
from facilities.actions.grant_induction import (
    HoldsItAlready,
    NobodyByThatAddress,
    SayWhyInduction,
    grant_induction,
)
from facilities.actions.remind_lapsing import remind_lapsing
from facilities.actions.withdraw_induction import LapsedAlready, withdraw_induction
from facilities.models import Induction, InductionGrant
from facilities.models.inducting import held_by
from facilities.rules.inductions import LAPSES_IN, valid_until
from hub.kit import outbox
from hub.kit.audit import SITE
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM
from tests.factories.inductions import MORNING, WHY, a_session, an_induction, asked_at, given


@pytest.fixture
def stage(db):
    with override("en"):
        yield cast.assemble()


@pytest.mark.parametrize(
    ("given_at", "months", "until"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=UTC), 12, datetime(2027, 11, 24)),
        (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), 1, datetime(2026, 12, 25)),  # the 24th in Eindhoven
        (datetime(2026, 8, 31, 9, tzinfo=UTC), 6, datetime(2027, 3, 1)),
        (datetime(2028, 1, 31, 9, tzinfo=UTC), 1, datetime(2028, 3, 1)),
        (datetime(2026, 12, 5, 9, tzinfo=UTC), 1, datetime(2027, 1, 6)),
        (datetime(2026, 3, 5, 9, tzinfo=UTC), 1, datetime(2026, 4, 6)),  # over the change of the clock
    ],
)
def test_it_counts_on_the_whole_of_its_last_day_on_the_hubs_clock(given_at, months, until):
    assert valid_until(given_at=given_at, months=months, zone=AMSTERDAM) == until.replace(tzinfo=AMSTERDAM)
    assert valid_until(given_at=given_at, months=None, zone=AMSTERDAM) is None


def test_a_manager_makes_an_induction_and_changes_it(stage):
    facts = InductionFacts(name_nl="Laser", name_en="Laser cutter", months=12)
    add = {"hub": stage.effenaar, "facts": facts, "now": NOW}
    for actor in (stage.teun, stage.bo, stage.wim):
        with pytest.raises(Forbidden):
            add_induction(actor=actor, **add)
    made = add_induction(actor=stage.hanna, **add)
    with pytest.raises(InductionThereAlready):
        add_induction(actor=stage.hanna, **add)
    for months in (0, 121, -1):
        with pytest.raises(MonthsOutOfRange):
            add_induction(
                hub=stage.tetem,
                facts=InductionFacts(name_nl="x", name_en="x", months=months),
                actor=SITE,
                now=NOW,
            )
    longer = InductionFacts(name_nl="Laser", name_en="Laser", months=None)
    with pytest.raises(Forbidden):
        change_induction(induction=made, facts=longer, actor=stage.teun, now=NOW)
    other = an_induction(stage.effenaar, name="Saw")
    with pytest.raises(InductionThereAlready):
        change_induction(induction=other, facts=longer, actor=stage.hanna, now=NOW)
    change_induction(induction=made, facts=longer, actor=stage.hanna, now=NOW)
    assert Induction.objects.get(pk=made.pk).months is None
    assert AuditRow.objects.filter(about=made.ref).count() == 2


def test_the_desk_gives_one_to_somebody_it_knows_and_says_why(stage):
    laser = an_induction(stage.effenaar)
    give = {"induction": laser, "email": "BO@example.org", "reason": WHY, "now": NOW}
    for actor in (stage.bo, stage.wim, stage.karim):
        with pytest.raises(Forbidden):
            grant_induction(actor=actor, **give)
    with pytest.raises(SayWhyInduction):
        grant_induction(actor=stage.teun, **give | {"reason": "  "})
    with pytest.raises(NobodyByThatAddress):
        grant_induction(actor=stage.teun, **give | {"email": "nobody@example.org"})
    grant = grant_induction(actor=stage.teun, **give)
    assert (grant.person, grant.given_by, grant.reason) == (stage.bo, stage.teun, WHY)
    with pytest.raises(HoldsItAlready):
        grant_induction(actor=stage.hanna, **give)
    # A day later it would last longer, so it may be given anew.
    grant_induction(actor=stage.teun, **give | {"now": NOW + timedelta(days=1)})
    assert len(held_by(stage.bo, NOW)) == 1
    assert AuditRow.objects.filter(about=grant.ref, actor_id=stage.teun.pk, reason=WHY).count() == 1


def test_the_desk_takes_one_back_with_a_reason_once(stage):
    laser = an_induction(stage.effenaar)
    grant = given(laser, stage.bo)
    take = {"hub": stage.effenaar, "uuid": grant.uuid, "reason": "Broke it.", "now": NOW}
    for actor in (stage.bo, stage.wim):
        with pytest.raises(Forbidden):
            withdraw_induction(actor=actor, **take)
    with pytest.raises(Http404):
        withdraw_induction(actor=stage.wim, **take | {"hub": stage.tetem})
    with pytest.raises(SayWhyInduction):
        withdraw_induction(actor=stage.teun, **take | {"reason": ""})
    with pytest.raises(LapsedAlready):
        withdraw_induction(actor=stage.teun, **take | {"now": NOW + timedelta(days=400)})
    withdraw_induction(actor=stage.teun, **take)
    withdraw_induction(actor=stage.teun, **take)
    assert AuditRow.objects.filter(action="facilities.withdraw_induction").count() == 1
    assert OutboxMessage.objects.filter(kind="induction.withdrawn").count() == 1
    assert broken_invariants() == {}


def test_who_holds_one_reads_so_and_is_reminded_once_before_it_lapses(stage):
    grant = given(an_induction(stage.effenaar), stage.bo, by=stage.teun)
    forever = given(an_induction(stage.effenaar, name="Saw", months=None), stage.bo)
    soon = grant.valid_until - LAPSES_IN
    assert remind_lapsing(now=soon - timedelta(seconds=1)) == 0
    assert remind_lapsing(now=soon) == 1
    assert remind_lapsing(now=soon + timedelta(days=1)) == 0
    with time_machine.travel(soon, tick=False):
        outbox.work_off()
    subjects = sorted(each.subject for each in mail.outbox if each.to == ["bo@example.org"])
    assert len(subjects) == 3 and forever.valid_until is None
    lapses = next(each for each in mail.outbox if "22 November 2027" in each.body and "session" in each.body)
    assert f"/inductions/{grant.induction_id}/" in lapses.body


def test_who_holds_it_for_longer_by_another_grant_is_not_reminded(stage):
    laser = an_induction(stage.effenaar)
    first = given(laser, stage.bo)
    given(laser, stage.bo, now=NOW + timedelta(days=60))
    assert remind_lapsing(now=first.valid_until - LAPSES_IN) == 0


def test_what_is_withdrawn_meanwhile_is_not_told_as_held(stage):
    grant = given(an_induction(stage.effenaar), stage.bo)
    withdraw_induction(hub=stage.effenaar, uuid=grant.uuid, reason="Broke it.", actor=stage.teun, now=NOW)
    with time_machine.travel(NOW, tick=False):
        outbox.work_off()
    (one,) = (each for each in mail.outbox if each.to == ["bo@example.org"])
    assert "Broke it." in one.body and "has withdrawn" in one.body


def test_two_years_after_it_is_over_nobody_knows_of_it_any_more(stage):
    grant = given(an_induction(stage.effenaar), stage.bo)
    lasting = given(an_induction(stage.effenaar, name="Saw", months=None), stage.bo)
    over = grant.valid_until + timedelta(days=730)
    assert forget_inductions(now=over - timedelta(seconds=1)) == 0
    assert forget_inductions(now=over) == 1
    assert list(InductionGrant.objects.all()) == [lasting]


def test_the_desk_is_asked_by_mail_who_was_there(stage):
    session = a_session(stage.effenaar, an_induction(stage.effenaar))
    booking = booked(stage.bo, stage.zout, session.facility, period=MORNING)
    settle_sessions(now=MORNING.end)
    with time_machine.travel(MORNING.end, tick=False):
        outbox.work_off()
    (asked,) = (each for each in mail.outbox if f"/sessions/{session.pk}/" in each.body)
    assert asked.to == ["desk@effenaar.example"]
    mark_attendance(number=booking.number, came=True, actor=stage.teun, now=MORNING.end)
    assert OutboxMessage.objects.filter(kind="session.unsaid").count() == 1


def test_a_booking_that_nobody_was_shown_how_for_is_found(stage):
    laser = asked_at(stage.studio, now=NOW - timedelta(days=2))
    given(laser, stage.bo)
    booking = booked(stage.bo, stage.zout, stage.studio)
    assert broken_invariants() == {}
    InductionGrant.objects.update(person=stage.ilse)
    assert booking.number in str(broken_invariants()["I21"])


def test_a_session_that_gives_before_it_is_over_is_found(stage):
    session = a_session(stage.effenaar, an_induction(stage.effenaar))
    grant = given(session.induction, stage.bo)
    InductionGrant.objects.filter(pk=grant.pk).update(session=session)
    type(session).objects.filter(pk=session.pk).update(settled_at=NOW)
    assert set(broken_invariants()) == {"I21b"}
