"""Picking: one place at a time, times on its clock, and clear words for what cannot be."""

import pytest
import time_machine
from django.test import Client

from tests.cast import MONDAY, NOW, THURSDAY, Cast, assemble
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import card
from tests.pages.picking import AFTERNOON, filled, pick, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


def lines(client: Client) -> list[list]:
    return client.session.get("basket", {}).get("lines", [])


def change(client: Client, do: str = "save", **changes: str):
    """The basket's form as the page has it, with some of it changed."""
    data: dict[str, str] = {**AFTERNOON, "until": "", "do": do}
    for number, (_facility, quantity, _period) in enumerate(lines(client)):
        data[f"line-{number}-quantity"] = str(quantity)
    return client.post("/en/book/basket/change/", {**data, **changes}, follow=True)


def test_an_empty_basket_says_what_will_be_there(cast):
    page = Client().get("/en/book/basket/")
    assert "Nothing in it yet" in words(page)
    assert Client().get("/en/book/quote/", follow=True).redirect_chain[-1][0] == "/en/book/basket/"


def test_what_was_typed_goes_along_to_the_series(bo, cast):
    pick(bo, cast.studio)
    page = change(bo, "series", **{"from": "14:00", "to": "18:00"})
    assert page.redirect_chain[-1][0] == "/en/book/series/"
    assert "14:00–18:00" in words(page)


def test_extras_of_the_same_place_are_offered_when_they_are_free(cast):
    client = Client()
    page = words(pick(client, cast.studio))
    assert "Condenser microphone" in page and "Sound engineer" in page and "6 free" in page
    pick(client, cast.engineer)
    page = words(client.get("/en/book/basket/"))
    assert page.index("Sound engineer") < page.index("Also free here")


def test_the_same_thing_again_becomes_more_of_it(cast):
    client = Client()
    pick(client, cast.microphones, quantity="2")
    pick(client, cast.microphones, quantity="1")
    assert [line[1] for line in lines(client)] == [3]


def test_another_place_is_another_booking_unless_one_starts_over(cast):
    aula = FacilityFactory(hub=cast.tetem, name="Aula", open_days=[THURSDAY])
    card(aula, hour=100)
    client = Client()
    pick(client, cast.studio)
    page = pick(client, aula)
    assert page.status_code == 409
    assert "What is in your basket is at Effenaar" in words(page) and "Start over with Aula" in words(page)
    assert lines(client)[0][0] == cast.studio.pk
    pick(client, aula, start_over="1")
    assert [line[0] for line in lines(client)] == [aula.pk]


def test_a_line_has_a_time_of_its_own_or_the_baskets(cast):
    client = filled(cast, Client())
    own = {"line-2-date": "2026-11-26", "line-2-from": "13:00", "line-2-to": "15:00"}
    page = change(client, "quote", **own)
    assert "Thu 26 Nov, 13:00–15:00" in words(page)
    assert "€\u00a0240.00" in words(page)
    # The others move with the basket, the engineer stays.
    change(client, **own, date="2026-11-27")
    assert lines(client)[2][2] == ["2026-11-26T12:00:00+00:00", "2026-11-26T14:00:00+00:00"]
    change(client)
    assert lines(client)[2][2] is None


def test_a_line_is_taken_out_and_the_last_one_takes_the_basket_with_it(cast):
    client = filled(cast, Client())
    change(client, "remove-1")
    assert [line[0] for line in lines(client)] == [cast.studio.pk, cast.engineer.pk]
    change(client, "remove-0")
    change(client, "remove-0")
    assert "Nothing in it yet" in words(client.get("/en/book/basket/"))


def test_a_basket_is_emptied_at_once(cast):
    client = filled(cast, Client())
    client.post("/en/book/basket/empty/")
    assert lines(client) == []


