"""What stood in a hub's calendar before keeps its time here: foreign zones, whole days, exceptions, endless rules; all
of it or nothing, and back again."""

from datetime import UTC, datetime, timedelta

import pytest

from bookings.actions.ask_import import ask_import
from bookings.actions.drop_import import drop_import
from bookings.actions.keep_appointments import keep_appointments
from bookings.actions.lift_block import lift_block
from bookings.actions.move_block import move_block
from bookings.actions.undo_import import StandsInTheWay, undo_import
from bookings.actions.write_import import write_import
from bookings.models import Block, Import, Occupancy
from bookings.outbound.importing import read_calendar
from hub.kit.periods import Period
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.imports import taken_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


def calendar(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//\n{body}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    ).encode()


REHEARSAL = """UID:1
DTSTART;TZID=W. Europe Standard Time:20261201T100000
DTEND;TZID=W. Europe Standard Time:20261201T120000
SUMMARY:Repetitie\\, jeugdtheater
ORGANIZER;CN=Jeugdtheater Noord:mailto:info@jeugd.example"""
WHOLE_DAY = "UID:2\nDTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261226\nSUMMARY:Kerst"
WEEKLY = """UID:3
DTSTART;TZID=America/New_York:20261201T180000
DTEND;TZID=America/New_York:20261201T190000
RRULE:FREQ=WEEKLY;COUNT=3
EXDATE;TZID=America/New_York:20261208T180000
SUMMARY:Over zee"""
ENDLESS = "UID:4\nDTSTART:20200101T080000Z\nDTEND:20200101T083000Z\nRRULE:FREQ=DAILY\nSUMMARY:Schoonmaak"
OVER = "UID:5\nDTSTART:20260101T080000Z\nDTEND:20260101T083000Z\nSUMMARY:Voorbij"


def read(cast: Cast, content: bytes, kind: str = "production") -> Import:
    units = sorted(cast.studio.units.values_list("pk", flat=True))
    wishes = {"units": units, "kind": kind}
    found = taken_in(cast.effenaar, content, cast.hanna, of="calendar", file_name="oud.ics", wishes=wishes)
    done = read_calendar(uuid=found.uuid, now=NOW)
    assert done is not None
    return done


def written(cast: Cast, content: bytes, kind: str = "production") -> Import:
    found = read(cast, content, kind)
    assert found.state == "read", found.preview
    ask_import(found=found, seen=found.preview["digest"], actor=cast.hanna, now=NOW)
    done = write_import(uuid=found.uuid, now=NOW)
    assert done is not None and done.state == "written"
    return done


def held(cast: Cast) -> list[Period]:
    rows = Occupancy.objects.live().filter(unit__facility=cast.studio, block__isnull=False)
    return sorted(Period.from_range(during) for during in rows.values_list("during", flat=True))


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_appointments_become_blocks_with_title_and_who(cast):
    done = written(cast, calendar(REHEARSAL, WHOLE_DAY, WEEKLY, OVER))
    first, *_more = Block.objects.filter(origin=done.ref).order_by("during")
    assert (first.title, first.note, first.kind) == (
        "Repetitie, jeugdtheater",
        "Jeugdtheater Noord",
        "production",
    )
    assert first.created_by == cast.hanna
    assert held(cast) == [
        Period(at(2026, 12, 1, 9), at(2026, 12, 1, 11)),
        Period(at(2026, 12, 1, 23), at(2026, 12, 2)),
        Period(at(2026, 12, 15, 23), at(2026, 12, 16)),
        Period(at(2026, 12, 23, 23), at(2026, 12, 25, 23)),
    ]
    assert broken_invariants() == {}


def test_a_date_that_was_moved_or_called_off_there_is_so_here(cast):
    zone = "TZID=W. Europe Standard Time"
    choir = (
        f"UID:6\nDTSTART;{zone}:20261202T190000\nDTEND;{zone}:20261202T210000\nRRULE:FREQ=WEEKLY;COUNT=4\n"
        "SUMMARY:Koor"
    )
    moved = (
        f"UID:6\nRECURRENCE-ID;{zone}:20261209T190000\nDTSTART;{zone}:20261210T190000\nDTEND;{zone}:20261210T223000\n"
        "SUMMARY:Koor met orkest"
    )
    off = (
        f"UID:6\nRECURRENCE-ID;{zone}:20261216T190000\nDTSTART;{zone}:20261216T190000\nDTEND;{zone}:20261216T210000\n"
        "STATUS:CANCELLED"
    )
    done = written(cast, calendar(choir, moved, off))
    assert [
        (each.title, each.period) for each in Block.objects.filter(origin=done.ref).order_by("during")
    ] == [
        ("Koor", Period(at(2026, 12, 2, 18), at(2026, 12, 2, 20))),
        ("Koor met orkest", Period(at(2026, 12, 10, 18), at(2026, 12, 10, 21, 30))),
        ("Koor", Period(at(2026, 12, 23, 18), at(2026, 12, 23, 20))),
    ]


def test_a_rule_without_an_end_goes_as_far_as_the_house_may_plan(cast):
    found = read(cast, calendar(ENDLESS))
    assert 700 < len(found.preview["appointments"]) < 740
    assert found.preview["appointments"][0][2] == "Schoonmaak"


def test_what_is_left_out_is_said(cast):
    odd = "UID:6\nDTSTART;TZID=Mars/Olympus:20261201T100000\nDTEND;TZID=Mars/Olympus:20261201T110000"
    often = "UID:7\nDTSTART:20261201T100000Z\nDTEND:20261201T100001Z\nRRULE:FREQ=SECONDLY"
    found = read(cast, calendar(REHEARSAL, odd, often, OVER))
    assert {code for code, _fact in found.preview["notes"]} == {"unknown_zone", "too_often"}
    assert len(found.preview["appointments"]) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_calendar"),
        (b"Naam;Soort\r\n", "not_a_calendar"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nnonsense", "nothing_ahead"),
        (calendar(OVER), "nothing_ahead"),
    ],
)
def test_what_cannot_be_taken_over_is_said(cast, content, code):
    found = read(cast, content)
    assert [problem[2] for problem in found.preview["problems"]] == [code] and found.state == "refused"


