"""What is asked for, complete and frozen, before anything is looked up."""

import hashlib
import json
from dataclasses import dataclass
from uuid import UUID

from funding.rules.lines import LineWish


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """`price_digest` is the digest of the quote that was shown; the same `request_key` again is the same request."""

    organisation_id: int
    hub_id: int
    lines: tuple[LineWish, ...]
    purpose: str
    reference: str
    price_digest: str
    request_key: UUID

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
        }
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()