def test_what_is_not_live_any_more_leaves_the_basket(cast):
    client = filled(cast, Client())
    type(cast.engineer).objects.filter(pk=cast.engineer.pk).update(state="retired")
    assert "Sound engineer" not in words(client.get("/en/book/basket/"))
    assert "Sound engineer" not in words(client.get("/en/book/quote/"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"to": "12:00"}, "The end must be after the start"),
        ({"date": "2027-03-28", "from": "02:30", "to": "05:00"}, "does not exist"),
        ({"date": "2027-10-31", "from": "02:30", "to": "05:00"}, "exists twice"),
        ({"date": "9999-12-31"}, "too far ahead"),
        ({"until": "9999-12-31"}, "too far ahead"),
        ({"date": "26 November"}, "Give a day such as"),
        ({"quantity": "-1"}, "whole number from 1 to 6"),
        ({"quantity": "1000000000"}, "whole number from 1 to 6"),
        ({"quantity": "٣"}, "whole number from 1 to 6"),
        ({"quantity": "7"}, "whole number from 1 to 6"),
        ({"quantity": "two"}, "whole number from 1 to 6"),
        ({"from": "", "to": ""}, "required"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(cast, wrong, said):
    client = Client()
    page = pick(client, cast.microphones, **wrong)
    assert said in words(page)
    assert lines(client) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"line-1-quantity": "0"}, "whole number from 1 to 6"),
        ({"line-1-quantity": "٣"}, "whole number from 1 to 6"),
        ({"line-2-date": "2026-11-26"}, "leave all three empty"),
        ({"line-2-date": "2026-11-26", "line-2-from": "15:00", "line-2-to": "14:00"}, "after the start"),
        ({"to": "11:00"}, "after the start"),
    ],
)
def test_a_change_that_cannot_be_keeps_the_basket_and_what_was_typed(cast, wrong, said):
    client = filled(cast, Client())
    before = lines(client)
    page = change(client, "quote", **wrong)
    assert said in words(page)
    assert "Your basket" in words(page)
    assert lines(client) == before
    name, value = next(iter(wrong.items()))
    kept = f"<option selected>{value}</option>" if name == "to" else f'name="{name}" value="{value}"'
    assert kept in words(page)


@pytest.mark.parametrize("facility", ["", "0", "x", "٣", "9" * 30, "-1", "\x00"])
def test_a_thing_that_is_not_there_is_not_there(cast, facility):
    answer = Client().post("/en/book/basket/add/", {"facility": facility, **AFTERNOON})
    assert answer.status_code == 404


def test_a_draft_is_not_there_either(cast):
    draft = FacilityFactory(hub=cast.effenaar, state="draft")
    assert Client().post("/en/book/basket/add/", {"facility": draft.pk, **AFTERNOON}).status_code == 404
    assert Client().get(f"/en/book/at/effenaar/{draft.slug}/").status_code == 404


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ({"from": "13:10", "to": "17:10"}, "start and end in steps of"),
        ({"from": "13:00", "to": "13:30"}, "or longer"),
        ({"from": "07:00"}, "is not open for the whole of that time"),
        ({"date": "2026-11-20"}, "choose a start no earlier than"),
        ({"date": "2028-11-27"}, "too far ahead"),
    ],
)
def test_what_is_in_the_way_is_said_with_the_price(cast, when, said):
    client = Client()
    pick(client, cast.studio, **when)
    page = words(client.get("/en/book/quote/"))
    assert "This cannot be booked like this" in page
    assert said in page


def test_a_night_and_several_days_are_said_with_their_last_day(cast):
    client = Client()
    pick(client, cast.studio, **{"from": "22:00", "to": "02:00", "until": "2026-11-27"})
    assert client.session["basket"]["period"] == ["2026-11-26T21:00:00+00:00", "2026-11-27T01:00:00+00:00"]
    page = words(client.get("/en/book/basket/"))
    assert 'value="2026-11-27"' in page


def test_midnight_is_the_end_of_the_day(cast):
    client = Client()
    pick(client, cast.studio, **{"from": "20:00", "to": "00:00"})
    assert client.session["basket"]["period"][1] == "2026-11-26T23:00:00+00:00"


def test_the_two_hours_of_a_doubled_one_are_told_apart(cast):
    client, night = Client(), {"date": "2027-10-31", "from": "02:30", "to": "04:00"}
    for fold, instant in (("0", "2027-10-31T00:30:00+00:00"), ("1", "2027-10-31T01:30:00+00:00")):
        client.post("/en/book/basket/empty/")
        pick(client, cast.studio, **night, from_fold=fold)
        assert client.session["basket"]["period"][0] == instant
    # And the page goes on saying which one it was.
    assert "exists twice" not in words(client.get("/en/book/basket/"))


def test_a_session_of_another_time_is_no_failure(cast):
    client = Client()
    for kept in ("nonsense", [], {"hub": 1}, {"hub": 1, "period": ["x", "y"], "lines": [[1, 1, None]]}):
        session = client.session
        session["basket"] = kept
        session.save()
        assert client.get("/en/book/basket/").status_code == 200


def test_the_page_of_one_thing_says_when_it_is_free(cast):
    page = words(Client().get("/en/book/at/effenaar/studio-2/", {"date": str(THURSDAY)}))
    assert "09:00–23:00" in page and 'value="2026-11-26"' in page
    for day in ("nonsense", "9999-12-31", "", "\x00", str(MONDAY)):
        assert Client().get("/en/book/at/effenaar/studio-2/", {"date": day}).status_code == 200
