"""What this room keeps about a person: for the file that they take along."""

from typing import Any

from django.db.models import Q

from bookings.models.bookings import Booking
from bookings.models.feeds import Feed
from bookings.models.inductions import Attendance
from bookings.models.messages import MailOptOut
from bookings.models.remarks import Remark
from bookings.models.second_options import SecondOption
from bookings.models.series import Series
from bookings.models.waitlist import WaitlistEntry
from members.models import User

BOOKING = ("number", "organisation__name", "hub__name", "state", "purpose", "people", "placed_at", "ended_at")
LINE = ("number", "organisation__name", "hub__name", "facility__name", "state", "purpose", "joined_at")


def told(person: User) -> dict[str, Any]:
    """What somebody booked, used, wrote and chose. Bookings are their organisation's, with all else that they hold."""
    return {
        "booked": _rows(Booking.objects.filter(placed_by=person), *BOOKING),
        "used": _rows(Booking.objects.filter(used_by=person), *BOOKING),
        "series": _rows(Series.objects.filter(placed_by=person), "number", "organisation__name"),
        "second_options": _rows(
            SecondOption.objects.filter(placed_by=person), "number", "organisation__name"
        ),
        "waited": _rows(WaitlistEntry.objects.filter(placed_by=person), *LINE),
        "said": _rows(Remark.objects.filter(person=person), "booking__number", "text", "at"),
        "seen_at_sessions": _rows(
            Attendance.objects.filter(
                Q(booking__used_by=person) | Q(booking__used_by=None, booking__placed_by=person)
            ),
            *("booking__number", "came", "noted_at"),
        ),
        "calendar_links": _rows(
            Feed.objects.filter(owner=person), "kind", "name", "created_at", "revoked_at", "used_on"
        ),
        "mail_not_wanted": _rows(MailOptOut.objects.filter(person=person), "kind", "since"),
    }


def _rows(found: Any, *names: str) -> list[dict[str, Any]]:
    return list(found.order_by("pk").values(*names))
