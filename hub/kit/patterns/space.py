"""Rooms that are there and rooms that are not."""

from hub.kit.patterns.shapes import HEIGHT, WIDTH, Dice, Shape, box, circle, path


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


def joints(dice: Dice) -> list[Shape]:
    """A body as a camera of markers sees it."""
    x = dice.between(130, 230)
    arm, leg = dice.between(34, 52), dice.between(18, 34)
    bones = path(
        f"M{x} 34V86M{x - arm} {30 + leg}L{x} 52L{x + arm} {66 - leg}M{x} 86L{x - leg} 140M{x} 86L{x + leg} 140"
    )
    ends = [(x - arm, 30 + leg), (x + arm, 66 - leg), (x - leg, 140), (x + leg, 140), (x, 86), (x, 52)]
    trails = [
        path(f"M{at} {y}h{dice.between(30, 90)}") for at, y in ((20, 40), (250, 60), (34, 104), (262, 120))
    ]
    return [*trails, bones, *(circle(a, b, 8, "pic-fill") for a, b in ends), circle(x, 22, 15, "pic-dot")]


def floor(dice: Dice) -> list[Shape]:
    """A floor that runs to the horizon."""
    x, sky = dice.between(130, 230), dice.between(40, 56)
    rays = [path(f"M{x} {sky}L{x + off} 156") for off in range(-420, 421, 84)]
    lines = [path(f"M0 {sky + rise}H360") for rise in (0, 10, 26, 52, 90)]
    return [*rays, *lines, circle(x + dice.between(-70, 70), sky - 16, 14, "pic-dot")]


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


def pixels(dice: Dice) -> list[Shape]:
    """Blocks that fall into place."""
    out, lit = [], dice.between(2, 8)
    for column in range(11):
        high = dice.between(1, 4)
        for row in range(high):
            look = "pic-dot" if column == lit and row == high - 1 else "pic-fill"
            out.append(box(8 + column * 32, 116 - row * 31, 27, 27, look))
    return out


def portal(dice: Dice) -> list[Shape]:
    """A way into a space that is not there."""
    x = dice.between(140, 220)
    out = []
    for n in range(1, 6):
        wide, high = n * dice.between(27, 31), n * 19
        out.append(path(f"M{x} {75 - high}L{x + wide} 75L{x} {75 + high}L{x - wide} 75z"))
    return [*out, circle(x, 75, 9, "pic-dot")]


def steps(dice: Dice) -> list[Shape]:
    """A rise of platforms: a stage, a rehearsal room."""
    count = dice.between(6, 9)
    wide = WIDTH // count
    rise = 110 // count
    stairs = [box(n * wide, HEIGHT - (n + 1) * rise, wide - 5, (n + 1) * rise) for n in range(count)]
    at = dice.between(1, count - 3)
    return [*stairs, circle(at * wide + wide // 2, HEIGHT - (at + 1) * rise - 22, 18, "pic-dot")]


def curtain(dice: Dice) -> list[Shape]:
    """Folds, and a gap to look through."""
    gap, out = dice.between(4, 9), []
    for n in range(15):
        if n != gap:
            bend = dice.between(4, 12)
            out.append(path(f"M{n * 25 + 4} -6q{bend} 40 0 80t0 84"))
    return [*out, circle(gap * 25 + 4, dice.between(60, 100), 14, "pic-dot")]


def stage(dice: Dice) -> list[Shape]:
    """Platforms seen from the hall."""
    x = dice.between(150, 210)
    rise = dice.between(15, 19)
    rows = [box(x - 40 - n * 34, 62 + n * (rise + 5), 80 + n * 68, rise) for n in range(4)]
    return [*rows, circle(x + dice.between(-24, 24), 36, 17, "pic-dot")]
