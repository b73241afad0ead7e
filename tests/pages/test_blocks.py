"""Blocking from the planning, and the list, the page and the form of a block."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from bookings.actions.lift_block import lift_block
from bookings.models import Block, Occupancy
from facilities.models import UnitState
from hub.kit.periods import Period
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.blocks import blocked
from tests.factories.bookings import booked
from tests.pages.test_facilities_promises import text
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

PLANNING = "/en/desk/effenaar/planning/"
BLOCKS = "/en/desk/effenaar/blocks/"
NEW = f"{BLOCKS}new/"


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def teun(cast):
    return signed_in(cast.teun)


def form(cast: Cast, **values: object) -> dict[str, object]:
    room = cast.studio.units.get()
    return {
        "units": [f"u{room.pk}"],
        "first_day": "2026-11-26",
        "last_day": "2026-11-26",
        "kind": "maintenance",
        "title": "New floor",
        "note": "Ring the painter",
    } | values


def test_the_planning_leads_to_the_form_with_its_day_filled_in(cast, teun):
    page = text(teun.get(f"{PLANNING}?day=2026-11-26"))
    assert 'href="/en/desk/effenaar/blocks/new/?day=2026-11-26"' in page
    room = cast.studio.units.get()
    page = text(teun.get(f"{NEW}?day=2026-11-26&unit={room.pk}"))
    assert 'value="2026-11-26"' in page and f'value="u{room.pk}" checked' in page


def test_a_studio_is_blocked_for_a_day_and_stands_in_planning_list_and_desk(cast, teun):
    page = text(teun.post(NEW, form(cast), follow=True))
    assert "Blocked." in page and "New floor" in page
    made = Block.objects.get()
    assert made.period == thursday(0, 24) and made.created_by == cast.teun
    address = f"{BLOCKS}{made.uuid}/"
    for shown in (f"{PLANNING}?day=2026-11-26", f"{PLANNING}?day=2026-11-26&view=week", "/en/desk/effenaar/"):
        page = text(teun.get(shown))
        assert "New floor" in page and "maintenance" in page and address in page, shown
    page = text(teun.get(address))
    assert "Ring the painter" in page and "Teun" in page


def test_what_the_house_keeps_for_itself_is_blocked_at_the_desk_and_not_in_repair(cast, teun):
    text(teun.post(NEW, form(cast, kind="production", title="The summer musical", note=""), follow=True))
    page = text(teun.get("/en/desk/effenaar/"))
    assert "The summer musical" in page and "</i>blocked</span>" in page
    assert "in repair" not in page


def test_all_of_a_pool_at_once_and_a_time_of_the_day(cast, teun):
    values = form(
        cast, units=[f"f{cast.microphones.pk}"], from_time="13:00", to_time="24:00", kind="out_of_order"
    )
    text(teun.post(NEW, values, follow=True))
    assert Block.objects.get().period == thursday(13, 24)
    assert Occupancy.objects.live().count() == 6


def test_a_booking_in_the_way_is_shown_first_and_then_decided_about(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    page = text(teun.post(NEW, form(cast)), 409)
    assert "1 booking is in the way. Nothing is saved yet." in page and booking.number in page
    assert 'value="New floor"' in page and not Block.objects.exists()
    page = text(teun.post(NEW, form(cast, knowing=booking.number), follow=True))
    assert "Now decide about the bookings" in page and booking.number in page
    made = Block.objects.get()
    page = text(teun.get(f"{BLOCKS}{made.uuid}/"))
    assert "1 booking is still in the way" in page


def test_a_block_is_changed_and_lifted(cast, teun):
    made = blocked(cast.studio.units.get(), title="New floor")
    address = f"{BLOCKS}{made.uuid}/"
    changed = form(cast, title="Newer floor", from_time="09:00", to_time="12:00", kind="production")
    page = text(teun.post(address, changed, follow=True))
    assert "The block is changed." in page and "Newer floor" in page and "Own production" in page
    made.refresh_from_db()
    assert made.period == thursday(9, 12)
    page = text(teun.post(f"{address}lift/", follow=True))
    assert "Everything it held is free again." in page and "Nothing is blocked" in page
    page = text(teun.get(address))
    assert "It is lifted" in page and "Change it" not in page
    assert "lifted already" in text(teun.post(address, changed), 422)


def test_changing_nothing_changes_nothing(cast, teun):
    made = blocked(cast.studio.units.get(), period=thursday(13, 17), title="Floor")
    page = teun.get(f"{BLOCKS}{made.uuid}/").context["form"]
    values = {name: page[name].value() for name in page.fields}
    teun.post(f"{BLOCKS}{made.uuid}/", {name: value for name, value in values.items() if value})
    made.refresh_from_db()
    assert made.changed_at is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"units": []}, "Choose at least one unit."),
        ({"units": ["u999999"]}, "Select a valid choice"),
        ({"units": ["f0", "\x00"]}, "Select a valid choice"),
        ({"first_day": "2026-02-30"}, "Give a day such as"),
        ({"first_day": "9999-12-31", "last_day": "9999-12-31"}, "Give a day from"),
        ({"first_day": "٢٠٢٦-١١-٢٦"}, "Give a day such as"),
        ({"last_day": "2026-11-25"}, "The last day cannot be before the first."),
        ({"from_time": "17:00", "to_time": "13:00"}, "The end must be after the start."),
        ({"first_day": "2026-11-20", "last_day": "2026-11-20"}, "That is over already."),
        ({"first_day": "2026-11-26", "last_day": "2028-11-26"}, "A block lasts a year at most"),
        ({"first_day": "2098-11-26", "last_day": "2098-11-26"}, "A block lasts a year at most"),
        (
            {"first_day": "2027-03-28", "last_day": "2027-03-28", "from_time": "02:30"},
            "does not exist: the clock goes forward then",
        ),
        ({"from_time": "25:00"}, "Give a time such as 13:00."),
        ({"kind": "busy"}, "Select a valid choice"),
        ({"kind": ""}, "This field is required."),
        ({"title": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_cannot_be_is_said_beside_what_was_filled_in(cast, teun, values, said):
    page = text(teun.post(NEW, form(cast, **values)), 422)
    assert said in page
    assert "Ring the painter" in page and not Block.objects.exists()


def test_a_night_on_which_the_clock_goes_back_is_blocked_for_both_of_its_hours(cast, teun):
    night = {"first_day": "2027-10-31", "last_day": "2027-10-31", "from_time": "02:30", "to_time": "02:45"}
    text(teun.post(NEW, form(cast, **night), follow=True))
    assert Block.objects.get().period.length == timedelta(hours=1, minutes=15)


@pytest.mark.parametrize(
    "query", ["day=x", "day=9999-12-31", "unit=x", "unit=%00", "unit=999999999999999999999"]
)
def test_an_address_that_nobody_made_is_refused_in_words_or_fills_nothing_in(cast, teun, query):
    assert teun.get(f"{NEW}?{query}").status_code in (200, 400)
    assert teun.get(f"{BLOCKS}?page=-1").status_code == 404


def test_a_block_of_another_hub_is_not_there(cast, teun):
    made = blocked(cast.studio.units.get())
    wim = signed_in(cast.wim)
    for path in (f"/en/desk/tetem/blocks/{made.uuid}/", f"{BLOCKS}{made.uuid}/"):
        assert wim.get(path).status_code == 404
        assert wim.post(f"{path}lift/").status_code == 404
    assert teun.get(f"{BLOCKS}{uuid4()}/").status_code == 404
    made.refresh_from_db()
    assert made.lifted_at is None


def test_only_what_is_to_come_is_in_the_list(cast, teun):
    room = cast.studio.units.get()
    lifted = blocked(room, title="Lifted")
    lift_block(uuid=lifted.uuid, actor=cast.teun, now=NOW)
    blocked(room, title="Over", period=Period(NOW - timedelta(hours=9), NOW), now=NOW - timedelta(hours=10))
    blocked(cast.engineer.units.get(), title="To come")
    page = text(teun.get(BLOCKS))
    assert "To come" in page and "Lifted" not in page and "Over" not in page


def test_lifting_says_what_is_still_there_and_is_undone(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    made = blocked(cast.studio.units.get(), title="New floor", knowing={booking.number})
    address = f"{BLOCKS}{made.uuid}/"
    page = text(teun.post(f"{address}lift/", follow=True))
    assert "1 booking stands there and stays. The rest is free again." in page
    assert f'action="{address}again/"' in page
    # It is said once.
    assert "The rest is free again." not in text(teun.get(BLOCKS))
    page = text(teun.post(f"{address}again/"), 409)
    assert booking.number in page and "Nothing is saved yet." in page
    page = text(teun.post(f"{address}again/", {"knowing": booking.number}, follow=True))
    assert "It is blocked again." in page and "Now decide about the bookings" in page
    made.refresh_from_db()
    assert made.lifted_at is None


def test_a_lifted_block_has_its_way_back_on_its_page_until_it_is_over(cast, teun):
    made = blocked(cast.studio.units.get())
    address = f"{BLOCKS}{made.uuid}/"
    lift_block(uuid=made.uuid, actor=cast.teun, now=NOW)
    assert "Block it again" in text(teun.get(address))
    assert "It is blocked again, as it was." in text(teun.post(f"{address}again/", follow=True))
    lift_block(uuid=made.uuid, actor=cast.teun, now=NOW)
    cast.studio.units.update(state=UnitState.RETIRED)
    assert "Choose at least one unit" in text(teun.post(f"{address}again/"), 400)
