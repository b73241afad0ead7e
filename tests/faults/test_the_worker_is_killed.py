"""`kill -9` between each two steps of what the scheduler does: no trace of it is left, the next round does it all."""

import multiprocessing
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
import time_machine
from django.db import connections

from bookings.actions.complete_ended import complete_ended
from bookings.actions.expire_holds import expire_holds
from bookings.actions.expire_seconds import expire_seconds
from bookings.models import Booking, BookingState, SecondOption, SecondState
from funding.actions.delete_evidence import delete_evidence
from funding.models import Evidence, Fund
from funding.models.evidence import evidence_files
from hub.kit import outbox
from hub.kit.models import OutboxMessage
from tests import cast
from tests.cast import NOW, THURSDAY, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.funding import BandPolicyFactory, four_bands
from tests.factories.money import fill
from tests.factories.options import TUESDAY, gives_options, optioned
from tests.factories.papers import declared
from tests.factories.reviews import ACCEPTED, decided, reviewer_of
from tests.factories.seconds import second
from tests.faults.test_the_server_is_killed import wait_until_paused
from tests.faults.test_the_server_is_killed_while_changing import ANY, everything, paused_after
from tests.own_database import OwnDatabase

pytestmark = [pytest.mark.race, pytest.mark.timeout(600)]

WEDNESDAY = THURSDAY - timedelta(days=1)
Work = Callable[[], object]


class Worker:
    """One round of the scheduler's work, in a process of its own."""

    def __init__(self, work: Work) -> None:
        connections.close_all()  # the child opens its own
        self._process = multiprocessing.get_context("fork").Process(target=work)
        self._process.start()

    def done(self) -> bool:
        return not self._process.is_alive()

    def result(self) -> int | None:
        return self._process.exitcode

    def kill_9(self) -> None:
        self._process.kill()
        self._process.join()


@pytest.fixture
def stage(own_database):
    stage = cast.assemble()
    four_bands()
    BandPolicyFactory()
    cast.declare_band_a(stage.zout)
    cast.two_funds(stage)
    for fund in Fund.objects.all():
        fill(fund, 10_000_000)
    gives_options(stage.studio, stage.microphones, notice_hours=0)
    return stage


def all_of_it() -> tuple[object, ...]:
    rows = (SecondOption, Evidence, OutboxMessage)
    return (everything(), *(list(model.objects.order_by("pk").values()) for model in rows))


def killed_after_each(database: OwnDatabase, work: Work, tables: list[tuple[str, str]]) -> None:
    """Each table is one that the work writes to; a round that was killed leaves no trace, and the next does all."""
    before = all_of_it()
    for table, events in tables:
        with paused_after(database, table, events):
            worker = Worker(work)
            wait_until_paused(database, worker)
            worker.kill_9()
        assert all_of_it() == before, f"killed after writing to {table}"
        assert broken_invariants() == {}
    finished(work, before)


def finished(work: Work, before: tuple[object, ...]) -> None:
    work()
    after = all_of_it()
    assert after != before
    assert broken_invariants() == {}
    work()
    assert all_of_it() == after


def test_a_booking_is_completed_and_settled_or_neither(own_database, stage):
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))
    tables = [
        ("bookings_booking", "UPDATE"),
        ("funding_allocation", "UPDATE"),
        ("funding_account", "UPDATE"),
        ("funding_entry", "INSERT"),
        ("funding_posting", "INSERT"),
        ("kit_auditrow", "INSERT"),
    ]
    killed_after_each(own_database, lambda: complete_ended(now=thursday(13, 17).end), tables)
    booking.refresh_from_db()
    assert booking.state == BookingState.COMPLETED


def test_one_that_was_completed_before_the_kill_stays_so(own_database, stage):
    first = booked(stage.bo, stage.zout, stage.studio)
    booked(stage.bo, stage.zout, stage.engineer)
    complete_ended(now=thursday(13, 17).end, most=1)
    killed_after_each(
        own_database, lambda: complete_ended(now=thursday(13, 17).end), [("funding_posting", "INSERT")]
    )
    first.refresh_from_db()
    assert set(Booking.objects.values_list("state", flat=True)) == {BookingState.COMPLETED}


def test_an_option_ends_and_who_waits_behind_it_is_first_or_neither(own_database, stage):
    cast.declare_band_a(stage.noord)
    first = optioned(stage.bo, stage.zout, stage.studio)
    behind = second(stage.ilse, stage.noord, stage.studio, on=WEDNESDAY)
    tables = [
        ("bookings_booking", "UPDATE"),
        ("bookings_occupancy", "UPDATE"),
        ("funding_entry", "INSERT"),
        ("funding_posting", "INSERT"),
        ("funding_allocation", ANY),
        ("bookings_secondoption", "UPDATE"),
        ("bookings_booking", "INSERT"),
        ("bookings_line", "INSERT"),
        ("bookings_occupancy", "INSERT"),
        ("funding_allocation", "INSERT"),
        ("kit_auditrow", "INSERT"),
        ("kit_outboxmessage", "INSERT"),
    ]
    killed_after_each(own_database, lambda: expire_holds(now=first.held_until), tables)
    behind.refresh_from_db()
    assert behind.state == SecondState.BECAME and behind.became.organisation == stage.noord


def test_a_second_option_ends_as_a_whole(own_database, stage):
    optioned(stage.bo, stage.zout, stage.studio, on=WEDNESDAY)
    behind = second(stage.ilse, stage.noord, stage.studio, on=TUESDAY)
    tables = [
        ("bookings_secondoption", "UPDATE"),
        ("kit_auditrow", "INSERT"),
        ("kit_outboxmessage", "INSERT"),
    ]
    killed_after_each(own_database, lambda: expire_seconds(now=behind.until), tables)
    behind.refresh_from_db()
    assert behind.state == SecondState.OVER


