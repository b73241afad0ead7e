"""The atlas with five thousand entries: what its data weigh and take, and that its list is as quick as its data."""

import gzip
import json
from collections.abc import Sequence
from datetime import datetime
from random import Random

from members.actions.load_places import load_places
from members.models import Municipality
from region.models import AtlasEntry, EntryKind, Phase, Reach, Sector, Stage
from tests.bench.articles import word
from tests.bench.figures import Figure
from tests.bench.operations import Operation
from tests.bench.server import Visitor

ENTRIES = 5_000
SEED = 8
DATA = "/nl/atlas/data.json"
MOST_KB, MOST_TIMES = 150, 15
NAMES = (
    "the map's data",
    "the same, unchanged",
    "the atlas, its list and drawing",
    "the same, two filters and a word",
)
MOST_SLOWER = 1.5
LONG_AGO = datetime.fromisoformat("2026-01-05T09:00:00+00:00")
SORTS = "Lab Werkplaats Studio Huis Atelier Proeftuin Museum Stichting Collectief Podium".split()


def many(count: int) -> None:
    """So many public entries in the towns that there are, three quarters of them in a quarter of the towns, every fifth
    with a pin of its own. Without history: no page reads it."""
    random = Random(SEED + AtlasEntry.objects.count())
    towns = list(Municipality.objects.order_by("pk"))
    few = towns[: max(len(towns) // 4, 1)]
    begins = AtlasEntry.objects.count()
    rows = []
    for number in range(begins, begins + count):
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


def furnish() -> None:
    """In all towns of the country."""
    load_places()
    many(ENTRIES)


def reader(visitor: Visitor) -> list[Operation]:
    """What a map asks, and what a reader does."""
    tag = visitor.ask(DATA).headers["ETag"]
    asks = (
        lambda: visitor.ask(DATA),
        lambda: visitor.ask(DATA, **{"If-None-Match": tag}),
        lambda: visitor.ask("/nl/atlas/"),
        lambda: visitor.ask("/nl/atlas/?kind=lab&region=noord-brabant&q=studio"),
    )
    return [
        Operation(f"{name}, 5,000 entries", ask, target, 304 if name.endswith("unchanged") else 200)
        for name, ask, target in zip(NAMES, asks, (MOST_TIMES, None, None, None), strict=True)
    ]


def of_data(visitor: Visitor, measured: Sequence[Figure]) -> list[Figure]:
    """What the data weigh; and the list, which a reader without scripts has in their place, takes no longer than they."""
    body = visitor.ask(DATA).body
    kilobytes, entries = len(gzip.compress(body, 6)) / 1000, len(json.loads(body)["entries"])
    remark = f"{entries} entries, {len(body) / 1000:.0f} kB before"
    whole, unchanged, listed = measured[:3]
    less, slower = unchanged.ratio / whole.ratio, listed.ratio / whole.ratio
    return [
        Figure(
            "the map's data, kB compressed", kilobytes, 1, MOST_KB, met=kilobytes < MOST_KB, remark=remark
        ),
        Figure("unchanged: to putting the data together", less, whole.floor, 0.5, met=less <= 0.5),
        Figure("the list: to the map's data", slower, whole.floor, MOST_SLOWER, met=slower <= MOST_SLOWER),
    ]
