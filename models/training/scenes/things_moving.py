"""Boat, sailing ship, submarine, car, bus, train, bicycle, balloon, rocket, plane, kite. Most head to local right.

Long because it is one drawing after another: a function a kind, none of which knows of the others.
"""

from __future__ import annotations

import math

import skia

from . import shapes as s
from .display import Rgb
from .thing_colours import darker, lighter, luma, mix
from .thing_pen import LAMPLIGHT, Kind, Pen, kind

CANVAS: tuple[Rgb, ...] = ((0.96, 0.93, 0.86), (0.93, 0.88, 0.78))
PAINT: tuple[Rgb, ...] = ((0.83, 0.32, 0.27), (0.26, 0.47, 0.6), (0.94, 0.72, 0.34), (0.3, 0.55, 0.5), (0.9, 0.53, 0.34))
TYRE: Rgb = (0.17, 0.16, 0.19)


def _glass(pen: Pen) -> Rgb:
    return mix((0.62, 0.76, 0.82), pen.palette.sky[0], 0.3)


def _windows(pen: Pen, path: skia.Path) -> None:
    """Panes: glass by day with a slanting gleam, lamplight when dark."""
    if pen.dark:
        pen.glow(path, LAMPLIGHT, 0.45, 4)
        pen.lit_fill(path)
        return
    pen.fill(path, _glass(pen))
    bounds = path.getBounds()
    gleams = []
    x = bounds.left() - 30
    while x < bounds.right():
        gleams.append(s.polygon([(x, bounds.top()), (x + 6, bounds.top()), (x + 26, bounds.bottom()), (x + 20, bounds.bottom())]))
        x += pen.between(34, 48)
    pen.shine(s.within(s.together(gleams), path), 0.4)


def _wheel(pen: Pen, x: float, r: float, hub: Rgb) -> None:
    pen.fill(s.ellipse(x, r, r), TYRE)
    pen.fill(s.ellipse(x, r, r * 0.56), hub)
    pen.fill(s.ellipse(x, r, r * 0.2), darker(hub, 0.6))


def _headlamp(pen: Pen, x: float, y: float, size: float) -> None:
    lamp = s.ellipse(x, y, size)
    if pen.dark:
        pen.glow(s.polygon([(x, y + size), (x + 62, y + 10), (x + 62, y - 20), (x, y - size)]), LAMPLIGHT, 0.35, 4)
        pen.lit_fill(lamp)
    else:
        pen.fill(lamp, (0.99, 0.9, 0.66))


def _pennant(pen: Pen, x: float, y: float, colour: Rgb, size: float) -> None:
    pen.fill(s.polygon([(x, y), (x - size, y - size * 0.3), (x, y - size * 0.62)]), colour)


