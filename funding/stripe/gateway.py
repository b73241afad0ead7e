"""The card processor in the site's own words, by Stripe's library: https://docs.stripe.com/api

Every call names the hub's own account (direct charges), is never made inside a transaction, and is not tried again
here: whoever calls has stored a key before, and asks again with it. Amounts are cents, instants UTC.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

import stripe
from django.conf import settings
from stripe import RequestsClient, StripeClient

from funding.stripe.objects import (
    Charge,
    Dispute,
    Intent,
    Refund,
    charge_of,
    dispute_of,
    intent_of,
    refund_of,
)
from hub.kit.refs import Ref
from hub.kit.transactions import demand_outside

# Seconds until the other side is there, and until it has answered.
PATIENCE = (3.05, 12)
# The most that one page of a list holds.
PAGE = 100


class GatewayError(Exception):
    """Nothing was done. `code` is the processor's own."""

    def __init__(self, message: str = "", code: str = "") -> None:
        self.code = code
        super().__init__(f"{code}: {message}" if code else message)


class Unreachable(GatewayError):
    """No answer, or not a useful one: what was asked may have been done. The same call with the same key is safe."""


class Missing(GatewayError):
    """There is no such thing at this account, or the site has no access to the account."""


class NoAccess(Missing):
    """The account is not the site's to ask any more: its owner disconnected it, or it is closed. Nothing can be asked
    of what was begun there, nor can a browser pay it with the site's key."""


class NotCancellable(GatewayError):
    """It was paid, is with the bank, or was called off before: read it to know."""


class TooMuch(GatewayError):
    """More than is left of what was paid."""


class Declined(GatewayError):
    """A card was refused."""


class KeyClash(GatewayError):
    """The key was used before for something else."""


def open_intent(
    *, account: str, key: str, cents: int, currency: str, methods: Sequence[str], about: Ref, description: str
) -> Intent:
    """Made once for each key (for a day: then ask `find_intent` first). Raises `Unreachable`, `Missing`,
    `GatewayError` for what it does not take."""
    asked = {
        "amount": cents,
        "currency": currency.lower(),
        "payment_method_types": list(methods),
        "metadata": {"about": str(about), "key": key},
        "description": description,
    }
    with _asked(account) as (client, options):
        return intent_of(client.v1.payment_intents.create(asked, {**options, "idempotency_key": key}))  # type: ignore[arg-type]


def read_intent(*, account: str, intent_id: str) -> Intent:
    """As it is now, with how it was paid. Raises `Missing`, `Unreachable`."""
    with _asked(account) as (client, options):
        found = client.v1.payment_intents.retrieve(intent_id, {"expand": ["latest_charge"]}, options)
        return intent_of(found)


def cancel_intent(*, account: str, intent_id: str) -> Intent:
    """Afterwards nobody can pay it. Without a key: a refusal is kept with its key, and what is with the bank today may
    be called off tomorrow. Raises `NotCancellable`, `Missing`, `Unreachable`."""
    with _asked(account) as (client, options):
        asked: Any = {"cancellation_reason": "abandoned"}
        return intent_of(client.v1.payment_intents.cancel(intent_id, asked, options))


def refund(*, account: str, intent_id: str, key: str, cents: int) -> Refund:
    """Made once for each key (for a day: then ask `refunds_of` first). Raises `TooMuch`, `Missing`, `Unreachable`."""
    asked: Any = {"payment_intent": intent_id, "amount": cents, "metadata": {"key": key}}
    with _asked(account) as (client, options):
        return refund_of(client.v1.refunds.create(asked, {**options, "idempotency_key": key}))


def read_refund(*, account: str, refund_id: str) -> Refund:
    with _asked(account) as (client, options):
        return refund_of(client.v1.refunds.retrieve(refund_id, None, options))


def refunds_of(*, account: str, intent_id: str) -> list[Refund]:
    """All of one payment; `key` says which of them are ours."""
    return [
        refund_of(each) for page in _pages("refunds", account, {"payment_intent": intent_id}) for each in page
    ]


