"""How fast the books are: a balanced entry with its balances, against two bare rows in a transaction of their own."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import psycopg
from django.db import connection

from funding.actions._ledger import fund_free, fund_reserved, post
from funding.models import EntryKind, Fund
from hub.kit import clock
from hub.kit.refs import Ref
from hub.kit.sql import rows
from hub.kit.transactions import verb
from tests import databases

ROUNDS, WARMING = 300, 20
# A table as plain as can be, without a trigger, a constraint or another's key.
TABLE = "CREATE TABLE bench_bare (id bigserial PRIMARY KEY, account bigint NOT NULL, cents bigint NOT NULL)"
GRANTS = "GRANT INSERT ON bench_bare TO PUBLIC; GRANT USAGE ON bench_bare_id_seq TO PUBLIC"
BARE = """
INSERT INTO bench_bare (account, cents)
VALUES (%(one)s::bigint, %(cents)s::bigint), (%(other)s::bigint, -%(cents)s::bigint)
RETURNING id
"""


@dataclass(frozen=True)
class Posted:
    """Seconds of one, the median."""

    ours: float
    bare: float


def posted(database: str) -> Posted:
    """In turn on one connection: what else the machine does slows both."""
    with psycopg.connect(databases.url(database, owner=True), autocommit=True) as owner:
        owner.execute(TABLE)
        owner.execute(GRANTS)
    fund = Fund.objects.earliest("pk")
    numbers = count()

    @verb
    def ours() -> None:
        number = next(numbers)
        amounts = {fund_free(fund): -1, fund_reserved(fund): 1}
        about = Ref("bench", str(number))
        post(kind=EntryKind.RESERVE, about=about, key=f"bench:{number}", amounts=amounts, now=clock.now())

    @verb
    def bare() -> None:
        rows(BARE, {"one": 1, "other": 2, "cents": 1})

    taken: dict[Callable[[], None], list[float]] = {ours: [], bare: []}
    connection.ensure_connection()
    for number in range(ROUNDS + WARMING):
        for each, seconds in taken.items():
            began = time.perf_counter()
            each()
            if number >= WARMING:
                seconds.append(time.perf_counter() - began)
    return Posted(statistics.median(taken[ours]), statistics.median(taken[bare]))
