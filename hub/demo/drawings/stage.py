"""Stages, cameras and light."""

import math

from hub.demo.drawings.canvas import BLUE, CARD, CORAL, GREEN, INK, OCHRE, PAPER, PLUM, SIGNAL, Canvas
from hub.demo.drawings.things import body, bust, camera, chart, microphone, screen


def two_cameras() -> Canvas:
    cv = Canvas(GREEN)
    for side in (-1, 1):
        x = 220 + side * 138
        cv.shape([(x - side * 40, 103), (220, 22), (220, 168)], cv.between)
    cv.circle(220, 96, 76, CARD)
    cv.box(0, 168, 440, 32)
    body(cv, 216, 112, 14, "leap", INK, head=SIGNAL)
    camera(cv, 66, 104, 1.1, INK)
    camera(cv, 374, 104, 1.1, INK, flip=True)
    return cv


def caught() -> Canvas:
    cv = Canvas(BLUE)
    for n in range(-9, 10):
        cv.line([(220 + n * 16, 128), (220 + n * 62, 210)], 1.6, cv.between)
    for y in (128, 138, 153, 174, 200):
        cv.line([(-10, y), (450, y)], 1.6, cv.between)
    body(cv, 132, 108, 14, "reach", INK)
    for n, x in enumerate((228, 318)):
        body(cv, x, 108, 14, "reach", cv.between if n == 0 else BLUE, joints=BLUE if n == 0 else SIGNAL)
    return cv


def projected() -> Canvas:
    cv = Canvas(INK)
    cv.shape([(88, 92), (250, 18), (398, 18), (398, 176), (250, 176)], "#35303c")
    cv.box(250, 36, 64, 140, GREEN)
    cv.box(314, 84, 84, 92, OCHRE)
    for n in range(6):
        cv.shape(
            [(250, 36 + n * 24), (314, 22 + n * 24), (314, 34 + n * 24), (250, 48 + n * 24)],
            PAPER if n % 2 else CORAL,
        )
    cv.box(314, 176, 100, 3, INK)
    for n in range(3):
        cv.circle(356, 130, 38 - n * 12, PAPER if n % 2 == 0 else PLUM)
    cv.box(0, 176, 440, 30, "#2a262f")
    cv.box(36, 76, 52, 32, PAPER, round_=6)
    cv.circle(84, 92, 11, SIGNAL)
    cv.box(56, 108, 12, 68, PAPER)
    return cv


def described() -> Canvas:
    cv = Canvas(CORAL)
    body(cv, 116, 110, 14, "turn", INK)
    cv.box(0, 166, 440, 40)
    cv.dots((178, 98), (262, 98), 8, 3.2, SIGNAL)
    cv.arc(334, 86, 58, 158, 378, 10, INK)
    cv.arc(352, 112, 38, -8, 72, 10, INK)
    cv.arc(350, 140, 16, 20, 168, 10, INK)
    cv.arc(334, 90, 32, 175, 385, 8, SIGNAL)
    cv.arc(338, 110, 24, 340, 440, 8, SIGNAL)
    cv.circle(326, 100, 9, INK)
    return cv


def graded() -> Canvas:
    cv = Canvas(OCHRE)
    tones = ("#d98a5e", "#8fa7c9", "#b3a06a")
    for n, tone in enumerate(tones):
        cv.box(26 + n * 84, 34, 74, 58, INK, round_=5)
        cv.box(31 + n * 84, 39, 64, 48, tone, round_=3)
        cv.circle(63 + n * 84, 70, 11, CARD)
        cv.line([(63 + n * 84, 104), (63 + n * 84, 128), (286, 128)], 3.4, INK)
    cv.line([(286, 128), (304, 112)], 3.4, INK)
    cv.box(292, 44, 122, 92, INK, round_=6)
    cv.box(298, 50, 110, 80, "#c98b63", round_=4)
    cv.circle(353, 100, 22, CARD)
    colours = [CORAL, OCHRE, GREEN, BLUE, PLUM, INK, "#77727a", "#c9c3b8", CARD, SIGNAL]
    chart(cv, 34, 148, 20, colours, 10)
    cv.circle(398, 60, 5, SIGNAL)
    return cv


def rehearsed() -> Canvas:
    cv = Canvas(PLUM)
    cv.shape([(150, 40), (400, 40), (436, 172), (114, 172)], cv.between)
    path = [(180, 140), (220, 96), (286, 120), (340, 70)]
    for (a, b), (c, d) in zip(path, path[1:], strict=False):
        cv.dots((a, b), (c, d), 9, 2.6, PLUM)
    for n, (x, y) in enumerate(path):
        cv.circle(x, y, 13, SIGNAL if n == 3 else INK)
        cv.circle(x, y, 5, CARD)
    camera(cv, 58, 104, 1.25, INK)
    return cv


def around() -> Canvas:
    cv = Canvas(BLUE, BLUE)
    cv.circle(220, 100, 84, PAPER, ring=4)
    for wide in (28, 60):
        cv.oval(220, 100, wide, 84, PAPER, ring=3)
    for y in (-48, 0, 48):
        reach = math.sqrt(84**2 - y**2)
        cv.arc(220, 100 + y, reach, 0, 360, 3, PAPER, high=12)
    cv.box(206, 84, 28, 32, INK, round_=8)
    cv.circle(220, 96, 8, SIGNAL)
    cv.line([(220, 116), (220, 184)], 5, INK)
    for side in (-1, 1):
        bust(cv, 220 + side * 146, 132, 20, PAPER)
    return cv


def far_apart() -> Canvas:
    cv = Canvas(BLUE)
    cv.box(0, 0, 220, 200, "#f5e8cd")
    for x, y, wide in ((14, 122, 30), (50, 138, 26), (366, 130, 30), (402, 112, 30)):
        cv.box(x, y, wide, 60, "#ead0a0" if x < 220 else cv.between)
    cv.box(0, 170, 220, 34, OCHRE)
    cv.box(220, 170, 220, 34, BLUE)
    body(cv, 126, 116, 13.5, "reach", INK)
    body(cv, 314, 116, 13.5, "reach", INK, flip=True)
    cv.arc(220, 120, 52, 205, 335, 3.4, SIGNAL, high=66)
    cv.circle(220, 54, 9, SIGNAL)
    return cv


def on_stage_from_home() -> Canvas:
    cv = Canvas(GREEN)
    cv.box(0, 164, 440, 40)
    cv.shape([(0, 0), (66, 0), (40, 164), (0, 164)], INK)
    cv.shape([(440, 0), (374, 0), (400, 164), (440, 164)], INK)
    body(cv, 138, 108, 13.5, "stand", INK, head=SIGNAL)
    microphone(cv, 178, 74, 0.72, INK, stand=92)
    screen(cv, 226, 34, 132, 108, INK, cv.between)
    bust(cv, 292, 137, 26, GREEN)
    cv.box(286, 142, 12, 22, INK)
    cv.waves(176, 66, -25, 2, first=26, apart=10, colour=SIGNAL)
    return cv
