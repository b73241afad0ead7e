"""Whoever came along because the house wanted it, and need not any more after a change, is offered to be given up with
it: never by itself, and at a price that is said."""

import re
from datetime import timedelta

import pytest
import time_machine

from bookings.models import Booking
from bookings.rules.request import Visit
from facilities.rules.companions import Span, Why
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.factories.bookings import booked
from tests.factories.series import EVENING, open_thursdays, series_of
from tests.factories.terms import DAY_HALF, terms
from tests.pages.moving_help import DO, HX, bar, broken, dragged, said
from tests.pages.picking import address, words
from tests.pages.repeating import hidden
from tests.pages.test_search_with_company import rule
from tests.pages.test_series_later import change_data
from tests.pages.test_terms_and_fees import page, plain
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
NIGHT, AFTERNOON = thursday(18, 22), thursday(13, 17)
OFFER = "Not needed any more: Sound engineer"


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    rule(cast)
    return cast


@pytest.fixture
def evening(cast) -> Booking:
    """After six the engineer comes along."""
    return booked(cast.bo, cast.zout, cast.studio, cast.engineer, period=NIGHT)


def asked(client, booking: Booking, begins: str = "13:00", ends: str = "17:00", **other: object):
    form = {"do": "show", "date": "2026-11-26", "from": begins, "to": ends, "purpose": "Recording our film"}
    form |= {"line-0-quantity": "1", "line-1-quantity": "1"}
    return client.post(address(booking, "change/"), {**form, **other})


def tokens(answer) -> list[str]:
    return re.findall(r'name="token" value="([^"]+)"', words(answer))


def things(booking: Booking) -> list[str]:
    return [line.facility.name for line in booking.lines.order_by("position")]


def test_who_moves_to_the_afternoon_decides_about_the_engineer_at_a_price_that_is_said(cast, bo, evening):
    shown = asked(bo, evening)
    text = plain(page(shown))
    assert OFFER in text
    assert "Afterwards Collectief Zout pays € 280.00 with it, € 160.00 without." in text
    without, keeps = tokens(shown)
    bo.post(address(evening, "change/"), {"do": "change", "token": keeps})
    assert things(evening) == ["Studio 2", "Sound engineer"]


def test_the_one_button_changes_it_and_gives_them_up_and_nothing_else(cast, bo, evening):
    without, _keeps = tokens(asked(bo, evening))
    done = bo.post(address(evening, "change/"), {"do": "change", "token": without}, follow=True)
    assert "Changed." in page(done)
    evening.refresh_from_db()
    assert (things(evening), evening.period, evening.own_cents) == (["Studio 2"], AFTERNOON, 16_000)
    assert broken() == {}


def test_late_the_fee_for_giving_up_is_said_too(cast, bo, monday_morning):
    terms(cast.effenaar, DAY_HALF)
    booking = booked(cast.bo, cast.zout, cast.studio, cast.engineer, period=NIGHT)
    monday_morning.move_to(NIGHT.start - timedelta(hours=20))
    text = plain(page(asked(bo, booking)))
    assert OFFER in text and "is for giving up so late." in text


@pytest.mark.parametrize(
    ("begins", "ends", "other"),
    [
        ("17:00", "21:00", {}),  # still after six
        ("13:00", "17:00", {"line-1-drop": "on"}),  # they did it themselves
    ],
)
def test_who_still_must_come_or_was_taken_out_is_not_offered(cast, bo, evening, begins, ends, other):
    shown = asked(bo, evening, begins, ends, **other)
    assert "Change it like this?" in page(shown) and OFFER not in page(shown)


def test_who_was_picked_by_the_guest_is_nobodys_business(cast, bo):
    """Also before, no rule wanted them; and what was picked for longer than the rule wanted stays as it was picked."""
    daytime = booked(cast.bo, cast.zout, cast.studio, cast.engineer, period=thursday(9, 13))
    assert OFFER not in page(asked(bo, daytime))
    rule(cast, {"why": Why.AFTER, "at": NIGHT.start.time().replace(hour=20), "span": Span.LAST})
    longer = booked(cast.bo, cast.zout, cast.studio, cast.engineer, period=NIGHT)
    assert OFFER not in page(asked(bo, longer, "14:00", "18:00"))


def test_whoever_comes_for_the_last_hour_is_not_left_behind_at_the_old_one(cast, bo):
    """Moved to another evening hour, the line with a time of its own would stay where it was."""
    rule(cast, {"why": Why.ALWAYS, "span": Span.LAST})
    last = thursday(21, 22)
    booking = booked(cast.bo, cast.zout, cast.studio, (cast.engineer, 1, last), period=NIGHT)
    own = {"line-1-date": "2026-11-26", "line-1-from": "21:00", "line-1-to": "22:00"}
    shown = asked(bo, booking, "13:00", "17:00", **own)
    assert OFFER in page(shown)
    bo.post(address(booking, "change/"), {"do": "change", "token": tokens(shown)[0]})
    assert [line.period for line in booking.lines.order_by("position")] == [AFTERNOON, thursday(16, 17)]


def test_fewer_people_need_fewer_to_look_after_them(cast, bo):
    rule(cast, {"why": Why.PEOPLE, "people": 50})
    booking = booked(cast.bo, cast.zout, cast.studio, cast.engineer, visit=Visit(people=80))
    assert OFFER in page(asked(bo, booking, people="20"))
    assert OFFER not in page(asked(bo, booking, people="60"))


def test_the_desk_that_drags_it_to_the_afternoon_chooses_too(cast, evening):
    teun = signed_in(cast.teun)
    shown = dragged(teun, bar(evening, cast.studio.units.get()), to=AFTERNOON)
    text = plain(said(shown))
    assert OFFER in text and "Keep it: € 280.00" in text and "Give it up too: € 160.00" in text
    _keeps, without = tokens(shown)
    answer = teun.post(DO, {"token": without, "reason": "The piano tuner comes"}, headers=HX)
    assert answer.status_code == 200, said(answer)
    assert things(evening) == ["Studio 2"]
    back = re.search(r'name="back" value="([^"]+)"', words(answer))
    again = teun.post(DO.removesuffix("do/"), {"back": back[1]}, headers=HX)
    teun.post(DO, {"token": tokens(again)[0], "reason": "It was put back."}, headers=HX)
    assert things(evening) == ["Studio 2", "Sound engineer"]
    assert broken() == {}


def test_of_a_series_they_are_given_up_on_each_date_where_they_need_not_come(cast, bo):
    open_thursdays(cast.studio, cast.engineer)
    series = series_of(cast.bo, cast.zout, cast.studio, cast.engineer, period=EVENING, count=3).series
    second = series.bookings.order_by("during__startswith")[1]
    where = f"/en/bookings/series/{series.number}/{second.number}/change/"
    form = bo.get(where)
    earlier = {"from": "14:00", "to": "17:00"}
    kept = bo.post(where, change_data(form, **earlier))
    text = plain(page(kept))
    assert OFFER in text and "On 2 dates the house wanted that" in text
    assert "The prices below are with it." in text
    without = bo.post(where, change_data(form, **earlier, let_go="on"))
    assert "The prices below are without it." in page(without)
    bo.post(where, {"do": "change", "token": hidden(without, "token")})
    found = [things(each) for each in series.bookings.order_by("during__startswith")]
    assert found == [["Studio 2", "Sound engineer"], ["Studio 2"], ["Studio 2"]]
    assert broken() == {}
