"""Whether an event is from the card processor, of this moment, and whole.

https://docs.stripe.com/webhooks/signature; Stripe's own check takes what is dated ahead, and anything that is replayed
within five minutes. Replays are known by their event's id; what is dated ahead is refused here.
"""

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

TOLERANCE = timedelta(minutes=5)
AHEAD = timedelta(minutes=1)  # as far as two clocks may differ
MOST_SIGNATURES = 10


def is_genuine(*, body: bytes, header: str, secrets: Iterable[str], now: datetime) -> bool:
    """`header` is `Stripe-Signature`; `secrets` are several while one is being replaced."""
    stamp, signatures = _read(header)
    if stamp is None or not signatures:
        return False
    age = now.timestamp() - stamp
    if not -AHEAD.total_seconds() <= age <= TOLERANCE.total_seconds():
        return False
    signed = f"{stamp}.".encode() + body
    good = False
    for secret in filter(None, secrets):
        expected = hmac.new(secret.encode(), signed, sha256).hexdigest().encode()
        for said in signatures:
            # All of them, so that the time it takes says nothing.
            good |= hmac.compare_digest(expected, said.encode())
    return good


def _read(header: str) -> tuple[int | None, list[str]]:
    stamp, signatures = None, []
    for part in header[:2000].split(","):
        name, _, value = part.strip().partition("=")
        if name == "t" and value.isascii() and value.isdecimal() and len(value) <= 12:
            stamp = int(value)
        elif name == "v1":
            signatures.append(value)
    return stamp, signatures[:MOST_SIGNATURES]
