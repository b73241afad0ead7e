"""The front door, the pages of words, and the pages for what went wrong."""

import re

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from hub.context import Frame

WORDS = ["cms:about", "cms:privacy", "cms:accessibility", "cms:for_hubs"]
pytestmark = pytest.mark.django_db


def at(name: str, language: str) -> str:
    with translation.override(language):
        return reverse(name)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ["cms:home", *WORDS])
def test_a_page_stands_in_its_language(client, name, language):
    answer = client.get(at(name, language))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in html
    assert html.count("<h1>") == 1
    assert '<a class="skip" href="#main">' in html


@pytest.mark.parametrize("name", ["cms:home", *WORDS])
def test_a_page_asks_no_other_host_for_anything(client, name):
    html = client.get(at(name, "en")).content.decode()
    # Where it stands itself, here and in the other language, is named whole; nothing is fetched from there.
    html = re.sub(r'<link rel="(?:canonical|alternate)"[^>]*>', "", html)
    addresses = re.findall(r'(?:src|href|action)="([^"]+)"', html)
    assert addresses
    assert [address for address in addresses if "//" in address] == []


@pytest.mark.parametrize("name", ["cms:home", *WORDS])
def test_a_page_has_no_style_and_no_script_of_its_own(client, name):
    html = client.get(at(name, "en")).content.decode()
    assert " style=" not in html
    # A script of data runs nothing.
    assert re.findall(r'<script(?![^>]* (?:src=|type="application/ld\+json"))', html) == []
    assert re.findall(r"\son\w+=", html) == []


def test_the_front_door_asks_the_question_and_shows_who_carries_what(client):
    html = client.get(at("cms:home", "en")).content.decode()
    assert f'action="{at("bookings:search", "en")}"' in html
    for name in ("kind", "date", "from", "to", "region", "quantity"):
        assert re.search(rf'name="{name}"', html), name
    assert "A regional fund" in html
    assert "€\u00a0240.00" in html


def test_the_front_door_asks_little_of_the_database(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        client.get(at("cms:home", "en"))


def test_a_page_of_words_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(at("cms:privacy", "nl"))


def test_a_visitor_who_only_looks_gets_no_cookie(client):
    assert not client.get(at("cms:home", "en")).cookies


def test_the_other_language_is_the_same_page_with_the_same_question(client):
    html = client.get(at("cms:home", "nl"), {"kind": "camera"}).content.decode()
    assert 'href="/en/?kind=camera" lang="en"' in html


@pytest.mark.parametrize("name", ["cms:home", "region:atlas"])
def test_needs_and_pilots_are_found_from_the_body_of_a_page(client, name):
    body = client.get(at(name, "en")).content.decode().partition("<main")[2].partition("</main>")[0]
    assert f'href="{at("region:needs", "en")}"' in body and f'href="{at("region:pilots", "en")}"' in body


def test_an_address_cannot_lead_the_language_link_to_another_host():
    request = RequestFactory().get("//evil.example/x")
    with translation.override("nl"):
        assert [other.url for other in Frame(request).other_languages] == ["/en/"]


def test_a_demonstration_says_so_on_every_page(client, settings):
    settings.DEMONSTRATION = True
    assert "Demo: the hubs are real" in client.get(at("cms:privacy", "en")).content.decode()
    settings.DEMONSTRATION = False
    assert "Demo:" not in client.get(at("cms:privacy", "en")).content.decode()


def test_an_address_that_is_not_there_says_what_may_have_happened(client):
    answer = client.get("/en/no-such-place-at-all/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_a_form_without_its_token_is_told_how_to_go_on():
    answer = Client(enforce_csrf_checks=True).post(at("account_login", "en"), {"login": "a@example.org"})
    assert answer.status_code == 403
    assert "The page was open for too long" in answer.content.decode()


def test_both_languages_are_offered():
    assert [code for code, _name in settings.LANGUAGES] == ["nl", "en"]
