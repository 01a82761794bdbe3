"""Trees, flowers, mushroom, cactus, grass, rock: what grows or lies on the ground.

Long because it is one drawing after another: a function a kind, none of which knows of the others.
"""

from __future__ import annotations

import math

import skia

from . import shapes as s
from .display import Rgb
from .thing_colours import darker, lighter, luma, mix
from .thing_pen import Kind, Pen, kind

LEAF_GREENS: tuple[Rgb, ...] = ((0.36, 0.55, 0.33), (0.28, 0.48, 0.36), (0.5, 0.6, 0.32))
BARKS: tuple[Rgb, ...] = ((0.42, 0.29, 0.21), (0.36, 0.27, 0.24), (0.5, 0.36, 0.25))
STALKS: tuple[Rgb, ...] = ((0.33, 0.52, 0.3), (0.27, 0.46, 0.31), (0.42, 0.56, 0.31))


def _ground_shade(pen: Pen, half_width: float) -> None:
    """A flat pool of shade where something stands, longer on the side away from the light."""
    pen.shade(s.ellipse(-pen.side * half_width * 0.3, 0.6, half_width * 1.15, 2.6), 0.22, detail=True)


def draw_pine_tree(pen: Pen) -> None:
    colour = pen.only((0.2, 0.4, 0.33), (0.16, 0.35, 0.36), (0.27, 0.44, 0.31))
    tiers = pen.count(3, 5)
    half = pen.between(21, 34)
    trunk_top = pen.between(10, 15)
    _ground_shade(pen, half * 0.6)
    pen.fill(s.rect(-3.4, 0, 3.4, trunk_top + 8), pen.natural(*BARKS))
    rise = (100 - trunk_top) / (tiers + 0.55)
    droop, narrow = pen.between(1.5, 6), pen.between(0.5, 0.62)
    tree = None
    folds = []
    for i in range(tiers):
        y = trunk_top + i * rise
        w = half * (1 - i / (tiers + 0.3))
        top = min(100.0, y + rise * 1.75)
        tier = s.polygon([(-w, y - droop * (1 - i / tiers)), (-w * narrow, y + 3), (-w * 0.45, y - 1), (0, y + 2.5), (w * 0.42, y - 1),
                          (w * narrow, y + 3), (w, y - droop * (1 - i / tiers)), (w * 0.32, y + rise * 0.95), (0, top), (-w * 0.32, y + rise * 0.95)])
        tree = tier if tree is None else s.union(tree, tier)
        if i:
            folds.append(s.polygon([(-w * 0.95, y - droop), (w * 0.95, y - droop), (w * 0.6, y - rise * 0.32), (0, y - rise * 0.14), (-w * 0.6, y - rise * 0.32)]))
    pen.fill(tree, colour)
    for fold in folds:
        pen.shade(s.within(fold, tree), 0.22, base=colour, detail=True)
    pen.half_shade(tree, 0, 0.32, base=colour)
    if luma(pen.palette.land[-1]) > 0.72 and luma(colour) < 0.7:  # snow lies on it where the land is white
        for i in range(tiers):
            y = trunk_top + i * rise
            w = half * (1 - i / (tiers + 0.3))
            snow = s.polygon([(pen.side * w * 0.95, y - droop + 1), (pen.side * w * 0.3, y + rise), (0, y + rise * 1.6), (pen.side * w * 0.25, y + rise * 0.5)])
            pen.fill(s.within(snow, tree), (0.95, 0.96, 0.98), 0.9, detail=True)


