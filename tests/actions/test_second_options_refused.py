"""Who may not be second: behind a booking, behind themselves, as a third, or as a stranger."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils.translation import override

from bookings.actions.challenge import challenge
from bookings.actions.let_go_second import let_go_second
from bookings.actions.take_second import (
    MOST_TIMES,
    KeyReused,
    OwnOption,
    PriceChanged,
    TakenTooOften,
    take_second,
)
from bookings.rules.options import OptionTooLong, TooManyOptions
from bookings.rules.refusals import NotOpenThen, SlotTaken
from hub.kit.errors import Forbidden
from tests import cast
from tests.cast import MONDAY, NOW, THURSDAY, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import a_request, booked
from tests.factories.funding import card
from tests.factories.options import TUESDAY, gives_options, optioned
from tests.factories.seconds import second

SOON = NOW + timedelta(minutes=5)
WEDNESDAY = THURSDAY - timedelta(days=1)


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        gives_options(stage.studio, notice_hours=0)
        yield stage
    assert broken_invariants() == {}


def test_behind_a_booking_nobody_is_second(stage):
    booked(stage.bo, stage.zout, stage.studio)
    with pytest.raises(SlotTaken):
        second(stage.ilse, stage.noord, stage.studio, now=SOON)


def test_there_is_one_second_and_no_third(stage):
    optioned(stage.bo, stage.zout, stage.studio)
    second(stage.ilse, stage.noord, stage.studio)
    with pytest.raises(SlotTaken):
        second(stage.ilse, stage.noord, stage.studio)


def test_nobody_stands_behind_the_same_option_again_and_again(stage):
    """Each time they may ask its holder to decide, by mail."""
    optioned(stage.bo, stage.zout, stage.studio)
    for _time in range(MOST_TIMES):
        behind = second(stage.ilse, stage.noord, stage.studio)
        let_go_second(number=behind.number, actor=stage.ilse, now=NOW)
    with pytest.raises(TakenTooOften):
        second(stage.ilse, stage.noord, stage.studio)


def test_nobody_is_second_behind_themselves(stage):
    optioned(stage.bo, stage.zout, stage.studio)
    with pytest.raises(OwnOption):
        second(stage.zoe, stage.zout, stage.studio)


def test_what_cannot_be_booked_anyway_is_refused_as_ever(stage):
    optioned(stage.bo, stage.zout, stage.studio)
    with pytest.raises(NotOpenThen):
        second(stage.ilse, stage.noord, stage.studio, period=thursday(4, 8))


def test_the_same_request_again_is_the_same_second_option(stage):
    optioned(stage.bo, stage.zout, stage.studio)
    asked = a_request(stage.noord, stage.studio)
    first_time = take_second(request=asked, on=TUESDAY, actor=stage.ilse, now=NOW)
    assert take_second(request=asked, on=TUESDAY, actor=stage.ilse, now=SOON) == first_time
    with pytest.raises(KeyReused):
        again = a_request(stage.noord, stage.studio, key=asked.request_key, purpose="Something else")
        take_second(request=again, on=TUESDAY, actor=stage.ilse, now=SOON)


def test_the_price_that_was_shown_is_the_price(stage):
    optioned(stage.bo, stage.zout, stage.studio)
    asked = a_request(stage.noord, stage.studio)
    card(stage.studio, hour=9_900, valid_from=MONDAY)
    with pytest.raises(PriceChanged):
        take_second(request=asked, on=TUESDAY, actor=stage.ilse, now=NOW)


def test_the_houses_days_hold_for_the_second_too(stage):
    gives_options(stage.studio, days=1)
    optioned(stage.bo, stage.zout, stage.studio, on=MONDAY)
    with pytest.raises(OptionTooLong):
        second(stage.ilse, stage.noord, stage.studio, on=WEDNESDAY)


def test_first_and_second_options_are_counted_together(stage):
    optioned(stage.bo, stage.zout, stage.studio, period=thursday(9, 11))
    for start in (11, 13, 15):
        optioned(stage.ilse, stage.noord, stage.studio, period=thursday(start, start + 1))
    with pytest.raises(TooManyOptions):
        second(stage.ilse, stage.noord, stage.studio, period=thursday(9, 11))


def test_a_reader_may_not_and_a_stranger_knows_of_nothing(stage):
    optioned(stage.ilse, stage.noord, stage.studio)
    with pytest.raises(Forbidden):
        second(stage.mira, stage.zout, stage.studio)
    with pytest.raises(Http404):
        second(stage.wim, stage.zout, stage.studio)
    waits = second(stage.bo, stage.zout, stage.studio)
    for do in (challenge, let_go_second):
        with pytest.raises(Forbidden):
            do(number=waits.number, actor=stage.mira, now=SOON)
        with pytest.raises(Forbidden):
            do(number=waits.number, actor=stage.teun, now=SOON)
        with pytest.raises(Http404):
            do(number=waits.number, actor=stage.ilse, now=SOON)
