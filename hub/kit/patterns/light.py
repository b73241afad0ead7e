"""Light, lenses and what is made with them."""

from hub.kit.patterns.shapes import HEIGHT, WIDTH, Dice, Shape, box, circle, path


def cone(dice: Dice) -> list[Shape]:
    """Light from a lens: projection."""
    x, y = dice.between(40, 80), dice.between(55, 95)
    far, spread = dice.between(250, 300), dice.between(44, 66)
    beams = [path(f"M{x} {y}L{far} {y + offset}") for offset in range(-spread, spread + 1, spread // 2)]
    return [*beams, box(far, y - spread - 8, 16, 2 * spread + 16), circle(x, y, 22, "pic-dot")]


def spots(dice: Dice) -> list[Shape]:
    """Lamps above a stage."""
    apart = dice.between(88, 104)
    out = []
    for n in range(4):
        x, spread, lean = 30 + n * apart, dice.between(26, 40), dice.between(-24, 24)
        out.append(path(f"M{x} 14L{x + lean - spread} 156M{x} 14L{x + lean + spread} 156"))
        out.append(circle(x, 14, 10, "pic-fill"))
    return [*out, circle(30 + apart * dice.between(1, 2), 112, 17, "pic-dot")]


def lens(dice: Dice) -> list[Shape]:
    """Rays that a lens bends to one point."""
    x, point, y = dice.between(120, 160), dice.between(280, 320), dice.between(65, 85)
    rays = [path(f"M-10 {y + off}H{x}L{point} {y}") for off in range(-54, 55, 18)]
    return [*rays, path(f"M{x} {y - 68}V{y + 68}"), circle(point, y, 15, "pic-dot")]


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


def strip(dice: Dice) -> list[Shape]:
    """A length of film."""
    shift, lit = dice.between(-40, 0), dice.between(1, 3)
    holes = [box(shift + n * 26, y, 13, 13) for n in range(16) for y in (12, 125)]
    pictures = [box(shift + n * 98, 40, 84, 70, "pic-dot" if n == lit else "pic-line") for n in range(5)]
    return [*holes, *pictures]


def finder(dice: Dice) -> list[Shape]:
    """What a camera looks at."""
    x, y, wide = dice.between(150, 210), dice.between(70, 80), dice.between(110, 135)
    corners = []
    for left in (-1, 1):
        for top in (-1, 1):
            a, b = x + left * wide, y + top * 54
            corners.append(path(f"M{a} {b - top * 30}V{b}H{a - left * 44}"))
    return [
        *corners,
        circle(x, y, 30),
        circle(x, y, 11, "pic-dot"),
        path(f"M{x - 64} {y}h22M{x + 42} {y}h22"),
    ]


def peaks(dice: Dice) -> list[Shape]:
    """Cuts on a line of time: editing."""
    step, half = dice.between(84, 120), dice.between(58, 92)
    tops = [dice.between(18, 50) for _ in range(5)]
    lines = [
        path(f"M{n * step - half} 156 {n * step} {top} {n * step + half} 156") for n, top in enumerate(tops)
    ]
    mark = dice.between(1, 3)
    return [*lines, circle(mark * step, tops[mark], 12, "pic-dot")]


def clips(dice: Dice) -> list[Shape]:
    """Pieces on three tracks, and the mark that runs over them."""
    out = []
    for row in range(3):
        x = -dice.between(0, 40)
        while x < WIDTH:
            wide = dice.between(46, 120)
            out.append(box(x, 22 + row * 40, wide, 28, "pic-line" if dice.between(0, 3) == 0 else "pic-fill"))
            x += wide + 10
    at = dice.between(90, 270)
    return [*out, box(at, 0, 7, HEIGHT, "pic-dot")]


def curves(dice: Dice) -> list[Shape]:
    """Colours from dark to light: grading."""
    apart, bend = dice.between(44, 56), dice.between(70, 110)
    lines = [path(f"M{n * apart - 150} 156q{bend} 0 {bend + 20} -78t{bend + 20} -78") for n in range(9)]
    return [*lines, circle(dice.between(80, 280), dice.between(50, 100), 14, "pic-dot")]
