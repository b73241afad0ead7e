"""Things that are made, measured, kept and shared."""

import math

from hub.demo.drawings.canvas import BLUE, CARD, CORAL, GREEN, INK, OCHRE, PAPER, PLUM, SIGNAL, Canvas
from hub.demo.drawings.things import chart, cube, lock, vase


def photographed() -> Canvas:
    cv = Canvas(PLUM)
    cv.box(0, 160, 440, 44)
    for side in (-1, 1):
        cv.shape([(220 + side * 150, 34), (220 + side * 40, 80), (220 + side * 40, 160)], cv.between)
        cv.shape([(220 + side * 176, 22), (220 + side * 138, 22), (220 + side * 128, 60)], INK)
    cv.box(176, 12, 88, 34, INK, round_=7)
    cv.box(204, 44, 32, 16, INK, round_=3)
    cv.circle(252, 24, 4, SIGNAL)
    vase(cv, 220, 162, 0.92, CARD)
    cv.line([(199, 128), (241, 128)], 5, SIGNAL)
    cv.line([(197, 116), (243, 116)], 3, INK)
    chart(cv, 306, 136, 13, [INK, CORAL, OCHRE, GREEN, BLUE, PLUM], 6)
    return cv


def measured() -> Canvas:
    cv = Canvas(INK)
    for n in range(26):
        x = 34 + n * 15
        for m in range(12):
            y = 20 + m * 13
            edge = abs(n - 12.5) > 8.5 or m > 9
            lean = (1 if n > 12 else -1) * max(0, m - 9) * 5 if not abs(n - 12.5) > 8.5 else 0
            if edge or (n + m) % 2 == 0 and m < 3:
                cv.circle(x + lean, y, 2.6, "#8ea6ff" if edge else "#4fc3ae")
    for foot in (-22, 0, 22):
        cv.line([(220, 108), (220 + foot, 182)], 4, PAPER)
    cv.box(202, 72, 36, 40, PAPER, round_=8)
    cv.circle(220, 90, 10, SIGNAL)
    for angle in (200, 218, 322, 340):
        across, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        cv.line([(220 + far * across, 90 + far * down) for far in (30, 118)], 2, SIGNAL)
    return cv


def sensed() -> Canvas:
    cv = Canvas(INK)
    cv.shape([(318, 52), (220, 204), (416, 204)], "#5a4a22")
    cv.shape([(318, 52), (262, 204), (374, 204)], "#b3791a")
    cv.line([(318, 0), (318, 26)], 6, PAPER)
    cv.shape([(300, 22), (336, 22), (352, 58), (284, 58)], PAPER)
    cv.hill(318, 68, 14, SIGNAL)
    cv.line([(-6, 132), (70, 120)], 30, PAPER)
    for n in range(4):
        cv.line([(66, 108 + n * 10), (112, 100 + n * 11)], 8.6, PAPER)
    cv.line([(56, 108), (84, 78)], 9, PAPER)
    for n in range(3):
        cv.arc(120, 116, 20 + n * 18, -34, 34, 4, "#ff7a57" if n == 0 else "#8ea6ff")
    cv.box(206, 102, 20, 28, GREEN, round_=4)
    cv.circle(216, 116, 5, PAPER)
    return cv


def trailer() -> Canvas:
    cv = Canvas(CORAL)
    tracks = [
        (34, [(16, 84, INK), (104, 60, CORAL), (168, 120, INK), (292, 52, CORAL), (348, 78, INK)]),
        (88, [(16, 50, OCHRE), (70, 130, PLUM), (204, 70, OCHRE), (278, 148, PLUM)]),
    ]
    for y, clips in tracks:
        for x, wide, colour in clips:
            cv.box(x, y, wide, 42, colour, round_=5)
    for n in range(5):
        cv.circle(34 + n * 18, 55, 5, CARD)
    for n in range(58):
        high = 6 + 30 * abs(math.sin(n * 0.55) * math.cos(n * 0.21))
        cv.box(16 + n * 7, 160 - high / 2, 4, high, INK if n < 34 else cv.between, round_=2)
    cv.line([(252, 18), (252, 184)], 4, SIGNAL)
    cv.shape([(240, 10), (264, 10), (252, 28)], SIGNAL)
    cv.circle(252, 109, 26, CARD)
    cv.shape([(244, 95), (244, 123), (268, 109)], SIGNAL)
    return cv


def fair() -> Canvas:
    cv = Canvas(OCHRE)
    cv.box(54, 20, 132, 168, CARD, round_=8)
    for n in range(6):
        y = 40 + n * 22
        cv.box(70, y, 13, 13, INK, round_=3, ring=2.4)
        if n < 5:
            cv.line([(72, y + 6), (76, y + 11), (86, y - 2)], 3, SIGNAL)
        cv.box(94, y + 2, 76 - n % 3 * 16, 8, cv.between, round_=4)
    cv.circle(312, 100, 68, INK)
    cv.circle(312, 100, 58, OCHRE)
    cv.arc(312, 100, 29, 45, 315, 12, CARD)
    return cv


def kept() -> Canvas:
    cv = Canvas(BLUE)
    for n, x in enumerate((36, 140)):
        cv.box(x, 46, 84, 108, INK, round_=8)
        cv.circle(x + 42, 88, 27, cv.between)
        cv.circle(x + 42, 88, 9, SIGNAL if n == 0 else BLUE)
        cv.line([(x + 42, 88), (x + 64, 124)], 4, CARD)
        cv.box(x + 12, 138, 22, 6, BLUE, round_=3)
    cv.dots((238, 100), (292, 100), 6, 3.2, BLUE)
    cv.shape([(298, 88), (361, 36), (424, 88)], BLUE)
    cv.box(310, 86, 102, 82, BLUE)
    lock(cv, 361, 116, 1.3)
    cv.box(0, 166, 440, 5, INK)
    return cv


def virtual() -> Canvas:
    cv = Canvas(PLUM, PLUM)
    for x, y, side in ((60, 70, 30), (382, 64, 34), (336, 142, 22), (106, 150, 20)):
        cube(cv, x, y, side, "#f0e0ec", "#c98fc0", "#dfbdd8")
    cv.hill(220, 204, 62, PAPER)
    cv.circle(220, 92, 52, PAPER)
    cv.box(158, 66, 124, 16, INK, round_=6)
    cv.box(164, 62, 112, 52, INK, round_=14)
    for side in (-1, 1):
        cv.circle(220 + side * 27, 88, 15, BLUE)
        cv.circle(220 + side * 27, 88, 7, SIGNAL)
    return cv


def touched() -> Canvas:
    cv = Canvas(GREEN)
    cv.box(0, 164, 440, 40)
    vase(cv, 128, 166, 1.42, cv.between)
    ys = [(166, 17), (146, 31), (118, 43), (89, 38), (64, 20), (47, 16), (33, 24)]
    for y, half in ys:
        cv.line([(128 - half, y), (128 + half, y)], 2, GREEN)
    for part in (-1, -0.35, 0.35, 1):
        cv.line([(128 + part * half, y) for y, half in ys], 2, GREEN)
    cv.dots((190, 100), (242, 100), 6, 3, GREEN)
    vase(cv, 300, 166, 1.42, INK)
    cv.line([(272, 112), (328, 112)], 6, SIGNAL)
    cv.line([(450, 66), (396, 82)], 26, CARD)
    for n in range(4):
        cv.line([(398, 72 + n * 9), (346, 84 + n * 9)], 8, CARD)
    cv.line([(396, 70), (372, 54)], 9, CARD)
    return cv
