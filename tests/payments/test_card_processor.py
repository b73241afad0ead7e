"""The processor of development and tests says what Stripe says: through Stripe's own library."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import stripe

from tests.cards import ASKS_THE_BANK, DEBIT, DECLINED, SECRET_KEY


@pytest.fixture
def shop(cards):
    return stripe.StripeClient(SECRET_KEY, base_addresses={"api": cards.api_base}, max_network_retries=0)


@pytest.fixture
def paid(cards, shop):
    """A payment of 60 euros that has come in, and nobody was told."""
    intent = opened(shop)
    cards.pay(intent.id)
    return shop.v1.payment_intents.retrieve(intent.id)


def opened(shop, cents=6000, account=None, key=None, **more):
    options = {
        name: value for name, value in (("stripe_account", account), ("idempotency_key", key)) if value
    }
    asked = {"amount": cents, "currency": "eur", "payment_method_types": ["card", "sepa_debit"], **more}
    return shop.v1.payment_intents.create(asked, options)


def kinds(cards):
    return [event["type"] for event in cards.events()]


def test_a_card_pays_and_the_site_is_told(cards, shop):
    intent = opened(shop, metadata={"booking": "B-1"}, description="Studio")
    assert (intent.status, intent.amount_received) == ("requires_payment_method", 0)
    cards.pay(intent.id)
    found = shop.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert (found.status, found.amount_received) == ("succeeded", 6000)
    assert found.metadata["booking"] == "B-1" and found.description == "Studio"
    assert found.latest_charge.payment_intent == intent.id and found.latest_charge.paid
    assert found.latest_charge.metadata["booking"] == "B-1"
    assert kinds(cards) == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]


def test_a_refused_card_leaves_the_payment_open_for_another(cards, shop):
    intent = opened(shop)
    refusal = cards.declined(intent.id)
    assert (refusal["code"], refusal["payment_intent"]["status"]) == (
        "card_declined",
        "requires_payment_method",
    )
    assert kinds(cards)[1:] == ["charge.failed", "payment_intent.payment_failed"]
    assert cards.pay(intent.id)["status"] == "succeeded"
    assert [each["status"] for each in cards.get("charges")["data"]] == ["succeeded", "failed"]


def test_the_sites_own_library_says_that_a_card_is_refused(cards, shop):
    intent = opened(shop)
    with pytest.raises(stripe.CardError) as refused:
        shop.v1.payment_intents.confirm(intent.id, {"payment_method": DECLINED})
    assert refused.value.code == "card_declined"


@pytest.mark.parametrize(
    ("agreed", "status", "told"),
    [
        (True, "succeeded", "payment_intent.succeeded"),
        (False, "requires_payment_method", "payment_intent.payment_failed"),
    ],
)
def test_a_bank_asks_the_cards_owner(cards, shop, agreed, status, told):
    intent = opened(shop)
    assert cards.pay(intent.id, ASKS_THE_BANK)["status"] == "requires_action"
    assert kinds(cards)[-1] == "payment_intent.requires_action"
    assert cards.pay(intent.id, ASKS_THE_BANK, agreed=agreed)["status"] == status
    assert kinds(cards)[-1] == told


@pytest.mark.parametrize(
    ("method", "ends"), [(DEBIT, "succeeded"), ("pm_sepa_debit_fails", "payment_failed")]
)
def test_a_debit_is_under_way_until_the_bank_answers(cards, shop, method, ends):
    intent = opened(shop)
    assert cards.pay(intent.id, method)["status"] == "processing"
    assert kinds(cards)[-2:] == ["charge.pending", "payment_intent.processing"]
    with pytest.raises(stripe.InvalidRequestError, match="status of processing"):
        shop.v1.payment_intents.cancel(intent.id)
    cards.settle(intent.id)
    assert kinds(cards)[-1] == f"payment_intent.{ends}"
    assert cards.get("charges")["data"][0]["status"] == {"payment_failed": "failed"}.get(ends, ends)


def test_a_payment_is_called_off_once_and_not_after_it_came_in(cards, shop, paid):
    intent = opened(shop)
    found = shop.v1.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"})
    assert (found.status, found.cancellation_reason) == ("canceled", "abandoned")
    assert kinds(cards)[-1] == "payment_intent.canceled"
    for which in (intent.id, paid.id):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            shop.v1.payment_intents.cancel(which)
        assert refused.value.code == "payment_intent_unexpected_state"
    with pytest.raises(requests.HTTPError):
        cards.pay(intent.id)


def test_what_stripe_does_not_know_is_refused(shop):
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter"):
        opened(shop, colour="red")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        opened(shop, cents=49)
    assert refused.value.code == "amount_too_small"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.v1.payment_intents.retrieve("pi_nobody")
    assert refused.value.code == "resource_missing"


def test_one_key_makes_one_payment(cards, shop):
    first, second = opened(shop, key="a"), opened(shop, key="a")
    assert first.id == second.id
    with pytest.raises(stripe.IdempotencyError):
        opened(shop, cents=7000, key="a")
    assert opened(shop, key="b").id != first.id
    cards.forget_keys()
    assert opened(shop, key="a").id != first.id
    assert kinds(cards) == ["payment_intent.created"] * 3


def test_one_key_of_two_accounts_makes_two_payments(shop):
    one, other = opened(shop, account="acct_one", key="a"), opened(shop, account="acct_other", key="a")
    assert one.id != other.id


def test_a_refusal_is_said_again_for_the_same_key(cards, shop, paid):
    asked = {"payment_intent": paid.id, "amount": 6001}
    for _twice in range(2):
        with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
            shop.v1.refunds.create(asked, {"idempotency_key": "a"})


def test_who_asks_again_while_the_first_is_under_way_is_told_to_wait(cards, shop):
    cards.faults("delay", "POST /v1/payment_intents$", count=2)
    with ThreadPoolExecutor(max_workers=2) as pool:
        both = [pool.submit(opened, shop, key="a") for _each in range(2)]
        (refused,) = (each.exception() for each in both if each.exception())
    assert refused.http_status == 409 and "in-progress" in str(refused)
    assert len(kinds(cards)) == 1


def test_more_than_was_paid_is_not_given_back(cards, shop, paid):
    shop.v1.refunds.create({"payment_intent": paid.id, "amount": 2000})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        shop.v1.refunds.create({"payment_intent": paid.id, "amount": 4001})
    rest = shop.v1.refunds.create({"charge": paid.latest_charge, "reason": "requested_by_customer"})
    assert (rest.amount, rest.reason, rest.status) == (4000, "requested_by_customer", "succeeded")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.v1.refunds.create({"payment_intent": paid.id, "amount": 1})
    assert refused.value.code == "charge_already_refunded"
    charge = shop.v1.charges.retrieve(str(paid.latest_charge))
    assert (charge.amount_refunded, charge.refunded) == (6000, True)
    assert kinds(cards)[3:] == ["refund.created", "charge.refunded"] * 2


def test_two_who_give_the_same_money_back_at_once(cards, shop, paid):
    def back(number):
        try:
            return shop.v1.refunds.create(
                {"payment_intent": paid.id}, {"idempotency_key": str(number)}
            ).amount
        except stripe.InvalidRequestError as refused:
            return refused.code

    cards.faults("slow", "POST /v1/refunds$", count=8, seconds=0.3)
    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(back, range(8)))
    assert sorted(answers, key=str) == [6000, *["charge_already_refunded"] * 7]


def test_what_was_not_paid_is_not_given_back(shop):
    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        shop.v1.refunds.create({"payment_intent": opened(shop).id})


def test_a_refund_may_fail_later_and_be_made_again(cards, shop, paid):
    refund = shop.v1.refunds.create({"payment_intent": paid.id})
    cards.fail_refund(refund.id)
    assert kinds(cards)[-3:] == ["refund.updated", "charge.refund.updated", "refund.failed"]
    found = shop.v1.refunds.retrieve(refund.id)
    assert (found.status, found.failure_reason) == ("failed", "expired_or_canceled_card")
    assert shop.v1.refunds.create({"payment_intent": paid.id}).amount == 6000


def test_a_refund_may_be_on_its_way(cards, shop, paid):
    cards.faults("pending", "POST /v1/refunds$")
    refund = shop.v1.refunds.create({"payment_intent": paid.id})
    assert refund.status == "pending"
    assert cards.arrive(refund.id)["status"] == "succeeded"
    assert kinds(cards)[-2:] == ["refund.updated", "charge.refund.updated"]


def test_somebody_at_the_dashboard_gives_back(cards, shop, paid):
    refund = cards.refund_from_dashboard(paid.id, 1500)
    assert shop.v1.refunds.retrieve(refund["id"]).amount == 1500
    assert kinds(cards)[-2:] == ["refund.created", "charge.refunded"]


def test_accounts_do_not_see_each_other(cards, shop):
    intent = opened(shop, account="acct_tetem")
    cards.pay(intent.id)
    assert {event["account"] for event in cards.events()} == {"acct_tetem"}
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.payment_intents.retrieve(intent.id)
    assert shop.v1.payment_intents.list().data == []
    mine = {"stripe_account": "acct_tetem"}
    assert [each.id for each in shop.v1.payment_intents.list(None, mine).data] == [intent.id]
    assert shop.v1.refunds.create({"payment_intent": intent.id}, mine).amount == 6000
    with pytest.raises(stripe.PermissionError):
        shop.v1.payment_intents.list(None, {"stripe_account": "acct_gone"})


def test_lists_are_read_in_pages_from_a_day_on(cards, shop):
    made = [opened(shop).id for _each in range(7)]
    for number, which in enumerate(made):
        cards.alter(which, created=1_790_000_000 + number)
    asked = {"limit": 2, "created": {"gte": 1_790_000_002, "lt": 1_790_000_006}}
    found = [each.id for each in shop.v1.payment_intents.list(asked).auto_paging_iter()]
    assert found == made[5:1:-1]
    page = shop.v1.payment_intents.list({"limit": 2, "starting_after": made[3]})
    assert [each.id for each in page.data] == [made[2], made[1]] and page.has_more


def test_refunds_of_one_payment_are_listed(cards, shop, paid):
    refund = shop.v1.refunds.create({"payment_intent": paid.id, "amount": 5, "metadata": {"key": "k"}})
    found = shop.v1.refunds.list({"payment_intent": paid.id}).data
    assert [(each.id, each.metadata["key"]) for each in found] == [(refund.id, "k")]


def test_thousands_of_old_payments_are_there_at_once(cards, shop, paid):
    old = cards.get(f"payment_intents/{paid.id}")
    cards.put([{**old, "id": f"pi_old{number}", "created": 1_700_000_000 + number} for number in range(250)])
    found = shop.v1.payment_intents.list({"limit": 100, "created": {"lt": 1_750_000_000}})
    assert len(list(found.auto_paging_iter())) == 250


def test_without_its_key_nobody_gets_in(cards, shop):
    intent = opened(shop)
    where = f"{cards.api_base}/v1/payment_intents/{intent.id}"
    assert requests.get(where, timeout=60).status_code == 401
    wrong = {"key": "pk_test_x", "client_secret": "guessed"}
    assert requests.post(f"{where}/confirm", data=wrong, timeout=60).status_code == 401
    right = {"key": "pk_test_x", "client_secret": intent.client_secret}
    assert requests.get(where, params=right, timeout=60).json()["id"] == intent.id
    assert requests.post(f"{where}/cancel", data=right, timeout=60).status_code == 401
