"""A room made of rooms asks for whom its rooms ask: in the basket, in the price, for programs and for its manager."""

import json
from datetime import time

import pytest
import time_machine
from django.test import Client

from facilities.actions.set_companion_rules import set_companion_rules
from facilities.models import Facility
from facilities.rules.companions import Requirement, Why
from tests.cast import NOW, THURSDAY, Cast, assemble, thursday
from tests.factories.facilities import FacilityFactory, made_of
from tests.factories.funding import card
from tests.pages.picking import pick, words
from tests.signing_in import signed_in

SAID = "Sound engineer is needed at Studio 2 (part of Studio and loft) after 18:00."
WHERE = "/en/manage/effenaar/facilities/both/companions/"


@pytest.fixture
def cast(db) -> Cast:
    with time_machine.travel(NOW, tick=False):
        yield assemble()


@pytest.fixture
def both(cast) -> Facility:
    loft = FacilityFactory(hub=cast.effenaar, name="Loft", open_days=[THURSDAY])
    parts = (cast.studio, 1), (loft, 1)
    whole = made_of(*parts, open_days=[THURSDAY], slug="both", name="Studio and loft")
    card(whole, hour=8_000)
    asked = [Requirement(companion_id=cast.engineer.pk, why=Why.AFTER, at=time(18))]
    set_companion_rules(facility=cast.studio, requirements=asked, actor=cast.hanna, now=NOW)
    return whole


def test_the_basket_adds_whom_a_part_wants_and_names_the_part(cast, both):
    client = Client()
    page = words(pick(client, both, to="20:00"))
    assert page.count(SAID) == 1 and "Thu 26 Nov, 13:00–20:00" in page
    price = words(client.get("/en/book/quote/"))
    # Seven hours of the whole and of the engineer.
    assert SAID in price and "€ 770.00" in price.replace("\u00a0", " ")
    assert SAID not in words(pick(Client(), both, to="18:00"))


def test_a_dutch_reader_reads_it_in_dutch(cast, both):
    client = Client()
    pick(client, both, to="20:00")
    page = words(client.get("/nl/book/basket/"))
    assert "Sound engineer is bij Studio 2 (deel van Studio and loft) nodig na 18:00." in page


def test_programs_read_the_part_too(cast, both):
    period = thursday(17, 20)
    line = {"facility": both.pk, "start": period.start.isoformat(), "end": period.end.isoformat()}
    body = json.dumps({"hub": "effenaar", "lines": [line]})
    answer = signed_in(cast.bo).post("/api/quotes", body, content_type="application/json").json()
    assert answer["companions"][0]["reasons"] == [{"code": "after", "words": SAID}]
    assert not answer["companions"][0]["met"] and answer["obstacle"].startswith(SAID)


def test_a_manager_of_the_whole_is_told_whose_rules_count(cast, both):
    client = signed_in(cast.hanna)
    page = words(client.get(WHERE))
    assert "What is inside has rules of its own, and they count here too:" in page
    assert 'href="/en/manage/effenaar/facilities/studio-2/companions/">Studio 2</a>' in page
    page = words(client.get(WHERE.replace("both", "studio-2")))
    assert "What is inside has rules of its own" not in page


def test_a_chain_through_a_part_is_refused_in_words(cast, both):
    loft = both.parts.last().part
    row = {
        "rule-0-companion": both.pk,
        "rule-0-why": "always",
        "rule-TOTAL_FORMS": 1,
        "rule-INITIAL_FORMS": 0,
    }
    answer = signed_in(cast.hanna).post(WHERE.replace("both", "microphones"), row)
    assert answer.status_code == 422
    said = "Studio and loft comes with Condenser microphone, so it cannot bring somebody along itself"
    assert f"{said}, but Studio 2 inside it does." in words(answer)
    part = {"part-0-part": loft.pk, "part-0-quantity": 1, "part-1-part": cast.studio.pk}
    part |= {"part-TOTAL_FORMS": 2, "part-INITIAL_FORMS": 0}
    crew = FacilityFactory(hub=cast.effenaar, slug="crew", name="Crew", units=0)
    asked = [Requirement(companion_id=crew.pk, why=Why.ALWAYS)]
    set_companion_rules(facility=cast.microphones, requirements=asked, actor=cast.hanna, now=NOW)
    answer = signed_in(cast.hanna).post("/en/manage/effenaar/facilities/crew/parts/", part)
    assert "Crew comes with Condenser microphone" in words(answer)
    assert not crew.parts.exists()
