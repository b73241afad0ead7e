"""What else there is, when a search over 2,000 facilities finds nothing."""

import statistics
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from datetime import time as clock_time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.finding import Point
from bookings.instead import Asker
from bookings.rules.question import EXACTLY, Extra, Question
from facilities.models import Hub
from hub.kit import clock
from hub.kit.periods import Period
from tests.factories.facilities import AMSTERDAM

ROUNDS, WARMING = 9, 2


@dataclass(frozen=True)
class Instead:
    """The question whose answer took longest, and its seconds: the median of its rounds."""

    question: str
    seconds: float
    statements: int


def offered_instead() -> Instead:
    """Each question is impossible in another way; each has something that comes near."""
    now = clock.now()
    hub = Hub.objects.get(slug="hub-1")
    asker = Asker(Point(float(hub.latitude), float(hub.longitude)), now, AMSTERDAM)
    return max((_asked(asker, *each) for each in _questions(now).items()), key=lambda each: each.seconds)


def _questions(now: datetime) -> dict[str, Question]:
    start = datetime.combine(now.astimezone(AMSTERDAM).date(), clock_time(), AMSTERDAM) + timedelta(days=1)
    week = Question(when="", window=Period(start, start + timedelta(days=7)), minutes=240)
    half_a_year = replace(week, window=Period(start, start + timedelta(days=183)))
    early = Period(start + timedelta(hours=3), start + timedelta(hours=7))
    night = (clock_time(0), clock_time(6))
    another = (Extra(1, family="studio", slot="with1"),)
    return {
        "at night": replace(week, hours=night),
        "at night, in half a year": replace(half_a_year, hours=night),
        "longer than anybody is open": replace(week, minutes=2_880),
        "longer than anybody is open, in half a year": replace(half_a_year, minutes=2_880),
        "two at once where each is one": replace(week, quantity=2),
        "with another of its hub, at night": replace(week, hours=night, extras=another),
        "at three in the morning": replace(week, when=EXACTLY, window=early),
        "with another at three in the morning": replace(week, when=EXACTLY, window=early, extras=another),
    }


def _asked(asker: Asker, name: str, question: Question) -> Instead:
    taken = []
    for _round in range(ROUNDS + WARMING):
        fresh = Asker(asker.origin, asker.now, asker.zone)
        began = time.perf_counter()
        if not fresh.nearest(question):
            raise RuntimeError(f"{name}: nothing was offered")
        taken.append(time.perf_counter() - began)
    with CaptureQueriesContext(connection) as captured:
        Asker(asker.origin, asker.now, asker.zone).nearest(question)
    return Instead(name, statistics.median(taken[WARMING:]), len(captured))
