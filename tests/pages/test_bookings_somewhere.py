"""The sentence: somewhere in these days, within so many kilometres, with what and whom."""

import re
from datetime import timedelta
from functools import partial
from html import unescape

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from bookings.forms.search import address_of, asked
from bookings.instead import Asker
from bookings.rules.effort import FACILITY_DAYS, Effort
from tests.cast import MONDAY, NOW, THURSDAY, Cast, assemble, declare_band_a, two_funds
from tests.factories.facilities import FacilityFactory, open_on
from tests.factories.funding import VatSettingFactory, card
from tests.pages.picking import words
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
STUDIO = {"kind": "recording-studio", "when": "2026-W48", "length": "240"}
ALL_OF_IT = {**STUDIO, "with1": "microphone", "n1": "2", "who": "any-expert"}


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


def search(client: Client | None = None, **said: str):
    return (client or Client()).get("/en/book/", said)


def ways(page) -> dict[str, str]:
    """The questions that are offered instead: their words and addresses."""
    found = re.findall(r'<li><a href="(\?[^"]*)">([^<]*)</a> <span class="soft num">', words(page))
    return {unescape(said): unescape(url) for url, said in found}


def follow(url: str):
    return Client().get(f"/en/book/{url}")


def test_a_studio_with_two_microphones_and_somebody_who_knows_them(cast):
    declare_band_a(cast.zout)
    two_funds(cast)
    page = words(search(signed_in(cast.bo), **ALL_OF_IT, km="40", town="eindhoven"))
    assert "1 fits" in page and "Mon 23 Nov, 10:00–14:00" in page
    assert "2 × Condenser microphone" in page and "1 × Sound engineer" in page
    # The price of all of it.
    assert "of € 300.00" in page.replace("\u00a0", " ")
    assert "other times" in page


def test_what_a_card_says_goes_into_the_basket_at_that_time(cast):
    client = Client()
    page = words(search(client, **ALL_OF_IT))
    form = page[page.index("/en/book/basket/together/") :]
    posted = re.findall(r'name="(facility|quantity|minutes)" value="(\d+)"', form[: form.index("</form>")])
    (start, *_others) = re.findall(r'option value="([^"]+)"', form)
    data: dict[str, list[str]] = {"start": [start]}
    for name, value in posted:
        data.setdefault(name, []).append(value)
    basket = client.post("/en/book/basket/together/", data, follow=True)
    assert "In your basket: Studio 2, Condenser microphone, Sound engineer." in words(basket)
    price = words(client.get("/en/book/quote/")).replace("\u00a0", " ")
    assert "€ 300.00" in price and "Monday 23 November, 10:00–14:00" in price


def together(cast: Cast, **more: object) -> dict[str, object]:
    data = {
        "facility": [cast.studio.pk],
        "quantity": [1],
        "start": "2026-11-26T12:00:00+00:00",
        "minutes": 60,
    }
    return {**data, **more}


@pytest.mark.parametrize(
    "wrong",
    [
        {"facility": []},
        {"facility": ["x"]},
        {"facility": ["9" * 30]},
        {"facility": list(range(1, 22)), "quantity": [1] * 21},
        {"quantity": [0]},
        {"quantity": [1, 1]},
        {"quantity": ["٣"]},
        {"start": "tomorrow"},
        {"start": "2026-13-26T12:00:00+00:00"},
        {"start": "9999-11-26T12:00:00+00:00"},
        {"start": "2026-11-26T12:00:00"},
        {"minutes": 0},
        {"minutes": 10**9},
    ],
)
def test_what_no_card_posts_is_not_there(cast, wrong):
    assert Client().post("/en/book/basket/together/", together(cast, **wrong)).status_code == 404


def test_things_of_two_hubs_are_never_one_booking(cast):
    elsewhere = FacilityFactory(hub=cast.tetem)
    both = together(cast, facility=[cast.studio.pk, elsewhere.pk], quantity=[1, 1])
    assert Client().post("/en/book/basket/together/", both).status_code == 404


def test_another_hubs_basket_is_not_thrown_away_without_asking(cast):
    client = Client()
    elsewhere = FacilityFactory(hub=cast.tetem, name="Aula", open_days=[THURSDAY])
    card(elsewhere, hour=100)
    client.post("/en/book/basket/together/", together(cast))
    asked_first = client.post("/en/book/basket/together/", together(cast, facility=[elsewhere.pk]))
    assert asked_first.status_code == 409
    assert '<form method="post" action="/en/book/basket/together/">' in words(asked_first)
    again = together(cast, facility=[elsewhere.pk], start_over="1")
    assert "Aula" in words(client.post("/en/book/basket/together/", again, follow=True))


