"""Booking again and again as people see it: how often, how every date stands, what it costs, yes."""

import re
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from bookings.models import Booking, BookingState, Series
from facilities.models import Facility
from funding.models import Fund
from hub.kit.periods import Period
from tests.cast import NOW, Cast, assemble, declare_band_a, two_funds
from tests.concurrency.rivals import broken_invariants
from tests.factories.cards import takes_cards
from tests.factories.facilities import AMSTERDAM, FacilityFactory, HouseRulesFactory
from tests.factories.funding import card
from tests.factories.money import fill
from tests.factories.options import asks_first
from tests.factories.series import EVENING, open_thursdays, thursdays
from tests.pages.repeating import NEW, book, busy, chosen, look, page, pick, words
from tests.signing_in import signed_in

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


def test_the_basket_is_booked_again_and_again(cast, bo):
    pick(bo, cast)
    assert "Book it every week or month" in page(bo.get("/en/book/quote/"))
    assert "The first date: Thursday 26 November 2026, 19:00–22:00." in page(bo.get(NEW))
    shown = look(bo)
    text = words(shown)
    assert "4 dates together" in text and "Book 4 dates, on account for € 600.00" in text
    assert not Booking.objects.exists()
    done = book(bo, shown)
    assert "All dates are in." in page(done)
    series = Series.objects.get()
    assert [each.purpose for each in series.bookings.all()] == ["Choir"] * 4
    assert done.redirect_chain[-1][0] == f"/en/bookings/series/{series.number}/"
    assert broken_invariants() == {}


def test_a_date_that_is_taken_waits_for_a_decision_and_says_what_else_is_free(cast, bo):
    busy(cast, 1)
    other = FacilityFactory(hub=cast.effenaar, slug="studio-3", name="Studio 3", open_days=thursdays(6))
    card(other, hour=4_000)
    pick(bo, cast)
    shown = look(bo)
    text = words(shown)
    assert "1 date is for you to decide" in text
    assert "Studio 2 is taken then." in text and "a moment earlier" not in text
    assert "take 16:00–19:00 instead" in text and "take Studio 3 instead" in text
    assert "Book 4" not in text and 'name="token"' not in page(shown)
    assert list(chosen(shown).values()) == ["take", "", "take", "take"]


@pytest.mark.parametrize("what", ["time", "thing", "out"])
def test_each_decision_is_priced_and_booked(cast, bo, what):
    busy(cast, 1)
    other = FacilityFactory(hub=cast.effenaar, slug="studio-3", name="Studio 3", open_days=thursdays(6))
    card(other, hour=4_000)
    pick(bo, cast)
    day = f"on-{thursdays(2)[1].isoformat()}"
    say = {"time": "at:20261203T1500", "thing": f"in:{cast.studio.pk}:{other.pk}", "out": "out"}[what]
    shown = look(bo, **{**chosen(look(bo)), day: say})
    assert "for you to decide" not in page(shown)
    book(bo, shown)
    series = Series.objects.get()
    second = series.bookings.filter(during__startswith__gt=EVENING.start + timedelta(days=2)).order_by(
        "during__startswith"
    )[0]
    if what == "time":
        assert second.period.start.isoformat() == "2026-12-03T15:00:00+00:00"
    elif what == "thing":
        assert second.lines.get().facility == other
    else:
        assert series.left_out == ["2026-12-03"]
        shown = bo.get(f"/en/bookings/series/{series.number}/")
        assert "Left out when it was booked: Thu 3 Dec" in words(shown)
        query = "date=2026-12-03&from=19%3A00&to=22%3A00&quantity=1"
        assert f'href="/en/book/wait/effenaar/{cast.studio.slug}/?{query}"' in page(shown)
    assert broken_invariants() == {}


def test_a_choice_that_nobody_offered_is_not_read(cast, bo):
    busy(cast, 1)
    pick(bo, cast)
    for foreign in (
        "take",
        "at:20261203T1800",
        "at:99999999T9999",
        "in:1:2",
        "first",
        "\x00" * 3,
        "x" * 5_000,
    ):
        shown = look(bo, **{"on-2026-12-03": foreign, "on-2099-01-01": "take"})
        assert shown.status_code == 200
        assert chosen(shown)["on-2026-12-03"] == ""


