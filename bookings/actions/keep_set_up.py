from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._files import Kept, stored
from bookings.actions._reaching import held_row
from bookings.actions._set_ups import (
    JPEG_ENDING,
    MOST_PHOTOS,
    TooManySetUpPhotos,
    as_document,
    copies_of,
    demand_set_up,
    kept_set_up,
)
from bookings.models.set_ups import SetUp, last_set_up
from bookings.permissions import booking_for
from facilities.actions._pictures import remade
from funding.actions._documents import Sent
from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import User

LONGEST = 4_000


class SetUpTooLong(Refusal):
    code = "set_up_too_long"
    status = 400
    message = _("Say it in at most %(most)d characters.")


def keep_set_up(
    *,
    number: str,
    text: str,
    photos: Sequence[Sent] = (),
    with_last: bool = False,
    actor: User,
    now: datetime,
) -> SetUp:
    """How it is set up, in words and photos, by the desk or the organisation; what was written before is replaced,
    photos are added. Without words and photos: not as last time. `with_last`: the photos of last time come along.

    Photos are made anew before the transaction begins. Raises `NotSetUp`, `SetUpTooLong`, `TooManySetUpPhotos`, what
    `facilities.actions._pictures` refuses; `Forbidden` for who may only read, Http404 for a stranger.
    """
    booking = booking_for(actor, number)
    demand_set_up(actor, booking, now)
    if len(text.strip()) > LONGEST:
        raise SetUpTooLong(most=LONGEST)
    if len(photos) > MOST_PHOTOS:
        raise TooManySetUpPhotos(most=MOST_PHOTOS)
    made = [as_document(remade(file=each.file, name=each.name).read()) for each in photos]
    last = last_set_up(booking) if with_last else None
    made += copies_of(last.photos.all()) if last else []
    with stored([(each, JPEG_ENDING) for each in made]) as files:
        return _keep(number=number, text=text.strip(), photos=files, actor=actor, now=now)


@verb
def _keep(*, number: str, text: str, photos: Sequence[Kept], actor: User, now: datetime) -> SetUp:
    booking = held_row(number=number, actor=actor)
    demand_set_up(actor, booking, now)
    return kept_set_up(booking=booking, text=text, photos=photos, how="keep_set_up", actor=actor, now=now)
