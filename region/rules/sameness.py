"""Which of many entries look like one: by name, by website, or close by with a name that is nearly the same. Pure.

Bounded: names are compared only where they share one of their rarest threes of letters (prefix filtering), so a whole
town at one point is no square of comparisons.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, cos, hypot, radians
from urllib.parse import urlsplit

# Words that tell nothing apart: what something is before the law, and what half of the field is called.
LEGAL = frozenset("stichting vereniging cooperatie bv nv vof ua the de het een".split())
IDLE = LEGAL | frozenset("lab labs la le en and of van voor".split())
# How much of two names' threes of letters is shared: one slip in ten letters leaves half.
ALIKE = 0.5
NEAR_KM = 1.0
# What many stand under says nothing of any of them.
MOST_UNDER_A_HOST = 6
MOST_OF_A_NAME = 30
# A three of letters that more names of one square have tells little; the latest of them are compared.
MOST_OF_A_THREE = 60
# A square and those around it.
AROUND = [(north, east) for north in (-1, 0, 1) for east in (-1, 0, 1)]


class Because(StrEnum):
    NAME = "name"
    WEBSITE = "website"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Known:
    """`place`: latitude and longitude in degrees, or None."""

    pk: int
    name: str
    website: str = ""
    place: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    first: int
    second: int
    because: Because


def normal_name(name: str) -> str:
    """Without capitals, accents, signs and words that tell nothing apart; the whole name where nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", "").replace(".", ""))
    for silent in (IDLE, LEGAL, frozenset[str]()):
        if telling := [word for word in words if word not in silent]:
            return "".join(telling)
    return name.strip().casefold()


def host_of(website: str) -> str:
    """`www.Lab.nl/over` and `http://lab.nl` are one; nothing for nothing."""
    text = website.strip().lower()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").rstrip(".")


def threes(name: str) -> frozenset[str]:
    padded = f"  {name} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0 to 1: how much of the threes of letters of both is shared."""
    return len(one & other) / len(one | other) if one or other else 0.0


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """As the crow flies, over distances of a few kilometres."""
    north = (one[0] - other[0]) * 111.2
    east = (one[1] - other[1]) * 111.3 * cos(radians(one[0]))
    return hypot(north, east)


def pairs(entries: Iterable[Known]) -> list[Pair]:
    """Each pair once, with its first reason: the same name, the same website, near by with a name nearly the same."""
    known = list(entries)
    found: dict[tuple[int, int], Because] = {}
    for because, candidates in (
        (Because.NAME, _same([(normal_name(each.name), each) for each in known], MOST_OF_A_NAME)),
        (Because.WEBSITE, _same([(host_of(each.website), each) for each in known], MOST_UNDER_A_HOST)),
        (Because.NEAR, _near(known)),
    ):
        for one, other in candidates:
            found.setdefault((min(one, other), max(one, other)), because)
    return sorted(Pair(first, second, because) for (first, second), because in found.items())


def _same(keyed: Iterable[tuple[str, Known]], most: int) -> Iterator[tuple[int, int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for key, each in keyed:
        if key:
            groups[key].append(each.pk)
    for group in groups.values():
        if len(group) <= most:
            yield from ((one, other) for at, one in enumerate(group) for other in group[at + 1 :])


def _near(known: list[Known]) -> Iterator[tuple[int, int]]:
    """With names that are nearly the same, within a kilometre."""
    placed = [(each, threes(normal_name(each.name))) for each in known if each.place]
    often = Counter(three for _each, those in placed for three in those)
    standing: dict[tuple[str, int, int], list[tuple[Known, frozenset[str]]]] = defaultdict(list)
    for each, those in placed:
        row, column = _square(each)
        rarest = sorted(those, key=lambda three: (often[three], three))
        # Two that share `ALIKE` of their threes share one of these.
        telling = rarest[: len(those) - ceil(ALIKE * len(those)) + 1]
        seen: set[int] = set()
        for three in telling:
            for north, east in AROUND:
                for other, others in standing[three, row + north, column + east][-MOST_OF_A_THREE:]:
                    if other.pk not in seen:
                        seen.add(other.pk)
                        if likeness(those, others) >= ALIKE and _within(each, other):
                            yield each.pk, other.pk
            standing[three, row, column].append((each, those))


def _square(each: Known) -> tuple[int, int]:
    """Of a grid whose squares are wider than `NEAR_KM` on either side, up to the north of Norway."""
    assert each.place
    return int(each.place[0] * 100 // 1), int(each.place[1] * 33 // 1)


def _within(one: Known, other: Known) -> bool:
    return bool(one.place and other.place and kilometres(one.place, other.place) <= NEAR_KM)
