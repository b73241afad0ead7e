"""What differs between two versions of an entry, field by field. Pure: values in, values out; words come later."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What nobody reads as a change of its own.
SILENT = {"slug", "pin_moved"}
LISTS = {"partners": ("partner_id", "name"), "described": ("kind_id", "name")}


@dataclass(frozen=True, slots=True)
class Change:
    """Of one field. For partners and what is there: the rows that came, went, and differ (before and after)."""

    field: str
    before: Any = None
    after: Any = None
    added: tuple[Mapping[str, Any], ...] = ()
    removed: tuple[Mapping[str, Any], ...] = ()
    altered: tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...] = ()


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """From one version's content to another's, in the order of the later one."""
    found = []
    for field in after:
        one, other = before.get(field), after[field]
        if field in SILENT or one == other:
            continue
        if field in LISTS:
            change = _rows(field, one or [], other or [])
            if change.added or change.removed or change.altered:
                found.append(change)
        elif field == "themes":
            if set(one or []) != set(other or []):
                found.append(Change(field, before=one or [], after=other or []))
        else:
            found.append(Change(field, before=one, after=other))
    return found


def _rows(field: str, before: list[Mapping[str, Any]], after: list[Mapping[str, Any]]) -> Change:
    names = LISTS[field]
    was = {tuple(row[name] for name in names): row for row in before}
    now = {tuple(row[name] for name in names): row for row in after}
    return Change(
        field,
        added=tuple(row for key, row in now.items() if key not in was),
        removed=tuple(row for key, row in was.items() if key not in now),
        altered=tuple((was[key], row) for key, row in now.items() if key in was and was[key] != row),
    )
