"""Rooms made of rooms and kits of pools, where people meet them: shown as what they contain."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from bookings.models import Booking
from facilities.models import Facility, Part
from hub.kit import outbox
from tests.cast import NOW, THURSDAY, Cast, assemble
from tests.factories.bookings import booked
from tests.factories.facilities import FacilityFactory, made_of
from tests.factories.funding import card
from tests.pages.picking import hold, pick
from tests.signing_in import signed_in

WHERE = "/en/manage/effenaar/facilities/kit/parts/"


@pytest.fixture
def cast(db) -> Cast:
    with time_machine.travel(NOW, tick=False):
        yield assemble()


@pytest.fixture
def kit(cast) -> Facility:
    made = made_of(
        (cast.microphones, 2), (cast.engineer, 1), open_days=[THURSDAY], slug="kit", name="Podcast kit"
    )
    card(made, hour=4_000)
    return made


def text(response) -> str:
    return " ".join(response.content.decode().split())


def sent(*rows: tuple[object, object], **more: object) -> dict[str, object]:
    data: dict[str, object] = {"part-TOTAL_FORMS": len(rows), "part-INITIAL_FORMS": 0}
    for number, (part, quantity) in enumerate(rows):
        data |= {f"part-{number}-part": part, f"part-{number}-quantity": quantity}
    return data | more


def parts_of(whole: Facility) -> list[tuple[str, int]]:
    return list(Part.objects.filter(whole=whole).order_by("pk").values_list("part__name", "quantity"))


def test_visitors_read_what_is_inside_and_go_there(cast, kit, client):
    page = text(client.get("/en/hubs/effenaar/kit/"))
    assert "What is inside" in page
    assert '2 × <a href="/en/hubs/effenaar/microphones/">Condenser microphone</a>' in page
    assert '<a href="/en/hubs/effenaar/engineer/">Sound engineer</a>' in page
    hub = text(client.get("/en/hubs/effenaar/"))
    assert "Contains: 2 × Condenser microphone, Sound engineer" in hub
    assert "What is inside" not in text(client.get("/en/hubs/effenaar/studio-2/"))


def test_on_the_way_to_a_booking_one_sees_what_it_contains(cast, kit):
    client = signed_in(cast.bo)
    assert "Contains: 2 × Condenser microphone, Sound engineer" in text(pick(client, kit))
    assert "Contains: 2 × Condenser microphone, Sound engineer" in text(client.get("/en/book/quote/"))
    page = hold(client)
    labels = sorted(cast.microphones.units.values_list("label", flat=True))[:2]
    inside = f"Contains: 2 × Condenser microphone ({', '.join(labels)})"
    assert inside in text(page)
    booking = Booking.objects.get()
    answer = client.get(f"/api/bookings/{booking.number}").json()
    assert answer["lines"][0]["contains"] == [
        {"name": "Condenser microphone", "quantity": 2},
        {"name": "Sound engineer", "quantity": 1},
    ]


def test_too_much_of_one_pool_is_refused_in_words_on_the_way(cast, kit):
    client = signed_in(cast.bo)
    pick(client, kit)
    pick(client, cast.microphones, quantity="5")
    page = text(client.get("/en/book/quote/"))
    assert "Podcast kit and Condenser microphone both use Condenser microphone" in page


def test_the_mails_say_what_it_contains(cast, kit):
    booked(cast.bo, cast.zout, kit)
    later = NOW + timedelta(minutes=10)
    for message in outbox.claim(now=later):
        assert outbox.deliver(message, now=later)
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        html = str(message.alternatives[0][0])
        assert "2 × Condenser microphone" in message.body and "Sound engineer" in message.body
        assert "2 × Condenser microphone" in html


def test_the_desk_and_the_planning_say_what_it_is_part_of(cast, kit):
    booked(cast.bo, cast.zout, kit)
    client = signed_in(cast.teun)
    desk = text(client.get("/en/desk/effenaar/", {"date": "2026-11-26"}))
    assert "Podcast kit" in desk and "Contains: 2 × Condenser microphone" in desk
    planning = text(client.get("/en/desk/effenaar/planning/?day=2026-11-26"))
    assert planning.count("as part of Podcast kit") >= 3


def test_a_manager_makes_a_kit_and_it_is_shown(cast):
    whole = FacilityFactory(hub=cast.effenaar, units=0, slug="kit", name="Kit")
    client = signed_in(cast.hanna)
    done = client.post(WHERE, sent((cast.microphones.pk, 2), (cast.engineer.pk, ""), ("", "")), follow=True)
    assert "What is inside is saved." in text(done)
    assert parts_of(whole) == [("Condenser microphone", 2), ("Sound engineer", 1)]
    assert 'value="2"' in text(client.get(WHERE))
    units = text(client.get("/en/manage/effenaar/facilities/kit/units/"))
    assert "Contains: 2 × Condenser microphone" in units and "Add units" not in units
    assert "made of 2 others" in text(client.get("/en/manage/effenaar/"))


@pytest.mark.parametrize(
    ("part", "quantity", "said"),
    [
        ("microphones", "0", "from 1 to 40"),
        ("microphones", "-1", "from 1 to 40"),
        ("microphones", "1e3", "from 1 to 40"),
        ("microphones", "٣", "from 1 to 40"),
        ("microphones", "99999999999999999999", "from 1 to 40"),
        ("", "3", "Choose what this is the number of"),
        ("nonsense", "1", "Select a valid choice"),
        ("9" * 30, "1", "Select a valid choice"),
        ("elsewhere", "1", "Select a valid choice"),
        ("itself", "1", "Select a valid choice"),
        ("above", "1", "That would put a thing inside itself"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(cast, kit, part, quantity, said):
    above = made_of((kit, 1))
    elsewhere = FacilityFactory(hub=cast.tetem)
    ids = {"microphones": cast.microphones, "elsewhere": elsewhere, "itself": kit, "above": above}
    before = parts_of(kit)
    value = ids[part].pk if part in ids else part
    response = signed_in(cast.hanna).post(WHERE, sent((value, quantity)))
    assert response.status_code == 422
    assert said in text(response)
    assert parts_of(kit) == before


def test_a_form_that_was_tampered_with_is_an_answer_in_words(cast, kit):
    client = signed_in(cast.hanna)
    for data in ({}, {"part-TOTAL_FORMS": "x"}, sent(*[(cast.engineer.pk, 1)] * 60)):
        assert client.post(WHERE, data).status_code == 422


def test_what_has_units_of_its_own_says_so(cast):
    where = "/en/manage/effenaar/facilities/studio-2/parts/"
    client = signed_in(cast.hanna)
    assert "units of its own" in text(client.get(where))
    assert client.post(where, sent((cast.engineer.pk, 1))).status_code == 422


def test_coming_bookings_are_shown_before_what_is_inside_changes(cast, kit):
    booking = booked(cast.bo, cast.zout, kit)
    client = signed_in(cast.hanna)
    response = client.post(WHERE, sent((cast.microphones.pk, 1)))
    assert response.status_code == 409
    assert booking.number in text(response)
    assert parts_of(kit) == [("Condenser microphone", 2), ("Sound engineer", 1)]
    done = client.post(WHERE, sent((cast.microphones.pk, 1), knowing=booking.number), follow=True)
    assert "What is inside is saved." in text(done)
    assert parts_of(kit) == [("Condenser microphone", 1)]
    # The booking still says what it holds.
    assert "2 × Condenser microphone" in text(signed_in(cast.bo).get(f"/en/bookings/{booking.number}/"))
