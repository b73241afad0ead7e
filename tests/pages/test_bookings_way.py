"""From picking to a confirmed booking, without JavaScript: each page hands on to the next."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import signing
from django.test import Client

from bookings.models import Booking, BookingState
from bookings.sealed import SALT
from funding.models import Rate
from tests.cast import NOW, Cast, assemble, declare_band_a
from tests.factories.facilities import HouseRulesFactory
from tests.pages.picking import confirmed, filled, held, hold, pick, place_fields, words
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    HouseRulesFactory(hub=cast.effenaar)
    return cast


def confirm(client: Client, booking: Booking, **data: str):
    return client.post(f"/en/bookings/{booking.number}/confirm/", data, follow=True)


def test_a_collective_picks_holds_and_confirms(cast):
    declare_band_a(cast.zout)
    client = filled(cast, signed_in(cast.bo))
    quoted = words(client.get("/en/book/quote/"))
    assert "Studio 2" in quoted and "2 × Condenser microphone" in quoted
    # 160 + 2 x 10 + 4 x 30
    assert "€\u00a0300.00" in quoted
    page = hold(client, purpose="Dance film", reference="Z-12")
    booking = Booking.objects.get()
    assert booking.state == BookingState.HELD
    assert "15:00" in words(page) and "Leave the studio as you found it." in words(page)
    done = confirm(client, booking, version="1", accept="on")
    booking.refresh_from_db()
    assert (booking.state, booking.house_rules.version) == (BookingState.CONFIRMED, 1)
    assert "What happens next" in words(done)
    assert "Dance film" in words(done) and "Z-12" in words(done)


def test_a_visitor_sees_the_list_price_and_the_way_in(cast):
    quoted = words(filled(cast, Client()).get("/en/book/quote/"))
    assert "List price" in quoted and "€\u00a0300.00" in quoted
    assert "VAT included; €\u00a0247.93 without" in quoted
    assert "/en/accounts/login/?next=/en/book/quote/" in quoted
    assert 'name="token"' not in quoted


def test_somebody_without_an_organisation_is_led_to_register_one(cast):
    quoted = words(filled(cast, signed_in(cast.karim)).get("/en/book/quote/"))
    assert "Register your organisation" in quoted
    assert 'name="token"' not in quoted


def test_without_a_declaration_it_is_said_what_declaring_would_give(cast):
    declare_band_a(cast.noord)
    quoted = words(filled(cast, signed_in(cast.bo)).get("/en/book/quote/"))
    assert "What would it cost us?" in quoted
    assert "35\u00a0%" in quoted and "€\u00a0105.00" in quoted
    assert f"/en/organisations/{cast.zout.uuid}/rate/declare/" in quoted


def test_who_reads_along_sees_the_price_and_who_can_book(cast):
    quoted = words(filled(cast, signed_in(cast.mira)).get("/en/book/quote/"))
    assert "Its owner or a booker can book this" in quoted
    assert 'name="token"' not in quoted


def test_a_price_or_a_unit_changed_in_the_form_is_not_read(cast):
    client = filled(cast, signed_in(cast.bo))
    hold(client, price="1", own_cents="1", list_cents="1", unit="1", facility="1", quantity="50")
    booking = Booking.objects.get()
    assert (booking.list_cents, booking.own_cents) == (30_000, 30_000)


def test_what_we_did_not_seal_is_not_there(cast):
    client = filled(cast, signed_in(cast.bo))
    fields = place_fields(client.get("/en/book/quote/"))
    for token in ("", "nonsense", fields["token"][:-1] + "x", signing.dumps({"own": 1}, salt="other")):
        answer = client.post("/en/book/place/", {**fields, "token": token})
        assert answer.status_code == 404
    assert not Booking.objects.exists()


def test_another_organisations_price_is_good_for_nobody_else(cast):
    fields = place_fields(filled(cast, signed_in(cast.bo)).get("/en/book/quote/"))
    assert signed_in(cast.ilse).post("/en/book/place/", fields).status_code == 404
    assert signed_in(cast.mira).post("/en/book/place/", fields).status_code == 403
    assert not Booking.objects.exists()


def test_yesterdays_price_is_shown_anew(cast, monday_morning):
    client = filled(cast, signed_in(cast.bo))
    fields = place_fields(client.get("/en/book/quote/"))
    monday_morning.shift(timedelta(hours=13))
    page = client.post("/en/book/place/", fields, follow=True)
    assert "Here is the price now" in words(page)
    assert not Booking.objects.exists()


def test_sending_the_form_twice_books_once(cast):
    client = filled(cast, signed_in(cast.bo))
    fields = place_fields(client.get("/en/book/quote/"))
    first = client.post("/en/book/place/", fields)
    second = client.post("/en/book/place/", fields)
    assert first["Location"] == second["Location"]
    assert Booking.objects.count() == 1


def test_a_price_that_changed_is_shown_beside_the_old_one_and_asked_again(cast):
    client = filled(cast, signed_in(cast.bo))
    fields = place_fields(client.get("/en/book/quote/"))
    Rate.objects.filter(card__facility=cast.studio).update(cents=20_000)
    page = client.post("/en/book/place/", {**fields, "purpose": "Dance film"})
    assert page.status_code == 409
    assert "Your share was €\u00a0300.00 and is now €\u00a0340.00" in words(page)
    assert 'value="Dance film"' in words(page)
    assert not Booking.objects.exists()
    client.post("/en/book/place/", place_fields(page))
    assert Booking.objects.get().own_cents == 34_000


def test_who_comes_second_reads_so_and_is_shown_what_is_left_of_the_day(cast):
    ilse, bo = signed_in(cast.ilse), signed_in(cast.bo)
    pick(ilse, cast.studio)
    late = place_fields(ilse.get("/en/book/quote/"))
    held(cast, bo)
    page = ilse.post("/en/book/place/", late)
    assert page.status_code == 409
    text = words(page)
    assert "Somebody was a moment earlier" in text
    assert "09:00–13:00" in text and "17:00–23:00" in text
    assert "/en/hubs/effenaar/studio-2/" in text
    assert Booking.objects.count() == 1


def test_house_rules_are_read_before_confirming(cast):
    client = signed_in(cast.bo)
    booking = held(cast, client)
    page = confirm(client, booking, version="1")
    assert "Agree to the house rules first" in words(page)
    HouseRulesFactory(hub=cast.effenaar, version=2, text_en="Now with a cat.")
    page = confirm(client, booking, version="1", accept="on")
    assert page.status_code == 409
    assert "Now with a cat." in words(page)
    booking.refresh_from_db()
    assert booking.state == BookingState.HELD


def test_a_lapsed_hold_says_so_and_can_be_picked_again(cast, monday_morning):
    client = signed_in(cast.bo)
    booking = held(cast, client)
    monday_morning.shift(timedelta(minutes=16))
    assert confirm(client, booking, version="1", accept="on").status_code == 410
    page = words(client.get(f"/en/bookings/{booking.number}/"))
    assert "everything is free for others again" in page and "still free" in page
    basket = client.post(f"/en/bookings/{booking.number}/again/", follow=True)
    assert "Studio 2" in words(basket) and "Sound engineer" in words(basket)


def test_a_booking_is_cancelled_after_asking_once_more(cast):
    client = signed_in(cast.bo)
    booking = confirmed(cast, client)
    asked = client.get(f"/en/bookings/{booking.number}/cancel/")
    assert "Cancel this booking?" in words(asked)
    page = client.post(f"/en/bookings/{booking.number}/cancel/", {"reason": "Flu"}, follow=True)
    assert "Everything is free for others again" in words(page)
    booking.refresh_from_db()
    assert (booking.state, booking.end_reason) == (BookingState.CANCELLED, "Flu")
    again = client.post(f"/en/bookings/{booking.number}/cancel/", {}, follow=True)
    assert again.status_code == 200


def test_what_has_begun_is_not_cancelled_any_more(cast, monday_morning):
    client = signed_in(cast.bo)
    booking = confirmed(cast, client)
    monday_morning.shift(timedelta(days=3, hours=4))
    page = client.post(f"/en/bookings/{booking.number}/cancel/", {})
    assert page.status_code == 409
    assert "can no longer be cancelled" in words(page)


def test_the_event_comes_as_a_file(cast):
    client = signed_in(cast.bo)
    booking = confirmed(cast, client)
    file = client.get(f"/en/bookings/{booking.number}/calendar.ics")
    assert file["Content-Type"].startswith("text/calendar")
    elsewhere = client.get(
        f"/en/bookings/{booking.number}/calendar.ics", headers={"host": "elsewhere.example"}
    )
    assert "elsewhere" not in elsewhere.content.decode()
    assert f"URL:http://localhost:8000/en/bookings/{booking.number}/" in elsewhere.content.decode()
    assert b"METHOD:PUBLISH" in file.content and b"STATUS:CONFIRMED" in file.content


def test_a_number_is_read_in_any_case_and_never_a_failure(cast):
    client = signed_in(cast.bo)
    booking = confirmed(cast, client)
    assert client.get(f"/en/bookings/{booking.number.lower()}/").status_code == 200
    for other in ("AAAA-AAAA", "x", "%00", uuid4()):
        assert client.get(f"/en/bookings/{other}/").status_code == 404


def test_the_sealed_price_names_no_band_and_no_turnover(cast):
    declare_band_a(cast.zout)
    fields = place_fields(filled(cast, signed_in(cast.bo)).get("/en/book/quote/"))
    assert set(signing.loads(fields["token"], salt=SALT)) == {
        "organisation",
        "hub",
        "lines",
        "visit",
        "digest",
        "own",
        "list",
    }
