"""Figures: how they are taken, compared and shown."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.bench.crowd import Rush
from tests.bench.first_free import FirstFree
from tests.bench.importing import BroughtAlong
from tests.bench.invoicing import Invoiced
from tests.bench.nothing import Instead
from tests.bench.operations import Ask, Operation
from tests.bench.posting import Posted
from tests.bench.reconciling import Held
from tests.bench.repeating import DATES, Repeated
from tests.bench.sentence import Searched
from tests.bench.server import Visitor
from tests.bench.weight import MOST_KB, Weight

WARMING = 4
MOST_GROWTH = 1.3
MOST_COLD = 0.5
MOST_INSTEAD = 1.5
MOST_POSTING = 3
MOST_GROWN_MB = 32
MOST_PEAK = 1.5
A_MINUTE = 60


@dataclass
class Figure:
    """`ratio` is to `floor`; for times that is the milliseconds of the constant answer. `share`: what part of a time
    statements took. `met` is None for what has no target."""

    operation: str
    ratio: float
    floor: float
    target: float | None = None
    queries: int | None = None
    met: bool | None = None
    milliseconds: float | None = None
    share: float | None = None
    remark: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            key: round(value, 3) if isinstance(value, float) else value for key, value in asdict(self).items()
        }


def measured(visitor: Visitor, operations: Sequence[Operation], rounds: int) -> list[Figure]:
    """Each operation once a round, in turn; the first of them is the floor. Then once more, its statements counted."""
    return side_by_side([(visitor, operations)], rounds)[0]


def side_by_side(visitors: Sequence[tuple[Visitor, Sequence[Operation]]], rounds: int) -> list[list[Figure]]:
    """The same of several servers, in turn; who is asked first changes with every round."""
    seconds: list[dict[str, list[float]]] = [
        {each.name: [] for each in asked} for _visitor, asked in visitors
    ]
    for number in range(rounds + WARMING):
        for operations in zip(*(asked for _visitor, asked in visitors), strict=True):
            turn = list(zip(seconds, operations, strict=True))
            for kept, operation in reversed(turn) if number % 2 else turn:
                taken = _answered(operation).seconds
                if number >= WARMING:
                    kept[operation.name].append(taken)
    out = []
    for (visitor, operations), kept in zip(visitors, seconds, strict=True):
        medians = {name: statistics.median(taken) * 1000 for name, taken in kept.items()}
        floor = medians[operations[0].name]
        out.append([_figure(visitor, each, medians[each.name], floor) for each in operations])
    return out


def _answered(operation: Operation) -> Any:
    answer = operation.ask()
    if answer.status != operation.answers:
        raise RuntimeError(f"{operation.name}: {answer.status} {answer.body[:600]!r}")
    return answer


def _figure(visitor: Visitor, operation: Operation, milliseconds: float, floor: float) -> Figure:
    queries, share = counted(visitor, lambda: _answered(operation))
    ratio = milliseconds / floor
    return Figure(
        operation.name,
        ratio,
        floor,
        operation.target,
        queries,
        None if operation.target is None else ratio <= operation.target,
        milliseconds,
        share,
    )


def counted(visitor: Visitor, ask: Ask) -> tuple[int | None, float | None]:
    """How many statements, and their part of the time; the bare floors do not count."""
    visitor.counting = True
    try:
        headers = ask().headers
    finally:
        visitor.counting = False
    if "X-Queries" not in headers:
        return None, None
    return int(headers["X-Queries"]), float(headers["X-Share"])


def same_statements(visitor: Visitor, pairs: Iterable[tuple[str, Ask, Ask]]) -> list[Figure]:
    """The number of statements may not depend on the number of units."""
    found = []
    for name, few, many in pairs:
        # Whoever is asked first sets up a connection; there are several processes.
        for _warming in range(2 * WARMING):
            few(), many()
        small, _share = counted(visitor, few)
        large, _share = counted(visitor, many)
        if not small or not large:
            raise RuntimeError(f"{name}: the server did not count")
        remark = f"{small} statements for 20 units, {large} for 200"
        found.append(
            Figure(f"{name}: 20 and 200 units", large / small, small, 1, large, small == large, remark=remark)
        )
    return found


def of_weight(weight: Weight) -> Figure:
    remark = f"{weight.script / 1000:.1f} kB of it scripts, {weight.font / 1000:.1f} kB fonts"
    kilobytes = weight.total_kb
    return Figure("booking page, kB compressed", kilobytes, 1, MOST_KB, met=weight.met, remark=remark)


def of_rush(rush: Rush) -> Figure:
    remark = f"failures {rush.failures}, deadlocks {rush.deadlocks}, slowest answer {rush.seconds:.2f} s"
    name = "50 clients, one slot, 4 processes x 8 threads"
    return Figure(name, max(rush.winners), 1, 1, met=rush.met, remark=f"winners {rush.winners}, {remark}")


def of_first_free(found: FirstFree) -> list[Figure]:
    name = "first free of 100 facilities, 90 % full, 180 days"
    remark = f"{found.found} have one; {found.usual * 1000:.0f} ms usually"
    against = found.usual / found.bare
    bare_ms, cold_ms = found.bare * 1000, found.cold * 1000
    return [
        Figure(
            f"{name}: seconds, cold", found.cold, 1, MOST_COLD, found.queries, found.cold <= MOST_COLD, cold_ms,
            remark=remark,
        ),
        Figure(f"{name}: to its own SQL", against, bare_ms, 2, found.queries, against <= 2, found.usual * 1000),
    ]  # fmt: skip


def of_sentence(found: Searched, *, accompanied: bool = False) -> Figure:
    ratio = found.ours / found.bare
    remark = f"{found.bare:.0f} ms its statements by hand; {found.found} fit"
    name = "sentence search, a week, 2,000 facilities: to its own SQL"
    if accompanied:
        name = "the same where each of them brings somebody along"
    return Figure(name, ratio, found.bare, 2, found.queries, ratio <= 2, found.ours, remark=remark)


def of_instead(found: Instead) -> Figure:
    return Figure(
        "what fits instead, 2,000 facilities: seconds",
        found.seconds,
        1,
        MOST_INSTEAD,
        found.statements,
        found.seconds <= MOST_INSTEAD,
        found.seconds * 1000,
        remark=f"the longest of eight questions: {found.question}",
    )


def of_repeated(found: Repeated) -> list[Figure]:
    """One statement, and a small part of what as many single looks would take."""
    apart = found.whole / (found.single * DATES)
    name = f"how {DATES} dates of a series stand: to {DATES} single looks"
    to_bare = found.whole / found.bare
    milliseconds = found.whole * 1000
    return [
        Figure(name, apart, found.single * DATES * 1000, 0.5, found.queries, apart <= 0.5, milliseconds),
        Figure(
            "the same: to its own SQL",
            to_bare,
            found.bare * 1000,
            2,
            found.queries,
            to_bare <= 2,
            milliseconds,
        ),
        Figure("the same: statements", found.queries, 1, 1, found.queries, found.queries == 1),
    ]


def of_posting(found: Posted) -> Figure:
    """At least a third of what bare rows reach is at most three times as long."""
    ratio = found.ours / found.bare
    name = "post a balanced entry: to two bare rows"
    remark = f"{1 / found.ours:,.0f} entries a second, {1 / found.bare:,.0f} times two bare rows"
    return Figure(
        name,
        ratio,
        found.bare * 1000,
        MOST_POSTING,
        met=ratio <= MOST_POSTING,
        milliseconds=found.ours * 1000,
        remark=remark,
    )


def of_invoicing(found: Invoiced) -> list[Figure]:
    """No floor but that of the file for the bookkeeper, which may not grow with the number of invoices."""
    whole = sum(found.seconds.values())
    went = ", ".join(f"{what} {seconds / whole:.0%}" for what, seconds in found.seconds.items())
    each = whole / found.count * 1000
    name = f"{found.count:,} invoices of a month with PDF and UBL: a second"
    file = f"{found.zip_bytes / 1_000_000:.0f} MB in {found.zip_seconds:.1f} s"
    grown = found.grown_mb
    return [
        Figure(name, found.a_second, 1, milliseconds=each, remark=f"{went}"),
        Figure(
            "all of them in one ZIP: MB grown",
            grown,
            1,
            MOST_GROWN_MB,
            met=grown <= MOST_GROWN_MB,
            remark=file,
        ),
    ]


def of_reconciling(found: Held) -> Figure:
    """What is kept at a time may not grow with how many there are."""
    done, ratio = found.done, found.mb / found.fifth_mb
    remark = f"{found.seconds:.1f} s, at most {found.mb:.1f} MB; for a fifth of them {found.fifth_mb:.1f} MB"
    if done.found or done.unread:
        remark += f"; {done.found} DIFFER, {len(done.unread)} UNREAD"
    return Figure(
        f"reconcile {done.intents:,} payments: memory to a fifth of them",
        ratio,
        found.fifth_mb,
        MOST_PEAK,
        met=ratio <= MOST_PEAK and not done.found and not done.unread,
        milliseconds=found.seconds * 1000,
        remark=remark,
    )


def of_importing(found: BroughtAlong) -> Figure:
    """Reading for the preview and writing, in a worker; the minute is what somebody waits for."""
    seconds = found.read_seconds + found.write_seconds
    remark = f"read {found.read_seconds:.1f} s, written {found.write_seconds:.1f} s; "
    remark += f"open {found.open_seconds:.1f} s later"
    return Figure(
        f"import of {found.rows:,} rows: share of a minute",
        seconds / A_MINUTE,
        A_MINUTE,
        1,
        met=seconds <= A_MINUTE and found.units == found.rows,
        milliseconds=seconds * 1000,
        remark=remark,
    )


def of_growth(narrow: Sequence[Figure], wide: Sequence[Figure]) -> list[Figure]:
    """How much longer each takes with ten times the rows, asked in turn: the floor of each is the time before. That of
    the constant answer, which knows neither, says how far to trust the others."""
    found = []
    for before, after in zip(narrow, wide, strict=True):
        assert before.milliseconds and after.milliseconds
        ratio = after.milliseconds / before.milliseconds
        name = f"growth, 2,000 facilities: {after.operation}"
        remark = f"{before.milliseconds:.1f} ms before"
        found.append(
            Figure(
                name, ratio, before.milliseconds, MOST_GROWTH, after.queries, ratio <= MOST_GROWTH,
                after.milliseconds, after.share, remark,
            )
        )  # fmt: skip
    return found


def show(found: Iterable[Figure]) -> None:
    head = ("operation", "ratio", "target", "", "ms", "queries", "in them")
    print(f"\n{head[0]:<54}{head[1]:>8}{head[2]:>8} {head[3]:<5}{head[4]:>8}{head[5]:>9}{head[6]:>9}")
    for each in found:
        met = {True: "met", False: "NOT", None: ""}[each.met]
        target = "" if each.target is None else f"{each.target:g}"
        times = "" if each.milliseconds is None else f"{each.milliseconds:.2f}"
        queries = "" if each.queries is None else str(each.queries)
        share = "" if each.share is None else f"{each.share:.0%}"
        line = f"{each.operation:<54}{each.ratio:>8.2f}{target:>8} {met:<5}{times:>8}{queries:>9}{share:>9}"
        print(f"{line}  {each.remark}".rstrip())
