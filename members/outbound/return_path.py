"""Where a mail that cannot be delivered comes back to: an address of the site's with a token in it, which says to whom
and on what day it was sent, and which nobody else can make. So a report of failure that a stranger made up is known
for one, and nothing has to be kept of each mail."""

import re
from base64 import b32encode
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

# Mail servers try for five days, some of them for longer.
GOOD_FOR_DAYS = 14
TOKEN = re.compile(r"^([0-9]{1,6})-([a-z2-7]{16})$")


def return_path(address: str, *, now: datetime) -> str:
    """The sender of the envelope for a mail to one address; empty where the site reads no mailbox."""
    if not settings.BOUNCE_ADDRESS:
        return ""
    own, _at, host = settings.BOUNCE_ADDRESS.partition("@")
    day = _day(now)
    return f"{own}+{day}-{_mac(address, day, settings.SECRET_KEY)}@{host}"


def sent_by_us(addresses: Iterable[str], came_back_to: Iterable[str], *, now: datetime) -> str:
    """Which of these addresses we wrote to, by the addresses that a mail came back to; empty for none of them."""
    written = list(addresses)
    for back in came_back_to:
        token = TOKEN.match(_extension(back))
        if token is None or not 0 <= _day(now) - int(token[1]) <= GOOD_FOR_DAYS:
            continue
        for address in written:
            for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
                if constant_time_compare(_mac(address, int(token[1]), secret), token[2]):
                    return address
    return ""


def _extension(back: str) -> str:
    """What stands after the plus of our own address."""
    own, _at, host = settings.BOUNCE_ADDRESS.lower().partition("@")
    local, _at, there = back.lower().rpartition("@")
    return local.removeprefix(f"{own}+") if there == host and local.startswith(f"{own}+") else ""


def _day(now: datetime) -> int:
    return int(now.timestamp()) // 86_400


def _mac(address: str, day: int, secret: str) -> str:
    """80 bits in sixteen letters and digits, of which mail servers may change the case."""
    made = salted_hmac(
        "members.return_path", f"{day}|{address.lower()}", secret=secret, algorithm="sha256"
    ).digest()
    return b32encode(made[:10]).decode().lower()
