"""The databases that are measured: equal density at every size, laid around today, made once and kept."""

import hashlib
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from hub.kit import clock
from tests import databases
from tests.bench import articles, people
from tests.factories.facilities import AMSTERDAM
from tests.own_database import Swap

PREFIX = "vliegwiel_bench"
A_HUB = 200


@dataclass(frozen=True)
class Size:
    """`facilities` of one unit each in hubs of `a_hub`, booked on seven days of ten, over so many days around today.

    `crowded`: so many more in a hub of their own, nine tenths full for the next half year. `small`: with a hub of
    twenty, to count statements by, and pools of 20 and of 200. `articles`: so many how-tos that name some of them.
    """

    name: str
    facilities: int
    days: int
    crowded: int = 0
    small: bool = False
    a_hub: int = A_HUB
    articles: int = 0

    @property
    def back(self) -> int:
        """A tenth of the time is past."""
        return self.days // 10


USUAL = Size("usual", 200, 714)
# Of one hub, and a few more than 300 units: in a week 1,500 bookings.
PLANNING = Size("planning", 308, 30, a_hub=308)
PAIRS = Size("pairs", 200, 30, small=True)
FEW_ARTICLES = Size("few_articles", 200, 30, articles=10)
MANY_ARTICLES = Size("many_articles", 200, 30, articles=10_000)
NARROW = Size("narrow", 2_000, 73, crowded=100)
WIDE = Size("wide", 2_000, 730, crowded=100)


def prepared(size: Size) -> str:
    """A fresh copy of the database of this size; its template is made if there is none for this code and week."""
    name = f"{PREFIX}_{_fingerprint()}_{size.name}"
    with _owner() as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            _drop_old(connection)
            began = time.monotonic()
            _build(name, size)
            print(f"  made {name} in {time.monotonic() - began:.0f} s")
    return databases.clone(name)


def _fingerprint() -> str:
    week = clock.now().astimezone(AMSTERDAM).strftime("%G-%V")
    code = b"".join(
        (Path(__file__).parent / name).read_bytes()
        for name in ("load.py", "people.py", "fill.sql", "articles.py")
    )
    return hashlib.sha256(code + databases.fingerprint().encode() + week.encode()).hexdigest()[:10]


def _build(name: str, size: Size) -> None:
    building = databases.clone()
    swap = Swap()
    swap.to(building)
    people.assemble(
        hubs=size.facilities // size.a_hub, a_hub=size.a_hub, crowded=size.crowded, small=size.small
    )
    _fill(building, size)
    if size.articles:
        articles.fill(building, size.articles)
    swap.back()
    with _owner() as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (building, name)))
        )


def _fill(name: str, size: Size) -> None:
    """Openings, bookings, lines, occupancies and allocations by the hundred thousand, as the owner: the constraint's
    index and the others on time are built once at the end, and a constraint looks at every row."""
    today = clock.now().astimezone(AMSTERDAM).date()
    first = today - timedelta(days=size.back)
    statements = (Path(__file__).parent / "fill.sql").read_text().split(";\n")
    with psycopg.connect(
        databases.url(name, owner=True).replace("postgres://", "postgresql://"), autocommit=True
    ) as connection:
        connection.execute("SELECT set_config('bench.first', %s, false)", [first.isoformat()])
        connection.execute("SELECT set_config('bench.days', %s, false)", [str(size.days)])
        for statement in filter(str.strip, statements):
            connection.execute(statement)


def _drop_old(connection: psycopg.Connection) -> None:
    current = f"{PREFIX}_{_fingerprint()}_%"
    rows = connection.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s AND datname NOT LIKE %s",
        [f"{PREFIX}_%", current],
    )
    for (name,) in rows.fetchall():
        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def _owner() -> psycopg.Connection:
    return psycopg.connect(make_conninfo(settings.DATABASE_OWNER_URL, dbname="postgres"), autocommit=True)
