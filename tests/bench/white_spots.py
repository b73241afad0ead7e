"""White spots of twelve provinces and twelve kinds, with 5,000 entries, 20,000 organisations and 2,000 facilities; and
what a quartermaster's pages take against the floor."""

import statistics
import time
from datetime import timedelta
from random import Random

from django.db import connection
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.test.utils import CaptureQueriesContext
from schedule.models import Calendar

from facilities.models import Facility, Hub, Kind
from hub.kit import clock
from hub.kit.refs import Ref
from members.models import Municipality, Organisation, Region, Role
from region.models import AtlasEntry, DescribedFacility
from region.models.white_spots import DISTANCES, coverage
from tests.bench import atlas
from tests.bench.figures import Figure
from tests.bench.operations import Operation
from tests.bench.server import Visitor
from tests.factories.facilities import KindFactory
from tests.factories.members import GrantFactory, UserFactory
from tests.signing_in import signed_in

KINDS, HUBS, FACILITIES, ORGANISATIONS = 12, 250, 2_000, 20_000
MOST_SECONDS, MOST_STATEMENTS = 2, 2
ROUNDS, WARMING = 7, 2
SEED = 11
HERE = "/nl/region/noord-brabant/analysis/"
PAGES = {
    "white spots of a region": HERE,
    "one kind of it, drawn": f"{HERE}white-spots/kind-1/",
    "white spots of all provinces": f"{HERE}country/",
    "the use of a region, a year": f"{HERE}use/",
    "its balance and themes": f"{HERE}field/",
    "the same over time": f"{HERE}change/",
}


def furnish(name: str) -> None:
    """All towns, the atlas' 5,000 entries (each describes one thing), and what is booked and seated, in all towns."""
    atlas.furnish(name)
    # Of all of them there are links on a page.
    AtlasEntry.objects.update(slug=Concat(Value("entry-"), Cast("pk", CharField())))
    dice = Random(SEED)
    towns = list(Municipality.objects.order_by("pk"))
    kinds = [KindFactory(slug=f"kind-{number}") for number in range(KINDS)]
    Kind.objects.exclude(pk__in=[each.pk for each in kinds]).update(family="session")
    _facilities(dice, towns, kinds)
    DescribedFacility.objects.bulk_create(
        DescribedFacility(entry_id=pk, kind=dice.choice(kinds), name="Thing")
        for pk in AtlasEntry.objects.values_list("pk", flat=True)
    )
    Organisation.objects.bulk_create(
        (
            Organisation(
                name=f"O {number}", kind="foundation", municipality=dice.choice(towns), created_at=clock.now()
            )
            for number in range(ORGANISATIONS)
        ),
        batch_size=2_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _facilities(dice: Random, towns: list[Municipality], kinds: list[Kind]) -> None:
    operator = Organisation.objects.order_by("pk")[0]
    total = HUBS + FACILITIES
    calendars = Calendar.objects.bulk_create(
        Calendar(name=f"white {number}", slug=f"white-{number}") for number in range(total)
    )
    placed = [dice.choice(towns) for _ in range(HUBS)]
    hubs = Hub.objects.bulk_create(
        Hub(slug=f"white-{number}", name=f"White {number}", kind="lab", operator=operator, municipality=town,
            region_id=town.region_id, latitude=town.latitude, longitude=town.longitude, calendar=calendars[number])
        for number, town in enumerate(placed)
    )  # fmt: skip
    Facility.objects.bulk_create(
        Facility(hub=hubs[number % HUBS], slug=f"white-{number}", name=f"Thing {number}", kind=dice.choice(kinds),
                 state="live", calendar=calendars[HUBS + number])
        for number in range(FACILITIES)
    )  # fmt: skip


def counted() -> Figure:
    """The slowest of the distances: seconds as the page asks it, and how many statements."""
    since = clock.now() - timedelta(days=365)
    slowest, statements, lines = 0.0, 0, 0
    for km in DISTANCES:
        taken = []
        for number in range(ROUNDS + WARMING):
            began = time.perf_counter()
            with CaptureQueriesContext(connection) as asked:
                lines = len(coverage(km, since=since))
            if number >= WARMING:
                taken.append(time.perf_counter() - began)
        slowest, statements = max(slowest, statistics.median(taken)), max(statements, len(asked))
    regions = Region.objects.filter(municipalities__isnull=False).distinct().count()
    if lines != regions * KINDS:
        raise RuntimeError(f"{lines} lines of {regions} regions")
    return Figure(
        "white spots, 12 provinces x 12 kinds: seconds",
        slowest,
        1,
        MOST_SECONDS,
        statements,
        slowest < MOST_SECONDS and statements <= MOST_STATEMENTS,
        slowest * 1000,
        remark=f"the slowest of {len(DISTANCES)} distances; {Municipality.objects.count()} towns",
    )


def quartermaster() -> str:
    """The cookie of somebody who looks after Noord-Brabant."""
    region = Region.objects.get(slug="noord-brabant")
    person = UserFactory()
    GrantFactory(person=person, role=Role.QUARTERMASTER, scope=Ref("region", str(region.pk)))
    return signed_in(person).cookies["sessionid"].OutputString().split(";")[0]


def pages(visitor: Visitor) -> list[Operation]:
    return [
        Operation(f"{name}, 20,000 organisations", lambda path=path: visitor.ask(path), None)  # type: ignore[misc]
        for name, path in PAGES.items()
    ]