def draw_boat(pen: Pen) -> None:
    """A small boat: with one sail, or a fishing boat with a wheelhouse, or a rowing boat."""
    colour = pen.main(*PAINT)
    make = pen.pick(("sail", "sail", "fishing", "rowing"))
    wood = pen.natural((0.45, 0.32, 0.24))
    tall = {"sail": 24.0, "fishing": 36.0, "rowing": 44.0}[make]
    half = {"sail": 46.0, "fishing": 62.0, "rowing": 74.0}[make]
    if make == "sail":
        mast, top = pen.between(-4, 4), 99.0
        pen.line(s.line((mast, tall - 6), (mast, top)), wood, 2.6)
        cloth = lighter(colour, 0.78) if pen.ctx.colour is None else colour
        belly = pen.between(4, 10)
        main = skia.Path()
        main.moveTo(mast + 2.5, 95)
        main.quadTo(mast + 34 + belly, 62, mast + 41, tall + 8)
        main.quadTo(mast + 20, tall + 4, mast + 2.5, tall + 7)
        main.close()
        pen.fill(main, cloth)
        pen.shade(s.minus(main, s.moved(main, pen.side * 7, 4)), 0.2, base=cloth)
        jib = skia.Path()
        jib.moveTo(mast - 2.5, 90)
        jib.quadTo(mast - 18 - belly * 0.4, 56, mast - 36, tall + 9)
        jib.quadTo(mast - 16, tall + 6, mast - 2.5, tall + 8)
        jib.close()
        pen.fill(jib, lighter(cloth, 0.35) if luma(cloth) < 0.8 else darker(cloth, 0.12))
        pen.line(s.curve([(mast + 4, 60), (mast + 18, 58), (mast + 34, 61)]), darker(cloth, 0.25), 1.3, detail=True)
        _pennant(pen, mast, 101, pen.accent() if pen.ctx.colour is None else colour, 12)
    elif make == "fishing":
        house = s.polygon([(-34, tall - 6), (4, tall - 6), (2, 70), (-30, 70)])
        cabin = lighter(colour, 0.75) if luma(colour) < 0.8 else darker(colour, 0.3)
        pen.line(s.line((-14, 70), (-14, 100)), wood, 2.4)
        pen.line(s.line((-14, 96), (46, tall)), wood, 1.2, detail=True)
        pen.fill(house, cabin)
        pen.half_shade(house, -15, 0.22, base=cabin)
        pen.fill(s.rect(-37, 69, 8, 75), colour)
        _windows(pen, s.together([s.rect(-27, 50, -15, 63), s.rect(-11, 50, 0, 63)]))
        _pennant(pen, -14, 101, colour, 15)
    else:
        reach = pen.between(-8, 8)
        pen.line(s.line((-4, 60), (-58 + reach, 4)), wood, 4)
        pen.line(s.line((30, 66), (62 + reach, 12)), darker(wood, 0.2), 4)
    hull = skia.Path()
    rise = tall * pen.between(0.25, 0.5)
    hull.moveTo(-half, tall + rise * 0.4)
    hull.quadTo(0, tall - rise * 0.7, half + 5, tall + rise)
    hull.quadTo(half * 0.92, 4, half * 0.62, 0)
    hull.lineTo(-half * 0.7, 0)
    hull.quadTo(-half * 0.96, 6, -half, tall + rise * 0.4)
    hull.close()
    pen.fill(hull, colour)
    pen.shade(s.minus(hull, s.moved(hull, pen.side * 9, tall * 0.42)), 0.32, base=colour)
    stripe = s.within(s.minus(s.moved(hull, 0, -tall * 0.1), s.moved(hull, 0, -tall * 0.26)), hull)
    pen.fill(stripe, lighter(colour, 0.72) if luma(colour) < 0.75 else darker(colour, 0.45))
    if make == "rowing":
        inside = s.within(s.ellipse(-2, tall + 4, half * 0.82, tall * 0.17), s.rect(-200, tall - 8, 200, 200))
        pen.fill(inside, darker(colour, 0.5))
        pen.fill(s.rect(-20, tall + 1, 16, tall + 6), wood)
    pen.line(s.line((-half * 0.9, 0.4), (half * 0.8, 0.4)), lighter(pen.palette.water[0], 0.5), 1.8, 0.6, detail=True)


def draw_sailing_ship(pen: Pen) -> None:
    """A tall ship: two or three masts with square sails, a bowsprit, and a stern castle."""
    colour = pen.main((0.5, 0.34, 0.25), (0.4, 0.28, 0.24), (0.56, 0.32, 0.26))
    given = pen.ctx.colour is not None
    cloth = pen.natural(*CANVAS) if not given else lighter(colour, 0.5) if luma(colour) < 0.7 else colour
    wood = (0.36, 0.26, 0.2) if luma(colour) > 0.2 else (0.5, 0.4, 0.32)
    masts = [(-26, 92), (6, 100), (36, 86)] if pen.chance(0.65) else [(-16, 96), (24, 100)]
    belly = pen.between(5, 9)
    pen.line(s.line((46, 28), (72, 44)), wood, 2.2)
    jib = s.smooth([(43, 74), (70, 43), (46, 40)], tension=0.4)
    pen.fill(jib, darker(cloth, 0.1))
    for i, (x, top) in enumerate(masts):
        pen.line(s.line((x, 20), (x, top)), wood, 2.4)
    sails = []
    for x, top in masts:
        rows = [(top - 5, top - 24, 9, 12), (top - 26, top - 47, 12.5, 15)]
        if top > 94:
            rows.append((top - 49, 34, 15, 16.5))
        else:
            rows.append((top - 49, 35, 14.5, 16))
        for y1, y0, w1, w0 in rows:
            if y1 - y0 < 5:
                continue
            sail = skia.Path()
            sail.moveTo(x - w1 * 0.9, y1)
            sail.lineTo(x + w1, y1)
            sail.quadTo(x + w0 + belly, (y0 + y1) / 2, x + w0, y0)
            sail.quadTo(x, y0 + 3.6, x - w0 * 0.9, y0)
            sail.quadTo(x - w0 + belly * 0.8, (y0 + y1) / 2, x - w1 * 0.9, y1)
            sail.close()
            sails.append(sail)
    for sail in sails:
        pen.fill(sail, cloth)
    whole = s.together(sails)
    pen.shade(s.together([s.minus(sail, s.moved(sail, pen.side * 4.5, 3)) for sail in sails]), 0.22, base=cloth)
    del whole
    if pen.chance(0.3):
        mark = pen.accent() if not given else darker(colour, 0.3)
        pen.fill(s.ellipse(masts[1][0] + 3, masts[1][1] - 36, 5), mark, detail=True)
    hull = s.smooth([(-60, 40), (-58, 22), (-52, 4), (-44, 0), (30, 0), (46, 6), (56, 31), (42, 24), (-28, 24), (-31, 39)], tension=0.3)
    pen.fill(hull, colour)
    pen.shade(s.minus(hull, s.moved(hull, pen.side * 4, 9)), 0.34, base=colour)
    trim = (0.88, 0.7, 0.36) if luma(colour) < 0.6 else darker(colour, 0.4)
    pen.line(s.curve([(-58, 22), (-30, 16), (20, 16), (52, 23)]), trim, 2.2)
    ports = s.together([s.rect(x, 8, x + 4.4, 12.4) for x in (-46, -34, -22, -10, 2, 14, 26)])
    if pen.dark:
        pen.lit_fill(ports)
    else:
        pen.fill(ports, darker(colour, 0.7) if luma(colour) > 0.2 else lighter(colour, 0.4), detail=True)
    _windows(pen, s.together([s.rect(-55, 28, -48, 35), s.rect(-44, 28, -37, 35)]))
    for x, top in masts[:2]:
        _pennant(pen, x, top + 5, pen.accent() if not given else colour, 11)


