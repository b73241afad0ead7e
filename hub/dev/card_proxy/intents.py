"""Payments: made, paid (by a card, or by a debit that takes its time), proved by their owner, and called off."""

import asyncio
import time
from typing import Any

from hub.dev.card_proxy import shapes
from hub.dev.card_proxy.problems import Problem, unexpected
from hub.dev.card_proxy.server import Server

Object = dict[str, Any]
# What localstripe answers 400 to and Stripe takes; kept here and shown.
KEPT = (
    "application_fee_amount",
    "automatic_payment_methods",
    "description",
    "on_behalf_of",
    "payment_method_types",
    "receipt_email",
    "statement_descriptor",
    "transfer_data",
)
TAKEN = {"amount", "capture_method", "confirm", "currency", "metadata", "payment_method", "return_url", *KEPT}
LEAST = 50  # cents, https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
CAN_BE_PAID = ("requires_payment_method", "requires_confirmation", "requires_action")


async def create(server: Server, asked: Object, account: str) -> Object:
    for name in asked:
        if name not in TAKEN:
            raise Problem(400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
    if _cents(asked) < LEAST:
        raise Problem(400, "Amount must be at least €0.50.", code="amount_too_small", param="amount")
    if "currency" not in asked:
        raise Problem(400, "Missing required param: currency.", code="parameter_missing", param="currency")
    body = {name: asked[name] for name in ("currency", "metadata") if name in asked}
    raw = await server.processor.call("POST", "/v1/payment_intents", body | {"amount": _cents(asked)})
    extra = server.store.extra(raw["id"])
    extra.update({name: asked[name] for name in KEPT if name in asked})
    if "application_fee_amount" in extra:
        extra["application_fee_amount"] = int(extra["application_fee_amount"])
    if "automatic_payment_methods" in extra:
        extra["automatic_payment_methods"] = {"enabled": True, "allow_redirects": "always"}
        extra["payment_method_types"] = ["card", "ideal", "sepa_debit"]
    shown = server.keep(shapes.intent(raw, extra), account, "payment_intent.created")
    return await confirm(server, shown, asked, account) if asked.get("confirm") in ("true", True) else shown


def _cents(asked: Object) -> int:
    said = str(asked.get("amount", ""))
    if not said.isdecimal():
        raise Problem(400, f"Invalid integer: {said}", code="parameter_invalid_integer", param="amount")
    return int(said)


async def update(server: Server, intent: Object, asked: Object, account: str) -> Object:
    """Another amount, more metadata, as long as nothing has been paid."""
    if intent["status"] not in CAN_BE_PAID and set(asked) - {"metadata", "description"}:
        raise unexpected(intent, "update")
    body = {name: asked[name] for name in ("metadata",) if name in asked}
    if "amount" in asked:
        body["amount"] = _cents(asked)
    if body:
        await server.processor.call("POST", f"/v1/payment_intents/{intent['id']}", body)
    extra = server.store.extra(intent["id"])
    extra.update({name: asked[name] for name in KEPT if name in asked})
    return server.keep(await _fresh(server, intent), account)


async def confirm(server: Server, intent: Object, asked: Object, account: str) -> Object:
    """Pay it. Raises the card's refusal, with the payment as it is then, as Stripe does."""
    if intent["status"] not in CAN_BE_PAID:
        raise unexpected(intent, "confirm")
    said = asked.get("payment_method") or asked.get("payment_method_data")
    if not said:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise Problem(400, message, code="payment_intent_unexpected_state", payment_intent=intent)
    method = await server.processor.method(said)
    if method["type"] not in intent["payment_method_types"]:
        raise Problem(
            400,
            f"The PaymentMethod provided ({method['type']}) is not allowed for this PaymentIntent.",
            code="payment_intent_incompatible_payment_method",
        )
    extra = server.store.extra(intent["id"])
    extra.update(method=method["type"], processing=method["type"] == "sepa_debit")
    # localstripe lets nobody try again after a refused card, unless it forgets that one.
    ready = {"payment_method": method["id"], "latest_charge": None, "next_action": None}
    await server.processor.call("POST", f"/v1/payment_intents/{intent['id']}", ready)
    refused: Problem | None = None
    try:
        await server.processor.call("POST", f"/v1/payment_intents/{intent['id']}/confirm", {})
    except Problem as problem:
        refused = problem
    return await _paid_or_not(server, intent, account, refused)


async def authenticate(server: Server, intent: Object, success: bool, account: str) -> Object:
    """What the card's owner answered their bank (3-D Secure)."""
    if intent["status"] != "requires_action":
        raise unexpected(intent, "authenticate")
    refused: Problem | None = None
    path = f"/v1/payment_intents/{intent['id']}/_authenticate?success={str(success).lower()}"
    try:
        await server.processor.call("POST", path, {"client_secret": intent["client_secret"]})
    except Problem as problem:
        refused = problem
    return await _paid_or_not(server, intent, account, refused)


async def settle(server: Server, intent: Object, account: str) -> Object:
    """A debit's bank has answered."""
    if intent["status"] != "processing":
        raise unexpected(intent, "settle")
    server.store.extra(intent["id"])["processing"] = False
    # localstripe takes half a second to refuse one.
    while (await _raw(server, intent))["status"] == "processing":
        await asyncio.sleep(0.05)
    return await _paid_or_not(server, intent, account, None)


async def cancel(server: Server, intent: Object, asked: Object, account: str) -> Object:
    if intent["status"] not in CAN_BE_PAID:
        raise unexpected(intent, "cancel")
    await server.processor.call("POST", f"/v1/payment_intents/{intent['id']}/cancel", {})
    extra = server.store.extra(intent["id"])
    extra.update(canceled_at=int(time.time()), cancellation_reason=asked.get("cancellation_reason"))
    return server.keep(await _fresh(server, intent), account, "payment_intent.canceled")


async def _raw(server: Server, intent: Object) -> Object:
    """As localstripe has it."""
    return await server.processor.call("GET", f"/v1/payment_intents/{intent['id']}")


async def _fresh(server: Server, intent: Object) -> Object:
    return shapes.intent(await _raw(server, intent), server.store.extras[intent["id"]])


async def _paid_or_not(server: Server, intent: Object, account: str, refused: Problem | None) -> Object:
    """Keep the payment and its charge as they are now, tell of them, and pass on a card's refusal."""
    raw = await _raw(server, intent)
    extra = server.store.extras[intent["id"]]
    shown = shapes.intent(raw, extra)
    ending = {"succeeded": "succeeded", "processing": "processing", "requires_action": "requires_action"}.get(
        shown["status"], "payment_failed"
    )
    if raw["latest_charge"]:
        method = extra.get("method", "card")
        refunds = server.store.refunds_of(raw["latest_charge"]["id"])
        charge = shapes.charge(raw["latest_charge"], shown, method, refunds)
        server.keep(charge, account, f"charge.{charge['status']}")
    server.keep(shown, account, f"payment_intent.{ending}")
    if refused is not None:
        refused.body["error"].setdefault("decline_code", "generic_decline")
        refused.body["error"]["payment_intent"] = shown
        raise refused
    return shown
