"""The codes of the demonstration's apps (RFC 6238: HMAC-SHA1, six digits, thirty seconds)."""

import base64
import hashlib
import hmac
import struct
import time

SECONDS = 30
TYPED_WITHIN = 5


def code_to_type(secret: str) -> str:
    """A code that still counts when it has been typed and sent: waits for the next one when this one is nearly over."""
    left = SECONDS - time.time() % SECONDS
    if left < TYPED_WITHIN:
        time.sleep(left)
    return code(secret)


def code(secret: str) -> str:
    """What an app that knows the secret shows now."""
    counter = struct.pack(">Q", int(time.time()) // SECONDS)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
