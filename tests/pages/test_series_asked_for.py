"""Dates of a series that wait for the hub's answer: one line on its lists, answered together or one by one."""

import re

import pytest
import time_machine

from bookings.actions.approve import approve
from bookings.actions.cancel import cancel
from bookings.models import Booking, BookingState
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories.options import asks_first, requested
from tests.factories.series import open_thursdays, series_of
from tests.pages.repeating import page, words
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
LISTS = ["/en/desk/effenaar/", "/en/desk/effenaar/planning/"]


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    open_thursdays(cast.studio, count=110)
    asks_first(cast.studio)
    return cast


@pytest.fixture
def teun(cast):
    return signed_in(cast.teun)


def seen(response) -> list[str]:
    """The dates that the form says were shown."""
    return re.findall(r'name="seen" value="([^"]+)"', page(response))


@pytest.mark.parametrize("address", LISTS)
def test_a_series_is_one_line_however_many_dates_it_has(cast, teun, address):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=104)
    alone = requested(cast.ilse, cast.noord, cast.studio)
    text = page(teun.get(address))
    assert re.search(r'Waits for your answer <span class="soft num">2</span>', text)
    assert "104 dates of a series, Thu 26 Nov to " in words(teun.get(address))
    assert text.count(f"/en/bookings/series/{placed.series.number}/") == 1
    assert f"/en/bookings/{alone.number}/" in text
    first, *_others = placed.bookings
    assert f"/en/bookings/{first.number}/" not in text.split("plan-items")[1].split("</ul>")[0]


def test_what_was_answered_already_is_not_counted(cast, teun):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=3)
    for each in placed.bookings[:2]:
        approve(number=each.number, reason="Welcome", actor=cast.teun, now=NOW)
    assert "1 date of a series, Thu 10 Dec" in words(teun.get(LISTS[0]))


def test_each_date_is_opened_to_be_answered_by_itself(cast, teun):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=3)
    shown = teun.get(f"/en/bookings/series/{placed.series.number}/")
    assert seen(shown) == [each.number for each in placed.bookings]
    assert "To decide about a single date, open it in the list below." in words(shown)
    second = placed.bookings[1].number
    assert f'href="/en/bookings/{second}/"' in page(shown)
    done = teun.post(f"/en/bookings/{second}/decline/", {"reason": "Too loud that day"})
    assert done.status_code == 302
    others = [each.number for each in placed.bookings if each.number != second]
    assert seen(teun.get(f"/en/bookings/series/{placed.series.number}/")) == others


@pytest.mark.parametrize("do", ["approve", "decline"])
def test_a_date_that_waits_no_more_is_named_and_nothing_is_answered(cast, teun, do):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=3)
    address = f"/en/bookings/series/{placed.series.number}/"
    shown = seen(teun.get(address))
    cancel(number=placed.bookings[1].number, actor=cast.bo, now=NOW)
    said = {"do": do, "reason": "So it was agreed", "seen": shown}
    refused = teun.post(f"{address}answer/", said)
    assert refused.status_code == 409
    assert "Nothing was answered. No longer waiting for you: Thu 3 Dec, 19:00." in words(refused)
    assert Booking.objects.filter(state=BookingState.REQUESTED).count() == 2
    done = teun.post(f"{address}answer/", {**said, "seen": seen(refused)}, follow=True)
    assert ("2 dates are approved." if do == "approve" else "2 dates are declined.") in page(done)
    assert broken_invariants() == {}


def test_is_all_answered_by_a_colleague_it_says_so(cast, teun):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=2)
    for each in placed.bookings:
        approve(number=each.number, reason="Welcome", actor=cast.hanna, now=NOW)
    address = f"/en/bookings/series/{placed.series.number}/answer/"
    late = teun.post(
        address, {"do": "decline", "reason": "No room", "seen": ["AAAA-AAAA", "\x01", "x" * 900]}
    )
    assert late.status_code == 409
    assert "somebody was first" in words(late)
    assert Booking.objects.filter(state=BookingState.CONFIRMED).count() == 2
