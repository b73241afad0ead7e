"""A picture for every facility that has no photo: shapes from its kind, varied by its name, the same every time.

Pure: a pattern's name and a text in, shapes out. Colours are classes of the style sheet, so that the picture follows
light and dark; sizes are units of a view box of 360 x 150 that may be cropped at its sides.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

WIDTH, HEIGHT = 360, 150
TONES = 5


@dataclass(frozen=True, slots=True)
class Shape:
    """One SVG element: its tag, its class (`pic-line`, `pic-fill`, `pic-dot`) and its geometry."""

    tag: str
    look: str
    geometry: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    tone: int
    shapes: tuple[Shape, ...]


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


def circles(dice: Dice) -> list[Shape]:
    """Sound from one source."""
    x, y, step = dice.between(190, 290), dice.between(120, 170), dice.between(22, 30)
    rings = [circle(x, y, step * n) for n in range(1, 7)]
    return [*rings, circle(dice.between(50, 110), dice.between(35, 75), dice.between(18, 28), "pic-dot")]


def bars(dice: Dice) -> list[Shape]:
    """A level meter: listening."""
    width = dice.between(11, 16)
    lit = dice.between(2, 9)
    out = []
    for n in range(12):
        height = dice.between(24, 112)
        out.append(box(18 + n * 28, 132 - height, width, height, "pic-dot" if n == lit else "pic-fill"))
    return out


def peaks(dice: Dice) -> list[Shape]:
    """Cuts on a line of time: editing."""
    step, half = dice.between(84, 120), dice.between(58, 92)
    tops = [dice.between(18, 50) for _ in range(5)]
    lines = [
        path(f"M{n * step - half} 156 {n * step} {top} {n * step + half} 156") for n, top in enumerate(tops)
    ]
    mark = dice.between(1, 3)
    return [*lines, circle(mark * step, tops[mark], 12, "pic-dot")]


def grid(dice: Dice) -> list[Shape]:
    """Markers in a floor of squares: motion capture."""
    step = dice.between(28, 36)
    lines = [path(f"M{x} 0V{HEIGHT}") for x in range(step // 2, WIDTH, step)]
    lines += [path(f"M0 {y}H{WIDTH}") for y in range(step // 2, HEIGHT, step)]
    seen: set[tuple[int, int]] = set()
    while len(seen) < 5:
        seen.add((dice.between(2, WIDTH // step - 2), dice.between(0, HEIGHT // step - 1)))
    return [
        *lines,
        *(circle(step // 2 + x * step, step // 2 + y * step, 11, "pic-dot") for x, y in sorted(seen)),
    ]


def cone(dice: Dice) -> list[Shape]:
    """Light from a lens: projection."""
    x, y = dice.between(40, 80), dice.between(55, 95)
    far, spread = dice.between(250, 300), dice.between(44, 66)
    beams = [path(f"M{x} {y}L{far} {y + offset}") for offset in range(-spread, spread + 1, spread // 2)]
    return [*beams, box(far, y - spread - 8, 16, 2 * spread + 16), circle(x, y, 22, "pic-dot")]


def waves(dice: Dice) -> list[Shape]:
    """Signal that travels: streaming and broadcasting."""
    length, height = dice.between(26, 44), dice.between(12, 22)
    out = []
    for n in range(4):
        y = 24 + n * 34
        bends = f"q{length} {-2 * height} {2 * length} 0 t{2 * length} 0 " + f"t{2 * length} 0 " * (
            WIDTH // length
        )
        out.append(path(f"M{-dice.between(0, 2 * length)} {y}{bends}".rstrip()))
    return [*out, circle(dice.between(60, 300), 24 + 34 * dice.between(0, 3), 14, "pic-dot")]


def frames(dice: Dice) -> list[Shape]:
    """One picture within another: cameras and film."""
    x, y = dice.between(130, 230), dice.between(65, 85)
    ratio = dice.between(15, 19)
    out = []
    for n in range(1, 6):
        high = n * 15
        wide = high * ratio // 10
        out.append(box(x - wide, y - high, 2 * wide, 2 * high, "pic-line"))
    return [*out, circle(dice.between(40, 90), dice.between(30, 60), 15, "pic-dot")]


def steps(dice: Dice) -> list[Shape]:
    """A rise of platforms: a stage, a rehearsal room."""
    count = dice.between(6, 9)
    wide = WIDTH // count
    rise = 110 // count
    stairs = [box(n * wide, HEIGHT - (n + 1) * rise, wide - 5, (n + 1) * rise) for n in range(count)]
    at = dice.between(1, count - 3)
    return [*stairs, circle(at * wide + wide // 2, HEIGHT - (at + 1) * rise - 22, 18, "pic-dot")]


def dots(dice: Dice) -> list[Shape]:
    """People around a table, seats in a room: sessions and meetings."""
    step = dice.between(34, 42)
    lit = (dice.between(1, WIDTH // step - 2), dice.between(0, HEIGHT // step - 1))
    out = []
    for row in range(HEIGHT // step + 1):
        for column in range(WIDTH // step):
            look = "pic-dot" if (column, row) == lit else "pic-fill"
            radius = step // 3 if (column, row) == lit else dice.between(3, step // 4)
            out.append(circle(step // 2 + column * step, step // 2 + row * step, radius, look))
    return out


def hands(dice: Dice) -> list[Shape]:
    """Two half circles that meet: somebody who helps."""
    x, radius = dice.between(150, 210), dice.between(16, 20)
    out = []
    for n in range(1, 5):
        r = n * radius
        out.append(path(f"M{x - 8} {75 - r}A{r} {r} 0 0 0 {x - 8} {75 + r}"))
        out.append(path(f"M{x + 8} {95 - r}A{r} {r} 0 0 1 {x + 8} {95 + r}"))
    return [*out, circle(dice.between(45, 75), dice.between(40, 110), 15, "pic-dot")]


def layers(dice: Dice) -> list[Shape]:
    """Thin slices on top of each other: making, printing, cutting."""
    out = []
    for n in range(6):
        wide = dice.between(120, 300)
        out.append(box((WIDTH - wide) // 2 + dice.between(-14, 14), 126 - n * 22, wide, 13))
    return [*out, circle(dice.between(120, 240), 12, 10, "pic-dot")]


def cubes(dice: Dice) -> list[Shape]:
    """Boxes seen from a corner: virtual spaces and games."""
    side = dice.between(26, 32)
    across, down = side * 87 // 100, side // 2
    lit = dice.between(2, 9)
    out = []
    for n in range(12):
        column, row = n % 6, n // 6
        x = 30 + column * 2 * across + (across if row else 0)
        y = 30 + row * 3 * side // 2
        top = f"M{x} {y - down}l{across} {down} {-across} {down} {-across} {-down}z"
        out.append(path(top, "pic-dot" if n == lit else "pic-line"))
        out.append(
            path(f"M{x - across} {y}v{side}l{across} {down} {across} {-down}v{-side}M{x} {y + down}v{side}")
        )
    return out


PATTERNS: dict[str, Callable[[Dice], list[Shape]]] = {
    pattern.__name__: pattern
    for pattern in (circles, bars, peaks, grid, cone, waves, frames, steps, dots, hands, layers, cubes)
}


def picture(pattern: str, name: str) -> Picture:
    """The picture of something called `name`; a pattern that is not known gives one chosen by its name."""
    drawn = PATTERNS.get(pattern)
    if drawn is None:
        chosen = Dice(pattern).between(0, len(PATTERNS) - 1)
        drawn = list(PATTERNS.values())[chosen]
    dice = Dice(f"{pattern}/{name}")
    return Picture(tone=dice.between(0, TONES - 1), shapes=tuple(drawn(dice)))
