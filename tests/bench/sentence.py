"""The sentence over 2,000 facilities and a week: the whole answer over HTTP against the same statements by hand."""

import statistics
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time
from urllib.parse import urlencode

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.finding import find, priced
from bookings.rules.question import Question
from hub.kit import clock
from hub.kit.periods import Period
from tests.bench.server import Visitor
from tests.factories.facilities import AMSTERDAM

ROUNDS, WARMING, PAGE = 15, 4, 24
LENGTH = 240


@dataclass(frozen=True)
class Searched:
    """How many were found, and milliseconds: of the answer over HTTP, and of its statements alone."""

    found: int
    ours: float
    bare: float
    queries: int


def searched(visitor: Visitor) -> Searched:
    """Four hours between nine and five, anywhere, in the seven days from tomorrow on."""
    tomorrow = datetime.combine(
        clock.now().astimezone(AMSTERDAM).date(), clock_time(), AMSTERDAM
    ) + timedelta(1)
    window = Period(tomorrow, tomorrow + timedelta(days=7))
    asked = {"start": window.start.isoformat(), "end": window.end.isoformat(), "minutes": str(LENGTH)}
    path = f"/api/somewhere?{urlencode({**asked, 'hours': '09:00-17:00'})}"
    found, statements = _statements(window)
    ours, bare = [], []
    for number in range(ROUNDS + WARMING):
        answer = visitor.ask(path)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {answer.body[:300]!r}")
        began = time.perf_counter()
        _by_hand(statements)
        if number >= WARMING:
            ours.append(answer.seconds)
            bare.append(time.perf_counter() - began)
    return Searched(found, statistics.median(ours) * 1000, statistics.median(bare) * 1000, len(statements))


def _statements(window: Period) -> tuple[int, list[str]]:
    now = clock.now()
    hours = (clock_time(9), clock_time(17))
    question = Question(when="", window=window, minutes=LENGTH, hours=hours)
    with CaptureQueriesContext(connection) as captured:
        answer = find(question=question, origin=None, organisation=None, now=now)
        priced(hits=answer.hits[:PAGE], organisation=None, now=now)
    return len(answer.hits), [each["sql"] for each in captured.captured_queries]


def _by_hand(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()
