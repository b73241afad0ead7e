"""Units: each with a label that is there once, in service, in repair or retired."""

import pytest

from facilities.actions.add_units import LabelTaken, NewUnit, TooManyUnits, add_units
from facilities.actions.change_unit import change_unit
from facilities.models import Unit, UnitState
from hub.kit.audit import SITE
from hub.kit.models import AuditRow
from tests.cast import NOW, assemble

pytestmark = pytest.mark.django_db


def test_a_label_is_there_once_in_a_facility():
    cast = assemble()
    add_units(
        facility=cast.studio, units=[NewUnit("M-01", "SN1"), NewUnit("M-02")], actor=cast.hanna, now=NOW
    )
    for units in ([NewUnit("M-02")], [NewUnit("M-03"), NewUnit("M-03")]):
        with pytest.raises(LabelTaken):
            add_units(facility=cast.studio, units=units, actor=cast.hanna, now=NOW)
    add_units(facility=cast.microphones, units=[NewUnit("M-02")], actor=cast.hanna, now=NOW)
    assert Unit.objects.filter(label="M-03").count() == 0


def test_units_come_one_at_least_and_not_by_the_thousand():
    cast = assemble()
    for units in ([], [NewUnit(f"U{number}") for number in range(201)]):
        with pytest.raises(TooManyUnits):
            add_units(facility=cast.studio, units=units, actor=cast.hanna, now=NOW)


def test_a_unit_goes_to_repair_with_a_note():
    cast = assemble()
    unit = cast.microphones.units.first()
    other = cast.microphones.units.last()
    change_unit(
        unit=unit,
        label="M-1",
        serial_number="SN",
        state="in_repair",
        note="Capsule",
        actor=cast.hanna,
        now=NOW,
    )
    unit.refresh_from_db()
    assert (unit.label, unit.state, unit.note) == ("M-1", UnitState.IN_REPAIR, "Capsule")
    with pytest.raises(LabelTaken):
        change_unit(
            unit=other, label="M-1", serial_number="", state="in_service", note="", actor=SITE, now=NOW
        )
    assert AuditRow.objects.get(action__startswith="facilities.").facts["after"] == "in_repair"
