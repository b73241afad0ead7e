from datetime import datetime
from uuid import UUID

from django.http import Http404

from bookings.actions._files import drop
from bookings.actions._reaching import held_row
from bookings.actions._set_ups import demand_set_up, note
from bookings.models.set_ups import SetUpPhoto
from hub.kit.transactions import after_commit, verb
from members.models import User


@verb
def remove_set_up_photo(*, number: str, uuid: UUID, actor: User, now: datetime) -> None:
    """One photo less; the same twice is an Http404. Raises `NotSetUp`; `Forbidden` for who may only read."""
    booking = held_row(number=number, actor=actor)
    demand_set_up(actor, booking, now)
    photo = SetUpPhoto.objects.filter(set_up__booking=booking, uuid=uuid).first()
    if photo is None:
        raise Http404
    stored = photo.stored
    photo.delete()
    note(booking=booking, how="remove_set_up_photo", actor=actor, now=now, photos=-1)
    after_commit(lambda: drop([stored]))
