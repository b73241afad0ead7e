"""The pages of those who run a hub: what they fill in is what visitors see; what is wrong is said in words."""

from datetime import date

import pytest
import time_machine

from facilities.models import CalendarEntry, Facility, HouseRules, Hub, Unit
from hub.kit.models import AuditRow
from tests.cast import NOW, Cast, assemble
from tests.factories.facilities import FeatureFactory
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
    return assemble()


@pytest.fixture
def hanna(cast):
    return signed_in(cast.hanna)


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return " ".join(response.content.decode().split())


def sent(client, path: str, data: dict | None = None, **changes) -> str:
    """Post what a page's form holds, with changes, and read the page that follows."""
    response = client.post(path, {**(data or {}), **changes}, follow=True)
    assert response.redirect_chain, text(response, response.status_code)
    return text(response)


def filled_in(client, path: str) -> dict:
    form = client.get(path).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def test_my_places_are_those_i_work_at(cast, hanna):
    assert "Effenaar" in text(hanna.get("/en/manage/"))
    wim = text(signed_in(cast.wim).get("/en/manage/"))
    assert "Tetem" in wim and "Effenaar" not in wim
    assert "You do not work at a hub yet" in text(signed_in(cast.zoe).get("/en/manage/"))


def test_staff_read_the_overview_and_find_nothing_to_change(cast):
    page = text(signed_in(cast.teun).get(EFFENAAR))
    assert "Studio 2" in page and "6 in service" in page
    assert "Add a facility" not in page and "/change/" not in page


def test_a_manager_changes_what_the_hub_says(cast, hanna):
    values = filled_in(hanna, f"{EFFENAAR}change/")
    page = sent(hanna, f"{EFFENAAR}change/", values, street="Dommelstraat 2", accessibility_en="Wide lift.")
    assert "The hub is changed." in page
    assert "Wide lift." in text(hanna.get("/en/hubs/effenaar/"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"holidays_of": "XX"}, "We do not know the public holidays of XX."),
        ({"latitude": "123"}, "is not on earth"),
        ({"name": ""}, "This field is required."),
        ({"kind": "pub"}, "Select a valid choice."),
    ],
)
def test_what_a_hub_cannot_be_is_said_and_nothing_is_lost(cast, hanna, changes, words):
    values = filled_in(hanna, f"{EFFENAAR}change/") | {"about_en": "A long story that must not be lost."}
    page = text(hanna.post(f"{EFFENAAR}change/", values | changes), 422)
    assert words in page and "A long story that must not be lost." in page
    assert Hub.objects.get(slug="effenaar").about_en == ""


def test_hours_are_set_for_the_week_and_shown_to_visitors(cast, hanna):
    hours = {f"opens_{day}_0": "09:00" for day in range(5)} | {f"closes_{day}_0": "17:00" for day in range(5)}
    night = {"opens_5_0": "22:00", "closes_5_0": "06:00"}
    page = sent(hanna, f"{EFFENAAR}hours/", hours | night)
    assert "The opening hours are set." in page
    visitors = text(hanna.get("/en/hubs/effenaar/"))
    assert "Monday to Friday" in visitors and "22:00–06:00" in visitors
    again = text(hanna.get(f"{EFFENAAR}hours/"))
    assert "<option selected>22:00</option>" in again and "<option selected>06:00</option>" in again


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ({"opens_0_0": "09:00"}, "Give both times, or neither."),
        ({"opens_0_0": "25:00", "closes_0_0": "26:00"}, "Give a time such as 13:00."),
        (
            {"opens_0_0": "09:00", "closes_0_0": "17:00", "opens_0_1": "16:00", "closes_0_1": "20:00"},
            "09:00–17:00 and 16:00–20:00 overlap.",
        ),
    ],
)
def test_hours_that_make_no_sense_are_said_and_kept_in_the_form(cast, hanna, times, words):
    page = text(hanna.post(f"{EFFENAAR}hours/", times), 422)
    assert words in page
    # What is no time cannot be chosen, so it is not shown as chosen either.
    assert "<option selected>09:00</option>" in page or times["opens_0_0"] == "25:00"
    assert not CalendarEntry.objects.exists()


