"""What the tests of series do again and again: fill a basket, look at its dates, read what stands there."""

import html
import re
from datetime import timedelta

from django.test import Client

from bookings.models import Booking
from hub.kit.periods import Period
from tests.cast import Cast
from tests.factories.bookings import booked
from tests.factories.series import EVENING
from tests.pages.test_terms_and_fees import plain

NEW = "/en/book/series/"
WEEK = timedelta(weeks=1)


def page(response) -> str:
    """All of it, whatever its status."""
    return html.unescape(response.content.decode())


def words(response) -> str:
    """What it says, without what marks it up."""
    return plain(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page(response))))


def pick(client: Client, cast: Cast, **when: str) -> None:
    wanted = {"facility": cast.studio.pk, "date": "2026-11-26", "from": "19:00", "to": "22:00", **when}
    assert client.post("/en/book/basket/add/", wanted).status_code == 302


def look(client: Client, **asked: str):
    return client.post(NEW, {"rhythm": "weekly", "count": "4", "until": "", "do": "look", **asked})


def hidden(response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', response.content.decode())
    assert found, words(response)
    return html.unescape(found[1])


def chosen(response) -> dict[str, str]:
    """What the lists on the page say."""
    text = response.content.decode()
    lists = re.findall(r'<select name="(on-[0-9-]+)".*?</select>', text, re.DOTALL)
    out = {}
    for name in lists:
        inner = re.search(rf'<select name="{name}".*?</select>', text, re.DOTALL)
        assert inner
        found = re.search(r'<option value="([^"]*)" selected>', inner[0])
        out[name] = html.unescape(found[1]) if found else ""
    return out


def book(client: Client, shown, **other: str):
    data = {"rhythm": "weekly", "count": "4", "until": "", "do": "book", **chosen(shown)}
    data |= {"token": hidden(shown, "token"), "key": hidden(shown, "key"), "purpose": "Choir"}
    return client.post(NEW, {**data, **other}, follow=True)


def busy(cast: Cast, week: int, start: int = 0, hours: int = 3) -> Booking:
    begins = EVENING.start + week * WEEK + timedelta(hours=start)
    period = Period(begins, begins + timedelta(hours=hours))
    return booked(cast.ilse, cast.noord, cast.studio, period=period)