def draw_submarine(pen: Pen) -> None:
    colour = pen.main((0.95, 0.76, 0.32), (0.85, 0.4, 0.3), (0.4, 0.5, 0.55), (0.28, 0.56, 0.56))
    metal = darker(colour, 0.4) if luma(colour) > 0.2 else lighter(colour, 0.3)
    low, high = 4.0, 62.0
    cy = (low + high) / 2
    long = pen.between(76, 86)
    # propeller and fin
    pen.fill(s.polygon([(-long + 6, cy + 6), (-long - 14, cy + 22), (-long - 16, cy + 26), (-long - 20, cy + 22), (-long - 8, cy), (-long - 20, cy - 22), (-long - 16, cy - 26), (-long + 6, cy - 6)]), metal)
    pen.fill(s.leaf(-long - 6, cy, -long - 13, cy + 25, 0.3), darker(metal, 0.2))
    pen.fill(s.leaf(-long - 6, cy, -long - 13, cy - 25, 0.3), darker(metal, 0.2))
    # conning tower and periscope
    pen.line(s.line((8, 76), (8, 97), (18, 97)), metal, 4.4)
    tower = s.polygon([(-22, high - 8), (24, high - 8), (17, 82), (-15, 82)])
    pen.fill(tower, colour)
    pen.half_shade(tower, 0, 0.24, base=colour)
    pen.fill(s.rounded_rect(-19, 80, 21, 85, 2), metal)
    body = s.smooth([(-long, cy), (-long * 0.72, high - 9), (-10, high), (long * 0.62, high - 7), (long, cy + 2), (long * 0.62, low + 6), (-10, low), (-long * 0.72, low + 10)])
    pen.fill(body, colour)
    pen.shade(s.minus(body, s.moved(body, pen.lit[0] * 8, 15)), 0.32, base=colour)
    pen.shine(s.within(s.ellipse(10, high - 8, long * 0.6, 4), body), 0.35)
    pen.line(s.within(s.rect(-long, cy - 12, long, cy - 10.5), body), metal, 0.8, detail=True)
    n = pen.count(3, 4)
    rims, glass = [], []
    for i in range(n):
        x = -36 + i * (30 if n == 4 else 38)
        rims.append(s.ellipse(x, cy + 4, 11))
        glass.append(s.ellipse(x, cy + 4, 7.4))
    pen.fill(s.together(rims), metal)
    if pen.dark or pen.chance(0.4):
        pen.glow(s.together(glass), LAMPLIGHT, 0.5, 4)
        pen.lit_fill(s.together(glass), (1.0, 0.9, 0.6))
    else:
        pen.fill(s.together(glass), _glass(pen))
    pen.fill(s.polygon([(-8, cy - 12), (30, cy - 12), (22, cy - 22), (-4, cy - 22)]), darker(colour, 0.3))
    bubbles = [s.ellipse(-long - 18 - i * 7, cy + 8 + i * 9, 2.2 + i * 0.8) for i in range(3)]
    pen.line(s.together(bubbles), lighter(pen.palette.water[0], 0.6), 1.3, 0.8, detail=True)


