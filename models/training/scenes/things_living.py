"""Bird, owl, fish, whale, jellyfish, cat, dog, horse, rabbit, butterfly, person, robot. Animals look to local right.

Long because it is one drawing after another: a function a kind, none of which knows of the others.
"""

from __future__ import annotations

import math

import skia

from . import shapes as s
from .display import Rgb
from .thing_colours import darker, jitter, lighter, luma, mix
from .thing_pen import LAMPLIGHT, Kind, Pen, kind

SKINS: tuple[Rgb, ...] = ((0.95, 0.79, 0.66), (0.84, 0.63, 0.48), (0.62, 0.43, 0.31), (0.42, 0.28, 0.2), (0.9, 0.72, 0.58))
HAIRS: tuple[Rgb, ...] = ((0.2, 0.15, 0.14), (0.36, 0.24, 0.17), (0.62, 0.43, 0.25), (0.72, 0.36, 0.22), (0.75, 0.73, 0.72))


def _belly(colour: Rgb) -> Rgb:
    return lighter(colour, 0.6) if luma(colour) < 0.78 else darker(colour, 0.12)


def _eye(pen: Pen, x: float, y: float, r: float, on: Rgb) -> None:
    """A dark eye with a glint; on dark fur it sits in a pale ring so that it shows."""
    if luma(on) < 0.34:
        pen.fill(s.ellipse(x, y, r * 1.25), (0.96, 0.86, 0.5))
    pen.fill(s.ellipse(x, y, r), (0.12, 0.1, 0.13))
    pen.fill(s.ellipse(x + r * 0.3, y + r * 0.35, r * 0.33), (0.98, 0.97, 0.95), detail=True)


def _foot_shade(pen: Pen, x: float, half: float) -> None:
    pen.shade(s.ellipse(x - pen.side * half * 0.2, 0.5, half, 2.4), 0.26, detail=True)


def draw_bird(pen: Pen) -> None:
    colour = pen.main((0.3, 0.5, 0.62), (0.85, 0.42, 0.33), (0.93, 0.72, 0.38), (0.55, 0.5, 0.5), (0.36, 0.38, 0.46))
    beak = pen.natural((0.95, 0.65, 0.25), (0.9, 0.52, 0.25))
    if luma(colour) > 0.4 and pen.ctx.colour is not None and colour[0] > 0.8 and colour[2] < 0.35:
        beak = darker(beak, 0.5)
    if pen.chance(0.84):
        _bird_flying(pen, colour, beak)
    else:
        _bird_sitting(pen, colour, beak)


def _bird_flying(pen: Pen, colour: Rgb, beak: Rgb) -> None:
    up = pen.between(0.85, 1.1)
    far = s.smooth([(14, 50), (26, 74), (20, 97 * up), (4, 84 * up), (-6, 54)], tension=0.8)
    pen.fill(far, darker(colour, 0.35))
    tail = s.polygon([(-34, 46), (-74, 62), (-66, 50), (-78, 44), (-64, 40), (-70, 28), (-32, 36)])
    pen.fill(tail, darker(colour, 0.15))
    pen.fill(s.polygon([(62, 52), (80, 47), (62, 43)]), beak)
    body = s.smooth([(-40, 42), (-12, 54), (26, 58), (46, 64), (62, 58), (64, 46), (50, 34), (20, 24), (-14, 28)])
    pen.fill(body, colour)
    pen.fill(s.within(s.ellipse(24, 24, 40, 15), body), _belly(colour))
    pen.shade(s.minus(body, s.moved(body, pen.lit[0] * 4, 9)), 0.22, base=colour)
    wing = s.smooth([(24, 50), (8, 66), (-20, 92 * up), (-52, 100 * up), (-40, 80 * up), (-44, 70), (-30, 62), (-30, 52), (-8, 40)], tension=0.75)
    pen.fill(wing, mix(colour, darker(colour, 0.4), 0.35))
    pen.fill(s.sized(wing, 0.62, 0.6, 14, 48), lighter(colour, 0.14), 0.85, detail=True)
    pen.line(s.together([s.curve([(-40, 86 * up), (-14, 64)]), s.curve([(-38, 72), (-14, 56)])]), darker(colour, 0.5), 1.8, detail=True)
    _eye(pen, 50, 52, 3.4, colour)


def _bird_sitting(pen: Pen, colour: Rgb, beak: Rgb) -> None:
    """Round, on thin legs, on a twig of its own."""
    twig = pen.natural((0.42, 0.3, 0.22))
    pen.fill(s.limb([(-62, 6), (-10, 10), (60, 5)], 7, 3), twig)
    pen.fill(s.together([s.leaf(44, 6, 62, 20, 0.3), s.leaf(-48, 8, -60, 22, 0.3)]), pen.natural((0.4, 0.55, 0.33)))
    pen.line(s.together([s.line((-2, 30), (0, 9), (7, 8)), s.line((10, 30), (12, 9), (19, 8))]), darker(beak, 0.35), 2.8)
    pen.fill(s.polygon([(-30, 44), (-80, 34), (-76, 46), (-84, 50), (-26, 62)]), darker(colour, 0.2))
    pen.fill(s.polygon([(40, 80), (62, 74), (41, 68)]), beak)
    body = s.smooth([(-38, 48), (-20, 68), (-4, 90), (18, 98), (38, 90), (43, 74), (38, 48), (20, 28), (-10, 26)])
    pen.fill(body, colour)
    pen.fill(s.within(s.ellipse(32, 46, 24, 25), body), _belly(colour))
    pen.shade(s.minus(body, s.moved(body, pen.lit[0] * 8, 8)), 0.24, base=colour)
    wing = s.smooth([(12, 64), (-14, 62), (-46, 42), (-24, 36), (4, 38), (16, 50)], tension=0.85)
    pen.fill(wing, darker(colour, 0.25))
    pen.line(s.together([s.curve([(-30, 42), (-12, 46), (4, 54)]), s.curve([(-18, 39), (-4, 42), (8, 48)])]), darker(colour, 0.55), 1.7, detail=True)
    if pen.chance(0.3):
        pen.fill(s.together([s.leaf(14, 96, 2, 110, 0.2), s.leaf(18, 97, 12, 113, 0.2)]), darker(colour, 0.2))
    _eye(pen, 26, 81, 4, colour)


