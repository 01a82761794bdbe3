"""Signs and plain shapes: heart, star, circle, triangle, square, spiral, arrow, light bulb, gear, speech bubble."""

from __future__ import annotations

import math

import skia

from . import shapes as s
from .display import Rgb
from .thing_colours import darker, lighter, luma, mix
from .thing_pen import LAMPLIGHT, Kind, Pen, kind

BOLD: tuple[Rgb, ...] = ((0.85, 0.33, 0.28), (0.93, 0.66, 0.28), (0.2, 0.52, 0.55), (0.36, 0.42, 0.68), (0.9, 0.55, 0.58))


def _sign(pen: Pen, path: skia.Path, colour: Rgb, cx: float = 0.0) -> None:
    """A plain sign in one of several makes: shaded ball-like, faceted, outlined, or with an inner echo."""
    make = pen.pick(("soft", "facet", "outline", "echo"))
    pen.fill(path, colour)
    if make == "soft":
        pen.shade(s.minus(path, s.moved(path, pen.lit[0] * 10, pen.lit[1] * 8)), 0.28, base=colour)
        pen.shine(s.minus(path, s.moved(path, -pen.lit[0] * 3.5, -3)), 0.3)
    elif make == "facet":
        pen.half_shade(path, cx, 0.22, base=colour)
    elif make == "outline":
        pen.line(path, darker(colour, 0.55) if luma(colour) > 0.3 else lighter(colour, 0.5), 3.6)
    else:
        inner = s.sized(path, 0.68, 0.68, cx, 50)
        pen.fill(inner, lighter(colour, 0.3) if luma(colour) < 0.7 else darker(colour, 0.2))
        pen.fill(s.sized(path, 0.4, 0.4, cx, 50), colour)


def draw_heart(pen: Pen) -> None:
    colour = pen.main((0.86, 0.28, 0.3), (0.88, 0.36, 0.42), (0.92, 0.5, 0.55))
    w = pen.between(0.94, 1.06)
    path = s.sized(s.heart(0, 50, 51, pen.between(0.46, 0.6)), w, 1.0)
    pen.body(path, colour, turn=11, alpha=0.28)
    if pen.chance(0.6):
        x = 27 * pen.side * w
        pen.shine(s.turned(s.ellipse(x, 79, 11, 6), -0.6 * pen.side, x, 79), 0.5)
    elif pen.chance(0.5):
        pen.line(path, darker(colour, 0.5), 3.2)


def draw_star_shape(pen: Pen) -> None:
    colour = pen.main((0.96, 0.75, 0.3), (0.95, 0.62, 0.3), (0.9, 0.42, 0.38))
    points = pen.pick((5, 5, 5, 6))
    turn = math.pi / 2 + pen.between(-0.12, 0.12)
    ratio = pen.between(0.42, 0.52) if points == 5 else 0.58
    path = s.star(0, 48, 52, 52 * ratio, points, turn)
    pen.fill(path, colour)
    make = pen.pick(("facets", "facets", "crescent", "echo"))
    if make == "facets":
        for i in range(points):
            a, b = turn + 2 * math.pi * i / points, turn + (2 * i - pen.side) * math.pi / points
            pen.shade(s.polygon([(0, 48), (52 * math.cos(a), 48 + 52 * math.sin(a)),
                                 (52 * ratio * math.cos(b), 48 + 52 * ratio * math.sin(b))]), 0.24, base=colour)
    elif make == "crescent":
        pen.shade(s.minus(path, s.moved(path, pen.lit[0] * 8, pen.lit[1] * 7)), 0.28, base=colour)
    else:
        pen.fill(s.star(0, 48, 30, 30 * ratio, points, turn), lighter(colour, 0.35))


def draw_circle(pen: Pen) -> None:
    colour = pen.main(*BOLD)
    r = pen.between(47, 50)
    if pen.chance(0.2):
        pen.fill(s.ring(0, 50, pen.between(24, 34), r), colour)
        return
    _sign(pen, s.ellipse(0, 50, r), colour)