def find_intent(*, account: str, key: str, since: datetime) -> Intent | None:
    """The one that a call with this key made, where its answer was lost more than a day ago. Looks through all since
    then: Stripe's search lags behind."""
    for intents in list_intents(account=account, since=since):
        for intent in intents:
            if intent.key == key:
                return intent
    return None


def list_intents(*, account: str, since: datetime, until: datetime | None = None) -> Iterator[list[Intent]]:
    """Page by page, the newest first; of those created from `since` to before `until`. Nothing but a page is kept."""
    for page in _pages("payment_intents", account, _created(since, until)):
        yield [intent_of(each) for each in page]


def list_charges(*, account: str, since: datetime, until: datetime | None = None) -> Iterator[list[Charge]]:
    for page in _pages("charges", account, _created(since, until)):
        yield [charge_of(each) for each in page]


def list_refunds(*, account: str, since: datetime, until: datetime | None = None) -> Iterator[list[Refund]]:
    for page in _pages("refunds", account, _created(since, until)):
        yield [refund_of(each) for each in page]


def read_dispute(*, account: str, dispute_id: str) -> Dispute:
    with _asked(account) as (client, options):
        return dispute_of(client.v1.disputes.retrieve(dispute_id, None, options))


def list_disputes(*, account: str, since: datetime, until: datetime | None = None) -> Iterator[list[Dispute]]:
    for page in _pages("disputes", account, _created(since, until)):
        yield [dispute_of(each) for each in page]


def takes_cards(*, account: str) -> bool:
    """Whether this account can be paid on; False for one that is not there or that the site has no access to. Raises
    `Unreachable`."""
    try:
        with _asked("") as (client, options):
            return bool(client.v1.accounts.retrieve(account, None, options).charges_enabled)
    except Missing:
        return False


def _created(since: datetime, until: datetime | None) -> dict[str, Any]:
    bounds = {"gte": int(since.timestamp())}
    if until:
        bounds["lt"] = int(until.astimezone(UTC).timestamp())
    return {"created": bounds}


def _pages(kind: str, account: str, asked: Mapping[str, Any]) -> Iterator[list[Any]]:
    more: dict[str, Any] = {}
    while True:
        with _asked(account) as (client, options):
            found: Any = getattr(client.v1, kind).list({**asked, "limit": PAGE, **more}, options)
        yield list(found.data)
        if not found.has_more or not found.data:
            return
        more = {"starting_after": found.data[-1].id}


@contextmanager
def _asked(account: str) -> Iterator[tuple[StripeClient, Any]]:
    demand_outside("the card processor")
    options = {"stripe_account": account} if account else {}
    try:
        yield _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE), options
    except stripe.StripeError as error:
        raise _in_our_words(error) from error


@cache
def _client(secret: str, base: str) -> StripeClient:
    """One a process, so that connections are kept; its HTTP client has a session for each thread."""
    return StripeClient(
        secret,
        base_addresses={"api": base} if base else {},
        http_client=RequestsClient(timeout=PATIENCE),
        max_network_retries=0,
    )


def _in_our_words(error: stripe.StripeError) -> GatewayError:
    # The library leaves the code of what is not allowed in the body.
    code = error.code or str(getattr(error.error, "code", None) or "")
    status, text = error.http_status or 0, str(error.user_message or error)
    if isinstance(error, stripe.CardError):
        return Declined(text, code)
    if isinstance(error, stripe.IdempotencyError) and status == 400:
        return KeyClash(text, code)
    if isinstance(error, stripe.APIConnectionError | stripe.RateLimitError) or status >= 500 or status == 409:
        return Unreachable(text, code)
    if isinstance(error, stripe.PermissionError) and code == "account_invalid":
        return NoAccess(text, code)
    # What the site's key may not do says nothing of the account.
    if isinstance(error, stripe.PermissionError) or status == 404:
        return Missing(text, code)
    if code == "payment_intent_unexpected_state":
        return NotCancellable(text, code)
    # Stripe gives what is more than is left no code of its own.
    param = getattr(error, "param", None)
    if code == "charge_already_refunded" or (param == "amount" and "greater than" in text):
        return TooMuch(text, code)
    return GatewayError(text, code)
