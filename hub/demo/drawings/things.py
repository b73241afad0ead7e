"""What comes back from picture to picture: people who stand or dance, cameras, microphones, screens."""

from hub.demo.drawings.canvas import CARD, INK, SIGNAL, Canvas, Point

# Where the joints of a body are, in lengths of a head from its hips; y grows downwards.
POSES: dict[str, dict[str, Point]] = {
    "leap": {
        "neck": (0.3, -2.9), "head": (0.75, -4.1), "hand1": (-2.7, -4.2), "elbow1": (-1.3, -3.1),
        "hand2": (3.2, -3.7), "elbow2": (1.7, -2.7), "knee1": (-1.9, 0.5), "foot1": (-3.9, 0.1),
        "knee2": (1.6, 1.1), "foot2": (2.7, 2.9),
    },
    "reach": {
        "neck": (-0.2, -3.0), "head": (-0.5, -4.3), "hand1": (-1.8, -5.9), "elbow1": (-1.5, -4.3),
        "hand2": (2.8, -3.9), "elbow2": (1.3, -3.2), "knee1": (-0.7, 1.8), "foot1": (-1.1, 3.7),
        "knee2": (1.7, 1.3), "foot2": (2.9, 3.5),
    },
    "stand": {
        "neck": (0, -3.0), "head": (0, -4.3), "hand1": (-1.3, 0.1), "elbow1": (-1.3, -1.5),
        "hand2": (1.3, 0.1), "elbow2": (1.3, -1.5), "knee1": (-0.6, 1.8), "foot1": (-0.7, 3.7),
        "knee2": (0.6, 1.8), "foot2": (0.7, 3.7),
    },
    "turn": {
        "neck": (0.1, -2.9), "head": (-0.1, -4.2), "hand1": (-3.0, -2.7), "elbow1": (-1.6, -3.1),
        "hand2": (1.4, -5.9), "elbow2": (1.5, -4.2), "knee1": (-1.5, 1.0), "foot1": (-0.3, 2.2),
        "knee2": (0.4, 1.9), "foot2": (0.3, 3.8),
    },
}  # fmt: skip
LIMBS = [("hips", "neck"), ("neck", "elbow1"), ("elbow1", "hand1"), ("neck", "elbow2"), ("elbow2", "hand2")]
LIMBS += [("hips", "knee1"), ("knee1", "foot1"), ("hips", "knee2"), ("knee2", "foot2")]


def body(
    cv: Canvas,
    x: float,
    y: float,
    size: float,
    pose: str,
    colour: str = INK,
    *,
    head: str = "",
    joints: str = "",
    flip: bool = False,
) -> None:
    """Hips at x, y. `joints`: dots in that colour, as a camera of markers sees them."""
    side = -1 if flip else 1
    at = {
        name: (x + side * dx * size, y + dy * size)
        for name, (dx, dy) in {"hips": (0, 0), **POSES[pose]}.items()
    }
    at = {name: (float(a), float(b)) for name, (a, b) in at.items()}
    for first, last in LIMBS:
        cv.line([at[first], at[last]], size * 0.95, colour)
    cv.circle(*at["head"], size * 0.95, head or colour)
    if joints:
        for name, (a, b) in at.items():
            if name != "head":
                cv.circle(a, b, size * 0.36, joints)


def bust(cv: Canvas, x: float, y: float, size: float, colour: str = INK, head: str = "") -> None:
    """Head and shoulders; y is where the picture cuts them off."""
    cv.hill(x, y, size * 1.75, colour)
    cv.circle(x, y - size * 2.5, size, head or colour)


