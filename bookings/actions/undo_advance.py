from datetime import datetime
from uuid import uuid4

from django.http import Http404

from bookings.actions._advances import KEY, post, written_down
from bookings.actions._reaching import held_row
from bookings.models.advances import Advance
from bookings.permissions import may_move_money
from funding.actions._giving_back import hold_payments
from funding.actions.undo_transfer import AlreadyUndone, SayWhyUndone
from funding.models import Entry
from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.models import User


@verb
def undo_advance(*, number: str, advance_id: int, reason: str, actor: User, now: datetime) -> Advance:
    """Take back an advance that was noted wrongly: its entry is reversed, and what it paid is owed again. An invoice
    that was issued for it stays, open.

    For the hub's managers. Raises `SayWhyUndone`, `AlreadyUndone`; `Forbidden` for who sees the booking but does not
    manage its hub, Http404 for a stranger and for what is not of this booking.
    """
    booking = held_row(number=number, actor=actor)
    if not may_move_money(actor, booking):
        raise Forbidden()
    advance = Advance.objects.filter(booking=booking, pk=advance_id).first()
    if advance is None:
        raise Http404
    if not reason.strip():
        raise SayWhyUndone()
    if advance.reverses_id or Advance.objects.filter(reverses=advance).exists():
        raise AlreadyUndone()
    hold_payments(booking.ref)
    back = Advance.objects.create(
        booking=booking,
        cents=-advance.cents,
        received_on=advance.received_on,
        key=uuid4(),
        noted_at=now,
        noted_by_id=actor.pk,
        reason=reason.strip()[:200],
        reverses=advance,
    )
    entry = Entry.objects.get(idempotency_key=KEY.format(pk=advance.pk))
    post(booking=booking, advance=back, reverses=entry, now=now)
    written_down(action="bookings.undo_advance", booking=booking, advance=back, actor=actor, now=now)
    return back
