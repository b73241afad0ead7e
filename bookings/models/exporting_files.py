"""The files that a hub takes along with everything else: the photos of what it lets, what was sent with messages, and
pictures of set-ups. Each with its name within the archive, opened only when it is its turn."""

from collections.abc import Iterator
from typing import Any

from bookings.models.private import booking_files
from bookings.models.set_ups import SetUpPhoto
from bookings.models.thread import ThreadFile
from facilities.models import Hub, Photo

# So much of a file at once.
A_PIECE = 64 * 1024


def photos(hub: Hub) -> Iterator[dict[str, Any]]:
    """Where each lies in the archive, and what it shows."""
    for each in _photos(hub):
        yield {
            "facility": each.facility.slug,
            "position": each.position,
            "file": _photo_name(each),
            "alt_nl": each.alt_nl,
            "alt_en": each.alt_en,
        }


def _photos(hub: Hub) -> Any:
    return (
        Photo.objects.filter(facility__hub=hub)
        .select_related("facility")
        .order_by("facility", "position", "pk")
    )


def _photo_name(photo: Photo) -> str:
    return f"photos/{photo.facility.slug}/{str(photo.image.name).rpartition('/')[2]}"


def files(hub: Hub) -> Iterator[tuple[str, Iterator[bytes]]]:
    """One that is not there any more is left out: a table says that it was."""
    for photo in _photos(hub):
        yield _photo_name(photo), _pieces(photo.image.storage, photo.image.name)
    storage = booking_files()
    sent = ThreadFile.objects.filter(remark__booking__hub=hub).order_by("pk")
    for file in sent.select_related("remark__booking").iterator():
        yield f"messages/{file.remark.booking.number}/{file.uuid}/{file.name}", _pieces(storage, file.stored)
    pictures = SetUpPhoto.objects.filter(set_up__booking__hub=hub).order_by("pk")
    for picture in pictures.select_related("set_up__booking").iterator():
        yield f"set_ups/{picture.set_up.booking.number}/{picture.stored}", _pieces(storage, picture.stored)


def _pieces(storage: Any, name: str) -> Iterator[bytes]:
    try:
        opened = storage.open(name)
    except FileNotFoundError:
        return
    with opened:
        while piece := opened.read(A_PIECE):
            yield piece
