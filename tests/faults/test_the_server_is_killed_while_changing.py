"""`kill -9` between each two steps of changing, cancelling late and noting who did not come: nothing of it is left, and
sending it again does it once."""

import http.client
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from urllib.parse import urlencode

import psycopg
import pytest

from bookings.models import Booking, Fee, Line, Occupancy
from bookings.sealed import seal_change
from funding.models import Account, Allocation, Entry, Fund, HourEntry, HourMonth
from hub.kit import clock
from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.periods import Period
from members.models import User
from tests import cast
from tests.concurrency.over_http import CSRF, open_from_today, tomorrow
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.changes import a_change
from tests.factories.facilities import AMSTERDAM, open_on
from tests.factories.hours import pledged
from tests.factories.money import fill
from tests.factories.terms import WEEK_HALF, terms
from tests.faults.test_the_server_is_killed import wait_until_paused
from tests.own_database import OwnDatabase
from tests.serving import Site
from tests.signing_in import signed_in

pytestmark = [pytest.mark.race, pytest.mark.timeout(900)]

# After whatever statement; on the row that one booking is, so that what the session writes is not meant.
PAUSE = """
CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(20); RETURN NULL; END';
CREATE TRIGGER pause AFTER {events} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION pause();
"""
ANY = "INSERT OR UPDATE OR DELETE"


@dataclass(frozen=True)
class Sent:
    """A form that one person sends, and sends again when no answer came."""

    person: User
    path: str
    data: Mapping[str, str | list[str]]
    cookie: str

    def to(self, site: Site) -> int:
        connection = http.client.HTTPConnection("localhost", site.port, timeout=60)
        headers = {
            "Cookie": f"csrftoken={CSRF}; {self.cookie}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            body = urlencode({"csrfmiddlewaretoken": CSRF, **self.data}, doseq=True)
            connection.request("POST", self.path, body, headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()


def form(person: User, booking: Booking, what: str, **data: str) -> Sent:
    cookie = signed_in(person).cookies["sessionid"].OutputString().split(";")[0]
    return Sent(person, f"/en/bookings/{booking.number}/{what}/", data, cookie)


@contextmanager
def paused_after(database: OwnDatabase, table: str, events: str) -> Iterator[None]:
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute(PAUSE.format(table=table, events=events))
        yield
        # What a killed server left running ends first: its statement finds nobody to answer.
        owner.execute("SET lock_timeout = '20s'")
        owner.execute(f"DROP TRIGGER pause ON {table}; DROP FUNCTION pause()")


def everything() -> tuple[object, ...]:
    return (
        list(Booking.objects.order_by("pk").values()),
        list(Line.objects.order_by("pk").values()),
        list(Occupancy.objects.order_by("pk").values()),
        list(Allocation.objects.order_by("pk").values()),
        list(Account.objects.order_by("pk").values()),
        list(Fee.objects.order_by("pk").values()),
        list(HourMonth.objects.order_by("pk").values()),
        HourEntry.objects.count(),
        Entry.objects.count(),
        AuditRow.objects.count(),
        OutboxMessage.objects.count(),
    )


def staged():
    stage = cast.assemble()
    cast.declare_band_a(stage.zout)
    cast.two_funds(stage)
    Fund.objects.filter(slug="open-doors").update(bears_cancellation_fees=True)
    for fund in Fund.objects.all():
        fill(fund, 10_000_000)
    open_from_today(stage.studio, stage.microphones, stage.engineer)
    terms(stage.effenaar, WEEK_HALF, now=clock.now())
    for thing, hours in ((stage.studio, 2), (stage.microphones, 20)):
        pledged(thing, hours, now=clock.now() - timedelta(days=2))
    return stage


def killed_after_each(database: OwnDatabase, served: Site, sent: Sent, tables: list[tuple[str, str]]) -> None:
    before = everything()
    for table, events in tables:
        with paused_after(database, table, events):
            with ThreadPoolExecutor() as pool:
                answer = pool.submit(sent.to, served)
                wait_until_paused(database, answer)
                served.kill_9()
                assert answer.result() == 0
        assert everything() == before, f"killed after writing to {table}"
        assert broken_invariants() == {}
        served.start()
    assert sent.to(served) == 302, served.log[-3000:]
    after = everything()
    assert after != before
    assert broken_invariants() == {}
    sent.to(served)
    assert everything() == after
    assert broken_invariants() == {}


def test_a_change_is_made_or_not_at_all(own_database, site):
    stage = staged()
    afternoon, evening = tomorrow(13, 17, days=2), tomorrow(18, 22, days=2)
    now = clock.now()
    # Now and then a microphone goes back, the studio moves, and the engineer comes: every table is written.
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 3), period=afternoon, now=now)
    asked = a_change(
        stage.bo,
        booking,
        (stage.studio, 1, evening),
        (stage.microphones, 1, afternoon),
        (stage.engineer, 1, evening),
        now=now,
    )
    sent = form(stage.bo, booking, "change", do="change", token=seal_change(asked))
    tables = [
        ("bookings_line", "DELETE"),
        ("bookings_occupancy", "UPDATE"),
        ("bookings_line", "UPDATE"),
        ("bookings_line", "INSERT"),
        ("bookings_occupancy", "INSERT"),
        ("funding_entry", "INSERT"),
        ("funding_posting", "INSERT"),
        ("funding_allocation", ANY),
        ("funding_hourmonth", "UPDATE"),
        ("funding_hourentry", "INSERT"),
        ("bookings_fee", ANY),
        ("bookings_booking", "UPDATE"),
        ("kit_auditrow", ANY),
        ("kit_outboxmessage", "INSERT"),
    ]
    killed_after_each(own_database, site(processes=2, threads=2), sent, tables)
    assert Booking.objects.get().changes == 1


