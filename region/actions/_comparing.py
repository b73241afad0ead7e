"""What a file would do to the atlas of a region: what is new, what changes, what is there already or twice in it."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from bookings.rules.import_cells import Problem
from bookings.rules.import_columns import folded
from members.models import Region
from region.models import AtlasEntry, Reach, Sector, Stage
from region.models.bringing import entries_meant_in, slugs, taken_back_in, told_of
from region.models.files import MAY_BEGIN_AS
from region.rules.facts import EntryFacts, PartnerFacts, ThingFacts
from region.rules.file_cells import Line
from region.rules.file_rows import Understood, Wanted, in_order

MOST_SHOWN, MOST_ASKED, MOST_PROBLEMS = 50, 200, 200
SKIP, UPDATE, NEW = "skip", "update", "new"
# By what something was known again -> what is proposed. A web site alone may be that of a whole house.
PROPOSED = {"slug": UPDATE, "name": UPDATE, "website": SKIP, "twice": SKIP}
Slugs = Mapping[str, tuple[int, int | None, int | None]]


@dataclass(slots=True)
class Planned:
    """One row: the facts it would write as something `new`, and over the `entry` that it is like. `changed` names what
    differs, its stage where an undone file took it off; `how` it was known again, or that the file has it `twice`, in
    `like_row` first."""

    wanted: Wanted
    new: EntryFacts
    stage: Stage
    entry: AtlasEntry | None = None
    over: EntryFacts | None = None
    changed: list[str] = field(default_factory=list)
    how: str = ""
    like_row: int = 0

    @property
    def may_be_new(self) -> bool:
        """What is new has a kind and, at a place, a town."""
        return bool(self.new.kind) and (self.new.reach != Reach.PLACE or self.new.municipality_id is not None)

    @property
    def is_asked(self) -> bool:
        """Whether somebody has to look what is meant."""
        return bool(self.how) and not (self.entry and self.how != "website" and not self.changed)

    def decided(self, choices: Mapping[str, Any]) -> str:
        """What is done with it: what was said of this row, else of all like it, else what is proposed."""
        if not self.how:
            return NEW
        if not self.is_asked:
            return SKIP
        said = choices.get("rows", {}).get(str(self.wanted.row)) or choices.get("all", "")
        may = (SKIP, *([UPDATE] if self.entry else []), *([NEW] if self.may_be_new else []))
        return said if said in may else PROPOSED[self.how]


@dataclass(slots=True)
class Plan:
    rows: list[Planned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: tuple[str, ...] = ()


def compare(understood: Understood, *, region: Region, begins_as: str) -> Plan:
    """A handful of queries. Every row of the plan could be written as it is."""
    there, known, back = entries_meant_in(region), slugs(), taken_back_in(region)
    by_pk = {entry.pk: entry for entry in there}
    by_name: dict[object, AtlasEntry] = {
        _key(each.name, each.municipality_id, each.reach): each for each in reversed(there)
    }
    by_site = {_site(each.website): each for each in reversed(there) if each.website}
    plan = Plan(problems=list(understood.problems), unknown=understood.unknown)
    seen: dict[object, int] = {}
    for wanted in understood.entries:
        try:
            planned = _planned(wanted, region, known, Stage(begins_as))
            _match(planned, by_pk, by_name, by_site, known, seen, region)
        except Unfit as error:
            plan.problems.append(Problem(wanted.row, error.column, error.code, error.facts))
            continue
        if planned.entry and planned.entry.pk in back and wanted.values.get("stage") != Stage.TAKEN_OFF:
            planned.changed.append("stage")
        plan.rows.append(planned)
    return plan


class Unfit(Exception):
    def __init__(self, column: str, code: str, **facts: Any) -> None:
        self.column, self.code, self.facts = column, code, facts
        super().__init__(code)


def _key(name: str, town: int | None, reach: str) -> tuple[str, int | str | None]:
    return folded(name), town if reach == Reach.PLACE else reach


def _site(address: str) -> str:
    """An address without what makes no difference: its scheme, www and a stroke at the end."""
    return re.sub(r"^https?://(www\.)?|/+$", "", address.casefold())


def _planned(wanted: Wanted, region: Region, known: Slugs, begins_as: Stage) -> Planned:
    values = wanted.values
    reach = values.get("reach", Reach.PLACE)
    town = wanted.town if reach == Reach.PLACE else None
    pin = wanted.pin if town and wanted.pin != (town.latitude, town.longitude) else None
    facts = EntryFacts(
        **{
            name: values[name]
            for name in ("name", "sector", "phase", "address", "about_nl", "about_en")
            if name in values
        },
        kind=values.get("kind", ""),
        reach=reach,
        region_id=region.pk,
        municipality_id=town.pk if town else None,
        pin=pin,
        website=values.get("website", ""),
        since=values.get("since"),
        source=values.get("source", ""),
        theme_ids=values.get("themes", ()),
        partners=tuple(_partner(line, known) for line in values.get("partners", ())),
        things=tuple(_thing(line) for line in values.get("facilities", ())),
    )
    _demand_once(facts.partners)
    stage = Stage(values.get("stage", begins_as))
    return Planned(wanted, facts, stage if stage in MAY_BEGIN_AS else Stage.MAPPED)


def _partner(line: Line, known: Slugs) -> PartnerFacts:
    pk = None
    if line.slug:
        if line.slug not in known:
            raise Unfit("partners", "unknown_partner", found=line.slug[:80])
        pk, _region, merged = known[line.slug]
        pk = merged or pk
    return PartnerFacts(Sector(line.what), pk, line.name, line.nl, line.en, line.since, line.last)


def _demand_once(partners: Sequence[PartnerFacts]) -> None:
    """Two may have become one entry."""
    pks = [each.partner_id for each in partners if each.partner_id]
    if len(set(pks)) < len(pks):
        raise Unfit("partners", "partner_twice")


def _thing(line: Line) -> ThingFacts:
    return ThingFacts(int(line.what), line.name, line.nl, line.en, line.last)


def _match(
    planned: Planned,
    by_pk: Mapping[int, AtlasEntry],
    by_name: Mapping[object, AtlasEntry],
    by_site: Mapping[str, AtlasEntry],
    known: Slugs,
    seen: dict[object, int],
    region: Region,
) -> None:
    """Find what it is like, and say what would change of that. Raises `Unfit`."""
    wanted, new = planned.wanted, planned.new
    slug = wanted.values.get("slug", "")
    if slug in known:
        pk, of_region, merged = known[slug]
        planned.entry, planned.how = by_pk.get(merged or pk), "slug"
        if planned.entry is None:
            raise Unfit("slug", "entry_elsewhere", found=slug)
    else:
        planned.entry = by_name.get(_key(new.name, new.municipality_id, new.reach)) or _only(planned, by_name)
        planned.how = "name" if planned.entry else ""
        if planned.entry is None and new.website and _site(new.website) in by_site:
            planned.entry, planned.how = by_site[_site(new.website)], "website"
    key: object = (
        planned.entry.pk
        if planned.entry and planned.how != "website"
        else _key(new.name, new.municipality_id, new.reach)
    )
    if key in seen:
        planned.entry, planned.how, planned.like_row = None, "twice", seen[key]
        return
    seen[key] = wanted.row
    if planned.entry is None or planned.how == "website":
        _demand_whole(planned)
    if planned.entry:
        if planned.entry.pk in {each.partner_id for each in new.partners}:
            raise Unfit("partners", "own_partner")
        planned.over = _over(planned, planned.entry)
        planned.changed = _differences(told_of(planned.entry), planned.over)


def _only(planned: Planned, by_name: Mapping[object, AtlasEntry]) -> AtlasEntry | None:
    """The one of this name, where the row does not say where it is."""
    if planned.new.municipality_id or "reach" in planned.wanted.values:
        return None
    alike = [each for each in by_name.values() if folded(each.name) == folded(planned.new.name)]
    return alike[0] if len(alike) == 1 else None


def _demand_whole(planned: Planned) -> None:
    """Raises `Unfit` for what cannot be put on the atlas as it is."""
    if not planned.new.kind:
        raise Unfit("kind", "kind_needed", name=planned.new.name)
    if planned.new.reach == Reach.PLACE and planned.new.municipality_id is None:
        raise Unfit("town", "town_needed", name=planned.new.name)


def _over(planned: Planned, entry: AtlasEntry) -> EntryFacts:
    """What it would be: what the row says over what is there. An empty cell changes nothing."""
    values, new, now = planned.wanted.values, planned.new, told_of(entry)
    said = {name: getattr(new, name) for name in COLUMN_OF.values() if name in _said(values)}
    facts = replace(now, **said)
    if facts.reach != Reach.PLACE:
        return replace(facts, municipality_id=None, pin=None)
    town, point = planned.wanted.town, planned.wanted.pin
    if town:
        facts = replace(
            facts, municipality_id=town.pk, pin=facts.pin if town.pk == now.municipality_id else None
        )
    if point and point != _point(entry):
        facts = replace(facts, pin=new.pin)
    if facts.municipality_id is None:
        raise Unfit("town", "town_needed", name=facts.name)
    return facts


def _point(entry: AtlasEntry) -> tuple[Decimal, Decimal] | None:
    return (
        (entry.latitude, entry.longitude)
        if entry.latitude is not None and entry.longitude is not None
        else None
    )


# Column -> the fact it says.
COLUMN_OF = {
    name: name
    for name in "name kind sector phase reach address about_nl about_en website since source partners".split()
} | {"themes": "theme_ids", "facilities": "things"}


def _said(values: Mapping[str, Any]) -> set[str]:
    return {fact for column, fact in COLUMN_OF.items() if column in values}


def _differences(now: EntryFacts, then: EntryFacts) -> list[str]:
    columns = [column for column, fact in COLUMN_OF.items() if getattr(now, fact) != getattr(then, fact)]
    columns += ["town"] if now.municipality_id != then.municipality_id else []
    return columns + (["latitude"] if now.pin != then.pin else [])


def as_preview(plan: Plan, encoding: str) -> dict[str, Any]:
    """What is shown of it, and a digest of what it stands on: other entries or versions by then, and it is shown
    anew."""
    asked = [each for each in plan.rows if each.is_asked]
    new = [each for each in plan.rows if not each.how]
    stands_on = [
        (each.wanted.row, each.how, each.like_row, each.entry and (each.entry.pk, each.entry.version))
        for each in plan.rows
    ]
    problems = in_order(plan.problems)
    return {
        "digest": hashlib.sha256(repr(stands_on).encode()).hexdigest()[:32],
        "encoding": encoding,
        "unknown": [each[:60] for each in plan.unknown[:20]],
        "problem_count": len(problems),
        "problems": [[p.row, p.column, p.code, p.facts] for p in problems[:MOST_PROBLEMS]],
        "row_count": len(plan.rows),
        "same_count": sum(bool(each.how) and not each.is_asked for each in plan.rows),
        "new_count": len(new),
        "new": [
            [each.wanted.row, each.new.name, each.new.kind, _town(each), each.stage]
            for each in new[:MOST_SHOWN]
        ],
        "asked_count": len(asked),
        "asked": [_asked(each) for each in asked[:MOST_ASKED]],
    }


def _town(each: Planned) -> str:
    return each.wanted.town.name if each.wanted.town else ""


def _asked(each: Planned) -> dict[str, Any]:
    return {
        "row": each.wanted.row,
        "name": each.new.name,
        "town": _town(each),
        "how": each.how,
        "like": each.entry.name if each.entry else "",
        "slug": each.entry.slug if each.entry else "",
        "like_row": each.like_row,
        "changed": each.changed,
        "proposed": PROPOSED[each.how],
    }
