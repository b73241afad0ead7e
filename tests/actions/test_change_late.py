"""What is given up late costs what was agreed, and a changed booking ends as any other."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from bookings.actions.cancel import cancel
from bookings.actions.change import (
    SayWhyChanged,
)
from bookings.actions.complete_ended import complete_ended
from bookings.models import FeeKind
from funding.models import Account, Fund
from hub.kit.models import AuditRow
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.changes import carried_stage, changed
from tests.factories.terms import DAY_HALF, LAST_DAY, terms

SOON = NOW + timedelta(minutes=30)
LATE = thursday(13, 17).start - timedelta(hours=20)


@pytest.fixture
def stage(db):
    with override("en"):
        yield carried_stage()


def test_the_hub_changes_it_with_a_reason_and_without_a_fee(stage):
    terms(stage.effenaar, DAY_HALF)
    booking = booked(stage.bo, stage.zout, stage.studio, stage.engineer)
    with pytest.raises(SayWhyChanged):
        changed(stage.teun, booking, stage.studio, now=LATE)
    after = changed(stage.teun, booking, stage.studio, now=LATE, reason="The engineer is ill.")
    assert after.fee is None
    row = AuditRow.objects.get(about=booking.ref, action="bookings.change")
    assert (row.actor_id, row.reason) == (stage.teun.pk, "The engineer is ill.")
    assert [each[0] for each in row.facts["from"]["lines"]] == [stage.studio.pk, stage.engineer.pk]
    assert [each[0] for each in row.facts["to"]["lines"]] == [stage.studio.pk]
    assert broken_invariants() == {}


def test_what_is_dropped_late_costs_what_was_agreed(stage):
    terms(stage.effenaar, DAY_HALF)
    booking = booked(stage.bo, stage.zout, stage.studio, stage.engineer)
    _studio, engineer = booking.quote["lines"]
    own = engineer["list_cents"] - sum(cents for _id, cents in engineer["carried"])
    done = changed(stage.bo, booking, stage.studio, now=LATE)
    assert done.fee.kind == FeeKind.DROPPED
    assert abs(done.fee.own_cents - own / 2) <= 1
    assert broken_invariants() == {}
    complete_ended(now=thursday(13, 17).end)
    assert broken_invariants() == {}
    earned = Account.objects.get(kind="hub", owner=stage.effenaar.ref).balance_cents
    assert earned == 16_000 + done.fee.cents


def test_moving_it_late_to_another_day_costs_the_fee_and_making_it_longer_does_not(stage):
    terms(stage.effenaar, DAY_HALF)
    booking = booked(stage.bo, stage.zout, stage.studio)
    longer = changed(stage.bo, booking, stage.studio, period=thursday(13, 19), now=LATE)
    assert longer.fee is None
    moved = changed(stage.bo, booking, stage.studio, period=thursday(19, 23), now=LATE)
    assert moved.fee.own_cents > 0
    assert broken_invariants() == {}


def test_what_is_made_shorter_late_costs_a_fee_for_what_is_given_up(stage):
    terms(stage.effenaar, LAST_DAY)
    Fund.objects.update(expires_on=date(2026, 1, 1))
    booking = booked(stage.bo, stage.zout, stage.studio)
    done = changed(stage.bo, booking, stage.studio, period=thursday(13, 15), now=LATE)
    assert (done.booking.own_cents, done.fee.own_cents) == (10_000, 6_000)
    assert broken_invariants() == {}


def test_moving_by_an_hour_does_not_turn_the_clock_back(stage):
    terms(stage.effenaar, DAY_HALF)
    booking = booked(stage.bo, stage.zout, stage.studio)
    own = booking.own_cents
    done = changed(stage.bo, booking, stage.studio, period=thursday(16, 20), now=LATE)
    assert done.fee is None
    assert done.booking.lines.get().terms["reached_bp"] == 5_000
    cancel(number=booking.number, actor=stage.bo, now=LATE)
    assert booking.fees.get().own_cents == own // 2
    assert broken_invariants() == {}


def test_cancelling_after_changes_charges_what_is_left_by_each_lines_own_terms(stage):
    terms(stage.effenaar, DAY_HALF)
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 4))
    changed(stage.bo, booking, stage.studio, (stage.microphones, 2))
    changed(stage.bo, booking, stage.studio, (stage.microphones, 2), stage.engineer)
    changed(stage.bo, booking, stage.studio, stage.engineer, now=LATE)
    cancel(number=booking.number, actor=stage.bo, now=LATE)
    kinds = list(booking.fees.values_list("kind", flat=True))
    assert kinds == [FeeKind.DROPPED, FeeKind.CANCELLED]
    assert broken_invariants() == {}


def test_a_changed_booking_ends_as_any_other(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    changed(stage.bo, booking, stage.studio, stage.engineer)
    cancel(number=booking.number, actor=stage.bo, now=SOON)
    for fund in Fund.objects.all():
        assert Account.objects.get(owner=fund.ref, kind="fund_free").balance_cents == 100_000
    assert broken_invariants() == {}
