"""A collective that would use the line against those who stand in it."""

import pytest

from bookings.rules.waitlist import LineGoesFirst
from tests.actions.test_waitlist import LATER, let_go, stage, taken
from tests.cast import thursday
from tests.factories.bookings import booked, held
from tests.factories.waitlist import in_line

__all__ = ["stage", "taken"]


def test_a_place_for_another_time_of_that_day_lets_nobody_pass_who_came_later(stage, taken):
    morning = booked(taken.placed_by, taken.organisation, stage.studio, period=thursday(9, 11))
    in_line(stage.ilse, stage.noord, stage.studio, period=thursday(9, 11))
    in_line(stage.bo, stage.zout, stage.studio)
    let_go(taken)
    with pytest.raises(LineGoesFirst):
        held(stage.ilse, stage.noord, stage.studio, now=LATER)
    let_go(morning)
    assert held(stage.ilse, stage.noord, stage.studio, period=thursday(9, 11), now=LATER)


def test_nor_does_a_place_for_an_hour_when_the_whole_afternoon_is_booked(stage, taken):
    in_line(stage.ilse, stage.noord, stage.studio, minutes=60)
    in_line(stage.bo, stage.zout, stage.studio)
    let_go(taken)
    with pytest.raises(LineGoesFirst):
        held(stage.ilse, stage.noord, stage.studio, now=LATER)
    assert held(stage.ilse, stage.noord, stage.studio, period=thursday(14, 15), now=LATER)


def test_nor_does_a_place_for_one_when_six_are_booked(stage, taken):
    all_six = booked(taken.placed_by, taken.organisation, (stage.microphones, 6))
    in_line(stage.ilse, stage.noord, stage.microphones)
    in_line(stage.bo, stage.zout, stage.microphones, quantity=2)
    let_go(all_six)
    with pytest.raises(LineGoesFirst):
        held(stage.ilse, stage.noord, (stage.microphones, 6), now=LATER)
    assert held(stage.ilse, stage.noord, stage.microphones, now=LATER)


def test_a_place_is_for_once_not_for_hour_after_hour(stage, taken):
    in_line(stage.ilse, stage.noord, stage.studio, minutes=60)
    in_line(stage.bo, stage.zout, stage.studio, period=thursday(15, 16))
    let_go(taken)
    assert held(stage.ilse, stage.noord, stage.studio, period=thursday(13, 14), now=LATER)
    with pytest.raises(LineGoesFirst):
        held(stage.ilse, stage.noord, stage.studio, period=thursday(15, 16), now=LATER)
