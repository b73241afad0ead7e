"""One page may load something from another host, only what the settings name, and only where cards are taken."""

from html import unescape

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from hub.kit.card_pages import lets_cards_be_asked_for


@lets_cards_be_asked_for
def paying(request: HttpRequest) -> HttpResponse:
    return HttpResponse("pay")


def other(request: HttpRequest) -> HttpResponse:
    return HttpResponse("other")


urlpatterns = [path("pay", paying), path("other", other)]


@pytest.fixture
def these_pages(settings):
    settings.ROOT_URLCONF = __name__
    settings.STRIPE_JS_URL = "https://js.stripe.com/v3/"


def policy(where: str) -> dict[str, list[str]]:
    lines = Client().get(where)["Content-Security-Policy"].split(";")
    return {name: sources for name, *sources in (line.split() for line in lines)}


@pytest.mark.usefixtures("these_pages")
def test_without_cards_no_page_loads_anything_from_elsewhere():
    assert policy("/pay") == policy("/other")
    assert "stripe" not in str(policy("/pay"))


@pytest.mark.usefixtures("these_pages")
def test_with_cards_the_pay_page_alone_may_ask_stripe(settings):
    settings.CARDS = True
    told = policy("/pay")
    assert told["script-src"] == ["'self'", "https://js.stripe.com", "https://*.js.stripe.com"]
    assert "https://hooks.stripe.com" in told["frame-src"]
    assert told["connect-src"] == ["'self'", "https://api.stripe.com"]
    assert told["default-src"] == ["'self'"] and told["form-action"] == ["'self'"]
    assert "stripe" not in str(policy("/other"))


def test_another_server_in_stripes_place_is_all_that_may_be_asked(these_pages, cards):
    told = policy("/pay")
    assert told["script-src"] == ["'self'", cards.api_base] and told["connect-src"] == [
        "'self'",
        cards.api_base,
    ]
    assert "frame-src" not in told and "stripe.com" not in str(told)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("en/privacy", "loads its form from Stripe"),
        ("nl/privacy", "haalt haar formulier bij Stripe"),
        ("en/accessibility", "Only the form where you pay by card needs JavaScript"),
        ("nl/accessibility", "Alleen het formulier waar je met een kaart betaalt"),
        ("en", "nothing from elsewhere but where you pay"),
        ("nl", "niets van elders behalve waar je betaalt"),
    ],
)
def test_where_cards_are_taken_the_sites_own_words_say_what_is_different(settings, page, said):
    assert said not in unescape(Client().get(f"/{page}/").content.decode())
    settings.CARDS = True
    assert said in unescape(Client().get(f"/{page}/").content.decode())
