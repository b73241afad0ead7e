from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._reaching import held_row
from bookings.actions._waiving import waived
from bookings.models import Booking
from bookings.models.bookings import LIVE_STATES
from bookings.permissions import may_judge
from facilities.actions._inductions import SayWhyInduction
from facilities.models import Induction
from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import verb
from members.models import User

__all__ = ["NothingToWaive", "SayWhyWaiver", "waive_induction"]


class SayWhyWaiver(SayWhyInduction):
    message = _("Say why they may do without: who of you is beside them, for instance.")


class NothingToWaive(Refusal):
    code = "nothing_to_waive"
    message = _("This booking is over, so nobody need be let in any more.")


@verb
def waive_induction(*, number: str, induction: Induction, reason: str, actor: User, now: datetime) -> Booking:
    """Let a booking be without an induction, so that it may be changed, moved or rehoused to what asks for it.

    For the hub's staff. Raises `SayWhyWaiver`, `NothingToWaive`, `Forbidden`; Http404 for a stranger.
    """
    booking = held_row(number=number, actor=actor)
    if not may_judge(actor, booking) or induction.hub_id != booking.hub_id:
        raise Forbidden()
    if not reason.strip():
        raise SayWhyWaiver()
    if booking.state not in LIVE_STATES or booking.period.end <= now:
        raise NothingToWaive()
    waived(booking=booking, induction_ids=[induction.pk], reason=reason.strip(), actor=actor, now=now)
    return booking
