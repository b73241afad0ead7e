"""Whom a request that nobody answers is taken to."""

from datetime import datetime

from django.db.models import Q

from bookings.models.bookings import Booking, BookingState
from facilities.models import Hub
from members.models import Grant, Role, User


def unanswered(number: str, now: datetime) -> Booking | None:
    """The request with this number as long as it waits for its answer. The dates of a series are pressed by the first
    of them: is that one answered alone, the next that still waits stands in for it."""
    rows = Booking.objects.select_related("hub__municipality", "organisation", "placed_by", "house_rules")
    rows = rows.filter(state=BookingState.REQUESTED, held_until__gt=now)
    together = Q(number=number) | Q(series__in=Booking.objects.filter(number=number).values("series"))
    return rows.filter(together).order_by("during__startswith", "pk").first()


def waiting_together(booking: Booking, now: datetime) -> int:
    """How many dates of its series wait for their answer, itself among them; 1 for a booking by itself."""
    if booking.series_id is None:
        return 1
    return Booking.objects.filter(
        series=booking.series_id, state=BookingState.REQUESTED, held_until__gt=now
    ).count()


def managers_of(hub: Hub) -> list[User]:
    """Those who manage it at this moment."""
    grants = Grant.objects.filter(role=Role.HUB_MANAGER, scope=hub.ref, revoked_at=None)
    return list(User.objects.filter(is_active=True, pk__in=grants.values("person")).order_by("pk"))
