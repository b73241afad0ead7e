"""A small region whose figures can be counted by hand, as its towns are on the map.

Eindhoven has 7 organisations (told as about 5), Veldhoven 5.8 km away 5, Tilburg 29.6 km away 8 (about 10), Breda 50.9
km away 4 (fewer than five). Effenaar in Eindhoven has a recording studio, microphones and an engineer; in Tilburg an
entry of the atlas describes a recording studio.
"""

from dataclasses import dataclass

from members.models import Municipality, Organisation
from region.models import AtlasEntry
from region.rules.facts import ThingFacts
from tests.cast import Cast
from tests.factories.atlas import an_entry
from tests.factories.members import MunicipalityFactory, OrganisationFactory


@dataclass(frozen=True)
class SmallRegion:
    veldhoven: Municipality
    tilburg: Municipality
    breda: Municipality
    textile_lab: AtlasEntry


def seated(town: Municipality, number: int) -> list[Organisation]:
    return [OrganisationFactory(municipality=town) for _ in range(number)]


def small_region(cast: Cast) -> SmallRegion:
    def town(slug: str, latitude: str, longitude: str) -> Municipality:
        return MunicipalityFactory(slug=slug, region=cast.brabant, latitude=latitude, longitude=longitude)

    veldhoven = town("veldhoven", "51.41833", "5.40278")
    tilburg = town("tilburg", "51.55551", "5.09130")
    breda = town("breda", "51.58656", "4.77596")
    eindhoven = cast.zout.municipality
    seated(eindhoven, 7 - Organisation.objects.filter(municipality=eindhoven).count())
    seated(veldhoven, 5)
    seated(tilburg, 8)
    seated(breda, 4)
    lab = an_entry(
        "Lab van textiel", town=tilburg, things=(ThingFacts(kind_id=cast.studio.kind_id, name="Studio"),)
    )
    return SmallRegion(veldhoven, tilburg, breda, lab)
