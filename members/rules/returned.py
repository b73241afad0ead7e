"""A mail that came back, read by the standard of such mails (RFC 3464): whom it did not reach, and whether for good.

Everybody may send us one, so nothing in it is believed: whether we wrote to that address is asked of the token in the
address that it came back to (`members.outbound.return_path`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses

from members.rules.refusals import OUR_OWN_FAULT, plain

# More than this is no mail of a mail server: a report has three parts, and returns one mail of ours. Each part in a
# part is a step deeper for who reads it.
MOST_PARTS = 60
MOST_BYTES = 256 * 1024
MOST_ADDRESSES = 20
STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")
DIAGNOSIS = re.compile(r"^\s*smtp\s*;\s*", re.IGNORECASE)
ANSWER = re.compile(r"^([245]\d\d)[ -]+")


@dataclass(frozen=True, slots=True)
class Returned:
    """`addresses` are all that it may have been written to first, in small letters: what was forwarded comes back from
    another. `sent_to` is what stands in its head as the address that it came back to."""

    addresses: tuple[str, ...]
    sent_to: tuple[str, ...]
    is_for_good: bool
    code: int
    said: str


def read_returned(raw: bytes) -> Returned | None:
    """None for all that is no report of a mail server about delivery: an answer by a person or by a machine ("I am
    away"), or something made to be hard to read."""
    raw = raw[:MOST_BYTES].replace(b"\0", b" ")
    if raw.lower().count(b"content-type:") > MOST_PARTS or raw.lower().count(b"boundary=") > MOST_PARTS:
        return None
    # The old policy reads no head before it is asked for, and what it is asked for as plain text.
    mail = message_from_bytes(raw, policy=policy.compat32)
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return None
    blocks = [block for block in _blocks(mail) if block.get("Status") or block.get("Action")]
    if not blocks:
        return None
    codes = [_answer(block) for block in blocks]
    code, said = codes[0]
    return Returned(
        addresses=_few(_written_to(mail, blocks)),
        sent_to=_few(_came_back_to(mail)),
        is_for_good=all(_is_for_good(block, *each) for block, each in zip(blocks, codes, strict=True)),
        code=code,
        said=said,
    )


def _blocks(mail: Message) -> Iterator[Message]:
    """One for each address; the first of a report's is about the mail as a whole and has no status."""
    for part in _parts(mail):
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            payload = part.get_payload()
            yield from (
                (block for block in payload if isinstance(block, Message))
                if isinstance(payload, list)
                else ()
            )


def _parts(mail: Message) -> list[Message]:
    """Of the report itself, not of what it returns."""
    payload = mail.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _is_for_good(block: Message, code: int, said: str) -> bool:
    status = STATUS.search(_head(block, "Status"))
    if _head(block, "Action").strip().lower() != "failed" or status is None:
        return False
    return status[1] == "5" and status[2] != "7" and code >= 500 and not OUR_OWN_FAULT.search(said)


def _answer(block: Message) -> tuple[int, str]:
    """The three digits and the words of the server that refused it; who only says a status has no words."""
    words = DIAGNOSIS.sub("", plain(_head(block, "Diagnostic-Code")))
    digits = ANSWER.match(words)
    if digits:
        return int(digits[1]), words[digits.end() :][:300]
    status = STATUS.search(_head(block, "Status"))
    return (int(status[1]) * 110 if status else 0), (words or (status[0] if status else ""))[:300]


def _written_to(mail: Message, blocks: list[Message]) -> Iterator[str]:
    for block in blocks:
        for name in ("Original-Recipient", "Final-Recipient"):
            yield _head(block, name).partition(";")[2]
    yield from _addresses(mail, "X-Failed-Recipients")
    for part in _parts(mail):
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(payload, list) and payload:
            yield from _addresses(payload[0], "To")  # type: ignore[arg-type]
        elif part.get_content_type() == "text/rfc822-headers":
            heads = part.get_payload(decode=True)
            if isinstance(heads, bytes):
                yield from _addresses(message_from_bytes(heads, policy=policy.compat32), "To")


def _came_back_to(mail: Message) -> Iterator[str]:
    for name in ("Delivered-To", "X-Original-To", "Envelope-To", "To"):
        yield from _addresses(mail, name)


def _addresses(mail: Message, name: str) -> Iterator[str]:
    heads = [str(value)[:2000] for value in (mail.get_all(name) or [])[:MOST_ADDRESSES]]
    for _name, address in getaddresses(heads):
        yield address


def _head(block: Message, name: str) -> str:
    return str(block.get(name) or "")[:2000]


def _few(addresses: Iterator[str]) -> tuple[str, ...]:
    """Each once; no mail of ours has more than one reader."""
    found: dict[str, None] = {}
    for address in addresses:
        if "@" in address and len(found) < MOST_ADDRESSES:
            found[plain(address).strip("<> ").lower()] = None
    return tuple(found)