def test_cancelling_late_is_done_or_not_at_all(own_database, site):
    stage = staged()
    booking = booked(stage.bo, stage.zout, stage.studio, period=tomorrow(13, 17, days=2), now=clock.now())
    sent = form(stage.bo, booking, "cancel", reason="", fee="99999")
    tables = [
        ("bookings_booking", "UPDATE"),
        ("bookings_occupancy", "UPDATE"),
        ("funding_entry", "INSERT"),
        ("funding_posting", "INSERT"),
        ("funding_allocation", ANY),
        ("bookings_fee", ANY),
        ("funding_hourentry", "INSERT"),
        ("kit_auditrow", ANY),
        ("kit_outboxmessage", "INSERT"),
    ]
    killed_after_each(own_database, site(processes=2, threads=2), sent, tables)
    assert Booking.objects.get().fees.get().own_cents > 0


def test_a_no_show_is_noted_or_not_at_all(own_database, site):
    """An hour ago, and the clock has not come by: completing belongs to it."""
    stage = staged()
    now = clock.now()
    stage.studio.openings.all().delete()
    today = now.astimezone(AMSTERDAM).date()
    open_on(stage.studio, [today - timedelta(days=1), today], opens=time(0), closes=time(0))
    start = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=3)
    booking = booked(
        stage.bo,
        stage.zout,
        stage.studio,
        period=Period(start, start + timedelta(hours=2)),
        now=start - timedelta(hours=1),
    )
    sent = form(stage.teun, booking, "no-show", reason="Dark")
    tables = [
        ("bookings_booking", "UPDATE"),
        ("funding_entry", "INSERT"),
        ("funding_allocation", ANY),
        ("funding_hourentry", "INSERT"),
        ("bookings_fee", ANY),
        ("kit_auditrow", ANY),
        ("kit_outboxmessage", "INSERT"),
    ]
    killed_after_each(own_database, site(processes=2, threads=2), sent, tables)
    assert Booking.objects.get().fees.get().reason == "Dark"
