"""Bookings whose people no mail reaches, so that somebody rings them."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from bookings.models.bookings import WAITING_STATES, Booking, BookingState
from facilities.models import Hub
from members.models import UnreachableAddress


def unreached_at(hub: Hub, now: datetime) -> list[Booking]:
    """At a hub, what is still to come, the first on top; one query."""
    marked = UnreachableAddress.objects.filter(address=Lower(OuterRef("placed_by__email")))
    return list(
        Booking.objects.filter(
            Exists(marked),
            hub=hub,
            state__in=(*WAITING_STATES, BookingState.CONFIRMED),
            during__endswith__gt=now,
        )
        .select_related("organisation", "placed_by")
        .order_by("during", "pk")
    )
