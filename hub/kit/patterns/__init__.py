"""A picture for every facility that has no photo: shapes from its kind, the same every time.

A kind's pattern is a family of three drawings. Which of them, in which colours and how it varies depends on the name
alone; or, where `turn` is given, on that number: then neighbours that count on (one hub's facilities) never look alike.
Pure: a pattern's name and a text in, shapes out.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hub.kit.patterns import light, people, sound, space
from hub.kit.patterns.shapes import HEIGHT, WIDTH, Dice, Shape

__all__ = ["HEIGHT", "PATTERNS", "TONES", "WIDTH", "Dice", "Picture", "Shape", "picture"]

TONES = 5
# Of so many pictures one is drawn in light on a full colour.
BOLD = 4
Drawing = Callable[[Dice], list[Shape]]

PATTERNS: dict[str, tuple[Drawing, ...]] = {
    "circles": (sound.circles, sound.ripples, sound.record),
    "bars": (sound.bars, sound.waveform, sound.equaliser),
    "waves": (sound.waves, sound.antenna, sound.pulses),
    "cone": (light.cone, light.spots, light.lens),
    "frames": (light.frames, light.strip, light.finder),
    "peaks": (light.peaks, light.clips, light.curves),
    "grid": (space.grid, space.joints, space.floor),
    "cubes": (space.cubes, space.pixels, space.portal),
    "steps": (space.steps, space.curtain, space.stage),
    "dots": (people.dots, people.table, people.seats),
    "hands": (people.hands, people.heads, people.knot),
    "layers": (people.layers, people.turned, people.cut),
}


@dataclass(frozen=True, slots=True)
class Picture:
    tone: int
    bold: bool
    shapes: tuple[Shape, ...]


def picture(pattern: str, name: str, turn: int | None = None) -> Picture:
    """The picture of something called `name`; a pattern that is not known gives one chosen by its name."""
    family = PATTERNS.get(pattern)
    if family is None:
        family = list(PATTERNS.values())[Dice(pattern).between(0, len(PATTERNS) - 1)]
    dice = Dice(f"{pattern}/{name}")
    if turn is None:
        turn = dice.between(0, 65_535)
    drawing = family[turn % len(family)]
    return Picture(tone=turn % TONES, bold=turn % BOLD == 1, shapes=tuple(drawing(dice)))