def draw_owl(pen: Pen) -> None:
    colour = pen.main((0.55, 0.4, 0.28), (0.62, 0.5, 0.38), (0.45, 0.42, 0.44), (0.7, 0.5, 0.34), natural_share=0.93)
    pale = lighter(colour, 0.62) if luma(colour) < 0.75 else darker(colour, 0.16)
    dark = darker(colour, 0.42) if luma(colour) > 0.2 else lighter(colour, 0.2)
    wood = pen.natural((0.42, 0.3, 0.23), (0.36, 0.28, 0.25))
    perch = pen.pick(("log", "log", "twig", "none"))
    if perch == "log":
        log = s.rounded_rect(-50, -1, 50, 11, 5)
        pen.fill(log, wood)
        pen.shade(s.within(s.rect(-60, -2, 60, 4), log), 0.3, base=wood)
        pen.fill(s.ellipse(46, 5, 4.6, 6.4), lighter(wood, 0.45))
        pen.line(s.ellipse(46, 5, 2.2, 3.4), wood, 0.9, detail=True)
        pen.line(s.together([s.line((-40, 7), (-22, 7.6)), s.line((22, 6.4), (36, 7))]), darker(wood, 0.4), 1.2, detail=True)
    elif perch == "twig":
        pen.fill(s.limb([(-62, 5), (0, 8), (62, 4)], 9, 5), wood)
        pen.fill(s.leaf(46, 6, 62, 20, 0.28), pen.natural((0.38, 0.52, 0.34)))
    w = pen.between(31, 36)
    tuft = pen.between(2, 9)
    pen.fill(s.polygon([(-12, 16), (12, 16), (8, -1), (-8, -1)]), dark)
    body = s.smooth([(-w * 0.62, 12), (-w, 38), (-w * 0.93, 66), (-w * 0.95, 86), (-w * 0.86, 92 + tuft), (-w * 0.4, 90), (0, 88), (w * 0.4, 90),
                     (w * 0.86, 92 + tuft), (w * 0.95, 86), (w * 0.93, 66), (w, 38), (w * 0.62, 12), (0, 7)], tension=0.85)
    pen.fill(body, colour)
    belly = s.within(s.ellipse(0, 33, w * 0.62, 27), body)
    pen.fill(belly, pale)
    flecks = []
    for row in range(3):
        for i in range(-1, 2):
            x, y = i * w * 0.34 + (w * 0.17 if row % 2 else 0), 44 - row * 11
            flecks.append(s.polygon([(x - 4.5, y + 3.5), (x, y - 2.5), (x + 4.5, y + 3.5), (x, y + 1)]))
    pen.fill(s.within(s.together(flecks), belly), dark, 0.85, detail=True)
    for side in (-1, 1):
        wing = s.smooth([(side * w * 0.8, 60), (side * w * 1.08, 40), (side * w * 0.86, 12), (side * w * 0.5, 26), (side * w * 0.56, 48)], tension=0.8)
        pen.fill(wing, dark if side != pen.side else mix(colour, dark, 0.6))
    disc = s.union(s.ellipse(-w * 0.42, 71, w * 0.47, 16.5), s.ellipse(w * 0.42, 71, w * 0.47, 16.5))
    pen.fill(disc, pale)
    iris = (0.97, 0.76, 0.25) if pen.chance(0.75) else (0.93, 0.55, 0.22)
    eyes = s.together([s.ellipse(side * w * 0.4, 71, 10) for side in (-1, 1)])
    if pen.dark:
        pen.glow(eyes, iris, 0.35, 4)
    pen.fill(eyes, iris)
    look = pen.between(-1.5, 1.5)
    pen.fill(s.together([s.ellipse(side * w * 0.4 + look, 71, 5.6) for side in (-1, 1)]), (0.1, 0.09, 0.12))
    pen.fill(s.together([s.ellipse(side * w * 0.4 + look + 2, 73.2, 1.8) for side in (-1, 1)]), (0.98, 0.97, 0.94), detail=True)
    brow = s.polygon([(0, 76), (-w * 0.86, 92 + tuft), (-w * 0.5, 88), (0, 84), (w * 0.5, 88), (w * 0.86, 92 + tuft)])
    pen.fill(s.within(brow, body), dark)
    pen.fill(s.polygon([(-4.6, 68), (4.6, 68), (0, 57)]), (0.92, 0.64, 0.28))
    pen.shade(s.minus(body, s.moved(body, pen.side * 8, 2)), 0.26, base=colour)
    pen.fill(s.together([s.ellipse(x, 8.5, 3.6, 4) for x in (-13, -7, 7, 13)]), (0.9, 0.62, 0.3))


def draw_fish(pen: Pen) -> None:
    colour = pen.main((0.93, 0.5, 0.32), (0.95, 0.73, 0.33), (0.3, 0.56, 0.66), (0.84, 0.42, 0.48))
    fin = darker(colour, 0.22) if luma(colour) > 0.25 else lighter(colour, 0.2)
    tall = pen.between(26, 38)
    slim = tall < 31
    long = 80.0
    tail = s.smooth([(-46, 50), (-88, 50 + tall * 1.15), (-76, 50), (-88, 50 - tall * 1.15)], tension=0.45)
    pen.fill(tail, fin)
    top = s.smooth([(-30, 50 + tall * 0.6), (-16, 50 + tall * 1.28), (22, 50 + tall * 1.24), (38, 50 + tall * 0.6)], tension=0.6)
    under = s.smooth([(-14, 50 - tall * 0.7), (-24, 50 - tall * 1.3), (0, 50 - tall * 1.1), (12, 50 - tall * 0.7)], tension=0.6)
    pen.fill(s.together([top, under]), fin)
    body = skia.Path()
    body.moveTo(-56, 50)
    body.cubicTo(-22, 50 + tall * 1.12, 44, 50 + tall * 1.3, long, 51)
    body.cubicTo(44, 50 - tall * 1.3, -22, 50 - tall * 1.12, -56, 50)
    body.close()
    pen.fill(body, colour)
    pen.fill(s.within(s.ellipse(14, 50 - tall * 0.8, 54, tall * 0.55), body), _belly(colour))
    make = pen.pick(("stripes", "scales", "plain"))
    if make == "stripes":
        bands = s.together([s.smooth([(x - 6, 100), (x - 2, 50), (x - 6, 0), (x + 6, 0), (x + 9, 50), (x + 6, 100)], tension=0.6) for x in (-22, 8, 36)][: pen.count(2, 3)])
        pen.fill(s.within(bands, body), lighter(colour, 0.75) if luma(colour) < 0.75 else darker(colour, 0.45), 0.95)
    elif make == "scales":
        arcs = [s.arc(x + (7 if row % 2 else 0), 50 + row * 10, 6, 6, -1.2, 1.2) for row in (-1, 0, 1) for x in (-26, -10, 6, 22)]
        pen.line(s.together(arcs), darker(colour, 0.4), 1.8, 0.8, detail=True)
    pen.shade(s.minus(body, s.moved(body, pen.lit[0] * 4, tall * 0.38)), 0.26, base=colour)
    pen.shine(s.within(s.ellipse(12, 50 + tall * 0.62, 40, 5), body), 0.35)
    pen.line(s.arc(38, 50, 9, tall * 0.55, -1.3, 1.3), darker(colour, 0.4), 2, 0.8, detail=True)
    pen.fill(s.leaf(18, 46, -8, 34, 0.36), fin)
    r = 6.5 if slim else 7.5
    pen.fill(s.ellipse(58, 55, r), (0.97, 0.96, 0.93))
    pen.fill(s.ellipse(59.5, 55, r * 0.6), (0.1, 0.1, 0.13))
    pen.line(s.curve([(77, 47), (70, 44), (63, 44)]), darker(colour, 0.55), 1.8, detail=True)


