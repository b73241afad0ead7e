"""What somebody was shown about a booking that the house cannot keep, sealed as `bookings.sealed` does it."""

from django.core import signing

from bookings.rules.repairing import Decision, How
from bookings.sealed import GOOD_FOR, lines_of, plain

SALT = "bookings.repair"


def seal_decision(decision: Decision, hub_id: int) -> str:
    body = {
        "hub": hub_id,
        "number": decision.number,
        "seen": decision.as_seen,
        "how": decision.how.value,
        "lines": plain(decision.lines),
        "digest": decision.price_digest,
    }
    return signing.dumps(body, salt=SALT, compress=True)


def unseal_decision(token: str, hub_id: int) -> Decision:
    """Raises `signing.SignatureExpired`, or `signing.BadSignature` for what we did not seal for this hub."""
    body = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    if body["hub"] != hub_id:
        raise signing.BadSignature("of another hub")
    return Decision(body["number"], body["seen"], How(body["how"]), lines_of(body["lines"]), body["digest"])
