"""Umbrella, lantern, tableware, fruit, cake, book, lamp, chair, window, clock, guitar, ball, box.

Long because it is one drawing after another: a function a kind, none of which knows of the others.
"""

from __future__ import annotations

import math

import skia

from . import shapes as s
from .display import Rgb
from .thing_colours import darker, lighter, luma, mix
from .thing_pen import LAMPLIGHT, Kind, Pen, kind

GLAZE: tuple[Rgb, ...] = ((0.2, 0.45, 0.5), (0.93, 0.88, 0.79), (0.82, 0.42, 0.33), (0.92, 0.7, 0.38), (0.42, 0.46, 0.58))
WOODS: tuple[Rgb, ...] = ((0.6, 0.41, 0.26), (0.7, 0.5, 0.33), (0.45, 0.31, 0.23))


def _pool(pen: Pen, half: float, x: float = 0.0) -> None:
    """The soft shade of something that stands on a table, thrown away from the light."""
    pen.shade(s.ellipse(x - pen.side * half * 0.35, 1.0, half * 1.12, max(2.5, half * 0.11)), 0.3, detail=True)


def _gleam(pen: Pen, x: float, y: float, rx: float, ry: float, alpha: float = 0.5) -> None:
    pen.shine(s.turned(s.ellipse(pen.side * x, y, rx, ry), -0.35 * pen.side, pen.side * x, y), alpha)


def _ornament(pen: Pen, body: skia.Path, colour: Rgb, y: float, band: float) -> None:
    """A painted decoration about height y: bands, dots, zigzag, or none."""
    paint = lighter(colour, 0.75) if luma(colour) < 0.66 else (pen.accent() if pen.ctx.colour is None else darker(colour, 0.35))
    make = pen.pick(("band", "two", "dots", "zigzag", "none"))
    if make == "band":
        pen.fill(s.within(s.rect(-150, y - band / 2, 150, y + band / 2), body), paint)
    elif make == "two":
        pen.fill(s.within(s.together([s.rect(-150, y - band, 150, y - band * 0.55), s.rect(-150, y + band * 0.55, 150, y + band)]), body), paint)
    elif make == "dots":
        pen.fill(s.within(s.together([s.ellipse(x, y + (band * 0.6 if i % 2 else -band * 0.4), band * 0.36) for i, x in enumerate(range(-63, 64, 14))]), body), paint)
    elif make == "zigzag":
        points = [(-70 + i * 10, y + (band * 0.6 if i % 2 else -band * 0.6)) for i in range(15)]
        pen.fill(s.within(s.polygon(points + [(x, py - band * 0.6) for x, py in reversed(points)]), body), paint)


def draw_umbrella(pen: Pen) -> None:
    colour = pen.main((0.86, 0.33, 0.32), (0.93, 0.7, 0.33), (0.25, 0.5, 0.56), (0.88, 0.45, 0.55))
    handle = pen.natural(*WOODS, (0.3, 0.26, 0.28))
    second = lighter(colour, 0.5) if luma(colour) < 0.7 else darker(colour, 0.14)
    rim, w = pen.between(50, 55), 58.0
    pen.line(s.line((0, rim), (0, 9)), handle, 3.2)
    hook = pen.pick((-1, 1)) * 6.0
    pen.line(s.arc(hook, 9, 6, 7.5, math.pi, 2 * math.pi), handle, 4.2)
    pen.line(s.line((0, 92), (0, 100)), handle, 3)
    n = pen.pick((4, 5, 6))
    canopy = skia.Path()
    canopy.moveTo(-w, rim)
    canopy.cubicTo(-w * 0.92, 82, -w * 0.42, 96, 0, 96)
    canopy.cubicTo(w * 0.42, 96, w * 0.92, 82, w, rim)
    for i in range(n):
        x1 = w - 2 * w * (i + 1) / n
        canopy.quadTo(x1 + w / n, rim + 8, x1, rim)
    canopy.close()
    pen.fill(canopy, colour)
    striped = pen.chance(0.5)
    edges = [-w + 2 * w * i / n for i in range(n + 1)]
    panels = []
    for i in range(n):
        x0, x1 = edges[i], edges[i + 1]
        panel = skia.Path()
        panel.moveTo(0, 97)
        panel.cubicTo(x0 * 0.55, 92, x0 * 0.96, 76, x0, rim - 4)
        panel.lineTo(x1, rim - 4)
        panel.cubicTo(x1 * 0.96, 76, x1 * 0.55, 92, 0, 97)
        panel.close()
        panels.append(s.within(panel, canopy))
    if striped:
        pen.fill(s.together(panels[1::2]), second)
    for i, panel in enumerate(panels):
        x = (edges[i] + edges[i + 1]) / 2
        if x * pen.side < -w * 0.1:
            pen.shade(panel, 0.14 + 0.16 * abs(x) / w, base=colour)
    ribs = s.together([s.curve([(0, 96), (x * 0.62, 88 - abs(x) * 0.09), (x, rim)]) for x in edges[1:-1]])
    pen.line(ribs, darker(colour, 0.4), 1.3, 0.8, detail=True)


def draw_lantern(pen: Pen) -> None:
    """A hand lantern with glass and flame, or a paper lantern with ribs."""
    if pen.chance(0.55 if pen.ctx.colour is None else 0.3):
        _lantern_metal(pen)
    else:
        _lantern_paper(pen)


def _lantern_metal(pen: Pen) -> None:
    metal = pen.main((0.3, 0.28, 0.32), (0.5, 0.36, 0.24), (0.25, 0.4, 0.42))
    w = pen.between(25, 29)
    pen.line(s.arc(0, 84, 14, 14.5, 0, math.pi), metal, 3.4)
    pen.fill(s.rect(-7, 78, 7, 87), metal)
    glass = s.polygon([(-w * 0.9, 14), (w * 0.9, 14), (w * 0.72, 66), (-w * 0.72, 66)])
    flame = s.smooth([(-6, 26), (-7, 34), (0, 52), (7, 34), (6, 26), (0, 22)], tension=0.8)
    pen.glow(s.ellipse(0, 38, w * 1.5, 42), LAMPLIGHT, 0.7 if pen.dark else 0.3, 12)
    pen.lit_fill(glass, (1.0, 0.88, 0.58) if pen.dark else (0.99, 0.92, 0.72))
    pen.lit_fill(flame, (1.0, 0.62, 0.22))
    pen.lit_fill(s.sized(flame, 0.5, 0.55, 0, 26), (1.0, 0.93, 0.7))
    pen.fill(s.rect(-4.5, 13, 4.5, 24), lighter(metal, 0.75) if pen.dark else (0.95, 0.9, 0.82))
    bars = s.together([s.line((-w * 0.88, 14), (-w * 0.72, 66)), s.line((w * 0.88, 14), (w * 0.72, 66)), s.line((-w * 0.3, 14), (-w * 0.24, 66)), s.line((w * 0.3, 14), (w * 0.24, 66))])
    pen.line(bars, metal, 3)
    base = s.union(s.rounded_rect(-w - 4, 0, w + 4, 9, 3), s.rect(-w, 6, w, 15))
    roof = s.polygon([(-w - 5, 64), (w + 5, 64), (w * 0.42, 80), (-w * 0.42, 80)])
    pen.fill(s.together([base, roof]), metal)
    pen.half_shade(base, 0, 0.3, base=metal)
    pen.half_shade(roof, 0, 0.3, base=metal)
    pen.shine(s.polygon([(-w * 0.62, 20), (-w * 0.42, 20), (-w * 0.36, 60), (-w * 0.52, 60)]), 0.4)