def draw_whale(pen: Pen) -> None:
    colour = pen.main((0.28, 0.42, 0.56), (0.36, 0.46, 0.56), (0.24, 0.36, 0.48), natural_share=0.93)
    pale = lighter(colour, 0.65) if luma(colour) < 0.75 else darker(colour, 0.16)
    curl = pen.between(0, 8)
    fluke = s.smooth([(-84, 62), (-93, 76), (-124, 92 + curl), (-106, 74), (-98, 70 + curl * 0.2), (-88, 84), (-70, 100 + curl * 0.4), (-74, 78), (-76, 64)], tension=0.6)
    body = s.smooth([(-92, 74), (-66, 46), (-30, 56), (20, 72), (66, 72), (98, 54), (104, 34), (84, 14), (36, 3), (-20, 8), (-62, 28), (-86, 56)], tension=0.95)
    whole = s.union(body, fluke)
    pen.fill(whole, colour)
    belly = s.within(s.smooth([(106, 34), (70, 30), (26, 24), (-20, 22), (-50, 24), (-20, -6), (60, -10), (110, 6)], tension=0.8), body)
    pen.fill(belly, pale)
    lines = [s.curve([(96, 28 - i * 5.6), (60, 24 - i * 5.4), (22 - i * 6, 18 - i * 4)]) for i in range(4)]
    pen.line(s.together(lines), darker(pale, 0.35), 1.8, 0.8, detail=True)
    pen.shade(s.minus(whole, s.moved(whole, pen.lit[0] * 5, 12)), 0.28, base=colour)
    pen.shine(s.within(s.ellipse(40, 69, 40, 5), body), 0.3)
    pen.fill(s.smooth([(36, 24), (22, 0), (0, -10), (2, 4), (14, 22)], tension=0.8), darker(colour, 0.25) if luma(colour) > 0.2 else lighter(colour, 0.25))
    pen.line(s.curve([(103, 38), (80, 36), (64, 41)]), darker(colour, 0.5), 2.2)
    _eye(pen, 62, 48, 3.8, colour)
    if pen.chance(0.7):
        water = lighter(pen.palette.water[0], 0.6)
        for side in (-1, 1):
            pen.line(s.curve([(46, 74), (46 + side * 5, 90), (46 + side * 17, 97), (46 + side * 24, 86)]), water, 3.6, 0.9)
        pen.fill(s.together([s.ellipse(46 + dx, dy, 2.2) for dx, dy in ((0, 98), (-26, 78), (27, 79))]), water, detail=True)


def draw_jellyfish(pen: Pen) -> None:
    colour = pen.main((0.88, 0.56, 0.64), (0.72, 0.56, 0.78), (0.95, 0.68, 0.5), (0.55, 0.75, 0.8))
    w = pen.between(32, 38)
    rim = 58.0
    pen.glow(s.ellipse(0, 74, w * 0.9, 26), lighter(colour, 0.3), 0.5 if pen.dark else 0.3, 9)
    n = pen.count(5, 7)
    phase = pen.between(0, 6.28)
    threads = []
    for i in range(n):
        x = -w * 0.78 + 1.56 * w * i / (n - 1)
        length = pen.between(34, 58)
        pts = [(x + 4.5 * math.sin(phase + i + k * 1.5) * k / 4 + (x * 0.12 * k / 4), rim - length * k / 4) for k in range(5)]
        threads.append(s.curve(pts))
    pen.line(s.together(threads), mix(colour, darker(colour, 0.3), 0.5), 2.2, 0.85)
    for x in (-10, 2, 12):
        k = pen.between(-6, 6)
        pen.fill(s.smooth([(x - 4, rim + 2), (x - 7 + k * 0.4, rim - 16), (x - 2 + k, rim - 30), (x + k * 1.2, rim - 42), (x + 3 + k, rim - 28), (x + 4, rim - 14), (x + 5, rim + 2)]),
                 lighter(colour, 0.3), 0.85)
    bell = skia.Path()
    bell.moveTo(-w, rim)
    bell.cubicTo(-w * 1.05, 86, -w * 0.55, 100, 0, 100)
    bell.cubicTo(w * 0.55, 100, w * 1.05, 86, w, rim)
    scallops = 5
    for i in range(scallops):
        x1 = w - 2 * w * (i + 1) / scallops
        bell.quadTo(x1 + w / scallops, rim - 8, x1, rim)
    bell.close()
    pen.fill(bell, colour, 0.96)
    pen.shade(s.minus(bell, s.moved(bell, pen.lit[0] * 9, 9)), 0.22, base=colour)
    pen.fill(s.within(s.ellipse(0, rim + 12, w * 0.62, 16), bell), lighter(colour, 0.35), 0.55)
    pen.shine(s.turned(s.ellipse(pen.side * w * 0.4, 87, 9, 3.6), -0.5 * pen.side, pen.side * w * 0.4, 87), 0.6)
    pen.fill(s.together([s.ellipse(x * w, y, 2.3) for x, y in ((-0.5, 76), (-0.2, 88), (0.15, 80), (0.52, 72), (-0.1, 70))]), lighter(colour, 0.6), 0.9, detail=True)