def draw_car(pen: Pen) -> None:
    colour = pen.main(*PAINT)
    make = pen.pick(("round", "square", "van"))
    r = pen.between(15, 17.5)
    pen.shade(s.ellipse(0, 1, 96, 4.5), 0.32, detail=True)
    if make == "round":
        shell = s.smooth([(-98, 18), (-97, 46), (-66, 62), (-48, 92), (-4, 99), (38, 90), (60, 62), (92, 52), (98, 20)], tension=0.75)
        panes = [s.polygon([(-54, 63), (-42, 86), (-10, 90), (-10, 63)]), s.polygon([(-3, 63), (-3, 90), (29, 84), (46, 63)])]
    elif make == "square":
        shell = s.smooth([(-100, 16), (-100, 54), (-70, 60), (-50, 94), (-44, 97), (30, 97), (38, 93), (62, 60), (97, 52), (100, 16)], tension=0.25)
        panes = [s.polygon([(-58, 61), (-43, 88), (-10, 88), (-10, 61)]), s.polygon([(-3, 61), (-3, 88), (31, 88), (49, 61)])]
    else:
        shell = s.smooth([(-96, 16), (-98, 86), (-88, 99), (48, 99), (66, 90), (84, 56), (98, 48), (99, 16)], tension=0.3)
        panes = [s.rounded_rect(-84, 60, -44, 88, 4), s.rounded_rect(-36, 60, 4, 88, 4), s.polygon([(13, 60), (13, 88), (48, 88), (65, 60)])]
    body = s.minus(s.minus(shell, s.ellipse(-56, r - 1, r + 4)), s.ellipse(56, r - 1, r + 4))
    pen.fill(s.rect(-90, 8, 90, 26), TYRE)
    pen.fill(body, colour)
    lower = s.within(s.rect(-120, 0, 120, 36), body)
    pen.shade(lower, 0.26, base=colour)
    pen.shine(s.minus(body, s.moved(body, 0, -4.5)), 0.35)
    glass = s.together(panes)
    _windows(pen, glass)
    if make == "van" and pen.chance(0.6):
        pen.fill(s.within(s.rect(-120, 42, 120, 52), body), lighter(colour, 0.7) if luma(colour) < 0.75 else darker(colour, 0.4))
    hub = (0.84, 0.83, 0.82)
    _wheel(pen, -56, r, hub)
    _wheel(pen, 56, r, hub)
    _headlamp(pen, 91, 40, 5.5)
    pen.fill(s.rounded_rect(-100, 36, -92, 45, 2), (0.8, 0.22, 0.2))
    pen.line(s.together([s.line((-6.5, 28), (-6.5, 60)), s.line((-18, 54), (-11, 54)), s.line((10, 54), (17, 54))]), darker(colour, 0.5), 1.8, detail=True)
    pen.fill(s.together([s.rounded_rect(-103, 18, -86, 25, 3), s.rounded_rect(86, 18, 103, 25, 3)]), (0.72, 0.72, 0.74), detail=True)
    if pen.chance(0.25):
        load = pen.accent()
        pen.fill(s.rounded_rect(-34, 99, -4, 112, 3), darker(load, 0.2), detail=True)
        pen.fill(s.rounded_rect(0, 99, 22, 108, 3), load, detail=True)


def draw_bus(pen: Pen) -> None:
    colour = pen.main((0.84, 0.34, 0.28), (0.94, 0.7, 0.3), (0.3, 0.52, 0.62), (0.36, 0.56, 0.42))
    double = pen.chance(0.35)
    half = 76.0 if double else 108.0
    r = 11.5 if double else 15.5
    pen.shade(s.ellipse(0, 1, half, 4), 0.32, detail=True)
    shell = s.smooth([(-half, 10), (-half, 92), (-half + 6, 99), (half - 14, 99), (half - 4, 90), (half, 48), (half, 10)], tension=0.28)
    wheels = (-half * 0.58, half * 0.6)
    body = shell
    for x in wheels:
        body = s.minus(body, s.ellipse(x, r, r + 3))
    pen.fill(s.rect(-half + 8, 6, half - 8, 20), TYRE)
    pen.fill(body, colour)
    pale = lighter(colour, 0.72) if luma(colour) < 0.72 else darker(colour, 0.4)
    panes, bands = [], []
    decks = ((72, 90), (32, 52)) if double else ((48, 80),)
    for y0, y1 in decks:
        n = 5
        first, last = -half + 9, half - 28
        step = (last - first) / n
        for i in range(n):
            panes.append(s.rounded_rect(first + i * step, y0, first + (i + 1) * step - step * 0.16, y1, 3))
    front = s.polygon([(half - 24, decks[-1][0]), (half - 24, decks[-1][1]), (half - 5, decks[-1][1]), (half - 2, decks[-1][0])])
    panes.append(front)
    if double:
        panes.append(s.polygon([(half - 24, 72), (half - 24, 90), (half - 8, 90), (half - 4, 72)]))
        bands.append(s.within(s.rect(-200, 58, 200, 66), body))
    else:
        bands.append(s.within(s.rect(-200, 34, 200, 41), body))
    pen.fill(s.together(bands), pale)
    pen.shade(s.within(s.rect(-200, 0, 200, 24), body), 0.28, base=colour)
    pen.shine(s.within(s.rect(-200, 94, 200, 100), body), 0.35)
    _windows(pen, s.together(panes))
    if not double:
        pen.line(s.rounded_rect(-9, 14, 9, 46, 2), darker(colour, 0.45), 2, detail=True)
    for x in wheels:
        _wheel(pen, x, r, (0.82, 0.81, 0.8))
    _headlamp(pen, half - 4, 26, 4.4)
    pen.fill(s.rounded_rect(-half - 1, 24, -half + 5, 32, 1.5), (0.8, 0.25, 0.22))


