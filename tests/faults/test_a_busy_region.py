"""The demonstration region on its busiest day: everybody searches, books and cancels, and the server keeps dying."""

import http.client
import json
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from bookings.actions.complete_ended import complete_ended
from bookings.actions.expire_holds import expire_holds
from bookings.models import Booking
from facilities.models import Facility
from hub.kit import clock
from members.models import Membership
from tests.concurrency.over_http import CSRF
from tests.concurrency.rivals import broken_invariants
from tests.factories.facilities import AMSTERDAM
from tests.serving import Site
from tests.signing_in import signed_in

pytestmark = [pytest.mark.race, pytest.mark.soak]
SECONDS, VISITORS, LIFE = 90, 10, (3.0, 9.0)


@dataclass
class Visitor:
    """A booker with a session, some favourite places, and what came of each key that was sent."""

    site: Site
    membership: Membership
    cookie: str
    favourites: list[Facility]
    chance: random.Random
    statuses: Counter[int] = field(default_factory=Counter)
    promised: dict[UUID, str] = field(default_factory=dict)

    def ask(self, path: str, body: dict[str, Any] | None = None, **headers: str) -> tuple[int, Any]:
        """Status nought: the server died under it."""
        server = http.client.HTTPConnection("localhost", self.site.port, timeout=20)
        sent = {"Cookie": f"csrftoken={CSRF}; {self.cookie}", "X-CSRFToken": CSRF, **headers}
        sent |= {"Content-Type": "application/json"} if body is not None else {}
        try:
            text = json.dumps(body) if body is not None else None
            server.request("GET" if body is None else "POST", path, text, sent)
            response = server.getresponse()
            status, answer = response.status, response.read()
        except (OSError, http.client.HTTPException):
            status, answer = 0, b"null"
        finally:
            server.close()
        self.statuses[status] += 1
        return status, json.loads(answer) if answer[:1] in b"{[n" else None

    def a_while(self, until: float) -> None:
        while time.monotonic() < until:
            self.chance.choice([self.look, self.book, self.book, self.book, self.cancel])()

    def look(self) -> None:
        facility = self.chance.choice(self.favourites)
        day = (clock.now() + timedelta(days=self.chance.randrange(1, 9))).date()
        self.ask(f"/api/facilities/{facility.pk}/month?month={day:%Y-%m}")
        self.ask(f"/en/hubs/{facility.hub.slug}/{facility.slug}/")

    def book(self) -> None:
        facility = self.chance.choice(self.favourites)
        day = clock.now().astimezone(AMSTERDAM) + timedelta(days=self.chance.randrange(4, 9))
        start = day.replace(hour=self.chance.randrange(10, 15), minute=0, second=0, microsecond=0)
        line = {
            "facility": facility.pk,
            "start": start.isoformat(),
            "end": (start + timedelta(hours=4)).isoformat(),
        }
        wanted = {
            "hub": facility.hub.slug,
            "organisation": str(self.membership.organisation.uuid),
            "lines": [line],
        }
        status, quote = self.ask("/api/quotes", wanted)
        if status != 200:
            return
        wanted |= {"price_digest": quote["digest"]}
        if self.chance.random() < 0.7:
            wanted |= {"confirm": True, "house_rules_version": 1}
        self.send(wanted, uuid4())

    def send(self, wanted: dict[str, Any], key: UUID) -> None:
        """Until there is an answer; sometimes once more for luck."""
        for _attempt in range(40):
            status, booking = self.ask("/api/bookings", wanted, **{"Idempotency-Key": str(key)})
            if status in (200, 201):
                assert self.promised.setdefault(key, booking["number"]) == booking["number"]
            if status and self.chance.random() < 0.8:
                return
            time.sleep(0.2)

    def cancel(self) -> None:
        if self.promised:
            self.ask(f"/api/bookings/{self.chance.choice(list(self.promised.values()))}/cancel", {})


def the_clock(until: float) -> None:
    """What the scheduler does, only more often."""
    while time.monotonic() < until:
        expire_holds(now=clock.now() + timedelta(minutes=14))
        complete_ended(now=clock.now())
        time.sleep(0.5)
    connection.close()


@pytest.mark.timeout(SECONDS + 300)
def test_a_region_keeps_its_promises_while_its_server_keeps_dying(own_database, site, settings):
    settings.DEMONSTRATION = True
    call_command("seed_demo", verbosity=0)
    favourites = list(
        Facility.objects.select_related("hub").filter(hub__slug__in=["effenaar", "amare", "strijp-s"])
    )
    served = site(processes=4, threads=8)
    members = Membership.objects.filter(organisation__declarations__isnull=False).distinct()
    visitors = [
        Visitor(served, each, signed_in(each.person).cookies["sessionid"].OutputString().split(";")[0],
                favourites, random.Random(number))
        for number, each in enumerate(members.select_related("organisation", "person").order_by("pk")[:VISITORS])
    ]  # fmt: skip
    moments, until, deaths = random.Random(7), time.monotonic() + SECONDS, 0
    keeper = threading.Thread(target=the_clock, args=[until])
    keeper.start()
    with ThreadPoolExecutor(max_workers=VISITORS) as pool:
        busy = [pool.submit(each.a_while, until) for each in visitors]
        while time.monotonic() < until - LIFE[1]:
            time.sleep(moments.uniform(*LIFE))
            served.kill_9()
            deaths += 1
            served.start()
        for each in busy:
            each.result()
    keeper.join()
    statuses = sum((each.statuses for each in visitors), Counter[int]())
    assert deaths > 5
    assert {status for status in statuses if status >= 500} <= {503}, served.log[-4000:]
    promised = {key: number for each in visitors for key, number in each.promised.items()}
    assert len(promised) > 20, statuses
    rows = Booking.objects.filter(request_key__in=promised)
    assert {each.request_key: each.number for each in rows} == promised
    assert broken_invariants() == {}
