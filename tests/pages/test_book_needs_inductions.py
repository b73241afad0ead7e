"""Book what this needs, where something of it may be used by who was shown how: said before, with the way to get it."""

import pytest
import time_machine
from django.test import Client

from tests.cast import NOW, THURSDAY, Cast, assemble
from tests.factories import knowledge
from tests.factories.facilities import FacilityFactory, KindFactory, made_of
from tests.factories.funding import VatSettingFactory, card
from tests.factories.inductions import a_session, an_induction, asked_at, given
from tests.factories.knowledge import needs, needs_any

ASKED = {"when": "2026-11-26", "length": "120", "town": "eindhoven"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast(db) -> Cast:
    """Beside Effenaar's studio there is one of Tetem, which anybody may use."""
    cast = assemble()
    VatSettingFactory(hub=cast.tetem)
    aula(cast)
    return cast


def aula(cast: Cast, **facts):
    hub = facts.pop("hub", cast.tetem)
    made = FacilityFactory(
        hub=hub, name="Aula", kind=KindFactory(slug="recording-studio"), open_days=[THURSDAY], **facts
    )
    card(made, hour=2_000)
    return made


@pytest.fixture
def how_to(cast):
    found = knowledge.how_to(minutes=100)
    needs_any(found, cast.studio.kind, "Studio")
    return found


def cards(client: Client, how_to, **asked: str) -> list[str]:
    """The proposals, one by one, after what stands above them."""
    answer = client.get(f"/en/how-tos/{how_to.slug}/book/", {**ASKED, **asked})
    assert answer.status_code == 200
    return answer.content.decode().split('<li class="panel proposal">')[1:]


def test_what_can_be_booked_at_once_stands_before_the_nearest(bo, cast, how_to):
    near, far = cards(bo, how_to)
    assert "Effenaar" in near and "Tetem" in far
    laser = asked_at(cast.studio)
    first, second = cards(bo, how_to)
    assert "Tetem" in first and "induction" not in first
    assert "First an induction" in second and f"/en/inductions/{laser.pk}/" in second
    assert "You do not hold it then, and nobody at Collectief Zout" in second


def test_where_it_is_taught_is_said_with_its_session_and_its_how_to(bo, cast, how_to):
    laser = asked_at(cast.studio)
    assert "No session with a free seat is planned: ask Effenaar." in cards(bo, how_to)[1]
    session = a_session(cast.effenaar, laser)
    reading = knowledge.how_to("Laser for beginners", "en")
    reading.teaches.add(laser)
    reading.save()
    (_free, barred) = cards(bo, how_to)
    assert f'href="/en/hubs/effenaar/{session.facility.slug}/"' in barred
    assert 'href="/en/how-tos/laser-for-beginners/"' in barred
    assert "No session with a free seat" not in barred


def test_who_holds_it_books_near_by_and_is_told_that_it_is_asked_for(bo, cast, how_to):
    given(asked_at(cast.studio), cast.bo)
    (near, _far) = cards(bo, how_to)
    assert "Effenaar" in near and "First an induction" not in near
    assert "which you hold" in near


def test_a_colleague_who_holds_it_is_named_as_the_way(bo, cast, how_to):
    given(asked_at(cast.studio), cast.mira)
    (near, _far) = cards(bo, how_to)
    assert "Effenaar" in near and "name Mira in the basket" in near
    assert "First an induction" not in near


def test_a_stranger_who_holds_it_helps_nobody_and_is_not_named(bo, cast, how_to):
    given(asked_at(cast.studio), cast.ilse)
    (_free, barred) = cards(bo, how_to)
    assert "First an induction" in barred and "Ilse" not in barred


def test_two_colleagues_of_whom_each_holds_one_of_two_are_not_enough(bo, cast):
    """One person counts, and holds everything that the booking asks for."""
    found = knowledge.how_to(minutes=100)
    needs(found, cast.studio)
    needs(found, cast.microphones)
    given(asked_at(cast.studio), cast.mira)
    given(asked_at(cast.microphones, an_induction(cast.effenaar, name="Microphones")), cast.zoe)
    (barred, *_others) = cards(bo, found)
    assert barred.count("You do not hold it then") == 2
    assert "First an induction" in barred


def test_an_induction_that_lapses_before_does_not_count_and_its_times_are_not_offered(bo, cast, how_to):
    laser = asked_at(cast.studio)
    grant = given(laser, cast.bo)
    grant.valid_until = NOW.replace(day=26, hour=11)
    grant.save()
    (near, _far) = cards(bo, how_to)
    assert "Effenaar" in near
    assert "09:00–11:00" in near and "14:00–16:00" not in near
    grant.valid_until = NOW.replace(day=25)
    grant.save()
    assert "Tetem" in cards(bo, how_to)[0]


def test_a_visitor_is_told_what_is_asked_for(client, cast, how_to):
    asked_at(cast.studio)
    (_free, barred) = cards(client, how_to)
    assert "Sign in to see whether you do." in barred


def test_what_is_named_gives_way_to_what_can_be_booked_and_the_card_says_why(bo, cast):
    found = knowledge.how_to(minutes=100)
    needs(found, cast.studio)
    aula(cast, hub=cast.effenaar)
    asked_at(cast.studio)
    near = cards(bo, found)[0]
    assert "Effenaar" in near and "instead of Studio 2, which asks for an induction" in near


def test_what_is_inside_a_whole_asks_for_it_too(bo, cast):
    house = made_of((cast.studio, 1), kind=KindFactory(slug="house"), name="House", open_days=[THURSDAY])
    card(house, hour=9_000)
    found = knowledge.how_to(minutes=100)
    needs(found, house)
    asked_at(cast.studio)
    (barred,) = cards(bo, found)
    assert "House asks for the induction" in barred


def test_many_that_ask_for_it_cost_as_much_as_one(bo, cast, how_to, django_assert_num_queries):
    laser = asked_at(cast.studio)
    cards(bo, how_to)
    with django_assert_num_queries(60, exact=False) as few:
        cards(bo, how_to)
    asked_at(aula(cast, hub=cast.effenaar), laser)
    asked_at(aula(cast))
    with django_assert_num_queries(len(few)):
        cards(bo, how_to)
