"""Places for everybody: what a visitor without an account reads of regions, hubs and facilities."""

import io
from datetime import datetime, time, timedelta

import pytest
import time_machine
from PIL import Image

from facilities.actions.add_closure import add_closure
from facilities.actions.add_photo import add_photo
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.models import FacilityState, Hub
from facilities.rules.week import Hours
from tests.cast import MONDAY, NOW, assemble
from tests.factories.facilities import (
    FacilityFactory,
    FeatureFactory,
    HouseRulesFactory,
    HubFactory,
    KindFactory,
)
from tests.factories.funding import card
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

OFFICE = [Hours(day, time(9), time(17)) for day in range(5)]


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


def test_all_places_are_listed_with_what_can_be_booked(client):
    assemble()
    page = text(client.get("/en/hubs/"))
    assert "2 hubs" in page and "Effenaar" in page and "recording studio, microphone, sound engineer" in page
    assert "Nothing to book yet" in page  # Tetem


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("region=noord-brabant", ["Effenaar"]),
        ("region=overijssel", ["Tetem"]),
        ("with=microphone", ["Effenaar"]),
        ("kind=venue", ["Effenaar", "Tetem"]),
        ("kind=museum", []),
        ("region=overijssel&with=microphone", []),
    ],
)
def test_places_are_found_by_region_kind_and_what_they_have(client, asked, found):
    assemble()
    page = text(client.get(f"/en/hubs/?{asked}"))
    assert [name for name in ("Effenaar", "Tetem") if f">{name}</a>" in page] == found


@pytest.mark.parametrize(
    "asked",
    [
        "region=nowhere",
        "kind=pub",
        "with=%00",
        "page=-1",
        "page=0",
        "page=99",
        "page=%D9%A1",
        "region=%25_%5C",
    ],
)
def test_what_no_list_has_is_not_there(client, asked):
    assemble()
    assert client.get(f"/en/hubs/?{asked}").status_code == 404


def test_a_long_list_has_pages_that_keep_what_was_asked(client):
    assemble()
    for number in range(30):
        HubFactory(slug=f"place-{number:02d}")
    page = text(client.get("/en/hubs/?kind=venue"))
    assert "32 hubs" in page and "Page 1 of 2" in page
    assert "kind=venue&amp;page=2" in page
    assert "Tetem" in text(client.get("/en/hubs/?kind=venue&page=2"))


def test_many_places_take_as_many_queries_as_few(client, django_assert_max_num_queries):
    assemble()
    for number in range(20):
        FacilityFactory(hub=HubFactory(slug=f"place-{number:02d}"))
    with django_assert_max_num_queries(5):
        client.get("/en/hubs/")


def test_a_region_shows_its_places_and_kinds(client):
    cast = assemble()
    page = text(client.get("/en/regions/noord-brabant/"))
    assert "Noord-Brabant" in page and "Effenaar" in page and "Tetem" not in page
    assert "?kind=sound-engineer&amp;region=noord-brabant" in page
    assert "No hub here takes part yet" in text(client.get(f"/en/regions/{cast.groningen.slug}/"))
    assert client.get("/en/regions/atlantis/").status_code == 404


def test_a_hub_tells_where_it_is_when_it_is_open_and_how_one_gets_in(client):
    cast = assemble()
    Hub.objects.filter(pk=cast.effenaar.pk).update(
        street="Dommelstraat 2",
        postcode="5611 CK",
        accessibility_nl="De lift is breed.",
        source="Advies van de Raad voor Cultuur",
        is_demo=True,
    )
    HouseRulesFactory(hub=cast.effenaar)
    set_opening_hours(hub=cast.effenaar, week=OFFICE, actor=cast.hanna, now=NOW)
    add_closure(
        hub=cast.effenaar,
        starts=datetime(2026, 12, 1),
        ends=datetime(2026, 12, 3),
        reason="Verbouwing",
        actor=cast.hanna,
        now=NOW,
    )
    add_closure(
        hub=cast.effenaar,
        starts=datetime(2026, 12, 24),
        ends=datetime(2027, 1, 2),
        yearly=True,
        actor=cast.hanna,
        now=NOW,
    )
    page = text(client.get("/nl/hubs/effenaar/"))
    for words in ("Dommelstraat 2", "De lift is breed.", "09:00–17:00", "Verbouwing", "Raad voor Cultuur"):
        assert words in page
    english = text(client.get("/en/hubs/effenaar/"))
    assert "Monday to Friday" in english and "Saturday to Sunday" in english and "closed" in english
    assert "Tuesday 1 December 2026 to Wednesday 2 December 2026" in english
    assert "Every year, 24 December to 1 January" in english
    assert "Leave the studio as you found it." in english
    assert "Demonstration" in english
    assert "Manage this hub" not in english


def test_a_hub_shows_what_can_be_booked_by_family_with_its_price(client):
    cast = assemble()
    page = text(client.get("/en/hubs/effenaar/"))
    assert page.index("Studios") < page.index("Equipment") < page.index("Experts")
    assert "€ 50.00 per hour" in page
    assert "6 in total" in page
    FacilityFactory(hub=cast.effenaar, name="Secret attic", state=FacilityState.DRAFT)
    FacilityFactory(hub=cast.effenaar, name="Old cellar", state=FacilityState.RETIRED)
    page = text(client.get("/en/hubs/effenaar/"))
    assert "Secret attic" not in page and "Old cellar" not in page


