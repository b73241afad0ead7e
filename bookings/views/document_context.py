"""The documents of a booking, for its page."""

from datetime import datetime
from typing import Any

from bookings.models import Booking, BookingState
from bookings.models.bookings import WAITING_STATES
from bookings.permissions import may_cancel
from funding.models import Invoice
from funding.models.invoicing import setting_on
from funding.rules.time import local_day


def documents_context(person: Any, found: Booking, now: datetime) -> dict[str, Any]:
    """Agreements and quotes, the latest first, and invoices as they were issued; whether a quote can be made now."""
    live = found.state in (*WAITING_STATES, BookingState.CONFIRMED)
    until = found.period.start if found.state == BookingState.CONFIRMED else found.held_until
    may_offer = live and until > now and bool(may_cancel(person, found))
    return {
        "contracts": list(found.contracts.defer("facts")) if found.confirmed_at else [],
        "offers": list(found.offers.defer("facts")),
        "invoices": list(Invoice.objects.filter(parts__about=found.ref).distinct().order_by("pk")),
        "may_offer": may_offer and setting_on(found.hub, local_day(now, found.hub.zone)) is not None,
    }
