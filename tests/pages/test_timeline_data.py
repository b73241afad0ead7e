"""What the timeline draws: the same as the table, as data; its doors, its days and what it costs."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.factories.blocks import blocked, taken
from tests.factories.bookings import booked, held
from tests.factories.facilities import FacilityFactory, made_of, open_on
from tests.factories.funding import card
from tests.pages.test_planning import fill
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

DATA = "/en/desk/effenaar/planning/data/"
THURSDAY = {"from": "2026-11-26", "to": "2026-11-26"}
WEEK = {"from": "2026-11-23", "to": "2026-11-29"}
# As `taken_drawn` tells them.
UNIT, START, UNTIL, END, NUMBER, STATE, WHO, PURPOSE, WHOLE, FIRST, BLOCK, KIND, TITLE = range(1, 14)


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    return cast


@pytest.fixture
def teun(cast) -> Client:
    return signed_in(cast.teun)


def drawn(client: Client, asked: dict[str, str] = THURSDAY, **headers: str) -> dict:
    answer = client.get(DATA, asked, headers=headers)
    assert answer.status_code == 200, answer.content[:500]
    return json.loads(answer.content)


def minutes(at: datetime) -> int:
    return int(at.timestamp()) // 60


def test_units_stand_under_their_facility_with_the_state_they_are_in(cast, teun):
    cast.microphones.units.filter(label="microphones-001").update(state="in_repair", note="buzzes")
    units = {row[1]: row for row in drawn(teun)["units"]}
    studio, microphones = units["Studio 2"], units[cast.microphones.name]
    assert studio[0] == cast.studio.pk and studio[4] is True
    assert studio[6] == cast.studio.grid_minutes
    assert [unit[1] for unit in microphones[5]] == [f"microphones-00{number}" for number in range(1, 7)]
    assert microphones[5][0][2:] == ["in_repair", "buzzes"]


def test_a_booking_is_one_bar_for_each_unit_that_it_has(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio, (cast.microphones, 2))
    bars = drawn(teun)["taken"]
    period = thursday(13, 17)
    assert len(bars) == 3 and {bar[UNIT] for bar in bars} >= {cast.studio.units.get().pk}
    for bar in bars:
        assert bar[START] == minutes(period.start) and bar[UNTIL] == minutes(period.end)
        assert (bar[NUMBER], bar[STATE], bar[WHO]) == (booking.number, "confirmed", "Collectief Zout")
        assert (bar[PURPOSE], bar[FIRST], bar[BLOCK]) == (booking.purpose, minutes(period.start), None)
        assert bar[WHOLE] is None


def test_a_bar_of_a_whole_says_of_which(cast, teun):
    both = made_of((cast.studio, 1), (cast.engineer, 1), name="Both together", open_days=[date(2026, 11, 26)])
    card(both, hour=8_000)
    booked(cast.bo, cast.zout, both)
    assert [bar[WHOLE] for bar in drawn(teun)["taken"]] == ["Both together"] * 2


def test_turnaround_is_what_lies_between_the_end_that_was_promised_and_the_end(cast, teun):
    cast.studio.turnaround_minutes = 45
    cast.studio.save()
    booked(cast.bo, cast.zout, cast.studio)
    (bar,) = drawn(teun)["taken"]
    assert bar[END] - bar[UNTIL] == 45


def test_a_block_has_its_kind_and_title_and_no_number(cast, teun):
    made = blocked(cast.studio.units.get(), title="New floor")
    data = drawn(teun)
    (bar,) = data["taken"]
    assert (bar[NUMBER], bar[BLOCK], bar[KIND], bar[TITLE]) == (
        None,
        str(made.uuid),
        "maintenance",
        "New floor",
    )
    assert data["kinds"]["maintenance"] == "maintenance" and data["states"]["blocked"] == ["R", "blocked"]


def test_a_hold_is_drawn_until_its_time_is_over(cast, teun, monday_morning):
    held(cast.bo, cast.zout, cast.studio)
    ((*bar,),) = drawn(teun)["taken"]
    assert bar[STATE] == "held"
    monday_morning.shift(timedelta(minutes=16))
    assert drawn(teun)["taken"] == []


def test_opening_hours_come_with_it(cast, teun):
    late = FacilityFactory(hub=cast.effenaar, name="Late room")
    open_on(late, [date(2026, 11, 26)], opens=datetime(2026, 1, 1, 13).time())
    found = [each for each in drawn(teun)["open"] if each[0] == late.pk]
    assert found[0][1] == minutes(thursday(13, 17).start)


def test_another_hubs_bookings_are_not_in_it(cast, teun):
    other = FacilityFactory(name="Elsewhere")
    taken(other.units.get(), thursday(13, 17))
    data = drawn(teun)
    assert data["taken"] == [] and "Elsewhere" not in json.dumps(data)


@pytest.mark.parametrize(
    ("on", "hours", "third"),
    [("2026-10-25", 25, "02:00"), ("2026-03-29", 23, "04:00"), ("2026-11-26", 24, "03:00")],
)
def test_a_day_has_as_many_hours_as_its_clock_shows(cast, teun, on, hours, third):
    """On the day that the clock goes back two o'clock comes twice; on the day that it goes forward it is left out."""
    data = drawn(teun, {"from": on, "to": on})
    ((*shown,),) = data["hours"]
    assert len(shown) == hours and shown[3] == third
    assert data["days"][1] - data["days"][0] == hours * 60


def test_the_days_of_a_week_begin_at_midnight_on_the_hubs_clock(cast, teun):
    days = drawn(teun, {"from": "2026-10-19", "to": "2026-10-25"})["days"]
    assert days[0] == minutes(datetime(2026, 10, 18, 22, tzinfo=UTC))
    assert days[7] == minutes(datetime(2026, 10, 25, 23, tzinfo=UTC))


def test_what_has_not_changed_is_told_by_its_tag_alone(cast, teun):
    first = teun.get(DATA, THURSDAY)
    again = teun.get(DATA, THURSDAY, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    booked(cast.bo, cast.zout, cast.studio)
    assert teun.get(DATA, THURSDAY, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_words_come_in_the_readers_language(cast, teun):
    dutch = json.loads(teun.get(DATA.replace("/en/", "/nl/"), THURSDAY).content)
    assert dutch["states"]["confirmed"] == ["C", "bevestigd"]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"from": "2026-11-26"},
        {"from": "tomorrow", "to": "2026-11-26"},
        {"from": "2026-11-26", "to": "2026-11-25"},
        {"from": "2026-11-26", "to": "2026-12-26"},
        {"from": "1812-01-01", "to": "1812-01-02"},
        {"from": "9999-12-31", "to": "9999-12-31"},
        {"from": "2026-11-26\x00", "to": "2026-11-26"},
    ],
)
def test_an_address_that_makes_no_sense_is_refused(cast, teun, asked):
    assert teun.get(DATA, asked).status_code == 400


def test_it_asks_as_often_for_three_hundred_units_as_for_a_few(cast, teun):
    def queries(*, units: range) -> int:
        drawn(teun, WEEK)
        with CaptureQueriesContext(connection) as captured:
            data = drawn(teun, WEEK)
        assert sum(len(each[5]) for each in data["units"]) in units and data["taken"]
        about = [each["sql"] for each in captured if "json_agg" in each["sql"]]
        assert len(about) == 3
        return len(captured)

    fill(cast, cast.studio, 1)
    few = queries(units=range(3, 20))
    many = FacilityFactory(hub=cast.effenaar, name="Many", units=300)
    fill(cast, many, 80, first=100)
    assert queries(units=range(300, 320)) == few
