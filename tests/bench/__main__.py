"""`python -m tests.bench [--quick] [--part NAME] [--rounds N]`: measure, print a table, write var/bench.json."""

import argparse
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.test")
django.setup()

from tests import databases  # noqa: E402
from tests.bench import atlas as mapped  # noqa: E402
from tests.bench import figures, load, white_spots  # noqa: E402
from tests.bench.crowd import rush  # noqa: E402
from tests.bench.feeds import calendars  # noqa: E402
from tests.bench.figures import Figure  # noqa: E402
from tests.bench.first_free import first_of_all  # noqa: E402
from tests.bench.gathering import furnish, gathered, of_gathered  # noqa: E402
from tests.bench.importing import brought_along  # noqa: E402
from tests.bench.invoicing import invoiced  # noqa: E402
from tests.bench.knowing import ARTICLE, far_down, of_same, reader  # noqa: E402
from tests.bench.knowing import of_weight as article_weighs  # noqa: E402
from tests.bench.lighthouse import judged  # noqa: E402
from tests.bench.nothing import offered_instead  # noqa: E402
from tests.bench.operations import desk, floors, member, pairs, placing, reads, speaker  # noqa: E402
from tests.bench.planning import planner, timeline  # noqa: E402
from tests.bench.posting import posted  # noqa: E402
from tests.bench.reconciling import held  # noqa: E402
from tests.bench.repeating import repeated  # noqa: E402
from tests.bench.sentence import accompany, searched  # noqa: E402
from tests.bench.server import ROOT, Visitor, serving  # noqa: E402
from tests.bench.weight import weigh  # noqa: E402
from tests.own_database import Swap  # noqa: E402

BOOKING_PAGE = "/en/book/"
WRITTEN = ROOT / "var" / "bench.json"


@contextmanager
def stage(size: load.Size) -> Iterator[tuple[str, Path]]:
    """A copy of the database of a size, which Django here speaks to as well."""
    name = load.prepared(size)
    swap = Swap()
    swap.to(name)
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield name, Path(folder)
    finally:
        swap.back()
        databases.drop(name)


def usual(rounds: int) -> list[Figure]:
    """Times against the floors; the page's weight; the crowd."""
    with stage(load.USUAL) as (name, folder):
        with serving(name, folder) as port:
            visitor = Visitor(port, member())
            found = figures.measured(visitor, [*floors(visitor), *reads(visitor), placing(visitor)], rounds)
            funder = Visitor(port, speaker())
            found += figures.measured(funder, [*floors(funder)[:1], *desk(funder)], rounds)[1:]
            found.append(figures.of_weight(weigh(visitor, BOOKING_PAGE)))
        found.append(figures.of_rush(rush(name, folder)))
        found.append(figures.of_posting(posted(name)))
        found += figures.of_repeated(repeated())
        found += figures.of_invoicing(invoiced())
    return found


def counts() -> list[Figure]:
    """Statements for 20 and for 200 units."""
    with stage(load.PAIRS) as (name, folder), serving(name, folder) as port:
        visitor = Visitor(port, member())
        return figures.same_statements(visitor, pairs(visitor))


def growth(rounds: int) -> list[Figure]:
    """2,000 facilities: two years and a million bookings against 73 days and a hundred thousand. Both at once, so that
    whatever else the machine does slows both."""
    with ExitStack() as both:
        visitors = []
        for size in (load.NARROW, load.WIDE):
            name, folder = both.enter_context(stage(size))
            visitor = Visitor(both.enter_context(serving(name, folder)), member())
            visitors.append((visitor, [*floors(visitor)[:1], *reads(visitor), placing(visitor)]))
        found = figures.of_growth(*figures.side_by_side(visitors, rounds))
        found.append(figures.of_sentence(searched(visitors[-1][0])))
        # Of the wide one: the stage that was set last.
        found.append(figures.of_instead(offered_instead()))
        found += figures.of_first_free(first_of_all())
        accompany()
        found.append(figures.of_sentence(searched(visitors[-1][0]), accompanied=True))
        furnish()
        return [*found, of_gathered(gathered())]


