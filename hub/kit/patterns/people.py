"""People around a table, people who help, and what hands make."""

from hub.kit.patterns.shapes import HEIGHT, WIDTH, Dice, Shape, box, circle, path


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


def table(dice: Dice) -> list[Shape]:
    """A table with chairs."""
    count, lit = dice.between(4, 6), dice.between(0, 3)
    apart = 240 // count
    left = (WIDTH - apart * (count - 1)) // 2
    chairs = [
        circle(left + n * apart, y, 13, "pic-dot" if (n, y) == (lit, 26) else "pic-fill")
        for n in range(count)
        for y in (26, 124)
    ]
    return [*chairs, box(left - 26, 52, apart * (count - 1) + 52, 46, "pic-line")]


def seats(dice: Dice) -> list[Shape]:
    """Rows in half circles around whoever speaks."""
    x, step = dice.between(150, 210), dice.between(24, 28)
    rows = [path(f"M{x - r} 20A{r} {r} 0 0 0 {x + r} 20") for r in range(2 * step, 6 * step, step)]
    return [*rows, circle(x, 20, 16, "pic-dot")]


def hands(dice: Dice) -> list[Shape]:
    """Two half circles that meet: somebody who helps."""
    x, radius = dice.between(150, 210), dice.between(16, 20)
    out = []
    for n in range(1, 5):
        r = n * radius
        out.append(path(f"M{x - 8} {75 - r}A{r} {r} 0 0 0 {x - 8} {75 + r}"))
        out.append(path(f"M{x + 8} {95 - r}A{r} {r} 0 0 1 {x + 8} {95 + r}"))
    return [*out, circle(dice.between(45, 75), dice.between(40, 110), 15, "pic-dot")]


def heads(dice: Dice) -> list[Shape]:
    """Those who know, side by side."""
    lit, apart = dice.between(0, 2), dice.between(96, 112)
    left, out = 180 - apart, []
    for n in range(3):
        x, y = left + n * apart, dice.between(44, 58)
        out.append(circle(x, y, 22, "pic-dot" if n == lit else "pic-fill"))
        out += [path(f"M{x - r} 156A{r} {r} 0 0 1 {x + r} 156") for r in (18, 34, 50)]
    return out


def knot(dice: Dice) -> list[Shape]:
    """Two who work as one."""
    x, apart = dice.between(150, 210), dice.between(26, 34)
    rings = [circle(x + side * apart, 75, r) for side in (-1, 1) for r in (30, 46, 62)]
    return [*rings, circle(x, 75, 12, "pic-dot")]


def layers(dice: Dice) -> list[Shape]:
    """Thin slices on top of each other: making, printing, cutting."""
    out = []
    for n in range(6):
        wide = dice.between(120, 300)
        out.append(box((WIDTH - wide) // 2 + dice.between(-14, 14), 126 - n * 22, wide, 13))
    return [*out, circle(dice.between(120, 240), 12, 10, "pic-dot")]


def turned(dice: Dice) -> list[Shape]:
    """A vessel grown from below."""
    x, wide, out = dice.between(150, 210), dice.between(34, 60), []
    for n in range(11):
        wide = max(20, min(96, wide + dice.between(-16, 16)))
        out.append(box(x - wide, 138 - n * 12, 2 * wide, 7, "pic-dot" if n == 10 else "pic-fill"))
    return out


def cut(dice: Dice) -> list[Shape]:
    """A sheet with teeth that fit into each other."""
    out = []
    for row in range(4):
        y, tooth = 24 + row * 36, dice.between(16, 24)
        teeth = f"v-14h{tooth}v14h{tooth}" * (WIDTH // (2 * tooth) + 2)
        out.append(path(f"M{-dice.between(0, 40)} {y}{teeth}"))
    return [*out, circle(dice.between(60, 300), dice.between(40, 110), 13, "pic-dot")]
