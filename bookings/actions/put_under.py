from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._part_of import NotPartOf, demand_part, say_part_of
from bookings.actions._reaching import held_row
from bookings.models import Booking
from bookings.models.bookings import LIVE_STATES, lapsed
from bookings.permissions import may_change
from hub.kit.errors import Forbidden, Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from members.models import User

__all__ = ["ItIsOver", "NotPartOf", "put_under"]


class ItIsOver(Refusal):
    code = "booking_is_over"
    message = _("This booking was cancelled or let go, so it is part of nothing any more.")


@verb
def put_under(*, number: str, part_of: Ref | None, actor: User, now: datetime) -> Booking:
    """Say what a booking is part of, such as a pilot of its organisation, or that it is part of nothing (None). It may
    be said afterwards, as long as that still runs. The same again changes nothing.

    Raises `NotPartOf`, `ItIsOver`; `Forbidden` for who sees it but may not change it, Http404 for a stranger.
    """
    booking = held_row(number=number, actor=actor)
    if not may_change(actor, booking):
        raise Forbidden()
    before = booking.part_of or None
    if before == part_of:
        return booking
    is_lapsed = Booking.objects.filter(lapsed(now), pk=booking.pk).exists()
    if part_of and (booking.state not in LIVE_STATES or is_lapsed):
        raise ItIsOver()
    demand_part(part_of, booking.organisation_id)
    say_part_of([booking], part_of, actor=actor, now=now)
    return booking
