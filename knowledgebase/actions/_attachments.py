"""Pictures and files of a contribution: looked at and kept before the transaction, their rows written within it."""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import SEEK_END
from pathlib import PurePosixPath
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from facilities.actions._pictures import PictureRefused
from funding.actions._documents import Document, Sent
from hub.kit.errors import Refusal
from hub.kit.transactions import demand_outside, step
from knowledgebase.actions import _downloads
from knowledgebase.actions._pictures import made, put_small
from knowledgebase.models import Attachment, Contribution, Picture
from knowledgebase.models.writing import sent_since
from knowledgebase.rules.pace import A_DAY, MB, pace_of
from members.models import User

log = logging.getLogger(__name__)
FOLDER = "knowledge-files"
MOST_TOGETHER = 80


class TooManyAttachments(Refusal):
    code = "too_many_attachments"
    message = _("This text has had %(most)d pictures and files already. Split it into two.")


class TooMuchToday(Refusal):
    code = "too_much_today"
    status = 429
    message = _(
        "You sent as many pictures and files today as may be (%(most)d MB). The text is kept: go on tomorrow."
    )


@dataclass(frozen=True, slots=True)
class Upload:
    """A file for one field of one row: `picture` or `download` of a step, `download` of a line of data."""

    row: str
    field: str
    sent: Sent


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that was looked at and lies in the storage, without a row yet."""

    upload: Upload
    picture: Picture | None = None
    document: Document | None = None
    stored: str = ""


@contextmanager
def ready(uploads: Sequence[Upload]) -> Iterator[tuple[list[Ready], dict[str, Refusal]]]:
    """Those that are as they should be, and for the others why not, by `row-field`. Should what follows fail, no file
    is left. Slow: never inside a transaction."""
    kept: list[Ready] = []
    refused: dict[str, Refusal] = {}
    try:
        for upload in uploads:
            demand_outside("looking at a file")
            try:
                kept.append(_picture(upload) if upload.field == "picture" else _document(upload))
            except (PictureRefused, *_downloads.REFUSED) as refusal:
                refused[f"{upload.row}-{upload.field}"] = refusal
        yield kept, refused
    except BaseException:
        drop(name for each in kept for name in _names(each.picture, each.stored))
        raise


def _picture(upload: Upload) -> Ready:
    whole, small = made(file=upload.sent.file, name=upload.sent.name)
    picture = Picture(title=PurePosixPath(upload.sent.name).stem[:120] or "picture")
    put_small(picture, small)
    whole.seek(0)
    # Wagtail recognises by this that somebody sends the same picture again.
    picture.file_hash = hashlib.sha1(whole.read(), usedforsecurity=False).hexdigest()
    whole.seek(0)
    picture.file.save("picture.jpg", whole, save=False)
    picture.width, picture.height = picture.file.width, picture.file.height
    picture.file_size = picture.file.size
    return Ready(upload, picture=picture)


def _document(upload: Upload) -> Ready:
    document = _downloads.checked(upload.sent)
    plain, ending = PurePosixPath(document.name).stem, PurePosixPath(document.name).suffix.lower()
    name = f"{FOLDER}/{uuid4().hex}/{slugify(plain)[:80] or 'file'}{ending}"
    return Ready(upload, document=document, stored=default_storage.save(name, ContentFile(document.content)))


def too_much_today(uploads: Sequence[Upload], actor: User, now: datetime) -> dict[str, Refusal]:
    """What somebody sends in a day is bounded, in an account's first days more so: by `row-field` the refusal, of all
    files or of none. Counted before anything is kept; two requests at once may each be let in."""
    if not uploads:
        return {}
    pace = pace_of(actor.date_joined, now)
    if sent_since(actor, now - A_DAY) + sum(map(_size, uploads)) <= pace.upload_bytes:
        return {}
    return {f"{each.row}-{each.field}": TooMuchToday(most=pace.upload_bytes // MB) for each in uploads}


def _size(upload: Upload) -> int:
    at = upload.sent.file.tell()
    size = upload.sent.file.seek(0, SEEK_END)
    upload.sent.file.seek(at)
    return size


def demand_room(contribution: Contribution, more: int) -> None:
    """Raises `TooManyAttachments`."""
    if more and contribution.attachments.count() + more > MOST_TOGETHER:
        raise TooManyAttachments(most=MOST_TOGETHER)


@step
def attach(
    contribution: Contribution, files: Sequence[Ready], *, actor: User, now: datetime
) -> dict[str, str]:
    """Rows for files; answers their uuids by `row-field`. Raises `TooManyAttachments`."""
    demand_room(contribution, len(files))
    found: dict[str, str] = {}
    for each in files:
        row = Attachment(contribution=contribution, name=each.upload.sent.name[:120], added_at=now)
        if each.picture is not None:
            each.picture.uploaded_by_user = actor
            each.picture.save()
            row.picture, row.size = each.picture, each.picture.file_size or 0
        elif each.document is not None:
            row.stored, row.media_type = each.stored, each.document.media_type
            row.size, row.sha256 = len(each.document.content), each.document.sha256
        row.save()
        found[f"{each.upload.row}-{each.upload.field}"] = str(row.uuid)
    return found


def names_of(attachments: Iterable[Attachment]) -> list[str]:
    """The files of attachments, for when their rows are gone."""
    return [name for each in attachments for name in _names(each.picture, each.stored)]


def _names(picture: Picture | None, stored: str) -> list[str]:
    return [str(picture.file.name), str(picture.small.name)] if picture else [stored]


def drop(names: Iterable[str]) -> None:
    for name in names:
        try:
            default_storage.delete(name)
        except OSError:
            log.exception("a file of a contribution was not deleted")
