"""Signatures over records that must be believed years later: which key made one is written beside it.

`RECORD_KEYS` in the settings, newest first: the first one signs, all of them still verify. The site's own `SECRET_KEY`
and its fallbacks come after them, so that a site without keys for records signs too, and what it signed is still read
once it has some.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac


@dataclass(frozen=True, slots=True)
class Signature:
    key_id: str
    value: str


class Verdict(StrEnum):
    HOLDS = "holds"
    BROKEN = "broken"
    # It may well be right, but no key at hand made it.
    KEY_UNKNOWN = "key unknown"


def sign(text: str, *, purpose: str) -> Signature:
    """By the newest key; a signature for one purpose says nothing for another."""
    key = _keys()[0]
    return Signature(_id_of(key), _hmac(text, purpose, key))


def verdict(text: str, signature: Signature, *, purpose: str) -> Verdict:
    key = next((key for key in _keys() if _id_of(key) == signature.key_id), None)
    if key is None:
        return Verdict.KEY_UNKNOWN
    fits = constant_time_compare(signature.value, _hmac(text, purpose, key))
    return Verdict.HOLDS if fits else Verdict.BROKEN


def _keys() -> list[str]:
    return [*settings.RECORD_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _id_of(key: str) -> str:
    """A name for a key that tells nothing of it."""
    return salted_hmac("vliegwiel.key", "id", secret=key, algorithm="sha256").hexdigest()[:12]


def _hmac(text: str, purpose: str, key: str) -> str:
    return salted_hmac(f"vliegwiel.{purpose}", text, secret=key, algorithm="sha256").hexdigest()
