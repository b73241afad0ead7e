"""A network as a drawing: itself in the middle, who takes part around it in a petal for each sector. Pure.

However many there are: a petal grows with them, and it is the words beside the drawing that tell who they are.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 480, 400
DOT, APART = 8.0, 19.0
# Of the golden angle: dots laid by it fill a disc evenly, as seeds fill a sunflower.
TURN = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Petal:
    """`key` and `label` of the sector; where its label stands; its dots in the order of its members."""

    key: str
    label: str
    x: float
    y: float
    label_y: float
    dots: tuple[Dot, ...]


def petals(groups: Sequence[tuple[str, str, int]]) -> list[Petal]:
    """`groups`: a sector's key, its label and how many there are. The first stands on top, the others go round."""
    most = max((count for _key, _label, count in groups), default=1)
    # A large petal is drawn with smaller steps, so that it stays in the drawing.
    step = min(APART, 62 / math.sqrt(most))
    found = []
    for place, (key, label, count) in enumerate(groups):
        angle = 2 * math.pi * place / len(groups) - math.pi / 2
        x = WIDTH / 2 + math.cos(angle) * 155
        y = HEIGHT / 2 - 8 + math.sin(angle) * 118
        dots = tuple(_dot(x, y, number, step) for number in range(count))
        lowest = max((dot.y for dot in dots), default=y)
        found.append(Petal(key, label, round(x, 1), round(y, 1), round(lowest + DOT + 17, 1), dots))
    return found


def _dot(x: float, y: float, number: int, step: float) -> Dot:
    if not number:
        return Dot(round(x, 1), round(y, 1))
    away = step * math.sqrt(number)
    return Dot(round(x + math.cos(TURN * number) * away, 1), round(y + math.sin(TURN * number) * away, 1))