def draw_round_tree(pen: Pen) -> None:
    colour = pen.only(*LEAF_GREENS, (0.8, 0.52, 0.27), (0.76, 0.4, 0.3))
    bark = pen.natural(*BARKS)
    w, low = pen.between(32, 40), pen.between(30, 38)
    _ground_shade(pen, 18)
    pen.fill(s.limb([(pen.between(-4, 4), -1), (0, 25), (pen.between(-3, 3), 62)], 11, 5), bark)
    pen.line(s.curve([(0, 34), (9, 44), (17, 58)]), bark, 3.4)
    pen.line(s.curve([(0, 30), (-9, 42), (-16, 54)]), bark, 3)
    make = pen.pick(("puffs", "puffs", "egg", "blob", "flame", "pads"))
    cy, ry = (low + 99) / 2, (99 - low) / 2
    if make == "puffs":
        crown = s.ellipse(0, cy, w * 0.7, ry * 0.86)
        n = pen.count(6, 8)
        turn = pen.between(0, 1)
        for i in range(n):
            a = turn + 2 * math.pi * i / n
            crown = s.union(crown, s.ellipse(w * 0.6 * math.cos(a), cy + ry * 0.6 * math.sin(a), w * pen.between(0.36, 0.42), ry * 0.4))
    elif make == "egg":
        crown = s.blob(0, cy, w * 0.82, ry, pen.rng, 0.02, 8)
    elif make == "flame":  # a poplar: slender, drawn up to a point
        w *= 0.62
        crown = s.smooth([(0, 100), (-w * 0.5, cy + ry * 0.45), (-w, cy - ry * 0.25), (-w * 0.7, low - 8), (0, low - 15), (w * 0.7, low - 8), (w, cy - ry * 0.25), (w * 0.5, cy + ry * 0.45)])
    elif make == "pads":  # an old tree in spread layers
        crown = s.union(s.ellipse(-w * 0.42, low + ry * 0.42, w * 0.62, ry * 0.34), s.ellipse(w * 0.5, low + ry * 0.6, w * 0.56, ry * 0.32),
                        s.ellipse(-w * 0.1, cy + ry * 0.28, w * 0.66, ry * 0.36), s.ellipse(w * 0.1, cy + ry * 0.66, w * 0.46, ry * 0.32))
    else:
        crown = s.blob(0, cy, w, ry, pen.rng, 0.09, 11)
    pen.fill(crown, colour)
    lx, ly = pen.lit
    pen.shade(s.minus(crown, s.moved(crown, lx * 17, ly * 13 + 4)), 0.32, base=colour)
    light = s.within(s.blob(lx * w * 0.42, cy + ry * 0.36, w * 0.42, ry * 0.38, pen.rng, 0.1, 8), crown)
    pen.fill(light, lighter(colour, 0.22), 0.75)
    for _ in range(pen.count(3, 5)):  # tufts of leaves
        x, y = pen.between(-w * 0.55, w * 0.55), pen.between(cy - ry * 0.5, cy + ry * 0.4)
        pen.line(s.arc(x, y, 6, 4.5, 0.35, 2.8), darker(colour, 0.45), 1.7, 0.6, detail=True)
    if pen.ctx.colour is None and pen.chance(0.25):
        fruit = pen.natural((0.85, 0.3, 0.25), (0.95, 0.7, 0.3))
        spots = [s.ellipse(w * 0.62 * math.sqrt(i / 7) * math.cos(2.4 * i + cy), cy + ry * 0.62 * math.sqrt(i / 7) * math.sin(2.4 * i + cy), 3.4)
                 for i in range(1, 8)]
        pen.fill(s.together(spots), fruit, detail=True)


