"""Payments, charges and refunds as Stripe shows them today: localstripe's are of 2017, and lack what it lacks."""

from typing import Any

Object = dict[str, Any]
GONE = ("failed", "canceled")  # refunds that took nothing from their charge


def intent(raw: Object, extra: Object) -> Object:
    """`extra`: what was asked when it was made, `processing` while a debit is under way, and what a test altered."""
    status = raw["status"]
    if extra.get("processing") and status != "canceled":
        status = "processing"
    paid = status == "succeeded"
    charge = raw["latest_charge"]
    shown: Object = {
        "id": raw["id"],
        "object": "payment_intent",
        "amount": raw["amount"],
        "amount_capturable": 0,
        "amount_received": raw["amount"] if paid else 0,
        "application_fee_amount": extra.get("application_fee_amount"),
        "automatic_payment_methods": extra.get("automatic_payment_methods"),
        "canceled_at": extra.get("canceled_at"),
        "cancellation_reason": extra.get("cancellation_reason"),
        "capture_method": "automatic_async",
        "client_secret": raw["client_secret"],
        "confirmation_method": "automatic",
        "created": raw["created"],
        "currency": raw["currency"],
        "customer": raw["customer"],
        "description": extra.get("description"),
        "last_payment_error": _error(raw["last_payment_error"]) if status != "processing" else None,
        "latest_charge": charge["id"] if charge else None,
        "livemode": False,
        "metadata": raw["metadata"],
        "next_action": raw["next_action"] if status == "requires_action" else None,
        "on_behalf_of": extra.get("on_behalf_of"),
        "payment_method": None if status == "requires_payment_method" else raw["payment_method"],
        "payment_method_types": extra.get("payment_method_types", ["card"]),
        "receipt_email": extra.get("receipt_email"),
        "statement_descriptor": extra.get("statement_descriptor"),
        "status": status,
        "transfer_data": extra.get("transfer_data"),
    }
    return shown | extra.get("altered", {})


def _error(raw: Object | None) -> Object | None:
    return None if raw is None else {"type": "card_error", **raw}


def charge(raw: Object, of: Object, method: str, refunds: list[Object]) -> Object:
    """The charge of a payment `of`, paid by a `method` ("card"), less its `refunds`."""
    status = {"processing": "pending", "succeeded": "succeeded"}.get(of["status"], raw["status"])
    shown: Object = {
        "id": raw["id"],
        "object": "charge",
        "amount": of["amount"],
        "amount_captured": of["amount"] if status == "succeeded" else 0,
        "amount_refunded": 0,
        "application_fee_amount": of["application_fee_amount"],
        "balance_transaction": raw["balance_transaction"] if status == "succeeded" else None,
        "captured": status == "succeeded",
        "created": raw["created"],
        "currency": of["currency"],
        "customer": raw["customer"],
        "description": of["description"],
        "disputed": False,
        "failure_code": raw["failure_code"] if status == "failed" else None,
        "failure_message": raw["failure_message"] if status == "failed" else None,
        "livemode": False,
        "metadata": dict(of["metadata"]),
        "paid": status == "succeeded",
        "payment_intent": of["id"],
        "payment_method": raw["payment_method"],
        "payment_method_details": {"type": method, method: {}},
        "refunded": False,
        "status": status,
    }
    return with_refunds(shown, refunds)


def with_refunds(shown: Object, refunds: list[Object]) -> Object:
    """The charge with what has been given back of it."""
    back = sum(each["amount"] for each in refunds if each["status"] not in GONE)
    return {**shown, "amount_refunded": back, "refunded": 0 < shown["amount"] <= back}


def refund(raw: Object, of: Object, asked: Object, status: str) -> Object:
    """Money on its way back of the charge `of`."""
    return {
        "id": raw["id"],
        "object": "refund",
        "amount": raw["amount"],
        "balance_transaction": raw["balance_transaction"],
        "charge": of["id"],
        "created": raw["created"],
        "currency": of["currency"],
        "failure_reason": None,
        "metadata": asked.get("metadata", {}),
        "payment_intent": of["payment_intent"],
        "reason": asked.get("reason"),
        "status": status,
    }