@pytest.fixture
def post(settings, tmp_path) -> Callable[[], list[str]]:
    """The ids of all mails that any process sent, in their order."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")

    def sent() -> list[str]:
        files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), key=lambda file: file.stat().st_mtime)
        return [message_from_bytes(file.read_bytes())["Message-ID"] for file in files]

    return sent


def round_of_post(at: datetime) -> Work:
    """What is due then, delivered then."""

    def work() -> None:
        with time_machine.travel(at, tick=False):
            outbox.work_off()

    return work


def killed_while(database: OwnDatabase, work: Work, table: str, events: str) -> None:
    with paused_after(database, table, events):
        worker = Worker(work)
        wait_until_paused(database, worker)
        worker.kill_9()
    assert broken_invariants() == {}


def test_a_reminder_is_told_though_its_worker_dies_before_or_after(own_database, stage, post):
    """Killed while it is claimed it was never claimed; killed once it is sent, the same mail goes once more when the
    lease is over, under the same id, and never a third time."""
    optioned(stage.bo, stage.zout, stage.studio, on=WEDNESDAY)
    OutboxMessage.objects.exclude(kind="booking.reminder").update(done_at=NOW)
    due = OutboxMessage.objects.filter(done_at=None).order_by("due_at").first().due_at
    others = OutboxMessage.objects.filter(done_at=None, due_at__gt=due)
    others.update(done_at=NOW)
    killed_while(own_database, round_of_post(due), "kit_outboxmessage", "UPDATE")
    assert post() == [] and OutboxMessage.objects.get(done_at=None).leased_until is None

    (message,) = outbox.claim(now=due)
    killed_while(own_database, lambda: outbox.deliver(message, now=due), "kit_outboxmessage", "UPDATE")
    assert len(post()) == 1
    round_of_post(due)()
    assert len(post()) == 1  # it is still leased
    round_of_post(due + outbox.LEASE)()
    first, again = post()
    assert first == again
    round_of_post(due + outbox.LEASE * 2)()
    assert len(post()) == 2
    assert broken_invariants() == {}


def test_owners_are_reminded_of_the_end_of_their_band_once(own_database, stage, post):
    """Its reminder puts messages into the outbox: those are there once, whoever died on the way."""
    declared(stage.noord, by=stage.ilse, now=NOW)
    OutboxMessage.objects.exclude(kind="declaration.remind").update(done_at=NOW)
    due = OutboxMessage.objects.filter(done_at=None).order_by("due_at").first().due_at
    OutboxMessage.objects.filter(done_at=None, due_at__gt=due).update(done_at=NOW)
    (message,) = outbox.claim(now=due)

    def remind() -> None:
        with time_machine.travel(due, tick=False):
            outbox.deliver(message, now=due)

    killed_while(own_database, remind, "kit_outboxmessage", "INSERT")
    told = OutboxMessage.objects.filter(kind="declaration.ends")
    assert not told.exists()
    killed_while(own_database, remind, "kit_outboxmessage", "UPDATE")
    assert told.count() == 1  # what it told is there; that it is done is not
    round_of_post(due + outbox.LEASE)()
    assert told.count() == 1 and len(post()) == 1
    assert not OutboxMessage.objects.filter(done_at=None).exists()
    assert broken_invariants() == {}


@pytest.fixture
def papers(settings, tmp_path, stage) -> list[str]:
    """The two files of a declaration that nobody can object to any more, on a disk that all processes see."""
    folder = {"location": str(tmp_path / "evidence")}
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": folder}
    settings.STORAGES = {**settings.STORAGES, "evidence": kept}
    declaration = declared(stage.noord, by=stage.ilse, now=NOW, files=2)
    decided(declaration, ACCEPTED, by=reviewer_of(stage.groningen))
    return list(Evidence.objects.order_by("pk").values_list("stored", flat=True))


NIGHT = NOW + timedelta(days=43)


def there(names: list[str]) -> list[bool]:
    return [evidence_files().exists(name) for name in names]


def test_evidence_is_forgotten_with_its_trail_or_not_at_all(own_database, papers):
    tables = [("funding_evidence", "UPDATE"), ("kit_auditrow", "INSERT")]
    before = all_of_it()
    for table, events in tables:
        killed_while(own_database, lambda: delete_evidence(now=NIGHT), table, events)
        assert all_of_it() == before
        assert there(papers) == [True, True]
    finished(lambda: delete_evidence(now=NIGHT), before)
    assert there(papers) == [False, False]


@pytest.mark.parametrize("gone", [0, 1])
def test_files_whose_worker_dies_before_they_go_are_taken_by_a_later_night(papers, gone):
    """Their rows are forgotten by then: whatever of the files is left belongs to nobody."""

    def dies() -> None:
        deleted, delete = [], type(evidence_files()).delete

        def one(self: object, name: str) -> None:
            if len(deleted) == gone:
                time.sleep(60)
            delete(self, name)
            deleted.append(name)

        type(evidence_files()).delete = one  # this process ends with it
        delete_evidence(now=NIGHT)

    worker = Worker(dies)
    deadline = time.monotonic() + 60
    while Evidence.objects.filter(removed_at=None).exists() or sum(there(papers)) > 2 - gone:
        assert time.monotonic() < deadline and not worker.done()
        time.sleep(0.02)
    worker.kill_9()
    assert sum(there(papers)) == 2 - gone
    assert broken_invariants() == {}
    delete_evidence(now=NIGHT)
    assert there(papers) == [False, False]
    assert broken_invariants() == {}
