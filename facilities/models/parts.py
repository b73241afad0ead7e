"""What a facility is made of: rooms made of rooms, kits of pools. What is booked of a whole are units of its leaves."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from facilities.models.facilities import Facility
from hub.kit.sql import rows


class Part(models.Model):
    """A whole contains so many of another facility of the same hub, which may be a whole itself. A whole has no units
    of its own, and nothing contains itself: both are refused by triggers as well."""

    whole = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="parts")
    part = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="part_of")
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["whole", "id"]
        constraints = [
            models.UniqueConstraint(fields=["whole", "part"], name="part_once"),
            models.CheckConstraint(name="part_has_a_number", condition=models.Q(quantity__gte=1)),
            models.CheckConstraint(name="part_is_not_the_whole", condition=~models.Q(whole=models.F("part"))),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.part_id}"


class Leaf(models.Model):
    """The parts laid flat: how many units of which facility one of the whole holds. What has no parts is its own one
    leaf, so that every question about units is asked the same way. Kept true to `Part` by `set_parts`; the database
    refuses anything else."""

    whole = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="leaves", db_index=False)
    leaf = models.ForeignKey(Facility, on_delete=models.RESTRICT, related_name="leaf_of")
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "leaves"
        constraints = [
            models.UniqueConstraint(fields=["whole", "leaf"], name="leaf_once"),
            models.CheckConstraint(name="leaf_has_a_number", condition=models.Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.leaf_id}"


# A whole can be had as often as its scarcest leaf allows.
IN_SERVICE = """
SELECT l.whole_id, min(COALESCE(there.units, 0) / l.quantity)
FROM facilities_leaf l
LEFT JOIN LATERAL (
    SELECT count(*) AS units FROM facilities_unit u WHERE u.facility_id = l.leaf_id AND u.state = 'in_service'
) AS there ON true
WHERE l.whole_id = ANY(%(ids)s::bigint[])
GROUP BY l.whole_id
"""


def in_service(facility_ids: Iterable[int]) -> dict[int, int]:
    """By facility: how many of it can be booked at all, none left out. One query."""
    ids = sorted(set(facility_ids))
    found = dict(rows(IN_SERVICE, {"ids": ids})) if ids else {}
    return {id_: int(found.get(id_, 0)) for id_ in ids}


@dataclass(frozen=True, slots=True)
class Contained:
    """So many of a facility in a whole, with what a link to it needs."""

    quantity: int
    name: str
    slug: str
    hub: str
    is_live: bool


def contained_in(facility_ids: Iterable[int]) -> dict[int, tuple[Contained, ...]]:
    """By whole: its parts as they were set, in that order; what is no whole is not in the answer. One query."""
    found: dict[int, list[Contained]] = {}
    parts = Part.objects.filter(whole__in=sorted(set(facility_ids))).order_by("whole", "pk")
    for each in parts.select_related("part__hub"):
        part = each.part
        contained = Contained(each.quantity, part.name, part.slug, part.hub.slug, part.state == "live")
        found.setdefault(each.whole_id, []).append(contained)
    return {whole: tuple(those) for whole, those in found.items()}


def parts_of(hub_id: int) -> dict[int, dict[int, int]]:
    """What each whole of a hub is made of, and how many of each, in the order in which it was set."""
    found: dict[int, dict[int, int]] = {}
    rows = Part.objects.filter(whole__hub=hub_id).order_by("pk").values_list("whole", "part", "quantity")
    for whole, part, quantity in rows:
        found.setdefault(whole, {})[part] = quantity
    return found


def leaf_ids_of(facility_ids: Iterable[int]) -> set[int]:
    """The facilities whose units these are made of."""
    return set(Leaf.objects.filter(whole__in=sorted(set(facility_ids))).values_list("leaf", flat=True))
