"""The mailbox to which mails come back that a relay took and could not deliver, read over IMAP by a worker.

What came back for a mail of ours (the token in the address says so) is heard and then deleted. All else is left there,
marked as read, for somebody to look at: an answer by a person, something that a stranger made up, or a mailbox that was
not meant for this.
"""

import hashlib
import imaplib
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from hub.kit.transactions import demand_outside
from members.actions.hear_returned import hear_returned
from members.outbound.return_path import sent_by_us
from members.rules.returned import MOST_BYTES, read_returned

log = logging.getLogger(__name__)

SECONDS = 20
# What is left waits five minutes for the next time.
MOST_MAILS = 100


def read_box(*, now: datetime) -> int:
    """Hear of what lies there unread; returns how many were of ours. Nothing where the site has no such mailbox. One
    that cannot be read is logged: the next time may do."""
    demand_outside("reading a mailbox")
    if not (settings.BOUNCE_ADDRESS and settings.BOUNCE_MAILBOX):
        return 0
    try:
        with _opened() as box:
            return _read(box, now)
    except (imaplib.IMAP4.error, OSError) as error:
        log.warning("the mailbox of returned mails could not be read: %s", type(error).__name__)
        return 0


def hear(raw: bytes, *, now: datetime) -> bool:
    """One mail; true when it is a report about a mail of ours, be it that it could not be delivered or only not yet."""
    try:
        returned = read_returned(raw)
    except Exception:  # whatever a stranger made up must not keep the others from being read
        log.exception("a mail that came back could not be read")
        returned = None
    address = sent_by_us(returned.addresses, returned.sent_to, now=now) if returned else ""
    if returned is None or not address:
        return False
    if returned.is_for_good:
        key = hashlib.sha256(raw).hexdigest()
        hear_returned(address=address, code=returned.code, said=returned.said, key=key, now=now)
    return True


@contextmanager
def _opened() -> Iterator[imaplib.IMAP4_SSL]:
    where = urlsplit(settings.BOUNCE_MAILBOX)
    secure = ssl.create_default_context()
    with imaplib.IMAP4_SSL(
        str(where.hostname), where.port or 993, ssl_context=secure, timeout=SECONDS
    ) as box:
        box.login(unquote(where.username or ""), unquote(where.password or ""))
        folder = unquote(where.path.strip("/")) or "INBOX"
        _done(box.select('"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'))
        yield box


def _read(box: imaplib.IMAP4_SSL, now: datetime) -> int:
    """Each is heard, in a transaction of its own, before the box is told that it may go: a worker that dies in between
    finds it again, and hearing it again changes nothing."""
    heard = 0
    numbers = _done(box.uid("SEARCH", "UNSEEN", "UNDELETED"))[0] or b""
    for number in numbers.decode().split()[:MOST_MAILS]:
        # No more than the beginning of it: what a report says comes before the mail that it returns.
        answer = _done(box.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)"))
        raw = next((bytes(piece[1]) for piece in answer if isinstance(piece, tuple)), None)
        if raw is None:
            continue
        is_ours = hear(raw, now=now)
        heard += is_ours
        _done(box.uid("STORE", number, "+FLAGS.SILENT", r"(\Deleted)" if is_ours else r"(\Seen)"))
    if heard:
        _done(box.expunge())
    return heard


def _done(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(kind)
    return data
