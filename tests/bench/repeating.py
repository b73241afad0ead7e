"""How 52 dates of a series stand, against the same statement for one date, 52 times: one statement for all of them."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models.repeating import look_at_dates
from facilities.models import Facility
from funding.rules.lines import LineWish
from hub.kit import clock
from hub.kit.periods import Period
from tests.factories.facilities import AMSTERDAM

ROUNDS = 20
DATES = 52


@dataclass(frozen=True)
class Repeated:
    """Seconds of a usual look at 52 dates, of one date, and of the statement for 52 asked by hand."""

    whole: float
    single: float
    bare: float
    queries: int


def repeated() -> Repeated:
    room = Facility.objects.filter(hub__slug="hub-1").order_by("pk")[7]
    now = clock.now()
    first = now.astimezone(AMSTERDAM).date() + timedelta(days=3)
    dates = []
    for week in range(DATES):
        on = first + timedelta(weeks=week)
        start, end = (datetime.combine(on, clock_time(hour), AMSTERDAM) for hour in (19, 21))
        dates.append((LineWish(room.pk, 1, Period(start, end)),))

    def ask(count: int) -> None:
        found = look_at_dates(dates[:count], hub_id=room.hub_id, now=now)
        assert len(found) == count

    with CaptureQueriesContext(connection) as captured:
        ask(DATES)
    statement = captured.captured_queries[0]["sql"]
    return Repeated(
        _usually(lambda: ask(DATES)),
        _usually(lambda: ask(1)),
        _usually(lambda: _by_hand(statement)),
        len(captured),
    )


def _usually(ask: Callable[[], None]) -> float:
    taken = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _by_hand(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.fetchall()
