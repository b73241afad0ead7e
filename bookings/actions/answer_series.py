from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._confirming import made_firm
from bookings.actions._ending_many import end_each, hold_each
from bookings.actions._judging import NothingToJudge, SayWhy
from bookings.actions._telling import SERIES_CONFIRMED, SERIES_DECLINED, tell_series
from bookings.models import Booking, BookingState, Series
from bookings.models.series_reads import dates_of, later_dates
from bookings.permissions import may_judge, series_for
from funding.rules.fees import NOTHING
from hub.kit.errors import Forbidden, Refusal
from hub.kit.saying import moment
from hub.kit.transactions import verb
from members.models import User

__all__ = ["NothingToJudge", "SayWhy", "WaitsNoMore", "answer_series"]


class WaitsNoMore(Refusal):
    """Carries the dates that were shown and are no requests any more, by their numbers, in `numbers`."""

    code = "waits_no_more"
    message = _(
        "Nothing was answered. No longer waiting for you: %(dates)s. Look at the dates and decide again."
    )


@verb
def answer_series(
    *, number: str, yes: bool, reason: str, actor: User, now: datetime, seen: Collection[str] = ()
) -> list[Booking]:
    """The hub's staff say yes, or no, to all dates of a series that still wait for their answer; both are told once.
    Single dates may be answered before, each on its own (`approve`, `decline`). `seen`: the numbers of those that were
    shown as waiting; all of them are answered or none.

    Raises `SayWhy`, `NothingToJudge`, `WaitsNoMore`; `Forbidden` for who sees it but does not work at the hub, Http404
    for a stranger.
    """
    series = series_for(actor, number)
    if not may_judge(actor, series):
        raise Forbidden()
    if not reason.strip():
        raise SayWhy()
    rows = later_dates(series=series, start=now, now=now).filter(state=BookingState.REQUESTED)
    held, waits = hold_each(rows=rows, actor=actor, now=now)
    bookings = _waiting(held)
    _demand_all(series, bookings, seen)
    if yes:
        for booking in bookings:
            made_firm(booking=booking, actor=actor, now=now, how="approve", reason=reason.strip(), quiet=True)
    else:
        fees = [NOTHING] * len(bookings)
        end_each(
            bookings=bookings,
            waits=waits,
            fees=fees,
            actor=actor,
            now=now,
            reason=reason.strip(),
            how="decline",
        )
    kind = SERIES_CONFIRMED if yes else SERIES_DECLINED
    tell_series(kind=kind, series=series, bookings=bookings, now=now, why=reason.strip())
    return bookings


def _waiting(held: Sequence[Booking]) -> list[Booking]:
    """Those that nobody has answered meanwhile."""
    bookings = [each for each in held if each.state == BookingState.REQUESTED]
    if not bookings:
        raise NothingToJudge()
    return bookings


def _demand_all(series: Series, bookings: Sequence[Booking], seen: Collection[str]) -> None:
    """Raises `WaitsNoMore` where some that were shown are not among those that are answered now."""
    gone = set(seen) - {each.number for each in bookings}
    if gone:
        missing = dates_of(series).filter(number__in=gone)
        said = "; ".join(moment(each.period.start, series.zone, "short") for each in missing)
        raise WaitsNoMore(dates=said, numbers=sorted(each.number for each in missing))
