"""How what a table wants is written at a hub, all in the transaction of the verb, and kept so that it can be undone."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bookings.actions._import_besides import write_beside
from bookings.actions._import_changes import Change
from facilities.actions._adding import A_HANDFUL, NewFacility, write_facilities, write_units
from facilities.actions._facts import apply
from facilities.models import Facility, Hub, Unit
from funding.actions._cards import NewCard, demand_sense, write_card, write_first_cards
from funding.rules.surcharges import SurchargeFacts
from hub.kit.audit import Actor, noted, write
from hub.kit.transactions import step

# Told apart from the other columns: they lie in a table of their own.
FEATURES = "features"


@step
def write_changes(
    changes: Sequence[Change], *, hub: Hub, today: date, actor: Actor, now: datetime
) -> dict[str, Any]:
    """Returns what was made and changed, as JSON (`Import.made`). The caller holds the hub and has compared under
    that lock, so that nothing is there that was not looked at."""
    new = [each for each in changes if not each.there]
    wanted = [NewFacility(each.facts, each.state) for each in new]
    made = write_facilities(hub=hub, wanted=wanted, actor=actor, now=now)
    changed = [each for each in changes if each.there and each.before]
    kept = _facilities(changed, hub=hub, actor=actor, now=now)
    facilities = {id(each): facility for each, facility in zip(new, made, strict=True)}
    for each in changes:
        if each.there:
            facilities[id(each)] = each.there.facility
    beside = [(facilities[id(each)], each.there, each.beside) for each in changes if each.beside]
    vats = write_beside(beside, hub=hub, today=today, actor=actor, now=now)
    units = _units(changes, facilities)
    notes = [_note("facilities.add_units", facility, hub, actor, now, units=ids) for facility, ids in units]
    unit_changes = [pair for each in changes for pair in each.changed_units]
    for start in range(0, len(notes), A_HANDFUL):
        write(notes[start : start + A_HANDFUL])
    new_ids = {each.pk for each in made}
    return {
        "on": today.isoformat(),
        "facilities": sorted(new_ids),
        "changed": kept,
        # Those of new facilities, which go with them; and those of facilities that stay.
        "inside": [id_ for facility, ids in units if facility.pk in new_ids for id_ in ids],
        "units": [id_ for facility, ids in units if facility.pk not in new_ids for id_ in ids],
        "changed_units": _changed_units(unit_changes),
        "vats": vats,
        "cards": _cards(changes, facilities, hub=hub, today=today, actor=actor, now=now),
    }


def _units(changes: Sequence[Change], facilities: dict[int, Facility]) -> list[tuple[Facility, list[int]]]:
    """The new ones; by facility their ids."""
    for each in changes:
        for unit in each.new_units:
            unit.facility = facilities[id(each)]
    write_units([unit for each in changes for unit in each.new_units])
    return [
        (facilities[id(each)], [unit.pk for unit in each.new_units]) for each in changes if each.new_units
    ]


def _facilities(changed: Sequence[Change], *, hub: Hub, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """What is there already and changes. What it was, and what it is now, is kept."""
    rows, kept = [], []
    names = sorted({name for each in changed for name in each.before} - {FEATURES})
    for each in changed:
        assert each.there is not None
        facility = each.there.facility
        apply(facility, each.facts, [name for name in each.before if name != FEATURES])
        rows.append(facility)
        if FEATURES in each.before:
            facility.features.set(each.facts.features)
        before = {name: _kept(value) for name, value in each.before.items()}
        after = {name: _kept(getattr(each.facts, name)) for name in each.before}
        kept.append({"id": facility.pk, "before": before, "after": after})
    if names:
        Facility.objects.bulk_update(rows, names, batch_size=A_HANDFUL)
    notes = [
        _note("facilities.change_facility", facility, hub, actor, now, changed=sorted(each.before))
        for facility, each in zip(rows, changed, strict=True)
    ]
    for start in range(0, len(notes), A_HANDFUL):
        write(notes[start : start + A_HANDFUL])
    return kept


def _kept(value: Any) -> Any:
    if isinstance(value, tuple):
        return sorted(each.pk for each in value)
    return value.pk if hasattr(value, "pk") else value


def _changed_units(changed: Sequence[tuple[Unit, dict[str, str]]]) -> list[dict[str, Any]]:
    kept = []
    for unit, after in changed:
        kept.append({"id": unit.pk, "before": {name: getattr(unit, name) for name in after}, "after": after})
        for name, value in after.items():
            setattr(unit, name, value)
    units = [unit for unit, _after in changed]
    if units:
        Unit.objects.bulk_update(units, ["serial_number", "note"], batch_size=A_HANDFUL)
    return kept


def _cards(
    changes: Sequence[Change],
    facilities: dict[int, Facility],
    *,
    hub: Hub,
    today: date,
    actor: Actor,
    now: datetime,
) -> list[dict[str, Any]]:
    """From today on; surcharges stay what they are. What the day's card said before is kept."""
    first, kept = [], []
    for each in changes:
        if each.rates is None:
            continue
        card = each.there.card if each.there else None
        surcharges = [SurchargeFacts.from_json(one) for one in card.surcharges] if card else []
        demand_sense(each.rates, surcharges)
        facility = facilities[id(each)]
        new = NewCard(facility, today, each.rates, surcharges)
        if each.there is None:
            first.append(new)
            continue
        before = each.there.rates if card and card.valid_from == today else None
        write_card(new, hub_id=hub.pk, actor=actor, now=now)
        kept.append({"facility": facility.pk, "on": today.isoformat(), "before": before, "after": each.rates})
    write_first_cards(first, hub_id=hub.pk, actor=actor, now=now)
    return kept


def _note(action: str, facility: Facility, hub: Hub, actor: Actor, now: datetime, **facts: Any) -> Any:
    return noted(action=action, about=facility.ref, actor=actor, now=now, hub_id=hub.pk, facts=facts)
