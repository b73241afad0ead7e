"""What the two sides are told of what has changed: beside what they know, so that several changes at once are one."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from bookings.actions._telling import CHANGED, SERIES_CHANGED, tell, tell_series
from bookings.models import Booking, Series
from hub.kit.models import OutboxMessage
from hub.kit.transactions import step

Was = Mapping[str, Any]


def was_of(booking: Booking, now: datetime) -> Was:
    """When it is and what the organisation pays, before that changes now."""
    start, end = booking.period.start, booking.period.end
    return {
        "start": start.isoformat(),
        "end": end.isoformat(),
        "own_cents": booking.own_cents,
        "since": now.isoformat(),
    }


@step
def tell_of_change(*, booking: Booking, now: datetime, why: str = "", was: Was | None = None) -> None:
    """Of several changes the last is told (`bookings.outbound.mail`), beside what the two sides know: what it was
    before the first that they have not heard of."""
    was = _unheard([booking], booking.series).get(booking.number, was)
    tell(kind=CHANGED, booking=booking, now=now, why=why, was=dict(was) if was else None)


@step
def tell_of_changed_dates(
    *,
    series: Series,
    bookings: Collection[Booking],
    now: datetime,
    why: str = "",
    was: Mapping[str, Was] | None = None,
) -> None:
    """The same of several dates of a series, in one message to each side; `was` by number."""
    known = {**(was or {}), **_unheard(bookings, series)}
    its = {each.number: dict(known[each.number]) for each in bookings if each.number in known}
    tell_series(kind=SERIES_CHANGED, series=series, bookings=bookings, now=now, why=why, was=its)


def _unheard(bookings: Collection[Booking], series: Series | None) -> dict[str, Was]:
    """By number what each was before the first change that somebody has not heard of, told of alone or with others of
    its series; one query, which reads the keys' index."""
    keys = [f"{CHANGED}:{each.number}:" for each in bookings]
    keys += [f"{SERIES_CHANGED}:{series.number}:"] if series else []
    untold = OutboxMessage.objects.filter(reduce(or_, (Q(key__startswith=key) for key in keys)), done_at=None)
    found: dict[str, Was] = {}
    rows = untold.filter(payload__has_key="was").order_by("pk").values_list("kind", "about", "payload__was")
    for kind, about, was in rows:
        for number, each in was.items() if kind == SERIES_CHANGED else [(about.id, was)]:
            found.setdefault(number, each)
    return found
