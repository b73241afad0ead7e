"""What a booking's page shows of inductions: who will be there, and for the desk what was waived or may be."""

from datetime import datetime
from typing import Any

from bookings.forms.sessions import WaiveForm
from bookings.models import Booking
from bookings.models.bookings import LIVE_STATES
from bookings.models.inducted import lacking_in
from facilities.models.inducting import inductions_of


def induction_context(found: Booking, now: datetime, *, is_desk: bool) -> dict[str, Any]:
    """Names begin with what they are about, since they stand among all others of the page."""
    if not is_desk:
        return {}
    inductions = list(inductions_of(found.hub))
    if not inductions:
        return {}
    live = found.state in LIVE_STATES and found.period.end > now
    return {
        "induction_waivers": list(found.induction_waivers.select_related("induction", "by").order_by("at")),
        "induction_lacking": lacking_in(found) if live else [],
        "induction_form": WaiveForm(inductions=inductions) if live else None,
    }
