"""What tests of booking's pages do again and again: pick, hold, confirm, as a browser without scripts would."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from bookings.models import Booking
from facilities.models import Facility
from tests.cast import Cast

AFTERNOON = {"date": "2026-11-26", "from": "13:00", "to": "17:00"}


def pick(client: Client, facility: Facility, **more: str) -> HttpResponse:
    return client.post("/en/book/basket/add/", {"facility": facility.pk, **AFTERNOON, **more}, follow=True)


def filled(cast: Cast, client: Client) -> Client:
    """The studio, two microphones and the engineer, on Thursday from 13:00 to 17:00."""
    pick(client, cast.studio)
    pick(client, cast.microphones, quantity="2")
    pick(client, cast.engineer)
    return client


def place_fields(page: HttpResponse) -> dict[str, str]:
    text = page.content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in ("token", "key")}  # type: ignore[index]


def hold(client: Client, **more: str) -> HttpResponse:
    """From the page of the price to a held booking."""
    fields = place_fields(client.get("/en/book/quote/"))
    return client.post("/en/book/place/", {**fields, **more}, follow=True)


def held(cast: Cast, client: Client, **more: str) -> Booking:
    filled(cast, client)
    page = hold(client, **more)
    assert page.status_code == 200, page.content[-3000:]
    return Booking.objects.latest("pk")


def confirmed(cast: Cast, client: Client, **more: str) -> Booking:
    booking = held(cast, client, **more)
    client.post(f"/en/bookings/{booking.number}/confirm/", {"version": "1", "accept": "on"})
    booking.refresh_from_db()
    return booking


def words(page: Any) -> str:
    return page.content.decode()


def address(booking: Booking, do: str = "") -> str:
    """Of its page, or of what is done there."""
    return f"/en/bookings/{booking.number}/{do}"


def page(response: HttpResponse, status: int = 200) -> str:
    """Its words, without what marks them up."""
    assert response.status_code == status, words(response)[-2000:]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words(response)))
