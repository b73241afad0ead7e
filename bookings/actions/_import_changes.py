"""What a table would make and change at a hub, compared with what is there: for its preview, and to write it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bookings.actions._import_besides import Beside, compare_beside, numbered
from bookings.models.importing import Lists, There, facilities_there, vat_of_house
from bookings.rules.import_cells import Problem
from bookings.rules.import_rows import Understood, WantedFacility, WantedUnit, in_order
from facilities.actions._facts import (
    FacilityFacts,
    GridDoesNotFit,
    HorizonTooFar,
    LengthsDoNotFit,
    OptionsTooLong,
)
from facilities.models import FacilityState, Hub, Unit, UnitState
from hub.kit.errors import Refusal

# Of each list so many are kept to be shown; all are counted.
MOST_SHOWN = 300
COLUMN_OF = {
    GridDoesNotFit.code: "grid_minutes",
    LengthsDoNotFit.code: "min_minutes",
    HorizonTooFar.code: "horizon_days",
    OptionsTooLong.code: "options_until_days",
}


@dataclass(slots=True)
class Change:
    """Of one facility: new where there is no `there`. `before` has what changes of it, by column; `rates` is its whole
    new card, if that is another one."""

    wanted: WantedFacility
    facts: FacilityFacts
    there: There | None = None
    state: FacilityState = FacilityState.DRAFT
    before: dict[str, Any] = field(default_factory=dict)
    rates: dict[str, int] | None = None
    beside: Beside = Beside()
    new_units: list[Unit] = field(default_factory=list)
    changed_units: list[tuple[Unit, dict[str, str]]] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        return bool(self.there) and not (
            self.before or self.rates is not None or self.beside or self.new_units or self.changed_units
        )


@dataclass(slots=True)
class Changes:
    of: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The same for the same changes: what somebody said yes to."""
        said = [_said(each) for each in self.of if not each.is_nothing]
        return hashlib.sha256(
            json.dumps([said, _as_rows(self.problems)], sort_keys=True).encode()
        ).hexdigest()


def compare(understood: Understood, *, hub: Hub, lists: Lists, today: date) -> Changes:
    """Every problem there is, not the first alone."""
    found = Changes(problems=list(understood.problems), unknown=understood.unknown)
    there, house = facilities_there(hub, today), vat_of_house(hub, today)
    for name, wanted in understood.facilities.items():
        same = there.get(name, [])
        if len(same) > 1:
            found.problems.append(Problem(wanted.row, "name", "name_twice_here", {"name": wanted.name}))
            continue
        change = _change(wanted, same[0] if same else None, lists, found.problems)
        if change:
            change.beside = compare_beside(wanted, change.there, house, found.problems)
            found.of.append(change)
    found.problems = in_order(found.problems)
    return found


def _change(
    wanted: WantedFacility, there: There | None, lists: Lists, problems: list[Problem]
) -> Change | None:
    values = dict(wanted.values)
    state = values.pop("state", None)
    if "kind" in values:
        values["kind"] = lists.kinds[values["kind"]]
    elif there is None:
        if "kind" not in wanted.wrong:
            problems.append(Problem(wanted.row, "kind", "needed_when_new", {"name": wanted.name}))
        return None
    if "features" in values:
        values["features"] = tuple(lists.features[id_] for id_ in values["features"])
    if there:
        facts = replace(FacilityFacts.of(there.facility), **values)
        change = Change(wanted, facts, there, before=_differing(FacilityFacts.of(there.facility), facts))
        if state and state != there.facility.state:
            problems.append(Problem(wanted.rows["state"], "state", "state_elsewhere", {"name": wanted.name}))
    else:
        change = Change(
            wanted, FacilityFacts(name=wanted.name, **values), state=FacilityState(state or "draft")
        )
    _check(change, problems)
    _units(change, problems)
    rates = (there.rates if there else {}) | wanted.rates
    if wanted.rates and rates != (there.rates if there else {}):
        change.rates = rates
    return change


def _differing(before: FacilityFacts, after: FacilityFacts) -> dict[str, Any]:
    """What changes, as it was."""
    names = [name for name in FacilityFacts.__dataclass_fields__ if name != "features"]
    found = {name: getattr(before, name) for name in names if getattr(before, name) != getattr(after, name)}
    if {each.pk for each in before.features} != {each.pk for each in after.features}:
        found["features"] = before.features
    return found


