"""The sentence over 2,000 facilities and a week: the whole answer over HTTP against the same statements by hand; once
where no house has rules about who comes along, and once where all of them have."""

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
from facilities.models import CompanionRule, Facility, Hub, KindFamily
from facilities.rules.companions import Span, Why
from hub.kit import clock
from hub.kit.periods import Period
from tests.bench.server import Visitor
from tests.factories.facilities import AMSTERDAM, CalendarFactory, FacilityFactory, KindFactory
from tests.factories.funding import card

ROUNDS, WARMING, PAGE = 15, 4, 24
LENGTH = 240
# A third of the rooms each: somebody who closes, somebody at weekends, somebody after six.
RULES = (
    {"why": Why.ALWAYS, "span": Span.LAST},
    {"why": Why.WEEKDAY, "weekdays": [6, 7], "holidays": True},
    {"why": Why.AFTER, "at": clock_time(18)},
)


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


def accompany() -> None:
    """At each hub ten caretakers, of whom some are busy, and a rule for each of its rooms."""
    today = clock.now().astimezone(AMSTERDAM).date()
    days = [today + timedelta(days=number) for number in range(-1, 10)]
    kind = KindFactory(slug="caretaker", family=KindFamily.EXPERT)
    for hub in Hub.objects.all():
        rooms = list(Facility.objects.filter(hub=hub).order_by("pk"))
        slugs = [f"{hub.slug}-caretaker-{number}" for number in range(10)]
        caretakers = [
            FacilityFactory(
                hub=hub, slug=slug, kind=kind, calendar=CalendarFactory(slug=slug), units=2, open_days=days
            )
            for slug in slugs
        ]
        for each in caretakers:
            card(each, hour=3_000)
        CompanionRule.objects.bulk_create(
            CompanionRule(
                facility=room, companion=caretakers[number % 10], position=0, **RULES[number % len(RULES)]
            )
            for number, room in enumerate(rooms)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE facilities_companionrule, facilities_facility, facilities_unit")


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