def test_a_facility_keeps_hours_of_its_own(cast, hanna):
    sent(hanna, f"{STUDIO}hours/", {"opens_2_0": "19:00", "closes_2_0": "00:00"})
    assert "19:00–24:00" in text(hanna.get("/en/hubs/effenaar/studio-2/"))
    sent(hanna, f"{STUDIO}hours/", {})
    assert "19:00–24:00" not in text(hanna.get("/en/hubs/effenaar/studio-2/"))


def test_a_closure_is_added_and_taken_back(cast, hanna):
    closure = {"first_day": "2026-12-01", "last_day": "2026-12-02", "reason": "New floor"}
    assert "New floor" in sent(hanna, f"{EFFENAAR}closures/", closure)
    entry = CalendarEntry.objects.get()
    assert entry.event.end.date() == date(2026, 12, 2)  # midnight after it, in Eindhoven
    page = sent(hanna, f"{EFFENAAR}closures/{entry.pk}/")
    assert "open all the same" in page
    assert "New floor" not in text(hanna.get("/en/hubs/effenaar/"))
    assert "Closed then." in sent(hanna, f"{EFFENAAR}closures/{entry.pk}/", {"close": "1"})


@pytest.mark.parametrize(
    ("closure", "words"),
    [
        ({"first_day": "2026-12-02", "last_day": "2026-12-01"}, "The last day cannot be before the first."),
        ({"first_day": "2026-10-02", "last_day": "2026-10-03"}, "That is over already."),
        ({"first_day": "2027-03-28", "last_day": "2027-03-28", "from_time": "02:30"}, "does not exist"),
        (
            {"first_day": "9999-12-31", "last_day": "9999-12-31"},
            "Give a day from 1 January 2000 to 31 December 2199.",
        ),
        ({"first_day": "2026-12-02", "last_day": "x"}, "Give a day such as 2026-11-26."),
        ({"first_day": "٢٠٢٦-١٢-٠٢", "last_day": "2026-12-02"}, "Give a day such as 2026-11-26."),
        (
            {"first_day": "2026-12-02", "last_day": "2026-12-02", "from_time": "١٣:٠٠"},
            "Give a time such as 13:00.",
        ),
        (
            {"first_day": "2028-02-29", "last_day": "2028-02-29", "yearly": "on"},
            "29 February does not come every year.",
        ),
    ],
)
def test_a_closure_that_cannot_be_is_said(cast, hanna, closure, words):
    assert words in text(hanna.post(f"{EFFENAAR}closures/", closure), 422)
    assert not CalendarEntry.objects.exists()


def test_another_hubs_facility_cannot_be_closed_from_here(cast):
    anna = signed_in(cast.anna)
    closure = {"first_day": "2026-12-01", "last_day": "2026-12-01", "facility": cast.studio.pk}
    assert "Select a valid choice." in text(anna.post("/en/manage/tetem/closures/", closure), 422)


def test_house_rules_are_published_as_the_next_version(cast, hanna):
    sent(hanna, f"{EFFENAAR}house-rules/", {"text_nl": "Stil na elf.", "text_en": "Quiet after eleven."})
    assert HouseRules.objects.get().version == 1
    assert "Quiet after eleven." in text(hanna.get("/en/hubs/effenaar/"))
    same = hanna.post(
        f"{EFFENAAR}house-rules/", {"text_nl": "Stil na elf.", "text_en": "Quiet after eleven."}
    )
    assert "version 1 says the same" in text(same, 422)


