"""Sound, voices and words."""

from hub.demo.drawings.canvas import BLUE, CARD, CORAL, GREEN, INK, OCHRE, PAPER, PLUM, SIGNAL, Canvas
from hub.demo.drawings.things import body, bust, lock, microphone, screen


def three_voices() -> Canvas:
    cv = Canvas(PLUM)
    for n, x in enumerate((96, 220, 344)):
        cv.circle(x, 82, 52, cv.between)
        cv.circle(x, 82, 38, cv.ground)
        microphone(cv, x, 80, 1.15, INK, head=SIGNAL if n == 1 else PLUM, stand=164)
    cv.box(0, 160, 440, 44)
    return cv


def trio() -> Canvas:
    cv = Canvas(OCHRE)
    cv.box(0, 168, 440, 36)
    # A double bass, a drum, and keys.
    cv.oval(98, 134, 34, 32, INK)
    cv.oval(98, 94, 25, 22, INK)
    cv.line([(98, 92), (98, 24)], 7, INK)
    cv.line([(98, 124), (98, 34)], 1.6, PAPER)
    cv.circle(98, 22, 7, SIGNAL)
    cv.circle(212, 126, 42, INK)
    cv.circle(212, 126, 34, CARD)
    cv.circle(212, 126, 8, SIGNAL)
    cv.oval(258, 70, 26, 5, INK)
    cv.line([(258, 70), (258, 168)], 3, INK)
    cv.box(296, 96, 122, 72, INK, round_=6)
    for n in range(7):
        cv.box(303 + n * 15.6, 110, 13.6, 44, CARD, round_=2)
    for n in (0, 1, 3, 4, 5):
        cv.box(313 + n * 15.6, 110, 8, 26, INK)
    for side, x in ((1, 190), (-1, 234)):
        cv.line([(212, 40), (x, 20)], 3, INK)
        cv.circle(x, 20, 7, SIGNAL if side > 0 else INK)
    cv.line([(212, 40), (212, 60)], 3, INK)
    return cv


def captions() -> Canvas:
    cv = Canvas(BLUE)
    screen(cv, 104, 18, 232, 150, INK, cv.between)
    bust(cv, 220, 112, 20, BLUE, CARD)
    cv.box(109, 112, 222, 51, INK)
    cv.box(126, 122, 132, 12, CARD, round_=4)
    cv.box(264, 122, 50, 12, SIGNAL, round_=4)
    cv.box(126, 142, 88, 12, CARD, round_=4)
    cv.waves(104, 74, 180, 3, first=16, apart=14)
    cv.waves(336, 74, 0, 3, first=16, apart=14)
    cv.box(190, 168, 60, 8, INK)
    cv.box(160, 176, 120, 7, INK, round_=3)
    return cv


def kept_to_oneself() -> Canvas:
    cv = Canvas(GREEN)
    cv.box(34, 34, 138, 132, CARD, round_=8)
    for n, wide in enumerate((104, 78, 96, 60, 88)):
        hidden = n in (1, 3)
        cv.box(50, 52 + n * 21, wide, 10, INK if hidden else cv.between, round_=4)
    cv.dots((184, 100), (238, 100), 6, 3, GREEN)
    for n in range(5):
        for m in range(4):
            lit = (n * 3 + m * 5) % 7 < 3
            cv.circle(262 + n * 34, 46 + m * 36, 9, GREEN if lit else cv.between)
            if n < 4:
                cv.line([(262 + n * 34, 46 + m * 36), (296 + n * 34, 46 + (m + n) % 4 * 36)], 1.6, GREEN)
    cv.circle(330, 102, 40, cv.ground)
    lock(cv, 330, 98, 1.2)
    return cv


def at_home_and_here() -> Canvas:
    cv = Canvas(OCHRE)
    for x, colour in ((58, INK), (142, OCHRE)):
        bust(cv, x, 146, 21, colour, INK)
    cv.box(0, 146, 440, 60)
    screen(cv, 216, 26, 178, 112, INK, CARD)
    cv.box(221, 31, 84, 102, cv.between)
    bust(cv, 263, 133, 18, BLUE, INK)
    bust(cv, 348, 133, 18, GREEN, INK)
    cv.box(298, 138, 14, 12, INK)
    cv.box(112, 34, 70, 38, SIGNAL, round_=12)
    cv.shape([(136, 66), (154, 66), (134, 84)], SIGNAL)
    for n in range(3):
        cv.circle(130 + n * 17, 53, 4.4, CARD)
    return cv