def draw_cat(pen: Pen) -> None:
    colour = pen.main((0.86, 0.55, 0.32), (0.42, 0.4, 0.43), (0.88, 0.8, 0.7), (0.3, 0.26, 0.28), natural_share=0.93)
    pale = _belly(colour)
    dark = darker(colour, 0.4) if luma(colour) > 0.2 else lighter(colour, 0.25)
    _foot_shade(pen, 0, 42)
    if pen.chance(0.65):
        _cat_sitting(pen, colour, pale, dark)
    else:
        _cat_walking(pen, colour, pale, dark)


def _cat_face(pen: Pen, x: float, y: float, k: float, colour: Rgb, pale: Rgb, dark: Rgb, striped: bool) -> None:
    """A cat's head seen from the front, about (x, y); k = 1 is 22 units across."""
    ears = []
    for side in (-1, 1):
        ears.append(s.polygon([(x + side * 21 * k, y + 4 * k), (x + side * 20 * k, y + 31 * k), (x + side * 4 * k, y + 15 * k)]))
    head = s.union(s.ellipse(x, y, 22.5 * k, 18.5 * k), *ears)
    pen.fill(head, colour)
    inner = [s.polygon([(x + side * 17.5 * k, y + 12 * k), (x + side * 17.5 * k, y + 25 * k), (x + side * 8.5 * k, y + 16 * k)]) for side in (-1, 1)]
    pen.fill(s.together(inner), mix((0.9, 0.62, 0.6), colour, 0.3))
    pen.shade(s.minus(head, s.moved(head, pen.side * 5 * k, 3 * k)), 0.22, base=colour)
    if striped:
        bars = [s.leaf(x + dx * k, y + 18 * k, x + dx * 0.7 * k, y + 7 * k, 0.16) for dx in (-6, 0, 6)]
        pen.fill(s.together(bars), dark, detail=True)
    pen.fill(s.union(s.ellipse(x - 5 * k, y - 8 * k, 7 * k, 5.6 * k), s.ellipse(x + 5 * k, y - 8 * k, 7 * k, 5.6 * k)), pale)
    iris = pen.pick(((0.93, 0.8, 0.35), (0.55, 0.75, 0.45))) if luma(colour) < 0.75 else (0.35, 0.55, 0.45)
    pen.fill(s.together([s.ellipse(x + side * 9 * k, y + 1.5 * k, 4.6 * k, 4.4 * k) for side in (-1, 1)]), iris)
    pen.fill(s.together([s.ellipse(x + side * 9 * k, y + 1.5 * k, 2 * k, 4.1 * k) for side in (-1, 1)]), (0.1, 0.09, 0.12))
    pen.fill(s.polygon([(x - 2.6 * k, y - 4 * k), (x + 2.6 * k, y - 4 * k), (x, y - 7.2 * k)]), (0.85, 0.45, 0.47))
    whiskers = [s.line((x + side * 11 * k, y - (8 + dy) * k), (x + side * 27 * k, y - (6 + dy * 2.4) * k)) for side in (-1, 1) for dy in (0, 2.4)]
    pen.line(s.together(whiskers), pen.contrast(colour), 0.9 * k, 0.7, detail=True)


def _cat_sitting(pen: Pen, colour: Rgb, pale: Rgb, dark: Rgb) -> None:
    striped = pen.chance(0.45)
    tail = s.limb([(22, 5), (44, 8), (52, 24), (42, 38), (48, 46)], 9, 6.5)
    pen.fill(tail, colour if not striped else mix(colour, dark, 0.25))
    body = s.smooth([(-24, 0), (-26, 18), (-18, 46), (-13, 62), (13, 62), (20, 44), (31, 20), (27, 0)], tension=0.85)
    pen.fill(body, colour)
    pen.fill(s.within(s.ellipse(-3, 40, 11, 19), body), pale)
    pen.shade(s.minus(body, s.moved(body, pen.side * 8, 3)), 0.27, base=colour)
    if striped:
        x = 24
        bars = [s.leaf(x + 6 - i, 20 + i * 9, x - 9 - i, 22 + i * 9, 0.13) for i in range(3)]
        pen.fill(s.within(s.together(bars), body), dark, detail=True)
    pen.line(s.together([s.curve([(12, 26), (9, 14), (12, 4)]), s.line((-4, 26), (-4, 3))]), dark, 1.7, 0.8, detail=True)
    pen.fill(s.together([s.ellipse(-12, 3.4, 9, 4), s.ellipse(5, 3.4, 9, 4)]), pale if pen.chance(0.5) else colour)
    if pen.chance(0.35) and pen.ctx.colour is None:
        pen.fill(s.rounded_rect(-13, 55, 13, 60, 2), pen.accent())
    _cat_face(pen, pen.between(-3, 1), 71, 0.96, colour, pale, dark, striped)


def _cat_walking(pen: Pen, colour: Rgb, pale: Rgb, dark: Rgb) -> None:
    """A cat in side view with a raised tail; its face looks at us."""
    striped = pen.chance(0.45)
    rise = pen.between(88, 102)
    far = s.together([s.limb([(-34, 40), (-28, 20), (-32, 1)], 12, 7), s.limb([(30, 36), (36, 18), (33, 1)], 11, 7)])
    pen.fill(far, darker(colour, 0.32) if luma(colour) > 0.2 else dark)
    pen.fill(s.limb([(-46, 52), (-64, 62), (-66, 82), (-56, rise)], 9, 6), colour)
    legs = [s.limb([(-44, 42), (-48, 20), (-44, 1)], 16, 8), s.limb([(22, 40), (20, 20), (24, 1)], 13, 8)]
    body = s.union(s.smooth([(-52, 50), (-40, 63), (0, 60), (34, 66), (44, 52), (34, 34), (0, 31), (-44, 32)]), *legs)
    pen.fill(body, colour)
    pen.shade(s.minus(body, s.moved(body, pen.lit[0] * 4, 9)), 0.27, base=colour)
    if striped:
        bars = s.together([s.leaf(x, 64, x + 3, 46, 0.16) for x in (-32, -18, -4, 10)])
        pen.fill(s.within(bars, body), dark, detail=True)
    pen.fill(s.together([s.ellipse(-43, 3, 7, 3.4), s.ellipse(26, 3, 7, 3.4)]), pale)
    _cat_face(pen, 44, 68, 0.92, colour, pale, dark, striped)


