"""Taking an option, asking for approval, and the hub's answer, as people see it: on the page of the booking."""

from datetime import timedelta

import pytest
import time_machine

from bookings.actions.cancel import cancel
from bookings.models import BookingState
from tests.cast import NOW, Cast, assemble, declare_band_a
from tests.factories.bookings import booked, held
from tests.factories.options import asks_first, gives_options, optioned, requested
from tests.pages.picking import address, page
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    gives_options(cast.studio)
    return cast


def test_what_is_held_is_kept_in_option_and_booked_with_one_click(cast, bo):
    booking = held(cast.bo, cast.zout, cast.studio)
    first = page(bo.get(address(booking)))
    assert "Not sure yet?" in first and "until 25 November 2026 at the latest" in first
    after = page(bo.post(address(booking, "option/"), {"on": "2026-11-24"}, follow=True))
    assert "It is yours in option." in after
    assert "Kept for you until Tuesday 24 November, 23:59." in after
    assert "Not sure yet?" not in after
    assert "until Tuesday 24 November, 23:59" in page(bo.get("/en/bookings/"))
    booked = page(bo.post(address(booking, "confirm/"), follow=True))
    assert "It is yours. What happens next:" in booked


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("", "This field is required."),
        ("31-02-2026", "Give a day such as 2026-11-26."),
        ("٢٤-١١-٢٠٢٦", "Give a day such as 2026-11-26."),
        ("9999-12-31", "Give a day from"),
        ("2026-11-22", "Choose today or a later day."),
        ("2026-12-24", "An option on this lasts until Wednesday 25 November, 13:00 at most."),
    ],
)
def test_a_day_that_cannot_be_is_said_at_the_field_and_the_hold_stays(cast, bo, on, said):
    booking = held(cast.bo, cast.zout, cast.studio)
    response = bo.post(address(booking, "option/"), {"on": on})
    assert response.status_code in (200, 400)
    assert said in page(response, response.status_code)
    booking.refresh_from_db()
    assert booking.state == BookingState.HELD


def test_where_the_house_gives_no_options_none_is_offered(cast, bo):
    gives_options(cast.studio, days=0)
    booking = held(cast.bo, cast.zout, cast.studio)
    assert "Not sure yet?" not in page(bo.get(address(booking)))
    assert "cannot be had in option" in page(bo.post(address(booking, "option/"), {"on": "2026-11-24"}), 409)


def test_an_option_that_is_over_says_so(cast, bo, monday_morning):
    option = optioned(cast.bo, cast.zout, cast.studio)
    monday_morning.move_to(option.held_until)
    assert "The option is over" in page(bo.get(address(option)))
    assert "Your option ended" in page(bo.post(address(option, "confirm/")), 410)


def test_a_member_reads_along_and_the_hub_sees_whose_it_is(cast, teun):
    option = optioned(cast.bo, cast.zout, cast.studio)
    assert "Book it" not in page(signed_in(cast.mira).get(address(option)))
    assert "For Collectief Zout, until Tuesday 24 November, 23:59." in page(teun.get(address(option)))
    assert "option" in page(teun.get("/en/desk/effenaar/planning/?day=2026-11-26"))


def test_one_asks_and_the_hub_asks_back_and_says_yes(cast, bo, teun):
    asks_first(cast.studio)
    booking = held(cast.bo, cast.zout, cast.studio)
    assert "Ask for it, on account for" in page(bo.get(address(booking)))
    asked = page(bo.post(address(booking, "confirm/"), follow=True))
    assert "Effenaar answers before Wednesday 25 November, 10:00." in asked
    assert "Yes or no?" not in asked and "Take the request back" in asked
    assert "Waits for your answer 1" in page(teun.get("/en/desk/effenaar/"))
    assert "Waits for your answer 1" in page(teun.get("/en/desk/effenaar/planning/"))
    judged = page(teun.get(address(booking)))
    assert "Yes or no?" in judged and "Cancel this booking" not in judged
    assert "How many are you?" in page(
        teun.post(address(booking, "ask/"), {"text": "How many are you?"}, follow=True)
    )
    reply = page(bo.post(address(booking, "answer/"), {"text": "We are <five>"}, follow=True))
    assert "We are &lt;five&gt;" in reply
    assert "Approved" in page(teun.post(address(booking, "approve/"), {"reason": "Welcome"}, follow=True))
    assert "It is yours." in page(bo.get(address(booking)))
    assert "Waits for your answer" not in page(teun.get("/en/desk/effenaar/"))


def test_the_hub_says_no_and_the_organisation_reads_why(cast, bo, teun):
    asks_first(cast.studio)
    booking = requested(cast.bo, cast.zout, cast.studio)
    assert "This field is required." in page(teun.post(address(booking, "decline/"), {"reason": " "}))
    assert "Declined" in page(
        teun.post(address(booking, "decline/"), {"reason": "Our neighbours sleep"}, follow=True)
    )
    assert "Our neighbours sleep" in page(bo.get(address(booking)))


@pytest.mark.parametrize("do", ["ask", "answer"])
def test_a_remark_without_words_or_too_long_is_said_and_kept(cast, bo, teun, do):
    asks_first(cast.studio)
    booking = requested(cast.bo, cast.zout, cast.studio)
    teun.post(address(booking, "ask/"), {"text": "How many are you?"})
    client = teun if do == "ask" else bo
    assert "This field is required." in page(client.post(address(booking, f"{do}/"), {"text": " "}))
    long = page(client.post(address(booking, f"{do}/"), {"text": "x" * 1001}))
    assert "at most 1000 characters" in long and "xxx" in long
    assert "Null characters" in page(client.post(address(booking, f"{do}/"), {"text": "a\x00"}))


def test_no_answer_in_time_is_said(cast, bo, teun, monday_morning):
    asks_first(cast.studio)
    booking = requested(cast.bo, cast.zout, cast.studio)
    monday_morning.move_to(NOW + timedelta(hours=48))
    assert "Effenaar did not answer in time" in page(bo.get(address(booking)))
    assert "The time to answer was over" in page(
        teun.post(address(booking, "approve/"), {"reason": "x"}), 410
    )


def test_the_file_for_a_calendar_says_that_it_is_not_sure(cast, bo):
    option = optioned(cast.bo, cast.zout, cast.studio)
    assert b"STATUS:TENTATIVE" in bo.get(address(option, "calendar.ics")).content


def test_who_comes_second_reads_until_when_it_is_in_option_and_not_whose(cast):
    option = optioned(cast.bo, cast.zout, cast.studio)
    ilse = signed_in(cast.ilse)
    form = {"facility": cast.studio.pk, "date": "2026-11-26", "from": "13:00", "to": "17:00"}
    ilse.post("/en/book/basket/add/", form)
    told = page(ilse.get("/en/book/quote/"))
    assert "It is in option until Tuesday 24 November, 23:59." in told
    assert "Zout" not in told and option.number not in told
    cancel(number=option.number, actor=cast.bo, now=NOW)
    assert "in option" not in page(ilse.get("/en/book/quote/"))


def test_what_is_taken_for_good_is_not_said_to_be_in_option(cast):
    booked(cast.bo, cast.zout, cast.studio)
    ilse = signed_in(cast.ilse)
    form = {"facility": cast.studio.pk, "date": "2026-11-26", "from": "13:00", "to": "17:00"}
    ilse.post("/en/book/basket/add/", form)
    told = page(ilse.get("/en/book/quote/"))
    assert "Somebody was a moment earlier" in told and "in option" not in told
