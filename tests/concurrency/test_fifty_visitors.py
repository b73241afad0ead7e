"""The site as it is served, four processes of eight threads: fifty visitors want the same hour."""

import pytest

from bookings.models import Booking, Occupancy
from tests import cast
from tests.concurrency.over_http import at_once, forms, open_from_today, request_now, tomorrow
from tests.concurrency.rivals import broken_invariants, rivals

pytestmark = pytest.mark.race
ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_of_fifty_visitors_one_gets_the_hour_and_the_others_read_why_not(own_database, site, rounds):
    stage, crowd = cast.assemble(), rivals(50)
    open_from_today(stage.studio)
    served = site(processes=4, threads=8)
    for number in range(rounds):
        period = tomorrow(9 + number % 12, 10 + number % 12, days=1 + number // 12)
        asked = request_now(crowd[0], stage.studio, period=period)
        answers = at_once(served, forms(crowd, asked))
        assert sorted({each.status for each in answers}) == [302, 409], served.log[-3000:]
        assert len([each for each in answers if each.number]) == 1
        for loser in (each for each in answers if not each.number):
            assert "Somebody was a moment earlier: Studio 2 is no longer free then." in loser.text
        assert Occupancy.objects.live().count() == Booking.objects.count() == number + 1
    assert "Traceback" not in served.log
    assert "deadlock" not in served.log
    assert broken_invariants() == {}
