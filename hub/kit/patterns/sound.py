"""Sound and signals."""

from hub.kit.patterns.shapes import WIDTH, Dice, Shape, box, circle, path


def circles(dice: Dice) -> list[Shape]:
    """Sound from one source."""
    x, y, step = dice.between(190, 290), dice.between(120, 170), dice.between(22, 30)
    rings = [circle(x, y, step * n) for n in range(1, 7)]
    return [*rings, circle(dice.between(50, 110), dice.between(35, 75), dice.between(18, 28), "pic-dot")]


def ripples(dice: Dice) -> list[Shape]:
    """Sound from two sources that meets."""
    apart, step = dice.between(120, 170), dice.between(20, 26)
    left, y = (WIDTH - apart) // 2, dice.between(60, 90)
    rings = [circle(x, y, step * n) for x in (left, left + apart) for n in range(1, 5)]
    return [*rings, circle(left if dice.between(0, 1) else left + apart, y, 11, "pic-dot")]


def record(dice: Dice) -> list[Shape]:
    """A disc that turns, half of it in view."""
    x, y, width = dice.between(110, 250), dice.between(140, 160), dice.between(15, 19)
    grooves = [circle(x, y, 40 + width * n) for n in range(6)]
    return [*grooves, circle(x, y, 22, "pic-dot")]


def bars(dice: Dice) -> list[Shape]:
    """A level meter: listening."""
    width = dice.between(11, 16)
    lit = dice.between(2, 9)
    out = []
    for n in range(12):
        height = dice.between(24, 112)
        out.append(box(18 + n * 28, 132 - height, width, height, "pic-dot" if n == lit else "pic-fill"))
    return out


def waveform(dice: Dice) -> list[Shape]:
    """What was recorded, from its middle up and down."""
    lit = dice.between(4, 15)
    out = []
    for n in range(20):
        height = dice.between(5, 58)
        out.append(box(8 + n * 18, 75 - height, 9, 2 * height, "pic-dot" if n == lit else "pic-fill"))
    return out


def equaliser(dice: Dice) -> list[Shape]:
    """Columns of small lamps."""
    lit = dice.between(1, 8)
    out = []
    for column in range(10):
        high = dice.between(2, 7)
        for row in range(high):
            look = "pic-dot" if column == lit and row == high - 1 else "pic-fill"
            out.append(box(14 + column * 34, 130 - row * 18, 24, 11, look))
    return out


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


def antenna(dice: Dice) -> list[Shape]:
    """A signal that leaves a corner."""
    x, y, step = dice.between(10, 60), dice.between(120, 140), dice.between(30, 40)
    rings = [circle(x, y, step * n) for n in range(2, 9)]
    return [*rings, circle(x, y, 24, "pic-dot")]


def pulses(dice: Dice) -> list[Shape]:
    """Bits on their way."""
    out = []
    for row in range(3):
        y, steps = 46 + row * 42, []
        for n in range(12):
            up = 26 * dice.between(0, 1)
            steps.append(f"H{n * 32} V{y - up} ")
        out.append(path(f"M-20 {y}{''.join(steps)}H380"))
    return [*out, circle(dice.between(60, 300), 46 + 42 * dice.between(0, 2), 13, "pic-dot")]
