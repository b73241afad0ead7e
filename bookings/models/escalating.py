"""Whom a request that nobody answers is taken to."""

from datetime import datetime

from bookings.models.bookings import Booking, BookingState
from facilities.models import Hub
from members.models import Grant, Role, User


def unanswered(number: str, now: datetime) -> Booking | None:
    """The request with this number as long as it waits for its answer."""
    rows = Booking.objects.select_related("hub__municipality", "organisation", "placed_by", "house_rules")
    return rows.filter(number=number, state=BookingState.REQUESTED, held_until__gt=now).first()


def managers_of(hub: Hub) -> list[User]:
    """Those who manage it at this moment."""
    grants = Grant.objects.filter(role=Role.HUB_MANAGER, scope=hub.ref, revoked_at=None)
    return list(User.objects.filter(is_active=True, pk__in=grants.values("person")).order_by("pk"))
