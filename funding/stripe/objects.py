"""What the processor keeps, as plain values: of its objects only what the site reads."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# https://docs.stripe.com/payments/paymentintents/lifecycle
PAID, GONE, WITH_THE_BANK = "succeeded", "canceled", "processing"
CAN_BE_PAID = ("requires_payment_method", "requires_confirmation", "requires_action")
# https://docs.stripe.com/api/refunds/object#refund_object-status
ARRIVED, UNDER_WAY, FAILED = "succeeded", ("pending", "requires_action"), ("failed", "canceled")

# https://docs.stripe.com/api/disputes/object#dispute_object-status: with these the money was taken from the account.
# What begins with `warning_` only asks, and takes nothing.
TAKEN, LOST, WON = ("needs_response", "under_review", "lost"), "lost", "won"
# Over without anything having been taken.
CLOSED = ("warning_closed", "prevented")


@dataclass(frozen=True, slots=True)
class Intent:
    """`cents` is what is asked, `received_cents` what came in; `about` and `key` are ours, empty where it is not.
    `secret` is for the browser of who pays, and for nobody else: never kept."""

    id: str
    status: str
    cents: int
    received_cents: int
    currency: str
    secret: str
    method: str
    charge_id: str
    about: str
    key: str
    created: datetime

    def __repr__(self) -> str:
        return f"Intent({self.id} {self.status} {self.cents})"


@dataclass(frozen=True, slots=True)
class Charge:
    id: str
    status: str
    cents: int
    refunded_cents: int
    currency: str
    intent_id: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Refund:
    """`key` is ours; empty for one from the dashboard."""

    id: str
    status: str
    cents: int
    currency: str
    intent_id: str
    key: str
    failure: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Dispute:
    """A payer's bank asks the money of a payment back (a chargeback). `answer_by` is until when the hub may object."""

    id: str
    status: str
    cents: int
    currency: str
    intent_id: str
    reason: str
    answer_by: datetime | None
    created: datetime


def intent_of(shown: Any) -> Intent:
    charge = shown.latest_charge
    details = getattr(charge, "payment_method_details", None)
    return Intent(
        id=shown.id,
        status=shown.status,
        cents=shown.amount,
        received_cents=shown.amount_received or 0,
        currency=shown.currency.upper(),
        secret=shown.client_secret or "",
        method=str(details.type) if details else "",
        charge_id=charge if isinstance(charge, str) else getattr(charge, "id", ""),
        about=_said(shown, "about"),
        key=_said(shown, "key"),
        created=_at(shown.created),
    )


def charge_of(shown: Any) -> Charge:
    return Charge(
        id=shown.id,
        status=shown.status,
        cents=shown.amount_captured if shown.status == "succeeded" else 0,
        refunded_cents=shown.amount_refunded,
        currency=shown.currency.upper(),
        intent_id=_id(shown.payment_intent),
        created=_at(shown.created),
    )


def refund_of(shown: Any) -> Refund:
    return Refund(
        id=shown.id,
        status=shown.status or "",
        cents=shown.amount,
        currency=shown.currency.upper(),
        intent_id=_id(shown.payment_intent),
        key=_said(shown, "key"),
        failure=getattr(shown, "failure_reason", None) or "",
        created=_at(shown.created),
    )


def dispute_of(shown: Any) -> Dispute:
    due = getattr(getattr(shown, "evidence_details", None), "due_by", None)
    return Dispute(
        id=shown.id,
        status=shown.status,
        cents=shown.amount,
        currency=shown.currency.upper(),
        intent_id=_id(shown.payment_intent),
        reason=shown.reason or "",
        answer_by=_at(due) if due else None,
        created=_at(shown.created),
    )


def _said(shown: Any, name: str) -> str:
    """Of its metadata, which anybody with the dashboard may have changed."""
    metadata = shown.metadata
    return str(metadata[name]) if metadata and name in metadata else ""


def _id(shown: Any) -> str:
    if shown is None:
        return ""
    return shown if isinstance(shown, str) else str(shown.id)


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
