"""House, cottage, castle, tower, lighthouse, windmill, bridge, tent, road, fence.

Long because it is one drawing after another: a function a kind, none of which knows of the others.
"""

from __future__ import annotations

import math

import skia

from . import shapes as s
from .display import Rgb
from .thing_colours import darker, lighter, luma, mix
from .thing_pen import LAMPLIGHT, Kind, Pen, kind

WALLS: tuple[Rgb, ...] = ((0.88, 0.8, 0.68), (0.8, 0.5, 0.38), (0.75, 0.72, 0.68), (0.62, 0.4, 0.34), (0.86, 0.7, 0.5))
ROOFS: tuple[Rgb, ...] = ((0.36, 0.3, 0.34), (0.45, 0.28, 0.26), (0.28, 0.33, 0.4), (0.5, 0.38, 0.32))
STONES: tuple[Rgb, ...] = ((0.66, 0.63, 0.6), (0.58, 0.57, 0.6), (0.74, 0.67, 0.57))


def _pane(pen: Pen, x0: float, y0: float, x1: float, y1: float, *, cross: bool = True, arched: bool = False,
          frame: Rgb | None = None) -> None:
    """A window: dark glass by day, lamplight with a glow when dark. A few stay unlit."""
    path = s.rect(x0, y0, x1, y1)
    if arched:
        path = s.union(path, s.ellipse((x0 + x1) / 2, y1, (x1 - x0) / 2, (x1 - x0) / 2))
    lit = pen.dark and pen.chance(0.85)
    if lit:
        pen.glow(s.ellipse((x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0), LAMPLIGHT, 0.45, 5)
        pen.lit_fill(path)
    else:
        pen.fill(path, mix((0.3, 0.38, 0.46), pen.palette.sky[0], 0.25))
    bar = frame if frame is not None else (0.95, 0.92, 0.86)
    if lit:
        bar = darker((0.6, 0.4, 0.25), 0.3)
    if cross:
        mx, my = (x0 + x1) / 2, (y0 + y1) / 2
        pen.line(s.together([s.line((mx, y0), (mx, y1)), s.line((x0, my), (x1, my))]), bar, 1.5, detail=True)


def _roof_colour(pen: Pen, wall: Rgb) -> Rgb:
    """A roof that stands off the wall and never outshouts a colour that was asked for."""
    roof = pen.natural(*ROOFS)
    if luma(wall) < 0.32:
        roof = pen.natural((0.8, 0.74, 0.66), (0.72, 0.68, 0.66))
    return mix(roof, wall, 0.18)


def _snowy(pen: Pen) -> bool:
    return luma(pen.palette.land[-1]) > 0.8


def _smoke(pen: Pen, x: float, y: float) -> None:
    puffs = []
    for i in range(3):
        puffs.append(s.ellipse(x + i * 3.5 + pen.between(-1, 1), y + 5 + i * 6.5, 2.6 + i * 1.5))
    pen.fill(s.union(*puffs), lighter(pen.palette.haze, 0.45), 0.5, detail=True)


def draw_house(pen: Pen) -> None:
    wall = pen.main(*WALLS)
    roof = _roof_colour(pen, wall)
    trim = (0.95, 0.92, 0.86) if luma(wall) < 0.75 else darker(wall, 0.4)
    pen.pick((_house_front, _house_front, _house_corner, _house_corner, _house_town))(pen, wall, roof, trim)


def _house_front(pen: Pen, wall: Rgb, roof: Rgb, trim: Rgb) -> None:
    """A gable that faces us, two storeys."""
    w, eaves = pen.between(34, 40), pen.between(58, 64)
    over = w + 7
    x = w * 0.5 * pen.pick((-1, 1))
    pen.fill(s.rect(x - 4.5, 70, x + 4.5, 97), darker(wall, 0.3))
    pen.fill(s.rect(x - 5.8, 94, x + 5.8, 98.5), darker(wall, 0.5))
    front = s.polygon([(-w, 0), (w, 0), (w, eaves), (0, 96), (-w, eaves)])
    pen.fill(front, wall)
    pen.half_shade(front, pen.side * w * 0.0, 0.13, base=wall)
    pen.shade(s.within(s.polygon([(-over, eaves - 10), (0, 88), (over, eaves - 10), (over, eaves), (0, 100), (-over, eaves)]), front), 0.28, base=wall)
    slab = s.polygon([(-over, eaves - 5), (0, 92), (over, eaves - 5), (over, eaves + 3), (0, 100), (-over, eaves + 3)])
    pen.fill(slab, (0.95, 0.96, 0.98) if _snowy(pen) else roof)
    pen.half_shade(slab, 0, 0.25, base=roof)
    pen.fill(s.rect(-w, 0, w, 4), darker(wall, 0.4), detail=True)
    door_x = pen.pick((0.0, -w * 0.5, w * 0.5))
    door = s.rect(door_x - 7, 0, door_x + 7, 25)
    if pen.chance(0.4):
        door = s.union(door, s.ellipse(door_x, 25, 7, 5))
    pen.fill(door, mix(darker(wall, 0.6), pen.accent(), 0.15))
    pen.fill(s.ellipse(door_x + 4, 12, 1.3), LAMPLIGHT, detail=True)
    for col in (-0.5, 0.5):
        cx = col * w
        if abs(cx - door_x) > 14:
            _pane(pen, cx - 6.5, 11, cx + 6.5, 25, frame=trim)
        _pane(pen, cx - 6.5, 37, cx + 6.5, 51, frame=trim)
    pen.fill(s.ellipse(0, 72, 5), mix((0.3, 0.38, 0.46), wall, 0.15) if not pen.dark else LAMPLIGHT, detail=True)


def _house_corner(pen: Pen, wall: Rgb, roof: Rgb, trim: Rgb) -> None:
    """A long house seen from a corner: gable wall on one side, slope of the roof on the other."""
    e, ridge = pen.between(46, 52), pen.between(88, 93)
    gable = s.polygon([(-46, 0), (-6, 0), (-6, e), (-26, ridge), (-46, e)])
    side = s.rect(-6, 0, 48, e)
    pen.fill(s.rect(20, 70, 30, 98), darker(wall, 0.35))
    pen.fill(side, wall)
    pen.fill(gable, wall)
    pen.shade(gable if pen.side > 0 else side, 0.3, base=wall)
    slope = s.polygon([(-26, ridge + 5), (34, ridge + 5), (53, e - 4), (-2, e - 4)])
    pen.fill(slope, (0.95, 0.96, 0.98) if _snowy(pen) else roof)
    for i in range(1, 3):
        y = e - 4 + (ridge + 9 - e) * i / 3
        pen.line(s.line((-2 - 24 * i / 3, y), (53 - 19 * i / 3, y)), darker(roof, 0.35), 1.2, 0.6, detail=True)
    eave = s.polygon([(-51, e - 5), (-26, ridge - 2), (-2, e - 4), (-3, e + 3), (-26, ridge + 5), (-52, e + 2)])
    pen.fill(eave, darker(roof, 0.25))
    pen.shade(s.rect(-6, e - 10, 48, e - 4), 0.25, base=wall, detail=True)
    pen.fill(s.rect(-33, 0, -19, 24), mix(darker(wall, 0.62), pen.accent(), 0.15))
    pen.fill(s.ellipse(-22, 12, 1.3), LAMPLIGHT, detail=True)
    _pane(pen, -32, 40, -20, 54, frame=trim)
    for cx in (5, 21, 37):
        _pane(pen, cx - 5.5, 17, cx + 5.5, 33, frame=trim)


def _house_town(pen: Pen, wall: Rgb, roof: Rgb, trim: Rgb) -> None:
    """A tall town house with a stepped or a bell gable and a hoist beam."""
    w, eaves = pen.between(25, 30), pen.between(68, 72)
    if pen.chance(0.5):
        steps = [(w, eaves), (w, eaves + 7), (w * 0.72, eaves + 7), (w * 0.72, eaves + 14), (w * 0.45, eaves + 14), (w * 0.45, eaves + 21), (w * 0.2, eaves + 21), (w * 0.2, 98)]
        front = s.polygon([(-w, 0), (w, 0)] + steps + [(-x, y) for x, y in reversed(steps)])
    else:
        half = s.smooth([(w, eaves), (w * 0.95, eaves + 7), (w * 0.55, eaves + 12), (w * 0.42, 93), (0, 99), (-w * 0.42, 93), (-w * 0.55, eaves + 12), (-w * 0.95, eaves + 7), (-w, eaves)], tension=0.8)
        front = s.union(s.rect(-w, 0, w, eaves + 1), half)
    pen.fill(s.rect(w * 0.4, eaves, w * 0.4 + 8, 94), darker(wall, 0.45))
    pen.fill(front, wall)
    pen.half_shade(front, -pen.side * w * 0.35, 0.18, base=wall)
    pen.line(s.within(s.rect(-w, eaves - 1.5, w, eaves + 1.5), front), trim, 1.2, detail=True)
    pen.fill(s.rect(-1.6, 86, 1.6, 90), roof)
    pen.line(s.line((0, 88), (0, 80)), roof, 1.1, detail=True)
    door_x = pen.pick((-1, 1)) * w * 0.48
    pen.fill(s.rect(door_x - 6, 0, door_x + 6, 20), mix(darker(wall, 0.6), pen.accent(), 0.2))
    pen.fill(s.rect(door_x - 7.5, 20, door_x + 7.5, 22.5), trim)
    pen.fill(s.ellipse(door_x + 3.5, 10, 1.1), LAMPLIGHT, detail=True)
    _pane(pen, -door_x - 6, 8, -door_x + 6, 20, frame=trim)
    for y in (30, 51):
        for cx in (-w * 0.5, w * 0.5):
            _pane(pen, cx - 5, y, cx + 5, y + 14, frame=trim)
    _pane(pen, -4, eaves + 3, 4, eaves + 12, cross=False, frame=trim)


def draw_cottage(pen: Pen) -> None:
    """Low, deep-roofed, with a crooked chimney and smoke."""
    wall = pen.main((0.93, 0.87, 0.76), (0.85, 0.76, 0.66), (0.82, 0.6, 0.45), (0.9, 0.82, 0.64))
    thatch = pen.natural((0.66, 0.5, 0.32), (0.5, 0.36, 0.28), (0.58, 0.44, 0.34))
    if pen.ctx.colour is not None and abs(luma(wall) - luma(thatch)) < 0.12:
        thatch = darker(thatch, 0.5) if luma(wall) > 0.4 else lighter(thatch, 0.45)
    w, eaves = pen.between(52, 58), pen.between(44, 49)
    x = pen.pick((-1, 1)) * pen.between(24, 32)
    pen.fill(s.wobbly([(x - 6, 60), (x + 6, 60), (x + 5, 96), (x - 5, 96)], pen.rng, 1), darker(wall, 0.42))
    _smoke(pen, x, 96)
    front = s.wobbly([(-w, 0), (w, 0), (w, eaves + 4), (-w, eaves + 4)], pen.rng, 1)
    pen.fill(front, wall)
    pen.half_shade(front, pen.side * w * 0.55, 0.16, base=wall)
    roof = s.smooth([(-w - 10, eaves - 8), (-w * 0.86, 62), (-w * 0.62, 84), (0, 88 + pen.between(-2, 2)), (w * 0.62, 84), (w * 0.86, 62),
                     (w + 10, eaves - 8), (w * 0.5, eaves - 4), (0, eaves - 2), (-w * 0.5, eaves - 4)], tension=0.7)
    pen.shade(s.within(s.moved(roof, -pen.lit[0] * 4, -7), front), 0.28, base=wall)
    snow = _snowy(pen)
    pen.fill(roof, (0.95, 0.96, 0.98) if snow else thatch)
    pen.half_shade(roof, pen.side * 8, 0.2, base=thatch)
    if not snow:
        for i in range(7):
            tx = -w * 0.8 + i * w * 0.27 + pen.between(-4, 4)
            pen.line(s.line((tx, 52 + pen.between(0, 5)), (tx * 0.86, 70 + pen.between(-5, 6))), darker(thatch, 0.4), 1.3, 0.6, detail=True)
    door_x = pen.pick((-1, 1)) * pen.between(2, 10)
    door = s.union(s.rect(door_x - 8, 0, door_x + 8, 20), s.ellipse(door_x, 20, 8, 9))
    pen.fill(door, mix(darker(wall, 0.65), pen.accent(), 0.3))
    pen.fill(s.ellipse(door_x + 4.5, 13, 1.4), LAMPLIGHT, detail=True)
    for cx in (-w * 0.62, w * 0.62):
        if abs(cx - door_x) > 16:
            _pane(pen, cx - 8.5, 11, cx + 8.5, 26)
    if pen.chance(0.6):
        for side in (-1, 1):
            pen.fill(s.blob(side * w * 0.85, 4, 13, 8, pen.rng, 0.12), pen.natural((0.36, 0.52, 0.34), (0.3, 0.47, 0.37)), detail=True)


def _battlements(x0: float, x1: float, y: float, tooth: float, rise: float) -> skia.Path:
    """A crenellated top edge between x0 and x1, with `rise` high teeth."""
    n = max(2, int(round((x1 - x0) / tooth / 2)))
    step = (x1 - x0) / (2 * n - 1)
    return s.together([s.rect(x0 + 2 * i * step, y - 0.5, x0 + (2 * i + 1) * step, y + rise) for i in range(n)])


def _flag(pen: Pen, x: float, y: float, colour: Rgb, size: float = 10.0) -> None:
    pen.line(s.line((x, y), (x, y + size * 1.3)), pen.ink(), 1.3)
    pen.fill(s.polygon([(x, y + size * 1.3), (x + size, y + size * 0.95), (x, y + size * 0.6)]), colour)


def draw_castle(pen: Pen) -> None:
    stone = pen.main(*STONES, (0.78, 0.66, 0.62))
    roof = _roof_colour(pen, stone) if pen.ctx.colour is not None else pen.pick((pen.accent(), pen.natural(*ROOFS)))
    cones = pen.chance(0.65)
    banner = pen.accent() if pen.ctx.colour is None else lighter(stone, 0.3)
    keep_w, keep_h = pen.between(17, 22), pen.between(72, 76)

    def tower(x: float, half: float, top: float, pointed: bool) -> None:
        wall = s.rect(x - half, 0, x + half, top)
        crown = s.union(s.rect(x - half - 2, top - 7, x + half + 2, top), _battlements(x - half - 2, x + half + 2, top, 3.6, 4.5))
        body = s.union(wall, crown)
        pen.fill(body, stone)
        pen.half_shade(body, x + pen.side * half * 0.1, 0.28, base=stone)
        if pointed:
            high = half * pen.between(2.0, 2.4)
            cone = s.polygon([(x - half - 3, top), (x + half + 3, top), (x, top + high)])
            pen.fill(cone, roof)
            pen.half_shade(cone, x, 0.28, base=roof)

    tower(0, keep_w, keep_h, False)
    _flag(pen, 0, keep_h + 4, banner, 15)
    left, right = pen.between(56, 66), pen.between(50, 62)
    curtain = s.union(s.rect(-44, 0, 44, 36), _battlements(-44, 44, 36, 4, 5))
    pen.fill(curtain, mix(stone, lighter(stone, 0.2), 0.5))
    tower(-46, 12.5, left, cones)
    tower(46, 12.5, right, cones)
    gate = s.union(s.rect(-9, 0, 9, 15), s.ellipse(0, 15, 9, 9))
    pen.fill(gate, darker(stone, 0.75) if luma(stone) > 0.25 else lighter(stone, 0.4))
    pen.line(s.together([s.line((dx, 0), (dx, 21)) for dx in (-4.5, 0, 4.5)]), darker(stone, 0.3), 1.2, detail=True)
    for wx, wy in ((0, keep_h - 22), (-46, left - 22), (46, right - 22)):
        _pane(pen, wx - 2.6, wy, wx + 2.6, wy + 8, cross=False, arched=True)
    bricks = [s.rect(x, y, x + 6, y + 1.6) for x, y in ((-34, 26), (-24, 14), (22, 28), (28, 12), (-53, 12), (44, 22), (-8, 48))]
    pen.fill(s.together(bricks), darker(stone, 0.28), 0.8, detail=True)


def draw_tower(pen: Pen) -> None:
    """A slender clock or watch tower."""
    stone = pen.main(*STONES, (0.72, 0.52, 0.42))
    roof = _roof_colour(pen, stone)
    half = pen.between(13, 16)
    top = pen.between(66, 72)
    foot = half + pen.between(1, 4)
    shaft = s.polygon([(-foot, 0), (foot, 0), (half, top), (-half, top)])
    pen.fill(shaft, stone)
    pen.half_shade(shaft, pen.side * half * 0.15, 0.28, base=stone)
    make = pen.pick(("clock", "watch", "watch"))
    ledge = s.rect(-half - 4, top - 3, half + 4, top + 2)
    if make == "clock":
        head = s.rect(-half - 1.5, top + 2, half + 1.5, top + 8)
        pen.fill(head, stone)
        face_y = top - 14
        pen.fill(s.ellipse(0, face_y, 9), lighter(stone, 0.75) if luma(stone) < 0.8 else darker(stone, 0.6))
        if pen.dark:
            pen.glow(s.ellipse(0, face_y, 9), LAMPLIGHT, 0.4, 4)
            pen.lit_fill(s.ellipse(0, face_y, 8))
        pen.line(s.line((0, face_y + 6), (0, face_y), (4, face_y - 2)), pen.ink(), 1.6)
        roof_y = top + 7
    else:
        head = s.rect(-half - 2.5, top + 2, half + 2.5, top + 13)
        pen.fill(head, stone)
        pen.half_shade(head, 0, 0.28, base=stone)
        for x in (-half * 0.55, half * 0.55):
            _pane(pen, x - 2.8, top + 4, x + 2.8, top + 9, cross=False, arched=True)
        roof_y = top + 12
    pen.fill(ledge, darker(stone, 0.2))
    cone = s.polygon([(-half - 6, roof_y), (half + 6, roof_y), (0, 98)])
    pen.fill(cone, roof)
    pen.half_shade(cone, 0, 0.28, base=roof)
    if pen.chance(0.6):
        _flag(pen, 0, 93, pen.accent() if pen.ctx.colour is None else stone, 8)
    for i in range(pen.count(2, 3)):
        y = 20 + i * 17
        if y < top - 24:
            x = pen.pick((-3, 3))
            _pane(pen, x - 2.4, y, x + 2.4, y + 7, cross=False, arched=True)
    pen.fill(s.union(s.rect(-5, 0, 5, 9), s.ellipse(0, 9, 5)), darker(stone, 0.65) if luma(stone) > 0.25 else lighter(stone, 0.4))
    bricks = [s.rect(x, y, x + 5, y + 1.5) for x, y in ((-11, 14), (5, 30), (-9, 44), (6, 50), (-3, 60))]
    pen.fill(s.together(bricks), darker(stone, 0.28), 0.8, detail=True)


def draw_lighthouse(pen: Pen) -> None:
    """Stripes, gallery, lamp; beams when dark."""
    colour = pen.main((0.82, 0.3, 0.26), (0.26, 0.38, 0.56), (0.85, 0.36, 0.3))
    white = (0.96, 0.94, 0.89)
    other = white if luma(colour) < 0.72 else (0.75, 0.33, 0.28) if pen.ctx.colour is None else (0.42, 0.44, 0.5)
    foot, head, top = pen.between(15, 18.5), pen.between(9, 10.5), pen.between(69, 73)
    if pen.dark or pen.chance(0.15):
        for side in (-1, 1):
            beam = s.polygon([(0, top + 11), (side * 92, top + 25 + 6), (side * 92, top - 9)])
            pen.glow(beam, LAMPLIGHT, 0.3, 2.5)
        pen.glow(s.ellipse(0, top + 10, 15), LAMPLIGHT, 0.85, 7)
    rocks = s.wobbly([(-33, 0), (-26, 7), (-15, 10), (16, 10), (25, 6), (33, 0)], pen.rng, 1.6)
    pen.fill(rocks, pen.natural((0.42, 0.4, 0.42), (0.36, 0.37, 0.42)))
    shaft = s.polygon([(-foot, 5), (foot, 5), (head, top), (-head, top)])
    pen.fill(shaft, colour)
    n = pen.pick((5, 5, 7))
    for i in range(1, n, 2):
        y0, y1 = 5 + (top - 5) * i / n, 5 + (top - 5) * (i + 1) / n
        w0, w1 = (foot + (head - foot) * (y - 5) / (top - 5) for y in (y0, y1))
        pen.fill(s.polygon([(-w0, y0), (w0, y0), (w1, y1), (-w1, y1)]), other)
    pen.half_shade(shaft, pen.side * 4, 0.3, base=colour)
    dark = pen.natural((0.25, 0.26, 0.32))
    pen.fill(s.rect(-head - 5, top - 1, head + 5, top + 2.5), dark)
    pen.line(s.together([s.line((-head - 5, top + 7), (head + 5, top + 7)), *[s.line((x, top + 2), (x, top + 7)) for x in (-head - 5, -head * 0.5, head * 0.5, head + 5)]]), dark, 1.2, detail=True)
    room = s.rect(-head + 2.5, top + 2, head - 2.5, top + 16)
    if pen.dark:
        pen.lit_fill(room, (1.0, 0.92, 0.66))
    else:
        pen.fill(room, (0.99, 0.88, 0.58))
    pen.line(s.together([s.line((x, top + 2), (x, top + 16)) for x in (-head + 2.5, 0, head - 2.5)]), dark, 1.3)
    roof = s.half_ellipse(0, top + 15.5, head, 100 - top - 19)
    pen.fill(roof, colour if luma(colour) < 0.72 or pen.ctx.colour is not None else dark)
    pen.half_shade(roof, 0, 0.3)
    pen.line(s.line((0, 94), (0, 100)), dark, 1.6)
    pen.fill(s.union(s.rect(-4, 5, 4, 15), s.ellipse(0, 15, 4)), dark)
    _pane(pen, -2.2, 34, 2.2, 40, cross=False)
    _pane(pen, -2.2, 54, 2.2, 60, cross=False)


def draw_windmill(pen: Pen) -> None:
    wall = pen.main((0.9, 0.84, 0.74), (0.78, 0.6, 0.48), (0.82, 0.78, 0.72))
    roof = _roof_colour(pen, wall)
    wood = darker(pen.natural((0.5, 0.36, 0.26)), 0.2)
    foot, head, top = pen.between(22, 26), pen.between(13, 15), 62.0
    body = s.polygon([(-foot, 0), (foot, 0), (head, top), (-head, top)])
    pen.fill(body, wall)
    pen.half_shade(body, pen.side * 4, 0.26, base=wall)
    if pen.chance(0.5):
        pen.fill(s.rect(-foot - 4, 22, foot + 4, 25), wood)
        pen.line(s.together([s.line((x, 25), (x, 31)) for x in (-24, -12, 12, 24)] + [s.line((-26, 31), (26, 31))]), wood, 1.2, detail=True)
    cap = s.half_ellipse(0, top - 1, head + 3, 15)
    pen.fill(cap, roof)
    pen.half_shade(cap, 0, 0.28, base=roof)
    _pane(pen, -4.5, 36, 4.5, 47)
    pen.fill(s.union(s.rect(-6.5, 0, 6.5, 13), s.ellipse(0, 13, 6.5)), darker(wall, 0.62) if luma(wall) > 0.25 else lighter(wall, 0.4))
    hub = (0.0, top + 3)
    turn = pen.between(0.12, 1.4)
    sail = lighter(wall, 0.55) if luma(wall) > 0.25 else lighter(wall, 0.8)
    spars, cloths = [], []
    for i in range(4):
        a = turn + i * math.pi / 2
        c, q = math.cos(a), math.sin(a)
        at = lambda r, w: (hub[0] + r * c - w * q, hub[1] + r * q + w * c)  # noqa: E731
        cloths.append(s.polygon([at(9, 1), at(44, 1), at(44, 11), at(9, 8)]))
        spars.append(s.polygon([at(0, -1.4), at(46, -1.1), at(46, 1.1), at(0, 1.4)]))
        for r in (18, 27, 36):
            spars.append(s.polygon([at(r, 0), at(r, 10), at(r + 1.1, 10), at(r + 1.1, 0)]))
    pen.fill(s.together(cloths), sail)
    pen.line(s.together(cloths), wood, 1.1, detail=True)
    pen.fill(s.together(spars), wood)
    pen.fill(s.ellipse(*hub, 3.4), darker(wood, 0.3))


def draw_bridge(pen: Pen) -> None:
    colour = pen.main((0.68, 0.62, 0.57), (0.75, 0.45, 0.35), (0.55, 0.55, 0.6))
    if pen.chance(0.6):
        _bridge_arch(pen, colour)
    else:
        _bridge_hung(pen, colour)


def _bridge_arch(pen: Pen, colour: Rgb) -> None:
    """Stone arches under a humped deck."""
    n = pen.pick((1, 2, 3))
    hump = pen.between(12, 24)
    half = 135.0
    deck = skia.Path()
    deck.moveTo(-half, 0)
    deck.lineTo(-half, 72 - hump)
    deck.quadTo(0, 72 + hump + 8, half, 72 - hump)
    deck.lineTo(half, 0)
    deck.close()
    body = deck
    rims = []
    span = half * 2 / n
    for i in range(n):
        cx = -half + span * (i + 0.5)
        rx = span * 0.5 - 13
        ry = min(rx, 58 - (hump * 0.8 if n > 1 else 0) + (14 if abs(cx) < 30 else 0))
        body = s.minus(body, s.ellipse(cx, 0, rx, ry))
        rims.append(s.arc(cx, 0, rx + 3, ry + 3, 0, math.pi))
    pen.fill(body, colour)
    lx = pen.side
    pen.shade(s.minus(body, s.moved(body, lx * 9, 7)), 0.3, base=colour)
    for rim in rims:
        pen.line(rim, lighter(colour, 0.3), 4.5)
    rail = skia.Path()
    rail.moveTo(-half - 4, 76 - hump)
    rail.quadTo(0, 76 + hump + 8, half + 4, 76 - hump)
    pen.line(rail, darker(colour, 0.25), 6)
    pen.line(s.moved(rail, 0, 13), darker(colour, 0.35), 2.6)
    posts = []
    for i in range(9):
        t = (i + 0.5) / 9
        x = -half + 2 * half * t
        y = (1 - t) ** 2 * (76 - hump) + 2 * t * (1 - t) * (76 + hump + 8) + t * t * (76 - hump)
        posts.append(s.line((x, y), (x, y + 13)))
    pen.line(s.together(posts), darker(colour, 0.35), 3)
    stones = [s.rect(x, y, x + 10, y + 2.4) for x, y in ((-124, 40), (-118, 20), (112, 32), (104, 16), (-20, 66), (24, 70), (-62, 60))]
    pen.fill(s.within(s.together(stones), body), darker(colour, 0.3), 0.7, detail=True)


def _bridge_hung(pen: Pen, colour: Rgb) -> None:
    """Two towers, a hung cable, a straight deck."""
    half, tower = 135.0, pen.between(62, 74)
    deck = pen.between(28, 36)
    cable = []
    for start, end, low in ((-half, -tower, 20), (-tower, tower, 52), (tower, half, 20)):
        path = skia.Path()
        y0 = deck + 6 if start == -half else 96.0
        y1 = deck + 6 if end == half else 96.0
        path.moveTo(start, y0)
        path.quadTo((start + end) / 2, (y0 + y1) / 2 - low, end, y1)
        cable.append(path)
    hangers = []
    for i in range(-9, 10):
        x = i * tower / 8
        if abs(x) < tower * 0.97:
            t = (x + tower) / (2 * tower)
            hangers.append(s.line((x, deck), (x, 96 - 2 * 52 * 2 * t * (1 - t) / 2)))
    for x in (-tower, tower):
        legs = s.together([s.rect(x - 6.5, 0, x - 2, 100), s.rect(x + 2, 0, x + 6.5, 100), s.rect(x - 6, 90, x + 6, 95), s.rect(x - 6, 62, x + 6, 67), s.rect(x - 8.5, 0, x + 8.5, 7)])
        pen.fill(legs, colour)
        pen.shade(s.rect(x - 6.5, 0, x - 2, 100) if pen.side > 0 else s.rect(x + 2, 0, x + 6.5, 100), 0.3, base=colour)
    pen.line(s.together(hangers), darker(colour, 0.15), 1.4, 0.9)
    pen.line(s.together(cable), colour, 4)
    pen.fill(s.rect(-half, deck - 7, half, deck + 3), colour)
    pen.shade(s.rect(-half, deck - 7, half, deck - 3), 0.35, base=colour)
    if pen.dark:
        lamps = [s.ellipse(x, deck + 9, 2.4) for x in (-110, -84, -36, 0, 36, 84, 110)]
        pen.glow(s.together(lamps), LAMPLIGHT, 0.6, 3)
        pen.lit_fill(s.together(lamps))


def draw_tent(pen: Pen) -> None:
    colour = pen.main((0.86, 0.5, 0.3), (0.3, 0.52, 0.5), (0.85, 0.68, 0.36), (0.72, 0.35, 0.3))
    apex, w = pen.between(-12, 4), pen.between(54, 62)
    back = pen.between(70, 84)
    pen.shade(s.ellipse(10, 0.5, 80, 4), 0.2, detail=True)
    far = s.polygon([(apex, 96), (apex + 44, 90), (back, 0), (w * 0.5, 0)])
    pen.fill(far, darker(colour, 0.12))
    pen.shade(far, 0.34 if pen.side < 0 else 0.12, base=colour)
    front = s.polygon([(-w, 0), (w * 0.55, 0), (apex, 96)])
    pen.fill(front, colour)
    if pen.side > 0:
        pen.shade(front, 0.14, base=colour)
    mid = (apex - 2, 96)
    door = s.polygon([mid, (-17, 0), (15, 0)])
    if pen.dark:
        pen.glow(door, LAMPLIGHT, 0.5, 7)
        pen.lit_fill(door, (1.0, 0.8, 0.45))
    else:
        pen.fill(door, darker(colour, 0.68) if luma(colour) > 0.25 else lighter(colour, 0.35))
    flap = s.smooth([(apex - 2, 94), (-13, 40), (-20, 0), (-33, 0), (-22, 40)], tension=0.4)
    pen.fill(flap, lighter(colour, 0.3))
    pen.line(s.line((apex, 96), (apex - 3, 101)), pen.ink(), 2)
    ropes = [s.line((-w * 0.55, 44), (-w - 18, 0)), s.line((back * 0.75, 30), (back + 14, 0))]
    pen.line(s.together(ropes), darker(colour, 0.5), 1.3, detail=True)
    pen.line(s.line((apex, 96), (w * 0.55, 0)), darker(colour, 0.4), 1.8, detail=True)
    if pen.chance(0.4):
        pen.line(s.line((-w * 0.66, 33), (-12, 33)), lighter(colour, 0.45), 4, detail=True)


def draw_road(pen: Pen) -> None:
    """A way that winds to the horizon, wide at our feet."""
    colour = pen.only((0.5, 0.48, 0.5), (0.72, 0.6, 0.45), (0.43, 0.42, 0.47))
    swing = pen.between(20, 36)
    turns = pen.between(0.75, 1.3)
    phase = pen.between(-0.4, 0.5)
    end = pen.between(-14, 18)
    near = pen.between(46, 60)

    def middle(t: float) -> float:  # each bend is narrower than the one before it, as the eye sees it
        return swing * (math.sin(2 * math.pi * turns * t + phase) - math.sin(phase)) * (1 - t) ** 0.8 + end * t

    def half(t: float) -> float:
        return near * (1 - t) ** 2.1 + 1.6

    ts = [i / 9 for i in range(10)]
    rise = [100 * (1 - (1 - t) ** 1.5) for t in ts]
    left = [(middle(t) - half(t), y) for t, y in zip(ts, rise)]
    right = [(middle(t) + half(t), y) for t, y in zip(ts, rise)]
    path = s.curve(left)
    path.lineTo(*right[-1])
    for i in range(9, 0, -1):
        p1, p2 = right[i], right[i - 1]
        p0, p3 = right[min(i + 1, 9)], right[max(i - 2, 0)]
        path.cubicTo(p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6, p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6, *p2)
    path.close()
    pen.fill(path, colour, gradient=pen.ramp(darker(colour, 0.12), mix(colour, pen.palette.haze, 0.35)))
    edge = lighter(colour, 0.5) if luma(colour) < 0.7 else darker(colour, 0.3)
    pen.shade(s.within(s.moved(path, -pen.side * 96, 0), path), 0.12, base=colour)
    dashes = []
    for i in range(9):
        t0 = 1 - (1 - i / 9) ** 1.0
        t1 = t0 + 0.05
        pts = []
        for t, k in ((t0, -1), (t0, 1), (t1, 1), (t1, -1)):
            y = 100 * (1 - (1 - min(t, 1.0)) ** 1.5)
            pts.append((middle(min(t, 1.0)) + k * half(min(t, 1.0)) * 0.06, y))
        dashes.append(s.polygon(pts))
    pen.fill(s.together(dashes), edge)
    pen.line(s.curve(left), edge, 1.8, 0.8, detail=True)
    pen.line(s.curve(right), edge, 1.8, 0.8, detail=True)


def draw_fence(pen: Pen) -> None:
    colour = pen.main((0.93, 0.9, 0.84), (0.58, 0.43, 0.32), (0.7, 0.56, 0.42))
    n = pen.count(6, 8)
    width = 240.0
    step = width / n
    pickets = pen.chance(0.6)
    for y in (26, 66):
        rail = s.wobbly([(-width / 2, y - 5), (width / 2, y - 5), (width / 2, y + 5), (-width / 2, y + 5)], pen.rng, 1.2)
        pen.fill(rail, darker(colour, 0.2))
    boards, sides = [], []
    half = step * (0.32 if pickets else 0.17)
    for i in range(n):
        x = -width / 2 + step * (i + 0.5) + pen.between(-1.5, 1.5)
        tilt, top = pen.between(-2.5, 2.5), 100 + pen.between(-7, 0)
        if pickets:
            boards.append(s.polygon([(x - half, 0), (x + half, 0), (x + half + tilt, top - 12), (x + tilt, top), (x - half + tilt, top - 12)]))
        else:
            boards.append(s.polygon([(x - half, 0), (x + half, 0), (x + half + tilt, top), (x - half + tilt, top - 5)]))
        k = -pen.side
        sides.append(s.polygon([(x + k * half, 0), (x + k * half * 0.3, 0), (x + k * half * 0.3 + tilt, top - 8), (x + k * half + tilt, top - 13)]))
    pen.fill(s.together(boards), colour)
    pen.shade(s.together(sides), 0.26, base=colour)
    nails = [s.ellipse(-width / 2 + step * (i + 0.5), y, 1.8) for i in range(n) for y in (26, 66)]
    pen.fill(s.together(nails), darker(colour, 0.5), detail=True)
    if pen.chance(0.5):
        pen.fill(s.together([s.leaf(x, -1, x + pen.between(-8, 8), pen.between(16, 34), 0.14) for x in (-100, -92, -30, -24, 52, 60, 66)]),
                 pen.natural((0.42, 0.57, 0.34), (0.35, 0.5, 0.36)), detail=True)


KINDS: dict[str, Kind] = {
    "house": kind(draw_house, "ground", 0.3, 0.89, "row"),
    "cottage": kind(draw_cottage, "ground", 0.24, 1.34, "scatter"),
    "castle": kind(draw_castle, "ground", 0.34, 1.2, "scatter"),
    "tower": kind(draw_tower, "ground", 0.4, 0.42, "scatter", mirror=True),
    "lighthouse": kind(draw_lighthouse, "ground", 0.42, 0.66, "scatter"),
    "windmill": kind(draw_windmill, "ground", 0.38, 0.85, "scatter"),
    "bridge": kind(draw_bridge, "ground water", 0.2, 2.7, "scatter"),
    "tent": kind(draw_tent, "ground", 0.22, 1.68, "scatter"),
    "road": kind(draw_road, "ground", 0.3, 1.17, "scatter"),
    "fence": kind(draw_fence, "ground", 0.16, 2.4, "row"),
}
