"""Cancelling this date and all later ones, and the hub's answer to all that are asked for."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils.translation import override

from bookings.actions.answer_series import NothingToJudge, SayWhy, answer_series
from bookings.actions.approve import approve
from bookings.actions.cancel_series import FeeIsHigher, NothingToCancel, ReasonNeeded, cancel_series
from bookings.actions.expire_holds import expire_holds
from bookings.models import Booking, BookingState, Occupancy
from facilities.models import Facility
from funding.models import Fund
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.money import fill
from tests.factories.series import EVENING, open_thursdays, series_of
from tests.factories.spending import free
from tests.factories.terms import DAY_HALF, terms

WEEK = timedelta(weeks=1)


@pytest.fixture
def stage(db):
    with override("en"):
        found = cast.assemble()
        open_thursdays(found.studio)
        yield found


def states(placed) -> list[str]:
    return [Booking.objects.get(pk=each.pk).state for each in placed.bookings]


def asked_for(stage, count=3):
    Facility.objects.filter(pk=stage.studio.pk).update(asks_approval=True)
    return series_of(stage.bo, stage.zout, stage.studio, count=count)


def test_this_and_later_dates_end_and_the_earlier_ones_stay(stage):
    cast.declare_band_a(stage.zout)
    cast.two_funds(stage)
    makers = Fund.objects.get(slug="regional-makers-fund")
    fill(makers, 100_000)
    placed = series_of(stage.bo, stage.zout, stage.studio, count=4)
    done = cancel_series(number=placed.series.number, start=EVENING.start + 2 * WEEK, actor=stage.bo, now=NOW)
    assert [each.number for each in done] == [each.number for each in placed.bookings[2:]]
    assert states(placed) == ["confirmed", "confirmed", "cancelled", "cancelled"]
    assert Occupancy.objects.live().count() == 2
    assert free(makers) == 100_000 - 2 * 3_900
    assert broken_invariants() == {}


def test_both_sides_are_told_once_and_each_date_is_audited(stage):
    placed = series_of(stage.bo, stage.zout, stage.studio)
    OutboxMessage.objects.all().delete()
    cancel_series(number=placed.series.number, start=EVENING.start, actor=stage.bo, now=NOW)
    assert [each.kind for each in OutboxMessage.objects.all()] == ["series.cancelled"] * 2
    assert AuditRow.objects.filter(action="bookings.cancel").count() == 4


def test_what_has_begun_is_never_touched(stage):
    placed = series_of(stage.bo, stage.zout, stage.studio)
    cancel_series(number=placed.series.number, start=EVENING.start, actor=stage.bo, now=EVENING.start)
    assert states(placed) == ["confirmed", "cancelled", "cancelled", "cancelled"]


def test_again_there_is_nothing_left_to_cancel(stage):
    placed = series_of(stage.bo, stage.zout, stage.studio)
    cancel_series(number=placed.series.number, start=EVENING.start, actor=stage.bo, now=NOW)
    with pytest.raises(NothingToCancel):
        cancel_series(number=placed.series.number, start=EVENING.start, actor=stage.bo, now=NOW)


def test_a_fee_that_is_higher_than_what_was_shown_cancels_nothing(stage):
    terms(stage.effenaar, DAY_HALF)
    placed = series_of(stage.bo, stage.zout, stage.studio)
    late = EVENING.start - timedelta(hours=20)
    asked = {"number": placed.series.number, "start": EVENING.start, "actor": stage.bo, "now": late}
    with pytest.raises(FeeIsHigher) as refused:
        cancel_series(**asked, most_cents=0)
    assert refused.value.facts["own_cents"] == 7_500
    assert states(placed) == ["confirmed"] * 4
    cancel_series(**asked, most_cents=7_500)
    assert [each.fees.count() for each in placed.bookings] == [1, 0, 0, 0]
    assert broken_invariants() == {}


def test_the_hubs_staff_say_why_and_it_costs_nothing(stage):
    terms(stage.effenaar, DAY_HALF)
    placed = series_of(stage.bo, stage.zout, stage.studio)
    late = EVENING.start - timedelta(hours=20)
    asked = {"number": placed.series.number, "start": EVENING.start, "actor": stage.teun, "now": late}
    with pytest.raises(ReasonNeeded):
        cancel_series(**asked)
    cancel_series(**asked, reason="The floor is being laid")
    assert placed.bookings[0].fees.count() == 0
    assert broken_invariants() == {}


def test_of_two_series_and_other_bookings_only_this_one_ends(stage):
    mine = series_of(stage.bo, stage.zout, stage.studio)
    theirs = series_of(stage.ilse, stage.noord, stage.microphones, count=2)
    single = booked(stage.bo, stage.zout, stage.studio)
    cancel_series(number=mine.series.number, start=NOW, actor=stage.zoe, now=NOW)
    assert states(theirs) == ["confirmed", "confirmed"]
    single.refresh_from_db()
    assert single.state == BookingState.CONFIRMED


def test_a_stranger_finds_nothing_and_who_reads_along_may_not(stage):
    placed = series_of(stage.bo, stage.zout, stage.studio)
    for actor, refusal in ((stage.ilse, Http404), (stage.wim, Http404), (stage.mira, Forbidden)):
        with pytest.raises(refusal):
            cancel_series(number=placed.series.number, start=NOW, actor=actor, now=NOW, reason="No")
    assert states(placed) == ["confirmed"] * 4


def test_yes_to_all_that_are_asked_for(stage):
    placed = asked_for(stage)
    approve(number=placed.bookings[0].number, reason="Fits", actor=stage.teun, now=NOW)
    OutboxMessage.objects.filter(kind="series.requested").delete()
    done = answer_series(number=placed.series.number, yes=True, reason="Fits", actor=stage.teun, now=NOW)
    assert len(done) == 2
    assert states(placed) == ["confirmed"] * 3
    assert OutboxMessage.objects.filter(kind="series.confirmed").count() == 2
    assert broken_invariants() == {}


def test_no_to_all_that_are_asked_for(stage):
    placed = asked_for(stage)
    answer_series(number=placed.series.number, yes=False, reason="We close", actor=stage.hanna, now=NOW)
    assert states(placed) == ["cancelled"] * 3
    assert not Occupancy.objects.live().exists()
    assert OutboxMessage.objects.filter(kind="series.declined").count() == 2
    assert broken_invariants() == {}


def test_an_answer_needs_words_a_question_and_the_right_people(stage):
    placed = asked_for(stage)
    number = placed.series.number
    for actor, refusal in ((stage.bo, Forbidden), (stage.wim, Http404), (stage.ilse, Http404)):
        with pytest.raises(refusal):
            answer_series(number=number, yes=True, reason="Yes", actor=actor, now=NOW)
    with pytest.raises(SayWhy):
        answer_series(number=number, yes=True, reason=" ", actor=stage.teun, now=NOW)
    answer_series(number=number, yes=True, reason="Yes", actor=stage.teun, now=NOW)
    with pytest.raises(NothingToJudge):
        answer_series(number=number, yes=False, reason="No", actor=stage.teun, now=NOW)


def test_dates_that_nobody_answered_are_over_with_one_message_to_each_side(stage):
    placed = asked_for(stage)
    OutboxMessage.objects.all().delete()
    late = NOW + timedelta(hours=stage.effenaar.approval_hours)
    assert expire_holds(now=late) == 3
    assert states(placed) == ["expired"] * 3
    assert [each.kind for each in OutboxMessage.objects.all()] == ["series.expired"] * 2
    assert broken_invariants() == {}
