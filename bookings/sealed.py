"""What somebody was shown, sealed: who books what, where, when, and at which price.

It travels in the form and comes back unchanged or not at all, so a price, a unit or a time that is changed in the
browser has no effect: what is booked is what was on the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing

from bookings.rules.changing import Change
from bookings.rules.request import Visit
from funding.rules.lines import LineWish
from funding.rules.quote import Quote
from hub.kit.periods import Period

NOBODY_SAID = Visit()
SALT = "bookings.quote"
CHANGE_SALT = "bookings.change"
# A page that was left open overnight shows yesterday's price: it is asked for anew.
GOOD_FOR = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Sealed:
    organisation_id: int
    hub_id: int
    lines: tuple[LineWish, ...]
    price_digest: str
    own_cents: int
    list_cents: int
    visit: Visit = Visit()


def seal(
    *,
    organisation_id: int,
    hub_id: int,
    lines: tuple[LineWish, ...],
    quote: Quote,
    visit: Visit = NOBODY_SAID,
) -> str:
    body: dict[str, Any] = {
        "organisation": organisation_id,
        "hub": hub_id,
        "lines": plain(lines),
        "visit": visit.to_json(),
        "digest": quote.digest(),
        "own": quote.own_cents,
        "list": quote.list_cents,
    }
    return signing.dumps(body, salt=SALT, compress=True)


def seal_change(asked: Change) -> str:
    """How a booking is to be, as it was shown."""
    body = {
        "number": asked.number,
        "lines": plain(asked.lines),
        "purpose": asked.purpose,
        "visit": asked.visit.to_json(),
        "digest": asked.price_digest,
        "reason": asked.reason,
    }
    return signing.dumps(body, salt=CHANGE_SALT, compress=True)


def unseal_change(token: str) -> Change:
    """Raises `signing.SignatureExpired`, or `signing.BadSignature` for what we did not seal."""
    body = signing.loads(token, salt=CHANGE_SALT, max_age=GOOD_FOR)
    return Change(
        number=body["number"],
        lines=lines_of(body["lines"]),
        purpose=body["purpose"],
        visit=Visit(*body["visit"]),
        price_digest=body["digest"],
        reason=body["reason"],
    )


def plain(lines: Iterable[LineWish]) -> list[list[Any]]:
    return [
        [line.facility_id, line.quantity, line.period.start.isoformat(), line.period.end.isoformat()]
        for line in lines
    ]


def lines_of(kept: Iterable[Any]) -> tuple[LineWish, ...]:
    return tuple(
        LineWish(facility, quantity, Period(datetime.fromisoformat(start), datetime.fromisoformat(end)))
        for facility, quantity, start, end in kept
    )


def unseal(token: str) -> Sealed:
    """Raises `signing.SignatureExpired`, or `signing.BadSignature` for what we did not seal."""
    body = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    return Sealed(
        body["organisation"],
        body["hub"],
        lines_of(body["lines"]),
        body["digest"],
        body["own"],
        body["list"],
        Visit(*body.get("visit", [])),
    )