def draw_train(pen: Pen) -> None:
    """A steam engine with a wagon or two."""
    colour = pen.main((0.24, 0.42, 0.42), (0.72, 0.28, 0.25), (0.25, 0.32, 0.46), (0.3, 0.42, 0.32))
    dark = (0.2, 0.19, 0.23) if luma(colour) > 0.22 else (0.45, 0.44, 0.48)
    brass = pen.natural((0.87, 0.68, 0.33))
    wagons = pen.count(1, 2)
    x0 = 18.0 if wagons == 2 else 4.0  # rear of the engine
    pen.line(s.line((-150, 1.5), (150, 1.5)), darker((0.5, 0.45, 0.42), 0.3), 3)
    wheels, hubs = [], []
    for i in range(wagons):
        right = x0 - 8 - i * 70
        left = right - 62
        wagon = s.rounded_rect(left, 18, right, 66, 4)
        paint = mix(colour, pen.accent(), 0.5) if pen.ctx.colour is None else darker(colour, 0.12)
        pen.fill(s.rect(left - 2, 14, right + 6, 21), dark)
        pen.fill(wagon, paint)
        pen.shade(s.rect(left, 18, right, 34), 0.26, base=paint)
        pen.fill(s.half_ellipse((left + right) / 2, 65, 34, 10), dark)
        _windows(pen, s.together([s.rounded_rect(left + 7 + k * 18, 40, left + 19 + k * 18, 57, 2) for k in range(3)]))
        for x in (left + 14, right - 14):
            wheels.append(s.ellipse(x, 11, 9.5))
            hubs.append(s.ellipse(x, 11, 3.6))
    pen.fill(s.polygon([(x0 - 2, 14), (x0 + 104, 14), (x0 + 116, 4), (x0 + 100, 4), (x0 + 94, 22), (x0 - 2, 22)]), dark)
    chimney = s.polygon([(x0 + 78, 58), (x0 + 92, 58), (x0 + 97, 88), (x0 + 73, 88)])
    pen.fill(chimney, dark)
    dome = s.half_ellipse(x0 + 56, 60, 9, 13)
    pen.fill(dome, brass)
    boiler = s.rounded_rect(x0 + 28, 20, x0 + 102, 64, 14)
    pen.fill(boiler, colour)
    pen.shade(s.within(s.rect(x0, 0, x0 + 130, 37), boiler), 0.3, base=colour)
    pen.shine(s.within(s.rect(x0, 55, x0 + 130, 60), boiler), 0.35)
    pen.line(s.together([s.line((x0 + 48, 21), (x0 + 48, 63)), s.line((x0 + 68, 21), (x0 + 68, 63))]), brass, 2.4)
    cab = s.rect(x0, 18, x0 + 34, 82)
    pen.fill(cab, colour)
    pen.half_shade(cab, x0 + 17, 0.2, base=colour)
    pen.fill(s.rounded_rect(x0 - 5, 80, x0 + 40, 88, 3), dark)
    _windows(pen, s.rounded_rect(x0 + 8, 54, x0 + 26, 73, 2))
    for x, r in ((x0 + 18, 15), (x0 + 52, 15), (x0 + 82, 10.5)):
        wheels.append(s.ellipse(x, r, r))
        hubs.append(s.ellipse(x, r, r * 0.45))
    pen.fill(s.together(wheels), (0.16, 0.15, 0.18))
    red = (0.75, 0.3, 0.25) if pen.ctx.colour is None else lighter(colour, 0.4)
    pen.fill(s.together(hubs), red)
    pen.line(s.line((x0 + 14, 13), (x0 + 58, 13)), (0.75, 0.75, 0.76), 3)
    _headlamp(pen, x0 + 104, 50, 5)
    puff = []
    x, y = x0 + 85, 92.0
    for i in range(pen.count(3, 4)):
        puff.append(s.ellipse(x, y, 7 + i * 2.6))
        x -= 15 + i * 4
        y += pen.between(3, 6)
    pen.fill(s.within(s.union(puff[0], *puff[1:]), s.rect(-300, 60, 300, 112)), lighter(pen.palette.haze, 0.5), 0.75)