def test_a_facility_comes_on_the_site_in_four_steps(cast, hanna):
    FeatureFactory()
    new = {
        "name": "Attic", "kind": cast.studio.kind_id, "grid_minutes": 30, "min_minutes": 60, "max_minutes": 480,
        "notice_minutes": 0, "horizon_days": 90, "turnaround_minutes": 15, "capacity_people": 4,
    }  # fmt: skip
    assert "A draft is made." in sent(hanna, f"{EFFENAAR}add/", new)
    attic = f"{EFFENAAR}facilities/attic/"
    refused = hanna.post(f"{attic}state/", {"state": "live"})
    assert "no unit in service yet" in text(refused, 409)
    assert "Attic room" in sent(hanna, f"{attic}units/", {"units": "Attic room\n\n Attic cupboard ; SN 1 \n"})
    assert "Everybody can see and book it now." in sent(hanna, f"{attic}state/", {"state": "live"})
    assert "Attic" in text(hanna.get("/en/hubs/effenaar/attic/"))
    assert "It is off the site." in sent(hanna, f"{attic}state/", {"state": "retired"})
    assert hanna.get("/en/hubs/effenaar/attic/").status_code == 404
    assert Unit.objects.get(label="Attic cupboard").serial_number == "SN 1"


def test_a_facility_is_not_made_a_draft_by_a_form_of_ones_own(cast, hanna):
    sent(hanna, f"{STUDIO}state/", {"state": "draft"})
    sent(hanna, f"{STUDIO}state/", {"state": "nonsense"})
    assert Facility.objects.get(slug="studio-2").state == "live"
    assert not AuditRow.objects.filter(action__startswith="facilities.").exists()


def test_a_facility_is_changed_and_keeps_an_unusual_length(cast, hanna):
    Facility.objects.filter(pk=cast.studio.pk).update(min_minutes=90)
    values = filled_in(hanna, STUDIO)
    assert str(values["min_minutes"]) == "90"
    sent(hanna, STUDIO, values, turnaround_minutes="45")
    cast.studio.refresh_from_db()
    assert (cast.studio.min_minutes, cast.studio.turnaround_minutes) == (90, 45)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"min_minutes": "480", "max_minutes": "60"}, "the longest at least the shortest"),
        ({"grid_minutes": "7"}, "Select a valid choice."),
        ({"horizon_days": "541"}, "Give a whole number from 1 to 540."),
        ({"capacity_people": "-1"}, "Give a whole number from 1 to 30000."),
        ({"capacity_people": "1e9"}, "Give a whole number from 1 to 30000."),
        ({"capacity_people": "٣"}, "Give a whole number from 1 to 30000."),
    ],
)
def test_what_a_facility_cannot_be_is_said(cast, hanna, changes, words):
    assert words in text(hanna.post(STUDIO, filled_in(hanna, STUDIO) | changes), 422)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("studio-2-001", "There is a unit labelled studio-2-001 already."),
        ("A\nA", "There is a unit labelled A already."),
        ("x" * 41, "a label has 1 to 40 characters"),
        (";SN", "a label has 1 to 40 characters"),
        ("\n".join(f"U{number}" for number in range(201)), "from 1 to 200 units"),
        (" ", "This field is required."),
    ],
)
def test_units_that_cannot_be_are_said(cast, hanna, lines, words):
    assert words in text(hanna.post(f"{STUDIO}units/", {"units": lines}), 422)
    assert cast.studio.units.count() == 1


def test_a_unit_goes_into_repair(cast, hanna):
    unit = cast.microphones.units.first()
    path = f"{EFFENAAR}facilities/microphones/units/{unit.pk}/"
    values = filled_in(hanna, path)
    page = sent(hanna, path, values, state="in_repair", note="Capsule rattles")
    assert "Capsule rattles" in page and "in repair" in page
    assert "5 in service" in text(hanna.get(EFFENAAR))


def test_a_unit_of_another_facility_is_not_there(cast, hanna):
    unit = cast.microphones.units.first()
    assert hanna.get(f"{STUDIO}units/{unit.pk}/").status_code == 404


def test_every_page_takes_few_queries(cast, hanna, django_assert_max_num_queries):
    pages = ["", "change/", "hours/", "closures/", "house-rules/", "add/", "facilities/studio-2/"]
    pages += ["facilities/studio-2/units/", "facilities/studio-2/photos/", "facilities/studio-2/hours/"]
    for path in pages:
        with django_assert_max_num_queries(14):
            assert hanna.get(f"{EFFENAAR}{path}").status_code == 200
