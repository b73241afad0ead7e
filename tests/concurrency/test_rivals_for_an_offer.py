"""What came free goes to the line: one offer, whoever else is quick, however many workers there are."""

import threading
from collections.abc import Callable

import pytest
from django.utils.translation import override

from bookings.actions import _placing, offer_places
from bookings.actions.cancel import cancel
from bookings.actions.leave_waitlist import NotInLine, leave_waitlist
from bookings.actions.lift_block import lift_block
from bookings.models import Booking, BookingState, WaitlistEntry, WaitState
from bookings.rules.refusals import SlotTaken
from facilities.actions.add_opening import add_opening
from facilities.actions.change_unit import change_unit
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.models import UnitState
from hub.kit.errors import Busy, Refusal
from hub.kit.periods import day
from tests import cast
from tests.actions.test_facilities_once import SUNDAY_PERIOD, WEEKDAYS
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants, hour, rivals
from tests.factories.blocks import blocked
from tests.factories.bookings import booked, held
from tests.factories.waitlist import in_line

pytestmark = pytest.mark.race
ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]


def a_line(stage, period, count: int = 2) -> tuple[Booking, list[WaitlistEntry]]:
    """Somebody has the studio, and others wait for it."""
    first, *others = rivals(1 + count)
    taken = booked(first.person, first.organisation, stage.studio, period=period)
    return taken, [in_line(each.person, each.organisation, stage.studio, period=period) for each in others]


def offers() -> int:
    return Booking.objects.filter(offered_at__isnull=False, state=BookingState.HELD).count()


@pytest.mark.parametrize("rounds", ROUNDS)
def test_it_is_let_go_while_others_would_book_it_and_two_workers_offer_it(own_database, rounds):
    stage = cast.assemble()
    for number in range(rounds):
        taken, line = a_line(stage, hour(number))
        crowd = rivals(3)

        def one(which: int, taken=taken, crowd=crowd, number=number):
            with override("en"):
                if which == 0:
                    return cancel(number=taken.number, actor=taken.placed_by, now=NOW)
                if which < 3:
                    return offer_places.offer_places(now=NOW)
                rival = crowd[which - 3]
                return held(rival.person, rival.organisation, stage.studio, period=hour(number))

        outcomes = own_database.crowd(6, one)
        assert all(isinstance(each, SlotTaken | Busy) for each in outcomes[3:])
        offer_places.offer_places(now=NOW)
        for each in line:
            each.refresh_from_db()
        assert [each.state for each in line] == [WaitState.OFFERED, WaitState.WAITING]
        assert offers() == number + 1
    assert broken_invariants() == {}


def lifts(stage, period) -> Callable[[], object]:
    made = blocked(stage.studio.units.get(), period=period)
    return lambda: lift_block(uuid=made.uuid, actor=stage.teun, now=NOW)


def repairs(stage, period) -> Callable[[], object]:
    """The other of two units is kept by the house."""
    unit = stage.studio.units.get()
    blocked(stage.studio.units.create(label="studio-2b"), period=period)
    state = {"label": unit.label, "serial_number": unit.serial_number, "note": "", "actor": stage.teun}
    change_unit(unit=unit, state=UnitState.IN_REPAIR, now=NOW, **state)
    return lambda: change_unit(unit=unit, state=UnitState.IN_SERVICE, now=NOW, **state)


def opens(stage, period) -> Callable[[], object]:
    """The studio is closed that day, until it opens for just that time."""
    set_opening_hours(hub=stage.effenaar, week=WEEKDAYS, actor=stage.hanna, now=NOW)
    starts, ends = (at.replace(tzinfo=None) for at in period.local(stage.effenaar.zone))
    return lambda: add_opening(
        hub=stage.effenaar, facility=stage.studio, starts=starts, ends=ends, actor=stage.hanna, now=NOW
    )


