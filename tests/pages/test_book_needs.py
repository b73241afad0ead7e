"""Book what this needs: from a how-to to a basket, without an account and with one."""

import re

import pytest
import time_machine
from django.test import Client

from bookings.basket import load
from facilities.models import FacilityState
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories import knowledge
from tests.factories.bookings import booked
from tests.factories.facilities import FacilityFactory, KindFactory
from tests.factories.knowledge import needs, needs_any
from tests.factories.members import PASSWORD

ASKED = {"when": "2026-11-26", "length": "120", "town": "eindhoven"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def how_to(cast):
    """With the studio by its own name, and two of whatever microphones there are."""
    found = knowledge.how_to(minutes=100)
    needs(found, cast.studio)
    needs_any(found, cast.microphones.kind, "Microphone", quantity=2)
    return found


def page(client: Client, how_to, **asked: str) -> str:
    answer = client.get(f"/en/how-tos/{how_to.slug}/book/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def posted(html: str) -> dict[str, list[str]]:
    """What the first card's button sends."""
    form = re.search(r'<form method="post" action="/en/book/basket/together/".*?</form>', html, re.S)[0]  # type: ignore[index]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]+)"', form):
        fields.setdefault(name, []).append(value)
    if found := re.search(r'<option value="([^"]+)"', form):
        fields["start"] = [found[1]]
    return fields


def test_a_how_to_with_gear_says_where_to_book_it(client, cast, how_to):
    link = f'href="/en/how-tos/{how_to.slug}/book/"'
    assert link in client.get(f"/en/how-tos/{how_to.slug}/").content.decode()
    bare = knowledge.how_to("Nothing needed", "en")
    assert "/book/" not in client.get(f"/en/how-tos/{bare.slug}/").content.decode().partition("<main")[2]
    assert "Nothing to book" in page(client, bare)


def test_a_visitor_puts_all_of_it_in_the_basket_and_keeps_it_through_signing_in(client, cast, how_to):
    html = page(client, how_to, **ASKED)
    for words in (
        "Effenaar",
        "Studio 2",
        "2 × ",
        "Condenser microphone",
        "List price",
        "120.00",
        "09:00–11:00",
    ):
        assert words in html, words
    answer = client.post("/en/book/basket/together/", posted(html), follow=True)
    assert "Your basket" in answer.content.decode()
    lines = {line.facility_id: line.quantity for line in load(client.session).lines}
    assert lines == {cast.studio.pk: 1, cast.microphones.pk: 2}
    door = client.get("/en/book/place/")
    assert door.status_code == 302 and "login" in door["Location"]
    client.post(door["Location"], {"login": "bo@example.org", "password": PASSWORD})
    assert "Condenser microphone" in client.get("/en/book/quote/").content.decode()


def test_an_organisation_starts_from_its_own_town_with_its_own_price(cast, how_to, bo):
    html = page(bo, how_to, when="2026-11-26")
    assert re.search(r'<option value="eindhoven" selected>', html)
    assert "Your share" in html
    # As long as it takes, in the usual lengths; what takes 100 minutes is wanted for two hours.
    assert re.search(r'<option value="120" selected>', html)


def test_the_proposed_length_is_one_that_can_be_booked(client, cast, how_to):
    cast.studio.min_minutes = 240
    cast.studio.save()
    assert re.search(r'<option value="240" selected>', page(client, how_to))


def test_what_is_not_strictly_needed_comes_when_it_is_chosen(client, cast, how_to):
    extra = needs(how_to, cast.engineer, optional=True)
    assert 'href="/en/hubs/effenaar/engineer/"' not in page(client, how_to, **ASKED)
    assert 'href="/en/hubs/effenaar/engineer/"' in page(client, how_to, **ASKED, also=str(extra.pk))


def test_where_nothing_is_strictly_needed_all_that_helps_is_looked_for(client, cast):
    found = knowledge.how_to("Store it safely", "en")
    needs(found, cast.studio, optional=True)
    assert 'href="/en/hubs/effenaar/studio-2/"' in page(client, found, **ASKED)


def test_a_facility_that_is_gone_leaves_its_kind(client, cast, how_to):
    other = FacilityFactory(hub=cast.effenaar, name="Studio 3", open_days=[thursday(9, 10).start.date()])
    cast.studio.state = FacilityState.RETIRED
    cast.studio.save()
    html = page(client, how_to, **ASKED)
    assert "“Studio 2” can no longer be booked. Anything of its kind is looked for instead" in html
    assert other.name in html


def test_a_facility_that_was_deleted_leaves_its_kind_too(client, cast):
    """Nothing was ever booked there, so nothing keeps it."""
    found = knowledge.how_to(minutes=60)
    gone = FacilityFactory(hub=cast.effenaar, name="Studio 4", kind=KindFactory(slug="recording-studio"))
    line = needs(found, gone, kind=None)
    line.full_clean()
    line.save()
    gone.units.all().delete()
    gone.leaves.all().delete()
    gone.delete()
    html = page(client, found, **ASKED)
    assert "Studio 4" in html and 'href="/en/hubs/effenaar/studio-2/"' in html
    assert client.get(f"/en/how-tos/{found.slug}/").status_code == 200


def test_what_nothing_here_answers_to_is_said(client, cast, how_to):
    needs_any(how_to, None, "A rubber duck")
    assert "“A rubber duck” cannot be booked here" in page(client, how_to, **ASKED)


def test_what_is_lacking_is_said_with_a_way_to_look_for_it(client, cast, how_to):
    needs_any(how_to, KindFactory(slug="hologram"), "Hologram")
    html = page(client, how_to, **ASKED)
    assert "Hologram: this hub has none." in html
    assert "/en/book/?kind=hologram&amp;quantity=1&amp;when=2026-11-26&amp;length=120" in html
    booked(cast.bo, cast.zout, cast.studio, period=thursday(9, 23))
    assert "Studio 2: it is here, but not free together with the rest" in page(client, how_to, **ASKED)


def test_nothing_free_says_what_to_change(client, cast, how_to):
    booked(cast.bo, cast.zout, cast.studio, (cast.microphones, 6), period=thursday(9, 23))
    assert "Nothing of it is free then" in page(client, how_to, **ASKED)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"length": "-1"}, "whole number"),
        ({"length": "٣"}, "whole number"),
        ({"length": "999999"}, "whole number"),
        ({"when": "2026-02-31"}, "not in the list"),
        ({"when": "exactly"}, "not in the list"),
        ({"when": "between", "first": "2026-11-26", "last": "2026-11-25"}, "before the first one"),
        ({"when": "between", "first": "9999-01-01", "last": "2026-11-25"}, "Give a day from"),
        ({"when": "between", "first": "", "last": ""}, "Give the first and the last day"),
        ({"when": "2026-11-26", "length": "2880"}, "longer than the days"),
        ({"hours": "25:00-26:00"}, "Give hours such as"),
        ({"town": "atlantis"}, "not in the list"),
        ({"also": "1 OR 1=1"}, "not in the list"),
    ],
)
def test_bad_input_names_the_field_and_the_remedy(client, cast, how_to, asked, words):
    html = page(client, how_to, **asked)
    assert words in html
    assert "way to get it" not in html


def test_what_no_form_sends_is_refused(client, cast, how_to):
    for wrong in ({"town": "x" * 10_000}, {"x" * 10_000: "1"}):
        assert client.get(f"/en/how-tos/{how_to.slug}/book/", wrong).status_code == 400
    assert client.get("/en/how-tos/nowhere/book/").status_code == 404