def draw_bicycle(pen: Pen) -> None:
    colour = pen.main(*PAINT)
    r = 32.0
    a, b = (-48.0, r + 1), (48.0, r + 1)
    tyre = TYRE if luma(pen.palette.land[-1]) > 0.2 and not pen.dark else (0.5, 0.5, 0.54)
    pen.shade(s.ellipse(0, 0.5, 80, 2.6), 0.25, detail=True)
    spokes = []
    turn = pen.between(0, 1)
    for cx, cy in (a, b):
        for i in range(5):
            g = turn + math.pi * i / 5
            spokes.append(s.line((cx - r * math.cos(g), cy - r * math.sin(g)), (cx + r * math.cos(g), cy + r * math.sin(g))))
    pen.line(s.together(spokes), mix(tyre, (0.7, 0.7, 0.7), 0.5), 1.1, 0.7, detail=True)
    pen.line(s.together([s.ellipse(*a, r - 2.5), s.ellipse(*b, r - 2.5)]), tyre, 5)
    crank, seat, head, fork = (-6.0, r - 2), (-20.0, 82.0), (34.0, 80.0), (37.0, 70.0)
    frame = s.together([s.line(a, crank, fork, (seat[0] + 3, 71), a), s.line(crank, seat), s.line(b, head)])
    pen.line(frame, colour, 5.2)
    pen.line(s.line((head[0] - 0.8, 78), (31, 93), (pen.pick((20.0, 46.0)), pen.between(92, 97))), darker(tyre, 0.1), 3.8)
    pen.fill(s.smooth([(-34, 86), (-26, 83), (-8, 85), (-9, 89), (-24, 90), (-34, 91)], tension=0.7), pen.natural((0.4, 0.27, 0.2), TYRE))
    pen.fill(s.ellipse(*crank, 7.5), darker(colour, 0.5))
    pen.line(s.line((crank[0] - 8, crank[1] - 12), crank, (crank[0] + 8, crank[1] + 12)), tyre, 2.6)
    if pen.chance(0.55):
        basket = pen.natural((0.72, 0.54, 0.35))
        pen.fill(s.polygon([(37, 66), (62, 66), (66, 86), (36, 86)]), basket)
        pen.line(s.together([s.line((37, 73), (64, 73)), s.line((36.5, 79), (65, 79))]), darker(basket, 0.4), 1.3, detail=True)
        bloom = pen.accent()
        pen.fill(s.together([s.ellipse(x, y, 5) for x, y in ((42, 89), (51, 92), (60, 89))]), bloom, detail=True)
    if pen.dark:
        _headlamp(pen, 42, 68, 3.6)


def draw_balloon(pen: Pen) -> None:
    """A hot-air balloon with gores and a basket."""
    colour = pen.main((0.87, 0.38, 0.3), (0.94, 0.7, 0.32), (0.3, 0.52, 0.58), (0.85, 0.5, 0.45))
    second = lighter(colour, 0.65) if luma(colour) < 0.72 else (pen.accent() if pen.ctx.colour is None else darker(colour, 0.25))
    w = pen.between(33, 37)
    bag = skia.Path()
    bag.moveTo(-9, 22)
    bag.cubicTo(-16, 36, -w - 2, 44, -w - 1, 66)
    bag.cubicTo(-w, 111, w, 111, w + 1, 66)
    bag.cubicTo(w + 2, 44, 16, 36, 9, 22)
    bag.close()
    basket = pen.natural((0.58, 0.4, 0.26), (0.66, 0.48, 0.3))
    pen.line(s.together([s.line((-8, 23), (-5.5, 11)), s.line((8, 23), (5.5, 11)), s.line((0, 22), (0, 11))]), darker(basket, 0.4), 1.1)
    pen.fill(bag, colour)
    make = pen.pick(("gores", "gores", "bands", "zigzag"))
    if make == "gores":
        for f in (0.78, 0.3):
            outer = s.sized(bag, f, 1, 0, 0)
            pen.fill(s.minus(outer, s.sized(bag, f - 0.24, 1, 0, 0)) if f > 0.5 else outer, second)
    elif make == "bands":
        pen.fill(s.within(s.rect(-60, 58, 60, 70), bag), second)
        pen.fill(s.within(s.rect(-60, 82, 60, 88), bag), second)
    else:
        n = 8
        pts = [(-44 + 88 * i / n, 62 if i % 2 else 74) for i in range(n + 1)]
        pen.fill(s.within(s.polygon(pts + [(x, y - 11) for x, y in reversed(pts)]), bag), second)
    pen.shade(s.minus(bag, s.moved(bag, pen.lit[0] * 13, pen.lit[1] * 7)), 0.3, base=colour)
    pen.shine(s.within(s.ellipse(pen.side * w * 0.45, 80, 6, 10), bag), 0.3)
    pen.line(s.line((-9, 22.5), (9, 22.5)), darker(colour, 0.4), 2)
    if pen.dark:
        pen.glow(s.ellipse(0, 38, 20, 22), LAMPLIGHT, 0.5, 8)
        pen.lit_fill(s.leaf(0, 15, 0, 22, 0.4))
    pen.fill(s.rounded_rect(-6.5, 0, 6.5, 11.5, 2), basket)
    pen.half_shade(s.rounded_rect(-6.5, 0, 6.5, 11.5, 2), 0, 0.3, base=basket)
    pen.line(s.line((-7, 11), (7, 11)), darker(basket, 0.4), 1.8)


