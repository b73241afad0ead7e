"""How often somebody's network may ask for what needs no account. allauth's limits are for forms, not for reading."""

import hashlib
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

MOST_TALLIED = 10_000
_tally: dict[str, int] = {}


def within_pace(request: HttpRequest, what: str, most: int, *, now: datetime, step: int = 1) -> bool:
    """Count one more for the visitor's address, proxies of ours aside; false when that is too many for this minute of
    the clock. Kept is no address, only a digest, for some minutes. With a `step` each process writes down every so many
    at once: for what is asked so often that writing it down would be most of the work."""
    address = str(get_adapter().get_client_ip(request))
    about = f"{what}|{address}|{now:%Y-%m-%dT%H:%M}"
    key = f"pace:{hashlib.sha256(about.encode()).hexdigest()}"
    if step > 1 and not _is_full(key, step):
        return True
    try:
        return int(cache.incr(key, step)) <= most
    except ValueError:
        # The first of this minute, or one of the first together: who comes too late is none too many either.
        cache.add(key, step)
        return True


def _is_full(key: str, step: int) -> bool:
    if len(_tally) > MOST_TALLIED:
        _tally.clear()
    _tally[key] = _tally.get(key, 0) + 1
    return _tally[key] % step == 0
