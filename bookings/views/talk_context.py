"""What a booking's page shows of its thread and of how it is set up."""

from datetime import datetime
from typing import Any

from bookings.models import Booking, BookingState
from bookings.models.callers import guest_of
from bookings.models.set_ups import SET_UP_STATES, last_set_up, own_set_up
from bookings.models.thread import closes_at, is_talked_about, unread
from bookings.permissions import may_talk, side_of
from members.models.unreachable import unreachable

SET_UP_SHOWN = (BookingState.HELD, BookingState.OPTION, BookingState.REQUESTED, *SET_UP_STATES)


def talk_context(person: Any, found: Booking, now: datetime) -> dict[str, Any]:
    """Names begin with what they are about, since they stand among all others of the page."""
    talks, side = is_talked_about(found), side_of(person, found)
    new = unread([found.pk], by_hub=side.is_hub).get(found.pk, 0) if talks and side else 0
    return {
        "talks": talks,
        "talk_new": new,
        "talk_last": found.remarks.select_related("person").order_by("at", "pk").last() if talks else None,
        "may_talk": bool(may_talk(person, found)) and now < closes_at(found),
        **(_mail_context(person, found) if side else {}),
        **set_up_context(found),
    }


def _mail_context(person: Any, found: Booking) -> dict[str, Any]:
    """Whether mail reaches whom it goes to, which need not be who placed it."""
    guest = guest_of(found)
    return {
        "mail_refused": unreachable(guest.email) if guest.email else None,
        "mail_to": guest.name,
        "mail_is_mine": guest.person is not None and guest.person.pk == person.pk,
    }


def set_up_context(found: Booking) -> dict[str, Any]:
    """Its own notes, and those of last time as long as it has none."""
    if found.state not in SET_UP_SHOWN:
        return {"set_up": None, "last_set_up": None}
    own = own_set_up(found)
    return {"set_up": own, "last_set_up": None if own else last_set_up(found)}