def draw_rocket(pen: Pen) -> None:
    colour = pen.main((0.93, 0.91, 0.87), (0.86, 0.36, 0.3), (0.9, 0.88, 0.84))
    fin = pen.accent() if pen.ctx.colour is None else darker(colour, 0.35) if luma(colour) > 0.3 else lighter(colour, 0.35)
    w = pen.between(15, 18)
    flame = skia.Path()
    flame.moveTo(-8, 24)
    flame.quadTo(-13, 12, 0, -1 - pen.between(0, 2))
    flame.quadTo(13, 12, 8, 24)
    flame.close()
    pen.glow(flame, (1.0, 0.6, 0.25), 0.6, 6)
    pen.lit_fill(flame, (0.98, 0.58, 0.22))
    pen.lit_fill(s.sized(flame, 0.5, 0.6, 0, 24), (1.0, 0.87, 0.5))
    low = 23.0
    for side in (-1, 1):
        wing = skia.Path()
        wing.moveTo(side * w * 0.8, low + 27)
        wing.quadTo(side * (w + 17), low + 17, side * (w + 15), low - 9)
        wing.quadTo(side * (w + 4), low + 4, side * w * 0.5, low + 3)
        wing.close()
        pen.fill(wing, fin)
        if side != pen.side:
            pen.shade(wing, 0.25, base=fin)
    body = skia.Path()
    body.moveTo(-w * 0.62, low)
    body.cubicTo(-w * 1.3, low + 26, -w * 1.15, 80, 0, 100)
    body.cubicTo(w * 1.15, 80, w * 1.3, low + 26, w * 0.62, low)
    body.close()
    pen.fill(body, colour)
    nose = s.within(s.rect(-40, 80, 40, 110), body)
    pen.fill(nose, fin)
    pen.fill(s.within(s.rect(-40, low, 40, low + 5), body), darker(fin, 0.3))
    pen.shade(s.minus(body, s.moved(body, pen.side * w * 0.62, 0)), 0.26, base=colour)
    glass_rim = darker(colour, 0.5) if luma(colour) > 0.3 else lighter(colour, 0.5)
    for y, r in ((64, 7.2), (45, 4.6))[: pen.count(1, 2)]:
        pen.fill(s.ellipse(0, y, r), glass_rim)
        if pen.dark:
            pen.lit_fill(s.ellipse(0, y, r * 0.68))
        else:
            pen.fill(s.ellipse(0, y, r * 0.68), _glass(pen))
            pen.shine(s.ellipse(pen.side * r * 0.22, y + r * 0.22, r * 0.2), 0.7)
    pen.fill(s.leaf(0, low - 6, 0, low + 22, 0.17), darker(fin, 0.15))


def draw_plane(pen: Pen) -> None:
    """An airliner or a little propeller plane in side view, climbing a bit."""
    colour = pen.main((0.93, 0.91, 0.87), (0.86, 0.4, 0.3), (0.92, 0.72, 0.36), (0.35, 0.55, 0.66))
    trim = pen.accent() if pen.ctx.colour is None else darker(colour, 0.35) if luma(colour) > 0.3 else lighter(colour, 0.35)
    tilt = pen.between(0.0, 0.22)
    t = lambda path: s.turned(path, tilt, 0, 50)  # noqa: E731
    if pen.chance(0.55):
        pen.fill(t(s.polygon([(-24, 56), (-52, 86), (-40, 86), (14, 58)])), darker(colour, 0.28))
        pen.fill(t(s.polygon([(-104, 58), (-122, 96), (-104, 96), (-74, 62)])), trim)
        body = t(s.smooth([(-118, 60), (-70, 66), (40, 67), (92, 62), (112, 50), (94, 40), (40, 36), (-50, 39)], tension=0.7))
        pen.fill(body, colour)
        pen.shade(s.minus(body, s.moved(body, 0, 11)), 0.26, base=colour)
        dots = [t(s.rounded_rect(x, 52.5, x + 5, 59, 2)) for x in range(-62, 70, 12)]
        cockpit = t(s.polygon([(84, 54), (98, 54), (92, 60.5), (82, 61)]))
        panes = s.together(dots + [cockpit])
        if pen.dark:
            pen.lit_fill(panes)
        else:
            pen.fill(panes, (0.3, 0.42, 0.5))
        pen.fill(s.within(t(s.rect(-130, 44, 130, 47.5)), body), trim)
        pen.fill(t(s.polygon([(-104, 58), (-128, 66), (-116, 52), (-84, 52)])), darker(colour, 0.15))
        pen.fill(t(s.polygon([(22, 46), (-22, 46), (-66, 8), (-50, 8)])), mix(colour, darker(colour, 0.3), 0.35))
        engine = t(s.rounded_rect(-20, 22, 12, 34, 6))
        pen.fill(engine, trim)
        pen.shade(s.minus(engine, s.moved(engine, 0, 4)), 0.3, base=trim)
    else:
        pen.fill(t(s.polygon([(-96, 52), (-110, 92), (-92, 92), (-66, 58)])), trim)
        pen.fill(t(s.rect(-6, 60, -1, 92)), darker(colour, 0.5))
        pen.fill(t(s.rect(38, 60, 43, 92)), darker(colour, 0.5))
        body = t(s.smooth([(-108, 58), (-40, 66), (20, 70), (70, 66), (84, 54), (78, 34), (20, 28), (-60, 44)], tension=0.7))
        pen.fill(body, colour)
        pen.shade(s.minus(body, s.moved(body, 0, 12)), 0.28, base=colour)
        _windows(pen, t(s.half_ellipse(2, 66, 16, 13)))
        pen.fill(t(s.rounded_rect(-26, 88, 62, 97, 4)), trim)
        pen.fill(t(s.rounded_rect(-30, 44, 58, 52, 4)), trim)
        pen.shade(t(s.rounded_rect(-30, 44, 58, 47, 1.5)), 0.3, base=trim)
        pen.fill(t(s.ellipse(88, 50, 6, 8)), darker(trim, 0.4))
        pen.fill(t(s.ellipse(93, 50, 2.6, 32)), darker(colour, 0.6), 0.55)
        pen.line(t(s.line((34, 32), (28, 10))), darker(colour, 0.5), 3)
        pen.fill(t(s.ellipse(28, 8, 8)), TYRE)