def test_bookings_that_are_there_are_shown_and_stay(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    start, end = booking.period.start, booking.period.end + timedelta(hours=1)
    event = f"UID:8\nDTSTART:{start:%Y%m%dT%H%M%SZ}\nDTEND:{end:%Y%m%dT%H%M%SZ}\nSUMMARY:Dubbel"
    done = written(cast, calendar(event))
    assert done.preview["hit"][0][0] == booking.number
    (rest,) = held(cast)
    assert rest.end == end and rest.start >= booking.period.end
    assert broken_invariants() == {}


def test_what_was_booked_since_the_preview_is_shown_first(cast):
    booking_at = booked(cast.bo, cast.zout, cast.microphones).period
    event = f"UID:9\nDTSTART:{booking_at.start:%Y%m%dT%H%M%SZ}\nDTEND:{booking_at.end:%Y%m%dT%H%M%SZ}"
    found = read(cast, calendar(event))
    ask_import(found=found, seen=found.preview["digest"], actor=cast.hanna, now=NOW)
    booked(cast.bo, cast.zout, cast.studio)
    again = write_import(uuid=found.uuid, now=NOW)
    assert again is not None and again.state == "read" and len(again.preview["hit"]) == 1
    assert not Block.objects.exists()


def test_a_calendar_that_was_left_while_it_was_read_has_no_preview(cast):
    found = read(cast, calendar(REHEARSAL))
    drop_import(found=found, actor=cast.hanna, now=NOW)
    assert keep_appointments(found=found, read="not_a_calendar", now=NOW) is None
    left = Import.objects.get()
    assert (left.state, left.preview) == ("dropped", {})


def test_whose_appointments_they_are_the_blocks_alone_know_afterwards(cast):
    done = written(cast, calendar(REHEARSAL))
    kept = Import.objects.get(pk=done.pk)
    assert "Jeugdtheater" not in str(kept.preview) and bytes(kept.content) == b""
    undo_import(found=done, actor=cast.hanna, now=NOW)
    assert Import.objects.get(pk=done.pk).preview == {}


def test_a_calendar_is_undone(cast):
    done = written(cast, calendar(REHEARSAL, WHOLE_DAY), kind="busy")
    lift_block(uuid=Block.objects.latest("pk").uuid, actor=cast.hanna, now=NOW)
    undo_import(found=done, actor=cast.hanna, now=NOW)
    assert held(cast) == [] and not Block.objects.filter(lifted_at=None).exists()
    assert broken_invariants() == {}


def test_blocks_that_somebody_moved_since_are_not_undone(cast):
    done = written(cast, calendar(REHEARSAL))
    block = Block.objects.get()
    period = Period(at(2026, 12, 2, 9), at(2026, 12, 2, 11))
    move_block(uuid=block.uuid, unit_ids=done.wishes["units"], period=period, actor=cast.hanna, now=NOW)
    with pytest.raises(StandsInTheWay):
        undo_import(found=done, actor=cast.hanna, now=NOW)
    assert held(cast) == [period]


def test_units_that_are_retired_by_now_are_not_blocked(cast):
    found = read(cast, calendar(REHEARSAL))
    ask_import(found=found, seen=found.preview["digest"], actor=cast.hanna, now=NOW)
    cast.studio.units.update(state="retired")
    again = write_import(uuid=found.uuid, now=NOW)
    assert again is not None and again.state == "refused"
    assert [problem[2] for problem in again.preview["problems"]] == ["units_gone"]
