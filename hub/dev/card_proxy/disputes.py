"""Payers who go to their bank: https://docs.stripe.com/api/disputes/object. localstripe has none of it."""

import secrets
import time
from typing import Any

from hub.dev.card_proxy.problems import Problem
from hub.dev.card_proxy.server import Server

Object = dict[str, Any]
A_WEEK = 7 * 24 * 3600
# With these the money is not with the hub.
TAKEN = ("needs_response", "under_review", "lost")
STATUSES = (*TAKEN, "won", "warning_needs_response", "warning_under_review", "warning_closed")


def create(server: Server, asked: Object, account: str) -> Object:
    intent = server.store.get("payment_intent", str(asked.get("payment_intent", "")), account)
    charge = server.store.get("charge", str(intent["latest_charge"]), account)
    status = _known(str(asked.get("status", "needs_response")))
    now = int(time.time())
    shown = {
        "id": f"dp_{secrets.token_hex(12)}",
        "object": "dispute",
        "amount": int(asked.get("amount") or charge["amount"]),
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "evidence_details": {"due_by": now + A_WEEK, "has_evidence": False, "past_due": False},
        "metadata": {},
        "payment_intent": intent["id"],
        "reason": asked.get("reason", "fraudulent"),
        "status": status,
    }
    server.keep({**charge, "disputed": True}, account)
    server.keep(shown, account, "charge.dispute.created")
    if status in TAKEN:
        server.tell("charge.dispute.funds_withdrawn", shown, account)
    return shown


def become(server: Server, dispute: Object, status: str, account: str) -> Object:
    before, shown = dispute["status"], {**dispute, "status": _known(status)}
    is_over = status in ("won", "lost", "warning_closed")
    server.keep(shown, account, "charge.dispute.closed" if is_over else "charge.dispute.updated")
    if status in TAKEN and before not in TAKEN:
        server.tell("charge.dispute.funds_withdrawn", shown, account)
    if status == "won" and before in TAKEN:
        server.tell("charge.dispute.funds_reinstated", shown, account)
    return shown


def refuse_refund(server: Server, charge: Object) -> None:
    """As Stripe does of what is disputed: its money is not there to be given back."""
    disputes = (each for each in server.store.objects.values() if each.get("charge") == charge["id"])
    if any(each["object"] == "dispute" and each["status"] in TAKEN for each in disputes):
        raise Problem(
            400,
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )


def _known(status: str) -> str:
    if status not in STATUSES:
        raise Problem(400, f"No such status of a dispute: {status!r}.")
    return status