def _lantern_paper(pen: Pen) -> None:
    colour = pen.main((0.87, 0.35, 0.28), (0.95, 0.72, 0.4), (0.93, 0.55, 0.4))
    cap = pen.natural((0.3, 0.22, 0.22), (0.5, 0.35, 0.25))
    w, tall = pen.between(32, 42), pen.between(27, 33)
    cy = 54.0
    body = s.ellipse(0, cy, w, tall)
    pen.line(s.line((0, 100), (0, cy + tall)), cap, 2.2)
    if pen.dark:
        pen.glow(s.ellipse(0, cy, w * 1.25, tall * 1.3), mix(colour, LAMPLIGHT, 0.5), 0.8, 11)
        inner = 0.65 if pen.ctx.colour is None else 0.42  # a lit purple lantern must stay purple
        pen.fill(body, mix(colour, LAMPLIGHT, inner * 0.3), raw=True)
        pen.lit_fill(s.ellipse(0, cy - 4, w * 0.55, tall * 0.6), mix(colour, (1.0, 0.88, 0.6), inner), 0.85)
    else:
        pen.fill(body, colour)
        pen.shade(s.minus(body, s.moved(body, pen.lit[0] * 11, 7)), 0.26, base=colour)
    ribs = [s.arc(0, cy + dy * tall * 0.33, w * math.sqrt(max(0.05, 1 - (dy * 0.33) ** 2)), 3.6, math.pi, 2 * math.pi) for dy in (-2, -1, 0, 1, 2)]
    pen.line(s.together(ribs), darker(colour, 0.3), 1.6, 0.85, detail=True)
    pen.fill(s.together([s.rounded_rect(-w * 0.4, cy + tall - 3.5, w * 0.4, cy + tall + 4, 2), s.rounded_rect(-w * 0.4, cy - tall - 4, w * 0.4, cy - tall + 3.5, 2)]), cap)
    tassel = (0.9, 0.72, 0.36) if pen.ctx.colour is None else darker(colour, 0.25)
    pen.line(s.line((0, cy - tall - 3), (0, cy - tall - 10)), tassel, 2.4)
    pen.fill(s.polygon([(-2, cy - tall - 9), (2, cy - tall - 9), (4.5, 0), (-4.5, 0)]), tassel)


def draw_cup(pen: Pen) -> None:
    colour = pen.main(*GLAZE)
    w = pen.between(40, 47)
    foot = w * pen.between(0.62, 0.95)
    top = 78.0
    _pool(pen, w + 14)
    saucer = pen.chance(0.5)
    if saucer:
        plate = s.ellipse(0, 7, w + 24, 7)
        pen.fill(plate, lighter(colour, 0.3) if luma(colour) < 0.8 else darker(colour, 0.1))
        pen.shade(s.within(s.ellipse(-pen.side * 8, 9, w, 4), plate), 0.25, base=colour)
    low = 6.0 if saucer else 0.0
    hx = w * 0.95
    pen.fill(s.minus(s.ellipse(hx, 46, 22, 21), s.ellipse(hx - 1, 46, 12, 11.5)), darker(colour, 0.12))
    body = s.smooth([(-w, top), (-w * 0.97, 46), (-foot, low + 9), (-foot * 0.86, low), (foot * 0.86, low), (foot, low + 9), (w * 0.97, 46), (w, top)], tension=0.6)
    pen.fill(body, colour)
    _ornament(pen, body, colour, 40, 14)
    pen.shade(s.minus(body, s.moved(body, pen.side * w * 0.42, 2)), 0.26, base=colour)
    pen.fill(s.ellipse(0, top, w, 8.5), lighter(colour, 0.35) if luma(colour) < 0.8 else darker(colour, 0.12))
    pen.fill(s.ellipse(0, top - 1, w * 0.87, 6.2), pen.natural((0.36, 0.22, 0.16), (0.7, 0.42, 0.22)))
    pen.shine(s.turned(s.ellipse(pen.side * w * 0.66, 52, 3.4, 15), 0.06, 0, 52), 0.4)
    if pen.chance(0.75):
        for x in (-12, 9):
            k = pen.between(4, 7)
            pen.line(s.curve([(x, 84), (x + k, 90), (x - k * 0.6, 96), (x + k * 0.7, 103)]), lighter(pen.palette.haze, 0.5), 3, 0.6, detail=True)


def draw_teapot(pen: Pen) -> None:
    colour = pen.main(*GLAZE)
    w, tall = pen.between(46, 54), pen.between(70, 76)
    _pool(pen, w)
    spout = skia.Path()
    spout.moveTo(w * 0.55, 18)
    spout.cubicTo(w + 20, 20, w + 10, 50, w + 34, 66)
    spout.lineTo(w + 22, 74)
    spout.cubicTo(w + 4, 66, w + 2, 54, w * 0.6, 50)
    spout.close()
    pen.fill(spout, mix(colour, darker(colour, 0.3), 0.45))
    handle = s.smooth([(-w * 0.72, 60), (-w - 14, 66), (-w - 26, 46), (-w - 14, 22), (-w * 0.74, 22)])
    pen.line(s.curve([(-w * 0.72, 60), (-w - 14, 66), (-w - 25, 46), (-w - 14, 24), (-w * 0.74, 22)]), darker(colour, 0.2), 9)
    del handle
    body = s.smooth([(0, tall), (-w * 0.62, tall - 8), (-w, 34), (-w * 0.62, 4), (0, 0), (w * 0.62, 4), (w, 34), (w * 0.62, tall - 8)], tension=1.0)
    pen.fill(body, colour)
    _ornament(pen, body, colour, 32, 13)
    pen.shade(s.minus(body, s.moved(body, pen.lit[0] * 18, 10)), 0.28, base=colour)
    lid = s.half_ellipse(0, tall - 5, w * 0.52, 17)
    pen.fill(lid, lighter(colour, 0.14) if luma(colour) < 0.8 else darker(colour, 0.1))
    pen.half_shade(lid, 0, 0.2, base=colour)
    pen.line(s.line((-w * 0.56, tall - 5), (w * 0.56, tall - 5)), darker(colour, 0.35), 2.4)
    pen.fill(s.ellipse(0, 94, 7), darker(colour, 0.2))
    _gleam(pen, w * 0.52, 50, 5, 11)
    if pen.chance(0.4):
        pen.line(s.curve([(w + 32, 76), (w + 38, 84), (w + 31, 91), (w + 38, 99)]), lighter(pen.palette.haze, 0.5), 3, 0.6, detail=True)