def draw_triangle(pen: Pen) -> None:
    colour = pen.main(*BOLD)
    top = pen.between(-8, 8)
    _sign(pen, s.polygon([(-56, 3), (56, 3), (top, 98)]), colour, cx=0.0)


def draw_square(pen: Pen) -> None:
    colour = pen.main(*BOLD)
    path = s.rect(-46, 4, 46, 96) if pen.chance(0.6) else s.rounded_rect(-46, 4, 46, 96, 9)
    if pen.chance(0.45):
        path = s.turned(path, pen.between(-0.14, 0.14), 0, 50)
    _sign(pen, path, colour)


def draw_spiral(pen: Pen) -> None:
    colour = pen.main(*BOLD)
    turns = pen.between(2.4, 3.6)
    width = 62 / (turns * 2 + 1.5)
    path = s.spiral(0, 50, width * 0.2, 49 - width / 2, turns, pen.between(0, 6.28))
    pen.line(path, colour, width)
    if pen.chance(0.6):
        pen.line(s.moved(path, pen.lit[0] * width * 0.2, width * 0.16), lighter(colour, 0.4), width * 0.22, 0.8, detail=True)


def draw_arrow(pen: Pen) -> None:
    """Points to local right; a third of them point up, and some bend."""
    colour = pen.main(*BOLD)
    shaft, head = pen.between(11, 15), pen.between(32, 40)
    if pen.chance(0.3):
        body = s.limb([(-76, 18), (-48, 34), (-10, 46), (30, 50)], shaft * 1.3, shaft * 2)
        body = s.union(body, s.polygon([(20, 50 + head), (80, 54), (24, 50 - head)]))
    else:
        tail = pen.pick((0.0, 0.0, 14.0))
        body = s.polygon([(-78, 50 + shaft), (22, 50 + shaft), (16, 50 + head), (80, 50), (16, 50 - head), (22, 50 - shaft),
                          (-78, 50 - shaft), (-78 + tail, 50)])
        body = s.turned(body, pen.between(-0.25, 0.45), 0, 50)
    pen.body(body, colour, turn=6, alpha=0.32)


def draw_light_bulb(pen: Pen) -> None:
    pen.shining = True
    glass = pen.only((0.99, 0.87, 0.5), (0.98, 0.9, 0.66), (0.99, 0.8, 0.4))
    cap = pen.natural((0.55, 0.56, 0.6), (0.45, 0.46, 0.5))
    bulb = skia.Path()
    bulb.moveTo(-14, 26)
    bulb.cubicTo(-16, 42, -35, 46, -35, 66)
    bulb.cubicTo(-35, 111, 35, 111, 35, 66)
    bulb.cubicTo(35, 46, 16, 42, 14, 26)
    bulb.close()
    if pen.dark or pen.chance(0.4):
        pen.glow(s.ellipse(0, 66, 44), mix(glass, LAMPLIGHT, 0.3), 0.65 if pen.dark else 0.35, 14)
    pen.body(bulb, glass, turn=9, alpha=0.2)
    pen.line(s.polygon([(-6, 28), (-10, 58), (-4, 51), (0, 60), (4, 51), (10, 58), (6, 28)], False),
             darker(glass, 0.6) if luma(glass) > 0.35 else lighter(glass, 0.6), 2.6)
    base = s.rounded_rect(-14, 6, 14, 28, 4)
    pen.fill(base, cap)
    pen.fill(s.rounded_rect(-7, 0, 7, 8, 3), darker(cap, 0.5))
    for y in (12, 18.5):
        pen.line(s.line((-15, y), (15, y + 3)), darker(cap, 0.5), 2.2)
    pen.half_shade(base, 0, 0.25)
    x = 20 * pen.side
    pen.shine(s.turned(s.ellipse(x, 78, 5, 11), -0.5 * pen.side, x, 78), 0.75)
    if pen.chance(0.5):
        for i in range(5):
            a = math.pi * (0.06 + 0.22 * i)
            pen.line(s.line((45 * math.cos(a), 66 + 45 * math.sin(a)), (54 * math.cos(a), 66 + 54 * math.sin(a))), glass, 3, detail=True)