def test_who_carries_how_much_is_said_date_by_date_in_the_order_of_the_dates(cast, bo):
    declare_band_a(cast.zout)
    two_funds(cast)
    fill(Fund.objects.get(slug="regional-makers-fund"), 10_000)
    pick(bo, cast)
    shown = look(bo)
    text = words(shown)
    assert re.findall(r"Regional Makers Fund € ([0-9.]+)", text)[:3] == [
        "39.00", "39.00", "22.00",
    ]  # fmt: skip
    book(bo, shown)
    bookings = Booking.objects.order_by("during__startswith")
    assert [each.funds_cents for each in bookings] == [3_900, 3_900, 2_200, 0]


def test_what_was_chosen_after_the_price_was_shown_is_priced_first(cast, bo):
    pick(bo, cast)
    shown = look(bo)
    answer = book(bo, shown, **{"on-2026-12-03": "out"})
    assert answer.status_code == 409
    assert "You chose something else since." in page(answer)
    assert "Book 3 dates" in page(answer)
    assert not Booking.objects.exists()
    answer = book(bo, shown, count="3")
    assert answer.status_code == 409 and not Booking.objects.exists()


def test_a_date_that_was_taken_meanwhile_is_said_and_nothing_is_booked(cast, bo):
    pick(bo, cast)
    shown = look(bo)
    busy(cast, 2)
    answer = book(bo, shown)
    assert answer.status_code == 409
    assert "Some of these dates cannot be had any more. Nothing was booked" in page(answer)
    assert "1 date is for you to decide" in words(answer)
    assert not Series.objects.exists()


def test_sent_twice_it_is_one_series(cast, bo):
    pick(bo, cast)
    shown = look(bo)
    first, again = book(bo, shown), book(bo, shown)
    assert first.redirect_chain[-1] == again.redirect_chain[-1]
    assert Series.objects.count() == 1


def test_closed_beyond_and_too_soon_are_told_apart(cast, bo):
    Facility.objects.filter(pk=cast.studio.pk).update(horizon_days=15, notice_minutes=4 * 24 * 60)
    cast.studio.openings.filter(during__startswith__gt=datetime(2026, 12, 1, tzinfo=AMSTERDAM)).delete()
    pick(bo, cast)
    text = words(look(bo))
    assert "too soon" in text and "closed" in text and "too far ahead" in text


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"rhythm": "secondly"}, "That is not in the list."),
        ({"rhythm": "FREQ=SECONDLY"}, "That is not in the list."),
        ({"rhythm": ""}, "required"),
        ({"count": "1000000000"}, "Give a whole number from 2 to 104."),
        ({"count": "1e9"}, "Give a whole number from 2 to 104."),
        ({"count": "0"}, "Give a whole number from 2 to 104."),
        ({"count": "-3"}, "Give a whole number from 2 to 104."),
        ({"count": "٤"}, "Give a whole number from 2 to 104."),
        ({"count": ""}, "Say how many times, or until when: one of the two."),
        ({"until": "2027-01-01"}, "Say how many times, or until when: one of the two."),
        ({"count": "", "until": "2020-01-01"}, "That is one date or none, and so no series."),
        ({"count": "", "until": "2199-12-31"}, "A series has at most 104 dates."),
        ({"count": "", "until": "9999-12-31"}, ""),
        ({"count": "", "until": "tomorrow"}, ""),
        ({"rhythm": "monthly_last"}, ""),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_form_and_stays(cast, bo, asked, says):
    if asked == {"rhythm": "monthly_last"}:  # the 26th is the last Thursday of November, the 19th is not
        pick(bo, cast, date="2026-12-03")
        says = "The first date is not the last of its weekday in that month."
    else:
        pick(bo, cast)
    answer = look(bo, **asked)
    assert answer.status_code == 400
    assert says in words(answer)
    assert "error" in page(answer)


@pytest.mark.parametrize("token", ["", "x", "eyJ:1:2"])
def test_what_we_did_not_seal_is_not_found(cast, bo, token):
    pick(bo, cast)
    answer = bo.post(NEW, {"do": "book", "token": token, "key": str(uuid4())})
    assert answer.status_code == 404


