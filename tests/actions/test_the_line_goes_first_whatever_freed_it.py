"""However time came free: nobody outside the line comes between that and the offer. Without the rule somebody does."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils.translation import override

from bookings.actions import _placing
from bookings.actions.lift_block import lift_block
from bookings.actions.move_block import move_block
from bookings.actions.offer_places import offer_places
from bookings.models import WaitlistEntry, WaitState
from bookings.rules.waitlist import LineGoesFirst
from facilities.actions.add_opening import add_opening
from facilities.actions.change_unit import change_unit
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.models import UnitState
from hub.kit.periods import Period, day
from tests import cast
from tests.actions.test_facilities_once import WEEKDAYS
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.blocks import blocked
from tests.factories.bookings import AFTERNOON, held
from tests.factories.facilities import AMSTERDAM
from tests.factories.waitlist import in_line

LATER = NOW + timedelta(minutes=5)
SUNDAY = datetime(2026, 12, 6, 13), datetime(2026, 12, 6, 17)
SUNDAY_AFTERNOON = Period(*(at.replace(tzinfo=AMSTERDAM) for at in SUNDAY))
Freed = tuple[Period, Callable[[], object]]


def a_lifted_block(stage) -> Freed:
    made = blocked(stage.studio.units.get())
    return AFTERNOON, lambda: lift_block(uuid=made.uuid, actor=stage.teun, now=LATER)


def a_moved_block(stage) -> Freed:
    made = blocked(stage.studio.units.get())
    evening = thursday(18, 22)
    return AFTERNOON, lambda: move_block(uuid=made.uuid, period=evening, actor=stage.teun, now=LATER)


def an_added_opening(stage) -> Freed:
    set_opening_hours(hub=stage.effenaar, week=WEEKDAYS, actor=stage.hanna, now=NOW)
    starts, ends = SUNDAY
    return SUNDAY_AFTERNOON, lambda: add_opening(
        hub=stage.effenaar, facility=stage.studio, starts=starts, ends=ends, actor=stage.hanna, now=LATER
    )


def a_repaired_unit(stage) -> Freed:
    """The other of two is kept by the house."""
    unit = stage.studio.units.get()
    blocked(stage.studio.units.create(label="studio-2b", state=UnitState.IN_SERVICE))
    state = {"label": unit.label, "serial_number": unit.serial_number, "note": "", "actor": stage.teun}
    change_unit(unit=unit, state=UnitState.IN_REPAIR, now=NOW, **state)
    return AFTERNOON, lambda: change_unit(unit=unit, state=UnitState.IN_SERVICE, now=LATER, **state)


WAYS = [a_lifted_block, a_moved_block, an_added_opening, a_repaired_unit]


@pytest.fixture
def stage(db):
    with override("en"):
        yield cast.assemble()
    assert broken_invariants() == {}


@pytest.fixture(params=WAYS, ids=lambda way: way.__name__)
def freed(request, stage) -> tuple[WaitlistEntry, Period]:
    """Zout's place in line, and the time that it waits for, which has just come free."""
    period, let_go = request.param(stage)
    # Nobody waits for exactly a time at which it is closed: for as long on that day.
    window = day(period.start.date(), stage.effenaar.zone) if request.param is an_added_opening else period
    ours = in_line(stage.bo, stage.zout, stage.studio, period=window, minutes=period.minutes)
    assert offer_places(now=LATER) == 0
    let_go()
    return ours, period


def test_nobody_comes_between(stage, freed):
    ours, period = freed
    with pytest.raises(LineGoesFirst):
        held(stage.ilse, stage.noord, stage.studio, period=period, now=LATER)
    assert offer_places(now=LATER) == 1
    ours.refresh_from_db()
    assert (ours.state, ours.offer.organisation, ours.offer.period) == (WaitState.OFFERED, stage.zout, period)


def test_without_the_rule_whoever_is_quick_has_it(stage, freed, monkeypatch):
    ours, period = freed
    monkeypatch.setattr(_placing, "let_the_line_go_first", lambda **_facts: None)
    assert held(stage.ilse, stage.noord, stage.studio, period=period, now=LATER)
    assert offer_places(now=LATER) == 0
    ours.refresh_from_db()
    assert ours.state == WaitState.WAITING
