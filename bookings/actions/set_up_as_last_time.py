from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._files import Kept, stored
from bookings.actions._reaching import held_row
from bookings.actions._set_ups import JPEG_ENDING, copies_of, demand_set_up, kept_set_up
from bookings.models.set_ups import SetUp, last_set_up
from bookings.permissions import booking_for
from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import User


class NoLastTime(Refusal):
    code = "no_last_time"
    message = _("There is no earlier booking of yours here with notes about how it was set up.")


class OwnSetUp(Refusal):
    code = "own_set_up"
    message = _("This booking has notes of its own already. Change those.")


def set_up_as_last_time(*, number: str, actor: User, now: datetime) -> SetUp:
    """One click: the words and photos of last time become this booking's own.

    Raises `NoLastTime`, `OwnSetUp`, `NotSetUp`; `Forbidden` for who may only read, Http404 for a stranger.
    """
    booking = booking_for(actor, number)
    demand_set_up(actor, booking, now)
    last = last_set_up(booking)
    if last is None:
        raise NoLastTime()
    documents = [(each, JPEG_ENDING) for each in copies_of(last.photos.all())]
    with stored(documents) as photos:
        return _take_over(number=number, text=last.text, photos=photos, actor=actor, now=now)


@verb
def _take_over(*, number: str, text: str, photos: Sequence[Kept], actor: User, now: datetime) -> SetUp:
    booking = held_row(number=number, actor=actor)
    demand_set_up(actor, booking, now)
    if SetUp.objects.filter(booking=booking).exists():
        raise OwnSetUp()
    return kept_set_up(
        booking=booking, text=text, photos=photos, how="set_up_as_last_time", actor=actor, now=now
    )
