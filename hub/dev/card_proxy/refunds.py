"""Money back: at once, waiting, failing later, or from the dashboard, where the site hears of it by an event alone."""

import contextlib
from typing import Any

from hub.dev.card_proxy import shapes
from hub.dev.card_proxy.disputes import refuse_refund
from hub.dev.card_proxy.problems import Problem
from hub.dev.card_proxy.server import Server

Object = dict[str, Any]
# By the last figures of 4000 0000 0000 5126 and 4000 0000 0000 7726, https://docs.stripe.com/testing#refunds.
ENDS = {"5126": "failed", "7726": "succeeded"}
TAKEN = {
    "amount",
    "charge",
    "instructions_email",
    "metadata",
    "payment_intent",
    "reason",
    "refund_application_fee",
    "reverse_transfer",
}


async def create(server: Server, asked: Object, account: str, *, waits: bool = False) -> Object:
    """Refuses what is more than is left of the charge, as Stripe does and localstripe does not."""
    for name in asked:
        if name not in TAKEN:
            raise Problem(400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
    charge = _charge(server, asked, account)
    refuse_refund(server, charge)
    left = charge["amount"] - charge["amount_refunded"]
    if left <= 0:
        raise Problem(
            400, f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    said = str(asked.get("amount", left))
    if not said.isdecimal() or int(said) == 0:
        raise Problem(
            400, f"Invalid positive integer: {said}", code="parameter_invalid_integer", param="amount"
        )
    if int(said) > left:
        message = f"Refund amount ({said}) is greater than unrefunded amount on charge ({left})."
        raise Problem(400, message, param="amount")
    raw = await server.processor.call("POST", "/v1/refunds", {"charge": charge["id"], "amount": int(said)})
    ends = await _ends(server, charge)
    waits = waits or ends == "succeeded"
    shown = shapes.refund(raw, charge, asked, "pending" if waits else "succeeded")
    if ends:
        server.store.extra(shown["id"])["ends"] = ends
    server.keep(shown, account, "refund.created")
    _count(server, charge, account, "charge.refunded")
    return shown


async def _ends(server: Server, charge: Object) -> str | None:
    """What becomes of the refund after a while, where the card is one of those that Stripe has for trying that."""
    with contextlib.suppress(Problem):
        method = await server.processor.method(str(charge["payment_method"]))
        return ENDS.get(method.get("card", {}).get("last4", ""))
    return None


def _charge(server: Server, asked: Object, account: str) -> Object:
    which = asked.get("charge")
    if not which:
        intent = server.store.get("payment_intent", str(asked.get("payment_intent", "")), account)
        which = intent["latest_charge"]
        if which is None or intent["status"] != "succeeded":
            message = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
            raise Problem(400, message, code="payment_intent_unexpected_state")
    return server.store.get("charge", str(which), account)


def _count(server: Server, charge: Object, account: str, *events: str) -> None:
    """The charge knows what has been given back of it."""
    server.keep(shapes.with_refunds(charge, server.store.refunds_of(charge["id"])), account, *events)


def become(server: Server, refund: Object, status: str, reason: str | None, account: str) -> Object:
    """It arrives ("succeeded"), fails or is called off, sooner or later."""
    shown = server.keep({**refund, "status": status, "failure_reason": reason}, account, "refund.updated")
    _count(server, server.store.get("charge", refund["charge"], account), account)
    server.tell("charge.refund.updated", shown, account)
    if status == "failed":
        server.tell("refund.failed", shown, account)
    return shown


def update(server: Server, refund: Object, asked: Object, account: str) -> Object:
    metadata = {**refund["metadata"], **asked.get("metadata", {})}
    return server.keep({**refund, "metadata": metadata}, account)