def draw_dog(pen: Pen) -> None:
    colour = pen.main((0.72, 0.5, 0.32), (0.9, 0.82, 0.7), (0.5, 0.36, 0.27), (0.4, 0.38, 0.4), natural_share=0.93)
    dark = darker(colour, 0.42) if luma(colour) > 0.2 else lighter(colour, 0.25)
    pale = _belly(colour)
    _foot_shade(pen, 0, 56)
    if pen.chance(0.6):
        _dog_standing(pen, colour, dark, pale)
    else:
        _dog_sitting(pen, colour, dark, pale)


def _dog_head(pen: Pen, x: float, y: float, colour: Rgb, dark: Rgb, pale: Rgb) -> None:
    """Side view with a long muzzle and a hanging or pricked ear; (x, y) is the middle of the skull."""
    head = s.smooth([(x - 17, y - 2), (x - 12, y + 15), (x + 3, y + 18), (x + 14, y + 9), (x + 33, y + 3), (x + 35, y - 7), (x + 20, y - 12), (x + 3, y - 15), (x - 12, y - 14)], tension=0.8)
    floppy = pen.chance(0.65)
    if not floppy:
        pen.fill(s.polygon([(x - 12, y + 8), (x - 9, y + 33), (x + 4, y + 14)]), dark)
    pen.fill(head, colour)
    pen.fill(s.within(s.ellipse(x + 27, y - 9, 15, 9), head), pale)
    pen.shade(s.minus(head, s.moved(head, pen.lit[0] * 4, 6)), 0.2, base=colour)
    if floppy:
        pen.fill(s.smooth([(x - 12, y + 14), (x - 2, y + 10), (x - 1, y - 12), (x - 12, y - 22), (x - 20, y - 8)], tension=0.8), dark)
    else:
        pen.fill(s.polygon([(x - 6, y + 12), (x - 1, y + 34), (x + 7, y + 13)]), colour)
    pen.fill(s.ellipse(x + 34, y + 1, 4.6, 3.8), (0.12, 0.1, 0.12))
    pen.line(s.curve([(x + 33, y - 6), (x + 25, y - 9), (x + 18, y - 7)]), darker(colour, 0.6), 1.6, detail=True)
    _eye(pen, x + 11, y + 5, 2.9, colour)
    if pen.chance(0.35):
        pen.fill(s.smooth([(x + 24, y - 9), (x + 30, y - 8), (x + 29, y - 17), (x + 25, y - 17)]), (0.88, 0.45, 0.45))


def _collar(pen: Pen, x0: float, y0: float, x1: float, y1: float) -> None:
    if pen.chance(0.7):
        band = pen.accent() if pen.ctx.colour is None else (0.85, 0.8, 0.7) if luma(pen.ctx.colour) < 0.5 else (0.25, 0.25, 0.3)
        pen.line(s.line((x0, y0), (x1, y1)), band, 4.6)


def _dog_standing(pen: Pen, colour: Rgb, dark: Rgb, pale: Rgb) -> None:
    wag = pen.between(86, 98)
    far = s.together([s.limb([(-38, 40), (-34, 20), (-36, 1)], 13, 8), s.limb([(26, 40), (30, 20), (29, 1)], 11, 8)])
    pen.fill(far, darker(colour, 0.34) if luma(colour) > 0.2 else dark)
    pen.fill(s.limb([(-48, 56), (-62, 66), (-68, 80), (-62, wag)], 10, 4), colour)
    legs = [s.limb([(-44, 46), (-54, 24), (-48, 1)], 19, 8.5), s.limb([(20, 44), (20, 22), (20, 1)], 14, 8.5)]
    body = s.union(s.smooth([(-54, 54), (-44, 66), (0, 62), (26, 68), (40, 78), (48, 66), (36, 44), (24, 34), (-10, 36), (-44, 38)], tension=0.9), *legs)
    pen.fill(body, colour)
    if pen.chance(0.45):
        patch = s.within(s.blob(-16, 58, 20, 15, pen.rng, 0.15, 7), body)
        pen.fill(patch, dark)
    pen.fill(s.within(s.ellipse(36, 46, 13, 17), body), pale)
    pen.shade(s.minus(body, s.moved(body, pen.lit[0] * 4, 9)), 0.26, base=colour)
    pen.fill(s.together([s.ellipse(-46, 3, 8, 3.6), s.ellipse(23, 3, 8, 3.6)]), pale, detail=True)
    _dog_head(pen, 44, 79, colour, dark, pale)
    _collar(pen, 29, 66, 46, 62)


def _dog_sitting(pen: Pen, colour: Rgb, dark: Rgb, pale: Rgb) -> None:
    pen.fill(s.limb([(-24, 6), (-42, 7), (-52, 17), (-50, pen.between(26, 36))], 10, 4), colour)
    body = s.smooth([(-32, 2), (-36, 22), (-22, 46), (-12, 70), (10, 76), (22, 58), (21, 30), (22, 1)], tension=0.85)
    pen.fill(body, colour)
    pen.fill(s.within(s.ellipse(19, 46, 12, 24), body), pale)
    pen.shade(s.minus(body, s.moved(body, pen.side * 8, 4)), 0.27, base=colour)
    pen.line(s.curve([(-10, 34), (3, 24), (4, 6)]), dark, 1.9, 0.8, detail=True)
    pen.fill(s.together([s.ellipse(-10, 4, 15, 4.6), s.ellipse(21, 3.6, 9, 4.2)]), colour)
    pen.line(s.line((10, 34), (11, 6)), dark, 1.8, 0.7, detail=True)
    _dog_head(pen, 8, 79, colour, dark, pale)
    _collar(pen, -12, 64, 17, 62)


