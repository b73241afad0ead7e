"""The key of an invitation is derived when its mail is written and never stored: the database knows its hash alone.

So neither the invitation's row, nor the outbox, nor a copy of the database lets anybody in; the site's own secret is
needed too.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime


def invitation_key(*, secret: str, organisation_id: int, email: str, invited_at: datetime) -> str:
    """The same for the same invitation as long as the secret is."""
    about = f"invitation|{organisation_id}|{email.lower()}|{invited_at.astimezone(UTC).isoformat()}"
    return derived_key(secret=secret, about=about)


def derived_key(*, secret: str, about: str) -> str:
    """43 letters, digits, `-` and `_`. What it is `about` begins with a kind, so that no two kinds share a key."""
    digest = hmac.new(secret.encode(), about.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(key: str) -> str:
    """What is stored: SHA-256 in hexadecimal. No salt: a key has 256 bits of its own."""
    return hashlib.sha256(key.encode()).hexdigest()
