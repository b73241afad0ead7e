"""What is looked for, on its pages: the list, one of them, the form; and for programs."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from region.actions.close_need import close_need
from region.actions.report_need import report_need
from region.models import Need, NeedState
from tests.cast import NOW, Cast, assemble, declare_band_a
from tests.factories.atlas import an_entry
from tests.factories.bookings import booked
from tests.factories.facilities import FacilityFactory, HubFactory
from tests.factories.funding import card
from tests.factories.needs import a_need, an_offer
from tests.factories.pilots import a_pilot
from tests.signing_in import signed_in

FORM = {
    "sort": "place",
    "title": "A room for our film",
    "kind": "recording-studio",
    "quantity": "1",
    "language": "en",
    "hours": "20",
    "daypart": "any",
    "town": "Eindhoven",
    "radius_km": "25",
    "from_date": "2026-11-25",
    "until_date": "2026-12-04",
    "answer_by": "2026-11-30",
}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False), override("en"):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def zoe(cast) -> Client:
    return signed_in(cast.zoe)


def main(client: Client, path: str, status: int = 200, **asked: str) -> str:
    answer = client.get(f"/en/{path}", asked)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode().partition("<main")[2].partition("</main>")[0])


def test_an_empty_list_says_what_to_do(client, cast):
    assert "Nobody looks for this now" in main(client, "needs/")


def test_the_list_is_filtered_by_its_address(client, cast):
    a_need(cast, title="The studio")
    a_need(cast, title="A camera", sort="gear", kind_id=cast.microphones.kind_id)
    a_need(cast, title="Only for hubs", only_hubs=True)
    for asked, found in [
        ({}, {"The studio", "A camera"}),
        ({"sort": "gear"}, {"A camera"}),
        ({"kind": "recording-studio"}, {"The studio"}),
        ({"town": "Eindhoven", "km": "10"}, {"The studio", "A camera"}),
        ({"town": "groningen", "km": "100"}, set()),
        ({"on": "2026-12-01"}, {"The studio", "A camera"}),
        ({"on": "2026-12-24"}, set()),
        ({"town": "Nowhere"}, {"The studio", "A camera"}),
    ]:
        html = main(client, "needs/", **asked)
        titles = {"The studio", "A camera", "Only for hubs"}
        assert {title for title in titles if f">{title}<" in html} == found, asked
    assert "Only for hubs" in main(signed_in(cast.wim), "needs/")


@pytest.mark.parametrize(
    "asked",
    [
        {"sort": "x"},
        {"kind": "x"},
        {"theme": "x"},
        {"km": "-1"},
        {"km": "٢٥"},
        {"on": "soon"},
        {"page": "-1"},
    ],
)
def test_a_list_that_is_not_there(client, cast, asked):
    main(client, "needs/", 404, **asked)


def test_long_words_and_a_nul_in_the_address(client, cast):
    main(client, "needs/", 400, town="a" * 10_000)
    assert "We do not know the town" in main(client, "needs/", town="a\0b")


@pytest.mark.parametrize("who", [None, "zoe", "teun", "karim"])
def test_lists_ask_as_much_for_many_as_for_few(cast, who, django_assert_max_num_queries):
    def asked() -> int:
        client = signed_in(getattr(cast, who)) if who else Client()
        main(client, "needs/")
        with django_assert_max_num_queries(60) as seen:
            main(client, "needs/")
        return len(seen)

    a_need(cast)
    few = asked()
    for number in range(4):
        need = a_need(cast, title=f"Request {number}")
        an_offer(cast, need)
    assert asked() == few


def test_proposals_come_with_their_reasons_and_the_organisations_price(cast, zoe):
    declare_band_a(cast.zout)
    booked(cast.bo, cast.zout, cast.studio)
    near = HubFactory(slug="near", name="Near By", step_free=True, latitude="51.50000", longitude="5.47778")
    full = FacilityFactory(hub=near, slug="small", name="Small room", kind=cast.studio.kind)
    card(full, hour=1_000)
    need = a_need(cast, hours=20)
    html = main(zoe, f"needs/{need.uuid}/")
    for words in ("Studio 2", "0 km away", "free for all 20 hours", "you booked such a thing once"):
        assert words in html
    assert "Small room" not in html  # it is never open
    # A first time as long as a part of a day, in the address of its own page.
    assert "/en/book/at/effenaar/studio-2/?date=2026-11-25&amp;from=09%3A00&amp;to=13%3A00" in html
    assert "<b>€ 160.00</b> for you" in html


def test_few_free_hours_are_told(cast, zoe):
    need = a_need(cast, hours=40, until_date=need_day(2), answer_by=need_day(2))
    assert "free 14 of the 40 hours you ask" in main(zoe, f"needs/{need.uuid}/")


def need_day(ahead: int) -> Any:
    return (NOW + timedelta(days=ahead)).date()


def test_the_atlas_answers_what_is_no_facility(cast, zoe):
    an_entry("Lab aan de Dommel")
    an_entry("Noorderlab", town=cast.noord.municipality)
    need = a_need(cast, sort="partner", kind_id=None)
    html = main(zoe, f"needs/{need.uuid}/")
    assert "Lab aan de Dommel" in html and "Noorderlab" not in html


def test_matching_asks_as_much_for_many_hubs_as_for_one(cast, zoe, django_assert_max_num_queries):
    need = a_need(cast)

    def asked() -> int:
        main(zoe, f"needs/{need.uuid}/")
        with django_assert_max_num_queries(80) as seen:
            main(zoe, f"needs/{need.uuid}/")
        return len(seen)

    few = asked()
    for number in range(4):
        hub = HubFactory(municipality=cast.zout.municipality)
        days = [need_day(ahead) for ahead in range(2, 9)]
        made = FacilityFactory(hub=hub, kind=cast.studio.kind, open_days=days, name=f"Room {number}")
        card(made, hour=1_000)
        an_entry(f"Lab {number}")
    assert asked() <= few + 1  # hubs that charge VAT otherwise are asked once


def test_what_somebody_can_spend_is_for_hubs(cast, client, zoe):
    need = a_need(cast, budget_cents=45_000)
    for reader, sees in (
        (client, False),
        (signed_in(cast.ilse), False),
        (zoe, True),
        (signed_in(cast.wim), True),
    ):
        assert ("450.00" in main(reader, f"needs/{need.uuid}/")) == sees


def test_words_are_shown_as_words(cast, client):
    need = a_need(cast, title="<b>bold</b>", words="<script>alert(1)</script>")
    html = client.get(f"/en/needs/{need.uuid}/").content.decode()
    assert "<script>alert" not in html and "<b>bold" not in html.partition("<main")[2]


def test_only_hubs_and_its_quartermaster_read_what_is_for_hubs(cast, client, zoe):
    need = a_need(cast, only_hubs=True)
    path = f"needs/{need.uuid}/"
    for reader in (client, signed_in(cast.ilse), signed_in(cast.fien)):
        main(reader, path, 404)
    for reader in (zoe, signed_in(cast.wim), signed_in(cast.karim), signed_in(cast.anna)):
        main(reader, path)
    for machine in ("/en/needs/feed.atom", "/api/needs", f"/api/needs/{need.uuid}"):
        assert need.title not in client.get(machine).content.decode()


def test_what_was_withdrawn_is_its_organisations(cast, client, zoe):
    need = a_need(cast)
    close_need(uuid=need.uuid, met=False, actor=cast.zoe, now=NOW)
    main(client, f"needs/{need.uuid}/", 404)
    assert "Withdrawn" in main(zoe, f"needs/{need.uuid}/")


def test_offers_and_their_price_are_not_for_everybody(cast, client):
    need = a_need(cast)
    offer = an_offer(cast, need)
    for reader in (client, signed_in(cast.ilse), signed_in(cast.wim), signed_in(cast.karim)):
        html = main(reader, f"needs/{need.uuid}/")
        assert str(offer.uuid) not in html and "160.00" not in html


def test_posting_leads_to_what_was_found(cast, zoe):
    answer = zoe.post("/en/needs/new/", {**FORM, "flexible": "on", "budget": "250,50"})
    need = Need.objects.get()
    assert answer["Location"] == f"/en/needs/{need.uuid}/"
    assert (need.budget_cents, need.kind, need.flexible, need.only_hubs) == (
        25_050,
        cast.studio.kind,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quantity", "-1"),
        ("quantity", "1e9"),
        ("quantity", "٣"),
        ("hours", "1000000000"),
        ("radius_km", "0"),
        ("from_date", "9999-01-01"),
        ("from_date", "2026-02-30"),
        ("until_date", "2026-11-24"),
        ("answer_by", "2026-12-05"),
        ("answer_by", "2026-11-22"),
        ("town", "Atlantis"),
        ("town", "a\0b"),
        ("title", "a" * 10_000),
        ("title", "a\0b"),
        ("words", "a" * 10_000),
        ("budget", "1e9"),
        ("budget", "-1"),
        ("kind", "x"),
        ("sort", "x"),
        ("themes", "x"),
        ("themes", "99999"),
    ],
)
def test_bad_input_names_its_field_and_loses_nothing(cast, zoe, field, value):
    answer = zoe.post("/en/needs/new/", {**FORM, "project": "Our film", field: value})
    html = answer.content.decode()
    assert answer.status_code == 400 and not Need.objects.exists()
    assert 'value="Our film"' in html and f'href="#id_{field}' in html


def test_a_change_that_came_second_is_told_and_keeps_what_was_typed(cast, zoe):
    need = a_need(cast)
    path = f"/en/needs/{need.uuid}/change/"
    assert zoe.post(path, {**FORM, "version": "1"}).status_code == 302
    answer = zoe.post(path, {**FORM, "version": "1", "title": "Mine"})
    assert answer.status_code == 409 and 'value="Mine"' in answer.content.decode()


def test_a_pilot_is_chosen_and_shown(cast, zoe, client):
    pilot = a_pilot(cast)
    assert f'value="{pilot.ref}"' in main(zoe, "needs/new/")
    zoe.post("/en/needs/new/", {**FORM, "part_of": str(pilot.ref)})
    need = Need.objects.get()
    assert need.part_of == pilot.ref and "Dancing apart" in main(client, f"needs/{need.uuid}/")
    assert zoe.post("/en/needs/new/", {**FORM, "title": "B", "part_of": "pilot:x"}).status_code == 400


def test_who_is_of_no_organisation_is_sent_to_register(cast):
    answer = signed_in(cast.teun).get("/en/needs/new/")
    assert answer["Location"] == "/en/organisations/"


def test_the_quartermaster_sees_what_was_reported(cast):
    need = a_need(cast)
    report_need(uuid=need.uuid, words="Advertising?", actor=cast.ilse, now=NOW)
    karim = signed_in(cast.karim)
    assert "Advertising?" in main(karim, "needs/") and "Advertising?" in main(karim, f"needs/{need.uuid}/")
    assert "Advertising?" not in main(signed_in(cast.zoe), "needs/")
    answer = karim.post(f"/en/needs/{need.uuid}/take-off/", {"reason": "It is advertising."})
    need.refresh_from_db()
    assert answer.status_code == 302 and need.state == NeedState.TAKEN_OFF
