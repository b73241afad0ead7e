"""Pictures that people send: looked at before anything else reads them, and made anew before anybody sees them."""

import io
import struct
import warnings
from pathlib import PurePosixPath
from typing import IO

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from hub.kit.errors import Refusal

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2_000
# GIF and TIFF only so that we can say what is wrong with one.
READ = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")
TAKEN = ("JPEG", "PNG", "WEBP")


class PictureRefused(Refusal):
    code = "picture_refused"
    status = 400


class PictureName(PictureRefused):
    code = "picture_name"
    message = _("The name of the file holds a path. Give it a plain name, such as studio.jpg.")


class PictureTooHeavy(PictureRefused):
    code = "picture_too_heavy"
    message = _("The file is larger than %(most)s MB. Save it smaller.")


class NotAPicture(PictureRefused):
    code = "not_a_picture"
    message = _("This is not a picture that we can show, whatever its name says. Send a JPEG, PNG or WebP.")


class BrokenPicture(PictureRefused):
    code = "broken_picture"
    message = _("The file breaks off or is damaged. Save it again and send that.")


class MovingPicture(PictureRefused):
    code = "moving_picture"
    message = _("This picture moves. Send a still one, as JPEG, PNG or WebP.")


class PictureTooLarge(PictureRefused):
    code = "picture_too_large"
    message = _("The picture measures %(width)s × %(height)s. At most %(most)s megapixels can be read.")


def remade(*, file: IO[bytes], name: str) -> ContentFile:
    """The picture as a JPEG of ours: upright, at most 2,000 pixels wide or high, without what the camera wrote into it
    (the place it was taken, for instance). Slow: never inside a transaction.

    Raises the refusals above. Size and frames are read from the header, before a pixel is.
    """
    if not is_plain(name):
        raise PictureName()
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise PictureTooHeavy(most=MOST_BYTES // 1024 // 1024)
    return _encoded(decoded(content))


def is_plain(name: str) -> bool:
    """Whether the name of a file is a name and no path."""
    return PurePosixPath(name.replace("\\", "/")).name == name and ".." not in name and "\0" not in name


def decoded(content: bytes) -> Image.Image:
    """The picture, whole: every pixel was read. Raises what is said above of content."""
    with warnings.catch_warnings():
        # The library warns about a size that we refuse ourselves, in words.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return _decoded(content)


def _decoded(content: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(content), formats=READ)
    except Image.DecompressionBombError as error:
        raise NotAPicture() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise NotAPicture() from error
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise PictureTooLarge(width=width, height=height, most=MOST_PIXELS // 1_000_000)
    try:
        if getattr(picture, "n_frames", 1) > 1:
            raise MovingPicture()
        if picture.format not in TAKEN:
            raise NotAPicture()
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, IndexError) as error:
        raise BrokenPicture() from error
    return picture


def _encoded(picture: Image.Image) -> ContentFile:
    try:
        upright = ImageOps.exif_transpose(picture)
    except Exception as error:  # what is written beside the pixels can be wrong in any way
        raise BrokenPicture() from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if upright.mode in ("RGBA", "LA", "PA", "P"):
        seen = upright.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        upright = Image.alpha_composite(ground, seen)
    written = io.BytesIO()
    # The colours' profile stays, or phones' pictures turn pale.
    upright.convert("RGB").save(
        written,
        "JPEG",
        quality=85,
        optimize=True,
        progressive=True,
        icc_profile=picture.info.get("icc_profile"),
    )
    return ContentFile(written.getvalue())