def draw_vase(pen: Pen) -> None:
    """A thrown pot of some profile, with or without flowers."""
    colour = pen.main(*GLAZE)
    flowers = pen.chance(0.65)
    tall = 56.0 if flowers else 98.0
    k = 1.0 if flowers else 1.3
    neck, mouth, belly, foot = (pen.between(8, 12) * k, pen.between(12, 16) * k, pen.between(21, 28) * k, pen.between(11, 16) * k)
    swell = pen.between(0.32, 0.55)
    _pool(pen, belly)
    if flowers:
        green = pen.natural((0.34, 0.52, 0.33), (0.28, 0.46, 0.34))
        heads = [(-20, 76), (20, 78), (0, 88), (-8, 70), (11, 69)][: pen.count(3, 5)]
        pen.line(s.together([s.curve([(0, tall - 6), (x * 0.4, (tall + y) / 2), (x, y)]) for x, y in heads]), green, 2.4)
        pen.fill(s.together([s.leaf(0, tall - 2, side * 30, tall + pen.between(4, 13), 0.3, side * 0.12) for side in (-1, 1)]), green)
        paints = [pen.accent(), pen.natural((0.9, 0.5, 0.5)), pen.natural((0.96, 0.78, 0.4)), pen.natural((0.95, 0.92, 0.86))]
        for i, (x, y) in enumerate(heads):
            bloom = paints[i % 4]
            pen.fill(s.petal_ring(x, y, 2, 12, pen.pick((5, 6)), 5.2, pen.between(0, 1)), bloom)
            pen.fill(s.ellipse(x, y, 4), (0.97, 0.9, 0.66) if luma(bloom) < 0.75 else (0.85, 0.6, 0.3))
    ys = (0.0, tall * swell, tall * 0.8, tall)
    profile = ((foot, ys[0]), (belly, ys[1]), (neck, ys[2]), (mouth, ys[3]))
    body = s.smooth([(-x, y) for x, y in profile] + [(x, y) for x, y in reversed(profile)], tension=0.85)
    body = s.within(body, s.rect(-90, 0, 90, tall))
    pen.fill(body, colour)
    _ornament(pen, body, colour, ys[1], tall * 0.15)
    pen.shade(s.minus(body, s.moved(body, pen.side * belly * 0.5, 1)), 0.28, base=colour)
    pen.fill(s.ellipse(0, tall, mouth * 0.97, 3.2), darker(colour, 0.5) if luma(colour) > 0.2 else lighter(colour, 0.2))
    _gleam(pen, belly * 0.55, ys[1] * 1.1, belly * 0.11, tall * 0.14)


def draw_bottle(pen: Pen) -> None:
    colour = pen.main((0.27, 0.48, 0.38), (0.36, 0.52, 0.56), (0.6, 0.36, 0.24), (0.5, 0.62, 0.5))
    w = pen.between(16, 20)
    shoulder = pen.between(50, 60)
    neck = pen.between(5.4, 7)
    _pool(pen, w)
    body = skia.Path()
    body.moveTo(-w + 3, 0)
    body.quadTo(-w, 0, -w, 4)
    body.lineTo(-w, shoulder)
    body.cubicTo(-w, shoulder + 14, -neck, shoulder + 12, -neck, shoulder + 24)
    body.lineTo(-neck, 92)
    body.lineTo(neck, 92)
    body.lineTo(neck, shoulder + 24)
    body.cubicTo(neck, shoulder + 12, w, shoulder + 14, w, shoulder)
    body.lineTo(w, 4)
    body.quadTo(w, 0, w - 3, 0)
    body.close()
    pen.fill(s.rounded_rect(-neck * 0.8, 88, neck * 0.8, 100, 2), pen.natural((0.72, 0.54, 0.36), (0.62, 0.44, 0.3)))
    pen.fill(body, colour, 0.95)
    pen.shade(s.within(s.rect(-50, 0, 50, shoulder * pen.between(0.7, 1.0)), body), 0.16, base=colour)
    pen.fill(s.rounded_rect(-neck - 2, 86, neck + 2, 92.5, 2), darker(colour, 0.22))
    if pen.chance(0.75):
        label = s.rect(-w, 14, w, shoulder - 10)
        paper = (0.95, 0.91, 0.82) if luma(colour) < 0.75 else darker(colour, 0.3)
        pen.fill(label, paper)
        mark = mix(pen.accent(), paper, 0.1) if pen.ctx.colour is None else darker(colour, 0.2)
        my = (14 + shoulder - 10) / 2
        pen.fill(pen.pick((s.ellipse(0, my, 6), s.star(0, my, 7.5, 3.4), s.leaf(0, my - 8, 0, my + 8, 0.4))), mark)
        pen.line(s.together([s.line((-w * 0.6, 18), (w * 0.6, 18)), s.line((-w * 0.6, shoulder - 14), (w * 0.6, shoulder - 14))]), darker(paper, 0.4), 1.2, detail=True)
    pen.shade(s.minus(body, s.moved(body, pen.side * w * 0.5, 0)), 0.3, base=colour)
    x = pen.side * w * 0.62
    pen.shine(s.together([s.rounded_rect(x - 1.7, 8, x + 1.7, shoulder, 1.7), s.rounded_rect(pen.side * neck * 0.5 - 1, shoulder + 22, pen.side * neck * 0.5 + 1, 84, 1)]), 0.5)


def _stem_and_leaf(pen: Pen, x: float, y: float, top: float, leafy: bool = True) -> None:
    stem = pen.natural((0.4, 0.28, 0.2))
    pen.line(s.curve([(x, y), (x + 1, (y + top) / 2), (x + 5, top)]), stem, 4)
    if leafy:
        pen.fill(s.leaf(x + 2, y + 4, x + 32, y + pen.between(8, 16), 0.42, 0.1), pen.natural((0.4, 0.58, 0.33), (0.32, 0.5, 0.34)))


def draw_apple(pen: Pen) -> None:
    colour = pen.only((0.83, 0.26, 0.25), (0.6, 0.7, 0.33), (0.88, 0.4, 0.3))
    w = pen.between(45, 50)
    _pool(pen, w * 0.8)
    body = s.smooth([(0, 74), (-w * 0.42, 83), (-w * 0.92, 70), (-w, 44), (-w * 0.72, 12), (-w * 0.3, 0), (0, 5), (w * 0.3, 0), (w * 0.72, 12), (w, 44), (w * 0.92, 70), (w * 0.42, 83)], tension=0.95)
    pen.fill(body, colour)
    pen.shade(s.minus(body, s.moved(body, pen.lit[0] * 17, 9)), 0.32, base=colour)
    if pen.chance(0.5) and pen.ctx.colour is None:
        pen.fill(s.within(s.ellipse(pen.side * w * 0.5, 46, w * 0.34, 26), body), mix(colour, (0.95, 0.75, 0.35), 0.5), 0.6, detail=True)
    pen.shade(s.within(s.ellipse(0, 76, 16, 5.5), body), 0.4, base=colour)
    _stem_and_leaf(pen, 0, 74, 99, pen.chance(0.8))
    _gleam(pen, w * 0.52, 62, 7, 11, 0.55)


def draw_orange_fruit(pen: Pen) -> None:
    colour = pen.only((0.95, 0.58, 0.22), (0.96, 0.64, 0.28), (0.92, 0.5, 0.2))
    r = 45.0
    _pool(pen, r * 0.8)
    disc = s.ellipse(0, r, r * pen.between(0.98, 1.04), r)
    pen.fill(disc, colour)
    pen.shade(s.minus(disc, s.moved(disc, pen.lit[0] * 17, 11)), 0.3, base=colour)
    pores = [s.ellipse(pen.between(-28, 28), pen.between(18, 72), 1.5) for _ in range(9)]
    pen.fill(s.together(pores), darker(colour, 0.28), 0.8, detail=True)
    _gleam(pen, 20, 66, 8, 11, 0.45)
    green = pen.natural((0.36, 0.55, 0.32))
    pen.fill(s.star(0, 87, 9, 4, 5, pen.between(0, 1)), darker(green, 0.25))
    pen.fill(s.leaf(1, 88, 31, pen.between(93, 101), 0.42, 0.1), green)
    if pen.chance(0.35):  # a cut half leans beside it
        x = 62.0
        pen.fill(s.ellipse(x, 27, 27), colour)
        pen.fill(s.ellipse(x, 27, 23.5), lighter(colour, 0.7))
        pen.fill(s.petal_ring(x, 27, 3, 20.5, 8, 4.2), lighter(colour, 0.18))


