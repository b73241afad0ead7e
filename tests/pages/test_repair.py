"""The page of bookings that cannot be kept: what is proposed, what was chosen, and what came of it."""

import re
from datetime import time

import pytest
import time_machine

from bookings.models import Booking, BookingState
from bookings.rules.repairing import How
from bookings.sealed_decisions import seal_decision
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.models import UnitState
from facilities.rules.week import Hours
from hub.kit.periods import Period
from tests.cast import NOW, Cast, assemble, declare_band_a
from tests.factories.blocks import blocked
from tests.factories.bookings import booked, held
from tests.factories.repairs import closed_on_thursday, other_studio, the_way
from tests.pages.test_facilities_promises import text
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

REPAIR = "/en/desk/effenaar/repair/"


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    week = [Hours(day, time(9), time(23)) for day in range(7)]
    set_opening_hours(hub=cast.effenaar, week=week, actor=cast.hanna, now=NOW)
    declare_band_a(cast.zout)
    return cast


@pytest.fixture
def teun(cast):
    return signed_in(cast.teun)


def sent_back(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]+)"', page)


def test_without_any_the_page_says_so(cast, teun):
    assert "Every booking to come can be kept as it is." in text(teun.get(REPAIR))


def test_all_as_proposed_shows_who_is_told_and_what_it_costs_and_then_it_happens(cast, teun):
    first = booked(cast.bo, cast.zout, cast.studio)
    second = booked(cast.ilse, cast.noord, (cast.microphones, 2))
    other_studio(cast)
    blocked(
        cast.studio.units.get(), cast.microphones.units.order_by("pk")[0],
        knowing={first.number, second.number}, title="Painting",
    )  # fmt: skip
    page = text(teun.get(REPAIR))
    for words in (
        first.number,
        "Collectief Zout",
        "is blocked (Painting)",
        "Studio 5",
        "microphones-003",
        "Proposed",
    ):
        assert words in page, words
    page = text(teun.post(REPAIR, {"do": "all", "proposed": sent_back(page, "proposed")}))
    assert "Nothing has happened yet." in page and "Bo (Collectief Zout)" in page and "Ilse" in page
    assert Booking.objects.get(pk=first.pk).changes == 0
    asked = {"do": "do", "decision": sent_back(page, "decision"), "reason": "The walls are wet"}
    page = text(teun.post(REPAIR, asked, follow=True))
    assert "Done for 2 bookings." in page and "Every booking to come can be kept" in page
    assert first.lines.get().facility.name == "Studio 5"


def test_one_is_chosen_and_the_other_left(cast, teun):
    first = booked(cast.bo, cast.zout, cast.studio)
    second = booked(cast.ilse, cast.noord, cast.engineer)
    closed_on_thursday(cast, first, second)
    page = text(teun.get(REPAIR))
    assert page.count("outside the opening hours") == 2
    tokens = sent_back(page, f"way-{first.number}")
    chosen = {"do": "look", f"way-{first.number}": tokens[-1], f"way-{second.number}": ""}
    page = text(teun.post(REPAIR, chosen))
    assert "they pay nothing and get everything back" in page and second.number not in page
    asked = {"do": "do", "decision": sent_back(page, "decision")}
    page = text(teun.post(REPAIR, asked), 422)
    assert "One thing to put right" in page and sent_back(page, "decision") == asked["decision"]
    page = text(teun.post(REPAIR, asked | {"reason": "We are closed"}, follow=True))
    assert "Done for 1 booking." in page and first.number not in page and second.number in page
    first.refresh_from_db()
    assert (first.state, first.end_reason) == (BookingState.CANCELLED, "We are closed")


def test_nothing_chosen_does_nothing(cast, teun):
    closed_on_thursday(cast, booked(cast.bo, cast.zout, cast.studio))
    for sent in ({"do": "look"}, {"do": "all"}, {"do": "do", "reason": "Why"}):
        assert "Nothing was chosen" in text(teun.post(REPAIR, sent, follow=True))