def planning(rounds: int) -> list[Figure]:
    """What a venue looks at all day."""
    with stage(load.PLANNING) as (name, folder), serving(name, folder) as port:
        visitor = Visitor(port, planner())
        return figures.measured(visitor, [*floors(visitor)[:1], *timeline(visitor)], rounds)[1:]


def knowing(rounds: int) -> list[Figure]:
    """Ten thousand how-tos, and the same questions among ten."""
    with stage(load.MANY_ARTICLES) as (name, folder), serving(name, folder) as port:
        many = Visitor(port)
        found = figures.measured(many, [*floors(many)[:1], *reader(many, far_down())], rounds)[1:]
        found.append(article_weighs(weigh(many, ARTICLE)))
        with stage(load.FEW_ARTICLES) as (other, elsewhere), serving(other, elsewhere) as there:
            found += of_same(Visitor(there), many)
    return found


def atlas(rounds: int) -> list[Figure]:
    """Five thousand entries for everybody."""
    with stage(load.PAIRS) as (name, folder):
        mapped.furnish(name)
        with serving(name, folder) as port:
            visitor = Visitor(port)
            found = figures.measured(visitor, [*floors(visitor)[:1], *mapped.reader(visitor)], rounds)[1:]
            return [*found, *mapped.of_data(visitor, found)]


def white(rounds: int) -> list[Figure]:
    """What a quartermaster asks of a whole country."""
    with stage(load.PAIRS) as (name, folder):
        white_spots.furnish(name)
        found = [white_spots.counted()]
        with serving(name, folder) as port:
            visitor = Visitor(port, white_spots.quartermaster())
            asked = [*floors(visitor)[:1], *white_spots.pages(visitor)]
            return [*found, *figures.measured(visitor, asked, rounds)[1:]]


def lighthouse() -> list[Figure]:
    """Four pages in a browser."""
    with stage(load.FEW_ARTICLES) as (name, folder):
        return judged(name, folder)


def feeds(rounds: int) -> list[Figure]:
    """By itself: what it leaves to be collected would be paid for by whatever is asked next."""
    with stage(load.USUAL) as (name, folder), serving(name, folder) as port:
        visitor = Visitor(port, member())
        return figures.measured(visitor, [*floors(visitor)[:1], *calendars(visitor)], rounds)[1:]


def reconciling() -> list[Figure]:
    """Ten thousand payments against a card processor of its own."""
    with stage(load.USUAL) as (_name, folder):
        return [figures.of_reconciling(held(folder))]


def importing() -> list[Figure]:
    """Five thousand rows of a hub's own spreadsheet."""
    with stage(load.USUAL):
        return [figures.of_importing(brought_along())]


PARTS = {
    "usual": usual,
    "feeds": feeds,
    "planning": planning,
    "knowing": knowing,
    "atlas": atlas,
    "white_spots": white,
    "lighthouse": lambda _rounds: lighthouse(),
    "counts": lambda _rounds: counts(),
    "importing": lambda _rounds: importing(),
    "reconciling": lambda _rounds: reconciling(),
    "growth": growth,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the site against its floors.")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="without 2,000 facilities, which take minutes to make the first time",
    )
    parser.add_argument("--part", choices=PARTS, help="only this one")
    parser.add_argument("--rounds", type=int, default=40)
    asked = parser.parse_args()
    found: list[Figure] = []
    for name, part in PARTS.items():
        if asked.part in (None, name) and not (asked.quick and name == "growth"):
            found += part(asked.rounds)
            # After each: what was measured is not lost with what comes after it.
            WRITTEN.write_text(json.dumps([figure.as_json() for figure in found], indent=1) + "\n")
    figures.show(found)
    print(f"\nWritten to {WRITTEN.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
