"""What somebody hears who does not see the page, as far as the page itself tells it: titles, names, headings, language.
What a browser makes of it is in test_heard_in_a_browser."""

import html
import re
from collections import Counter
from datetime import date

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.http import HttpResponse
from django.test import Client

from bookings.forms.kinds import within_a_sentence
from bookings.models import Booking, Occupancy
from facilities.models import Facility, Hub
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.factories.bookings import booked
from tests.factories.facilities import HouseRulesFactory
from tests.factories.funding import FundFactory, FundingAgreementFactory, TrancheFactory
from tests.factories.members import PASSWORD
from tests.factories.options import asks_first, requested
from tests.pages.picking import AFTERNOON, filled, words
from tests.pages.test_facilities_promises import EFFENAAR, filled_in
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    return cast


def read(found: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", found)).split())


def title(page: HttpResponse) -> str:
    return read(re.search(r"<title>(.*?)</title>", words(page), re.DOTALL)[1])


def headings(page: HttpResponse) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])[ >]", words(page))]


def named(page: HttpResponse, tag: str) -> list[str]:
    found = re.findall(rf"<{tag}[ >].*?</{tag}>", words(page).split("<main")[1], re.DOTALL)
    return [read(each) for each in found]


def twice(names: list[str], *about: str) -> list[str]:
    """Those of the names that begin with one of these words and are there more than once."""
    return [name for name, count in Counter(names).items() if count > 1 and name.startswith(about)]


def test_each_line_of_a_basket_says_of_which_it_asks_how_many(cast):
    page = filled(cast, Client()).get("/en/book/basket/")
    assert [name for name in named(page, "label") if name == "How many"] == []
    assert "How many Condenser microphone" in named(page, "label")


def test_no_heading_of_a_change_is_left_out(cast):
    Facility.objects.update(capacity_people=6)
    booking = booked(cast.bo, cast.zout, cast.studio)
    levels = headings(signed_in(cast.bo).get(f"/en/bookings/{booking.number}/change/"))
    assert levels[levels.index(1) :] == [1, 2, 3, 3, 3]


def test_what_waits_for_a_hub_is_told_apart(cast):
    asks_first(cast.studio)
    for hours in ((9, 11), (13, 15)):
        requested(cast.bo, cast.zout, cast.studio, period=thursday(*hours))
    page = signed_in(cast.teun).get("/en/desk/effenaar/planning/?day=2026-11-24")
    names = named(page, "a")
    assert len([name for name in names if name.startswith("Collectief Zout")]) >= 2
    assert twice(names, "Collectief Zout") == []


def test_each_payment_to_come_says_which_it_is(cast):
    agreement = FundingAgreementFactory(funder=cast.makersfonds)
    fund = FundFactory(agreement=agreement, slug="makers")
    for day in (date(2026, 12, 1), date(2027, 3, 1)):
        TrancheFactory(fund=fund, due_on=day)
    page = signed_in(cast.fien).get(f"/en/funders/{cast.makersfonds.uuid}/funds/makers/")
    assert "It is in, 1 December 2026" in named(page, "button")
    about = ("It is in", "It does not come", "Amount", "Received on")
    assert twice([*named(page, "button"), *named(page, "label")], *about) == []


def test_a_field_of_the_sentence_that_is_wrong_is_described_by_what_is_wrong(cast):
    page = words(Client().get("/en/book/", {"when": "exactly", **AFTERNOON, "date": "1026-11-26"}))
    for wanted in re.findall(r'aria-describedby="([^"]+)"', page):
        for each in wanted.split():
            assert f'id="{each}"' in page, each
    assert re.search(r'id="search-date_error">That day is over', page)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Recording studio", "recording studio"),
        ("VR headset", "VR headset"),
        ("3D scanner", "3D scanner"),
        ("XR", "XR"),
        ("", ""),
    ],
)
def test_a_kind_within_a_sentence_keeps_the_capitals_it_is_read_by(name, said):
    assert within_a_sentence(name) == said


def test_pages_that_show_something_else_are_called_something_else(cast):
    bo, teun = signed_in(cast.bo), signed_in(cast.teun)
    assert title(bo.get("/en/bookings/?show=past")).startswith("Past and cancelled: My bookings")
    assert title(teun.get("/en/desk/effenaar/")) == "The desk, Effenaar · Vliegwiel"
    week = title(teun.get("/en/desk/effenaar/?day=2026-12-10"))
    assert week == "The week from 10 December 2026: The desk, Effenaar · Vliegwiel"


def test_the_title_of_a_search_tells_how_much_fits(cast):
    asked = {"when": "exactly", **AFTERNOON, "kind": "any-studio"}
    assert title(Client().get("/en/book/", asked)) == "1 fits: Find something to book · Vliegwiel"
    none = title(Client().get("/en/book/", {**asked, "from": "03:00", "to": "07:00"}))
    assert none == "Nothing is free then that fits: Find something to book · Vliegwiel"
    assert title(Client().get("/en/book/")) != none


