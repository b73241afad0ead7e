"""My bookings, one booking, and the venue's plain list: who sees what, and how many questions it costs."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.actions.cancel import cancel
from bookings.models import Booking, BookingState, Fee, FeeKind, Line, Occupancy
from facilities.models import Facility
from hub.kit.money import format_eur
from hub.kit.periods import Period
from tests.cast import NOW, Cast, assemble, declare_band_a
from tests.factories.blocks import taken
from tests.factories.facilities import FacilityFactory, HouseRulesFactory
from tests.factories.funding import card
from tests.pages.picking import confirmed, held, words
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
    declare_band_a(cast.zout)
    return cast


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def put(cast: Cast, facility: Facility, count: int, *, first: int = 0) -> None:
    """So many confirmed bookings of one unit each, straight into the tables, an hour after each other's start."""
    sample = Booking.objects.latest("pk")
    units = list(facility.units.all())
    for number in range(first, first + count):
        start = datetime(2026, 11, 24, 8, tzinfo=UTC) + timedelta(hours=number // len(units))
        during = Period(start, start + timedelta(hours=1)).to_range()
        booking = Booking.objects.create(
            number=f"{number:04d}-TEST",
            organisation=cast.zout,
            hub=cast.effenaar,
            placed_by=cast.bo,
            state=BookingState.CONFIRMED,
            during=during,
            placed_at=NOW,
            held_until=NOW,
            confirmed_at=NOW,
            list_cents=0,
            own_cents=0,
            funds_cents=0,
            hub_cents=0,
            quote=sample.quote,
            request_key=uuid4(),
        )
        line = Line.objects.create(
            booking=booking, facility=facility, quantity=1, during=during, list_cents=0, vat_bp=0, position=0
        )
        Occupancy.objects.create(unit=units[number % len(units)], during=during, line=line)


def test_an_organisation_sees_what_is_to_come_and_what_was(cast, monday_morning):
    client = signed_in(cast.bo)
    empty = words(client.get("/en/bookings/"))
    assert "Nothing planned yet" in empty
    booking = confirmed(cast, client)
    assert booking.number in words(client.get("/en/bookings/"))
    assert booking.number not in words(client.get("/en/bookings/?show=past"))
    monday_morning.shift(timedelta(days=4))
    later = signed_in(cast.bo)
    assert booking.number not in words(later.get("/en/bookings/"))
    assert booking.number in words(later.get("/en/bookings/?show=past"))


def test_what_is_held_says_how_long_still_and_what_lapsed_is_past(cast, monday_morning):
    client = signed_in(cast.bo)
    booking = held(cast, client)
    monday_morning.shift(timedelta(minutes=5))
    assert "10:00</b> left to confirm" in words(client.get("/en/bookings/"))
    monday_morning.shift(timedelta(minutes=11))
    assert booking.number not in words(client.get("/en/bookings/"))
    past = words(client.get("/en/bookings/?show=past"))
    assert booking.number in past and "expired" in past


def test_what_was_cancelled_shows_what_is_due_for_it_and_not_its_share(cast):
    client = signed_in(cast.bo)
    booking = confirmed(cast, client)
    share = format_eur(booking.own_cents)
    assert share in words(client.get("/en/bookings/"))
    cancel(number=booking.number, actor=cast.bo, now=NOW)
    past = words(client.get("/en/bookings/?show=past"))
    assert booking.number in past and "€" not in past
    Fee.objects.create(booking=booking, number=1, kind=FeeKind.CANCELLED, own_cents=1_250, charged_at=NOW)
    past = words(client.get("/en/bookings/?show=past"))
    assert format_eur(1_250) in past and share not in past


def test_a_stranger_sees_nothing_of_it(cast):
    booking = confirmed(cast, signed_in(cast.bo))
    ilse = signed_in(cast.ilse)
    assert booking.number not in words(ilse.get("/en/bookings/"))
    for end in ("", "cancel/", "calendar.ics"):
        assert ilse.get(f"/en/bookings/{booking.number}/{end}").status_code == 404


def test_somebody_without_an_organisation_is_told_what_to_do(cast):
    assert "Register your organisation" in words(signed_in(cast.karim).get("/en/bookings/"))


@pytest.mark.parametrize("page", ["-1", "0", "2", "x", "٣"])
def test_a_page_that_is_none_is_not_there(cast, page):
    assert signed_in(cast.bo).get("/en/bookings/", {"page": page}).status_code == 404


def test_the_venue_sees_who_comes_for_what_and_no_money_and_no_band(cast):
    booking = confirmed(cast, signed_in(cast.bo), purpose="Dance film")
    page = words(signed_in(cast.teun).get("/en/desk/effenaar/"))
    for fact in ("Collectief Zout", "Bo", booking.number, "13:00–17:00", "studio-2-001", "Dance film"):
        assert fact in page
    assert "microphones-001, microphones-002" in page
    assert "€" not in page
    assert "band" not in page.lower()


def test_the_venue_opens_the_booking_without_the_calculation_and_cancels_with_a_reason(cast):
    booking = confirmed(cast, signed_in(cast.bo))
    teun = signed_in(cast.teun)
    page = words(teun.get(f"/en/bookings/{booking.number}/"))
    assert "Their share" in page and "Collectief Zout" in page
    assert "Why these shares?" not in page and "rate band" not in page
    without = teun.post(f"/en/bookings/{booking.number}/cancel/", {"reason": ""})
    assert "This field is required" in words(without)
    teun.post(f"/en/bookings/{booking.number}/cancel/", {"reason": "A burst pipe"})
    booking.refresh_from_db()
    assert (booking.state, booking.end_reason) == (BookingState.CANCELLED, "A burst pipe")
    assert "A burst pipe" in words(signed_in(cast.bo).get(f"/en/bookings/{booking.number}/"))


def test_another_venue_sees_neither_the_list_nor_the_booking(cast):
    booking = confirmed(cast, signed_in(cast.bo))
    wim = signed_in(cast.wim)
    assert wim.get("/en/desk/effenaar/").status_code == 404
    assert wim.get(f"/en/bookings/{booking.number}/").status_code == 404
    assert wim.get("/en/desk/tetem/").status_code == 200


def test_what_is_blocked_stands_in_the_list_too(cast):
    period = Period(NOW + timedelta(hours=1), NOW + timedelta(hours=3))
    taken(cast.studio.units.get(), period)
    assert "Own production" in words(signed_in(cast.teun).get("/en/desk/effenaar/"))


@pytest.mark.parametrize("day", ["x", "2026-02-30", "0001-01-01", "9999-12-31", "٢٠٢٦-١١-٢٦", "\x00"])
def test_a_day_that_is_none_is_refused_in_words(cast, day):
    page = signed_in(cast.teun).get("/en/desk/effenaar/", {"day": day})
    assert page.status_code == 400
    assert "2026-11-26" in words(page)


def test_a_week_with_200_units_costs_as_many_questions_as_one_with_20(cast):
    confirmed(cast, signed_in(cast.bo))
    pool = FacilityFactory(hub=cast.effenaar, name="Headphone", units=200)
    card(pool, hour=100)
    teun = signed_in(cast.teun)
    put(cast, pool, 20)
    few = queries(teun, "/en/desk/effenaar/")
    put(cast, pool, 180, first=20)
    assert queries(teun, "/en/desk/effenaar/") == few
    assert queries(teun, "/en/desk/effenaar/") < 12


def test_a_page_of_my_bookings_costs_the_same_for_few_and_many(cast):
    bo = signed_in(cast.bo)
    confirmed(cast, bo)
    pool = FacilityFactory(hub=cast.effenaar, name="Headphone", units=40)
    put(cast, pool, 2)
    few = queries(bo, "/en/bookings/")
    put(cast, pool, 38, first=2)
    assert queries(bo, "/en/bookings/") == few
    assert "Page 1 of 3" in words(bo.get("/en/bookings/"))