def draw_horse(pen: Pen) -> None:
    colour = pen.main((0.52, 0.34, 0.23), (0.68, 0.48, 0.32), (0.88, 0.85, 0.8), (0.35, 0.26, 0.24), natural_share=0.93)
    mane = darker(colour, 0.55) if luma(colour) > 0.25 else lighter(colour, 0.3)
    hoof = (0.2, 0.17, 0.17)
    _foot_shade(pen, 0, 48)
    trot = pen.chance(0.5)
    deep, crest, nose = pen.between(-2, 3), pen.between(-3, 3), pen.between(-4, 3)
    if trot:
        near = [[(-27, 46), (-36, 24), (-42, 2)], [(25, 46), (34, 30), (28, 14)]]
        far = [[(-22, 44), (-18, 24), (-26, 2)], [(20, 44), (20, 22), (20, 2)]]
    else:
        near = [[(-27, 46), (-31, 24), (-28, 2)], [(24, 46), (23, 22), (24, 2)]]
        far = [[(-20, 44), (-22, 22), (-19, 2)], [(17, 44), (15, 22), (15, 2)]]
    pen.fill(s.together([s.limb(p, 9, 5) for p in far]), darker(colour, 0.36))
    pen.fill(s.smooth([(-36, 60), (-46, 56), (-50, 36), (-46, 20), (-42, 34), (-35, 50)], tension=0.9), mane)
    legs = [s.limb(p, 13, 5.6) for p in near]
    torso = s.smooth([(-38, 58), (-24, 65), (2, 60), (18, 66), (30 - crest * 0.5, 82), (36, 90), (40, 97), (48, 90), (61, 76 + nose), (60, 69 + nose), (53, 68 + nose), (44, 74), (38 + crest * 0.6, 66), (34, 50), (24, 38 - deep), (-4, 36 - deep), (-30, 40)], tension=0.75)
    ear = s.polygon([(36, 90), (38, 101), (43, 93)])
    body = s.union(torso, ear, *legs)
    pen.fill(body, colour)
    if pen.chance(0.25) and pen.ctx.colour is None:
        pen.fill(s.within(s.blob(-14, 54, 14, 10, pen.rng, 0.2, 7), body), lighter(colour, 0.6))
    pen.shade(s.minus(body, s.moved(body, pen.lit[0] * 3, 8)), 0.27, base=colour)
    pen.fill(s.smooth([(40, 98), (34, 95), (24 - crest * 0.5, 83), (12, 66 - crest), (11 + crest, 57), (22, 64), (29, 74), (36, 88)], tension=0.7), mane)
    pen.fill(s.within(s.ellipse(60, 71 + nose, 6, 6), body), darker(colour, 0.3))
    if pen.chance(0.4):
        pen.fill(s.leaf(42, 90, 56, 77 + nose, 0.1), lighter(colour, 0.7), detail=True)
    hooves = []
    for pts in near + far:
        x, y = pts[-1]
        hooves.append(s.polygon([(x - 3.4, y + 3.5), (x + 3.2, y + 3.5), (x + 5, y - 2), (x - 3.6, y - 2)]))
    pen.fill(s.together(hooves), hoof if luma(colour) > 0.2 else (0.5, 0.46, 0.42))
    _eye(pen, 45.5, 85, 1.7, colour)
    if pen.chance(0.3):
        band = pen.accent() if pen.ctx.colour is None else (0.85, 0.8, 0.7) if luma(colour) < 0.5 else (0.3, 0.26, 0.28)
        pen.fill(s.smooth([(-12, 63), (10, 61), (12, 46), (-12, 47)], tension=0.4), band)


def draw_rabbit(pen: Pen) -> None:
    colour = pen.main((0.7, 0.58, 0.47), (0.9, 0.87, 0.83), (0.58, 0.54, 0.53), (0.83, 0.7, 0.55), natural_share=0.93)
    pale = _belly(colour)
    dark = darker(colour, 0.35) if luma(colour) > 0.2 else lighter(colour, 0.25)
    pink = mix((0.93, 0.68, 0.66), colour, 0.25)
    _foot_shade(pen, 0, 36)
    tilt = pen.between(-0.28, 0.05)
    far_ear = s.turned(s.smooth([(14, 64), (8, 84), (13, 101), (22, 88), (22, 66)]), tilt - 0.32 - pen.between(0, 0.2), 17, 64)
    pen.fill(far_ear, darker(colour, 0.3) if luma(colour) > 0.2 else dark)
    pen.fill(s.ellipse(-34, 17, 8.5), pale if luma(pale) > luma(colour) else lighter(colour, 0.5))
    body = s.smooth([(-34, 8), (-35, 28), (-20, 44), (2, 45), (14, 40), (22, 22), (22, 2), (-24, 0)], tension=0.95)
    pen.fill(body, colour)
    pen.shade(s.minus(body, s.moved(body, pen.lit[0] * 5, 7)), 0.26, base=colour)
    pen.fill(s.within(s.ellipse(21, 22, 9, 16), body), pale)
    pen.line(s.curve([(-20, 32), (-2, 28), (2, 14), (-4, 6)]), dark, 1.8, 0.85, detail=True)
    pen.fill(s.union(s.ellipse(-8, 4, 16, 4.6), s.ellipse(19, 3.8, 9, 4.2)), colour)
    near_ear = s.turned(s.smooth([(11, 63), (4, 82), (8, 102), (18, 90), (20, 65)]), tilt + 0.12, 15, 63)
    head = s.smooth([(0, 52), (4, 66), (18, 71), (32, 64), (38, 54), (32, 44), (18, 39), (6, 42)])
    pen.fill(s.union(head, near_ear), colour)
    pen.fill(s.turned(s.smooth([(12.5, 68), (8, 82), (10, 95), (15, 86), (17, 69)]), tilt + 0.12, 15, 63), pink)
    pen.shade(s.minus(head, s.moved(head, pen.lit[0] * 4, 5)), 0.2, base=colour)
    pen.fill(s.within(s.ellipse(33, 46, 10, 8), head), pale)
    pen.fill(s.ellipse(37.5, 54.5, 2.4, 2), (0.85, 0.5, 0.52))
    _eye(pen, 23, 58, 3.2, colour)
    pen.line(s.together([s.line((33, 49), (48, 51)), s.line((33, 47), (47, 45))]), pen.contrast(colour), 0.9, 0.6, detail=True)


