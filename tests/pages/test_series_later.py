"""A series that stands: its page and lists, its calendar, and changing or cancelling from a date on."""

import re
from datetime import timedelta

import pytest
import time_machine

from bookings.models import Booking
from tests.cast import NOW, Cast, assemble, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.series import EVENING, open_thursdays, series_of
from tests.pages.repeating import WEEK, busy, hidden, page, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    open_thursdays(cast.studio, cast.microphones)
    return cast


def test_the_series_stands_on_its_page_in_lists_and_on_its_dates(cast, bo, client):
    series = series_of(cast.bo, cast.zout, cast.studio, count=3).series
    first = series.bookings.order_by("during__startswith")[0]
    assert series.number in page(bo.get("/en/bookings/series/"))
    assert f"One date of series {series.number}" in page(bo.get(f"/en/bookings/{first.number}/"))
    text = words(bo.get(f"/en/bookings/series/{series.number}/"))
    assert "What is still to come is € 450.00 for you." in text
    client.force_login(cast.teun)
    desk = words(client.get("/en/desk/effenaar/series/"))
    assert "Collectief Zout: Choir rehearsal 3 dates" in desk and "Every week" in desk


def test_cancelling_from_a_date_on_shows_each_fee_first(cast, bo):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=4)
    address = f"/en/bookings/series/{placed.series.number}/{placed.bookings[1].number}/cancel/"
    assert "Yes, cancel 3 dates" in words(bo.get(address))
    done = bo.post(address, {"fee": "0"}, follow=True)
    assert "3 dates are cancelled." in page(done)
    again = bo.post(address, {"fee": "0"})
    assert again.status_code == 409 and "nothing left to cancel" in page(again)


def change_data(response, **other: str) -> dict[str, str]:
    """What the form sends when nothing is touched."""
    form = {"do": "show", "from": "19:00", "to": "22:00", "weekday": "3", "purpose": "Choir rehearsal"}
    things = re.findall(r'name="(thing|quantity)-([0-9]+)"', response.content.decode())
    for what, pk in things:
        form[f"{what}-{pk}"] = pk if what == "thing" else "1"
    return {**form, **other}


def test_changing_from_a_date_on_shows_each_price_first(cast, bo):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=4)
    busy(cast, 2, start=-2, hours=2)
    address = f"/en/bookings/series/{placed.series.number}/{placed.bookings[1].number}/change/"
    form = bo.get(address)
    shown = bo.post(address, change_data(form, **{"from": "18:00"}))
    text = words(shown)
    assert "1 date cannot be changed like this" in text and 'name="token"' not in page(shown)
    stays = {f"date-{placed.bookings[2].number}": "stays"}
    shown = bo.post(address, change_data(form, **{"from": "18:00"}, **stays))
    assert "Yes, change 2 dates for € 20.00 more" in words(shown)
    done = bo.post(address, {"do": "change", "token": hidden(shown, "token")}, follow=True)
    assert "2 dates are changed." in page(done)
    starts = [
        each.period.start - EVENING.start
        for each in Booking.objects.filter(series=placed.series).order_by("during__startswith")
    ]
    assert starts == [timedelta(), WEEK - timedelta(hours=1), 2 * WEEK, 3 * WEEK - timedelta(hours=1)]
    assert broken_invariants() == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "25:00"},
        {"weekday": "9"},
        {"purpose": "x" * 201},
        {"from": ""},
    ],
)
def test_a_change_that_cannot_be_read_is_said_beside_the_form(cast, bo, wrong):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=2)
    address = f"/en/bookings/series/{placed.series.number}/{placed.bookings[0].number}/change/"
    answer = bo.post(address, change_data(bo.get(address), **wrong))
    assert answer.status_code == 400


def test_nothing_different_is_said_to_be_so_already(cast, bo):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=2)
    address = f"/en/bookings/series/{placed.series.number}/{placed.bookings[0].number}/change/"
    answer = bo.post(address, change_data(bo.get(address)))
    assert "That is how they are already." in page(answer)
    assert bo.post(address, {"do": "change", "token": "x"}).status_code == 404


def test_a_date_of_another_series_is_not_found(cast, bo):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=2)
    other = booked(cast.bo, cast.zout, cast.studio, period=thursday(9, 12))
    for what in ("cancel", "change"):
        for number in (other.number, "NONE-SUCH"):
            address = f"/en/bookings/series/{placed.series.number}/{number}/{what}/"
            assert bo.get(address).status_code == 404


def test_the_calendar_of_a_series_has_every_date(cast, bo):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=3)
    answer = bo.get(f"/en/bookings/series/{placed.series.number}/calendar.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer.content.count(b"BEGIN:VEVENT") == 3