def test_days_hours_and_distance_narrow_it(cast):
    assert "Mon 23 Nov, 18:00–22:00" in words(search(**STUDIO, hours="18:00-00:00"))
    assert "Thu 26 Nov, 09:00–13:00" in words(search(**{**STUDIO, "when": "2026-11-26"}))
    between = {**STUDIO, "when": "between", "first": "2026-11-24", "last": "2026-11-25"}
    assert "Tue 24 Nov, 09:00–13:00" in words(search(**between))
    assert "Nothing is free" in words(search(**STUDIO, km="10", town="enschede"))


def test_the_seat_of_the_organisation_is_where_distances_are_counted_from(cast):
    page = words(search(signed_in(cast.bo)))
    assert re.search(r'<option value="40" selected', page)
    assert re.search(r'<option value="eindhoven" selected', page)
    # What the address says goes before it.
    assert not re.search(
        r'<option value="40" selected', words(search(signed_in(cast.bo), region="groningen"))
    )


def test_the_orders(cast):
    far = FacilityFactory(hub=cast.tetem, name="Aula", open_days=[MONDAY])
    card(far, hour=1)
    VatSettingFactory(hub=cast.tetem)
    late = {"when": "2026-W48", "length": "240", "kind": "any-studio", "hours": "13:00-23:00"}
    open_on(far, [MONDAY + timedelta(days=1)])
    type(far).objects.filter(pk=cast.studio.pk).update(notice_minutes=24 * 60)

    def aula_first(sort: str) -> bool:
        page = words(search(**late, sort=sort, km="150", town="eindhoven"))
        return page.index("Aula") < page.index("Studio 2")

    # Both hubs of the cast are at the same place.
    assert aula_first("soonest") and aula_first("price")
    assert not aula_first("nearest")


@pytest.mark.parametrize(
    ("question", "words_of_it"),
    [
        ({**STUDIO, "hours": "06:00-10:00"}, "At any hour of the day"),
        ({**STUDIO, "length": "1440"}, "For 12 hours"),
        ({**STUDIO, "km": "10", "town": "groningen-stad"}, "In the whole country"),
        ({**STUDIO, "km": "100", "town": "enschede"}, "Within 150 km of Enschede"),
        ({**STUDIO, "region": "groningen"}, "In the whole country"),
        ({**STUDIO, "with1": "microphone", "n1": "7"}, "With 6 × microphone"),
        ({**STUDIO, "with1": "microphone", "n1": "300"}, "With 6 × microphone"),
        ({**STUDIO, "quantity": "2"}, "Only 1 at once"),
        ({**STUDIO, "when": "2026-11-15"}, "The first time after that: Monday 23 November, 10:00–14:00"),
        ({**STUDIO, "date": "2026-11-26", "from": "06:00", "to": "10:00", "when": "exactly"}, "09:00–13:00"),
        ({**STUDIO, "quantity": "2", "km": "5", "town": "enschede"}, "Just one, at any hour"),
    ],
)
def test_when_nothing_fits_the_nearest_that_does_is_a_link(cast, question, words_of_it):
    page = search(**question)
    assert "Nothing is free then that fits" in words(page)
    offered = ways(page)
    assert any(words_of_it in said for said in offered), offered
    for url in offered.values():
        assert re.search(r">\s+\d+ fits?\s", words(follow(url))), url


def test_a_time_that_may_not_be_the_first_is_not_called_the_first(cast, monkeypatch):
    """In a huge region not everybody is asked; here only the nearest one is, of two."""
    card(FacilityFactory(hub=cast.tetem, name="Aula", open_days=[MONDAY]), hour=1)
    monkeypatch.setattr("bookings.views.search.Asker", partial(Asker, effort=Effort(8 * (9 + FACILITY_DAYS))))
    asked_for = {**STUDIO, "kind": "any-studio", "when": "2026-11-15", "km": "150", "town": "eindhoven"}
    offered = ways(search(**asked_for))
    assert any(said.startswith("A time after that: ") for said in offered), offered
    assert not any(said.startswith("The first time") for said in offered)


def test_an_extra_that_nobody_has_may_be_left_out(cast):
    cast.engineer.state = "retired"
    cast.engineer.save()
    offered = ways(search(**ALL_OF_IT))
    assert "Without somebody who knows it" in offered
    assert "1 fits" in words(follow(offered["Without somebody who knows it"]))


