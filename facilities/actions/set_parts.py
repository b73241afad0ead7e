from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from facilities.actions._chains import refuse_chains
from facilities.actions._projection import lock_hubs, project
from facilities.actions._promises import BookingsAreHit, hold_back, promises
from facilities.models import Facility, Hub, Leaf, Part
from facilities.models.companions import companions_at
from facilities.models.parts import parts_of
from facilities.permissions import demand_manager
from facilities.rules.parts import Circle, containing, leaves
from facilities.rules.promises import unknown
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import step, verb

# Each of them is held, and shown, with every booking of the whole.
MOST_UNITS = 40


class WholeHasNoUnits(Refusal):
    code = "whole_has_no_units"
    message = _(
        "%(facility)s has units of its own, so it cannot be made of others. Make a new facility for the whole."
    )


class NotAPart(Refusal):
    code = "not_a_part"
    status = 400
    message = _(
        "Choose what is inside from the facilities of %(hub)s, each once, in whole numbers from 1 on."
    )


class InsideItself(Refusal):
    code = "inside_itself"
    status = 400
    message = _("That would put a thing inside itself: %(way)s. Take one of them out.")


class TooManyInside(Refusal):
    code = "too_many_inside"
    status = 400
    message = _("%(facility)s would hold %(units)d units; at most %(most)d are held together.")


@dataclass(frozen=True, slots=True)
class PartWish:
    facility_id: int
    quantity: int


@verb
def set_parts(
    *,
    facility: Facility,
    parts: Sequence[PartWish],
    knowing: Collection[str] = (),
    actor: Actor,
    now: datetime,
) -> Facility:
    """Say what a facility is made of: other facilities of its hub, which may be made of others; none makes it a plain
    one again. For new bookings: those there are keep the units that they hold, and whoever changes it was shown them
    (`knowing` are their numbers).

    Raises `Forbidden`, `WholeHasNoUnits`, `NotAPart`, `InsideItself`, `TooManyInside`, `ChainOfCompanions`,
    `ChainThroughPart`, `BookingsAreHit`.
    """
    demand_manager(actor, facility.hub)
    hub = facility.hub
    hold_back(list(hub.facilities.values_list("pk", flat=True)))
    lock_hubs([hub.pk], now)
    fresh = Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    wanted = _checked(fresh, hub, parts)
    before = parts_of(hub.pk)
    after = {**before, fresh.pk: wanted}
    if list(before.get(fresh.pk, {}).items()) == list(wanted.items()):
        return fresh
    flat = _laid_flat(fresh, after, hub)
    refuse_chains(hub=hub, rules=companions_at(hub.pk), parts=after, about=fresh.pk)
    _show_who_is_hit(fresh, before, flat, knowing, now)
    _write(fresh, wanted, flat)
    project(hub_ids=[hub.pk], now=now)
    record(
        action="facilities.set_parts",
        about=fresh.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts={"before": _said(before.get(fresh.pk, {})), "after": _said(wanted)},
    )
    return fresh


def _checked(whole: Facility, hub: Hub, parts: Sequence[PartWish]) -> dict[int, int]:
    if parts and whole.units.exists():
        raise WholeHasNoUnits(facility=whole.name)
    ids = [part.facility_id for part in parts]
    here = set(hub.facilities.filter(pk__in=ids).values_list("pk", flat=True))
    if here != set(ids) or len(here) != len(ids):
        raise NotAPart(hub=hub.name)
    if any(part.quantity < 1 for part in parts):
        raise NotAPart(hub=hub.name)
    if sum(part.quantity for part in parts) > MOST_UNITS:
        raise TooManyInside(facility=whole.name, units=sum(part.quantity for part in parts), most=MOST_UNITS)
    return {part.facility_id: part.quantity for part in parts}


def _laid_flat(
    whole: Facility, parts: Mapping[int, Mapping[int, int]], hub: Hub
) -> dict[int, dict[int, int]]:
    """The leaves of the whole, and of everything that contains it."""
    try:
        flat = {whole.pk: leaves(whole.pk, parts)}
        flat |= {id_: leaves(id_, parts) for id_ in sorted(containing(whole.pk, parts))}
    except Circle as circle:
        names = dict(hub.facilities.filter(pk__in=circle.through).values_list("pk", "name"))
        raise InsideItself(way=" › ".join(names[id_] for id_ in circle.through)) from circle
    for id_, inside in flat.items():
        if sum(inside.values()) > MOST_UNITS:
            name = hub.facilities.get(pk=id_).name
            raise TooManyInside(facility=name, units=sum(inside.values()), most=MOST_UNITS)
    return flat


def _show_who_is_hit(
    whole: Facility,
    before: Mapping[int, Mapping[int, int]],
    flat: Mapping[int, Mapping[int, int]],
    knowing: Collection[str],
    now: datetime,
) -> None:
    """Coming bookings of the whole, and of what contains it, that hold something else than it is made of then."""
    changed = [id_ for id_, inside in flat.items() if leaves(id_, before) != inside]
    hit = promises().of_facilities(facility_ids=changed, now=now)
    if unknown(hit, knowing):
        raise BookingsAreHit(hit)


@step
def _write(whole: Facility, wanted: Mapping[int, int], flat: Mapping[int, Mapping[int, int]]) -> None:
    Part.objects.filter(whole=whole).delete()
    Part.objects.bulk_create(
        [Part(whole=whole, part_id=id_, quantity=quantity) for id_, quantity in wanted.items()]
    )
    Leaf.objects.filter(whole__in=list(flat)).delete()
    Leaf.objects.bulk_create(
        [
            Leaf(whole_id=id_, leaf_id=leaf, quantity=quantity)
            for id_, inside in flat.items()
            for leaf, quantity in sorted(inside.items())
        ]
    )


def _said(parts: Mapping[int, int]) -> list[list[int]]:
    return [[id_, quantity] for id_, quantity in parts.items()]