def draw_butterfly(pen: Pen) -> None:
    colour = pen.main((0.9, 0.5, 0.28), (0.35, 0.5, 0.72), (0.93, 0.72, 0.34), (0.72, 0.42, 0.62))
    dark = darker(colour, 0.62) if luma(colour) > 0.25 else lighter(colour, 0.35)
    pale = lighter(colour, 0.6) if luma(colour) < 0.78 else darker(colour, 0.25)
    span, fold = pen.between(48, 58), pen.between(0.72, 1.0)
    angle = pen.between(-0.3, 0.1)
    t = lambda path: s.turned(path, angle, 0, 50)  # noqa: E731
    for side in (-1, 1):
        k = side * (1.0 if side > 0 else fold)
        upper = s.smooth([(0, 54), (k * span * 0.35, 82), (k * span * 0.85, 100), (k * span, 84), (k * span * 0.82, 58), (k * span * 0.3, 47)], tension=0.9)
        lower = s.smooth([(0, 50), (k * span * 0.4, 50), (k * span * 0.76, 38), (k * span * 0.66, 10), (k * span * 0.42, 2), (k * span * 0.14, 24)], tension=0.9)
        both = s.together([upper, lower])
        pen.fill(t(both), dark)
        pen.fill(t(s.sized(upper, 0.84, 0.82, k * 6, 60)), colour)
        pen.fill(t(s.sized(lower, 0.82, 0.82, k * 6, 44)), mix(colour, pale, 0.22))
        pen.fill(t(s.together([s.ellipse(k * span * 0.68, 80, 6.5), s.ellipse(k * span * 0.48, 24, 5.5), s.ellipse(k * span * 0.5, 64, 3.4)])), pale)
        if side != pen.side:
            pen.shade(t(both), 0.18, base=colour)
    body = (0.2, 0.16, 0.18) if luma(colour) > 0.2 else (0.7, 0.62, 0.5)
    pen.line(t(s.together([s.curve([(-1, 72), (-7, 86), (-15, 94)]), s.curve([(1, 72), (7, 86), (15, 94)])])), body, 1.7)
    pen.fill(t(s.ellipse(0, 46, 4, 24)), body)
    pen.fill(t(s.ellipse(0, 72, 5)), body)


def draw_person(pen: Pen) -> None:
    """Standing or walking, in a coat, a dress or trousers; hats, scarves and bags vary."""
    coat = pen.main((0.83, 0.36, 0.3), (0.25, 0.42, 0.5), (0.92, 0.68, 0.34), (0.42, 0.5, 0.4), (0.4, 0.32, 0.45))
    skin, hair = jitter(pen.pick(SKINS), pen.rng, 0.02), jitter(pen.pick(HAIRS), pen.rng, 0.02)
    legs = pen.natural((0.24, 0.25, 0.33), (0.4, 0.33, 0.3), (0.33, 0.38, 0.45))
    if luma(coat) < 0.22:
        legs = lighter(legs, 0.4)
    shoe = pen.natural((0.22, 0.18, 0.18), (0.5, 0.32, 0.22))
    make = pen.pick(("coat", "dress", "shirt"))
    walk = pen.chance(0.6)
    step = pen.between(10, 15) if walk else 4.5
    sway = pen.between(-2, 2)
    _foot_shade(pen, 0, 16)
    far, near = [(-1, 42), (-step * 0.6, 22), (-step, 3)], [(2, 42), (step * 0.7, 23), (step * 0.8, 3)]
    bare = skin if make == "dress" and pen.chance(0.6) else legs
    pen.fill(s.limb(far, 9, 6), darker(bare, 0.3))
    pen.fill(s.limb(near, 9.5, 6.4), bare)
    for x in (-step, step * 0.8):
        pen.fill(s.smooth([(x - 4, 5), (x + 3, 5.5), (x + 9, 2), (x + 9, -0.5), (x - 4, -0.5)], tension=0.6), shoe)
    swing = step * 0.9 if walk else 3
    pen.fill(s.limb([(2, 70), (7 + swing * 0.3, 57), (7 + swing, 45)], 7, 5), darker(coat, 0.32) if luma(coat) > 0.15 else lighter(coat, 0.12))
    pen.fill(s.ellipse(7 + swing, 43.5, 3.2), darker(skin, 0.12))
    if make == "coat":
        torso = s.smooth([(-10, 74), (0, 77), (10, 74), (12.5, 56), (17, 31), (-16.5, 31), (-12.5, 56)], tension=0.55)
    elif make == "dress":
        torso = s.smooth([(-8.5, 74), (0, 77), (9, 74), (8, 58), (22, 27), (0, 23.5), (-22, 27), (-8, 58)], tension=0.5)
    else:
        torso = s.smooth([(-10.5, 74), (0, 77), (10.5, 74), (11.5, 58), (11, 40), (-11, 40), (-11.5, 58)], tension=0.5)
    long_hair = pen.chance(0.45)
    hx, hy = sway + 1.5, 86.0
    if long_hair:
        pen.fill(s.smooth([(hx - 9.5, hy + 6), (hx - 12, hy - 10), (hx - 9, hy - 21), (hx + 3, hy - 17), (hx + 7, hy - 2), (hx + 4, hy + 8)]), hair)
    pen.fill(s.polygon([(hx - 3, 80), (hx + 3, 80), (3.4, 73), (-3.4, 73)]), darker(skin, 0.15))
    pen.fill(torso, coat)
    pen.half_shade(torso, -pen.side * 1.5, 0.26, base=coat)
    if make == "coat":
        pen.line(s.line((3, 75), (3.6, 33)), darker(coat, 0.45), 1.3, detail=True)
        pen.fill(s.together([s.ellipse(6, y, 1.1) for y in (64, 56, 48)]), lighter(coat, 0.7) if luma(coat) < 0.7 else darker(coat, 0.5), detail=True)
    elif make == "dress":
        pen.line(s.line((-7.5, 57), (7.5, 57)), darker(coat, 0.45), 2.4)
    if pen.chance(0.4):  # scarf
        scarf = pen.accent() if pen.ctx.colour is None else (0.93, 0.89, 0.8) if luma(coat) < 0.6 else (0.35, 0.33, 0.4)
        pen.fill(s.union(s.rounded_rect(-7.5, 73, 8.5, 79, 3), s.wobbly([(-7, 76), (-3, 76), (-9, 60), (-14, 61)], pen.rng, 1)), scarf)
    head = s.ellipse(hx, hy, 9.2, 10)
    pen.fill(head, skin)
    pen.shade(s.minus(head, s.moved(head, pen.side * 4, 0)), 0.2, base=skin)
    crop = s.within(s.smooth([(hx - 11, hy - (4 if long_hair else 1)), (hx - 10, hy + 12), (hx + 3, hy + 13), (hx + 10, hy + 5), (hx + 2, hy + 4), (hx - 3, hy + 2), (hx - 5, hy - 6)], tension=0.8), s.ellipse(hx - 0.6, hy + 0.8, 10.4, 11))
    pen.fill(crop, hair)
    pen.fill(s.ellipse(hx + 4.4, hy - 0.4, 1.1, 1.4), (0.13, 0.1, 0.12), detail=True)
    hat = pen.pick(("none", "none", "brim", "wool"))
    if hat != "none":
        hat_colour = mix(coat, darker(coat, 0.4), 0.6) if pen.ctx.colour is not None else pen.pick((pen.accent(), darker(coat, 0.4)))
        if hat == "brim":
            pen.fill(s.union(s.ellipse(hx, hy + 5.6, 14, 2.4), s.smooth([(hx - 8, hy + 6), (hx - 7, hy + 13.5), (hx + 6, hy + 14), (hx + 8, hy + 6)], tension=0.6)), hat_colour)
        else:
            pen.fill(s.union(s.half_ellipse(hx, hy + 3.4, 9.6, 10.6), s.ellipse(hx, hy + 14, 2.8)), hat_colour)
            pen.fill(s.rounded_rect(hx - 10, hy + 2.4, hx + 10, hy + 6, 1.6), lighter(hat_colour, 0.3))
    arm = [(-5, 71), (-8 - swing * 0.25, 57), (-6 - swing * 0.8, 44)]
    pen.fill(s.limb(arm, 7.6, 5.6), mix(coat, lighter(coat, 0.2), 0.5))
    pen.fill(s.ellipse(arm[-1][0], arm[-1][1] - 1.4, 3.3), skin)
    if pen.chance(0.25):
        bag = pen.natural((0.55, 0.38, 0.26), (0.75, 0.6, 0.4))
        x, y = arm[-1]
        pen.fill(s.rounded_rect(x - 7, y - 18, x + 7, y - 6, 2), bag)
        pen.line(s.arc(x, y - 6, 4.4, 5, 0, math.pi), darker(bag, 0.3), 1.4)


