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


def every_hidden(response) -> dict[str, str]:
    """What the form that says yes sends, but for the key of the site."""
    form = re.search(r'<form class="form panel".*?</form>', response.content.decode(), re.S)
    assert form
    return {
        name: value
        for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[0])
        if name != "csrfmiddlewaretoken"
    }


def test_a_refused_change_comes_back_as_it_was_filled_in_with_what_to_mend(cast, bo):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=4)
    address = f"/en/bookings/series/{placed.series.number}/{placed.bookings[1].number}/change/"
    filled = {"from": "18:00", "purpose": "Choir & orchestra"}
    stays = {f"date-{placed.bookings[3].number}": "stays"}
    shown = bo.post(address, change_data(bo.get(address), **filled, **stays))
    assert "Yes, change 2 dates" in words(shown)
    yes = {"do": "change", **every_hidden(shown)}
    yes["purpose"] = "Choir & orchestra"  # as a browser reads it
    # Somebody takes the hour before one of them, between the two clicks.
    busy(cast, 2, start=-2, hours=2)
    answer = bo.post(address, yes)
    text = words(answer)
    assert answer.status_code == 409 and "Nothing was changed" in text
    assert "decide below about the dates that cannot be changed like this" in text
    assert "1 date cannot be changed like this" in text
    form = answer.context["form"]
    assert (form["from"].value(), form["purpose"].value()) == ("18:00", "Choir & orchestra")
    assert answer.context["decisions"][f"date-{placed.bookings[3].number}"].value() == "stays"
    # Mended as it says, it is done.
    more = {f"date-{placed.bookings[2].number}": "stays"}
    shown = bo.post(address, change_data(answer, **filled, **stays, **more))
    done = bo.post(address, {"do": "change", **every_hidden(shown)}, follow=True)
    assert "1 date is changed." in page(done)
    assert broken_invariants() == {}


def test_a_price_of_a_while_ago_is_shown_anew_with_what_was_filled_in(cast, bo, monday_morning):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=2)
    address = f"/en/bookings/series/{placed.series.number}/{placed.bookings[0].number}/change/"
    shown = bo.post(address, change_data(bo.get(address), **{"from": "18:00"}))
    monday_morning.shift(timedelta(days=1))
    answer = bo.post(address, {"do": "change", **every_hidden(shown)})
    text = words(answer)
    assert "That price was shown a while ago." in text and "say yes again" in text
    assert answer.context["form"]["from"].value() == "18:00"
    done = bo.post(address, {"do": "change", **every_hidden(answer)}, follow=True)
    assert "2 dates are changed." in page(done)


def test_a_yes_without_what_was_filled_in_is_marked_and_changes_nothing(cast, bo, monday_morning):
    placed = series_of(cast.bo, cast.zout, cast.studio, count=2)
    address = f"/en/bookings/series/{placed.series.number}/{placed.bookings[0].number}/change/"
    shown = bo.post(address, change_data(bo.get(address), **{"from": "18:00"}))
    monday_morning.shift(timedelta(days=1))
    answer = bo.post(address, {"do": "change", "token": hidden(shown, "token")})
    assert answer.status_code == 400 and "mend what is marked below" in words(answer)