def test_what_changed_before_it_was_looked_at_is_shown_anew(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    closed_on_thursday(cast, booking)
    way = the_way(cast, How.TIME)
    token = seal_decision(way.decision, cast.effenaar.pk)
    held(cast.ilse, cast.noord, cast.studio, period=way.period)
    page = text(teun.post(REPAIR, {"do": "look", f"way-{booking.number}": token}), 409)
    assert "Something changed meanwhile" in page and token not in page
    assert sent_back(page, f"way-{booking.number}")


def test_what_changed_after_it_was_looked_at_is_said_by_its_number(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    closed_on_thursday(cast, booking)
    way = the_way(cast, How.TIME)
    token = seal_decision(way.decision, cast.effenaar.pk)
    Booking.objects.filter(pk=booking.pk).update(sequence=1)
    page = text(teun.post(REPAIR, {"do": "do", "decision": token, "reason": "Why"}), 409)
    assert "Nothing was done for 1 booking" in page and "no longer what you saw" in page
    assert Booking.objects.get(pk=booking.pk).period == booking.period


def test_prices_of_yesterday_are_asked_for_anew_and_forged_ones_are_not_there(cast, teun, monday_morning):
    booking = booked(cast.bo, cast.zout, cast.studio)
    closed_on_thursday(cast, booking)
    decision = the_way(cast, How.CANCEL).decision
    token = seal_decision(decision, cast.effenaar.pk)
    of_another_hub = seal_decision(decision, cast.tetem.pk)
    for forged in ("x", token[:-2] + "xx", "\x00", of_another_hub):
        for sent in ({"do": "do", "decision": forged, "reason": "Why"}, {"do": "all", "proposed": forged}):
            assert teun.post(REPAIR, sent).status_code == 404
    monday_morning.shift(13 * 3600)
    page = text(
        signed_in(cast.teun).post(REPAIR, {"do": "do", "decision": token, "reason": "Why"}, follow=True)
    )
    assert "shown a while ago" in page
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED


def test_a_unit_that_works_again_is_let_again_and_its_bookings_are_kept(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.engineer)
    unit = cast.engineer.units.get()
    cast.engineer.units.update(state=UnitState.IN_REPAIR, note="A cold")
    made = blocked(cast.studio.units.get(), period=booking.period, kind="out_of_order", title="Mixing table")
    page = text(teun.get(REPAIR))
    assert "A cold" in page and "It works again" in page and "is out of service" in page
    assert "Mixing table" not in page  # not yet
    page = text(teun.post(f"{REPAIR}unit/{unit.pk}/", follow=True))
    assert "can be booked again" in page and booking.number not in page
    with time_machine.travel(booking.period.start, tick=False):
        assert "Mixing table" in text(signed_in(cast.teun).get(REPAIR))
    made.refresh_from_db()
    assert signed_in(cast.wim).post(f"/en/desk/tetem/repair/unit/{unit.pk}/").status_code == 404


def test_ten_at_a_time_and_the_others_on_the_next_page(cast, teun):
    noons = [NOW.replace(day=day, hour=12) for day in range(25, 30)]
    numbers = {
        booked(cast.bo, cast.zout, thing, period=Period(noon, noon.replace(hour=16))).number
        for noon in noons
        for thing in (cast.studio, cast.engineer, cast.microphones)
    }
    units = [unit for thing in (cast.studio, cast.engineer, cast.microphones) for unit in thing.units.all()]
    blocked(*units, period=Period(NOW.replace(day=24), NOW.replace(day=30)), knowing=numbers)
    first, second = (text(teun.get(f"{REPAIR}?page={number}")) for number in (1, 2))
    shown = [{number for number in numbers if number in page} for page in (first, second)]
    assert [len(each) for each in shown] == [10, 5] and not shown[0] & shown[1]
    assert teun.get(f"{REPAIR}?page=3").status_code == 404


def test_the_planning_says_what_cannot_be_kept_and_leads_there(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    closed_on_thursday(cast, booking)
    page = text(teun.get("/en/desk/effenaar/planning/"))
    assert "Cannot be kept" in page and "Find them something else" in page and booking.number in page
