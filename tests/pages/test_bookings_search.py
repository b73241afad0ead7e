"""The question, and what is free with its price."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import MONDAY, NOW, THURSDAY, Cast, assemble, declare_band_a, two_funds
from tests.factories.facilities import FacilityFactory, FeatureFactory, HubFactory
from tests.factories.funding import card
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

AFTERNOON = {"date": "2026-11-26", "from": "13:00", "to": "17:00"}


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


def search(client: Client, **asked: str):
    return client.get("/en/book/", {**AFTERNOON, **asked})


def words(page) -> str:
    return page.content.decode()


def test_a_visitor_sees_what_is_free_and_the_list_price(cast):
    page = search(Client(), kind="any-studio")
    assert page.status_code == 200
    assert "Studio 2" in words(page)
    assert "€\u00a0160.00" in words(page)
    assert "Condenser microphone" not in words(page)


def test_a_collective_sees_its_own_share(cast):
    declare_band_a(cast.zout)
    two_funds(cast)
    page = search(signed_in(cast.bo), kind="any-studio")
    # The funds are empty and Effenaar leaves the gap to the organisation.
    assert "Your share" in words(page)
    assert "By distance as the crow flies from Eindhoven" in words(page)


def test_the_nearest_comes_first_and_a_visitor_gets_towns_by_name(cast):
    cast.tetem.latitude, cast.tetem.longitude = "52.21833", "6.89583"
    cast.tetem.save()
    elsewhere = FacilityFactory(hub=cast.tetem, name="Aula", open_days=[THURSDAY])
    card(elsewhere, hour=100)
    near = words(search(signed_in(cast.bo), kind="any-studio"))
    assert near.index("Studio 2") < near.index("Aula")
    far = words(search(signed_in(cast.ilse), kind="any-studio"))
    assert far.index("Aula") < far.index("Studio 2")
    anonymous = words(search(Client(), kind="any-studio"))
    assert anonymous.index("Studio 2") < anonymous.index("Aula")


def test_features_regions_kinds_and_numbers_narrow_it(cast):
    daylight = FeatureFactory()
    cast.studio.features.add(daylight)
    assert "1 fits" in words(search(Client(), feature="daylight"))
    assert "3 fit" in words(search(Client(), region="noord-brabant"))
    assert "Nothing is free then" in words(search(Client(), region="groningen"))
    assert "Condenser microphone" in words(search(Client(), quantity="6", kind="microphone"))
    assert "Nothing is free then" in words(search(Client(), quantity="7", kind="microphone"))


def test_the_question_has_an_answer_before_anybody_completes_it(cast):
    page = Client().get("/en/book/")
    assert page.status_code == 200
    assert "somewhere this week" in words(page)
    # It is Monday, ten o'clock: from half past ten on the studio is free.
    assert "Mon 23 Nov, 10:00–14:00" in words(page)


def test_with_htmx_only_the_results_are_sent(cast):
    page = Client().get("/en/book/", AFTERNOON, headers={"HX-Request": "true"})
    assert "<html" not in words(page)
    assert "Studio 2" in words(page)
    assert "HX-Request" in page["Vary"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"to": "12:00"}, "The end must be after the start"),
        ({"date": "2027-03-28", "from": "02:30"}, "does not exist"),
        ({"date": "2027-10-31", "from": "02:30"}, "exists twice"),
        ({"date": "9999-01-01"}, "too far ahead"),
        ({"date": "2026-02-30"}, "Give a day such as"),
        ({"date": "٢٠٢٦-١١-٢٦"}, "Give a day such as"),
        ({"from": "25:00"}, "Give a time such as"),
        ({"quantity": "-1"}, "whole number from 1 to 300"),
        ({"quantity": "1e9"}, "whole number from 1 to 300"),
        ({"quantity": "٣"}, "whole number from 1 to 300"),
        ({"quantity": "1.5"}, "whole number from 1 to 300"),
        ({"kind": "nonsense"}, "That is not in the list"),
        ({"region": "%_\\"}, "That is not in the list"),
        ({"feature": "x\x00y"}, "That is not in the list"),
        ({"kind": "a\x00b"}, "That is not in the list"),
    ],
)
def test_nonsense_in_the_address_is_answered_in_words(cast, asked, said):
    page = search(Client(), **asked)
    assert page.status_code == 200
    assert said in words(page)


def test_the_hour_that_happens_twice_is_asked_about_and_then_understood(cast):
    from_half_past_two = {"date": "2027-10-31", "from": "02:30", "to": "05:00"}
    asked = words(search(Client(), **from_half_past_two))
    assert "the first 02:30" in asked and "the second 02:30" in asked
    answered = search(Client(), **from_half_past_two, from_fold="1")
    assert "exists twice" not in words(answered)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"kind": "a" * 10_000}, 400),
        ({"a" * 10_000: "1"}, 400),
        ({"page": "-1"}, 404),
        ({"page": "0"}, 404),
        ({"page": "two"}, 404),
        ({"page": "2"}, 404),
        ({"page": "٣"}, 404),
    ],
)
def test_an_address_that_nobody_of_us_makes_is_refused(cast, asked, status):
    assert search(Client(), **asked).status_code == status


def crowd(cast: Cast, count: int) -> None:
    """So many studios more, each at a place of its own."""
    for number in range(count):
        hub = HubFactory(municipality=cast.effenaar.municipality)
        facility = FacilityFactory(hub=hub, name=f"Extra {number:03d}", open_days=[MONDAY, THURSDAY])
        card(facility, hour=1_000)


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert search(client, kind="any-studio").status_code == 200
    return len(captured)


def test_as_many_questions_to_the_database_for_one_result_as_for_a_page_full(cast):
    declare_band_a(cast.zout)
    two_funds(cast)
    client = signed_in(cast.bo)
    # Of one or two there would be more to say: what else fits.
    crowd(cast, 3)
    search(client)
    few = queries(client)
    crowd(cast, 30)
    assert queries(client) == few
    assert "Extra" in words(search(client, kind="any-studio", page="2"))
