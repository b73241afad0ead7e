"""Pages of a hub's planning to show, those of its guests too: each as it is, and with something begun on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg

from hub.demo.addresses import CHOSEN, TAKEN_OVER, WITH_FAULTS
from hub.dev.demo_found import HANNA, HERE, JORIS, NOOR, Found
from hub.dev.demo_pages import ANNA, Shot

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DESK, MOVING = "desk/effenaar/", "desk/effenaar/moving-in/"
# A desk, and a tablet on its side: where bars are drawn.
DRAWN = (1024, 1440)
LINE = (
    "FROM bookings_waitlistentry w"
    " JOIN members_organisation o ON o.id = w.organisation_id AND o.name = 'Collectief Zout'"
)


@dataclass(frozen=True, slots=True)
class Planned:
    """What addresses need that is different in every database."""

    called: str
    handed_over: str
    kept: str
    unreached: str
    called_day: str
    unit: str
    block: str
    repaired: str
    offer: str
    in_line: str
    behind: str
    thread: str
    source: str
    desk_thread: str
    wait_facility: str
    wait_day: str


def of_planning(found: Found, environment: dict[str, str]) -> list[Shot]:
    with psycopg.connect(environment["DATABASE_URL"].replace("postgres:", "postgresql:")) as connection:
        planned = _planned(connection)
    return [
        *_timeline(found, planned),
        *_forms(found, planned),
        *_series(found),
        *_line(planned),
        *_talk(planned),
        *_calendars(planned),
        *_moving_in(),
    ]


def _timeline(found: Found, planned: Planned) -> list[Shot]:
    day, called = (f"{DESK}planning/?day={each}" for each in (found.thursday, planned.called_day))
    short, long = (f"{DESK}planning/?day={each}" for each in clock_changes())
    week = f"{DESK}planning/?view=week&day={found.thursday}"
    return [
        Shot("planning", day, JORIS, state="", widths=(390,)),
        Shot("planning-table", f"{day}&as=table", JORIS, widths=(1024, 1280)),
        Shot("planning-drawn", day, JORIS, state="drawn", widths=DRAWN),
        Shot("planning-week", week, JORIS, widths=(390,)),
        Shot("planning-week-table", f"{week}&as=table", JORIS, widths=(1280,)),
        Shot("planning-week-drawn", week, JORIS, state="drawn", widths=DRAWN),
        Shot("planning-dragged", called, JORIS, state="dragged", widths=DRAWN),
        Shot("planning-refused", called, JORIS, state="refused", widths=DRAWN),
        Shot("planning-moved", called, JORIS, state="moved", widths=(1440,)),
        Shot("planning-made-anew", day, JORIS, state="made-anew", widths=DRAWN),
        Shot("planning-23-hours", short, JORIS, state="drawn", widths=(1440,)),
        Shot("planning-25-hours", long, JORIS, state="drawn", widths=(1440,)),
        Shot("planning-23-hours-table", f"{short}&as=table", JORIS, widths=(390, 1280)),
    ]


def _forms(found: Found, planned: Planned) -> list[Shot]:
    where = f"unit={planned.unit}&date={found.thursday}&from=09:00&to=11:00"
    move = f"{DESK}planning/move/?booking={planned.called}"
    return [
        Shot("plan-where", f"{DESK}planning/new/", JORIS),
        Shot("plan-new", f"{DESK}planning/new/?{where}", JORIS),
        Shot("called", f"bookings/{planned.called}/", JORIS),
        Shot("desk-handed-over", f"bookings/{planned.handed_over}/", JORIS),
        Shot("desk-kept", f"bookings/{planned.kept}/", JORIS),
        Shot("desk-unreached", f"bookings/{planned.unreached}/", JORIS),
        Shot("replan", move, JORIS),
        Shot("replan-asked", move, JORIS, state="asked"),
        Shot("blocks", f"{DESK}blocks/", JORIS),
        Shot("block-new", f"{DESK}blocks/new/?day={found.thursday}", JORIS),
        Shot("block-wrong", f"{DESK}blocks/new/?day={found.thursday}", JORIS, state="block"),
        Shot("block", f"{DESK}blocks/{planned.block}/", JORIS),
        Shot("block-repaired", f"{DESK}blocks/{planned.repaired}/", JORIS),
        Shot("repair", f"{DESK}repair/", JORIS),
        Shot("repair-look", f"{DESK}repair/", JORIS, state="all"),
    ]


def _series(found: Found) -> list[Shot]:
    its = f"bookings/series/{found.series}/"
    return [
        Shot("series-new", "book/series/", NOOR),
        Shot("series-dates", "book/series/", NOOR, state="dates"),
        Shot("series-list", "bookings/series/", NOOR),
        Shot("series", its, NOOR),
        Shot("series-change", f"{its}{found.series_date}/change/", NOOR),
        Shot("series-cancel", f"{its}{found.series_date}/cancel/", NOOR),
        Shot("desk-series", f"{DESK}series/", JORIS),
        Shot("desk-one-series", its, JORIS),
    ]


def _line(planned: Planned) -> list[Shot]:
    at = f"book/wait/effenaar/{planned.wait_facility}/?date={planned.wait_day}"
    return [
        Shot("wait", f"{at}&from=13:00&to=16:00", NOOR),
        Shot("waiting", f"bookings/waiting/{planned.in_line}/", NOOR),
        Shot("desk-waiting", f"bookings/waiting/{planned.behind}/", JORIS),
        Shot("offer", f"bookings/{planned.offer}/", NOOR),
        Shot("desk-offer", f"bookings/{planned.offer}/", JORIS),
    ]


def _talk(planned: Planned) -> list[Shot]:
    return [
        Shot("thread", f"bookings/{planned.thread}/messages/", NOOR),
        Shot("desk-thread", f"bookings/{planned.desk_thread}/messages/", JORIS),
        Shot("as-last-time", f"bookings/{planned.thread}/", NOOR),
        Shot("set-up", f"bookings/{planned.thread}/set-up/", NOOR),
        Shot("hub-messages", f"{DESK}messages/", HANNA),
        Shot("hub-words", f"{DESK}messages/confirmation/", HANNA),
        Shot("hub-words-preview", f"{DESK}messages/confirmation/", HANNA, state="preview"),
    ]


def _calendars(planned: Planned) -> list[Shot]:
    return [
        Shot("account-calendars", "account/calendars/", HANNA),
        Shot("account-calendars-none", "account/calendars/", NOOR),
        Shot("account-calendars-made", "account/calendars/", NOOR, state="with-a-link"),
        Shot("desk-calendars", f"{DESK}calendars/", HANNA),
        Shot("desk-calendar", f"{DESK}calendars/{planned.source}/", HANNA),
    ]


def _moving_in() -> list[Shot]:
    return [
        Shot("bring-along", MOVING, HANNA),
        Shot("bring-along-preview", f"{MOVING}{CHOSEN}/", HANNA),
        Shot("bring-along-done", f"{MOVING}{TAKEN_OVER}/", HANNA),
        Shot("bring-along-faults", f"desk/amare/moving-in/{WITH_FAULTS}/", ANNA),
        Shot("take-along", f"{MOVING}take-along/", HANNA),
    ]


def clock_changes() -> tuple[str, str]:
    """The next day of 23 hours, and the next one of 25."""
    today = datetime.now(UTC).date()  # noqa: TID251 - the outermost door
    days = [today + timedelta(days=number) for number in range(1, 370)]
    return tuple(  # type: ignore[return-value]
        next(each.isoformat() for each in days if _hours(each) == wanted) for wanted in (23, 25)
    )


def _hours(on: date) -> float:
    first, last = (
        datetime(each.year, each.month, each.day, tzinfo=AMSTERDAM) for each in (on, on + timedelta(days=1))
    )
    return (last.astimezone(UTC) - first.astimezone(UTC)) / timedelta(hours=1)


def _planned(connection: psycopg.Connection) -> Planned:
    def one(statement: str) -> str:
        row = connection.execute(statement).fetchone()
        assert row is not None, statement
        return str(row[0])

    return _read(one)


def _read(one: Callable[[str], str]) -> Planned:
    by_desk = (
        "FROM bookings_booking b JOIN members_organisation o ON o.id = b.organisation_id AND o.made_by_desk"
    )
    return Planned(
        called=one(f"SELECT b.number {by_desk}"),
        handed_over=one("SELECT b.number FROM bookings_booking b JOIN bookings_caller c"
                        " ON c.organisation_id = b.organisation_id JOIN bookings_handover h ON h.caller_id = c.id"
                        " WHERE h.used_at IS NOT NULL"),
        kept=one("SELECT split_part(about, ':', 2) FROM kit_outboxmessage WHERE kind = 'booking.kept'"),
        unreached=one(f"SELECT b.number FROM bookings_booking b {HERE} JOIN members_user u ON u.id = b.placed_by_id"
                      " JOIN members_unreachableaddress a ON a.address = lower(u.email) WHERE b.state = 'confirmed'"
                      " AND lower(b.during) > now() ORDER BY b.during"),
        called_day=one(f"SELECT (lower(b.during) AT TIME ZONE 'Europe/Amsterdam')::date {by_desk}"),
        unit=one("SELECT u.id FROM facilities_unit u JOIN facilities_facility f ON f.id = u.facility_id"
                 " JOIN facilities_hub h ON h.id = f.hub_id WHERE h.slug = 'effenaar' AND f.slug = 'studio-2'"),
        block=one("SELECT uuid FROM bookings_block WHERE kind = 'maintenance'"),
        repaired=one("SELECT uuid FROM bookings_block WHERE kind = 'out_of_order' ORDER BY id DESC"),
        offer=one(f"SELECT b.number {LINE} JOIN bookings_booking b ON b.id = w.offer_id"),
        in_line=one(f"SELECT w.number {LINE} AND w.state = 'waiting' ORDER BY w.id"),
        behind=one("SELECT w.number FROM bookings_waitlistentry w JOIN facilities_hub h ON h.id = w.hub_id"
                   " WHERE h.slug = 'effenaar' AND w.state = 'waiting' ORDER BY w.id DESC"),
        thread=one("SELECT b.number FROM bookings_threadfile f JOIN bookings_remark r ON r.id = f.remark_id"
                   " JOIN bookings_booking b ON b.id = r.booking_id"),
        source=one("SELECT uuid FROM bookings_calendarsource ORDER BY id"),
        desk_thread=one(f"SELECT b.number FROM bookings_booking b {HERE} JOIN bookings_remark r ON r.booking_id = b.id"
                        " ORDER BY r.at DESC"),
        wait_facility=one(f"SELECT f.slug {LINE} JOIN facilities_facility f ON f.id = w.facility_id"
                          " JOIN facilities_hub h ON h.id = f.hub_id AND h.slug = 'effenaar' ORDER BY w.id DESC"),
        wait_day=one(f"SELECT (lower(w.during) AT TIME ZONE 'Europe/Amsterdam')::date {LINE}"
                     " JOIN facilities_hub h ON h.id = w.hub_id AND h.slug = 'effenaar' ORDER BY w.id DESC"),
    )  # fmt: skip
