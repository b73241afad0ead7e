"""The venue's day and week over all its units, and what waits for its people: content, doors, and what it costs."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.actions.cancel import cancel
from bookings.models import Booking, BookingState, Line, Occupancy
from facilities.models import Facility, FacilityState, UnitState
from hub.kit.periods import Period
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.factories.blocks import taken
from tests.factories.bookings import booked, held
from tests.factories.facilities import FacilityFactory, KindFactory, open_on
from tests.pages.picking import words
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

PAGE = "/en/desk/effenaar/planning/"
THURSDAY = f"{PAGE}?day=2026-11-26"
WEEK = f"{PAGE}?view=week"
# The frame asks nine times: session, person, roles, their places and organisations.
MOST_QUERIES = 22


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    return cast


def text(client: Client, address: str) -> str:
    """What one reads, without tags."""
    page = client.get(address)
    assert page.status_code == 200, words(page)[-2000:]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words(page)))


def row_of(client: Client, address: str, label: str) -> str:
    """The HTML of the row whose head has these words."""
    rows = re.findall(r"<tr[ >].*?</tr>", words(client.get(address)), re.DOTALL)
    (found,) = [row for row in rows if label in row.split("</th>")[0]]
    return found


def fill(cast: Cast, facility: Facility, count: int, *, first: int = 0) -> None:
    """So many confirmed bookings, straight into the tables: one a unit, and on the next day when there are no more."""
    units = list(facility.units.order_by("pk"))
    for number in range(first, first + count):
        start = datetime(2026, 11, 23, 9, tzinfo=UTC) + timedelta(days=number // len(units))
        during = Period(start, start + timedelta(hours=2)).to_range()
        booking = Booking.objects.create(
            number=f"{number:04d}-TEST",
            organisation=cast.zout,
            hub=facility.hub,
            placed_by=cast.bo,
            state=BookingState.CONFIRMED,
            during=during,
            placed_at=NOW,
            held_until=NOW,
            confirmed_at=NOW,
            list_cents=0,
            own_cents=0,
            funds_cents=0,
            hub_cents=0,
            quote={},
            request_key=uuid4(),
        )
        line = Line.objects.create(
            booking=booking, facility=facility, quantity=1, during=during, list_cents=0, vat_bp=0, position=0
        )
        Occupancy.objects.create(unit=units[number % len(units)], during=during, line=line)


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_every_unit_has_a_row_under_its_facility_in_the_order_of_kinds(cast, teun):
    page = text(teun, THURSDAY)
    assert page.index("Condenser microphone") < page.index("microphones-001") < page.index("microphones-006")
    for name in ("Studio 2", "Sound engineer", "6 units", "Thursday 26 November"):
        assert name in page


def test_a_booking_stands_in_its_units_rows_with_time_letter_word_and_way_to_it(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio, (cast.microphones, 2))
    for label in ("Studio 2", "microphones-001", "microphones-002"):
        row = row_of(teun, THURSDAY, label)
        assert f'href="/en/bookings/{booking.number}/"' in row
        for fact in ("Collectief Zout", "13:00–17:00", ">C</i>", "confirmed"):
            assert fact in row
        # Four hours of fourteen, each of one column.
        assert 'class="taken" colspan="4"' in row
    assert booking.number not in row_of(teun, THURSDAY, "microphones-003")
    page = text(teun, THURSDAY)
    assert "€" not in page and "band" not in page.lower()


def test_what_is_held_is_held_until_its_time_is_over(cast, teun, monday_morning):
    booking = held(cast.bo, cast.zout, cast.studio)
    row = row_of(teun, THURSDAY, "Studio 2")
    assert booking.number in row and ">H</i>" in row and "held" in row
    monday_morning.shift(timedelta(minutes=16))
    assert booking.number not in row_of(teun, THURSDAY, "Studio 2")


def test_turnaround_stands_after_a_booking_as_such(cast, teun):
    Facility.objects.filter(pk=cast.studio.pk).update(turnaround_minutes=45)
    cast.studio.refresh_from_db()
    booked(cast.bo, cast.zout, cast.studio)
    assert "turnaround 17:00–17:45" in row_of(teun, THURSDAY, "Studio 2")
    assert "45 min" in row_of(teun, WEEK, "Studio 2")


def test_a_time_on_no_half_hour_is_drawn_to_the_minute(cast, teun):
    start = thursday(13, 17).start
    period = Period(start + timedelta(minutes=7), start + timedelta(minutes=68))
    taken(cast.studio.units.get(), period)
    page = words(teun.get(THURSDAY))
    assert "13:07–14:08" in page and "own production" in page
    widths = [float(width) for width in re.findall(r'<col width="([\d.]+)"', page)]
    assert sum(widths) == 14 * 60
    assert {7.0, 53.0, 8.0, 52.0} <= set(widths)


def test_closed_says_so_in_words_and_a_unit_in_repair_has_its_letter(cast, teun):
    late = FacilityFactory(hub=cast.effenaar, name="Late room")
    open_on(late, [date(2026, 11, 26)], opens=datetime(2026, 1, 1, 13).time())
    assert "closed" in row_of(teun, THURSDAY, "Late room")
    cast.engineer.units.update(state=UnitState.IN_REPAIR, note="at home with a cold")
    row = row_of(teun, THURSDAY, "Sound engineer")
    assert ">R</i>in repair" in row and "in repair: at home with a cold" in row
    assert "Closed" not in row and "closed" in row_of(teun, f"{PAGE}?day=2027-06-01", "Studio 2")


def test_a_week_is_monday_to_sunday_with_times_in_each_day(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    page = text(teun, f"{WEEK}&day=2026-11-29")
    assert "Week 48" in page and "23 – 29 November 2026" in page
    row = row_of(teun, WEEK, "Studio 2")
    cells = re.findall(r"<td.*?</td>", row, re.DOTALL)
    assert len(cells) == 7
    assert [booking.number in cell for cell in cells] == [False] * 3 + [True] + [False] * 3
    assert "13:00–17:00" in cells[3]


def test_a_stay_of_days_is_there_on_each_of_them(cast, teun):
    period = Period(thursday(20, 21).start, thursday(20, 21).start + timedelta(days=2))
    taken(cast.studio.units.get(), period)
    cells = re.findall(r"<td.*?</td>", row_of(teun, WEEK, "Studio 2"), re.DOTALL)
    for cell, said in zip(cells[3:6], ("from 20:00", "all day", "until 20:00"), strict=True):
        assert said in cell
    assert "all day" in row_of(teun, f"{PAGE}?day=2026-11-27", "Studio 2")


@pytest.mark.parametrize(("on", "hours"), [("2027-03-28", 23), ("2027-10-31", 25)])
def test_a_day_on_which_the_clock_changes_has_each_of_its_hours(cast, teun, on, hours):
    open_on(cast.studio, [date.fromisoformat(on)], datetime.min.time(), datetime.min.time())
    heads = re.findall(r'<th scope="col".*?</th>', words(teun.get(f"{PAGE}?day={on}")), re.DOTALL)
    assert len(heads) == 1 + hours
    assert any("02:00 CEST" in head for head in heads) == (hours == 25)


def test_what_went_out_of_use_is_shown_while_somebody_counts_on_it(cast, teun):
    booked(cast.bo, cast.zout, cast.studio)
    Facility.objects.filter(pk=cast.studio.pk).update(state=FacilityState.RETIRED)
    assert "Studio 2" in text(teun, THURSDAY)
    # What waits stands beneath the planning.
    planning = text(teun, f"{PAGE}?day=2026-11-27").split("Waiting for you")[0]
    assert "Condenser microphone" in planning and "Studio 2" not in planning


def test_days_whose_hours_are_not_known_yet_are_not_passed_off_as_closed(cast, teun):
    assert "are not known yet" not in text(teun, THURSDAY)
    assert "Opening hours after 26 May 2028 are not known yet" in text(teun, f"{PAGE}?day=2028-05-27")


def test_one_kind_alone(cast, teun):
    page = words(teun.get(f"{THURSDAY}&kind=microphone"))
    assert "microphones-001" in page and "Sound engineer" not in page
    assert '<option value="microphone" selected>' in page
    # The kind stays while the days go by.
    assert "?kind=microphone&amp;day=2026-11-27" in page


def test_the_ways_to_other_days_the_week_and_the_list(cast, teun):
    page = words(teun.get(THURSDAY))
    for address in ("?day=2026-11-25", "?day=2026-11-27", "?view=week&amp;day=2026-11-26"):
        assert f'href="{address}"' in page
    assert 'href="/en/desk/effenaar/?day=2026-11-26"' in page
    assert 'href="?view=week&amp;day=2026-11-30"' in words(teun.get(WEEK))
    assert f'href="{PAGE}' in words(teun.get("/en/desk/effenaar/"))


def test_holds_that_run_out_wait_on_top(cast, teun):
    assert "Nothing waits for you" in text(teun, PAGE)
    held(cast.bo, cast.zout, cast.studio)
    page = words(teun.get(PAGE))
    assert "Holds that run out" in page and 'data-left="900"' in page


def test_what_is_new_or_cancelled_since_yesterday_waits_on_top(cast, teun, monday_morning):
    booking = booked(cast.bo, cast.zout, cast.studio)
    monday_morning.shift(timedelta(days=1))
    page = text(signed_in(cast.teun), PAGE)
    assert "New and cancelled since yesterday" in page and "Thu 26 Nov, 13:00–17:00" in page
    cancel(number=booking.number, reason="A burst pipe", actor=cast.hanna, now=NOW + timedelta(days=1))
    page = text(signed_in(cast.teun), PAGE)
    assert "cancelled" in page and "A burst pipe" in page
    monday_morning.shift(timedelta(days=2))
    assert "Nothing waits for you" in text(signed_in(cast.teun), PAGE)


def test_a_unit_in_repair_that_somebody_booked_waits_on_top(cast, teun, monday_morning):
    booked(cast.bo, cast.zout, cast.microphones)
    booked(cast.bo, cast.zout, cast.microphones, period=thursday(18, 20))
    cast.microphones.units.filter(label="microphones-001").update(state=UnitState.IN_REPAIR)
    page = text(teun, PAGE)
    assert "In repair, but booked" in page
    assert "Condenser microphone, microphones-001" in page and "and 1 booking after it" in page
    monday_morning.shift(timedelta(days=4))
    assert "In repair, but booked" not in text(signed_in(cast.teun), PAGE)


def test_what_waits_elsewhere_is_not_told(cast):
    booked(cast.bo, cast.zout, cast.studio)
    page = text(signed_in(cast.wim), "/en/desk/tetem/planning/")
    assert "Collectief Zout" not in page and "Nothing waits for you" in page
    assert "No units yet" in page


@pytest.mark.parametrize(
    "query",
    [
        {"day": "x"},
        {"day": "2026-02-30"},
        {"day": "9999-12-31"},
        {"day": "٢٠٢٦-١١-٢٦"},
        {"day": "\x00"},
        {"view": "month"},
        {"view": "\x00"},
        {"kind": "submarine"},
        {"kind": "x" * 5000},
    ],
)
def test_an_address_that_asks_for_what_is_not_there_is_answered_in_words(teun, query):
    page = teun.get(PAGE, query)
    assert page.status_code == 400
    said = ("2026-11-26.", "There are two: day and week", "Choose one from the list", "too long")
    assert any(each in words(page) for each in said)


def test_strangers_find_nothing_and_visitors_sign_in_first(cast):
    for person in (cast.wim, cast.bo, cast.fien):
        assert signed_in(person).get(PAGE).status_code == 404
    answer = Client().get(PAGE)
    assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("address", [PAGE, WEEK])
def test_300_units_cost_as_many_questions_as_20(cast, teun, address):
    small = FacilityFactory(hub=cast.effenaar, kind=KindFactory(slug="headphone"), name="Headphone", units=11)
    fill(cast, small, 11)
    few = queries(teun, address)
    large = FacilityFactory(hub=cast.effenaar, kind=KindFactory(slug="lamp"), name="Lamp", units=280)
    fill(cast, large, 300, first=20)
    assert queries(teun, address) == few
    assert few <= MOST_QUERIES