def draw_palm_tree(pen: Pen) -> None:
    colour = pen.only((0.27, 0.52, 0.36), (0.33, 0.56, 0.33), (0.2, 0.46, 0.4))
    bark = pen.natural((0.55, 0.4, 0.28), (0.62, 0.47, 0.33))
    lean = pen.between(4, 20)
    top = (lean * 0.55, 74.0)
    trunk = [(-lean, -1), (-lean * 0.75, 22), (-lean * 0.15, 50), top]
    _ground_shade(pen, 16)
    body = s.limb(trunk, 9.5, 5)
    pen.fill(body, bark)
    pen.shade(s.minus(body, s.moved(body, pen.side * 3.4, 0)), 0.32, base=bark)
    for i in range(1, 8):
        t = i / 8
        x = -lean + (top[0] + lean) * t ** 1.3
        pen.line(s.arc(x, 72 * t, 4.2, 2, math.pi, 2 * math.pi), darker(bark, 0.5), 1.2, 0.7, detail=True)
    n = pen.count(7, 9)
    fronds = []
    for i in range(n):
        a = math.pi * (1.16 - 1.32 * (i + pen.between(-0.2, 0.2)) / (n - 1))
        length = pen.between(33, 40)
        ex, ey = top[0] + length * math.cos(a), top[1] + length * 0.72 * math.sin(a) - 10 * abs(math.cos(a))
        mx, my = top[0] + length * 0.55 * math.cos(a), top[1] + length * 0.62 * math.sin(a) + 6
        nx, ny = -(ey - my), ex - mx
        k = 7.0 / (math.hypot(nx, ny) or 1)
        path = skia.Path()
        path.moveTo(*top)
        path.quadTo(mx + nx * k * 0.6, my + 9, ex, ey)
        # the ragged underside: notches back to the rib
        for t in (0.8, 0.58, 0.36):
            px, py = top[0] + (ex - top[0]) * t, top[1] + (ey - top[1]) * t
            sag = 4.2 * (1 - abs(t - 0.5))
            bx, by = mx * 2 * t * (1 - t) + top[0] * (1 - t) ** 2 + ex * t * t, my * 2 * t * (1 - t) + top[1] * (1 - t) ** 2 + ey * t * t
            path.lineTo(bx * 0.9 + px * 0.1, by - 0.5)
            path.lineTo(px - 1.5 * math.cos(a), py - sag)
        path.close()
        fronds.append((abs(math.cos(a)), i, path))
    far = [p for _, i, p in fronds if i % 2]
    near = [p for _, i, p in fronds if i % 2 == 0]
    pen.fill(s.together(far), darker(colour, 0.3))
    pen.fill(s.together([s.ellipse(top[0] + dx, top[1] - 3 + dy, 4) for dx, dy in ((-4, -1), (4, -2), (0, -5))]), darker(bark, 0.3))
    pen.fill(s.together(near), colour)
    pen.fill(s.sized(near[len(near) // 2], 0.5, 0.6, *top), lighter(colour, 0.25), 0.7, detail=True)


def draw_birch_tree(pen: Pen) -> None:
    colour = pen.only((0.62, 0.66, 0.33), (0.9, 0.7, 0.3), (0.5, 0.63, 0.38), (0.88, 0.58, 0.28))
    bark = pen.natural((0.94, 0.92, 0.88), (0.9, 0.88, 0.86))
    bend = pen.between(-5, 5)
    _ground_shade(pen, 14)
    trunk = s.limb([(0, -1), (bend * 0.4, 30), (bend, 62), (bend * 0.6, 95)], 8.5, 2)
    leaves = []
    n = pen.count(6, 8)
    for i in range(n):
        t = i / (n - 1)
        y = 42 + 48 * t
        side = 1 if i % 2 else -1
        reach = (19 - 13 * t) * pen.between(0.75, 1.1)
        leaves.append((side, s.blob(bend * 0.8 + side * reach, y, 15 - 5 * t, 11 - 2.5 * t, pen.rng, 0.14, 8)))
    pen.fill(s.union(*[p for _, p in leaves[: n // 2 + 1]]), darker(colour, 0.22))
    for side, (x, y) in ((1, (13, 62)), (-1, (-14, 56)), (1, (10, 80))):
        pen.line(s.curve([(bend * 0.5, y - 16), (bend * 0.5 + x * 0.5, y - 8), (bend * 0.5 + x, y)]), bark, 2.2)
    pen.fill(trunk, bark)
    pen.shade(s.minus(trunk, s.moved(trunk, pen.side * 3, 0)), 0.26)
    ink = (0.2, 0.19, 0.2)
    dashes = []
    for i in range(pen.count(8, 11)):
        y = 4 + i * pen.between(6, 8.5)
        x = bend * min(1.0, y / 62) * 0.7
        side = pen.pick((-1, 1))
        dashes.append(s.polygon([(x + side * 3.6, y), (x + side * pen.between(-1, 1.2), y + 1.1), (x + side * 3.6, y + 2.4)]))
    pen.fill(s.together(dashes), ink, 0.9)
    crown = s.union(*[p for _, p in leaves[n // 2:]])
    pen.fill(crown, colour)
    pen.fill(s.union(*[p for i, (_, p) in enumerate(leaves) if i < n // 2 and i % 2 == (0 if pen.side < 0 else 1)]), lighter(colour, 0.12))
    pen.shade(s.minus(crown, s.moved(crown, pen.lit[0] * 6, 6)), 0.24, base=colour)
    specks = [s.ellipse(bend + pen.between(-24, 24), pen.between(40, 92), 1.7) for _ in range(7)]
    pen.fill(s.together(specks), lighter(colour, 0.3), 0.9, detail=True)


def _stalk(pen: Pen, top: tuple[float, float], width: float = 3.6) -> Rgb:
    green = pen.natural(*STALKS)
    bend = pen.between(-6, 6)
    pen.fill(s.limb([(0, -1), (bend, top[1] * 0.5), top], width * 1.25, width), green)
    return green


def draw_tulip(pen: Pen) -> None:
    colour = pen.main((0.86, 0.33, 0.32), (0.95, 0.72, 0.34), (0.9, 0.53, 0.6), (0.66, 0.38, 0.62))
    x = pen.between(-6, 6)
    green = _stalk(pen, (x, 62))
    for side in (-1, 1):
        reach = pen.between(17, 25)
        leaf = s.leaf(0, 1, side * reach, pen.between(44, 60), 0.3, -side * 0.2)
        pen.fill(leaf, green if side == pen.side else darker(green, 0.28))
    w = pen.between(18, 22)
    path = skia.Path()
    path.moveTo(x, 55)
    path.cubicTo(x - w * 1.25, 56, x - w * 1.15, 82, x - w * 0.92, 98)
    path.lineTo(x - w * 0.42, 84)
    path.lineTo(x, 100)
    path.lineTo(x + w * 0.42, 84)
    path.lineTo(x + w * 0.92, 98)
    path.cubicTo(x + w * 1.15, 82, x + w * 1.25, 56, x, 55)
    path.close()
    pen.fill(path, darker(colour, 0.12))
    for side in (-pen.side, pen.side):
        petal = s.smooth([(x, 55.5), (x + side * w * 0.85, 62), (x + side * w * 0.98, 80), (x + side * w * 0.9, 97), (x + side * w * 0.3, 76)], tension=0.8)
        pen.fill(s.within(petal, path), colour if side != pen.side else lighter(colour, 0.2))
    middle = s.leaf(x, 55.5, x, 100, 0.5)
    pen.fill(middle, lighter(colour, 0.07))
    pen.half_shade(middle, x, 0.14, base=colour)


def draw_sunflower(pen: Pen) -> None:
    colour = pen.only((0.97, 0.77, 0.25), (0.96, 0.7, 0.22), (0.97, 0.83, 0.4))
    x = pen.between(-5, 5)
    cy, r = 74.0, 26.0
    green = _stalk(pen, (x, 70), 4)
    for side, y in ((-1, pen.between(18, 26)), (1, pen.between(26, 36))):
        pen.fill(s.leaf(0, y - 6, side * 25, y + pen.between(2, 10), 0.42, side * 0.1), green if side == pen.side else darker(green, 0.25))
    n = pen.count(13, 17)
    turn = pen.between(0, 1)
    pen.fill(s.petal_ring(x, cy, 9, r, n, 3.6, turn + math.pi / n), darker(colour, 0.2))
    pen.fill(s.petal_ring(x, cy, 9, r * 0.93, n, 3.1, turn), lighter(colour, 0.06))
    seed = pen.natural((0.36, 0.22, 0.14), (0.3, 0.19, 0.15))
    heart = s.ellipse(x, cy, 12)
    pen.fill(heart, seed)
    pen.shade(s.minus(heart, s.moved(heart, pen.lit[0] * 4, pen.lit[1] * 4)), 0.4)
    pen.fill(s.together([s.ellipse(x + q * math.cos(2.4 * i), cy + q * math.sin(2.4 * i), 1) for i in range(4, 16) for q in (2.6 * math.sqrt(i),)]),
             lighter(seed, 0.35), detail=True)


def draw_rose(pen: Pen) -> None:
    colour = pen.main((0.8, 0.23, 0.28), (0.9, 0.5, 0.55), (0.95, 0.83, 0.72), (0.72, 0.25, 0.36))
    x = pen.between(-5, 5)
    cy, r = 76.0, 22.5
    green = _stalk(pen, (x, 58), 3.2)
    for side, y in ((-1, pen.between(22, 30)), (1, pen.between(34, 42))):
        leaf = s.leaf(0, y - 5, side * 23, y + pen.between(4, 11), 0.5)
        pen.fill(leaf, green if side == pen.side else darker(green, 0.28))
        pen.line(s.line((0, y - 5), (side * 18, y + 4)), darker(green, 0.45), 1, 0.7, detail=True)
    for y, side in ((14, 1), (46, -1)):
        pen.fill(s.polygon([(side * 1.2, y), (side * 6, y + 5), (side * 1.2, y + 4.5)]), green, detail=True)
    for dx in (-10, 0, 10):
        pen.fill(s.leaf(x, 57, x + dx * 1.7, 66 - abs(dx) * 0.5, 0.35), darker(green, 0.1))
    petals = [s.blob(x + r * 0.42 * math.cos(a), cy + r * 0.4 * math.sin(a), r * 0.66, r * 0.62, pen.rng, 0.05, 8)
              for a in (0.3, 1.6, 2.9, 4.1, 5.3)]
    bloom = s.union(petals[0], *petals[1:])
    pen.fill(bloom, colour)
    pen.shade(s.minus(bloom, s.moved(bloom, pen.lit[0] * 8, pen.lit[1] * 7)), 0.34, base=colour)
    fold = darker(colour, 0.42) if luma(colour) > 0.18 else lighter(colour, 0.35)
    turn = pen.between(0, 6.28)
    pen.fill(s.blob(x, cy + 1, r * 0.56, r * 0.52, pen.rng, 0.05, 7), lighter(colour, 0.16))
    pen.line(s.spiral(x, cy + 1.5, 1.2, r * 0.52, 2.0, turn), fold, 2.1)
    for i in range(3):
        a = turn + i * 2.1
        pen.line(s.arc(x, cy, r * 0.76, r * 0.74, a, a + 1.5), fold, 1.8, 0.75)


def draw_daisy(pen: Pen) -> None:
    colour = pen.only((0.97, 0.96, 0.92), (0.98, 0.94, 0.88), (0.95, 0.86, 0.9))
    x = pen.between(-6, 6)
    cy, r = 76.0, 25.0
    squash = pen.between(0.86, 1.0)
    green = _stalk(pen, (x, 70), 2.8)
    for side in (-1, 1):
        pen.fill(s.leaf(0, 1, side * pen.between(14, 20), pen.between(20, 32), 0.28, -side * 0.15), green if side == pen.side else darker(green, 0.3))
    n = pen.count(9, 13)
    turn = pen.between(0, 1)
    pen.fill(s.petal_ring(x, cy, 6, r, n, 4.4 * 10 / n, turn + math.pi / n, squash), darker(colour, 0.2))
    pen.fill(s.petal_ring(x, cy, 6, r, n, 4.0 * 10 / n, turn, squash), colour)
    gold = pen.natural((0.95, 0.72, 0.25), (0.9, 0.62, 0.22))
    if pen.ctx.colour is not None and pen.ctx.colour[0] > 0.85 and 0.4 < pen.ctx.colour[1] < 0.86 and pen.ctx.colour[2] < 0.5:
        gold = (0.45, 0.28, 0.18)  # a yellow daisy needs a dark heart
    heart = s.ellipse(x, cy, 8.5, 8.5 * squash)
    pen.fill(heart, gold)
    pen.shade(s.minus(heart, s.moved(heart, pen.lit[0] * 3, pen.lit[1] * 3)), 0.3, base=gold)


def draw_mushroom(pen: Pen) -> None:
    colour = pen.main((0.82, 0.28, 0.25), (0.75, 0.48, 0.3), (0.87, 0.42, 0.28))
    stem = pen.natural((0.95, 0.91, 0.82), (0.92, 0.86, 0.76))
    _ground_shade(pen, 24)
    w = pen.between(40, 48)
    flat = pen.between(0.85, 1.15)
    low = pen.between(42, 50)
    stalk = s.smooth([(-13, 0), (-10, 25), (-9, low + 6), (9, low + 6), (10, 25), (14, 0)], tension=0.7)
    pen.fill(stalk, stem)
    pen.half_shade(stalk, -pen.side * 1.5, 0.24, base=stem)
    pen.fill(s.ellipse(0, low, w * 0.86, 7.5), darker(stem, 0.25))
    for i in range(-3, 4):
        pen.line(s.line((i * 3, low + 1), (i * w * 0.24, low - 5 + abs(i) * 0.9)), darker(stem, 0.5), 1.2, 0.6, detail=True)
    cap = skia.Path()
    cap.moveTo(-w, low)
    cap.cubicTo(-w * 1.02, low + 34 * flat, -w * 0.55, 100, 0, 100)
    cap.cubicTo(w * 0.55, 100, w * 1.02, low + 34 * flat, w, low)
    cap.quadTo(0, low + 11, -w, low)
    cap.close()
    pen.fill(cap, colour)
    pen.shade(s.minus(cap, s.moved(cap, pen.lit[0] * 14, pen.lit[1] * 9)), 0.32, base=colour)
    spot = (0.97, 0.94, 0.87) if luma(colour) < 0.75 else darker(colour, 0.4)
    spots = [(-0.05, 0.72, 8.5), (-0.5, 0.42, 7), (0.44, 0.5, 7.5), (0.02, 0.32, 5), (0.72, 0.2, 4.5), (-0.76, 0.16, 4), (0.25, 0.86, 3.5)]
    for sx, sy, size in spots[: pen.count(4, 7)]:
        dot = s.ellipse((sx + pen.between(-0.05, 0.05)) * w, low + sy * (100 - low), size, size * 0.8)
        pen.fill(s.within(dot, cap), spot)
    if pen.chance(0.5):
        pen.fill(s.polygon([(-11, low - 9), (11, low - 9), (14, low - 17), (0, low - 14), (-14, low - 17)]), lighter(stem, 0.3), detail=True)
    if pen.chance(0.45):
        pen.fill(s.together([s.leaf(pen.between(-22, 22), -1, pen.between(-34, 34), pen.between(10, 18), 0.14) for _ in range(4)]), pen.natural(*STALKS), detail=True)


def draw_cactus(pen: Pen) -> None:
    colour = pen.only((0.3, 0.53, 0.38), (0.25, 0.48, 0.42), (0.42, 0.58, 0.36))
    w = pen.between(9.5, 12)
    _ground_shade(pen, 18)

    def arm(side: int, y: float, reach: float, rise: float) -> skia.Path:
        t = w * 0.72
        path = skia.Path()
        path.moveTo(0, y)
        path.lineTo(side * (reach - t), y)
        path.quadTo(side * reach, y, side * reach, y + t)
        path.lineTo(side * reach, y + rise)
        return path

    trunk = s.rounded_rect(-w, -w, w, 100, w)
    trunk = s.within(trunk, s.rect(-60, 0, 60, 120))
    arms = [arm(-1, pen.between(32, 46), pen.between(26, 31), pen.between(22, 34))]
    if pen.chance(0.85):
        arms.append(arm(1, pen.between(42, 56), pen.between(25, 30), pen.between(16, 30)))
    if pen.chance(0.2):
        arms.append(arm(1, pen.between(22, 28), pen.between(24, 27), 12))
    outline = trunk
    for path in arms:
        outline = s.union(outline, s.thick(path, w * 1.4))
    pen.fill(outline, colour)
    pen.shade(s.minus(outline, s.moved(outline, pen.side * 6.5, 1.5)), 0.34, base=colour)
    rib = lighter(colour, 0.35) if luma(colour) < 0.6 else darker(colour, 0.35)
    for x in (-w * 0.42, w * 0.08, w * 0.52):
        pen.line(s.line((x, 4), (x, 94 - abs(x))), rib, 1.3, 0.75, detail=True)
    for path in arms:
        pen.line(path, rib, 1.3, 0.6, detail=True)
    if pen.chance(0.5):
        bloom = pen.natural((0.9, 0.45, 0.55), (0.95, 0.7, 0.35), (0.87, 0.35, 0.4))
        pen.fill(s.petal_ring(pen.between(-3, 3), 98, 0, 8, 5, 2.6, 0.3), bloom)


def draw_grass(pen: Pen) -> None:
    colour = pen.only((0.42, 0.58, 0.31), (0.34, 0.53, 0.34), (0.58, 0.64, 0.35))
    back, front = [], []
    n = pen.count(11, 15)
    wind = pen.between(-14, 14)
    for i in range(n):
        share = (i + pen.between(-0.3, 0.3)) / (n - 1) - 0.5
        tall = (100 if i == n // 2 else pen.between(48, 96)) * (1 - 0.45 * abs(share) * 1.4)
        x = share * 70
        tip = (x + share * 55 + wind * tall / 100, tall)
        blade = skia.Path()
        half = pen.between(3.2, 4.8)
        blade.moveTo(x - half, 0)
        blade.quadTo(x + share * 8 - half * 0.5, tall * 0.55, *tip)
        blade.quadTo(x + share * 8 + half, tall * 0.5, x + half, 0)
        blade.close()
        (back if i % 2 else front).append(blade)
    pen.fill(s.together(back), darker(colour, 0.3))
    pen.fill(s.together(front), colour)
    pen.fill(s.together([s.sized(b, 0.7, 0.62, 0, 0) for b in front[1::2]]), lighter(colour, 0.22), 0.85, detail=True)
    if pen.chance(0.5):
        seed = pen.natural((0.85, 0.72, 0.45), (0.75, 0.6, 0.4))
        for _ in range(2):
            x, y = pen.between(-30, 30), pen.between(72, 92)
            pen.line(s.curve([(x * 0.5, 0), (x * 0.7, y * 0.5), (x, y)]), darker(colour, 0.15), 1.8)
            pen.fill(s.leaf(x, y - 12, x + x * 0.1, y + 8, 0.24), seed)


def _stone(pen: Pen, x: float, half: float, tall: float, colour: Rgb) -> None:
    """A stone with three faces: top lit, front in its colour, the far side in shade."""
    k = [pen.between(0.9, 1.1) for _ in range(7)]
    d = pen.side  # faces are laid out from the lit side to the dark one
    foot_lit, foot_dark = (x + d * half, 0.0), (x - d * half * k[0], 0.0)
    lit_low, lit_high = (x + d * half * 0.92 * k[1], tall * 0.42 * k[2]), (x + d * half * 0.5 * k[3], tall * 0.86)
    crest = (x - d * half * 0.12 * k[4], tall)
    dark_high, dark_low = (x - d * half * 0.6 * k[5], tall * 0.74 * k[6]), (x - d * half * 0.95, tall * 0.32 * k[3])
    ridge, ridge_low = (x - d * half * 0.1 * k[1], tall * 0.56 * k[5]), (x - d * half * 0.3 * k[2], 0.0)
    body = s.polygon([foot_dark, dark_low, dark_high, crest, lit_high, lit_low, foot_lit])
    pen.fill(body, colour)
    pen.shade(s.polygon([foot_dark, dark_low, dark_high, crest, ridge, ridge_low]), 0.36, base=colour)
    pen.fill(s.polygon([crest, lit_high, lit_low, ridge]), lighter(colour, 0.24))
    crack = [(ridge[0] + d * half * 0.25, ridge[1] * 0.8), (ridge[0] + d * half * 0.38, ridge[1] * 0.5), (ridge[0] + d * half * 0.3, ridge[1] * 0.3)]
    pen.line(s.line(*crack), darker(colour, 0.5), 1.8, 0.7, detail=True)


def draw_rock(pen: Pen) -> None:
    colour = pen.only((0.52, 0.51, 0.52), (0.58, 0.53, 0.48), (0.43, 0.45, 0.5))
    _ground_shade(pen, 68)
    if pen.chance(0.6):  # lesser stones beside and behind it
        x = pen.pick((-1, 1)) * pen.between(46, 56)
        _stone(pen, x, pen.between(26, 32), pen.between(44, 58), darker(colour, 0.12))
    _stone(pen, 0.0, pen.between(52, 62), 99.0, colour)
    if pen.chance(0.55):
        _stone(pen, pen.pick((-1, 1)) * pen.between(48, 60), pen.between(17, 23), pen.between(22, 30), lighter(colour, 0.08))
    if pen.chance(0.5):
        moss = pen.natural((0.45, 0.56, 0.34), (0.37, 0.5, 0.36))
        pen.fill(s.together([s.leaf(x, -1, x + pen.between(-10, 10), pen.between(12, 24), 0.16) for x in (-60, -54, -48, 30, 36)]), moss, detail=True)


KINDS: dict[str, Kind] = {
    "pine_tree": kind(draw_pine_tree, "ground", 0.36, 0.56, "cluster", lean=0.03),
    "round_tree": kind(draw_round_tree, "ground", 0.34, 0.69, "scatter", lean=0.05),
    "palm_tree": kind(draw_palm_tree, "ground", 0.38, 0.72, "cluster"),
    "birch_tree": kind(draw_birch_tree, "ground", 0.38, 0.63, "cluster", lean=0.04),
    "tulip": kind(draw_tulip, "ground table", 0.3, 0.69, "row", lean=0.08),
    "sunflower": kind(draw_sunflower, "ground table", 0.35, 0.55, "row", lean=0.06),
    "rose": kind(draw_rose, "ground table", 0.33, 0.5, "row", lean=0.08),
    "daisy": kind(draw_daisy, "ground table", 0.3, 0.52, "scatter", lean=0.1),
    "mushroom": kind(draw_mushroom, "ground table", 0.24, 0.9, "cluster", lean=0.08),
    "cactus": kind(draw_cactus, "ground table", 0.28, 0.65, "scatter"),
    "grass": kind(draw_grass, "ground underwater", 0.18, 1.25, "scatter"),
    "rock": kind(draw_rock, "ground underwater water", 0.17, 1.38, "scatter"),
}
