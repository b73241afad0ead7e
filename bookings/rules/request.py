"""What is asked for, complete and frozen, before anything is looked up."""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from funding.rules.lines import LineWish
from hub.kit.periods import Period
from hub.kit.refs import Ref


@dataclass(frozen=True, slots=True)
class Visit:
    """Who comes and for what: `people` is None and `activity` empty where nobody has said so. Set-up and strike are
    minutes within the booked time, at its beginning and end; they change no price and nothing that is held.
    `used_by_id`: who will use it, where that is a colleague of the one who books."""

    people: int | None = None
    activity: str = ""
    setup_minutes: int = 0
    strike_minutes: int = 0
    used_by_id: int | None = None

    def to_json(self) -> list[int | str | None]:
        said: list[int | str | None] = [
            self.people,
            self.activity,
            self.setup_minutes,
            self.strike_minutes,
        ]
        # Said only where it is, so that what was asked before it could be said has the digest that it had.
        return said if self.used_by_id is None else [*said, self.used_by_id]

    def doors(self, period: Period) -> Period | None:
        """When the guests' own guests may come; none where set-up and strike leave nothing between them."""
        start = period.start + timedelta(minutes=self.setup_minutes)
        end = period.end - timedelta(minutes=self.strike_minutes)
        return Period(start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """`price_digest` is the digest of the quote that was shown; the same `request_key` again is the same request.
    `waived`: the hub's people let it be without inductions; said at the desk alone, which writes down why."""

    organisation_id: int
    hub_id: int
    lines: tuple[LineWish, ...]
    purpose: str
    reference: str
    price_digest: str
    request_key: UUID
    visit: Visit = Visit()
    waived: bool = False
    # What it is part of, such as a pilot that the organisation takes part in.
    part_of: Ref | None = None

    def digest(self) -> str:
        """A hash of all but the key: the same key with another digest is another request and refused."""
        body = {
            "organisation": self.organisation_id,
            "hub": self.hub_id,
            "lines": [
                [line.facility_id, line.quantity, line.period.start.isoformat(), line.period.end.isoformat()]
                for line in self.lines
            ],
            "purpose": self.purpose,
            "reference": self.reference,
            "price": self.price_digest,
            "visit": self.visit.to_json(),
            # Only where it was said, so that what was asked before it could be has the digest that it had.
            **({"part_of": str(self.part_of)} if self.part_of else {}),
        }
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()
