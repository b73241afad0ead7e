"""What a booking's page says of fees and of who did not come, and what the hub's staff may do about them."""

from datetime import datetime
from typing import Any

from bookings.forms.judging import ReasonForm
from bookings.models import Booking, BookingState, FeeKind
from bookings.models.fees import fees_of
from bookings.models.terms import fee_for_not_coming
from bookings.permissions import may_judge
from bookings.rules.no_shows import may_still_be_marked


def fees_context(person: Any, found: Booking, now: datetime) -> dict[str, Any]:
    """One query at most, and one more for the hub's own staff."""
    fees = fees_of(found, now)
    standing = [fee for fee in fees if fee.lifted_at is None]
    no_show = next((fee for fee in standing if fee.kind == FeeKind.NO_SHOW), None)
    context: dict[str, Any] = {
        "fees": [fee for fee in fees if fee.kind != FeeKind.NO_SHOW],
        "cancel_fee": next((fee for fee in standing if fee.kind == FeeKind.CANCELLED), None),
        "no_show": no_show,
    }
    over = found.state in (BookingState.CONFIRMED, BookingState.COMPLETED)
    if not (fees or over and found.period.end <= now) or not may_judge(person, found):
        return context
    may_mark = over and no_show is None and may_still_be_marked(found.period, now)
    return {
        **context,
        "may_mark": may_mark,
        "would_cost": fee_for_not_coming(found) if may_mark else None,
        "may_waive": any(fee.kind != FeeKind.NO_SHOW for fee in standing),
        # Each with ids of its own: two of them may stand on one page.
        "waive_form": ReasonForm(auto_id="waive_%s"),
        "no_show_form": ReasonForm(auto_id="no_show_%s"),
        "came_form": ReasonForm(auto_id="came_%s"),
        "may_unmark": no_show is not None,
    }
