"""Reading other calendars takes a worker's time: each calendar has a part of it, each hub has, and it is said."""

import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.utils.translation import override

from bookings.actions.note_reading_time import note_reading_time
from bookings.actions.remove_source import remove_source
from bookings.actions.renew_source import renew_source
from bookings.actions.take_in_file import NoMoreReading
from bookings.models import CalendarSource, ImportOf
from bookings.models.reading import BUDGET, HOUR, reads_again_at
from bookings.outbound import fetching, importing, reading
from bookings.outbound.fetching import Fetched, Unfetched, fetch
from bookings.outbound.reading import TURN
from members.models import Role
from tests import cast
from tests.actions import test_fetching
from tests.actions.test_fetching import LINK, net
from tests.cast import NOW
from tests.factories.facilities import FacilityFactory
from tests.factories.imports import taken_in
from tests.factories.members import GrantFactory
from tests.factories.sources import MORNING, a_source, blocked_by, ics
from tests.pages.picking import words
from tests.signing_in import signed_in

# A server that says it is calendar.example.
other, papers = test_fetching.other, test_fetching.papers


@pytest.fixture
def stage(db):
    with override("en"):
        yield cast.assemble()


class Slow:
    """The other side: by a clock that only it moves on, each answer takes so long."""

    def __init__(self, took: timedelta, body: bytes = b"", now=NOW) -> None:
        self.took, self.body, self.now, self.asked = took, body, now, 0

    def __call__(self, link: str, *, etag: str = "") -> Fetched:
        self.asked, self.now = self.asked + 1, self.now + self.took
        return Fetched(self.body or ics(MORNING), "")

    def read_all(self, now=None) -> int:
        self.now = now or self.now
        return reading.read_due(clock=lambda: self.now, fetching=self)


def fresh(source: CalendarSource) -> CalendarSource:
    return CalendarSource.objects.select_related("hub", "facility").get(pk=source.pk)


def page(person, path: str, at=NOW) -> str:
    with time_machine.travel(at, tick=False):
        return words(signed_in(person).get(f"/en/desk/effenaar/calendars/{path}"))


def test_what_is_read_quickly_is_read_every_half_hour(stage):
    source = a_source(stage.hanna, stage.studio)
    Slow(timedelta(seconds=2)).read_all()
    assert timedelta(minutes=30) <= fresh(source).due_at - NOW <= timedelta(minutes=40)
    assert "less often" not in page(stage.teun, f"{source.uuid}/")


def test_what_takes_long_is_read_less_often_and_staff_read_why(stage):
    source = a_source(stage.hanna, stage.studio)
    Slow(timedelta(seconds=75)).read_all()
    assert timedelta(minutes=150) <= fresh(source).due_at - NOW <= timedelta(minutes=160)
    assert blocked_by(source) == [MORNING]
    said = page(stage.teun, f"{source.uuid}/")
    assert "Reading it took 75 seconds, so it is read about every 2 hours 30 min" in said
    assert "is read less often, because it takes long" in page(stage.teun, "")


def test_what_fails_slowly_counts_as_well(stage):
    source = a_source(stage.hanna, stage.studio)
    Slow(timedelta(seconds=75), body=b"no calendar").read_all()
    assert fresh(source).problem["code"] == "not_a_calendar"
    assert fresh(source).due_at - NOW >= timedelta(minutes=150)


def test_a_hub_that_has_had_its_part_waits_for_the_next_hour_and_the_others_do_not(stage):
    for number in range(3):
        a_source(stage.hanna, stage.studio, link=f"https://calendar.example/{number}")
    GrantFactory(person=stage.wim, role=Role.HUB_MANAGER, scope=stage.tetem.ref)
    theirs = a_source(stage.wim, FacilityFactory(hub=stage.tetem), now=NOW + timedelta(seconds=1))
    slow = Slow(BUDGET / 2)
    while slow.read_all():
        pass
    assert slow.asked == 3
    assert fresh(theirs).read_at is not None
    assert reads_again_at(stage.effenaar, slow.now) == NOW + HOUR
    assert reads_again_at(stage.tetem, slow.now) is None
    assert slow.read_all(NOW + HOUR) == 1


