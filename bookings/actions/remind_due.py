from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from bookings.actions._telling import BRING_BACK, HUB, PLACER, SET_UP, THANKS, TOMORROW
from bookings.models import Booking
from bookings.models.messages import (
    MessageKind,
    beginning_on,
    borrowed_until,
    ended_on,
    hubs_with_bookings,
    setting_of,
)
from facilities.models import Hub
from hub.kit.batches import each_alone
from hub.kit.outbox import emit, queued
from hub.kit.transactions import step, verb

A_DAY = timedelta(days=1)
THANKS_HOUR = 10


def remind_due(*, now: datetime) -> int:
    """Every few minutes: at each hub whose hour has come, queue what goes the day before (who comes, what comes back,
    how it is set up) and the day after. Each mail is queued once for a booking and its day, however often this runs.

    Only what was confirmed, as it is, before the hour: who books or changes later has just been told. A day whose hour
    nobody was there for until midnight is left out. Returns at how many hubs it looked.
    """
    hubs = {hub.pk: hub for hub in hubs_with_bookings(now)}
    return each_alone("remind_due", lambda pk: _of_hub(hub=hubs[pk], now=now), list(hubs))


@verb
def _of_hub(*, hub: Hub, now: datetime) -> bool:
    setting, today = setting_of(hub), now.astimezone(hub.zone).date()
    at = datetime.combine(today, time(setting.remind_hour), hub.zone)
    if now >= at:
        comes = list(beginning_on(hub, today + A_DAY, known_at=at))
        _queue(comes, SET_UP, {"reader": HUB}, on=today + A_DAY, now=now)
        if MessageKind.REMINDER not in setting.without:
            _queue(comes, TOMORROW, {"reader": PLACER}, on=today + A_DAY, now=now)
        if MessageKind.RETURN not in setting.without:
            back = borrowed_until(hub, today + A_DAY, known_at=at)
            _queue(back, BRING_BACK, {"reader": PLACER}, on=today + A_DAY, now=now)
    thanks_at = datetime.combine(today, time(THANKS_HOUR), hub.zone)
    if now >= thanks_at and MessageKind.THANKS not in setting.without:
        _queue(ended_on(hub, today - A_DAY), THANKS, {"reader": PLACER}, on=None, now=now)
    return now >= min(at, thanks_at)


@step
def _queue(
    bookings: Iterable[Booking], kind: str, payload: dict[str, Any], *, on: date | None, now: datetime
) -> None:
    """`on`: the day that it is about. A booking that is moved to another day is told of that one as well."""
    tail = f":{on.isoformat()}" if on else ""
    said = {**payload, "on": on.isoformat()} if on else payload
    due = {f"{kind}:{booking.number}{tail}": booking for booking in bookings}
    known = queued(due)
    for key, booking in due.items():
        if key not in known:
            emit(kind=kind, about=booking.ref, key=key, now=now, payload=said)
