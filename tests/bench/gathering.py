"""What a how-to needs, gathered from 2,000 facilities at ten hubs in a week: three kinds, of one of them three."""

import statistics
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Mod
from django.test.utils import CaptureQueriesContext

from bookings.gathering import gather
from bookings.models.exactly import Near
from bookings.proposals import Wanted
from bookings.rules.gathering import Want
from facilities.models import Facility, Hub
from hub.kit import clock
from hub.kit.periods import Period
from tests.bench.figures import Figure
from tests.factories.facilities import AMSTERDAM, KindFactory

ROUNDS, WARMING = 9, 2
LENGTH = 240
# Seconds.
MOST_GATHERING = 1.0
KINDS = ("bench-room", "bench-camera", "bench-light")


@dataclass(frozen=True)
class Gathered:
    """Seconds: the median of its rounds, and of its statements asked by hand."""

    found: int
    seconds: float
    bare: float
    statements: int


def furnish() -> None:
    """Of three kinds instead of one, a third of each hub's rooms each."""
    kinds = [KindFactory(slug=slug).pk for slug in KINDS]
    for number, kind in enumerate(kinds):
        Facility.objects.annotate(third=Mod("pk", Value(3))).filter(third=number).update(kind=kind)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE facilities_facility")


def gathered() -> Gathered:
    """Near the first hub, in the seven days from tomorrow on."""
    now = clock.now()
    start = datetime.combine(now.astimezone(AMSTERDAM).date(), clock_time(), AMSTERDAM) + timedelta(days=1)
    hub = Hub.objects.get(slug="hub-1")
    wanted = Wanted(
        wants=tuple(Want(key, slug, 3 if key == 0 else 1) for key, slug in enumerate(KINDS)),
        minutes=LENGTH,
        window=Period(start, start + timedelta(days=7)),
        near=Near(float(hub.latitude), float(hub.longitude)),
    )
    taken = []
    for _round in range(ROUNDS + WARMING):
        began = time.perf_counter()
        proposals = gather(asked=wanted, organisation=None, now=now)
        taken.append(time.perf_counter() - began)
    with CaptureQueriesContext(connection) as captured:
        gather(asked=wanted, organisation=None, now=now)
    statements = [each["sql"] for each in captured.captured_queries]
    bare = [_by_hand(statements) for _round in range(ROUNDS)]
    return Gathered(
        len(proposals), statistics.median(taken[WARMING:]), statistics.median(bare), len(statements)
    )


def _by_hand(statements: list[str]) -> float:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()
    return time.perf_counter() - began


def of_gathered(found: Gathered) -> Figure:
    return Figure(
        "what a how-to needs, a week, 2,000 facilities: seconds",
        found.seconds,
        1,
        MOST_GATHERING,
        found.statements,
        found.seconds <= MOST_GATHERING,
        found.seconds * 1000,
        remark=f"{found.bare * 1000:.0f} ms its statements by hand; {found.found} proposals",
    )
