"""What the demonstration's pictures are drawn with: flat shapes in the colours of the look, smooth at their edges.

Lengths are units of a sheet of 440 x 200, which may be cropped a little at every side. Drawn twice as large as it comes
out, so that edges are soft.
"""

import io
import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 440, 200
OUT = 4
SCALE = 2 * OUT
Point = tuple[float, float]

PAPER, CARD, INK, SIGNAL = "#f7f4ee", "#fffdf9", "#17161a", "#c0331a"
GREEN, BLUE, PLUM, OCHRE, CORAL = "#0b6e5f", "#2f4fbf", "#8a3d7e", "#b3791a", "#c0331a"
WASHES = {
    GREEN: "#dfece5",
    BLUE: "#e2e4f2",
    PLUM: "#f0e0ec",
    OCHRE: "#f5e8cd",
    CORAL: "#fbe6df",
    INK: "#17161a",
}
# One step between a ground and its colour, for what stands behind.
BETWEEN = {
    GREEN: "#b5d6ca",
    BLUE: "#bfc8ec",
    PLUM: "#dfbdd8",
    OCHRE: "#ead0a0",
    CORAL: "#f3c0b1",
    INK: "#3a363f",
}


class Canvas:
    """A sheet with its ground; `colour` is what most on it is drawn in."""

    def __init__(self, colour: str, ground: str = "") -> None:
        self.colour = colour
        self.ground = ground or WASHES[colour]
        self.between = BETWEEN[colour]
        self._image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), self.ground)
        self._draw = ImageDraw.Draw(self._image)

    def circle(self, x: float, y: float, radius: float, colour: str = "", *, ring: float = 0) -> None:
        """Filled, or with `ring` a line of that width within its edge."""
        box = self._box(x - radius, y - radius, x + radius, y + radius)
        if ring:
            self._draw.ellipse(box, outline=colour or self.colour, width=round(ring * SCALE))
        else:
            self._draw.ellipse(box, fill=colour or self.colour)

    def hill(self, x: float, y: float, radius: float, colour: str = "") -> None:
        """The upper half of a circle."""
        box = self._box(x - radius, y - radius, x + radius, y + radius)
        self._draw.pieslice(box, 180, 360, fill=colour or self.colour)

    def oval(
        self, x: float, y: float, wide: float, high: float, colour: str = "", *, ring: float = 0
    ) -> None:
        """Around a middle, so far to each side."""
        box = self._box(x - wide, y - high, x + wide, y + high)
        if ring:
            self._draw.ellipse(box, outline=colour or self.colour, width=round(ring * SCALE))
        else:
            self._draw.ellipse(box, fill=colour or self.colour)

    def box(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        colour: str = "",
        *,
        round_: float = 0,
        ring: float = 0,
    ) -> None:
        """From its upper left corner."""
        box = self._box(x, y, x + wide, y + high)
        colour = colour or self.colour
        fill, width = (None, round(ring * SCALE)) if ring else (colour, 0)
        self._draw.rounded_rectangle(
            box, round_ * SCALE, fill=fill, outline=colour if ring else None, width=width
        )

    def shape(self, points: Sequence[Point], colour: str = "") -> None:
        self._draw.polygon([self._at(x, y) for x, y in points], fill=colour or self.colour)

    def line(self, points: Sequence[Point], width: float = 4, colour: str = "") -> None:
        """With round ends and joints."""
        colour, thick = colour or self.colour, round(width * SCALE)
        self._draw.line([self._at(x, y) for x, y in points], fill=colour, width=thick, joint="curve")
        for x, y in points:
            self.circle(x, y, width / 2, colour)

    def dots(self, start: Point, end: Point, count: int, radius: float = 2, colour: str = "") -> None:
        for n in range(count):
            part = n / max(count - 1, 1)
            self.circle(
                start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part, radius, colour
            )

    def arc(
        self,
        x: float,
        y: float,
        radius: float,
        first: float,
        last: float,
        width: float = 4,
        colour: str = "",
        *,
        high: float = 0,
    ) -> None:
        """Degrees, clockwise from three o'clock; `high`: of an oval."""
        high = high or radius
        steps = max(int(abs(last - first) / 3), 4)
        angles = [math.radians(first + (last - first) * n / steps) for n in range(steps + 1)]
        self.line([(x + radius * math.cos(a), y + high * math.sin(a)) for a in angles], width, colour)

    def waves(
        self,
        x: float,
        y: float,
        facing: float,
        count: int = 3,
        *,
        first: float = 12,
        apart: float = 9,
        colour: str = "",
    ) -> None:
        """Sound or light that leaves a point; `facing` in degrees."""
        for n in range(count):
            self.arc(x, y, first + n * apart, facing - 38, facing + 38, 3.4, colour)

    def png(self) -> io.BytesIO:
        small = self._image.resize((WIDTH * OUT, HEIGHT * OUT), Image.Resampling.BOX)
        written = io.BytesIO()
        small.save(written, "PNG", compress_level=1)
        written.seek(0)
        return written

    def _at(self, x: float, y: float) -> Point:
        return x * SCALE, y * SCALE

    def _box(self, left: float, top: float, right: float, bottom: float) -> list[float]:
        return [left * SCALE, top * SCALE, right * SCALE, bottom * SCALE]
