"""The atlas as a drawing: outlines, and a circle for each town or for those that lie too near to be told apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from region.forms.atlas import Address
from region.models import AtlasEntry
from region.models.atlas import Asked
from region.models.outlines import outlines
from region.rules.mapping import COUNTRY, WIDTH, Box, Cluster, Spot, View, clusters, named

# Degrees around a town: as far as one cycles.
AROUND_TOWN = 0.25
AROUND_ENTRY = 0.9


@dataclass(frozen=True, slots=True)
class Land:
    """A province. `is_here`: it is the one that is asked for."""

    path: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Circle:
    x: float
    y: float
    radius: float
    count: int
    label: str
    title: str
    url: str

    @property
    def below(self) -> float:
        """Where the label stands."""
        return self.y + self.radius + 15


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    lands: list[Land]
    circles: list[Circle]
    count: int

    @property
    def box(self) -> str:
        return f"0 0 {self.width} {self.height}"


def drawn(spots: Iterable[Spot], asked: Asked, address: Address) -> Drawing:
    """What fits, on the piece of the map where one looks."""
    found = list(spots)
    view = View(_box(asked))
    grouped = clusters(found, view)
    rooms = named(grouped, view)
    circles = [_circle(each, address, is_named) for each, is_named in zip(grouped, rooms, strict=True)]
    return Drawing(
        WIDTH,
        view.height,
        _lands(view, asked.region.slug if asked.region else ""),
        circles,
        sum(spot.count for spot in found),
    )


def where(entry: AtlasEntry) -> Drawing | None:
    """One place in its surroundings; None for what is nowhere in particular."""
    if entry.longitude is None or entry.latitude is None:
        return None
    longitude, latitude = float(entry.longitude), float(entry.latitude)
    up = AROUND_ENTRY * 0.6
    view = View(Box(longitude - AROUND_ENTRY, latitude - up, longitude + AROUND_ENTRY, latitude + up))
    x, y = view.at(longitude, latitude)
    name = entry.municipality.name if entry.municipality else ""
    circle = Circle(x, y, 16, 1, name, name, "")
    return Drawing(WIDTH, view.height, _lands(view, entry.region.slug if entry.region else ""), [circle], 1)


def _box(asked: Asked) -> Box:
    if asked.box:
        return asked.box
    if asked.town:
        place = (float(asked.town.longitude), float(asked.town.latitude))
        return Box.around([place], AROUND_TOWN)
    if asked.region and asked.region.slug in outlines():
        return outlines()[asked.region.slug].box
    return COUNTRY


@lru_cache(maxsize=64)
def _lands(view: View, here: str) -> list[Land]:
    """`here`: the region that is meant. Most look at the country or at a region: their lands are drawn once."""
    lands = [Land(view.path(each.rings), each.slug == here) for each in outlines().values()]
    # The one that is meant is drawn over the edges of its neighbours.
    return sorted(lands, key=lambda land: land.is_here)


def _circle(cluster: Cluster, address: Address, is_named: bool) -> Circle:
    count = cluster.count
    where = _("%(town)s and %(more)d more towns") % {"town": cluster.name, "more": cluster.more}
    if cluster.more == 1:
        where = _("%(town)s and %(other)s") % {"town": cluster.name, "other": cluster.spots[1].name}
    if not cluster.more:
        where = cluster.name
    said = ngettext("%(where)s: %(count)d on the atlas", "%(where)s: %(count)d on the atlas", count)
    return Circle(
        cluster.x,
        cluster.y,
        cluster.radius,
        count,
        cluster.name if is_named else "",
        said % {"where": where, "count": count},
        _url(cluster, address),
    )


def _url(cluster: Cluster, address: Address) -> str:
    """One entry is looked at, one town is listed, several are looked at from nearer by."""
    (spot, *others) = cluster.spots
    if not others and spot.count == 1:
        return reverse("region:entry", args=[spot.first])
    narrower = {"town": "", "box": str(cluster.box)} if others else {"town": spot.slug, "box": ""}
    return f"{reverse('region:atlas')}?{address.query(**narrower)}"
