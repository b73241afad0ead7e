"""Changing a booking as people see it: how it is to be, what that costs, yes."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings.models import Booking
from facilities.models import Facility, FacilityState
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked, held
from tests.factories.changes import changed
from tests.factories.funding import card
from tests.factories.inductions import asked_at
from tests.factories.terms import DAY_HALF, terms
from tests.pages.picking import address
from tests.pages.test_terms_and_fees import page, plain
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
LATE = thursday(13, 17).start - timedelta(hours=20)


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    return cast


@pytest.fixture
def booking(cast) -> Booking:
    return booked(cast.bo, cast.zout, cast.studio, (cast.microphones, 2))


def as_it_is(**other: object) -> dict[str, object]:
    """What the form sends when nothing is touched."""
    form = {
        "do": "show",
        "date": "2026-11-26",
        "from": "13:00",
        "to": "17:00",
        "purpose": "Recording our film",
    }
    form |= {"line-0-quantity": "1", "line-1-quantity": "2"}
    return {**form, **other}


def token(response) -> str:
    found = re.search(r'name="token" value="([^"]+)"', response.content.decode())
    assert found, page(response)
    return found[1]


def said_yes(client: Client, booking: Booking, **other: object):
    shown = client.post(address(booking, "change/"), as_it_is(**other))
    return client.post(address(booking, "change/"), {"do": "change", "token": token(shown)}, follow=True)


def test_the_form_says_how_it_is_and_nothing_happens_before_the_price_is_seen(cast, bo, booking):
    form = page(bo.get(address(booking, "change/")))
    assert "It is now: Thursday 26 November 2026, 13:00–17:00." in form
    assert "Take out: Studio 2" in form and "Sound engineer" in form
    response = bo.post(address(booking, "change/"), as_it_is(**{"add-0-facility": cast.engineer.pk}))
    shown = plain(page(response))
    assert "Change it like this?" in shown
    assert "Sound engineer € 120.00 Thu 26 Nov, 13:00–17:00 · new, at the price of today" in shown
    assert "Studio 2 € 160.00 Thu 26 Nov, 13:00–17:00 · stays as it was agreed" in shown
    assert "Full price € 180.00 € 300.00" in shown
    assert "Yes, change it for € 120.00 more" in shown
    booking.refresh_from_db()
    assert booking.changes == 0


def test_yes_changes_it_and_the_page_says_why_the_shares_are_as_they_are(cast, bo, booking):
    after = plain(page(said_yes(bo, booking, **{"add-0-facility": cast.engineer.pk})))
    assert "Changed. You both get a mail" in after
    assert "Sound engineer" in after
    assert "1 × Studio 2 stays as it was booked; your part of it is € 160.00." in after
    assert broken_invariants() == {}


def test_it_moves_to_the_evening_and_what_was_for_it_is_free(cast, bo, booking):
    after = page(said_yes(bo, booking, **{"from": "18:00", "to": "22:00"}))
    assert "Thursday 26 November 2026, 18:00–22:00" in after
    assert held(cast.ilse, cast.noord, cast.studio)


def test_fewer_and_taken_out(cast, bo, booking):
    shown = plain(
        page(bo.post(address(booking, "change/"), as_it_is(**{"line-1-quantity": "1", "line-0-drop": "on"})))
    )
    assert "fewer, at the price that was agreed" in shown and "given back" in shown
    assert "Yes, change it for € 170.00 less" in shown


def test_the_same_line_taken_twice_is_more_of_it(cast, bo, booking):
    more = {"add-0-facility": cast.microphones.pk, "add-0-quantity": "2"}
    after = page(said_yes(bo, booking, **more))
    assert "Changed." in after
    assert sum(line.quantity for line in booking.lines.filter(facility=cast.microphones)) == 4
    form = bo.get(address(booking, "change/")).content.decode()
    assert re.search(r'name="line-1-quantity"[^>]*value="4"|value="4"[^>]*name="line-1-quantity"', form)
    again = bo.post(address(booking, "again/"), follow=True)
    assert "Show the price" in page(again)


def test_nothing_changed_and_nothing_left_are_said(cast, bo, booking):
    assert "That is how it is already." in page(bo.post(address(booking, "change/"), as_it_is(), follow=True))
    gone = bo.post(
        address(booking, "change/"), as_it_is(**{"line-0-drop": "on", "line-1-drop": "on"}), follow=True
    )
    assert "Nothing would be left of it. Cancel the booking instead." in page(gone)


def test_only_words_are_changed_at_no_price(cast, bo, booking):
    shown = bo.post(address(booking, "change/"), as_it_is(purpose="A rehearsal", setup="30"))
    assert "The price stays as it is." in page(shown)
    bo.post(address(booking, "change/"), {"do": "change", "token": token(shown)})
    booking.refresh_from_db()
    assert (booking.purpose, booking.setup_minutes, booking.changes) == ("A rehearsal", 30, 1)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"to": "12:00"}, "The end must be after the start."),
        ({"date": "2026-02-31"}, "Give a day such as"),
        ({"from": "02:30", "date": "2027-03-28", "to": "05:00"}, "does not exist"),
        ({"line-1-quantity": "7"}, "Give a whole number from 1 to 6."),
        ({"line-1-quantity": "-1"}, "Give a whole number from 1 to 6."),
        ({"add-0-facility": "999999"}, "That is not in the list."),
        ({"add-0-facility": "x"}, "That is not in the list."),
        ({"add-0-quantity": "1e9"}, "Give a whole number"),
        ({"purpose": "x" * 201}, "at most 200"),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field(cast, bo, booking, other, why):
    assert why in page(bo.post(address(booking, "change/"), as_it_is(**other)), 400)
    booking.refresh_from_db()
    assert booking.changes == 0


def test_what_is_in_the_way_is_said_and_the_booking_stays(cast, bo, booking):
    booked(cast.ilse, cast.noord, cast.engineer)
    shown = page(bo.post(address(booking, "change/"), as_it_is(**{"add-0-facility": cast.engineer.pk})))
    assert "Somebody was a moment earlier: Sound engineer is no longer free then." in shown
    assert "Your booking stays as it was." in shown
    closed = page(bo.post(address(booking, "change/"), as_it_is(**{"from": "22:00", "to": "24:00"})))
    assert "is not open for the whole of that time" in closed


def test_who_adds_what_they_were_never_shown_reads_where_they_are_shown(cast, bo, booking):
    induction = asked_at(cast.engineer)
    shown = bo.post(address(booking, "change/"), as_it_is(**{"add-0-facility": cast.engineer.pk}))
    assert "by who holds the induction" in page(shown) and "Your booking stays as it was." in page(shown)
    assert f'href="/en/inductions/{induction.pk}/"' in shown.content.decode()


def test_another_price_by_the_time_of_saying_yes_is_shown_anew(cast, bo, booking):
    shown = bo.post(address(booking, "change/"), as_it_is(**{"add-0-facility": cast.engineer.pk}))
    card(cast.engineer, valid_from=NOW.date(), hour=4_000)
    again = bo.post(address(booking, "change/"), {"do": "change", "token": token(shown)})
    said = plain(page(again, 409))
    assert "What this change costs is no longer what you saw." in said
    assert "Yes, change it for € 160.00 more" in said
    bo.post(address(booking, "change/"), {"do": "change", "token": token(again)})
    booking.refresh_from_db()
    assert booking.list_cents == 34_000


@pytest.mark.parametrize("forged", ["", "x", "eyJudW1iZXIiOiJYIn0:1abc:zzz"])
def test_what_was_not_sealed_here_is_nothing(cast, bo, booking, forged):
    assert bo.post(address(booking, "change/"), {"do": "change", "token": forged}).status_code == 404


def test_the_seal_of_one_booking_is_none_for_another(cast, bo, booking):
    shown = bo.post(address(booking, "change/"), as_it_is(**{"line-1-quantity": "1"}))
    other = booked(cast.bo, cast.zout, cast.engineer)
    assert bo.post(address(other, "change/"), {"do": "change", "token": token(shown)}).status_code == 404


def test_a_price_that_was_shown_yesterday_is_asked_for_anew(cast, bo, booking, monday_morning):
    shown = bo.post(address(booking, "change/"), as_it_is(**{"line-1-quantity": "1"}))
    monday_morning.move_to(NOW + timedelta(hours=13))
    after = bo.post(address(booking, "change/"), {"do": "change", "token": token(shown)}, follow=True)
    assert "That price was shown a while ago." in page(after)


def test_what_was_retired_since_is_not_dropped_without_a_word(cast, bo, booking):
    Facility.objects.filter(pk=cast.microphones.pk).update(state=FacilityState.RETIRED)
    after = page(said_yes(bo, booking, **{"add-0-facility": cast.engineer.pk}))
    assert "Changed." in after
    assert booking.lines.filter(facility=cast.microphones).exists()


def test_what_is_given_up_late_costs_what_was_agreed_and_says_so_before(cast, bo, monday_morning):
    terms(cast.effenaar, DAY_HALF)
    booking = booked(cast.bo, cast.zout, cast.studio, (cast.microphones, 2))
    monday_morning.move_to(LATE)
    shown = bo.post(address(booking, "change/"), as_it_is(**{"line-1-drop": "on"}))
    said = plain(page(shown))
    assert "Fee for what is given up this late € 10.00" in said
    assert "Yes, change it for € 10.00 less" in said
    after = plain(
        page(bo.post(address(booking, "change/"), {"do": "change", "token": token(shown)}, follow=True))
    )
    assert "Changed late" in after


def test_the_hub_changes_it_with_a_reason_and_without_a_fee(cast, monday_morning):
    terms(cast.effenaar, DAY_HALF)
    booking = booked(cast.bo, cast.zout, cast.studio, (cast.microphones, 2))
    monday_morning.move_to(LATE)
    teun = signed_in(cast.teun)
    lacks = teun.post(address(booking, "change/"), as_it_is(**{"line-1-drop": "on"}))
    assert "This field is required." in page(lacks, 400)
    shown = teun.post(address(booking, "change/"), as_it_is(**{"line-1-drop": "on", "reason": "They broke"}))
    assert "Fee for what is given up" not in page(shown)
    teun.post(address(booking, "change/"), {"do": "change", "token": token(shown)})
    booking.refresh_from_db()
    assert (booking.changes, booking.fees.count()) == (1, 0)


def test_what_is_not_confirmed_any_more_is_told(cast, bo, booking, monday_morning):
    changed(cast.bo, booking, cast.studio)
    assert "Change this booking" in page(bo.get(address(booking)))
    monday_morning.move_to(thursday(13, 17).start)
    assert "has begun and can no longer be changed" in page(bo.get(address(booking, "change/")), 409)
    assert "Change this booking" not in page(bo.get(address(booking)))
    waits = held(cast.zoe, cast.zout, cast.engineer, period=thursday(19, 21), now=thursday(13, 14).start)
    said = signed_in(cast.zoe).get(address(waits, "change/"))
    assert "Only a booking that is confirmed can be changed." in page(said, 409)