def camera(
    cv: Canvas,
    x: float,
    y: float,
    size: float = 1,
    colour: str = INK,
    *,
    flip: bool = False,
    lens: str = SIGNAL,
) -> None:
    """On its three legs; x, y is the middle of the body, which looks to the right."""
    side = -1 if flip else 1
    for foot in (-13, 0, 13):
        cv.line([(x, y + 8 * size), (x + foot * size, y + 58 * size)], 3 * size, colour)
    cv.box(x - 20 * size, y - 14 * size, 40 * size, 27 * size, colour, round_=5 * size)
    barrel = x + 18 * size if side > 0 else x - 34 * size
    cv.box(barrel, y - 9 * size, 16 * size, 17 * size, colour, round_=3 * size)
    cv.circle(x - side * 6 * size, y - 1 * size, 6.5 * size, CARD)
    cv.circle(x - side * 6 * size, y - 1 * size, 3.4 * size, lens)


def microphone(
    cv: Canvas, x: float, y: float, size: float = 1, colour: str = INK, *, head: str = "", stand: float = 60
) -> None:
    """On a stand; x, y is the middle of its head."""
    cv.line([(x, y + 20 * size), (x, y + stand)], 3.4 * size, colour)
    cv.box(x - 16 * size, y + stand - 2, 32 * size, 5 * size, colour, round_=2.5 * size)
    cv.arc(x, y + 4 * size, 19 * size, 0, 180, 3.4 * size, colour)
    cv.box(x - 12 * size, y - 24 * size, 24 * size, 42 * size, head or colour, round_=12 * size)
    for n in range(3):
        cv.line(
            [(x - 7 * size, y + (n * 8 - 12) * size), (x + 7 * size, y + (n * 8 - 12) * size)],
            1.6 * size,
            cv.ground,
        )


def screen(
    cv: Canvas, x: float, y: float, wide: float, high: float, colour: str = INK, inside: str = CARD
) -> None:
    cv.box(x, y, wide, high, colour, round_=7)
    cv.box(x + 5, y + 5, wide - 10, high - 10, inside, round_=4)


def vase(cv: Canvas, x: float, y: float, size: float, colour: str = "") -> None:
    """x is its middle, y the table that it stands on."""
    half = [(12, 0), (22, -14), (30, -34), (27, -54), (14, -72), (11, -84), (17, -94)]
    right = [(x + dx * size, y + dy * size) for dx, dy in half]
    left = [(x - dx * size, y + dy * size) for dx, dy in reversed(half)]
    cv.shape([*right, *left], colour)


def chart(cv: Canvas, x: float, y: float, cell: float, colours: list[str], columns: int) -> None:
    """A card of colours."""
    rows = -(-len(colours) // columns)
    cv.box(x - 3, y - 3, columns * cell + 4, rows * cell + 4, INK, round_=3)
    for n, colour in enumerate(colours):
        cv.box(x + n % columns * cell, y + n // columns * cell, cell - 2, cell - 2, colour, round_=1)


def cube(cv: Canvas, x: float, y: float, side: float, top: str, left: str, right: str) -> None:
    """Seen from a corner; x, y is the corner in the middle."""
    across, down = side * 0.87, side * 0.5
    cv.shape([(x, y), (x - across, y - down), (x, y - 2 * down), (x + across, y - down)], top)
    cv.shape([(x, y), (x - across, y - down), (x - across, y - down + side), (x, y + side)], left)
    cv.shape([(x, y), (x + across, y - down), (x + across, y - down + side), (x, y + side)], right)


def lock(cv: Canvas, x: float, y: float, size: float, colour: str = SIGNAL) -> None:
    cv.arc(x, y - 10 * size, 12 * size, 180, 360, 5 * size, colour)
    cv.line([(x - 12 * size, y - 10 * size), (x - 12 * size, y)], 5 * size, colour)
    cv.line([(x + 12 * size, y - 10 * size), (x + 12 * size, y)], 5 * size, colour)
    cv.box(x - 20 * size, y - 2 * size, 40 * size, 30 * size, colour, round_=5 * size)
    cv.circle(x, y + 10 * size, 4 * size, CARD)
    cv.line([(x, y + 10 * size), (x, y + 18 * size)], 3 * size, CARD)
