"""Files that people send with what they say about a booking: what they are is read from what they hold."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from bookings.models.private import booking_files
from bookings.models.set_ups import SetUpPhoto
from bookings.models.thread import ThreadFile
from facilities.actions._pictures import is_plain
from funding.actions._documents import (
    ENDINGS,
    LONGEST_NAME,
    MOST_BYTES,
    STARTS,
    Document,
    EvidenceName,
    EvidenceTooHeavy,
    NameBelies,
    Sent,
    looked_at,
)
from hub.kit.errors import Refusal

log = logging.getLogger(__name__)

TEXT, TEXT_ENDINGS = "text/plain", (".txt",)
MOST_FILES = 5
# A file whose row is not there yet may be coming.
NOBODYS_AFTER = timedelta(days=1)


class NotForHere(Refusal):
    code = "not_for_here"
    status = 400
    message = _("%(name)s is no PDF, PNG, JPEG or plain text that we can read, whatever its name says.")


class TooManyFiles(Refusal):
    code = "too_many_files"
    status = 400
    message = _("At most %(files)s files at once.")


class FileGone(Refusal):
    code = "file_gone"
    status = 410
    message = _("This file is not there any more.")


# A document, and the name that its file has with us.
Kept = tuple[Document, str]


def checked(sent: Sent) -> Document:
    """The file, if it is one of the four kinds, called what it is, and whole. Slow: never inside a transaction. Raises
    `NotForHere` and what `funding.actions._documents` refuses."""
    start = sent.file.read(16)
    sent.file.seek(0)
    if any(start.startswith(each) for each in STARTS):
        return looked_at(sent)
    return _text(sent)


def _text(sent: Sent) -> Document:
    """Words and line ends in UTF-8: a text that a program would run is still shown as no more than text."""
    name = sent.name.strip()
    if not name or len(name) > LONGEST_NAME or not is_plain(name) or not name.isprintable():
        raise EvidenceName()
    content = sent.file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise EvidenceTooHeavy(name=name, most=MOST_BYTES // 1024 // 1024)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotForHere(name=name) from error
    if not text.strip() or any(each < " " and each not in "\t\n\r\f" for each in text):
        raise NotForHere(name=name)
    if not name.lower().endswith(TEXT_ENDINGS):
        if name.lower().endswith(tuple(end for ends in ENDINGS.values() for end in ends)):
            raise NotForHere(name=name)
        raise NameBelies(name=name, kind=_("plain text"), ending=TEXT_ENDINGS[0])
    return Document(name, content, TEXT)


@contextmanager
def kept(sent: Sequence[Sent]) -> Iterator[list[Kept]]:
    """Look at each file and keep it; should what follows fail, none is left."""
    if len(sent) > MOST_FILES:
        raise TooManyFiles(files=MOST_FILES)
    with stored([(each, _ending(each)) for each in map(checked, sent)]) as files:
        yield files


@contextmanager
def stored(documents: Sequence[tuple[Document, str]]) -> Iterator[list[Kept]]:
    """Files with their endings, under names of ours; should what follows fail, none is left."""
    written: list[Kept] = []
    try:
        for document, ending in documents:
            name = booking_files().save(f"{uuid4().hex}{ending}", ContentFile(document.content))
            written.append((document, name))
        yield written
    except BaseException:
        drop(name for _document, name in written)
        raise


def _ending(document: Document) -> str:
    return {**ENDINGS, TEXT: TEXT_ENDINGS}[document.media_type][0]


def drop(names: Iterable[str]) -> None:
    """Delete files; one that cannot be deleted now is taken by the night."""
    for name in names:
        try:
            booking_files().delete(name)
        except OSError:
            log.exception("a file of a booking was not deleted")


def content_of(name: str) -> bytes:
    """What lies under a name of ours. Raises `FileGone`."""
    try:
        with booking_files().open(name) as file:
            content: bytes = file.read()
            return content
    except (OSError, ValueError) as error:
        raise FileGone() from error


def sweep(now: datetime) -> None:
    """Files that no row speaks of: of what broke off between a file and its row, or of rows that are gone."""
    storage = booking_files()
    try:
        _folders, names = storage.listdir("")
    except FileNotFoundError:
        return
    known = {*ThreadFile.objects.values_list("stored", flat=True)}
    known |= {*SetUpPhoto.objects.values_list("stored", flat=True)}
    drop(
        name for name in names if name not in known and storage.get_modified_time(name) < now - NOBODYS_AFTER
    )
