"""What a need is about, on its pages and for programs; and how many a hub has not answered, on its planning."""

import re

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from knowledgebase.models import Theme
from region.actions.withdraw_offer import withdraw_offer
from region.models import Need
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.needs import a_need, an_offer, need_facts
from tests.pages.test_needs_pages import FORM
from tests.signing_in import signed_in

PLANNING, OURS = "/en/desk/effenaar/planning/", "/en/desk/effenaar/needs/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False), override("en"):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def heritage(db) -> Theme:
    names = {"name_nl": "Erfgoed", "name_en": "Heritage"}
    return Theme.objects.get_or_create(slug="heritage", defaults=names)[0]


def main(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode().partition("<main")[2])


def test_it_is_posted_with_its_themes_shown_and_changed(cast, heritage):
    zoe = signed_in(cast.zoe)
    posted = {**FORM, "sort": "partner", "kind": "", "themes": [str(heritage.pk)]}
    assert zoe.post("/en/needs/new/", posted).status_code == 302
    need = Need.objects.get()
    assert [*need.themes.all()] == [heritage]
    assert '<a href="/en/needs/?theme=heritage">Heritage</a>' in main(Client(), f"/en/needs/{need.uuid}/")
    change = f"/en/needs/{need.uuid}/change/"
    assert re.search(rf'value="{heritage.pk}"[^>]* checked', main(zoe, change))
    assert zoe.post(change, {**posted, "version": "1", "themes": []}).status_code == 302
    assert not need.themes.exists()


def test_who_works_on_it_says_so(cast, heritage):
    an_entry("The museum lab", town=cast.zout.municipality, theme_ids=(heritage.pk,))
    need = a_need(cast, sort="partner", kind_id=None, theme_ids=(heritage.pk,))
    assert "works on Heritage, as you asked" in main(signed_in(cast.zoe), f"/en/needs/{need.uuid}/")


def test_the_list_and_programs_know_it(cast, heritage, client):
    a_need(cast, title="About the past", theme_ids=(heritage.pk,))
    a_need(cast, title="About nothing")
    html = main(client, "/en/needs/?theme=heritage")
    assert "About the past" in html and "About nothing" not in html and ">Heritage</p>" in html
    found = client.get("/api/needs", {"theme": "heritage"}).json()
    assert [(each["title"], each["themes"]) for each in found["results"]] == [
        ("About the past", ["heritage"])
    ]
    assert client.get("/api/needs", {"theme": "nothing"}).json()["count"] == 0
    assert 'term="Heritage"' in client.get("/en/needs/feed.atom").content.decode()


def test_the_planning_says_how_many_wait_for_an_answer(cast):
    teun = signed_in(cast.teun)
    assert "Wanted near you</a>" in main(teun, PLANNING)
    a_need(cast, title="First")
    answered = a_need(cast, title="Second")
    a_need(cast, title="Far away", municipality_id=cast.noord.municipality_id)
    assert "Wanted near you: 2 you have not answered</a>" in main(teun, PLANNING)
    offer = an_offer(cast, answered)
    assert "Wanted near you: 1 you have not answered</a>" in main(teun, PLANNING)
    assert main(teun, OURS).count("you answered") == 1
    withdraw_offer(uuid=offer.uuid, actor=cast.teun, now=NOW)
    assert "Wanted near you: 1 you have not answered</a>" in main(teun, PLANNING)


def test_the_same_posted_twice_keeps_its_themes(cast, heritage):
    need = a_need(cast, theme_ids=(heritage.pk,))
    assert need == a_need(cast) and [*need.themes.all()] == [heritage]
    assert need_facts(cast).theme_ids == ()


@pytest.mark.parametrize("sort", ["placement", "partner"])
def test_what_is_asked_of_things_alone_is_left_out_for_who_looks_for_no_thing(cast, sort):
    """The page hides these fields then; whatever was typed in them keeps nobody from posting."""
    typed = {**FORM, "sort": sort, "quantity": "-1", "hours": "many", "daypart": "evening"}
    assert signed_in(cast.zoe).post("/en/needs/new/", typed).status_code == 302
    need = Need.objects.get()
    assert (need.kind, need.quantity, need.hours, need.daypart) == (None, 1, None, "any")


def test_who_looks_for_a_partner_is_not_told_that_nothing_is_free(cast):
    need = a_need(cast, sort="partner", kind_id=None)
    html = main(signed_in(cast.zoe), f"/en/needs/{need.uuid}/")
    assert "Nothing that can be booked here" not in html and "Hubs read your request and can answer." in html


def test_who_is_not_signed_in_finds_how_a_hub_answers(cast):
    path = f"/en/needs/{a_need(cast).uuid}/"
    assert f'href="/en/accounts/login/?next={path}"' in main(Client(), path)
    assert "Sign in to make an offer" not in main(signed_in(cast.ilse), path)
