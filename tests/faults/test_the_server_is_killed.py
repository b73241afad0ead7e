"""`kill -9` in the middle of placing: what was not finished leaves no trace, and sending it again books it once."""

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from bookings.models import Booking, Occupancy
from funding.models import Allocation, Fund, HourMonth
from hub.kit import clock
from hub.kit.models import AuditRow
from tests import cast
from tests.concurrency.over_http import forms, open_from_today, request_now, tomorrow
from tests.concurrency.rivals import broken_invariants, rivals
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import BandDeclarationFactory, card, four_bands
from tests.factories.hours import pledged
from tests.factories.money import fill
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race
ROUNDS = [2, pytest.param(20, marks=pytest.mark.soak)]

# Longer than it takes to see it and to kill; what a dead process left running ends at once (docs/locking.md).
PAUSE = """
CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(20); RETURN NULL; END';
CREATE TRIGGER pause AFTER INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION pause();
"""


def prepared(own_database: OwnDatabase, count: int):
    """Rivals in band A with a studio each, and funds that carry a part."""
    stage, crowd = cast.assemble(), rivals(count)
    cast.two_funds(stage)
    for fund in Fund.objects.all():
        fill(fund, 10_000_000)
    band = four_bands()["A"]
    for rival in crowd:
        BandDeclarationFactory(organisation=rival.organisation, band=band)
    studios = [FacilityFactory(hub=stage.effenaar) for _ in crowd]
    open_from_today(*studios)
    for studio in studios:
        card(studio, hour=5_000, daypart=16_000)
    return crowd, studios


@contextmanager
def paused_after(database: OwnDatabase, table: str) -> Iterator[None]:
    """Placing stands still once it has written to this table."""
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute(PAUSE.format(table=table))
        yield
        # What a killed server left running ends first: its statement finds nobody to answer.
        owner.execute("SET lock_timeout = '10s'")
        owner.execute(f"DROP TRIGGER pause ON {table}; DROP FUNCTION pause()")


def wait_until_paused(database: OwnDatabase, sent: Future) -> None:
    deadline = time.monotonic() + 60
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        while time.monotonic() < deadline:
            row = owner.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event = 'PgSleep'",
                [database.name],
            ).fetchone()
            if row and row[0]:
                return
            assert not sent.done(), f"answered before the pause: {sent.result()}"
            time.sleep(0.02)
    raise AssertionError("nobody got as far as the pause")


@pytest.mark.parametrize(
    "table",
    [
        "bookings_booking",
        "bookings_occupancy",
        "funding_entry",
        "funding_hourmonth",
        "funding_hourentry",
        "funding_allocation",
        "kit_auditrow",
    ],
)
def test_a_server_killed_halfway_leaves_no_trace_and_a_retry_books_once(own_database, site, table):
    (rival,), (studio,) = prepared(own_database, 1)
    pledged(studio, 2, now=clock.now())  # the hub carries a part of it, and funds the rest
    (form,) = forms([rival], request_now(rival, studio, period=tomorrow(13, 17)))
    rows_before = AuditRow.objects.count()
    served = site(processes=2, threads=2)
    with paused_after(own_database, table):
        with ThreadPoolExecutor() as pool:
            sent = pool.submit(form.send, served)
            wait_until_paused(own_database, sent)
            served.kill_9()
            assert sent.result().status == 0
    assert not Booking.objects.exists()
    assert not Occupancy.objects.exists()
    assert not Allocation.objects.exists()
    assert not HourMonth.objects.exists()
    assert AuditRow.objects.count() == rows_before
    assert broken_invariants() == {}
    served.start()
    first, again = form.send(served), form.send(served)
    assert first.status == again.status == 302, served.log[-3000:]
    assert first.number == again.number == Booking.objects.get().number
    assert broken_invariants() == {}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_server_killed_at_any_moment_keeps_what_it_promised(own_database, site, rounds):
    """Eight visitors send until they have an answer; the server dies somewhere in between, again and again."""
    crowd, studios = prepared(own_database, 8)
    moments = random.Random(20261122)
    served = site(processes=2, threads=4)
    for number in range(rounds):
        period = (
            tomorrow(9, 12, days=1 + number % 6)
            if number < 6
            else tomorrow(12 + number % 10, 13 + number % 10)
        )
        sending = [
            forms([rival], request_now(rival, studio, period=period))[0]
            for rival, studio in zip(crowd, studios, strict=True)
        ]
        killer = threading.Timer(moments.uniform(0.01, 0.25), served.kill_9)
        with ThreadPoolExecutor(max_workers=len(sending)) as pool:
            answers = pool.map(lambda form: form.send(served), sending)
            killer.start()
            first = list(answers)
        killer.join()
        assert broken_invariants() == {}
        served.start()
        again = [form.send(served) for form in sending]
        assert {each.status for each in again} == {302}, served.log[-3000:]
        assert all(old.number in ("", new.number) for old, new in zip(first, again, strict=True))
        assert len({each.number for each in again}) == len(sending)
        assert broken_invariants() == {}
        Booking.objects.filter(state="held").update(held_until=Booking.objects.first().placed_at)
