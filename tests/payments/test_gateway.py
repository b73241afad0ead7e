"""The gateway against the card processor of development: the site's own words for what Stripe says."""

from datetime import timedelta

import pytest

from funding.stripe import gateway
from funding.stripe.gateway import KeyClash, Missing, NotCancellable, TooMuch, Unreachable
from hub.kit import clock
from hub.kit.refs import Ref
from hub.kit.transactions import verb

HUBS = "acct_of_a_hub"
ABOUT = Ref("booking", "K7QM-3D2X")


@pytest.fixture(autouse=True)
def cards_are_on(cards, settings):
    for name, value in cards.settings.items():
        setattr(settings, name, value)


def opened(key="pay:1", cents=6000, account=HUBS, methods=("card",)):
    return gateway.open_intent(
        account=account,
        key=key,
        cents=cents,
        currency="EUR",
        methods=methods,
        about=ABOUT,
        description="Studio",
    )


def test_a_payment_is_opened_once_for_each_key_and_says_what_it_is_about(cards):
    intent = opened()
    assert (intent.status, intent.cents, intent.currency) == ("requires_payment_method", 6000, "EUR")
    assert (intent.about, intent.key) == (str(ABOUT), "pay:1") and intent.secret and not intent.method
    assert opened() == intent
    assert "secret" not in repr(intent) and intent.secret not in repr(intent)
    with pytest.raises(KeyClash):
        opened(cents=6001)


def test_what_was_paid_says_how(cards):
    intent = opened()
    cards.pay(intent.id)
    found = gateway.read_intent(account=HUBS, intent_id=intent.id)
    assert (found.status, found.received_cents, found.method) == ("succeeded", 6000, "card")
    assert found.charge_id.startswith("ch_")


def test_what_was_paid_or_called_off_is_not_called_off_again(cards):
    paid, gone = opened("pay:1"), opened("pay:2")
    cards.pay(paid.id)
    with pytest.raises(NotCancellable):
        gateway.cancel_intent(account=HUBS, intent_id=paid.id)
    assert gateway.cancel_intent(account=HUBS, intent_id=gone.id).status == "canceled"
    with pytest.raises(NotCancellable):
        gateway.cancel_intent(account=HUBS, intent_id=gone.id)


def test_no_more_goes_back_than_came_in(cards):
    intent = opened()
    cards.pay(intent.id)
    first = gateway.refund(account=HUBS, intent_id=intent.id, key="refund:1", cents=2000)
    assert (first.status, first.cents, first.key, first.intent_id) == (
        "succeeded",
        2000,
        "refund:1",
        intent.id,
    )
    assert gateway.refund(account=HUBS, intent_id=intent.id, key="refund:1", cents=2000) == first
    with pytest.raises(TooMuch):
        gateway.refund(account=HUBS, intent_id=intent.id, key="refund:2", cents=4001)
    gateway.refund(account=HUBS, intent_id=intent.id, key="refund:3", cents=4000)
    with pytest.raises(TooMuch):
        gateway.refund(account=HUBS, intent_id=intent.id, key="refund:4", cents=1)
    assert {each.key for each in gateway.refunds_of(account=HUBS, intent_id=intent.id)} == {
        "refund:1",
        "refund:3",
    }
    assert gateway.read_refund(account=HUBS, refund_id=first.id) == first


def test_one_account_does_not_see_anothers_money(cards):
    intent = opened()
    for account in ("acct_of_another", "acct_gone", ""):
        with pytest.raises(Missing):
            gateway.read_intent(account=account, intent_id=intent.id)
    assert gateway.takes_cards(account=HUBS)
    assert not gateway.takes_cards(account="acct_gone")
    assert not gateway.takes_cards(account="acct_restricted_1")


@pytest.mark.parametrize("kind", ["drop_answer", "drop_request", "error"])
def test_an_answer_that_is_lost_is_asked_for_again_with_the_same_key(cards, kind):
    cards.faults(kind, "POST /v1/payment_intents$")
    with pytest.raises(Unreachable):
        opened()
    intent = opened()
    found = [each for page in gateway.list_intents(account=HUBS, since=long_ago()) for each in page]
    assert [each.id for each in found] == [intent.id]


def test_a_payment_whose_key_is_too_old_is_found_by_what_it_says(cards):
    intent = opened()
    cards.forget_keys()
    assert gateway.find_intent(account=HUBS, key="pay:1", since=long_ago()) is not None
    assert gateway.find_intent(account=HUBS, key="pay:1", since=long_ago()).id == intent.id
    assert gateway.find_intent(account=HUBS, key="pay:2", since=long_ago()) is None
    assert gateway.find_intent(account=HUBS, key="pay:1", since=clock.now() + timedelta(hours=1)) is None


def test_lists_come_in_pages(cards, monkeypatch):
    monkeypatch.setattr(gateway, "PAGE", 2)
    ids = [opened(f"pay:{number}").id for number in range(5)]
    for each in ids[:3]:
        cards.pay(each)
        gateway.refund(account=HUBS, intent_id=each, key=f"refund:{each}", cents=100)
    assert [len(page) for page in gateway.list_intents(account=HUBS, since=long_ago())] == [2, 2, 1]
    charges = [each for page in gateway.list_charges(account=HUBS, since=long_ago()) for each in page]
    assert {(each.intent_id, each.cents, each.refunded_cents) for each in charges} == {
        (each, 6000, 100) for each in ids[:3]
    }
    refunds = [each for page in gateway.list_refunds(account=HUBS, since=long_ago()) for each in page]
    assert {each.intent_id for each in refunds} == set(ids[:3])
    assert not [
        page for page in gateway.list_refunds(account=HUBS, since=long_ago(), until=long_ago()) if page
    ]


@pytest.mark.django_db
def test_nobody_asks_the_processor_inside_a_transaction():
    with pytest.raises(RuntimeError, match="transaction is open"):
        verb(opened)()


def long_ago():
    return clock.now() - timedelta(days=2)
