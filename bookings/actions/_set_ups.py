"""What keeping a set-up, and taking it over from last time, share."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from PIL import Image

from bookings.actions._files import Kept, content_of
from bookings.models import Booking, BookingState
from bookings.models.set_ups import SET_UP_STATES, SetUp, SetUpPhoto
from bookings.models.thread import closes_at
from bookings.permissions import demand_talker, speaks_for_hub
from funding.actions._documents import JPEG, Document
from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.transactions import step
from members.models import User

MOST_PHOTOS = 8
JPEG_ENDING = ".jpg"


class NotSetUp(Refusal):
    code = "not_set_up"
    message = _("How it is set up is kept with what is booked, until a month after it.")


class TooManySetUpPhotos(Refusal):
    code = "too_many_set_up_photos"
    message = _("A set-up has at most %(most)d photos. Remove one first.")


def demand_set_up(actor: User, booking: Booking, now: datetime) -> None:
    """Raises `Forbidden`, `NotSetUp`."""
    demand_talker(actor, booking)
    waits = booking.state in (BookingState.OPTION, BookingState.REQUESTED)
    if not (waits or booking.state in SET_UP_STATES) or now >= closes_at(booking):
        raise NotSetUp()


def as_document(content: bytes) -> Document:
    return Document("", content, JPEG)


def copies_of(photos: Iterable[SetUpPhoto]) -> list[Document]:
    """The photos of another time, as files to keep anew: either set may lose one without the other."""
    return [as_document(content_of(photo.stored)) for photo in photos]


@step
def kept_set_up(
    *, booking: Booking, text: str, photos: Sequence[Kept], how: str, actor: User, now: datetime
) -> SetUp:
    """Written down; the caller holds the booking's row. Raises `TooManySetUpPhotos`."""
    by_hub = speaks_for_hub(actor, booking)
    set_up, _made = SetUp.objects.update_or_create(
        booking=booking, defaults={"text": text, "by_hub": by_hub, "changed_by": actor, "changed_at": now}
    )
    if set_up.photos.count() + len(photos) > MOST_PHOTOS:
        raise TooManySetUpPhotos(most=MOST_PHOTOS)
    SetUpPhoto.objects.bulk_create(_photo(set_up, document, stored, now) for document, stored in photos)
    note(booking=booking, how=how, actor=actor, now=now, photos=len(photos))
    return set_up


def _photo(set_up: SetUp, document: Document, stored: str, now: datetime) -> SetUpPhoto:
    with Image.open(io.BytesIO(document.content)) as picture:
        width, height = picture.size
    return SetUpPhoto(set_up=set_up, stored=stored, width=width, height=height, added_at=now)


@step
def note(*, booking: Booking, how: str, actor: User, now: datetime, photos: int) -> None:
    record(
        action=f"bookings.{how}",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts={"photos": photos},
    )
