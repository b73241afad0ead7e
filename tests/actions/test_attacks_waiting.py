"""A collective that would use the line against those who stand in it."""

import pytest

from bookings.actions.expire_holds import expire_holds
from bookings.actions.join_waitlist import join_waitlist
from bookings.actions.offer_places import offer_places
from bookings.rules.waitlist import MOST_OFFERS, LineGoesFirst, OfferedTooOften
from tests.actions.test_waitlist import LATER, let_go, offer_of, stage, taken
from tests.cast import thursday
from tests.factories.bookings import booked, held
from tests.factories.waitlist import in_line, wait_request

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


def test_nobody_keeps_it_from_others_offer_after_offer_without_booking_it(stage, taken):
    """Behind its own offer an organisation waits for the next one, which holds units and funds again."""
    entry = in_line(stage.bo, stage.zout, stage.studio)
    let_go(taken)
    now = LATER
    for time in range(MOST_OFFERS):
        assert offer_places(now=now) == 1
        offer = offer_of(entry)
        if time < MOST_OFFERS - 1:
            entry = in_line(stage.bo, stage.zout, stage.studio, now=now)
            now = offer.held_until
            expire_holds(now=now)
    with pytest.raises(OfferedTooOften):
        join_waitlist(request=wait_request(stage.zout, stage.studio), actor=stage.zoe, now=now)
    booked(taken.placed_by, taken.organisation, stage.studio, period=thursday(18, 20), now=now)
    assert in_line(stage.bo, stage.zout, stage.studio, period=thursday(18, 20), now=now)
