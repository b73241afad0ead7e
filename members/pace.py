"""How often somebody's network may ask for what needs no account. allauth's limits are for forms, not for reading."""

import hashlib
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def within_pace(request: HttpRequest, what: str, most: int, *, now: datetime) -> bool:
    """Count one more for the visitor's address, proxies of ours aside; false when that is too many for this minute of
    the clock. Kept is no address, only a digest, for some minutes."""
    address = str(get_adapter().get_client_ip(request))
    about = f"{what}|{address}|{now:%Y-%m-%dT%H:%M}"
    key = f"pace:{hashlib.sha256(about.encode()).hexdigest()}"
    try:
        return int(cache.incr(key)) <= most
    except ValueError:
        # The first of this minute, or one of the first together: who comes too late is none too many either.
        cache.add(key, 1)
        return True
