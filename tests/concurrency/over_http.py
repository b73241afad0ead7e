"""Rivals as visitors of the served site: each with a session, sending the form that holds what they were shown."""

import http.client
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from html import unescape
from urllib.parse import urlencode
from uuid import UUID, uuid4

from bookings.rules.request import BookingRequest
from bookings.sealed import seal
from facilities.models import Facility
from funding.models.quoting import quote_facts
from funding.rules.quote import quote
from hub.kit import clock
from hub.kit.periods import Period
from tests.concurrency.rivals import Rival
from tests.factories.bookings import a_request
from tests.factories.facilities import AMSTERDAM, open_on
from tests.serving import Site
from tests.signing_in import signed_in

CSRF = "c" * 32


@dataclass(frozen=True)
class Answer:
    """`number` is the booking's when there is one. Status 0: no answer at all."""

    status: int
    text: str = ""
    number: str = ""


@dataclass(frozen=True)
class Form:
    """What one visitor sends, and sends again when no answer came."""

    cookie: str
    body: str

    def send(self, site: Site) -> Answer:
        connection = http.client.HTTPConnection("localhost", site.port, timeout=60)
        headers = {
            "Cookie": f"csrftoken={CSRF}; {self.cookie}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connection.request("POST", "/en/book/place/", self.body, headers)
            response = connection.getresponse()
            page = response.read().decode()
        except (OSError, http.client.HTTPException):
            return Answer(0)
        finally:
            connection.close()
        found = re.search(r"/bookings/([0-9A-Z-]+)/", response.getheader("Location", ""))
        text = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
        return Answer(response.status, text, found[1] if found else "")


def forms(crowd: list[Rival], asked: BookingRequest, key: UUID | None = None) -> list[Form]:
    """One form for each, all for the same; sessions are made here, so that the race is about booking alone."""
    facility = Facility.objects.select_related("hub").get(pk=asked.lines[0].facility_id)
    facts = quote_facts(
        wishes=asked.lines, hub=facility.hub, organisation=crowd[0].organisation, now=clock.now()
    )
    price = quote(facts)
    out = []
    for rival in crowd:
        mine = replace(asked, organisation_id=rival.organisation.pk, request_key=key or uuid4())
        token = seal(organisation_id=mine.organisation_id, hub_id=mine.hub_id, lines=mine.lines, quote=price)
        body = {"csrfmiddlewaretoken": CSRF, "token": token, "key": str(mine.request_key)}
        cookie = signed_in(rival.person).cookies["sessionid"].OutputString()
        out.append(Form(cookie.split(";")[0], urlencode(body)))
    return out


def at_once(site: Site, crowd: list[Form]) -> list[Answer]:
    barrier = threading.Barrier(len(crowd))

    def one(form: Form) -> Answer:
        barrier.wait(timeout=60)
        return form.send(site)

    with ThreadPoolExecutor(max_workers=len(crowd)) as pool:
        return list(pool.map(one, crowd))


def tomorrow(first: int, last: int, *, days: int = 1) -> Period:
    """Between two whole hours so many days from today, in Amsterdam: the served site goes by the real date."""
    on = clock.now().astimezone(AMSTERDAM).date() + timedelta(days=days)
    return Period(datetime.combine(on, time(first), AMSTERDAM), datetime.combine(on, time(last), AMSTERDAM))


def open_from_today(*facilities: Facility) -> None:
    today = clock.now().astimezone(AMSTERDAM).date()
    for facility in facilities:
        facility.openings.all().delete()
        open_on(facility, [today + timedelta(days=number) for number in range(8)])


def request_now(rival: Rival, *wanted: Facility, period: Period) -> BookingRequest:
    return a_request(rival.organisation, *wanted, period=period, now=clock.now())
