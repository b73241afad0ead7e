"""`kill -9` while another calendar is read: while the other side answers, within what is blocked at once, and between
two such steps. Nothing is half there, and the next worker makes it whole."""

import multiprocessing
from datetime import timedelta

import pytest

from bookings.actions._busy import AT_ONCE
from bookings.actions.claim_source import claim_source
from bookings.actions.keep_busy import keep_busy
from bookings.models import Block, BlockUnit, CalendarSource, Occupancy
from bookings.models.sources import LEASE
from hub.kit.models import AuditRow
from hub.kit.periods import Period
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants
from tests.factories.sources import Server, a_source, blocked_by, ics, read
from tests.faults.test_the_server_is_killed import wait_until_paused
from tests.faults.test_the_server_is_killed_while_changing import paused_after
from tests.faults.test_the_worker_is_killed import Worker

pytestmark = [pytest.mark.race, pytest.mark.timeout(600)]

HOUR = timedelta(hours=1)
# More than are blocked in one transaction, apart from each other.
TIMES = [
    Period(NOW + HOUR * (2 * number + 1), NOW + HOUR * (2 * number + 2)) for number in range(AT_ONCE + 10)
]
KEEPING = [
    ("bookings_block", "INSERT"),
    ("bookings_blockunit", "INSERT"),
    ("bookings_occupancy", "INSERT"),
    ("kit_auditrow", "INSERT"),
]
NEXT = NOW + LEASE + timedelta(seconds=1)


@pytest.fixture
def stage(own_database):
    return cast.assemble()


def all_of_it() -> tuple[object, ...]:
    return tuple(
        list(model.objects.order_by("pk").values()) for model in (Block, BlockUnit, Occupancy, AuditRow)
    )


def claimed(stage) -> CalendarSource:
    """By a worker that has read what it says, and now writes."""
    a_source(stage.hanna, stage.studio)
    source = claim_source(now=NOW)
    assert source is not None
    return source


def made_whole(source: CalendarSource) -> None:
    """By the next worker, once the lease of the dead one is over; and again changes nothing."""
    server = Server(ics(*TIMES))
    assert read(server, now=NOW) == 0, "the lease of the dead one runs"
    assert read(server, now=NEXT) == 1
    ahead = [each for each in TIMES if each.end > NEXT]
    assert blocked_by(source) == ahead and broken_invariants() == {}
    fresh = CalendarSource.objects.get(pk=source.pk)
    assert (fresh.problem, fresh.read_at) == ({}, NEXT)
    before = all_of_it()
    CalendarSource.objects.update(due_at=NEXT)
    read(Server(ics(*TIMES)), now=NEXT)
    assert all_of_it() == before


def test_killed_while_the_other_side_answers(own_database, stage) -> None:
    source = a_source(stage.hanna, stage.studio)
    before = all_of_it()
    asked, never = (multiprocessing.get_context("fork").Event() for _each in range(2))

    def answers_never(link: str, *, etag: str = ""):
        asked.set()
        never.wait()

    worker = Worker(lambda: read(answers_never, now=NOW))
    assert asked.wait(60)
    worker.kill_9()
    assert all_of_it() == before and CalendarSource.objects.get(pk=source.pk).read_at is None
    made_whole(source)


def test_killed_within_what_is_blocked_at_once(own_database, stage) -> None:
    source = claimed(stage)
    before = all_of_it()
    for table, events in KEEPING:
        with paused_after(own_database, table, events):
            worker = Worker(lambda: keep_busy(source_id=source.pk, times=TIMES, now=NOW))
            wait_until_paused(own_database, worker)
            worker.kill_9()
        assert all_of_it() == before, f"killed after writing to {table}"
    made_whole(source)


def test_killed_between_two_steps(own_database, stage) -> None:
    """What the first step wrote stands whole; nothing of the second is there."""
    source = claimed(stage)
    first = keep_busy(source_id=source.pk, times=TIMES, now=NOW)
    assert (first.made, first.whole) == (AT_ONCE, False)
    before = all_of_it()
    with paused_after(own_database, "bookings_occupancy", "INSERT"):
        worker = Worker(lambda: keep_busy(source_id=source.pk, times=TIMES, now=NOW))
        wait_until_paused(own_database, worker)
        worker.kill_9()
    assert all_of_it() == before and len(blocked_by(source)) == AT_ONCE and broken_invariants() == {}
    made_whole(source)
