from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from facilities.actions._adding import write_units
from facilities.models import Facility, Unit
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb

MOST_AT_ONCE = 200


class LabelTaken(Refusal):
    code = "label_taken"
    message = _("There is a unit labelled %(label)s already. Each label is there once.")


class TooManyUnits(Refusal):
    code = "too_many_units"
    status = 400
    message = _("Add from 1 to %(most)s units at once.")


class MadeOfOthers(Refusal):
    code = "made_of_others"
    message = _(
        "%(facility)s is made of other facilities and has no units of its own. Add the units to one of those."
    )


@dataclass(frozen=True, slots=True)
class NewUnit:
    label: str
    serial_number: str = ""


@verb
def add_units(*, facility: Facility, units: Sequence[NewUnit], actor: Actor, now: datetime) -> list[Unit]:
    """Units in service, bookable at once when the facility is live.

    Raises `Forbidden`, `LabelTaken`, `TooManyUnits`, `MadeOfOthers`.
    """
    demand_manager(actor, facility.hub)
    if not 1 <= len(units) <= MOST_AT_ONCE:
        raise TooManyUnits(most=MOST_AT_ONCE)
    # One writer of labels at a time; the constraint on them stays as the last word.
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    if facility.parts.exists():
        raise MadeOfOthers(facility=facility.name)
    taken = set(Unit.objects.filter(facility=facility).values_list("label", flat=True))
    for unit in units:
        if unit.label in taken:
            raise LabelTaken(label=unit.label)
        taken.add(unit.label)
    made = write_units(
        [Unit(facility=facility, label=unit.label, serial_number=unit.serial_number) for unit in units]
    )
    record(
        action="facilities.add_units",
        about=facility.ref,
        actor=actor,
        now=now,
        hub_id=facility.hub_id,
        facts={"units": [unit.pk for unit in made]},
    )
    return made