def kitchen_table() -> Canvas:
    cv = Canvas(CORAL)
    for n, (x, high) in enumerate(((8, 74), (72, 96), (306, 88), (372, 70))):
        cv.box(x, 150 - high, 58, high, cv.between)
        cv.shape(
            [(x - 4, 150 - high), (x + 29, 122 - high), (x + 62, 150 - high)], CORAL if n % 2 else cv.between
        )
        cv.box(x + 12, 162 - high, 13, 15, cv.ground)
        cv.box(x + 34, 162 - high, 13, 15, SIGNAL if n == 2 else cv.ground)
    bust(cv, 172, 150, 22, INK)
    bust(cv, 270, 150, 22, PLUM)
    cv.box(0, 150, 440, 54)
    cv.box(206, 124, 30, 32, CARD, round_=6)
    cv.box(212, 130, 18, 9, INK, round_=2)
    cv.circle(221, 147, 4, SIGNAL)
    for n, high in enumerate((8, 18, 28, 14, 24, 10)):
        cv.box(203 + n * 7, 96 - high / 2, 4, high, INK, round_=2)
    return cv


def archive() -> Canvas:
    cv = Canvas(OCHRE)
    for x in (84, 188):
        cv.circle(x, 82, 50, INK)
        cv.circle(x, 82, 43, cv.between)
        for dx, dy in ((0, -24), (21, 12), (-21, 12)):
            cv.circle(x + dx, 82 + dy, 12, cv.ground)
        cv.circle(x, 82, 8, SIGNAL if x == 84 else INK)
    cv.line([(50, 119), (136, 160), (222, 119)], 4, INK)
    cv.box(120, 150, 32, 20, INK, round_=4)
    for n, high in enumerate((18, 40, 66, 34, 52, 24, 44)):
        cv.box(252 + n * 10, 84 - high / 2, 6, high, OCHRE, round_=3)
    for n, wide in enumerate((84, 62, 76, 44)):
        cv.box(336, 46 + n * 22, wide, 10, SIGNAL if n == 1 else INK, round_=4)
    return cv


def hands() -> Canvas:
    cv = Canvas(PLUM)
    for side in (-1, 1):
        x = 220 + side * 84
        cv.line([(x, 210), (x, 140)], 30, INK if side < 0 else PLUM)
        cv.circle(x, 124, 32, INK if side < 0 else PLUM)
        for n, (dx, high) in enumerate(((-24, 52), (-8, 68), (9, 66), (25, 50))):
            lean = (n - 1.5) * 5
            cv.line([(x + dx, 112), (x + dx + lean, 112 - high)], 13, INK if side < 0 else PLUM)
        cv.line([(x - side * 22, 134), (x - side * 56, 106)], 14, INK if side < 0 else PLUM)
    for dx, dy in (
        (-29, -60),
        (-11, -78),
        (10, -76),
        (31, -58),
        (-56, -10),
        (0, 6),
        (-22, 6),
        (22, 2),
        (0, 40),
        (0, 66),
    ):
        cv.circle(304 + dx, 118 + dy, 4.2, PAPER)
    cv.circle(220, 92, 10, SIGNAL)
    return cv


def deciding() -> Canvas:
    cv = Canvas(BLUE)
    cv.line([(220, 112), (220, 76)], 6, INK)
    cv.line([(118, 44), (118, 58), (140, 76), (300, 76), (322, 58), (322, 44)], 6, INK)
    cv.circle(118, 34, 20, SIGNAL)
    cv.circle(322, 34, 20, INK, ring=6)
    for n in range(8):
        x, up = 38 + n * 52, n in (0, 2, 3, 6)
        bust(cv, x, 204, 19, SIGNAL if up else BLUE, INK)
        if up:
            cv.line([(x + 20, 186), (x + 24, 132)], 9, SIGNAL)
    return cv


def followed_by_all() -> Canvas:
    cv = Canvas(GREEN)
    cv.shape([(0, 168), (250, 168), (440, 120), (440, 204), (0, 204)], GREEN)
    # Who rolls in, and who walks beside.
    cv.circle(122, 138, 30, INK, ring=6)
    cv.circle(122, 138, 6, SIGNAL)
    cv.circle(170, 160, 8, INK)
    cv.line([(112, 78), (116, 122), (152, 122), (170, 154)], 11, INK)
    cv.line([(114, 92), (146, 104)], 9, INK)
    cv.circle(112, 56, 14, INK)
    body(cv, 234, 116, 13, "stand", GREEN, head=INK)
    cv.line([(250, 116), (284, 164)], 3.4, CARD)
    cv.box(322, 24, 86, 46, INK, round_=8)
    cv.box(332, 34, 50, 8, CARD, round_=4)
    cv.box(332, 50, 34, 8, SIGNAL, round_=4)
    for n in range(3):
        cv.arc(336, 106, 10 + n * 8, -150, -30, 3.4, GREEN)
    return cv
