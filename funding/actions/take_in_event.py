from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from funding.models import StripeEvent
from hub.kit.outbox import emit
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from hub.kit.writing import insert

EVENT = "stripe.event"
# What the site acts upon, by the kind of object; of anything else it wants to know nothing.
# https://docs.stripe.com/api/events/types
HEARD = {
    "payment_intent": (
        "payment_intent.succeeded",
        "payment_intent.canceled",
        "payment_intent.processing",
        "payment_intent.payment_failed",
    ),
    "refund": ("refund.created", "refund.updated", "refund.failed", "charge.refund.updated"),
    "dispute": (
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    ),
}
# Instants that the processor can say and the database can keep.
LAST = 4_102_444_800


class NotAnEvent(Exception):
    """Its signature is good, and yet it is none."""


@dataclass(frozen=True, slots=True)
class Event:
    """What the site keeps of an event."""

    id: str
    type: str
    account: str
    object_id: str
    intent_id: str
    created: datetime
    cents: int
    currency: str


def read_event(said: Any) -> Event | None:
    """From its JSON; None for what the site does not act upon: other kinds of events, and of money that came in
    otherwise than by payments as the site makes them. Raises `NotAnEvent`."""
    try:
        kind = said["data"]["object"]["object"]
        if said["type"] not in HEARD.get(kind, ()):
            return None
        shown = said["data"]["object"]
        if kind != "payment_intent" and shown["payment_intent"] is None:
            return None  # of a charge that no payment of ours made
        return _read(said, shown, kind)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotAnEvent(repr(error)) from error


def _read(said: Mapping[str, Any], shown: Mapping[str, Any], kind: str) -> Event:
    is_intent = kind == "payment_intent"
    cents, created = shown["amount"], said["created"]
    if type(cents) is not int or type(created) is not int or not 0 <= created <= LAST or abs(cents) >= 2**62:
        raise ValueError("not a number")
    return Event(
        id=_text(said["id"]),
        type=said["type"],
        account="" if said.get("account") is None else _text(said["account"]),
        object_id=_text(shown["id"]),
        intent_id=_text(shown["id"]) if is_intent else _text(shown["payment_intent"]),
        created=datetime.fromtimestamp(created, UTC),
        cents=cents,
        currency=_text(shown["currency"], 3).upper(),
    )


def _text(said: Any, most: int = 80) -> str:
    if not isinstance(said, str) or not 0 < len(said) <= most or not said.isascii() or "\0" in said:
        raise ValueError("not a short text")
    return said


@verb
def take_in_event(*, event: Event, now: datetime) -> bool:
    """Once, however often it comes; a worker looks at what it is about. False for one that was here before."""
    row = StripeEvent(
        event_id=event.id,
        type=event.type,
        account=event.account,
        object_id=event.object_id,
        intent_id=event.intent_id,
        created=event.created,
        cents=event.cents,
        currency=event.currency,
        received_at=now,
    )
    if not insert([row], once_by="event_id"):
        return False
    emit(
        kind=EVENT,
        about=Ref("event", str(row.pk)),
        key=f"{EVENT}:{row.pk}",
        payload={"event": row.pk},
        now=now,
    )
    return True