def draw_pear(pen: Pen) -> None:
    colour = pen.only((0.72, 0.74, 0.36), (0.83, 0.73, 0.35), (0.62, 0.68, 0.35))
    w, neck = pen.between(32, 36), pen.between(12, 15)
    bend = pen.between(-3, 5)
    _pool(pen, w * 0.85)
    body = s.smooth([(bend, 88), (bend - neck, 80), (-neck * 1.35, 58), (-w, 32), (-w * 0.75, 6), (0, 0), (w * 0.75, 6), (w, 32), (neck * 1.35, 58), (bend + neck, 80)], tension=1.0)
    pen.fill(body, colour)
    if pen.ctx.colour is None and pen.chance(0.6):
        pen.fill(s.within(s.ellipse(pen.side * w * 0.55, 28, w * 0.45, 24), body), mix(colour, (0.87, 0.45, 0.3), 0.5), 0.7, detail=True)
    pen.shade(s.minus(body, s.moved(body, pen.lit[0] * 13, 8)), 0.3, base=colour)
    pen.fill(s.together([s.ellipse(pen.between(-18, 18), pen.between(10, 50), 1.4) for _ in range(7)]), darker(colour, 0.35), 0.7, detail=True)
    _stem_and_leaf(pen, bend, 86, 100, pen.chance(0.7))
    _gleam(pen, w * 0.45, 40, 5, 12, 0.5)


def draw_banana(pen: Pen) -> None:
    """One banana, or a hand of two or three."""
    colour = pen.only((0.97, 0.82, 0.32), (0.95, 0.77, 0.28), (0.9, 0.82, 0.4))
    n = pen.count(1, 3)
    tip = darker(pen.natural((0.4, 0.3, 0.2)), 0.15)
    _pool(pen, 50)
    for i in range(n - 1, -1, -1):
        k = 1 - 0.16 * i
        dy = i * 13.0
        outer = [(-66 * k, 86 - dy * 0.2), (-60 * k, 52 + dy), (-34 * k, 18 + dy), (6 * k, 2 + dy), (48 * k, 8 + dy), (72 * k, 28 + dy)]
        inner = [(70 * k, 36 + dy), (44 * k, 33 + dy), (12 * k, 36 + dy), (-16 * k, 52 + dy), (-40 * k, 76 + dy * 0.4), (-54 * k, 90 - dy * 0.2)]
        body = s.smooth(outer + inner, tension=0.85)
        pen.fill(body, colour if i == 0 else mix(colour, darker(colour, 0.3), 0.25 * i + 0.1))
        under = s.smooth([(-68 * k, 80), (-64 * k, 46 + dy), (-36 * k, 10 + dy), (8 * k, -6 + dy), (56 * k, 2 + dy), (74 * k, 30 + dy), (46 * k, 19 + dy), (6 * k, 15 + dy), (-26 * k, 32 + dy), (-50 * k, 62 + dy * 0.6)], tension=0.85)
        pen.shade(s.within(under, body), 0.22, base=colour)
        pen.fill(s.within(s.ellipse(73 * k, 31 + dy, 6, 7), body), tip)
    pen.fill(s.wobbly([(-70, 82), (-52, 86), (-52, 100), (-62, 100)], pen.rng, 1), mix(tip, colour, 0.35))
    pen.line(s.curve([(-56, 78), (-34, 46), (2, 24), (46, 22)]), darker(colour, 0.3), 2, 0.7, detail=True)


def draw_cake(pen: Pen) -> None:
    icing = pen.main((0.93, 0.62, 0.66), (0.96, 0.92, 0.85), (0.45, 0.29, 0.22), (0.75, 0.82, 0.7))
    sponge = pen.natural((0.87, 0.68, 0.44), (0.5, 0.33, 0.24)) if pen.ctx.colour is None else lighter(icing, 0.55) if luma(icing) < 0.7 else darker(icing, 0.16)
    _pool(pen, 62)
    plate = (0.93, 0.92, 0.9) if luma(icing) < 0.85 else (0.6, 0.66, 0.7)
    pen.fill(s.ellipse(0, 7, 66, 6.5), plate)
    pen.fill(s.rect(-9, 0, 9, 5), darker(plate, 0.25))
    tiers = [(52.0, 8.0, 46.0), (34.0, 46.0, 74.0)] if pen.chance(0.4) else [(52.0, 8.0, 66.0)]
    for half, low, high in tiers:
        body = s.rounded_rect(-half, low, half, high, 4)
        pen.fill(body, sponge)
        if len(tiers) == 1:
            pen.fill(s.rect(-half, low + 22, half, low + 29), lighter(icing, 0.45) if luma(icing) < 0.8 else (0.85, 0.45, 0.47))
        drip = high - (high - low) * 0.34
        top = skia.Path()
        top.moveTo(-half - 2.5, high - 3)
        top.quadTo(-half - 2.5, high + 4, -half + 4, high + 4)
        top.lineTo(half - 4, high + 4)
        top.quadTo(half + 2.5, high + 4, half + 2.5, high - 3)
        n = 5
        for i in range(n):
            x1 = half + 2.5 - (2 * half + 5) * (i + 1) / n
            x0 = half + 2.5 - (2 * half + 5) * i / n
            y = drip + pen.between(-6, 6)
            top.cubicTo(x0 - 1, y - 7, x1 + 5, y - 7, x1 + 3, drip + 7) if i < n - 1 else top.cubicTo(x0 - 1, y - 7, x1, y - 7, x1, drip + 7)
        top.close()
        pen.fill(top, icing)
        pen.half_shade(s.union(body, top), -pen.side * half * 0.25, 0.22, base=icing)
    top_y = tiers[-1][2] + 3
    half = tiers[-1][0]
    if pen.chance(0.65):
        n = pen.count(1, 5) if len(tiers) == 1 else pen.count(1, 3)
        for i in range(n):
            x = (i - (n - 1) / 2) * min(20, half * 1.5 / max(n, 2))
            high = top_y + (16 if len(tiers) == 1 else 12)
            pen.fill(s.rect(x - 2.2, top_y, x + 2.2, high), pen.accent() if pen.ctx.colour is None else lighter(icing, 0.7))
            if pen.dark:
                pen.glow(s.ellipse(x, high + 5, 6), LAMPLIGHT, 0.6, 4)
            pen.lit_fill(s.leaf(x, high, x, high + 11, 0.36), (1.0, 0.72, 0.28))
    else:
        for x in (-half * 0.55, 0, half * 0.55):
            pen.fill(s.ellipse(x, top_y + 5, 6.5), (0.8, 0.2, 0.25))
            pen.line(s.curve([(x, top_y + 11), (x + 3, top_y + 17), (x + 8, top_y + 20)]), (0.4, 0.45, 0.28), 1.5, detail=True)
    sprinkles = s.together([s.rect(x, y, x + 4.4, y + 1.8) for x, y in ((-40, 60), (-22, 57), (-4, 61), (16, 56), (34, 60))]) if len(tiers) == 1 else None
    if sprinkles is not None:
        pen.fill(sprinkles, lighter(icing, 0.65) if luma(icing) < 0.75 else (0.85, 0.4, 0.45), detail=True)