def _check(change: Change, problems: list[Problem]) -> None:
    """The same rules as on the page of a facility."""
    try:
        change.facts.check()
    except Refusal as refusal:
        column = COLUMN_OF.get(refusal.code, "name")
        row = change.wanted.rows.get(column, change.wanted.row)
        problems.append(Problem(row, column, refusal.code, refusal.facts))


def _units(change: Change, problems: list[Problem]) -> None:
    wanted, there = change.wanted, change.there
    if there and there.is_whole and (wanted.units or "count" in wanted.beside):
        row = next((unit.row for unit in wanted.units.values()), wanted.row)
        problems.append(Problem(row, "label", "made_of_others", {"facility": wanted.name}))
        return
    for label, unit in wanted.units.items():
        old = there.units.get(label) if there else None
        if old:
            _changed_unit(change, old, unit, problems)
        else:
            change.new_units.append(_new_unit(unit))
    change.new_units += numbered(wanted, there, problems)
    in_service = any(unit.state == UnitState.IN_SERVICE for unit in change.new_units)
    if not there and change.state == FacilityState.LIVE and not in_service:
        row = wanted.rows.get("state", wanted.row)
        problems.append(Problem(row, "state", "nothing_to_book", {"facility": wanted.name}))


def _new_unit(unit: WantedUnit) -> Unit:
    values = dict(unit.values)
    state = UnitState(values.pop("unit_state", UnitState.IN_SERVICE))
    return Unit(label=unit.label, state=state, **values)


def _changed_unit(change: Change, old: Unit, unit: WantedUnit, problems: list[Problem]) -> None:
    """Taking a unit out of service may hit bookings, which are shown where that is done."""
    if unit.values.get("unit_state", old.state) != old.state:
        problems.append(Problem(unit.row, "unit_state", "unit_state_elsewhere", {"label": old.label}))
    after = {
        name: unit.values[name]
        for name in ("serial_number", "note")
        if unit.values.get(name, getattr(old, name)) != getattr(old, name)
    }
    if after:
        change.changed_units.append((old, after))


def as_preview(changes: Changes) -> dict[str, Any]:
    """JSON for the page: the first of each list, with how many there are."""
    made = [each for each in changes.of if not each.there]
    changed = [each for each in changes.of if each.there and not each.is_nothing]
    return {
        "digest": changes.digest,
        "unknown": list(changes.unknown),
        "problems": _as_rows(changes.problems[:MOST_SHOWN]),
        "problem_count": len(changes.problems),
        "make": [_said(each) for each in made[:MOST_SHOWN]],
        "make_count": len(made),
        "change": [_said(each) for each in changed[:MOST_SHOWN]],
        "change_count": len(changed),
        "same_count": sum(each.is_nothing for each in changes.of),
        "unit_count": sum(len(each.new_units) for each in changes.of),
        "changed_unit_count": sum(len(each.changed_units) for each in changes.of),
        "rate_count": sum(each.rates is not None for each in changes.of),
    }


def _as_rows(problems: Iterable[Problem]) -> list[list[Any]]:
    return [
        [each.row, each.column, each.code, {name: _plain(fact) for name, fact in each.facts.items()}]
        for each in problems
    ]


def _said(change: Change) -> dict[str, Any]:
    return {
        "row": change.wanted.row,
        "new": change.there is None,
        "name": change.facts.name,
        "kind": change.facts.kind.slug,
        "state": change.state if not change.there else change.there.facility.state,
        "units": [unit.label for unit in change.new_units],
        "rates": change.rates,
        "rates_before": change.there.rates if change.there else {},
        **change.beside.said(),
        "changed": [
            [name, _plain(old), _plain(getattr(change.facts, name))] for name, old in change.before.items()
        ],
        "changed_units": [
            [unit.label, name, getattr(unit, name), new]
            for unit, after in change.changed_units
            for name, new in after.items()
        ],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return ", ".join(sorted(each.slug for each in value))
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.slug if hasattr(value, "slug") else str(value)
