from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._ending_many import end_each, hold_each
from bookings.actions._telling import SERIES_CANCELLED, tell_series
from bookings.actions.cancel import FeeIsHigher, ReasonNeeded
from bookings.models import Booking, Series
from bookings.models.series_reads import later_dates
from bookings.models.terms import fee_for_cancelling
from bookings.permissions import may_cancel, may_change, series_for
from bookings.rules.numbers import read_number
from funding.rules.fees import NOTHING, Fee
from hub.kit.errors import Forbidden, Refusal
from hub.kit.money import format_eur
from hub.kit.transactions import verb
from members.models import User

__all__ = ["FeeIsHigher", "NothingToCancel", "ReasonNeeded", "cancel_series"]


class NothingToCancel(Refusal):
    code = "nothing_to_cancel"
    message = _("None of these dates is still to come, so there is nothing left to cancel.")


@verb
def cancel_series(
    *,
    number: str,
    start: datetime,
    actor: User,
    now: datetime,
    reason: str = "",
    most_cents: int | None = None,
) -> list[Booking]:
    """Cancel every date of a series that begins at `start` or later and has not begun, as `cancel` does each: all of
    them or none. `most_cents` is what the organisation was told that it pays for all together. Both are told once.

    Raises `NothingToCancel`, `ReasonNeeded`, `FeeIsHigher`; `Forbidden` for who sees it but may not cancel it, Http404
    for a stranger.
    """
    series = series_for(actor, read_number(number))
    if not may_cancel(actor, series):
        raise Forbidden()
    if not may_change(actor, series) and not reason.strip():
        raise ReasonNeeded()
    bookings, waits = hold_each(rows=later_dates(series=series, start=start, now=now), actor=actor, now=now)
    if not bookings:
        raise NothingToCancel()
    fees = _fees(series, bookings, actor, now)
    own_cents = sum(each.own_cents for each in fees)
    if most_cents is not None and own_cents > most_cents:
        raise FeeIsHigher(fee=format_eur(own_cents), own_cents=own_cents)
    end_each(bookings=bookings, waits=waits, fees=fees, actor=actor, now=now, reason=reason.strip())
    tell_series(kind=SERIES_CANCELLED, series=series, bookings=bookings, now=now, why=reason.strip())
    return bookings


def _fees(series: Series, bookings: Sequence[Booking], actor: User, now: datetime) -> list[Fee]:
    """What the hub cancels costs nobody a fee."""
    if not may_change(actor, series):
        return [NOTHING] * len(bookings)
    return [fee_for_cancelling(each, now=now) for each in bookings]
