from datetime import datetime
from typing import IO
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from facilities.actions._pictures import remade
from facilities.models import Facility, Photo
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb

MOST_PHOTOS = 12


class PictureNeedsWords(Refusal):
    code = "picture_needs_words"
    status = 400
    message = _("Say in Dutch what is to be seen, for those who do not see it.")


class TooManyPhotos(Refusal):
    code = "too_many_photos"
    message = _("A facility has at most %(most)s photos. Remove one first.")


def add_photo(
    *,
    facility: Facility,
    file: IO[bytes],
    name: str,
    alt_nl: str,
    alt_en: str = "",
    actor: Actor,
    now: datetime,
) -> Photo:
    """Show a photo of a facility, after those that are there. What is kept is ours: made anew, under a name we draw.

    The picture is read before the transaction begins, since that takes a moment. Raises `Forbidden`,
    `PictureNeedsWords`, `TooManyPhotos`, and what `facilities.actions._pictures` refuses.
    """
    demand_manager(actor, facility.hub)
    if not alt_nl.strip():
        raise PictureNeedsWords()
    picture = remade(file=file, name=name)
    return _attach(
        facility=facility, picture=picture, alt_nl=alt_nl.strip(), alt_en=alt_en.strip(), actor=actor, now=now
    )


@verb
def _attach(
    *, facility: Facility, picture: ContentFile, alt_nl: str, alt_en: str, actor: Actor, now: datetime
) -> Photo:
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    there = Photo.objects.filter(facility=facility)
    count = there.count()
    if count >= MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    last = there.order_by("position").last()
    photo = Photo(
        facility=facility,
        alt_nl=alt_nl,
        alt_en=alt_en,
        position=min(last.position + 1, 32_000) if last else 0,
    )
    photo.image.save(f"{uuid4().hex}.jpg", picture, save=False)
    try:
        photo.width, photo.height = photo.image.width, photo.image.height
        photo.save()
    except BaseException:
        photo.image.delete(save=False)
        raise
    record(
        action="facilities.add_photo",
        about=facility.ref,
        actor=actor,
        now=now,
        hub_id=facility.hub_id,
        facts={"photo": photo.pk},
    )
    return photo
