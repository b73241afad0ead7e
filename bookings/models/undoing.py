"""What stands in the way of taking back what a file made: whatever came to depend on it since, of any room."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import ManyToManyRel, Q, QuerySet

from bookings.models.blocks import Block
from facilities.models import Facility, Leaf, OpeningWindow, Unit
from funding.models import RateCard, VatSetting

# They follow from the facility itself.
FOLLOW = {OpeningWindow, Leaf}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """So many rows of a table (`kind`, as Django labels it; or "changed": somebody changed it since), and by which
    facility or unit the first is found."""

    kind: str
    count: int
    example: str


def moved_blocks(ids: Collection[int]) -> list[Obstacle]:
    """Those that somebody moved or changed since, and that still count."""
    found = Block.objects.filter(pk__in=ids, lifted_at=None, changed_at__isnull=False).order_by("pk")
    return [Obstacle("changed", len(found), str(found[0]))] if found else []


def obstacles(made: dict[str, Any]) -> list[Obstacle]:
    """Of `Import.made`; a query for each table that refers to facilities or units."""
    facilities, units = made["facilities"], made["units"]
    found = [*_of(Facility, facilities, made), *_of(Unit, [*units, *made["inside"]], made)]
    found += _changed(Facility.objects.prefetch_related("features"), made["changed"])
    found += _changed(Unit.objects.all(), made["changed_units"])
    found += list(_cards_changed(made["cards"]))
    found += list(_vats_changed(made.get("vats", [])))
    return found


def _of(model: Any, ids: Collection[int], made: dict[str, Any]) -> Iterator[Obstacle]:
    if not ids:
        return
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        if isinstance(relation, ManyToManyRel) or other in FOLLOW:
            continue
        name = relation.field.name
        rows = other._base_manager.filter(**{f"{name}__in": ids}).exclude(_own(model, other, made))
        count = rows.count()
        if count:
            example = rows.order_by("pk").select_related(name).first()
            yield Obstacle(other._meta.label_lower, count, str(getattr(example, name)))


def _own(model: Any, other: Any, made: dict[str, Any]) -> Q:
    """What the file itself made beside them."""
    if other is Unit:
        return Q(pk__in=made["inside"])
    if other in (RateCard, VatSetting):
        return Q(valid_from=made["on"])
    return Q(pk__in=[])


def _changed(rows: QuerySet[Any], kept: list[dict[str, Any]]) -> list[Obstacle]:
    """Rows that are not as the file left them: to put back what was before would undo somebody else's work."""
    there = {row.pk: row for row in rows.filter(pk__in=[each["id"] for each in kept])}
    others = [
        str(there[each["id"]])
        for each in kept
        if each["id"] in there
        and any(_now(there[each["id"]], name) != value for name, value in each["after"].items())
    ]
    return [Obstacle("changed", len(others), others[0])] if others else []


def _now(row: Any, name: str) -> Any:
    if name == "features":
        return sorted(each.pk for each in row.features.all())
    return getattr(row, f"{name}_id", None) if name in ("kind", "provided_by") else getattr(row, name)


def _cards_changed(kept: list[dict[str, Any]]) -> Iterator[Obstacle]:
    others = []
    for each in kept:
        card = RateCard.objects.filter(facility=each["facility"], valid_from=each["on"]).first()
        if card is None or {rate.unit: rate.cents for rate in card.rates.all()} != each["after"]:
            others.append(each["facility"])
    if others:
        yield Obstacle("changed", len(others), str(Facility.objects.get(pk=others[0])))


def _vats_changed(kept: list[dict[str, Any]]) -> Iterator[Obstacle]:
    others = []
    for each in kept:
        rows = VatSetting.objects.filter(facility=each["facility"], valid_from=each["on"])
        if list(rows.values_list("rate_bp", "exemption_reason")) != [tuple(each["after"])]:
            others.append(each["facility"])
    if others:
        yield Obstacle("changed", len(others), str(Facility.objects.get(pk=others[0])))
