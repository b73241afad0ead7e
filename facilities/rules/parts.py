"""What contains what, laid flat: from parts to leaves. Pure."""

from collections.abc import Mapping

Parts = Mapping[int, Mapping[int, int]]


class Circle(Exception):
    """Something would contain itself; `through` is the way round, by ids, its first one again at the end."""

    def __init__(self, through: list[int]) -> None:
        self.through = through
        super().__init__(through)


def leaves(whole: int, parts: Parts) -> dict[int, int]:
    """How many units of which facility one of the whole holds. What has no parts is its own leaf. Raises `Circle`."""
    found: dict[int, int] = {}
    _add(whole, 1, parts, [], found)
    return found


def _add(one: int, times: int, parts: Parts, above: list[int], found: dict[int, int]) -> None:
    if one in above:
        raise Circle([*above[above.index(one) :], one])
    inside = parts.get(one)
    if not inside:
        found[one] = found.get(one, 0) + times
        return
    for part, quantity in inside.items():
        _add(part, times * quantity, parts, [*above, one], found)


def containing(part: int, parts: Parts) -> set[int]:
    """Everything that contains it, at any depth, itself included."""
    found, added = {part}, {part}
    while added:
        added = {whole for whole, inside in parts.items() if inside.keys() & added} - found
        found |= added
    return found


def inside(whole: int, parts: Parts) -> set[int]:
    """Everything that it contains, at any depth, itself included."""
    found, added = {whole}, {whole}
    while added:
        added = {part for id_ in added for part in parts.get(id_, ())} - found
        found |= added
    return found
