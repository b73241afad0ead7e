"""What somebody was shown about a series of which several dates cannot be kept, sealed as `bookings.sealed` does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.core import signing

from bookings.rules.changing import Change
from bookings.rules.request import Visit
from bookings.sealed import GOOD_FOR, lines_of, plain

SALT = "bookings.repair_series"


@dataclass(frozen=True, slots=True)
class SealedRepair:
    """Either changes, or other units for the dates in `seen` (by number what each was), the first of `prefer` first."""

    number: str
    seen: Mapping[str, str]
    prefer: tuple[int, ...]
    changes: tuple[Change, ...]

    def because(self, reason: str) -> tuple[Change, ...]:
        return tuple(replace(each, reason=reason) for each in self.changes)


def seal_repair(
    number: str,
    seen: Mapping[str, str] | None = None,
    prefer: Sequence[int] = (),
    *,
    changes: Sequence[Change] = (),
) -> str:
    body = {
        "number": number,
        "seen": dict(seen or {}),
        "prefer": list(prefer),
        "changes": [
            [each.number, plain(each.lines), each.purpose, each.visit.to_json(), each.price_digest, each.seen]
            for each in changes
        ],
    }
    return signing.dumps(body, salt=SALT, compress=True)


def unseal_repair(token: str) -> SealedRepair:
    """Raises `signing.SignatureExpired`, or `signing.BadSignature` for what we did not seal."""
    body = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    changes = tuple(
        Change(
            number=number,
            lines=lines_of(lines),
            purpose=purpose,
            visit=Visit(*visit),
            price_digest=digest,
            seen=seen,
            for_hub=True,
        )
        for number, lines, purpose, visit, digest, seen in body["changes"]
    )
    return SealedRepair(body["number"], body["seen"], tuple(body["prefer"]), changes)