def test_where_nothing_helps_that_is_said(cast):
    for thing in (cast.studio, cast.microphones, cast.engineer):
        thing.openings.all().delete()
    page = words(search(**STUDIO))
    assert "nothing that comes near" in page and "Choose another day or time" in page


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"when": "nonsense"}, "That is not in the list"),
        ({"when": "%_\\"}, "That is not in the list"),
        ({"when": "2026-W99"}, "That is not in the list"),
        ({"when": "2026-11-30..2026-11-23"}, "That is not in the list"),
        ({"when": "2026-11-23..2036-11-23"}, "That is not in the list"),
        ({"when": "between", "first": "2026-11-30", "last": "2026-11-23"}, "Turn them around"),
        ({"when": "between", "first": "2026-11-23", "last": "2029-11-23"}, "18 months at most"),
        ({"when": "between", "first": "2026-11-23", "last": "2199-11-23"}, "18 months at most"),
        ({"when": "between", "first": "x", "last": "2026-11-23"}, "Give a day such as"),
        ({"when": "between", "first": "", "last": ""}, "Give the first and the last day"),
        ({"length": "0"}, "whole number"),
        ({"length": "1e9"}, "whole number"),
        ({"length": "٣"}, "whole number"),
        ({"length": "20160"}, "longer than the days you look in"),
        ({"hours": "9 to 5"}, "Give hours such as"),
        ({"hours": "25:00-26:00"}, "Give hours such as"),
        ({"km": "-1", "town": "eindhoven"}, "whole number"),
        ({"km": "40"}, "Choose the town"),
        ({"km": "40", "town": "nowhere"}, "not in the list"),
        ({"with1": "x", "n1": "1"}, "not in the list"),
        ({"with1": "microphone", "n1": "-1"}, "whole number"),
        ({"who": "a\x00b"}, "not in the list"),
        ({"sort": "random"}, "not in the list"),
        ({"kind": "microphone", "quantity": "300"}, "Only 6 at once"),
        # Both nights in which the clock changes, and as long as anybody may look.
        ({"when": "2026-10-25"}, "Nothing is free"),
        ({"when": "2027-03-28", "length": "1380"}, "Nothing is free"),
        ({"when": "2027-10-31", "length": "1500"}, "Nothing is free"),
        ({"when": "between", "first": "2026-11-23", "last": "2028-05-20"}, "1 fits"),
    ],
)
def test_nonsense_in_the_address_is_answered_in_words(cast, said, answer):
    page = search(**{"kind": "recording-studio", "when": "2026-W48", **said})
    assert page.status_code == 200
    assert answer in words(page)


def test_an_address_from_before_means_what_it_meant(cast):
    page = words(search(kind="recording-studio", date="2026-11-26", **{"from": "13:00", "to": "17:00"}))
    assert "Thu 26 Nov, 13:00–17:00" in page and "exactly on" in page
    assert "1 fits" in words(search(kind="recording-studio", region="noord-brabant"))


def test_a_week_in_the_address_stays_that_week():
    with time_machine.travel(NOW + timedelta(days=70), tick=False):
        assert "somewhere in the week of 23 November 2026" in words(search(when="2026-W48"))


questions = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["", "any-studio", "recording-studio"]),
        "when": st.sampled_from(["2026-W48", "2026-11-26", "2026-11-23..2026-12-20", "between", "exactly"]),
        "first": st.just("2026-11-24"),
        "last": st.sampled_from(["2026-11-24", "2026-12-01"]),
        "date": st.just("2026-11-26"),
        "from": st.just("13:00"),
        "to": st.sampled_from(["17:00", "00:00"]),
        "length": st.sampled_from(["60", "77", "240", "1440"]),
        "hours": st.sampled_from(["", "09:00-17:00", "08:15-24:00"]),
        "km": st.sampled_from(["", "40", "33"]),
        "town": st.just("eindhoven"),
        "region": st.sampled_from(["", "groningen"]),
        "quantity": st.sampled_from(["", "3"]),
        "with1": st.sampled_from(["", "microphone", "any-equipment"]),
        "n1": st.sampled_from(["", "2"]),
        "with2": st.sampled_from(["", "microphone"]),
        "who": st.sampled_from(["", "any-expert"]),
        "sort": st.sampled_from(["", "price", "nearest"]),
    }
)


@given(questions)
def test_the_address_of_a_question_asks_the_same_question(cast, said):
    query = QueryDict(mutable=True)
    query.update(said)
    form = asked(query, now=NOW)
    assert form.is_valid(), form.errors
    question = form.question()
    again = asked(QueryDict(address_of(question, form.zone)), now=NOW)
    assert again.is_valid(), again.errors
    assert again.question() == question
