"""The atlas with five thousand entries: what its data weigh and take, and that its list is as quick as its data."""

import gzip
import json
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from random import Random

import psycopg

from members.actions.load_places import load_places
from members.models import Municipality
from region.models import AtlasEntry, EntryKind, Phase, Reach, Sector, Stage
from tests import databases
from tests.bench.articles import word
from tests.bench.figures import Figure
from tests.bench.operations import Operation
from tests.bench.server import Visitor

ENTRIES = 5_000
SEED = 8
DATA = "/nl/atlas/data.json"
MOST_KB, MOST_TIMES, MOST_SLOWER = 150, 15, 2
NAMES = (
    "the map's data",
    "the same, unchanged",
    "the atlas, its list and drawing",
    "the same, two filters and a word",
)
LONG_AGO = datetime.fromisoformat("2026-01-05T09:00:00+00:00")
SORTS = "Lab Werkplaats Studio Huis Atelier Proeftuin Museum Stichting Collectief Podium".split()


def many(how_many: int) -> None:
    """So many public entries in the towns that there are, three quarters of them in a quarter of the towns, every fifth
    with a pin of its own. Without history: no page reads it."""
    random = Random(SEED + AtlasEntry.objects.count())
    towns = list(Municipality.objects.order_by("pk"))
    few = towns[: max(len(towns) // 4, 1)]
    begins = AtlasEntry.objects.count()
    rows = []
    for number in range(begins, begins + how_many):
        town = random.choice(few if random.random() < 0.75 else towns)
        name = f"{random.choice(SORTS)} {word(random.randrange(4_000))} {word(random.randrange(4_000))} {town.name}"
        rows.append(_entry(f"{name} {number}", number, town, random))
    AtlasEntry.objects.bulk_create(rows, batch_size=1_000)


def _entry(name: str, number: int, town: Municipality, random: Random) -> AtlasEntry:
    east, north = (random.uniform(-0.02, 0.02) if number % 5 == 0 else 0 for _way in range(2))
    return AtlasEntry(
        slug=name.lower().replace(" ", "-").replace("'", "")[:100],
        name=name,
        kind=random.choice(EntryKind.values),
        sector=random.choice(Sector.values),
        phase=random.choice(Phase.values),
        reach=Reach.PLACE,
        region_id=town.region_id,
        municipality=town,
        latitude=round(float(town.latitude) + north, 5),
        longitude=round(float(town.longitude) + east, 5),
        pin_moved=number % 5 == 0,
        about_nl=f"{name} werkt met makers aan beeld, geluid en alles wat daartussen ligt. " * 3,
        stage=Stage.MAPPED,
        version=1,
        created_at=LONG_AGO,
        changed_at=LONG_AGO,
    )


def furnish(name: str) -> None:
    """In all towns of the country, in the database of that name; counted, as it is wherever entries have been for a
    while."""
    load_places()
    many(ENTRIES)
    address = databases.url(name, owner=True).replace("postgres://", "postgresql://")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


def reader(visitor: Visitor) -> list[Operation]:
    """What a map asks, and what a reader does; last the list of hubs, beside which the atlas is set."""
    tag = visitor.ask(DATA).headers["ETag"]
    anew = count()
    return [
        Operation("the map's data, 5,000 entries", lambda: visitor.ask(DATA), MOST_TIMES),
        Operation(
            "the same, unchanged",
            lambda: visitor.ask(DATA, **{"If-None-Match": tag}),
            MOST_TIMES,
            answers=304,
        ),
        # A piece of the map that nobody has asked for: it holds everything, and no process has it still.
        Operation(
            "the same, put together anew", lambda: visitor.ask(f"{DATA}?box=3,50.{next(anew):05},8,54")
        ),
        Operation("the atlas: list and drawing, 5,000 entries", lambda: visitor.ask("/nl/atlas/")),
        Operation(
            "the same, two filters and a word",
            lambda: visitor.ask("/nl/atlas/?kind=lab&region=noord-brabant&q=studio"),
        ),
        Operation("the list of hubs", lambda: visitor.ask("/nl/hubs/")),
    ]


def of_data(visitor: Visitor, measured: Sequence[Figure]) -> list[Figure]:
    """What the data weigh; and the list, which also draws the map, against the list of hubs."""
    body = visitor.ask(DATA).body
    kilobytes, entries = len(gzip.compress(body, 6)) / 1000, len(json.loads(body)["entries"])
    remark = f"{entries} entries, {len(body) / 1000:.0f} kB before"
    ours, hubs = measured[3], measured[5]
    slower = ours.ratio / hubs.ratio
    return [
        Figure(
            "the map's data, kB compressed", kilobytes, 1, MOST_KB, met=kilobytes < MOST_KB, remark=remark
        ),
        Figure("the atlas: to the list of hubs", slower, hubs.floor, MOST_SLOWER, met=slower <= MOST_SLOWER),
    ]
