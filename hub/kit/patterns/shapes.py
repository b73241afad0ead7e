"""What pictures are drawn with: numbers that depend on a text alone, and three kinds of SVG elements.

Colours are classes of the style sheet, so that a picture follows light and dark; sizes are units of a view box of
360 x 150 that may be cropped at its sides.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

WIDTH, HEIGHT = 360, 150


@dataclass(frozen=True, slots=True)
class Shape:
    """One SVG element: its tag, its class (`pic-line`, `pic-fill`, `pic-dot`) and its geometry."""

    tag: str
    look: str
    geometry: tuple[tuple[str, str], ...]


class Dice:
    """Numbers that depend on a text alone, the same on every machine and in every version of Python."""

    def __init__(self, text: str) -> None:
        self._bytes = self._stream(text.encode())

    @staticmethod
    def _stream(seed: bytes) -> Iterator[int]:
        while True:
            seed = hashlib.sha256(seed).digest()
            yield from seed

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included; at most 65,536 apart."""
        value = next(self._bytes) << 8 | next(self._bytes)
        return low + value % (high - low + 1)


def circle(x: int, y: int, radius: int, look: str = "pic-line") -> Shape:
    return Shape("circle", look, (("cx", str(x)), ("cy", str(y)), ("r", str(radius))))


def box(x: int, y: int, width: int, height: int, look: str = "pic-fill") -> Shape:
    sides = (("x", x), ("y", y), ("width", width), ("height", height))
    return Shape("rect", look, tuple((name, str(value)) for name, value in sides))


def path(steps: str, look: str = "pic-line") -> Shape:
    return Shape("path", look, (("d", steps),))
