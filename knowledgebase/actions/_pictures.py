"""A picture of an article, made ready before anything is written: its file and the small one beside it."""

import io
from typing import IO

from django.core.files.base import ContentFile
from PIL import Image

from facilities.actions._pictures import remade
from knowledgebase.models import Picture

SMALL_SIDE = 800


def made(*, file: IO[bytes], name: str) -> tuple[ContentFile, ContentFile]:
    """The picture as a JPEG of ours, and the same at most 800 pixels wide or high. Slow: never inside a transaction.

    Raises what `facilities.actions._pictures` refuses.
    """
    whole = remade(file=file, name=name)
    return whole, _small(whole)


def put_small(picture: Picture, small: ContentFile) -> str:
    """Keep the small one of a picture that is about to be saved; answers the name of the file that it replaces, or
    nothing. The caller removes that one when the row is written."""
    before = picture.small.name or ""
    picture.small.save("picture.jpg", small, save=False)
    picture.small_width, picture.small_height = picture.small.width, picture.small.height
    return before


def _small(whole: ContentFile) -> ContentFile:
    picture = Image.open(io.BytesIO(whole.read()))
    whole.seek(0)
    picture.thumbnail((SMALL_SIDE, SMALL_SIDE))
    written = io.BytesIO()
    profile = picture.info.get("icc_profile")
    picture.save(written, "JPEG", quality=82, optimize=True, progressive=True, icc_profile=profile)
    return ContentFile(written.getvalue())