def draw_kite(pen: Pen) -> None:
    colour = pen.main(*PAINT, (0.85, 0.4, 0.5))
    second = lighter(colour, 0.5) if luma(colour) < 0.7 else (pen.accent() if pen.ctx.colour is None else darker(colour, 0.22))
    w, cross = pen.between(25, 30), pen.between(70, 75)
    top, left, right, foot = (0.0, 100.0), (-w, cross), (w, cross), (0.0, 36.0)
    sway = pen.between(10, 16)
    tail = s.curve([(0, 36), (sway, 26), (-sway * 0.7, 15), (sway * 0.5, 5), (-sway, 0)])
    pen.line(tail, darker(colour, 0.3), 1.6)
    bows = []
    for x, y in ((sway * 0.8, 28), (-sway * 0.4, 17), (sway * 0.3, 7)):
        for k in (-1, 1):
            bows.append(s.polygon([(x, y), (x + k * 8, y + 5), (x + k * 8, y - 4)]))
    pen.fill(s.together(bows), second if luma(second) < 0.85 else colour)
    lean = pen.between(-0.35, 0.1)
    turn = lambda path: s.turned(path, lean, 0, 36)  # noqa: E731
    pen.fill(turn(s.polygon([top, left, foot, right])), colour)
    mid = (0.0, cross)
    pen.fill(turn(s.polygon([top, left, mid])), second)
    pen.fill(turn(s.polygon([foot, right, mid])), second)
    dark_half = [top, left, foot] if pen.side > 0 else [top, right, foot]
    pen.shade(turn(s.polygon(dark_half)), 0.18, base=colour)
    pen.line(turn(s.together([s.line(top, foot), s.line(left, right)])), darker(colour, 0.5), 1.6)
    if pen.chance(0.6):
        pen.line(s.curve([(0, 60), (-34, 26), (-50, 0)]), pen.ink(), 0.8, 0.6, detail=True)


KINDS: dict[str, Kind] = {
    "boat": kind(draw_boat, "water", 0.24, 1.19, "scatter"),
    "sailing_ship": kind(draw_sailing_ship, "water", 0.34, 1.34, "scatter"),
    "submarine": kind(draw_submarine, "underwater water", 0.22, 1.95, "scatter"),
    "car": kind(draw_car, "ground", 0.18, 2.24, "row"),
    "bus": kind(draw_bus, "ground", 0.22, 2.05, "row"),
    "train": kind(draw_train, "ground", 0.2, 3.03, "scatter"),
    "bicycle": kind(draw_bicycle, "ground", 0.22, 1.65, "row", stretch=0.0),
    "balloon": kind(draw_balloon, "sky", 0.32, 0.74, "scatter", tilt=0.08),
    "rocket": kind(draw_rocket, "sky ground", 0.34, 0.69, "scatter", tilt=0.4),
    "plane": kind(draw_plane, "sky", 0.17, 2.3, "flock"),
    "kite": kind(draw_kite, "sky", 0.3, 0.7, "scatter"),
}