def test_a_token_of_another_page_is_not_found(cast, bo):
    pick(bo, cast)
    token = re.search(r'name="token" value="([^"]+)"', page(bo.get("/en/book/quote/")))
    assert token
    assert bo.post(NEW, {"do": "book", "token": token[1], "key": str(uuid4())}).status_code == 404


def test_in_the_night_that_has_an_hour_twice_somebody_says_which(cast, bo, monday_morning):
    monday_morning.move_to(datetime(2026, 10, 12, 9, tzinfo=AMSTERDAM))
    nights = [date(2026, 10, 18), date(2026, 10, 25)]
    cast.studio.openings.all().delete()
    for night in nights:
        cast.studio.openings.create(
            during=Period(
                datetime.combine(night, datetime.min.time(), AMSTERDAM),
                datetime.combine(night, datetime.min.time(), AMSTERDAM) + timedelta(hours=20),
            ).to_range()
        )
    pick(bo, cast, **{"date": "2026-10-18", "from": "02:00", "to": "05:00"})
    shown = look(bo, count="2")
    text = words(shown)
    assert "the clock changes" in text and "exists twice" in text
    assert "take the second (winter time)" in text and "1 date is for you to decide" in text
    shown = look(bo, count="2", **{"on-2026-10-25": "second"})
    book(bo, shown, count="2")
    lengths = [each.period.length for each in Booking.objects.order_by("during__startswith")]
    assert lengths == [timedelta(hours=3), timedelta(hours=3)]
    assert Booking.objects.latest("during__startswith").period.start.hour == 1  # UTC: the second two o'clock


def test_in_the_night_that_lacks_an_hour_another_time_is_offered(cast, monday_morning):
    monday_morning.move_to(datetime(2027, 3, 15, 9, tzinfo=AMSTERDAM))
    bo = signed_in(cast.bo)
    cast.studio.openings.all().delete()
    for night in (date(2027, 3, 21), date(2027, 3, 28)):
        begins = datetime.combine(night, datetime.min.time(), AMSTERDAM)
        cast.studio.openings.create(during=Period(begins, begins + timedelta(hours=20)).to_range())
    pick(bo, cast, **{"date": "2027-03-21", "from": "02:00", "to": "05:00"})
    text = words(look(bo, count="2"))
    assert "does not exist" in text and "1 date is for you to decide" in text
    assert "take 03:00–05:00 instead" in text  # it ends when it always does


def test_house_rules_are_accepted_once(cast, bo):
    HouseRulesFactory(hub=cast.effenaar, version=3)
    pick(bo, cast)
    shown = look(bo)
    refused = book(bo, shown)
    assert refused.status_code == 400 and "Agree to the house rules first" in page(refused)
    assert not Booking.objects.exists()
    book(bo, refused, accept="on", version="3")
    assert Booking.objects.count() == 4


def test_a_hub_that_looks_first_is_asked_for_all_and_answers_all(cast, bo, client, monday_morning):
    asks_first(cast.studio)
    pick(bo, cast)
    shown = look(bo)
    assert "Ask for 4 dates, on account for € 600.00" in words(shown)
    book(bo, shown)
    series = Series.objects.get()
    client.force_login(cast.teun)
    address = f"/en/bookings/series/{series.number}/"
    assert "4 dates wait for your answer" in words(client.get(address))
    assert client.post(f"{address}answer/", {"do": "approve", "reason": ""}).status_code == 400
    done = client.post(f"{address}answer/", {"do": "approve", "reason": "Welcome"}, follow=True)
    assert "4 dates are approved." in page(done)
    assert {each.state for each in Booking.objects.all()} == {BookingState.CONFIRMED}


def test_a_hub_that_is_paid_first_says_so_before_anything(cast, bo, settings):
    takes_cards(cast.effenaar, on_account=False)
    settings.CARDS = True
    pick(bo, cast)
    shown = look(bo)
    assert "Effenaar is paid when you book." in page(shown)
    assert 'name="do" value="book"' not in page(shown)


def test_without_a_basket_there_is_nothing_to_repeat(cast, bo):
    assert bo.get(NEW).headers["Location"] == "/en/book/basket/"
    assert look(bo).status_code == 302