@pytest.mark.parametrize("_round", range(3))
@pytest.mark.parametrize("frees", [lifts, repairs, opens])
def test_the_house_frees_it_while_others_would_book_it_and_two_workers_offer_it(own_database, frees, _round):
    stage = cast.assemble()
    period = SUNDAY_PERIOD if frees is opens else hour(0)
    free = frees(stage, period)
    first, second, *crowd = rivals(5)
    # Of a day that is closed nobody waits for an hour, but for as long on that day.
    window = day(period.start.date(), stage.effenaar.zone) if frees is opens else period
    line = [
        in_line(each.person, each.organisation, stage.studio, period=window, minutes=period.minutes)
        for each in (first, second)
    ]

    def one(which: int):
        with override("en"):
            if which == 0:
                return free()
            if which < 3:
                return offer_places.offer_places(now=NOW)
            rival = crowd[which - 3]
            return held(rival.person, rival.organisation, stage.studio, period=period)

    outcomes = own_database.crowd(6, one)
    if isinstance(outcomes[0], Busy):  # nothing was changed, trying again is safe
        free()
    else:
        assert not isinstance(outcomes[0], Exception), outcomes[0]
    assert all(isinstance(each, Refusal) for each in outcomes[3:])
    offer_places.offer_places(now=NOW)
    for each in line:
        each.refresh_from_db()
    assert [each.state for each in line] == [WaitState.OFFERED, WaitState.WAITING]
    assert offers() == 1
    assert broken_invariants() == {}


def test_without_the_rule_whoever_is_quick_comes_before_the_line(own_database, monkeypatch):
    stage = cast.assemble()
    taken, line = a_line(stage, hour(0))
    cancel(number=taken.number, actor=taken.placed_by, now=NOW)
    monkeypatch.setattr(_placing, "let_the_line_go_first", lambda **_facts: None)
    (rival,) = rivals(1)
    assert held(rival.person, rival.organisation, stage.studio, period=hour(0))
    assert offer_places.offer_places(now=NOW) == 0


@pytest.mark.parametrize("_round", range(3))
def test_four_workers_make_one_offer(own_database, _round):
    stage = cast.assemble()
    taken, line = a_line(stage, hour(0), count=3)
    cancel(number=taken.number, actor=taken.placed_by, now=NOW)
    outcomes = own_database.crowd(4, lambda _which: offer_places.offer_places(now=NOW))
    assert sum(outcomes) == 1 and offers() == 1
    line[0].refresh_from_db()
    assert line[0].state == WaitState.OFFERED
    assert broken_invariants() == {}


def two_workers_have_seen_that_one_waits(own_database, monkeypatch) -> None:
    """There are units for two offers, and only one is wanted."""
    stage = cast.assemble()
    (rival,) = rivals(1)
    taken = booked(rival.person, rival.organisation, (stage.microphones, 6))
    in_line(stage.bo, stage.zout, stage.microphones, quantity=2)
    cancel(number=taken.number, actor=taken.placed_by, now=NOW)
    barrier, real = threading.Barrier(2, timeout=20), offer_places.hopeful

    def both_look(**facts):
        found = real(**facts)
        barrier.wait()
        return found

    monkeypatch.setattr(offer_places, "hopeful", both_look)
    own_database.crowd(2, lambda _which: offer_places.offer_places(now=NOW))


def test_one_place_in_line_gets_one_offer(own_database, monkeypatch):
    two_workers_have_seen_that_one_waits(own_database, monkeypatch)
    assert offers() == 1
    assert broken_invariants() == {}


def test_without_another_look_at_its_row_it_would_get_two(own_database, monkeypatch):
    def not_again(entry_id, now):
        rows = WaitlistEntry.objects.select_related(
            "facility__hub", "organisation__municipality", "placed_by"
        )
        return rows.get(pk=entry_id)

    monkeypatch.setattr(offer_places, "waiting_row", not_again)
    two_workers_have_seen_that_one_waits(own_database, monkeypatch)
    assert offers() == 2
    assert "I10f" in broken_invariants()


@pytest.mark.parametrize("rounds", ROUNDS)
def test_one_leaves_while_it_is_offered(own_database, rounds):
    stage = cast.assemble()
    for number in range(rounds):
        taken, (entry, behind) = a_line(stage, hour(number))
        cancel(number=taken.number, actor=taken.placed_by, now=NOW)

        def one(which: int, entry=entry):
            with override("en"):
                if which:
                    return leave_waitlist(number=entry.number, actor=entry.placed_by, now=NOW)
                return offer_places.offer_places(now=NOW)

        outcomes = own_database.crowd(2, one)
        assert isinstance(outcomes[1], WaitlistEntry | NotInLine)
        offer_places.offer_places(now=NOW)
        entry.refresh_from_db()
        behind.refresh_from_db()
        left = entry.state == WaitState.WITHDRAWN
        assert behind.state == (WaitState.OFFERED if left else WaitState.WAITING)
    assert broken_invariants() == {}
