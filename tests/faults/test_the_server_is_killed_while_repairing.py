"""`kill -9` while a block is made, and between two decisions about what it hits: a block is there or not, what was
decided is done or not for each booking, and the freed time is nobody else's."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from bookings.models import Block, BlockUnit, Booking, BookingState, Occupancy
from bookings.rules.repairing import How
from bookings.sealed_decisions import seal_decision
from hub.kit import clock
from hub.kit.models import AuditRow
from tests import cast
from tests.concurrency.over_http import open_from_today, tomorrow
from tests.concurrency.rivals import broken_invariants
from tests.factories.blocks import blocked
from tests.factories.bookings import booked
from tests.factories.repairs import found
from tests.faults.test_the_server_is_killed import wait_until_paused
from tests.faults.test_the_server_is_killed_while_changing import Sent, paused_after
from tests.own_database import OwnDatabase
from tests.signing_in import signed_in

pytestmark = [pytest.mark.race, pytest.mark.timeout(900)]

# Where the second booking is written to.
PAUSE = """
CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(20); RETURN NULL; END';
CREATE TRIGGER pause AFTER UPDATE ON bookings_booking FOR EACH ROW WHEN (NEW.number = '{number}')
    EXECUTE FUNCTION pause();
"""


def by_teun(stage: cast.Cast, path: str, data: Mapping[str, str | list[str]]) -> Sent:
    cookie = signed_in(stage.teun).cookies["sessionid"].OutputString().split(";")[0]
    return Sent(stage.teun, f"/en/desk/effenaar/{path}", data, cookie)


def everything() -> tuple[object, ...]:
    return (
        list(Block.objects.order_by("pk").values()),
        list(BlockUnit.objects.order_by("pk").values()),
        list(Occupancy.objects.order_by("pk").values()),
        list(Booking.objects.order_by("pk").values()),
        AuditRow.objects.count(),
    )


def killed_midway(database: OwnDatabase, served, sent: Sent) -> None:
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(sent.to, served)
        wait_until_paused(database, answer)
        served.kill_9()
        assert answer.result() == 0


def test_a_block_is_made_or_not_at_all(own_database, site):
    stage = cast.assemble()
    open_from_today(stage.studio, stage.engineer)
    day = f"{tomorrow(13, 17).start.astimezone(stage.effenaar.zone).date()}"
    booking = booked(stage.bo, stage.zout, stage.studio, period=tomorrow(13, 17), now=clock.now())
    form = {
        "units": f"u{stage.studio.units.get().pk}",
        "first_day": day,
        "last_day": day,
        "kind": "maintenance",
    }
    sent = by_teun(stage, "blocks/new/", form | {"title": "New floor", "knowing": booking.number})
    served = site()
    before = everything()
    for table in ("bookings_block", "bookings_blockunit", "bookings_occupancy", "kit_auditrow"):
        with paused_after(own_database, table, "INSERT"):
            killed_midway(own_database, served, sent)
        assert everything() == before, f"killed after writing to {table}"
        assert broken_invariants() == {}
        served.start()
    assert sent.to(served) == 302, served.log[-3000:]
    after = everything()
    assert len(Occupancy.objects.live().filter(block__isnull=False)) == 2
    # No answer came, so somebody sends it again.
    assert sent.to(served) == 302
    assert everything() == after and broken_invariants() == {}


def test_what_was_decided_before_the_end_is_done_and_the_rest_is_still_to_be_decided(own_database, site):
    stage = cast.assemble()
    open_from_today(stage.studio, stage.engineer)
    now = clock.now()
    first = booked(stage.bo, stage.zout, stage.studio, period=tomorrow(13, 17), now=now)
    second = booked(stage.ilse, stage.noord, stage.engineer, period=tomorrow(18, 20), now=now)
    units = (stage.studio.units.get(), stage.engineer.units.get())
    made = blocked(*units, period=tomorrow(9, 22), knowing={first.number, second.number}, now=now)
    ways = [way for each in found(stage, now) for way in each.ways if way.how == How.CANCEL]
    assert [way.decision.number for way in ways] == [first.number, second.number]
    tokens = [seal_decision(way.decision, stage.effenaar.pk) for way in ways]
    # The form that the page sends has both.
    sent = by_teun(stage, "repair/", {"do": "do", "decision": tokens, "reason": "Flooded"})
    served = site()
    with psycopg.connect(own_database.owner_url, autocommit=True) as owner:
        owner.execute(PAUSE.format(number=second.number))
        killed_midway(own_database, served, sent)
        owner.execute("SET lock_timeout = '20s'")
        owner.execute("DROP TRIGGER pause ON bookings_booking; DROP FUNCTION pause()")
    for each in (first, second):
        each.refresh_from_db()
    assert (first.state, second.state) == (BookingState.CANCELLED, BookingState.CONFIRMED)
    assert Occupancy.objects.live().filter(block=made, during=tomorrow(13, 17).to_range()).count() == 1
    assert broken_invariants() == {}
    assert [each.booking.number for each in found(stage, clock.now())] == [second.number]
    served.start()
    assert sent.to(served) == 302, served.log[-3000:]
    second.refresh_from_db()
    assert second.state == BookingState.CANCELLED and broken_invariants() == {}
    assert AuditRow.objects.filter(action="bookings.cancel").count() == 2
