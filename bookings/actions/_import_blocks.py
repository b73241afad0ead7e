"""What stands in a calendar that a hub brings along becomes blocks of the units it chose, all in one transaction."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bookings.actions._blocking import clear_the_way
from bookings.actions._filling import fill_for_blocks
from bookings.actions._sources import give_back
from bookings.actions.block import said_of
from bookings.models import Block, BlockUnit, Import
from bookings.models.blocked import blockable, in_the_way
from bookings.models.imports import here_already
from bookings.rules.appointments import Appointment, Appointments
from facilities.actions._adding import A_HANDFUL
from hub.kit.audit import Actor, noted, write
from hub.kit.periods import Period
from hub.kit.transactions import step

# As many as somebody can look at, and one transaction holds.
MOST_APPOINTMENTS = 1_000


def calendar_preview(found: Import, read: Appointments, now: datetime) -> dict[str, Any]:
    """JSON for the page and for the writing: each appointment that is not over, what was left out of the file, and
    which bookings are in the way."""
    to_come = [each for each in read.of if each.period.end > now]
    known = here_already(found.hub, [each.ours for each in to_come if each.ours])
    ahead = [each for each in to_come if each.ours not in known]
    here = len(to_come) - len(ahead)
    units = blockable(found.hub, found.wishes["units"])
    problems: list[list[Any]] = []
    if len(units) != len(set(found.wishes["units"])) or not units:
        problems.append([0, "", "units_gone", {}])
    elif not ahead:
        problems.append([0, "", "nothing_ahead", {}])
    hit = _in_the_way(list(units), [each.period for each in ahead], now)
    appointments = [[each.start, each.end, each.title, each.who] for each in ahead]
    said = json.dumps([appointments, hit, problems], sort_keys=True)
    return {
        "digest": hashlib.sha256(said.encode()).hexdigest(),
        "problems": problems,
        "problem_count": len(problems),
        "notes": [*(list(each) for each in read.notes), *([["here", str(here)]] if here else [])],
        "appointments": appointments,
        "count": len(appointments),
        "over": len(read.of) - len(to_come),
        "hit": hit,
    }


def again(found: Import) -> Appointments:
    """What its preview holds, as it was read."""
    rows = [Appointment(*each) for each in found.preview["appointments"]]
    return Appointments(rows, [(code, fact) for code, fact in found.preview["notes"]])


def _in_the_way(units: Sequence[int], periods: Sequence[Period], now: datetime) -> list[list[str]]:
    """Number, organisation, facility and start of each booking that is there already: it stays."""
    if not units or not periods:
        return []
    found = in_the_way(units, _whole(periods), now)
    return [
        [each.number, each.organisation, each.facility, each.period.start.isoformat()]
        for each in found
        if any(each.period.overlaps(period) for period in periods)
    ]


def _whole(periods: Sequence[Period]) -> Period:
    return Period(min(each.start for each in periods), max(each.end for each in periods))


@step
def hold_all(found: Import, now: datetime) -> None:
    """Nobody books these units from here on."""
    periods = [each.period for each in again(found).of]
    if periods:
        clear_the_way(unit_ids=found.wishes["units"], periods=[_whole(periods)], now=now)


@step
def write_blocks(found: Import, now: datetime) -> dict[str, Any]:
    """What was made, as JSON (`Import.made`). Bookings that are there stay, and what they give back is the block's.
    The caller holds the units (`hold_all`) and has compared under that lock."""
    units = sorted(set(found.wishes["units"]))
    appointments = again(found).of
    made = Block.objects.bulk_create(
        [
            Block(
                hub_id=found.hub_id,
                kind=found.wishes["kind"],
                title=each.title,
                note=each.who,
                during=each.period.to_range(),
                origin=found.ref,
                created_by_id=found.asked_by_id,
                created_at=now,
            )
            for each in appointments
        ]
    )
    BlockUnit.objects.bulk_create([BlockUnit(block=block, unit_id=unit) for block in made for unit in units])
    fill_for_blocks((unit, each.period) for each in appointments for unit in units)
    assert found.asked_by is not None
    _note("bookings.block", {each: said_of(each, units) for each in made}, found.asked_by, now)
    return {"blocks": [block.pk for block in made]}


@step
def hold_blocks(made: dict[str, Any], now: datetime) -> None:
    """Nobody books or moves what these blocks hold from here on."""
    blocks = dict(Block.objects.filter(pk__in=made["blocks"], lifted_at=None).values_list("pk", "during"))
    if blocks:
        units = set(BlockUnit.objects.filter(block__in=blocks).values_list("unit_id", flat=True))
        whole = _whole([Period.from_range(during) for during in blocks.values()])
        clear_the_way(unit_ids=units, periods=[whole], now=now)


@step
def lift_blocks(made: dict[str, Any], actor: Actor, now: datetime) -> None:
    """What another block wants of it is the other's. The caller holds them (`hold_blocks`)."""
    blocks = list(Block.objects.filter(pk__in=made["blocks"], lifted_at=None).order_by("pk"))
    freed = give_back(blocks=[each.pk for each in blocks], now=now)
    Block.objects.filter(pk__in=[each.pk for each in blocks]).update(lifted_by=actor.pk)
    fill_for_blocks(freed)
    _note("bookings.lift_block", {each: {} for each in blocks}, actor, now)


@step
def _note(action: str, facts: Mapping[Block, dict[str, Any]], actor: Actor, now: datetime) -> None:
    """A row for each, as when somebody does it by hand."""
    notes = [
        noted(action=action, about=block.ref, actor=actor, now=now, hub_id=block.hub_id, facts=said)
        for block, said in facts.items()
    ]
    for start in range(0, len(notes), A_HANDFUL):
        write(notes[start : start + A_HANDFUL])
