"""What mail servers say of an address, at once (RFC 5321) or in a mail that comes back later (RFC 3464)."""

import re

# 5.7.x: the server does not want *us* to send this. That says nothing about the address (RFC 3463).
OUR_OWN_FAULT = re.compile(r"\b5\.7\.\d")


def is_for_good(code: int, said: str) -> bool:
    """Whether an answer of three digits and its words mean that there is no such reader, now and later."""
    return 500 <= code < 600 and not OUR_OWN_FAULT.match(said)


def plain(said: bytes | str) -> str:
    """In one line, whatever a server sent."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.replace("\0", " ").split())
