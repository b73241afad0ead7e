"""Files that readers take along: PDF, CSV and ZIP, known by what they hold; kept as they were sent, to the byte."""

import io
import zipfile
from pathlib import PurePosixPath

from django.utils.translation import gettext_lazy as _

from facilities.actions._pictures import is_plain
from funding.actions._documents import LONGEST_NAME, PDF, Document, EvidenceRefused, Sent, looked_at
from hub.kit.errors import Refusal

MOST_BYTES = 10 * 1024 * 1024
CSV, ZIP = "text/csv", "application/zip"
ENDINGS = {".pdf": PDF, ".csv": CSV, ".zip": ZIP}
MOST_INSIDE, MOST_UNPACKED = 500, 200 * 1024 * 1024
# What a reader's computer would run at a click has no place in a ZIP of ours.
RUN = (
    ".exe",
    ".bat",
    ".cmd",
    ".com",
    ".msi",
    ".scr",
    ".js",
    ".vbs",
    ".ps1",
    ".jar",
    ".lnk",
    ".hta",
    ".html",
    ".htm",
    ".xhtml",
    ".svg",
    ".pif",
    ".cpl",
    ".vbe",
    ".jse",
    ".wsf",
    ".url",
    ".reg",
    ".chm",
    ".dll",
)


class DownloadRefused(Refusal):
    code = "download_refused"
    status = 400


class DownloadName(DownloadRefused):
    code = "download_name"
    message = _("The name of a file holds a path or is too long. Give it a plain name, such as patch.csv.")


class DownloadTooHeavy(DownloadRefused):
    code = "download_too_heavy"
    message = _("%(name)s is larger than %(most)s MB. Make it smaller, or link to it.")


class NotADownload(DownloadRefused):
    code = "not_a_download"
    message = _("%(name)s is no PDF, CSV or ZIP that we can read, whatever its name says.")


class ZipWithPrograms(DownloadRefused):
    code = "zip_with_programs"
    message = _("%(name)s holds %(inside)s, which a computer would run. Leave it out.")


class ZipTooLarge(DownloadRefused):
    code = "zip_too_large"
    message = _("%(name)s holds too much: at most %(files)s files and %(most)s MB once unpacked.")


def checked(sent: Sent) -> Document:
    """The file, if it is one of the three kinds, called what it is, and whole. Slow: never inside a transaction. Raises
    the refusals above, and `EvidenceBroken` and `EvidenceLocked` of a PDF."""
    name = sent.name.strip()
    if not name or len(name) > LONGEST_NAME or not is_plain(name) or not name.isprintable():
        raise DownloadName()
    content = sent.file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise DownloadTooHeavy(name=name, most=MOST_BYTES // 1024 // 1024)
    media_type = ENDINGS.get(PurePosixPath(name.lower()).suffix)
    if media_type == PDF and content.startswith(b"%PDF-"):
        return looked_at(Sent(io.BytesIO(content), name))
    if media_type == CSV:
        _check_csv(name, content)
    elif media_type == ZIP:
        _check_zip(name, content)
    else:
        raise NotADownload(name=name)
    return Document(name, content, media_type)


def _check_csv(name: str, content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotADownload(name=name) from error
    if not text.strip() or any(each < " " and each not in "\t\n\r" for each in text):
        raise NotADownload(name=name)


def _check_zip(name: str, content: bytes) -> None:
    """Only its list is read: nothing is unpacked here."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise NotADownload(name=name) from error
    if not inside or any(each.flag_bits & 1 or _leads_out(each.filename) for each in inside):
        raise NotADownload(name=name)
    if len(inside) > MOST_INSIDE or sum(each.file_size for each in inside) > MOST_UNPACKED:
        raise ZipTooLarge(name=name, files=MOST_INSIDE, most=MOST_UNPACKED // 1024 // 1024)
    for each in inside:
        # Some systems drop spaces and stops at the end of a name: what is left would run.
        if each.filename.lower().rstrip(" .").endswith(RUN):
            raise ZipWithPrograms(name=name, inside=PurePosixPath(each.filename).name[:80])


def _leads_out(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return path.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in path


REFUSED = (DownloadRefused, EvidenceRefused)