def draw_book(pen: Pen) -> None:
    """Closed and standing, lying in a pile, or open."""
    colour = pen.main((0.7, 0.28, 0.27), (0.22, 0.4, 0.46), (0.86, 0.64, 0.3), (0.36, 0.36, 0.52))
    pages = (0.96, 0.93, 0.86)
    gilt = lighter(colour, 0.65) if luma(colour) < 0.66 else darker(colour, 0.5)
    make = pen.pick(("standing", "open", "open", "pile") if pen.ctx.colour is None else ("standing", "standing", "pile"))
    if make == "standing":
        _pool(pen, 40)
        t = pen.between(9, 15)
        pen.fill(s.polygon([(-34, 3), (34 + t, 3), (34 + t, 96), (-34 + t, 100)]), darker(colour, 0.4))
        pen.fill(s.polygon([(30, 4), (34 + t - 3, 8), (34 + t - 3, 95), (30, 93)]), pages)
        front = s.rounded_rect(-38, 0, 33, 96, 2)
        pen.fill(front, colour)
        pen.shade(s.rect(-38, 0, -28, 96), 0.3, base=colour)
        pen.line(s.rect(-20, 10, 25, 86), gilt, 1.8, detail=True)
        pen.fill(pen.pick((s.star(2.5, 54, 13, 6), s.ellipse(2.5, 54, 12), s.leaf(2.5, 40, 2.5, 70, 0.4))), gilt)
        pen.fill(s.rect(-12, 22, 17, 26), gilt)
        pen.half_shade(front, -pen.side * 20, 0.12, base=colour)
    elif make == "open":
        _pool(pen, 84)
        pen.fill(s.polygon([(-96, 8), (0, 0), (96, 8), (90, 86), (0, 78), (-90, 86)]), colour)
        for side in (-1, 1):
            leaf = skia.Path()
            leaf.moveTo(0, 7)
            leaf.cubicTo(side * 26, 24, side * 62, 20, side * 89, 14)
            leaf.lineTo(side * 83, 94)
            leaf.cubicTo(side * 58, 101, side * 24, 104, 0, 86)
            leaf.close()
            pen.fill(leaf, pages)
            if side != pen.side:
                pen.shade(leaf, 0.18)
            lines = [s.curve([(side * 14, 80 - i * 13), (side * 44, 86 - i * 13), (side * (72 if i != 4 else 48), 83 - i * 13)]) for i in range(5)]
            pen.line(s.together(lines), (0.55, 0.5, 0.48), 2.2, 0.75, detail=True)
        pen.line(s.line((0, 7), (0, 86)), darker(pages, 0.5), 2)
        pen.shade(s.polygon([(0, 7), (-pen.side * 14, 15), (-pen.side * 12, 96), (0, 86)]), 0.2)
        if pen.chance(0.6):
            pen.fill(s.polygon([(4, 86), (9, 87), (11, -2), (7, 3), (3, -2)]), pen.accent() if pen.ctx.colour is None else darker(colour, 0.2))
    else:
        _pool(pen, 76)
        y = 0.0
        covers = [colour, mix(pen.accent(), colour, 0.2) if pen.ctx.colour is None else darker(colour, 0.28), colour if pen.ctx.colour is not None else pen.natural((0.9, 0.82, 0.66))]
        n = 3
        for i in range(n):
            h = 100 / n - 0.5
            dx, w = pen.between(-8, 8), pen.between(62, 74) - i * 4
            k = pen.pick((-1, 1))
            pen.fill(s.rounded_rect(dx - w, y, dx + w, y + h, 4), covers[i])
            if i != 1 or pen.ctx.colour is not None:  # its spine towards us, with bands and a title
                band = lighter(covers[i], 0.6) if luma(covers[i]) < 0.66 else darker(covers[i], 0.45)
                pen.fill(s.together([s.rect(dx - w * 0.74, y, dx - w * 0.66, y + h), s.rect(dx + w * 0.66, y, dx + w * 0.74, y + h),
                                     s.rect(dx - w * 0.3, y + h * 0.42, dx + w * 0.36, y + h * 0.6)]), band)
            else:
                pen.fill(s.rect(dx + k * (w + 1), y + 5, dx - k * (w - 14), y + h - 5), pages)
                pen.line(s.line((dx + k * w, y + h / 2), (dx - k * (w - 16), y + h / 2)), darker(pages, 0.3), 1.5, detail=True)
            pen.shade(s.rect(dx - w, y, dx + w, y + 5), 0.3, base=covers[i])
            y += h


def draw_lamp(pen: Pen) -> None:
    """A table lamp with a shade, or an angled desk lamp."""
    colour = pen.main((0.9, 0.72, 0.42), (0.84, 0.42, 0.34), (0.3, 0.5, 0.52), (0.93, 0.88, 0.78))
    on = pen.dark or pen.chance(0.35)
    if pen.chance(0.6):
        base = darker(colour, 0.45) if luma(colour) > 0.3 else lighter(colour, 0.35)
        _pool(pen, 24)
        pen.fill(s.ellipse(0, 4.5, 20, 4.5), base)
        if pen.chance(0.5):
            pen.fill(s.smooth([(-4, 58), (-5, 44), (-15, 28), (-10, 6), (10, 6), (15, 28), (5, 44), (4, 58)], tension=0.9), base)
            pen.shade(s.within(s.rect(0, 0, -pen.side * 40, 60), s.smooth([(-4, 58), (-5, 44), (-15, 28), (-10, 6), (10, 6), (15, 28), (5, 44), (4, 58)], tension=0.9)), 0.25, base=base)
        else:
            pen.fill(s.rect(-2.6, 4, 2.6, 58), base)
            pen.fill(s.ellipse(0, 30, 5.5), base)
        top, rim = pen.between(18, 26), pen.between(36, 42)
        shade_ = s.polygon([(-rim, 52), (rim, 52), (top, 97), (-top, 97)])
        if on:
            pen.glow(s.polygon([(-rim, 52), (rim, 52), (rim * 1.7, 4), (-rim * 1.7, 4)]), LAMPLIGHT, 0.35, 8)
            pen.glow(shade_, mix(colour, LAMPLIGHT, 0.6), 0.55, 9)
        pen.fill(shade_, mix(colour, LAMPLIGHT, 0.18) if on else colour)
        if on:
            pen.lit_fill(s.within(s.ellipse(0, 60, rim * 0.75, 26), shade_), mix(colour, (1.0, 0.92, 0.66), 0.6), 0.75)
        else:
            pen.shade(s.minus(shade_, s.moved(shade_, pen.side * 17, 0)), 0.24, base=colour)
        pen.line(s.line((-rim, 53), (rim, 53)), darker(colour, 0.3), 2.4)
        pen.line(s.line((-top, 96), (top, 96)), darker(colour, 0.3), 2)
        if pen.chance(0.4):
            pen.line(s.together([s.line((x * rim, 54), (x * top, 95)) for x in (-0.6, -0.2, 0.2, 0.6)]), darker(colour, 0.22), 1.2, 0.7, detail=True)
    else:
        _pool(pen, 30, -10)
        arm = darker(colour, 0.35) if luma(colour) > 0.3 else lighter(colour, 0.35)
        pen.fill(s.half_ellipse(-16, 0, 25, 10), colour)
        elbow, head = (-32.0, 46.0), (4.0, 88.0)
        pen.line(s.line((-16, 8), elbow, head), arm, 4.2)
        pen.fill(s.ellipse(*elbow, 4.4), colour)
        cone = s.turned(s.polygon([(head[0] - 8, 96), (head[0] + 8, 96), (head[0] + 24, 62), (head[0] - 24, 62)]), 0.62, *head)
        if on:
            beam = s.turned(s.polygon([(head[0] - 20, 62), (head[0] + 20, 62), (head[0] + 44, 4), (head[0] - 44, 4)]), 0.62, *head)
            pen.glow(s.within(beam, s.rect(-200, 0, 200, 120)), LAMPLIGHT, 0.5, 6)
        pen.fill(cone, colour)
        pen.shade(s.minus(cone, s.moved(cone, pen.lit[0] * 7, 7)), 0.3, base=colour)
        mouth = s.turned(s.ellipse(head[0], 62, 23, 6), 0.62, *head)
        if on:
            pen.lit_fill(mouth, (1.0, 0.9, 0.6))
        else:
            pen.fill(mouth, darker(colour, 0.55))