def test_a_hub_of_many_facilities_takes_as_many_queries_as_one_of_few(client, django_assert_max_num_queries):
    cast = assemble()
    for _number in range(30):
        card(FacilityFactory(hub=cast.effenaar, units=3), hour=100)
    with django_assert_max_num_queries(14):
        client.get("/en/hubs/effenaar/")


def test_those_who_work_at_a_hub_are_shown_the_way_in(client):
    cast = assemble()
    sign_in(client, cast.teun)
    assert "Manage this hub" in text(client.get("/en/hubs/effenaar/"))
    assert "Manage this hub" not in text(client.get("/en/hubs/tetem/"))


@pytest.mark.parametrize(
    "path", ["hubs/nowhere/", "hubs/nowhere/studio-2/", "hubs/tetem/studio-2/", "hubs/effenaar/x/"]
)
def test_what_does_not_exist_is_not_there(client, path):
    assemble()
    assert client.get(f"/en/hubs/{path}").status_code == 404


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_a_facility_that_is_not_live_is_not_there_not_even_for_its_manager(client, state):
    cast = assemble()
    FacilityFactory(hub=cast.effenaar, slug="attic", state=state)
    sign_in(client, cast.hanna)
    assert client.get("/en/hubs/effenaar/attic/").status_code == 404


def test_a_facility_tells_what_it_is_what_it_costs_and_how_it_is_booked(client):
    cast = assemble()
    cast.studio.features.add(FeatureFactory())
    cast.studio.capacity_people = 6
    cast.studio.turnaround_minutes = 30
    cast.studio.notice_minutes = 24 * 60
    cast.studio.about_en = "A live room of forty square metres."
    cast.studio.provided_by = cast.makersfonds
    cast.studio.save()
    page = text(client.get("/en/hubs/effenaar/studio-2/"))
    for words in (
        "A live room of forty square metres.",
        "daylight",
        "6 people",
        "€ 50.00",
        "per daypart of four hours",
        "at least 24 hours before",
        "30 min, to set things right",
        "Makersfonds",
    ):
        assert words in page, words


def test_a_facility_shows_a_month_of_free_time_with_a_way_to_book_each_day(client):
    assemble()
    page = text(client.get("/en/hubs/effenaar/studio-2/"))
    assert "November 2026" in page and "December 2026" in page  # eight days of November are left
    assert "10:00–23:00" in page  # today, from now on
    assert "/en/book/at/effenaar/studio-2/?date=2026-11-26" in page
    assert "?date=2026-11-22" not in page
    december = text(client.get("/en/hubs/effenaar/studio-2/?month=2026-12"))
    assert "?month=2026-11#free" in december and "?month=2027-01#free" in december
    assert "November 2026</h3>" not in december


def test_months_end_at_the_horizon(client):
    cast = assemble()
    cast.studio.horizon_days = 30
    cast.studio.save()
    december = text(client.get("/en/hubs/effenaar/studio-2/?month=2026-12"))
    assert "?month=2026-11#free" in december and "?month=2027-01" not in december
    first = text(client.get("/en/hubs/effenaar/studio-2/"))
    assert "?month=2026-10" not in first


@pytest.mark.parametrize(
    "month", ["2026-10", "2027-12", "2026-13", "9999-01", "0000-00", "-1", "x", "", "%00"]
)
def test_a_month_that_cannot_be_booked_is_not_there(client, month):
    assemble()
    assert client.get(f"/en/hubs/effenaar/studio-2/?month={month}").status_code == 404


def test_a_month_takes_a_constant_number_of_queries(client, django_assert_max_num_queries):
    cast = assemble()
    week = [MONDAY + timedelta(days=number) for number in range(7)]
    FacilityFactory(hub=cast.effenaar, slug="pool", units=40, open_days=week)
    with django_assert_max_num_queries(16):
        assert client.get("/en/hubs/effenaar/pool/").status_code == 200


def test_photos_are_shown_with_their_words_and_served_by_us(client):
    cast = assemble()
    for words in ("De vleugel", "De regiekamer"):
        file = io.BytesIO()
        Image.new("RGB", (80, 60), "navy").save(file, "PNG")
        file.seek(0)
        photo = add_photo(
            facility=cast.studio, file=file, name="a.png", alt_nl=words, actor=cast.hanna, now=NOW
        )
    page = text(client.get("/nl/hubs/effenaar/studio-2/"))
    assert 'alt="De vleugel"' in page and 'alt="De regiekamer"' in page
    served = client.get(photo.image.url)
    assert served.status_code == 200
    assert served.headers["content-type"] == "image/jpeg"
    assert "immutable" in served.headers["cache-control"]
    assert client.get(photo.image.url.replace(".jpg", ".png")).status_code == 404
    assert client.get("/media/facilities/" + "0" * 32 + ".jpg").status_code == 404
    assert client.get("/media/facilities/..%2f..%2fsecret.env").status_code == 404


def test_a_kind_without_a_price_says_that_it_cannot_be_booked_yet(client):
    cast = assemble()
    kind = KindFactory(slug="grading-suite", pattern="peaks")
    FacilityFactory(hub=cast.effenaar, slug="suite", kind=kind)
    assert "has not set a price yet" in text(client.get("/en/hubs/effenaar/suite/"))
