"""Many dates in the way: each may be decided, and all of the rest with one button; nothing by itself."""

import pytest
import time_machine

from bookings.models import Booking, Series
from facilities.rules.companions import Why
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories.series import open_thursdays, series_of
from tests.pages.repeating import book, busy, chosen, hidden, look, page, pick, words
from tests.pages.test_search_with_company import rule
from tests.pages.test_series_later import change_data
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    open_thursdays(cast.studio, cast.engineer)
    return cast


@pytest.fixture
def bo(cast):
    return signed_in(cast.bo)


def test_all_that_cannot_be_had_is_left_out_with_one_button(cast, bo):
    busy(cast, 1)
    busy(cast, 3)
    pick(bo, cast)
    shown = look(bo)
    assert "Leave out these 2 dates" in words(shown)
    assert list(chosen(shown).values()) == ["take", "", "take", ""]
    left = look(bo, **{**chosen(shown), "do": "rest_out"})
    assert list(chosen(left).values()) == ["take", "out", "take", "out"]
    assert "Book 2 dates" in words(left) and not Booking.objects.filter(organisation=cast.zout).exists()
    book(bo, left)
    assert Series.objects.get().left_out == ["2026-12-03", "2026-12-17"]


def test_what_was_decided_stays_decided(cast, bo):
    busy(cast, 1)
    busy(cast, 3)
    pick(bo, cast)
    day = "on-2026-12-03"
    left = look(bo, **{**chosen(look(bo)), day: "at:20261203T1500", "do": "rest_out"})
    assert list(chosen(left).values()) == ["take", "at:20261203T1500", "take", "out"]


def test_one_clash_has_its_list_and_no_button_for_all(cast, bo):
    busy(cast, 1)
    pick(bo, cast)
    assert "Leave out" not in words(look(bo))


def test_who_must_come_along_on_a_date_stands_beside_it_with_the_reason(cast, bo):
    rule(cast, {"why": Why.BEFORE, "at": NOW.replace(hour=18, minute=0).time()})
    busy(cast, 1)
    pick(bo, cast)
    day = "on-2026-12-03"
    shown = look(bo, **{**chosen(look(bo)), day: "at:20261203T1500"})
    assert words(shown).count("With Sound engineer: Sound engineer is needed at Studio 2 before 18:00.") == 1
    book(bo, shown)
    series = Series.objects.get()
    assert [each.lines.count() for each in series.bookings.order_by("during__startswith")] == [1, 2, 1, 1]
    assert broken_invariants() == {}


def test_all_that_cannot_move_stays_with_one_button(cast, bo):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=4)
    for week in (1, 2):
        busy(cast, week, start=-3, hours=2)
    address = f"/en/bookings/series/{placed.series.number}/{placed.bookings[0].number}/change/"
    form = change_data(bo.get(address), **{"from": "17:00", "to": "20:00"})
    shown = bo.post(address, form)
    assert "Leave these 2 dates as they are" in words(shown) and 'name="token"' not in page(shown)
    shown = bo.post(address, {**form, "do": "rest_stays"})
    assert "Yes, change 2 dates" in words(shown)
    done = bo.post(address, {"do": "change", "token": hidden(shown, "token")}, follow=True)
    assert "2 dates are changed." in page(done)
    assert broken_invariants() == {}


def test_who_must_come_at_the_new_hour_comes_by_themselves(cast, bo):
    rule(cast, {"why": Why.BEFORE, "at": NOW.replace(hour=18, minute=0).time()})
    placed = series_of(cast.bo, cast.zout, cast.studio, count=3)
    address = f"/en/bookings/series/{placed.series.number}/{placed.bookings[1].number}/change/"
    form = change_data(bo.get(address), **{"from": "15:00", "to": "18:00"})
    shown = bo.post(address, form)
    assert words(shown).count("With Sound engineer") == 2
    bo.post(address, {"do": "change", "token": hidden(shown, "token")}, follow=True)
    bookings = placed.series.bookings.order_by("during__startswith")
    assert [each.lines.count() for each in bookings] == [1, 2, 2]
    assert broken_invariants() == {}