def draw_robot(pen: Pen) -> None:
    colour = pen.main((0.6, 0.66, 0.7), (0.9, 0.66, 0.36), (0.42, 0.6, 0.62), (0.84, 0.45, 0.36))
    metal = darker(colour, 0.45) if luma(colour) > 0.25 else lighter(colour, 0.35)
    screen = (0.16, 0.19, 0.24) if luma(colour) > 0.2 else (0.36, 0.42, 0.48)
    w, hw = pen.between(23, 28), pen.between(19, 25)
    _foot_shade(pen, 0, 32)
    glow = pen.pick(((0.5, 0.95, 0.9), (1.0, 0.85, 0.4), (0.75, 0.95, 0.5)))
    wheels = pen.chance(0.3)
    if wheels:
        pen.fill(s.rounded_rect(-w - 3, 0, w + 3, 17, 8.5), (0.2, 0.2, 0.24))
        pen.fill(s.together([s.ellipse(x, 8.5, 4.6) for x in (-w * 0.66, 0, w * 0.66)]), metal)
    else:
        for side in (-1, 1):
            pen.fill(s.rect(side * 12 - 4, 6, side * 12 + 4, 24), metal)
            pen.fill(s.half_ellipse(side * 13, 0, 10.5, 10), colour)
    up = pen.chance(0.45)
    for side in (-1, 1):
        raised = up and side > 0
        hand = (side * (w + 17), 66.0 if raised else 26.0)
        pen.line(s.curve([(side * w, 48), (side * (w + 12), 46), hand]), metal, 6.5)
        claw = s.minus(s.ellipse(hand[0], hand[1], 7.4), s.turned(s.rect(hand[0] - 2.6, hand[1], hand[0] + 2.6, hand[1] + 12), 0 if raised else math.pi, *hand))
        pen.fill(claw, colour)
    body = s.rounded_rect(-w, 19, w, 57, pen.between(5, 11))
    pen.fill(s.rect(-5, 55, 5, 64), metal)
    pen.fill(body, colour)
    pen.half_shade(body, -pen.side * w * 0.2, 0.24, base=colour)
    panel = s.rounded_rect(-w * 0.62, 29, w * 0.62, 50, 3)
    pen.fill(panel, lighter(colour, 0.45) if luma(colour) < 0.75 else darker(colour, 0.2))
    if pen.chance(0.5):
        pen.fill(s.together([s.ellipse(x, 43, 2.7) for x in (-w * 0.36, 0, w * 0.36)]), pen.accent())
        pen.line(s.line((-w * 0.4, 35), (w * 0.4, 35)), metal, 2.2, detail=True)
    else:
        pen.line(s.arc(0, 34, w * 0.42, 12, 0, math.pi), metal, 2, detail=True)
        pen.line(s.line((0, 34), (w * 0.24, 43)), pen.accent(), 2)
    head = s.rounded_rect(-hw, 61, hw, 91, pen.between(4, 13))
    pen.fill(s.together([s.rounded_rect(-hw - 5, 69, -hw + 2, 82, 2), s.rounded_rect(hw - 2, 69, hw + 5, 82, 2)]), metal)
    pen.line(s.line((0, 90), (0, 97)), metal, 2.4)
    pen.fill(s.ellipse(0, 97.5, 3.6), pen.accent() if not pen.dark else glow)
    pen.fill(head, colour)
    pen.half_shade(head, -pen.side * hw * 0.4, 0.22, base=colour)
    pen.fill(s.rounded_rect(-hw * 0.78, 66, hw * 0.78, 86, 6), screen)
    eyes = s.together([s.ellipse(side * hw * 0.38, 78, 4.6) for side in (-1, 1)])
    if pen.dark:
        pen.glow(eyes, glow, 0.6, 3.5)
    pen.lit_fill(eyes, glow)
    pen.line(s.line((-5, 70), (5, 70)) if pen.chance(0.4) else s.arc(0, 72, 5.5, 3, math.pi, 2 * math.pi), glow, 1.9, light=True)


KINDS: dict[str, Kind] = {
    "bird": kind(draw_bird, "sky any", 0.2, 1.5, "flock", tilt=0.08),
    "owl": kind(draw_owl, "ground table any", 0.26, 1.05, "row"),
    "fish": kind(draw_fish, "underwater", 0.18, 1.72, "flock", tilt=0.16),
    "whale": kind(draw_whale, "underwater water", 0.24, 2.32, "scatter"),
    "jellyfish": kind(draw_jellyfish, "underwater", 0.27, 0.75, "scatter", lean=0.1, tilt=0.2),
    "cat": kind(draw_cat, "ground table", 0.26, 1.08, "row"),
    "dog": kind(draw_dog, "ground", 0.24, 1.3, "row"),
    "horse": kind(draw_horse, "ground", 0.3, 1.1, "row"),
    "rabbit": kind(draw_rabbit, "ground table", 0.25, 0.9, "row"),
    "butterfly": kind(draw_butterfly, "sky any", 0.21, 1, "flock"),
    "person": kind(draw_person, "ground", 0.34, 0.42, "row"),
    "robot": kind(draw_robot, "ground table", 0.3, 1, "row"),
}
