"""When is the first free day? A hundred rooms, nine tenths full for half a year, eight hours between nine and five."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models.availability import Hours, first_free
from facilities.models import Facility
from hub.kit import clock
from hub.kit.periods import Period

ROUNDS = 5


@dataclass(frozen=True)
class FirstFree:
    """Seconds of the slowest cold call, of a usual one, and of the same statement asked by hand."""

    found: int
    cold: float
    usual: float
    bare: float
    queries: int


def first_of_all() -> FirstFree:
    """Each time on a connection of its own: nothing is planned, and nothing of it is in a cache of ours."""
    rooms = list(Facility.objects.filter(hub__slug="crowded").select_related("hub").order_by("pk"))
    now = clock.now()

    def ask() -> dict[int, datetime]:
        window = Period(now, now + timedelta(days=180))
        hours = Hours(clock_time(9), clock_time(17))
        return first_free(facilities=rooms, minutes=480, window=window, now=now, hours=hours)

    with CaptureQueriesContext(connection) as captured:
        found = ask()
    statement = captured.captured_queries[0]["sql"]
    ours, bare = [], []
    for _round in range(ROUNDS):
        ours.append(_on_a_new_connection(ask))
        bare.append(_on_a_new_connection(lambda: _by_hand(statement)))
    return FirstFree(
        len(found), max(ours), sorted(ours)[ROUNDS // 2], sorted(bare)[ROUNDS // 2], len(captured)
    )


def _on_a_new_connection(ask: object) -> float:
    assert callable(ask)
    connection.close()
    connection.ensure_connection()
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


def _by_hand(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.fetchall()
