"""Before a manager closes or takes something out, the page says which bookings are hit and what becomes of them."""

from datetime import datetime, time, timedelta

import pytest
import time_machine

from bookings.models import Occupancy
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.models import CalendarEntry, Facility, Hub, OpeningWindow, UnitState
from facilities.rules.week import Hours
from hub.kit.periods import Period
from tests.cast import NOW, Cast, assemble
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM
from tests.factories.members import OrganisationFactory
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

EFFENAAR = "/en/manage/effenaar/"
STUDIO = f"{EFFENAAR}facilities/studio-2/"


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    week = [Hours(day, time(9), time(23)) for day in range(7)]
    set_opening_hours(hub=cast.effenaar, week=week, actor=cast.hanna, now=NOW)
    return cast


@pytest.fixture
def hanna(cast):
    return signed_in(cast.hanna)


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return " ".join(response.content.decode().split())


def filled_in(client, path: str) -> dict:
    form = client.get(path).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def test_a_closure_over_a_booking_is_asked_about_first_and_nothing_filled_in_is_lost(cast, hanna):
    booking = booked(cast.bo, cast.zout, cast.studio)
    closure = {"first_day": "2026-11-26", "last_day": "2026-11-27", "reason": "New floor"}
    page = text(hanna.post(f"{EFFENAAR}closures/", closure), 409)
    assert "1 booking is in the way. Nothing is saved yet." in page
    assert booking.number in page and "Collectief Zout" in page and "13:00–17:00" in page
    assert "nobody is told anything yet" in page
    assert 'value="New floor"' in page and not CalendarEntry.objects.filter(meaning="closure").exists()

    page = text(hanna.post(f"{EFFENAAR}closures/", closure | {"knowing": booking.number}, follow=True))
    assert "Now decide about the bookings" in page and booking.number in page and "Another time:" in page
    assert "Closed then." in text(
        hanna.post(
            f"{EFFENAAR}closures/",
            closure | {"first_day": "2027-08-02", "last_day": "2027-08-09"},
            follow=True,
        )
    )


def test_a_closure_of_next_summer_is_in_the_list_and_can_be_taken_back(cast, hanna):
    summer = {"first_day": "2027-07-26", "last_day": "2027-08-15", "reason": "Summer"}
    page = text(hanna.post(f"{EFFENAAR}closures/", summer, follow=True))
    assert "Summer" in page and "Take back: " in page


def test_a_unit_that_goes_to_repair_says_who_gets_another_one(cast, hanna):
    first = booked(cast.bo, cast.zout, cast.microphones)
    unit = Occupancy.objects.live().get().unit
    path = f"{EFFENAAR}facilities/microphones/units/{unit.pk}/"
    values = filled_in(hanna, path) | {"state": "in_repair", "note": "Capsule"}
    page = text(hanna.post(path, values), 409)
    assert "gets microphones-002" in page and first.number in page and "Capsule" in page
    unit.refresh_from_db()
    assert unit.state == UnitState.IN_SERVICE
    assert "The unit is changed." in text(hanna.post(path, values | {"knowing": first.number}, follow=True))
    assert Occupancy.objects.live().get().unit.label == "microphones-002"


def test_a_room_that_nobody_can_replace_is_said_to_be_so(cast, hanna):
    booked(cast.bo, cast.zout, cast.studio)
    path = f"{STUDIO}units/{cast.studio.units.get().pk}/"
    page = text(hanna.post(path, filled_in(hanna, path) | {"state": "in_repair"}), 409)
    assert "none is free" in page and "the booking stays on this one" in page


def test_a_holiday_is_closed_again_only_after_its_booking_was_seen(cast, hanna):
    hanna.post(f"{EFFENAAR}closures/", {"first_day": "2026-11-26", "last_day": "2026-11-26"})
    path = f"{EFFENAAR}closures/{CalendarEntry.objects.get(meaning='closure').pk}/"
    assert "That closure is taken back." in text(hanna.post(path, follow=True))
    booking = booked(cast.bo, cast.zout, cast.studio)
    page = text(hanna.post(path, {"close": "1"}), 409)
    assert "Close all the same?" in page and booking.number in page and 'name="close"' in page
    said = text(hanna.post(path, {"close": "1", "knowing": booking.number}, follow=True))
    assert "Closed then." in said


