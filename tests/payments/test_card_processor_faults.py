"""What goes wrong between a site and its card processor can be asked for, and strikes as often as was asked."""

import pytest
import requests
import stripe
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from tests.cards import SECRET_KEY, WEBHOOK_SECRET

HEARD: list[tuple[str, str]] = []


@csrf_exempt
def heard(request: HttpRequest) -> HttpResponse:
    """A site that only listens."""
    HEARD.append((request.body.decode(), request.headers["Stripe-Signature"]))
    return HttpResponse()


urlpatterns = [path("webhooks/stripe", heard)]


@pytest.fixture
def shop(cards, settings):
    settings.ROOT_URLCONF = __name__
    HEARD.clear()
    return stripe.StripeClient(SECRET_KEY, base_addresses={"api": cards.api_base}, max_network_retries=0)


def opened(shop, **options):
    return shop.v1.payment_intents.create({"amount": 6000, "currency": "eur"}, options)


def is_signed(body: str, seal: str, tolerance: int = 300) -> bool:
    try:
        stripe.WebhookSignature.verify_header(body, seal, WEBHOOK_SECRET, tolerance)
    except stripe.SignatureVerificationError:
        return False
    return True


def told(cards) -> list[tuple[str, str]]:
    assert {answer.status_code for answer in cards.deliver_to(Client())} <= {200}
    return HEARD


def test_an_answer_is_lost_and_the_same_key_brings_it_back(cards, shop):
    cards.faults("drop_answer", "POST /v1/payment_intents$")
    with pytest.raises(stripe.APIConnectionError):
        opened(shop, idempotency_key="a")
    assert len(cards.events()) == 1
    assert opened(shop, idempotency_key="a").id == cards.events()[0]["data"]["object"]["id"]
    assert len(cards.events()) == 1


def test_a_request_is_lost_and_nothing_was_done(cards, shop):
    cards.faults("drop_request")
    with pytest.raises(stripe.APIConnectionError):
        opened(shop)
    assert cards.events() == []
    opened(shop)


@pytest.mark.parametrize(("status", "error"), [(500, stripe.APIError), (429, stripe.RateLimitError)])
def test_it_is_broken_or_too_busy_as_often_as_asked(cards, shop, status, error):
    cards.faults("error", "^POST", count=2, status=status)
    for _twice in range(2):
        with pytest.raises(error):
            opened(shop, idempotency_key="a")
    assert opened(shop, idempotency_key="a").id


def test_a_fault_strikes_only_what_it_was_meant_for(cards, shop):
    cards.faults("error", "POST /v1/refunds$")
    intent = opened(shop)
    assert shop.v1.payment_intents.retrieve(intent.id).id == intent.id
    cards.no_faults()
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.refunds.create({"payment_intent": intent.id})


def test_events_are_signed(cards, shop):
    opened(shop)
    (body, seal), *none = told(cards)
    assert none == [] and is_signed(body, seal)
    assert stripe.Event.construct_from({"id": "evt_1"}, None).id == "evt_1"
    assert told(cards) == [(body, seal)]


def test_an_event_comes_five_times(cards, shop):
    cards.faults("duplicate", times=5)
    opened(shop)
    assert len({body for body, _seal in told(cards)}) == 1 and len(HEARD) == 5


def test_events_are_kept_and_come_in_another_order(cards, shop):
    cards.faults("hold", count=3)
    cards.pay(opened(shop).id)
    assert told(cards) == []
    assert cards.release("reversed") == 3
    kinds = [stripe.Event.construct_from({"b": body}, None).b for body, _seal in told(cards)]
    assert ["payment_intent.succeeded" in kinds[0], "payment_intent.created" in kinds[2]] == [True, True]


def test_an_event_never_comes_and_one_comes_again(cards, shop):
    cards.faults("drop")
    opened(shop)
    assert told(cards) == [] and len(cards.events()) == 1
    cards.tell_again(cards.events()[0]["id"])
    assert len(told(cards)) == 1


@pytest.mark.parametrize("kind", ["old", "wrong_signature"])
def test_what_is_signed_wrong_is_seen(cards, shop, kind):
    cards.faults(kind)
    opened(shop)
    assert [is_signed(*each) for each in told(cards)] == [False]


def test_an_event_of_tomorrow_passes_the_librarys_own_check_and_has_to_be_seen_by_us(cards, shop):
    cards.faults("future")
    opened(shop)
    assert [is_signed(*each) for each in told(cards)] == [True]


def test_an_event_tells_of_foreign_money(cards, shop):
    cards.faults("foreign_amount")
    cards.faults("foreign_currency")
    opened(shop)
    ((body, seal),) = told(cards)
    assert '"amount": 6001' in body and '"currency": "usd"' in body and is_signed(body, seal)


def test_a_payment_is_not_what_the_site_thinks(cards, shop):
    intent = opened(shop)
    cards.alter(intent.id, amount=1, currency="usd")
    cards.pay(intent.id)
    found = shop.v1.payment_intents.retrieve(intent.id)
    assert (found.status, found.amount, found.currency) == ("succeeded", 1, "usd")


def test_no_such_fault(cards):
    answer = requests.post(f"{cards.api_base}/_faults", json={"kind": "typo"}, timeout=60)
    assert answer.status_code == 400 and "drop_answer" in answer.text