def draw_gear(pen: Pen) -> None:
    colour = pen.main((0.55, 0.58, 0.62), (0.45, 0.52, 0.6), (0.76, 0.55, 0.32))
    teeth = pen.count(8, 12)
    wheel = s.gear(0, 50, 38, 50, teeth, pen.between(0, 1))
    hole = s.ellipse(0, 50, pen.between(11, 15))
    body = s.minus(wheel, hole)
    spokes = pen.pick((0, 0, 4, 5))
    if spokes:
        for i in range(spokes):
            a = 2 * math.pi * i / spokes + 0.4
            body = s.minus(body, s.ellipse(25.5 * math.cos(a), 50 + 25.5 * math.sin(a), 6.5))
    pen.body(body, colour, turn=6, alpha=0.35)
    pen.line(s.ellipse(0, 50, 34), darker(colour, 0.35), 2, detail=True)
    if not spokes:
        inner = s.minus(s.ellipse(0, 50, 22), hole)
        pen.fill(inner, lighter(colour, 0.25))
        pen.shade(s.minus(inner, s.moved(inner, pen.lit[0] * 4, pen.lit[1] * 4)), 0.25, base=colour)


def draw_speech_bubble(pen: Pen) -> None:
    colour = pen.main((0.97, 0.95, 0.9), (0.93, 0.75, 0.42), (0.55, 0.72, 0.76), (0.9, 0.5, 0.45))
    if pen.chance(0.5):
        body = s.rounded_rect(-60, 26, 60, 97, pen.between(16, 32))
    else:
        body = s.ellipse(0, 62, 62, 36)
    x = pen.between(-34, -18)
    tail = s.polygon([(x - 10, 34), (x - 12, 2), (x + 20, 34)])
    body = s.union(body, tail)
    pen.fill(body, colour)
    pen.shade(s.minus(body, s.moved(body, pen.lit[0] * 6, 6)), 0.18, base=colour)
    writing = darker(colour, 0.72) if luma(colour) > 0.4 else lighter(colour, 0.75)
    inside = pen.pick(("dots", "lines", "heart", "mark"))
    if inside == "dots":
        for dx in (-26, 0, 26):
            pen.fill(s.ellipse(dx, 62, 7), writing)
    elif inside == "lines":
        for i, y in enumerate((76, 62, 48)):
            pen.line(s.line((-36, y), (pen.between(8, 38) if i == 2 else 36, y)), writing, 5)
    elif inside == "heart":
        pen.fill(s.heart(0, 61, 17), writing)
    else:
        pen.fill(s.polygon([(-6, 86), (6, 86), (3, 58), (-3, 58)]), writing)
        pen.fill(s.ellipse(0, 48, 5), writing)
    if pen.chance(0.35):
        pen.line(body, writing, 3.2)


KINDS: dict[str, Kind] = {
    "heart": kind(draw_heart, "any wall sky table", 0.26, 1.07, "scatter", tilt=0.16),
    "star_shape": kind(draw_star_shape, "any wall sky table", 0.27, 1.0, "scatter", tilt=0.15),
    "circle": kind(draw_circle, "any wall sky table", 0.26, 1.0, stretch=0.0),
    "triangle": kind(draw_triangle, "any wall sky table", 0.26, 1.15),
    "square": kind(draw_square, "any wall sky table", 0.25, 1.0, stretch=0.0),
    "spiral": kind(draw_spiral, "any wall sky", 0.28, 0.87),
    "arrow": kind(draw_arrow, "any wall sky", 0.22, 1.6),
    "light_bulb": kind(draw_light_bulb, "any wall", 0.28, 0.9, stretch=0.0),
    "gear": kind(draw_gear, "any wall table", 0.28, 1.0, "cluster", stretch=0.0),
    "speech_bubble": kind(draw_speech_bubble, "any sky wall", 0.25, 1.25, mirror=True),
}
