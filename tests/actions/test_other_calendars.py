"""Another calendar says when a facility is busy: that time is blocked, and only the time is kept."""

from datetime import timedelta

import pytest
from django.http import Http404

from bookings.actions._busy import AT_ONCE
from bookings.actions.cancel import cancel
from bookings.actions.claim_source import claim_source
from bookings.actions.keep_busy import keep_busy
from bookings.actions.lift_block import lift_block
from bookings.actions.note_read import note_read
from bookings.actions.remove_source import remove_source
from bookings.actions.renew_source import FileNeeded, renew_source
from bookings.models import Block, CalendarSource, Feed, Occupancy
from bookings.models.clashes import clashes_at
from bookings.models.sources import LEASE
from bookings.outbound.fetching import Unfetched
from bookings.outbound.sources import notes_of, problem_of
from bookings.rules.refusals import SlotTaken
from facilities.models import Unit, UnitState
from hub.kit.models import AuditRow
from hub.kit.periods import Period
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked, held
from tests.factories.feeds import a_link
from tests.factories.sources import (
    EVENING,
    MORNING,
    SECRET,
    Server,
    a_source,
    blocked_by,
    ics,
    live_holds,
    read,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def stage(db):
    return cast.assemble()


def fresh(source: CalendarSource) -> CalendarSource:
    return CalendarSource.objects.select_related("hub", "facility").get(pk=source.pk)


def everything_kept() -> str:
    return str([list(model.objects.values()) for model in (CalendarSource, Block, AuditRow)])


def test_what_a_link_calls_busy_is_blocked_and_nothing_else_of_it_is_kept(stage):
    source = a_source(stage.hanna, stage.studio)
    server = Server(ics(MORNING, EVENING))
    assert read(server) == 1
    assert server.asked == [(SECRET, "")]
    assert blocked_by(source) == [MORNING, EVENING]
    room = stage.studio.units.get()
    assert live_holds(room) == [("block", MORNING), ("block", EVENING)]
    with pytest.raises(SlotTaken):
        held(stage.bo, stage.zout, stage.studio, period=thursday(11, 13))
    assert (fresh(source).times, fresh(source).read_at, fresh(source).failures) == (2, NOW, 0)
    assert "sister" not in everything_kept() and SECRET not in everything_kept()
    assert broken_invariants() == {}


def test_an_unchanged_calendar_changes_nothing(stage):
    source = a_source(stage.hanna, stage.studio)
    read(Server(ics(MORNING, EVENING)))
    before = list(Occupancy.objects.values()), list(Block.objects.values()), AuditRow.objects.count()
    read(Server(ics(EVENING, MORNING), etag='"2"'), now=NOW + HOUR)
    # In the middle of the morning too, when a part of it is over.
    read(Server(ics(MORNING, EVENING), etag='"3"'), now=MORNING.start + HOUR)
    assert fresh(source).read_at == MORNING.start + HOUR
    assert (
        list(Occupancy.objects.values()),
        list(Block.objects.values()),
        AuditRow.objects.count(),
    ) == before


def test_what_it_says_no_more_is_free_and_what_is_new_is_blocked(stage):
    source = a_source(stage.hanna, stage.studio)
    read(Server(ics(MORNING, EVENING)))
    kept = Block.objects.get(during=EVENING.to_range()).pk
    read(Server(ics(EVENING, thursday(13, 15)), etag='"2"'), now=NOW + HOUR)
    assert blocked_by(source) == [thursday(13, 15), EVENING]
    assert Block.objects.get(during=EVENING.to_range()).pk == kept
    booked(stage.bo, stage.zout, stage.studio, period=MORNING, now=NOW + HOUR)
    assert broken_invariants() == {}


def test_a_booking_that_was_there_stays_and_is_a_clash_until_it_goes(stage):
    booking = booked(stage.bo, stage.zout, stage.studio, period=thursday(10, 11))
    source = a_source(stage.hanna, stage.studio)
    read(Server(ics(MORNING)))
    room = stage.studio.units.get()
    assert ("booking", thursday(10, 11)) in live_holds(room)
    assert ("block", thursday(9, 10)) in live_holds(room) and ("block", thursday(11, 12)) in live_holds(room)
    (clash,) = clashes_at(stage.effenaar, NOW)
    assert (clash.source, clash.busy, clash.number, clash.organisation, clash.booked) == (
        "Theatre", MORNING, booking.number, "Collectief Zout", thursday(10, 11),
    )  # fmt: skip
    assert clashes_at(stage.tetem, NOW) == []
    cancel(number=booking.number, actor=stage.bo, now=NOW + HOUR)
    assert clashes_at(stage.effenaar, NOW + HOUR) == []
    assert {reason for reason, _during in live_holds(room)} == {"block"}
    assert blocked_by(source) == [MORNING] and broken_invariants() == {}


def test_a_clash_is_over_when_the_other_calendar_gives_way(stage):
    booked(stage.bo, stage.zout, stage.studio, period=thursday(10, 11))
    a_source(stage.hanna, stage.studio)
    read(Server(ics(MORNING)))
    read(Server(ics(EVENING), etag='"2"'), now=NOW + HOUR)
    assert clashes_at(stage.effenaar, NOW + HOUR) == [] and broken_invariants() == {}


def test_all_units_or_the_one_that_is_meant(stage):
    first = stage.microphones.units.order_by("pk").first()
    a_source(stage.hanna, stage.microphones, unit=first)
    read(Server(ics(MORNING)))
    assert Occupancy.objects.live().count() == 1
    a_source(stage.hanna, stage.microphones)
    read(Server(ics(EVENING)), now=NOW + HOUR)
    assert Occupancy.objects.live().filter(during=EVENING.to_range()).count() == 6


def test_a_unit_that_is_new_or_retired_is_noticed_at_the_next_reading(stage):
    source = a_source(stage.hanna, stage.microphones)
    read(Server(ics(EVENING)))
    gone = stage.microphones.units.order_by("pk").first()
    Unit.objects.filter(pk=gone.pk).update(state=UnitState.RETIRED)
    Unit.objects.create(facility=stage.microphones, label="new")
    read(Server(ics(EVENING), etag='"2"'), now=NOW + HOUR)
    held_now = Occupancy.objects.live().values_list("unit_id", flat=True)
    wanted = stage.microphones.units.exclude(pk=gone.pk).values_list("pk", flat=True)
    assert sorted(held_now) == sorted(wanted) and len(blocked_by(source)) == 1


def test_a_file_is_read_once_and_not_kept(stage):
    source = a_source(stage.hanna, stage.studio, file=ics(MORNING))
    read()
    assert blocked_by(source) == [MORNING]
    assert fresh(source).file is None and fresh(source).due_at is None
    assert read(now=NOW + timedelta(days=1)) == 0
    with pytest.raises(FileNeeded):
        renew_source(hub=stage.effenaar, uuid=source.uuid, actor=stage.hanna, now=NOW)
    renew_source(hub=stage.effenaar, uuid=source.uuid, file=ics(EVENING), actor=stage.hanna, now=NOW + HOUR)
    read(now=NOW + HOUR)
    assert blocked_by(source) == [EVENING]


def test_removing_a_source_frees_what_it_blocked_and_forgets_its_link(stage):
    source = a_source(stage.hanna, stage.studio)
    read(Server(ics(MORNING, EVENING)))
    assert remove_source(hub=stage.effenaar, uuid=source.uuid, actor=stage.hanna, now=NOW + HOUR) == 2
    assert blocked_by(source) == [] and live_holds(stage.studio.units.get()) == []
    assert fresh(source).link == "" and read(Server(ics(MORNING)), now=NOW + 2 * HOUR) == 0
    # A worker that was in the middle of it keeps nothing any more.
    assert keep_busy(source_id=source.pk, times=[MORNING], now=NOW + HOUR).made == 0
    with pytest.raises(Http404):
        remove_source(hub=stage.effenaar, uuid=source.uuid, actor=stage.hanna, now=NOW + HOUR)
    assert broken_invariants() == {}


def test_a_failure_keeps_what_was_blocked_is_shown_and_tried_later_and_later(stage):
    source = a_source(stage.hanna, stage.studio)
    read(Server(ics(MORNING)))
    waits, at = [], NOW
    for _time in range(8):
        at = fresh(source).due_at
        read(Server(Unfetched("answered", "404")), now=at)
        waits.append(fresh(source).due_at - at)
    assert (
        waits == sorted(waits) and waits[0] >= HOUR and timedelta(days=1) <= waits[-1] <= timedelta(hours=25)
    )
    assert blocked_by(source) == [MORNING]
    assert "answered “404”" in problem_of(fresh(source)) and fresh(source).failures == 8
    read(Server(ics(MORNING)), now=fresh(source).due_at)
    assert (problem_of(fresh(source)), fresh(source).failures) == ("", 0)


@pytest.mark.parametrize("answer", [b"<html>Sign in</html>", RuntimeError("x"), Unfetched("unreachable")])
def test_one_that_fails_does_not_keep_the_others(stage, answer):
    bad = a_source(stage.hanna, stage.microphones, link="https://bad.example/x.ics")
    good = a_source(stage.hanna, stage.studio, now=NOW + timedelta(seconds=1))

    class Two(Server):
        def __call__(self, link, *, etag=""):
            self.answer = answer if "bad" in link else ics(MORNING)
            return super().__call__(link, etag=etag)

    assert read(Two(), now=NOW + HOUR) == 2
    assert blocked_by(good) == [MORNING] and problem_of(fresh(bad))


def test_it_is_asked_with_its_etag_and_each_day_once_without(stage):
    source, server = a_source(stage.hanna, stage.studio), Server(ics(MORNING))
    read(server)
    read(server, now=NOW + HOUR)
    assert blocked_by(source) == [MORNING] and fresh(source).times == 1
    read(server, now=NOW + timedelta(days=1))
    assert [etag for _link, etag in server.asked] == ["", '"1"', ""]


def test_sources_are_not_all_read_at_the_same_moment(stage):
    made = [a_source(stage.hanna, stage.studio, name=str(number)) for number in range(12)]
    read(Server(ics(MORNING)))
    due = {fresh(source).due_at for source in made}
    assert len(due) > 6 and all(timedelta(minutes=30) <= at - NOW <= timedelta(minutes=40) for at in due)


def test_a_worker_that_dies_with_it_costs_some_minutes(stage):
    source = a_source(stage.hanna, stage.studio)
    assert claim_source(now=NOW) == source
    assert claim_source(now=NOW + LEASE / 2) is None
    assert claim_source(now=NOW + LEASE) == source


def test_what_is_asked_for_while_it_is_read_is_read_again(stage):
    source = a_source(stage.hanna, stage.studio, file=ics(MORNING))
    claimed = claim_source(now=NOW)
    renew_source(hub=stage.effenaar, uuid=source.uuid, file=ics(EVENING), actor=stage.hanna, now=NOW + HOUR)
    note_read(source_id=claimed.pk, hub_id=claimed.hub_id, begun_at=NOW, times=1, now=NOW + HOUR)
    read(now=NOW + HOUR)
    assert blocked_by(source) == [EVENING]


def test_an_endless_rule_is_blocked_as_far_as_the_facility_looks_ahead(stage):
    stage.studio.horizon_days = 21
    stage.studio.save()
    source = a_source(stage.hanna, stage.studio)
    read(Server(ics(MORNING, RRULE="FREQ=WEEKLY")))
    assert len(blocked_by(source)) == 3 and fresh(source).notes == []


def test_what_could_not_be_read_of_it_is_said_to_staff(stage):
    source = a_source(stage.hanna, stage.studio)
    read(Server(ics(MORNING, RRULE="FREQ=SECONDLY")))
    assert blocked_by(source) == [] and "not supported" in notes_of(fresh(source))[0]


def test_many_times_are_blocked_a_few_at_a_time(stage):
    source = a_source(stage.hanna, stage.studio)
    start = thursday(9, 10).start
    times = [Period(start + number * HOUR, start + number * HOUR + HOUR / 2) for number in range(AT_ONCE * 2)]
    first = keep_busy(source_id=source.pk, times=times, now=NOW)
    assert (first.made, first.whole) == (AT_ONCE, False)
    assert keep_busy(source_id=source.pk, times=times, now=NOW).whole
    assert blocked_by(source) == times
    assert keep_busy(source_id=source.pk, times=times, now=NOW).made == 0
    assert keep_busy(source_id=source.pk, times=[], now=NOW).lifted == AT_ONCE
    assert keep_busy(source_id=source.pk, times=[], now=NOW).lifted == AT_ONCE
    assert blocked_by(source) == [] and broken_invariants() == {}


def test_each_change_is_written_down_once(stage):
    source = a_source(stage.hanna, stage.studio)
    read(Server(ics(MORNING, EVENING)))
    renew_source(hub=stage.effenaar, uuid=source.uuid, actor=stage.hanna, now=NOW + HOUR)
    remove_source(hub=stage.effenaar, uuid=source.uuid, actor=stage.hanna, now=NOW + HOUR)
    rows = AuditRow.objects.filter(about=source.ref).order_by("pk")
    assert [(row.action, row.actor_id) for row in rows] == [
        ("bookings.add_source", stage.hanna.pk),
        ("bookings.keep_busy", None),
        ("bookings.renew_source", stage.hanna.pk),
        ("bookings.remove_source", stage.hanna.pk),
    ]


def test_what_was_blocked_or_freed_without_a_word_is_seen(stage):
    source, made = a_source(stage.hanna, stage.studio), a_link(stage.mira)
    read(Server(ics(MORNING, EVENING)))
    lift_block(uuid=Block.objects.get(during=MORNING.to_range()).uuid, actor=stage.teun, now=NOW)
    assert broken_invariants() == {}
    Block.objects.filter(during=EVENING.to_range()).update(origin="")
    Feed.objects.filter(pk=made.feed.pk).update(revoked_at=NOW)
    assert {"I17m", "I17n"} <= set(broken_invariants())
    # What staff lifted is blocked again at the next reading.
    Block.objects.filter(during=EVENING.to_range()).update(origin=source.ref)
    read(Server(ics(MORNING, EVENING), etag='"2"'), now=NOW + HOUR)
    assert blocked_by(source) == [MORNING, EVENING] and set(broken_invariants()) == {"I17n"}