def test_what_htmx_brings_of_a_search_renames_the_page(cast):
    asked = {"when": "exactly", **AFTERNOON, "kind": "any-studio"}
    page = Client(headers={"HX-Request": "true"}).get("/en/book/", asked)
    assert title(page) == "1 fits: Find something to book · Vliegwiel"
    wrong = Client(headers={"HX-Request": "true"}).get("/en/book/", {**asked, "date": "1026-11-26"})
    assert title(wrong) == "Error: Find something to book · Vliegwiel"


def test_what_was_taken_out_of_a_basket_is_said(cast):
    client = filled(cast, Client())
    page = client.post("/en/book/basket/change/", {"do": "remove-2"}, follow=True)
    assert re.search(r"data-say>\s*<p>\s*Sound engineer is out of your basket", words(page))
    again = client.post("/en/book/basket/change/", {"do": "remove-9"}, follow=True)
    assert "is out of your basket" not in words(again)


def test_a_share_that_was_tried_and_one_that_was_not_have_their_own_titles(cast):
    client, where = Client(headers={"HX-Request": "true"}), "/en/hubs/effenaar/studio-2/try/"
    assert title(client.post(where, {})) == "Error: Try your share: Studio 2 · Vliegwiel"
    answers = {"turnover": "30000", "municipality": str(cast.zout.municipality_id), "length": "240"}
    tried = client.post(where, {**answers, "date": "2026-11-26", "from": "13:00"})
    assert title(tried) == "What you would pay: Studio 2 · Vliegwiel"


def test_the_two_steps_of_a_change_are_called_differently(cast):
    booking, bo = booked(cast.bo, cast.zout, cast.studio), signed_in(cast.bo)
    where = f"/en/bookings/{booking.number}/change/"
    assert title(bo.get(where)) == f"Change the booking {booking.number} · Vliegwiel"
    shown = bo.post(where, {**AFTERNOON, "to": "16:00", "line-0-quantity": "1", "do": "show"}, follow=True)
    assert title(shown) == f"Change it like this? {booking.number} · Vliegwiel"


def test_bookings_in_the_way_are_in_the_title(cast):
    booking = booked(cast.bo, cast.zout, cast.microphones)
    path = f"{EFFENAAR}facilities/microphones/units/{Occupancy.objects.live().get().unit_id}/"
    hanna = signed_in(cast.hanna)
    page = hanna.post(path, filled_in(hanna, path) | {"state": "in_repair"})
    assert page.status_code == 409 and booking.number in words(page)
    assert title(page).startswith("1 booking is in the way: ")
    assert not title(hanna.get(path)).startswith("1 booking")


def test_an_error_is_told_once_by_a_title(cast):
    page = signed_in(cast.zoe).post(f"/en/organisations/{cast.zout.uuid}/aid/", {"other": "-1"})
    assert title(page) == "Error: State aid · Vliegwiel"


def test_a_text_without_a_translation_says_its_language(cast):
    Hub.objects.update(about_nl="Een podium.", about_en="")
    Facility.objects.update(about_nl="Een zaal.", about_en="A hall.")
    HouseRulesFactory(hub=cast.effenaar, text_nl="Meld je bij de balie.", text_en="")
    page = words(Client().get("/en/hubs/effenaar/"))
    assert re.search(r'<div class="lead" lang="nl">\s*<p>Een podium', page)
    assert re.search(r'<div class="words" lang="nl">\s*<p>Meld je', page)
    assert 'class="lead" lang' not in words(Client().get("/nl/hubs/effenaar/"))
    assert 'class="lead" lang' not in words(Client().get("/en/hubs/effenaar/studio-2/"))


def test_a_hub_reads_of_whose_reference_it_is(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    Booking.objects.update(reference="2026-047")
    where = f"/en/bookings/{booking.number}/"
    assert "Their own reference" in words(signed_in(cast.teun).get(where))
    assert "Your own reference" in words(signed_in(cast.bo).get(where))


def test_each_address_of_an_account_has_its_own_buttons(cast):
    zoe, where = signed_in(cast.zoe), "/en/accounts/email/"
    EmailAddress.objects.create(user=cast.zoe, email="zoe@home.example", verified=True)
    zoe.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    page = zoe.get(where)
    assert "Write here zoe@home.example" in named(page, "button")
    assert f"Remove {cast.zoe.email}" not in named(page, "button")
    zoe.post(where, {"email": "zoe@home.example", "action_primary": ""})
    cast.zoe.refresh_from_db()
    assert cast.zoe.email == "zoe@home.example"
    old = EmailAddress.objects.exclude(email="zoe@home.example").get(user=cast.zoe)
    zoe.post(where, {"email": old.email, "action_remove": ""})
    assert not EmailAddress.objects.filter(pk=old.pk).exists()


def test_who_is_signed_in_elsewhere_can_end_that(cast):
    here, elsewhere = signed_in(cast.zoe), signed_in(cast.zoe)
    for client in (here, elsewhere):
        client.get("/en/")
    page = here.get("/en/accounts/sessions/")
    assert title(page) == "Where you are signed in · Vliegwiel" and "Here and now" in words(page)
    here.post("/en/accounts/sessions/")
    assert "Nowhere else." in words(here.get("/en/accounts/sessions/"))
    assert elsewhere.get("/en/account/").status_code == 302
