"""What making a calendar link and giving it a new key share."""

import secrets
from dataclasses import dataclass

from bookings.models import Feed


@dataclass(frozen=True, slots=True)
class Made:
    """A link with its key, which is known now and never again."""

    feed: Feed
    key: str


def new_key() -> str:
    """256 bits as 43 letters, digits, `-` and `_`."""
    return secrets.token_urlsafe(32)
