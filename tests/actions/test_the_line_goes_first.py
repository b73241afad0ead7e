"""Whoever would come between what is let go and who stands in line for it reads that the line goes first."""

import pytest

from bookings.actions.offer_places import offer_places
from bookings.models import Occupancy, Series
from bookings.rules.waitlist import LineGoesFirst
from tests import cast
from tests.actions.test_waitlist import LATER, let_go, offer_of, stage, taken
from tests.cast import thursday
from tests.concurrency.rivals import rivals
from tests.factories.bookings import booked, held
from tests.factories.changes import changed
from tests.factories.facilities import made_of
from tests.factories.funding import card
from tests.factories.options import gives_options, optioned
from tests.factories.seconds import second
from tests.factories.series import open_thursdays, series_of
from tests.factories.waitlist import in_line

__all__ = ["stage", "taken"]


def test_nobody_outside_the_line_comes_between_the_release_and_the_offer(stage, taken):
    in_line(stage.bo, stage.zout, stage.studio)
    let_go(taken)
    with pytest.raises(LineGoesFirst):
        held(stage.ilse, stage.noord, stage.studio, period=thursday(16, 18), now=LATER)
    assert offer_places(now=LATER) == 1


def test_nor_does_who_would_move_a_booking_there(stage, taken):
    theirs = booked(stage.ilse, stage.noord, stage.studio, period=thursday(18, 20))
    in_line(stage.bo, stage.zout, stage.studio)
    let_go(taken)
    with pytest.raises(LineGoesFirst):
        changed(stage.ilse, theirs, (stage.studio, 1, thursday(16, 18)), now=LATER)


def test_nor_does_a_series_of_which_one_date_would_be_theirs(stage, taken):
    open_thursdays(stage.studio, count=2)
    in_line(stage.bo, stage.zout, stage.studio)
    let_go(taken)
    with pytest.raises(LineGoesFirst):
        series_of(stage.ilse, stage.noord, stage.studio, period=thursday(13, 17), count=2, now=LATER)
    assert not Series.objects.exists()
    assert offer_places(now=LATER) == 1


def test_who_moves_within_their_own_time_is_not_stopped_by_the_line(stage):
    theirs = booked(stage.ilse, stage.noord, stage.studio)
    in_line(stage.bo, stage.zout, stage.studio)
    moved = changed(stage.ilse, theirs, (stage.studio, 1, thursday(14, 18)), now=LATER)
    assert moved.booking.period == thursday(14, 18)


def test_beside_what_the_line_waits_for_anybody_books(stage, taken):
    in_line(stage.bo, stage.zout, stage.studio)
    let_go(taken)
    assert held(stage.ilse, stage.noord, stage.studio, period=thursday(9, 13), now=LATER)


def test_who_is_first_in_line_may_also_just_book_it(stage, taken):
    in_line(stage.bo, stage.zout, stage.studio)
    in_line(stage.ilse, stage.noord, stage.studio, now=LATER)
    let_go(taken)
    with pytest.raises(LineGoesFirst):
        held(stage.ilse, stage.noord, stage.studio, now=LATER)
    assert held(stage.zoe, stage.zout, stage.studio, now=LATER)


def test_of_a_pool_others_take_what_the_line_leaves(stage):
    (rival,) = rivals(1)
    all_six = booked(rival.person, rival.organisation, (stage.microphones, 6))
    in_line(stage.bo, stage.zout, stage.microphones, quantity=4)
    let_go(all_six)
    with pytest.raises(LineGoesFirst):
        held(stage.ilse, stage.noord, (stage.microphones, 3), now=LATER)
    assert held(stage.ilse, stage.noord, (stage.microphones, 2), now=LATER)
    assert offer_places(now=LATER) == 1


def test_the_second_option_comes_before_the_line(stage):
    (rival,) = rivals(1)
    gives_options(stage.studio, notice_hours=0)
    first = optioned(rival.person, rival.organisation, stage.studio)
    behind = second(stage.ilse, stage.noord, stage.studio)
    ours = in_line(stage.bo, stage.zout, stage.studio)
    let_go(first)
    behind.refresh_from_db()
    assert behind.became is not None
    assert offer_places(now=LATER) == 0
    let_go(behind.became)
    assert offer_places(now=LATER) == 1
    assert offer_of(ours).organisation == stage.zout


def test_who_waits_for_a_whole_is_asked_before_who_wants_a_part(stage):
    whole = made_of((stage.studio, 1), (stage.engineer, 1), open_days=[cast.THURSDAY])
    card(whole, hour=9_000)
    (rival,) = rivals(1)
    theirs = booked(rival.person, rival.organisation, whole)
    ours = in_line(stage.bo, stage.zout, whole)
    let_go(theirs)
    with pytest.raises(LineGoesFirst):
        held(stage.ilse, stage.noord, stage.engineer, now=LATER)
    assert offer_places(now=LATER) == 1
    assert Occupancy.objects.live().filter(line__booking=offer_of(ours)).count() == 2