def test_whoever_asks_again_and_again_gets_no_more_than_the_hubs_part_and_reads_it(stage):
    source = a_source(stage.hanna, stage.studio)
    slow = Slow(BUDGET / 4)
    for _time in range(10):
        slow.read_all()
        renew_source(hub=stage.effenaar, uuid=source.uuid, actor=stage.hanna, now=slow.now)
    assert slow.asked == 4
    for path in ("", f"{source.uuid}/"):
        said = page(stage.teun, path, slow.now)
        assert "took 10 min within the hour, as much as one hub has. They are read again from" in said
    with time_machine.travel(slow.now, tick=False):
        answer = signed_in(stage.hanna).post(f"/en/desk/effenaar/calendars/{source.uuid}/", follow=True)
    assert "within a minute or two" not in words(answer)


def test_it_is_counted_by_the_hour(stage):
    parts = [BUDGET / 2, timedelta(), -BUDGET, BUDGET / 2]
    for number, took in enumerate(parts):
        assert reads_again_at(stage.effenaar, NOW) is None
        note_reading_time(hub=stage.effenaar, took=took, now=NOW + number * timedelta(minutes=1))
    assert reads_again_at(stage.effenaar, NOW + HOUR / 2) == NOW + HOUR
    note_reading_time(hub=stage.effenaar, took=BUDGET / 2, now=NOW + HOUR)
    assert reads_again_at(stage.effenaar, NOW + HOUR) is None


def test_removing_and_adding_it_anew_is_no_way_around(stage):
    slow = Slow(BUDGET)
    source = a_source(stage.hanna, stage.studio)
    slow.read_all()
    remove_source(hub=stage.effenaar, uuid=source.uuid, actor=stage.hanna, now=slow.now)
    a_source(stage.hanna, stage.studio, now=slow.now)
    assert slow.read_all() == 0


def test_a_worker_that_has_read_for_its_turn_leaves_the_rest_to_the_next(stage):
    for number in range(3):
        a_source(stage.hanna, stage.studio, link=f"https://calendar.example/{number}")
    slow = Slow(TURN)
    assert [slow.read_all() for _turn in range(4)] == [1, 1, 1, 0]


def test_files_that_a_hub_brings_along_are_part_of_it(stage):
    facts = {
        "of": ImportOf.CALENDAR,
        "file_name": "zaal.ics",
        "wishes": {"unit": stage.studio.units.get().pk},
    }
    with time_machine.travel(NOW, tick=False) as traveller:

        def slowly(*asked) -> bytes:
            traveller.shift(BUDGET)
            raise Unfetched("takes_too_long")

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(importing, "said_apart", slowly)
            importing.read_calendar(
                uuid=taken_in(stage.effenaar, ics(MORNING), stage.hanna, **facts).uuid, now=NOW
            )
        later = NOW + BUDGET
        with pytest.raises(NoMoreReading) as refused:
            taken_in(stage.effenaar, ics(MORNING), stage.hanna, now=later, **facts)
        assert "Bring the file after Monday 23 November" in str(refused.value)
        # A table is read in seconds, and another hub has its own part.
        assert taken_in(stage.effenaar, b"Naam;Soort", stage.hanna, now=later)
    assert Slow(TURN, now=later).read_all() == 0


def test_a_server_that_is_slow_is_left_after_its_time_and_that_counts(stage, other, papers, monkeypatch):
    """A real one, here: it says a little, and then nothing more."""
    monkeypatch.setattr(fetching, "ALTOGETHER", 0.3)
    gone = threading.Event()

    def stalls(request) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        gone.wait(20)

    other.answers = stalls
    led = net(other, papers)
    source = a_source(stage.hanna, stage.studio, link=LINK)
    began = time.monotonic()
    reading.read_due(
        clock=lambda: NOW + timedelta(seconds=time.monotonic() - began),
        fetching=lambda link, *, etag="": fetch(link, etag=etag, net=led),
    )
    gone.set()
    assert fresh(source).problem["code"] == "too_slow"
    assert fresh(source).took >= timedelta(seconds=0.3)
    assert stage.effenaar.reading_time.spent_ms == fresh(source).took_ms
