"""Figures about groups of organisations, without giving any small group away.

A group of fewer than five is never shown; nor can it be worked out from a total: what is hidden is at least two groups
that are five or more organisations together, and is shown as one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a table whose groups share no organisation, or whose amounts add up to a total that is known."""

    label: str
    organisations: frozenset[int]
    bookings: int = 0
    cents: int = 0

    @property
    def size(self) -> int:
        return len(self.organisations)


@dataclass(frozen=True, slots=True)
class Shown:
    """`groups` as they are; `others` are the `merged` ones together. Both empty where all are fewer than five."""

    groups: tuple[Group, ...]
    others: Group | None = None
    merged: int = 0

    @property
    def is_empty(self) -> bool:
        return not self.groups and self.others is None


def shown(groups: Sequence[Group], least: int = LEAST) -> Shown:
    """In the order given. The same for the same groups, so that asking twice tells nothing more."""
    by_size = sorted(groups, key=lambda group: (group.size, group.label))
    hidden = [group for group in by_size if group.size < least]
    rest = by_size[len(hidden) :]
    while hidden and rest and (len(hidden) < 2 or _together(hidden).size < least):
        hidden.append(rest.pop(0))
    if not hidden:
        return Shown(tuple(groups))
    others = _together(hidden)
    if others.size < least:
        return Shown(())
    kept = tuple(group for group in groups if group not in hidden)
    return Shown(kept, others, len(hidden))


def _together(groups: Sequence[Group]) -> Group:
    return Group(
        "",
        frozenset().union(*(group.organisations for group in groups)),
        sum(group.bookings for group in groups),
        sum(group.cents for group in groups),
    )
