"""Fifty visitors want one hour of one room: four processes of eight threads, who gets it?"""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg

from facilities.models import Hub
from hub.kit import clock
from members.models import User
from tests import databases
from tests.bench.operations import evenings, facility, order
from tests.bench.people import RIVALS
from tests.bench.server import Visitor, serving
from tests.factories.facilities import AMSTERDAM
from tests.signing_in import signed_in

ROUNDS = 3


@dataclass(frozen=True)
class Rush:
    """Winners of each round, and what must not happen: failures (5xx or no answer) and deadlocks."""

    winners: tuple[int, ...]
    failures: int
    deadlocks: int
    seconds: float

    @property
    def met(self) -> bool:
        return set(self.winners) == {1} and not self.failures and not self.deadlocks


def rush(database: str, folder: Path) -> Rush:
    hub, room = Hub.objects.get(slug="hub-1"), facility("hub-1", "room-190")
    people = [User.objects.get(email=f"rival{number}@example.org") for number in range(RIVALS)]
    cookies = [signed_in(each).cookies["sessionid"].OutputString().split(";")[0] for each in people]
    evening = evenings(clock.now().astimezone(AMSTERDAM).date() + timedelta(days=5))
    winners, statuses, slowest = [], Counter[int](), 0.0
    before = _deadlocks(database)
    with serving(database, folder, processes=4, threads=8) as port:
        for _round in range(ROUNDS):
            period = next(evening)
            bodies = [order(hub, room, period, each.email) for each in people]
            answers = _at_once(port, cookies, bodies)
            winners.append(sum(status == 201 for status, _seconds in answers))
            statuses.update(status for status, _seconds in answers)
            slowest = max(slowest, *(seconds for _status, seconds in answers))
    failures = sum(count for status, count in statuses.items() if status >= 500 or status == 0)
    return Rush(tuple(winners), failures, _deadlocks(database) - before, slowest)


def _at_once(port: int, cookies: list[str], bodies: list[str]) -> list[tuple[int, float]]:
    barrier = threading.Barrier(len(cookies))

    def one(number: int) -> tuple[int, float]:
        visitor = Visitor(port, cookies[number])
        barrier.wait(timeout=30)
        try:
            key = {"Idempotency-Key": str(uuid4())}
            answer = visitor.ask("/api/bookings", body=bodies[number], **key)
        except OSError:
            return 0, 0.0
        return answer.status, answer.seconds

    with ThreadPoolExecutor(max_workers=len(cookies)) as pool:
        return list(pool.map(one, range(len(cookies))))


def _deadlocks(database: str) -> int:
    address = databases.url(database, owner=True).replace("postgres://", "postgresql://")
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    return int(row[0]) if row else 0
