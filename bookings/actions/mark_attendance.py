from datetime import datetime

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from bookings.actions._attending import as_seen, session_row
from bookings.actions._reaching import held_row
from bookings.models import Attendance, Booking
from bookings.models.sessions import CAME_STATES, EARLY, LATE, attendee, session_of_seat
from bookings.permissions import may_judge
from hub.kit.audit import record
from hub.kit.errors import Busy, Forbidden, Refusal
from hub.kit.saying import moment
from hub.kit.transactions import verb
from members.models import User


class NoSeat(Refusal):
    code = "no_seat"
    message = _("This is no seat in a training session that takes place.")


class NotNowToSay(Refusal):
    code = "not_now_to_say"
    message = _("Who was there can be said from %(first)s until %(last)s.")


@verb
def mark_attendance(*, number: str, came: bool, actor: User, now: datetime) -> Attendance:
    """The desk says whether who has a seat was there, from an hour before it begins until a month after it ended. Once
    it is over whoever was there has the induction at once; whoever was not, and had been given it, has it no more.

    For the hub's staff. Raises `NoSeat`, `NotNowToSay`, `Forbidden`; Http404 for a stranger.
    """
    booking = held_row(number=number, actor=actor)
    if not may_judge(actor, booking):
        raise Forbidden()
    found = session_of_seat(booking)
    if found is None or found.called_off_at or booking.state not in CAME_STATES:
        raise NoSeat()
    session = session_row(found.pk)
    if session is None:
        raise Busy()
    first, last = session.period.start - EARLY, session.period.end + LATE
    if not first <= now < last:
        zone = booking.hub.zone
        raise NotNowToSay(first=moment(first, zone), last=moment(last, zone))
    seen, _new = Attendance.objects.update_or_create(
        booking=booking, defaults={"came": came, "noted_by": actor, "noted_at": now}
    )
    _note(booking, came, actor, now)
    if session.settled_at:
        as_seen(session=session, booking=booking, came=came, why=_why(booking), actor=actor, now=now)
    return seen


def _why(booking: Booking) -> str:
    """In the words of who reads it."""
    person = attendee(booking)
    with override(person.language if person else None):
        return translate("You were not there, as the desk saw it.")


def _note(booking: Booking, came: bool, actor: User, now: datetime) -> None:
    record(
        action="bookings.mark_attendance",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts={"came": came},
    )