def draw_chair(pen: Pen) -> None:
    """A wooden chair seen from a corner, or an upholstered armchair."""
    colour = pen.main((0.68, 0.45, 0.28), (0.83, 0.42, 0.33), (0.27, 0.48, 0.5), (0.9, 0.7, 0.38))
    if pen.chance(0.62):
        _pool(pen, 36)
        dark = darker(colour, 0.3) if luma(colour) > 0.2 else lighter(colour, 0.15)
        pen.fill(s.together([s.polygon([(-14, 42), (-8, 42), (-8, 6), (-13, 6)]), s.polygon([(26, 42), (32, 42), (34, 6), (29, 6)])]), dark)
        back = s.together([s.polygon([(-33, 44), (-26, 44), (-29, 100), (-36, 100)]), s.polygon([(8, 46), (15, 46), (14, 100), (7, 100)])])
        slats = []
        if pen.chance(0.5):
            for y in (58, 72, 87):
                slats.append(s.rect(-33, y, 11, y + 8))
        else:
            slats.append(s.smooth([(-36, 88), (-12, 92), (14, 88), (14, 100), (-12, 104), (-36, 100)], tension=0.5))
            slats += [s.rect(x, 46, x + 4.4, 94) for x in (-22, -12.5, -3)]
        pen.fill(s.together(slats), mix(colour, dark, 0.4))
        pen.fill(back, colour)
        seat = s.polygon([(-36, 41), (24, 41), (37, 49), (-22, 49)])
        cushion = pen.chance(0.45)
        pen.fill(seat, lighter(colour, 0.16) if luma(colour) < 0.8 else darker(colour, 0.08))
        pen.fill(s.polygon([(-36, 35), (24, 35), (37, 44), (37, 49), (24, 41), (-36, 41)]), dark)
        if cushion:
            soft = pen.accent() if pen.ctx.colour is None else lighter(colour, 0.45) if luma(colour) < 0.7 else darker(colour, 0.2)
            pen.fill(s.smooth([(-30, 43), (20, 43), (31, 50), (20, 55), (-18, 55), (-30, 49)], tension=0.6), soft)
        pen.fill(s.together([s.polygon([(-35, 36), (-28, 36), (-31, 0), (-36, 0)]), s.polygon([(15, 36), (22, 36), (24, 0), (18, 0)])]), colour)
        pen.line(s.line((-32, 18), (20, 18)), dark, 3)
        pen.shade(s.rect(-36, 30, 24, 35), 0.2, base=colour, detail=True)
    else:
        _pool(pen, 50)
        wood = pen.natural(*WOODS)
        pen.fill(s.together([s.polygon([(x - 3.5, 14), (x + 3.5, 14), (x + 2, 0), (x - 2, 0)]) for x in (-36, 36)]), wood)
        back = s.rounded_rect(-36, 20, 36, 98, pen.between(12, 30))
        pen.fill(back, darker(colour, 0.1))
        pen.shade(s.minus(back, s.moved(back, pen.side * 12, 0)), 0.2, base=colour)
        pen.fill(s.together([s.ellipse(x, y, 1.8) for x, y in ((-16, 78), (0, 78), (16, 78), (-8, 66), (8, 66))]), darker(colour, 0.45), detail=True)
        pen.fill(s.rounded_rect(-34, 12, 34, 34, 4), darker(colour, 0.22))
        pen.fill(s.rounded_rect(-31, 31, 31, 46, 7), lighter(colour, 0.2) if luma(colour) < 0.8 else darker(colour, 0.06))
        for side in (-1, 1):
            arm = s.rounded_rect(side * 30, 12, side * 48, 55, 8)
            pen.fill(arm, colour)
            if side != pen.side:
                pen.shade(arm, 0.26, base=colour)


