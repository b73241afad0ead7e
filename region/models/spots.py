"""One kind in one region, town by town: how near the nearest is, and whose it is. For a list and a map."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from bookings.models.exactly import EARTH_KM
from facilities.models import Kind
from hub.kit.sql import rows
from members.models import Region
from region.models.needs_unmet import unmet
from region.models.white_spots import CHORD, SEATED, SPHERE
from region.rules.published import weight

TOWNS = f"""
SELECT m.id, m.name, m.latitude::float8, m.longitude::float8, coalesce(seated.number, 0)
FROM members_municipality m LEFT JOIN ({SEATED}
) AS seated ON seated.municipality_id = m.id
WHERE m.region_id = %(region)s::bigint
ORDER BY m.name, m.id
"""
# For each town the nearest that is booked here, and the nearest that the atlas tells of.
NEAREST = f"""
WITH town AS MATERIALIZED (
    SELECT m.id, {SPHERE.format("m")} FROM members_municipality m WHERE m.region_id = %(region)s::bigint
), thing AS MATERIALIZED (
    SELECT true AS here, min(f.name) AS name, hub.name AS place, hub.slug, min(f.slug) AS thing,
        hub.latitude, hub.longitude, {SPHERE.format("hub")}
    FROM facilities_facility f JOIN facilities_hub hub ON hub.id = f.hub_id
    WHERE f.state = 'live' AND f.kind_id = %(kind)s::bigint
    GROUP BY hub.id
    UNION ALL
    SELECT false, min(d.name), e.name, e.slug, '', e.latitude, e.longitude, {SPHERE.format("e")}
    FROM region_describedfacility d JOIN region_atlasentry e ON e.id = d.entry_id
    WHERE d.kind_id = %(kind)s::bigint AND e.reach = 'place' AND e.stage IN ('mapped', 'verified', 'stale')
        AND e.merged_into_id IS NULL
    GROUP BY e.id
)
SELECT DISTINCT ON (town.id, thing.here) town.id, thing.here,
    2 * {EARTH_KM} * asin(least(sqrt({CHORD.format("town", "thing")}) / 2, 1)),
    thing.name, thing.place, thing.slug, thing.thing, thing.latitude::float8, thing.longitude::float8
FROM town CROSS JOIN thing
ORDER BY town.id, thing.here, {CHORD.format("town", "thing")}, thing.slug
"""


@dataclass(frozen=True, slots=True)
class Nearest:
    """`slug` and `thing` are those of a hub and its facility; on the atlas `slug` is the entry's and `thing` empty."""

    km: float
    name: str
    place: str
    slug: str
    thing: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A town. `organisations` may be told; 0 stands for fewer than five, none among them."""

    name: str
    latitude: float
    longitude: float
    organisations: int
    needs: int
    here: Nearest | None
    told: Nearest | None

    def state(self, km: int) -> str:
        """`here`: on the site within so many kilometres; `told`: only on the atlas; `none`: a white spot."""
        if self.here and self.here.km <= km:
            return "here"
        return "told" if self.told and self.told.km <= km else "none"


@dataclass(frozen=True, slots=True)
class Spots:
    km: int
    towns: tuple[Spot, ...]

    @property
    def white(self) -> list[Spot]:
        """Those that weigh most first: organisations as told, then needs that came to nothing."""
        found = [each for each in self.towns if each.state(self.km) == "none"]
        return sorted(found, key=lambda each: (-each.organisations, -each.needs, each.name))

    @property
    def told(self) -> list[Spot]:
        return [each for each in self.towns if each.state(self.km) == "told"]

    @property
    def things(self) -> list[tuple[bool, Nearest]]:
        """Whatever is the nearest of some town, once each: (on the site, where)."""
        found = chain.from_iterable(((True, each.here), (False, each.told)) for each in self.towns)
        once = {(here, each.slug): (here, each) for here, each in found if each}
        return [once[key] for key in sorted(once)]


def spots(region: Region, kind: Kind, km: int, *, since: datetime) -> Spots:
    """Three statements, however many towns and things there are."""
    values = {"region": region.pk, "kind": kind.pk}
    near = {(town, here): Nearest(*rest) for town, here, *rest in rows(NEAREST, values, prepared=False)}
    needs = {each.municipality_id: each.count for each in unmet(region.pk, since) if each.kind_id == kind.pk}
    return Spots(
        km,
        tuple(
            Spot(
                name,
                latitude,
                longitude,
                weight(number),
                needs.get(id_, 0),
                near.get((id_, True)),
                near.get((id_, False)),
            )
            for id_, name, latitude, longitude, number in rows(TOWNS, {"region": region.pk}, prepared=False)
        ),
    )
