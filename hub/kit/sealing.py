"""Secrets of others that the site must be able to read again, encrypted with a key made from SECRET_KEY; older keys go
on reading (SECRET_KEY_FALLBACKS), so that the secret can be renewed."""

import hashlib
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def sealed(text: str, *, purpose: str) -> str:
    return _cipher(purpose).encrypt(text.encode()).decode()


def opened(text: str, *, purpose: str) -> str:
    """Raises cryptography.fernet.InvalidToken for what was sealed with no key of ours."""
    return _cipher(purpose).decrypt(text.encode()).decode()


def _cipher(purpose: str) -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"{purpose}|{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