def draw_window(pen: Pen) -> None:
    """A window in a wall: frame, panes with a view of the sky, sill; curtains or shutters."""
    colour = pen.main((0.93, 0.9, 0.84), (0.55, 0.39, 0.28), (0.35, 0.52, 0.5), (0.78, 0.45, 0.35))
    sky = pen.palette.sky
    w = pen.between(32, 40)
    arched = pen.chance(0.35)
    dress = pen.pick(("shutters", "curtains", "plain"))
    top = 94.0

    def opening(d: float) -> skia.Path:
        if arched:
            return s.union(s.rect(-w + d, 8 + d, w - d, 62), s.half_ellipse(0, 61.5, w - d, 36 - d))
        return s.rect(-w + d, 8 + d, w - d, top - d)

    if dress == "shutters":
        for side in (-1, 1):
            leaf = s.rect(side * (w + 1), 9, side * (w + 21), top if not arched else 70)
            pen.fill(leaf, colour)
            slots = s.together([s.line((side * (w + 4), y), (side * (w + 18), y)) for y in range(17, 66 if arched else 92, 8)])
            pen.line(slots, darker(colour, 0.4) if luma(colour) > 0.2 else lighter(colour, 0.3), 2.2, detail=True)
            if side != pen.side:
                pen.shade(leaf, 0.22, base=colour)
    frame = opening(0)
    pen.fill(frame, colour)
    glass = opening(7)
    if pen.dark and pen.chance(0.5):
        pen.glow(opening(2), LAMPLIGHT, 0.5, 6)
        pen.lit_fill(glass, (1.0, 0.84, 0.5))
    else:
        low, high = mix(sky[-1], (0.8, 0.88, 0.92), 0.2), mix(sky[0], (0.62, 0.76, 0.86), 0.25)
        pen.marks.append(_pane_mark(pen, glass, low, high))
        hill = s.within(s.smooth([(-60, 8), (-40, 30), (-8, 22), (20, 36), (60, 24), (60, 0), (-60, 0)]), glass)
        pen.fill(hill, mix(pen.palette.land[len(pen.palette.land) // 2], sky[-1], 0.25), detail=True)
        pen.shine(s.within(s.together([s.polygon([(-34, 40), (-34, 54), (8, 90), (22, 90)]), s.polygon([(-10, 18), (-3, 18), (34, 50), (34, 58)])]), glass), 0.3)
    cross = pen.between(46, 60)
    bars = [s.rect(-2.2, 14, 2.2, top - 4), s.rect(-w + 5, cross, w - 5, cross + 4)]
    if pen.chance(0.3):  # six panes
        bars.append(s.rect(-w + 5, 30, w - 5, 33.4))
    bars = s.together(bars)
    pen.fill(s.within(bars, frame), colour)
    pen.shade(s.minus(glass, s.moved(glass, -pen.side * 4, -4)), 0.25, detail=True)
    if dress == "curtains":
        cloth = colour if pen.ctx.colour is not None else pen.accent()
        pen.fill(s.rect(-w - 12, 93, w + 12, 97), darker(cloth, 0.5) if luma(cloth) > 0.3 else lighter(cloth, 0.4))
        for side in (-1, 1):
            drape = s.smooth([(side * (w + 9), 95), (side * 8, 95), (side * 14, 72), (side * 28, 50), (side * 26, 34), (side * 30, 5), (side * (w + 10), 5)], tension=0.5)
            pen.fill(drape, cloth)
            pen.line(s.together([s.curve([(side * 18, 94), (side * 30, 60), (side * 33, 8)]), s.curve([(side * 30, 94), (side * 38, 60), (side * 39, 8)])]), darker(cloth, 0.35), 1.8, 0.8, detail=True)
            if side != pen.side:
                pen.shade(drape, 0.2, base=cloth)
    sill = s.rect(-w - 6, 2, w + 6, 9)
    pen.fill(sill, lighter(colour, 0.25) if luma(colour) < 0.8 else darker(colour, 0.1))
    pen.shade(s.rect(-w - 4, -1, w + 4, 2.5), 0.3, base=colour)
    if pen.chance(0.4):
        pot = pen.natural((0.75, 0.42, 0.3))
        x = pen.between(-20, 20)
        pen.fill(s.together([s.leaf(x, 20, x + dx, 36, 0.34) for dx in (-12, -4, 5, 13)]), pen.natural((0.36, 0.54, 0.35)))
        pen.fill(s.polygon([(x - 8, 22), (x + 8, 22), (x + 6, 9), (x - 6, 9)]), pot)


def _pane_mark(pen: Pen, glass: skia.Path, low: Rgb, high: Rgb):
    """Glass with the sky in it. The sky's colours are the picture's own, so they are not tinted again."""
    from .display import Gradient, Mark

    return Mark("fill", pen.place(glass), low, gradient=Gradient(pen.point(0, 12), pen.point(0, 90), (low, high), (0.0, 1.0)))


def draw_clock(pen: Pen) -> None:
    """A wall clock, or an alarm clock with bells."""
    colour = pen.main((0.8, 0.38, 0.3), (0.3, 0.46, 0.5), (0.58, 0.4, 0.27), (0.9, 0.7, 0.36))
    alarm = pen.chance(0.22)  # few: a clock hangs on a wall more often than not
    cy, r = (44.0, 38.0) if alarm else (50.0, 48.0)
    ink = (0.16, 0.15, 0.18)
    face = (0.97, 0.95, 0.89) if luma(colour) < 0.8 else (0.3, 0.33, 0.4)
    hand = ink if luma(face) > 0.5 else (0.95, 0.93, 0.88)
    if alarm:
        metal = darker(colour, 0.35) if luma(colour) > 0.25 else lighter(colour, 0.35)
        for side in (-1, 1):
            pen.line(s.line((side * 22, 14), (side * 32, 1)), metal, 6)
            bell = s.turned(s.half_ellipse(side * 24, 82, 16, 14), -side * 0.55, side * 24, 82)
            pen.fill(bell, colour)
            if side != pen.side:
                pen.shade(bell, 0.28, base=colour)
        pen.line(s.line((0, 82), (0, 96)), metal, 4)
        pen.fill(s.rounded_rect(-7, 93, 7, 100, 3), metal)
    rim = s.ellipse(0, cy, r)
    pen.fill(rim, colour)
    pen.shade(s.minus(rim, s.moved(rim, pen.lit[0] * 6, pen.lit[1] * 6)), 0.3, base=colour)
    dial = s.ellipse(0, cy, r * 0.72)
    pen.fill(dial, face)
    pen.shade(s.minus(dial, s.moved(dial, -pen.lit[0] * 4, -4)), 0.22)
    ticks = []
    for i in range(12):
        a = math.pi * i / 6
        inner = r * (0.58 if i % 3 == 0 else 0.64)
        ticks.append(s.line((inner * math.cos(a), cy + inner * math.sin(a)), (r * 0.7 * math.cos(a), cy + r * 0.7 * math.sin(a))))
    pen.line(s.together(ticks[::3]), hand, 4)
    pen.line(s.together([t for i, t in enumerate(ticks) if i % 3]), hand, 2.2, detail=True)
    hour = pen.between(0, 12)
    for share, length, width in ((hour / 12, 0.38, 5), (hour % 1.0, 0.58, 3.4)):
        a = math.pi / 2 - 2 * math.pi * share
        pen.line(s.line((0, cy), (r * length * math.cos(a), cy + r * length * math.sin(a))), hand, width)
    pen.fill(s.ellipse(0, cy, 4), pen.accent() if pen.ctx.colour is None else colour)


def draw_guitar(pen: Pen) -> None:
    colour = pen.main((0.8, 0.52, 0.28), (0.7, 0.36, 0.24), (0.87, 0.65, 0.38), (0.45, 0.28, 0.22))
    dark = pen.natural((0.28, 0.19, 0.16))
    if luma(colour) < 0.25:
        dark = (0.55, 0.4, 0.28)
    lean = pen.between(-0.42, -0.12)
    t = lambda path: s.turned(path, lean, 0, 30)  # noqa: E731
    w = pen.between(0.92, 1.05)
    body = s.smooth([(0, 51), (-10 * w, 53), (-17 * w, 47), (-13.5 * w, 36), (-22 * w, 21), (-20 * w, 6), (-8 * w, 0.5), (8 * w, 0.5), (20 * w, 6), (22 * w, 21), (13.5 * w, 36), (17 * w, 47), (10 * w, 53)], tension=0.95)
    pen.fill(t(s.moved(body, -pen.side * 2.4, -1.2)), darker(colour, 0.5))
    pen.fill(t(body), colour)
    pen.shade(t(s.minus(body, s.moved(body, pen.side * 7, 4))), 0.24, base=colour)
    pen.line(t(s.sized(body, 0.92, 0.94, 0, 26)), lighter(colour, 0.5) if luma(colour) < 0.75 else darker(colour, 0.3), 1.1, 0.8, detail=True)
    pen.fill(t(s.polygon([(-2.9, 34), (2.9, 34), (2.3, 88), (-2.3, 88)])), dark)
    pen.fill(t(s.ellipse(0, 33, 7.2)), darker(colour, 0.75) if luma(colour) > 0.2 else lighter(colour, 0.3))
    pen.line(t(s.ellipse(0, 33, 8.6)), darker(colour, 0.4) if luma(colour) > 0.2 else lighter(colour, 0.5), 1.3, detail=True)
    pen.fill(t(s.rounded_rect(-9, 13, 9, 16.5, 1.5)), dark)
    pen.fill(t(s.polygon([(-3.6, 86), (3.6, 86), (4.8, 101), (-4.8, 101)])), dark)
    pen.fill(t(s.together([s.ellipse(side * 6.2, y, 1.9) for side in (-1, 1) for y in (89.5, 94, 98.5)])), (0.88, 0.82, 0.68))
    pen.line(t(s.together([s.line((x, 15), (x * 0.8, 88)) for x in (-1.6, 0, 1.6)])), (0.93, 0.9, 0.82), 0.5, 0.8, detail=True)
    pen.line(t(s.together([s.line((-2.6, y), (2.6, y)) for y in (48, 55, 62, 69, 76, 82)])), (0.8, 0.74, 0.6), 0.8, detail=True)


def draw_ball(pen: Pen) -> None:
    colour = pen.main((0.87, 0.36, 0.3), (0.95, 0.72, 0.3), (0.3, 0.52, 0.68), (0.9, 0.55, 0.3))
    pale = (0.97, 0.95, 0.9) if luma(colour) < 0.75 else (pen.accent() if pen.ctx.colour is None else darker(colour, 0.22))
    r = 49.0
    pen.shade(s.ellipse(-pen.side * 18, 2, 50, 6), 0.3, detail=True)
    disc = s.ellipse(0, r, r)
    make = pen.pick(("beach", "band", "star", "plain", "seams"))
    pen.fill(disc, colour)
    if make == "beach":
        hub = (pen.between(-14, 14), r + pen.between(10, 22))
        turn = pen.between(0, 1)
        wedges = []
        for i in range(3):
            a = turn + 2 * math.pi * i / 3
            wedges.append(s.polygon([hub] + [(hub[0] + 130 * math.cos(a + k * 0.21), hub[1] + 130 * math.sin(a + k * 0.21)) for k in range(6)]))
        pen.fill(s.within(s.together(wedges), disc), pale)
        pen.fill(s.ellipse(*hub, 6.5), pale)
    elif make == "band":
        pen.fill(s.within(s.turned(s.rect(-80, r - 11, 80, r + 11), pen.between(-0.5, 0.5), 0, r), disc), pale)
    elif make == "star":
        pen.fill(s.star(0, r + 2, 27, 12, 5, math.pi / 2 + pen.between(-0.3, 0.3)), pale)
    elif make == "seams":
        seam = darker(colour, 0.6) if luma(colour) > 0.25 else lighter(colour, 0.5)
        tilt = pen.between(-0.5, 0.5)
        pen.line(s.turned(s.together([s.line((0, 0), (0, 2 * r)), s.line((-r, r), (r, r)), s.arc(-r * 1.25, r, r * 0.85, r * 0.9, -0.95, 0.95), s.arc(r * 1.25, r, r * 0.85, r * 0.9, math.pi - 0.95, math.pi + 0.95)]), tilt, 0, r), seam, 2.8)
    pen.shade(s.minus(disc, s.moved(disc, pen.lit[0] * 19, pen.lit[1] * 15)), 0.32, base=colour)
    _gleam(pen, 19, r + 21, 8, 11, 0.55)


def draw_box(pen: Pen) -> None:
    """A cardboard box, an open one, or a present with ribbon. Front, side and top."""
    colour = pen.main((0.76, 0.58, 0.4), (0.83, 0.4, 0.35), (0.3, 0.5, 0.55), (0.88, 0.68, 0.4))
    make = pen.pick(("closed", "present", "present", "open"))
    x0, x1, x2 = -50.0, pen.between(14, 24), 54.0
    high, rise = 68.0, pen.between(12, 18)
    pen.shade(s.polygon([(x0, 0), (x1, -2), (x2, rise * 0.8), (x2 - pen.side * 26, rise * 0.5), (x0 - pen.side * 22, -3)]), 0.25, detail=True)
    front = s.polygon([(x0, 0), (x1, 0), (x1, high), (x0, high)])
    side = s.polygon([(x1, 0), (x2, rise), (x2, high + rise), (x1, high)])
    top = s.polygon([(x0, high), (x1, high), (x2, high + rise), (x0 + (x2 - x1), high + rise)])
    dx = x2 - x1
    if make == "open":
        pen.fill(s.polygon([(x0 + dx, high + rise), (x2, high + rise), (x2 + 4, high + rise + 16), (x0 + dx - 3, high + rise + 16)]), darker(colour, 0.2))
    pen.fill(front, colour)
    pen.fill(side, darker(colour, 0.12))
    pen.shade(side if pen.side < 0 else front, 0.26 if pen.side < 0 else 0.12, base=colour)
    if pen.side > 0:
        pen.shade(side, 0.08, base=colour)
    if make == "open":
        pen.fill(top, darker(colour, 0.6))
        pen.fill(s.polygon([(x0, high), (x0 + dx, high + rise), (x0 + dx - 26, high + rise + 9), (x0 - 22, high + 3)]), lighter(colour, 0.22))
        pen.fill(s.polygon([(x0, high), (x1, high), (x1 + 5, high - 17), (x0 - 6, high - 17)]), lighter(colour, 0.12))
        pen.fill(s.polygon([(x1, high), (x2, high + rise), (x2 + 22, high + rise - 7), (x1 + 20, high - 13)]), mix(colour, darker(colour, 0.3), 0.4))
    else:
        pen.fill(top, lighter(colour, 0.22) if luma(colour) < 0.85 else lighter(colour, 0.6))
    if make == "closed":
        tape = lighter(colour, 0.5) if luma(colour) < 0.7 else darker(colour, 0.22)
        mx = (x0 + x1) / 2
        pen.fill(s.polygon([(mx - 6, high), (mx + 6, high), (mx + 6 + dx, high + rise), (mx - 6 + dx, high + rise)]), tape)
        pen.fill(s.rect(mx - 6, high - 15, mx + 6, high), tape)
        pen.line(s.together([s.line((x0 + 10, 12), (x0 + 10, 24)), s.line((x0 + 6, 19), (x0 + 10, 25), (x0 + 14, 19))]), darker(colour, 0.5), 2, detail=True)
    elif make == "present":
        ribbon = (0.97, 0.93, 0.84) if luma(colour) < 0.7 else (pen.accent() if pen.ctx.colour is None else darker(colour, 0.4))
        mx = (x0 + x1) / 2
        pen.fill(s.together([s.rect(mx - 6, 0, mx + 6, high), s.polygon([(mx - 6, high), (mx + 6, high), (mx + 6 + dx, high + rise), (mx - 6 + dx, high + rise)]),
                             s.polygon([((x1 + x2) / 2 - 3, rise * 0.5 - 1), ((x1 + x2) / 2 + 4, rise * 0.5 + 1), ((x1 + x2) / 2 + 4, high + rise * 0.6), ((x1 + x2) / 2 - 3, high + rise * 0.4)])]), ribbon)
        cx, cy = mx + dx / 2, high + rise / 2
        bow = s.together([s.smooth([(cx, cy), (cx + k * 12, cy + 22), (cx + k * 28, cy + 20), (cx + k * 24, cy + 4)], tension=0.9) for k in (-1, 1)])
        pen.fill(bow, ribbon)
        pen.shade(s.together([s.smooth([(cx, cy), (cx + k * 9, cy + 10), (cx + k * 18, cy + 12), (cx + k * 15, cy + 4)], tension=0.9) for k in (-1, 1)]), 0.3, base=ribbon)
        pen.fill(s.ellipse(cx, cy + 2, 5.5), darker(ribbon, 0.14))


KINDS: dict[str, Kind] = {
    "umbrella": kind(draw_umbrella, "any ground", 0.27, 1.2, "scatter", lean=0.12),
    "lantern": kind(draw_lantern, "any table wall sky", 0.27, 0.7, "row"),
    "cup": kind(draw_cup, "table", 0.18, 1.3, "scatter"),
    "teapot": kind(draw_teapot, "table", 0.22, 1.66, "scatter"),
    "vase": kind(draw_vase, "table", 0.36, 0.62, "scatter"),
    "bottle": kind(draw_bottle, "table", 0.36, 0.36, "row"),
    "apple": kind(draw_apple, "table ground", 0.2, 1.0, "cluster"),
    "orange_fruit": kind(draw_orange_fruit, "table ground", 0.2, 1.09, "cluster", stretch=0.0),
    "pear": kind(draw_pear, "table ground", 0.25, 0.72, "cluster"),
    "banana": kind(draw_banana, "table", 0.17, 1.5, "cluster"),
    "cake": kind(draw_cake, "table", 0.24, 1.35, "scatter"),
    "book": kind(draw_book, "table", 0.18, 1.56, "scatter"),
    "lamp": kind(draw_lamp, "table", 0.32, 0.8, "scatter"),
    "chair": kind(draw_chair, "ground", 0.34, 0.8, "scatter"),
    "window": kind(draw_window, "wall", 0.36, 1, "row", mirror=False),
    "clock": kind(draw_clock, "wall table any", 0.24, 0.95, "scatter", mirror=False, stretch=0.0),
    "guitar": kind(draw_guitar, "ground wall any", 0.4, 0.56, "scatter"),
    "ball": kind(draw_ball, "ground table", 0.17, 1.0, "scatter", stretch=0.0),
    "box": kind(draw_box, "ground table", 0.2, 1.15, "scatter"),
}
