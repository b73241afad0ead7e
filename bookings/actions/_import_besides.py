"""What a table says of a facility that is kept beside it: its own hours, and its VAT. Compared and written."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bookings.models.importing import There, Vat
from bookings.rules.import_cells import Problem
from bookings.rules.import_rows import WantedFacility
from facilities.actions._calendars import enter_weeks
from facilities.models import Facility, Hub, Unit, UnitState
from facilities.rules.week import Hours
from facilities.rules.week_notation import written
from funding.actions._vat import NewVat, write_vats
from hub.kit.audit import Actor, noted, write
from hub.kit.transactions import step

A_HANDFUL = 250


@dataclass(frozen=True, slots=True)
class Beside:
    """What is to be written; empty, or None, where nothing is. `vat_before` is what counts until then."""

    week: tuple[Hours, ...] = ()
    vat: Vat | None = None
    vat_before: Vat | None = None

    def __bool__(self) -> bool:
        return bool(self.week or self.vat)

    def said(self) -> dict[str, Any]:
        """For the preview, and for what somebody says yes to."""
        return {
            "hours": written(self.week, "en"),
            "vat": list(self.vat) if self.vat else None,
            "vat_before": list(self.vat_before) if self.vat_before else None,
        }


def compare_beside(
    wanted: WantedFacility, there: There | None, house: Vat | None, problems: list[Problem]
) -> Beside:
    """`house`: the VAT of a facility that has none of its own."""
    week = wanted.beside.get("hours", ())
    if there:
        if week and week != there.week:
            problems.append(Problem(wanted.rows["hours"], "hours", "hours_elsewhere", {"name": wanted.name}))
        week = ()
    before = there.vat if there else house
    return Beside(week, _vat(wanted, before, problems), before)


def _vat(wanted: WantedFacility, before: Vat | None, problems: list[Problem]) -> Vat | None:
    said = wanted.beside
    if "vat" not in said:
        if "vat_reason" in said and "vat" not in wanted.wrong:
            problems.append(Problem(wanted.rows["vat_reason"], "vat", "reason_without_rate"))
        return None
    bp = said["vat"]
    reason = said.get("vat_reason", before[1] if before and not before[0] else "")
    if not bp and not reason:
        problems.append(Problem(wanted.rows["vat"], "vat_reason", "say_why_exempt"))
        return None
    after = (bp, "" if bp else reason)
    return None if after == before else after


def numbered(wanted: WantedFacility, there: There | None, problems: list[Problem]) -> list[Unit]:
    """The units that are missing where a file says how many there are and names none: 01, 02 and so on. One alone is
    called what the facility is called."""
    count, row = wanted.beside.get("count", 0), wanted.rows.get("count", wanted.row)
    if count and wanted.units:
        problems.append(Problem(row, "count", "labels_or_count"))
        return []
    known = there.units if there else {}
    had = sum(unit.state != UnitState.RETIRED for unit in known.values())
    if not count or count == had:
        return []
    if count < had:
        facts = {"name": wanted.name, "there": had}
        problems.append(Problem(row, "count", "fewer_than_there", facts))
        return []
    if count == 1:
        return [Unit(label=wanted.name[:40], state=UnitState.IN_SERVICE)]
    free = (label for number in itertools.count(1) if (label := f"{number:02}") not in known)
    return [Unit(label=label, state=UnitState.IN_SERVICE) for label in itertools.islice(free, count - had)]


@step
def write_beside(
    wanted: Sequence[tuple[Facility, There | None, Beside]],
    *,
    hub: Hub,
    today: date,
    actor: Actor,
    now: datetime,
) -> list[dict[str, Any]]:
    """Hours of what is new, and VAT from today on. Returns what of the VAT of facilities that were there has changed,
    with what their setting of today said before, as JSON."""
    weeks = [(facility, each.week) for facility, _there, each in wanted if each.week]
    enter_weeks(weeks=weeks, zone=hub.zone, now=now)
    _note_hours(weeks, hub, actor, now)
    vats = [(facility, there, each.vat) for facility, there, each in wanted if each.vat]
    new = [NewVat(facility, today, *vat) for facility, _there, vat in vats]
    kept = [
        {
            "facility": facility.pk,
            "on": today.isoformat(),
            "before": list(there.vat or ()) if there.own_vat and there.own_vat.valid_from == today else None,
            "after": list(vat),
        }
        for facility, there, vat in vats
        if there
    ]
    write_vats(new, hub_id=hub.pk, actor=actor, now=now)
    return kept


def _note_hours(
    weeks: Iterable[tuple[Facility, Sequence[Hours]]], hub: Hub, actor: Actor, now: datetime
) -> None:
    notes = [
        noted(
            action="facilities.set_opening_hours",
            about=facility.ref,
            actor=actor,
            now=now,
            hub_id=hub.pk,
            facts={"before": [], "after": written(week, "en").split("; ")},
        )
        for facility, week in weeks
    ]
    for start in range(0, len(notes), A_HANDFUL):
        write(notes[start : start + A_HANDFUL])