def test_holidays_of_another_country_are_asked_about_when_somebody_has_booked_on_one(cast, hanna):
    path = f"{EFFENAAR}change/"
    hanna.post(path, filled_in(hanna, path) | {"holidays_of": ""})
    christmas = datetime(2026, 12, 25, 13, tzinfo=AMSTERDAM)
    booking = booked(
        cast.bo, cast.zout, cast.studio, period=Period(christmas, christmas + timedelta(hours=4))
    )
    values = filled_in(hanna, path) | {"holidays_of": "NL", "street": "Dommelstraat 3"}
    page = text(hanna.post(path, values), 409)
    assert booking.number in page and "Dommelstraat 3" in page
    assert Hub.objects.get(slug="effenaar").holidays_of == ""
    assert "is changed." in text(hanna.post(path, values | {"knowing": booking.number}, follow=True))
    assert Hub.objects.get(slug="effenaar").holidays_of == "NL"


def test_a_sunday_is_opened_for_once_and_taken_back(cast, hanna):
    set_opening_hours(hub=cast.effenaar, week=[], actor=cast.hanna, now=NOW)
    sunday = {"day": "2026-12-06", "opens": "10:00", "closes": "18:00", "reason": "Market"}
    page = text(hanna.post(f"{EFFENAAR}openings/", sunday, follow=True))
    assert "Open then, and bookable at once." in page and "Market" in page and "10:00–18:00" in page
    assert OpeningWindow.objects.filter(facility=cast.studio, during__startswith__gt=NOW).count() == 1
    again = text(hanna.post(f"{EFFENAAR}openings/", sunday), 422)
    assert "That opens nothing more" in again and 'value="Market"' in again
    path = f"{EFFENAAR}openings/{CalendarEntry.objects.get(event__rule=None).pk}/"
    assert "That opening is taken back." in text(hanna.post(path, follow=True))
    assert text(hanna.post(path), 422)  # somebody was earlier: told, not broken


def test_a_night_opened_for_once_ends_on_the_next_day(cast, hanna):
    night = {"day": "2026-12-05", "opens": "23:00", "closes": "05:00"}
    assert "5 December 2026, 23:00" in text(hanna.post(f"{EFFENAAR}openings/", night, follow=True))


@pytest.mark.parametrize(
    ("path", "page"),
    [("closures/1/", "closures/"), ("openings/1/", "openings/"), ("facilities/studio-2/state/", "facilities/studio-2/"),
     ("facilities/studio-2/photos/1/remove/", "facilities/studio-2/photos/")],
)  # fmt: skip
def test_who_signs_in_on_the_way_to_a_button_comes_to_its_page(cast, hanna, path, page):
    response = hanna.get(f"{EFFENAAR}{path}")
    assert (response.status_code, response.headers["Location"]) == (302, f"{EFFENAAR}{page}")
    assert Facility.objects.get(pk=cast.studio.pk).state == "live"


def test_a_manager_says_who_provides_an_expert(cast, hanna):
    company = OrganisationFactory(name="Geluid & Zo", kvk_number="12345678")
    path = f"{EFFENAAR}facilities/engineer/"
    values = filled_in(hanna, path)
    wrong = text(hanna.post(path, values | {"provided_by": "Nobody at all"}), 422)
    assert "Nobody is registered here by that name or number." in wrong
    for said in ("geluid & zo", "12345678"):
        text(hanna.post(path, values | {"provided_by": said}, follow=True))
        assert Facility.objects.get(pk=cast.engineer.pk).provided_by == company
    assert filled_in(hanna, path)["provided_by"] == "12345678"
    # Saved again as it stands it stays; emptied it is the hub's own again.
    text(hanna.post(path, filled_in(hanna, path), follow=True))
    assert Facility.objects.get(pk=cast.engineer.pk).provided_by == company
    text(hanna.post(path, values | {"provided_by": ""}, follow=True))
    assert Facility.objects.get(pk=cast.engineer.pk).provided_by is None


def test_a_provider_whose_name_is_there_twice_stays_when_something_else_is_saved(cast, hanna):
    one, _other = (OrganisationFactory(name="Licht", kvk_number="") for _ in range(2))
    Facility.objects.filter(pk=cast.engineer.pk).update(provided_by=one)
    path = f"{EFFENAAR}facilities/engineer/"
    text(hanna.post(path, filled_in(hanna, path) | {"about_en": "Twenty years of sound."}, follow=True))
    engineer = Facility.objects.get(pk=cast.engineer.pk)
    assert (engineer.provided_by, engineer.about_en) == (one, "Twenty years of sound.")


def test_who_runs_the_site_says_who_runs_a_hub_and_its_manager_does_not(cast, hanna):
    other = OrganisationFactory(name="Stichting Poppodium")
    path = f"{EFFENAAR}change/"
    text(hanna.post(path, filled_in(hanna, path) | {"operator": other.pk}, follow=True))
    assert Hub.objects.get(slug="effenaar").operator != other
    anna = signed_in(cast.anna)
    text(anna.post(path, filled_in(anna, path) | {"operator": other.pk}, follow=True))
    assert Hub.objects.get(slug="effenaar").operator == other
