"""City skyline, village, street: places people built."""

from __future__ import annotations

import math

import numpy as np
import skia

from .colour import darker, lighter, mix, ramp
from .display import Mark, Rgb
from .paths import circle, crest, down, fill, glow, line, merged, poly, rect, sines, smooth_into, under
from .places_land import air
from .scenery import bushes, tufts, window_grid
from .sky import add_sky
from .stage import Context, Stage
from .weather import add_weather


def _tower_top(rng: np.random.Generator, x: float, y: float, w: float) -> skia.Path:
    """Something on a flat roof: a spire, steps, a slant, a tank."""
    kind = int(rng.integers(6))
    if kind == 0:
        return merged([rect(x + w * 0.3, y - 0.03, w * 0.4, 0.032), rect(x + w * 0.48, y - 0.09, w * 0.05, 0.065)])
    if kind == 1:
        return poly([(x, y + 0.001), (x + w, y + 0.001), (x + w, y - w * 0.45)])
    if kind == 2:
        return poly([(x + w * 0.1, y + 0.001), (x + w * 0.5, y - w * 0.9), (x + w * 0.9, y + 0.001)])
    if kind == 3:
        return merged([rect(x + w * 0.15, y - 0.022, w * 0.7, 0.023), rect(x + w * 0.3, y - 0.044, w * 0.4, 0.024)])
    if kind == 4:
        return merged([rect(x + w * 0.55, y - 0.02, w * 0.3, 0.021), rect(x + w * 0.2, y - 0.012, w * 0.2, 0.013)])
    return rect(x, y - 0.001, w, 0.002)


def city_skyline(ctx: Context) -> Stage:
    """Three ranks of towers over a promenade by the water, windows lit after dark and their light in the water."""
    rng, p = ctx.rng, ctx.palette
    stage = Stage(horizon=0.68, sun_y=(0.1, 0.18))
    quay = rng.uniform(0.72, 0.78)
    add_sky(ctx, stage)
    lit_share = 0.45 if p.dark else 0.14 if ctx.light in ("sunset", "rain", "snowfall") else 0.0
    tints = [p.light, mix(p.light, p.accents[0], 0.55), mix(p.light, p.accents[3], 0.6)]
    columns: list[tuple[float, Rgb]] = []
    for k in range(3):
        t = k / 2
        colour = ctx.far(ramp(p.land, 0.15 + 0.85 * t), 0.72 * (1 - t))
        if p.dark:
            colour = mix(colour, p.ink, 0.25 * t)
        bodies, tops, side = skia.Path(), skia.Path(), skia.Path()
        lit = [skia.Path(), skia.Path(), skia.Path()]
        unlit = skia.Path()
        x = -0.05 - rng.uniform(0, 0.05)
        depth = 0.94 - 0.08 * k
        while x < 1.03:
            w = rng.uniform(0.06, 0.12) * (0.85 + 0.35 * t)
            centre = math.exp(-((x + w / 2 - (1 - ctx.subject_x)) / 0.35) ** 2)
            tall = (rng.uniform(0.18, 0.36) + 0.2 * centre * rng.uniform(0.4, 1.0)) * (1.25 - 0.45 * t)
            y = quay - tall
            bodies.addRect(skia.Rect.MakeXYWH(x, y, w, tall + 0.02))
            tops.addPath(_tower_top(rng, x, y, w))
            shade_x = x + w * 0.62 if ctx.light_from[0] < x else x
            side.addRect(skia.Rect.MakeXYWH(shade_x, y, w * 0.38, tall + 0.02))
            cols = max(2, int(w / (0.016 + 0.006 * t)))
            rows = max(4, int(tall / (0.026 + 0.008 * t)))
            on, off = window_grid(rng, x + w * 0.08, y + 0.012, w * 0.84, tall - 0.03, cols, rows, lit_share * (0.75 if k == 0 else 1.0), rng.uniform(0.34, 0.62))
            pick = int(rng.choice(3, p=[0.55, 0.25, 0.2]))
            lit[pick].addPath(on)
            if k:
                unlit.addPath(off)
                columns.append((x + w / 2, tints[pick] if p.dark else colour))
            x += w + (rng.uniform(-0.012, 0.006) if rng.random() < 0.8 else rng.uniform(0.01, 0.05))
        high = quay - 0.5
        stage.add("towers", depth, fill(bodies, colour, gradient=down(high, quay, colour, mix(colour, p.haze, 0.35 * (1 - 0.6 * t)))), fill(tops, colour))
        stage.add("shade side", depth - 0.001, Mark("fill", side, p.shadow, 0.2, shade=True))
        if not unlit.isEmpty():
            pane = mix(colour, p.sky[0], 0.4) if not p.dark else darker(colour, 0.03)
            stage.add("panes", depth - 0.002, fill(unlit, lighter(pane, 0.06) if not p.dark else pane, 0.75, detail=True))
        for tint, path in zip(tints, lit):
            if not path.isEmpty():
                stage.add("lit windows", depth - 0.003, *([glow(path, tint, 0.35, 0.006)] if k else []), fill(path, ctx.far(tint, 0.35 * (1 - t)), 0.9, light=True))
    water = rng.random() < 0.65
    if water:
        stage.add("water", 0.7, fill(rect(-0.1, quay, 1.2, 0.4), p.water[2], gradient=down(quay, 1.0, mix(p.water[1], p.land[3], 0.3), p.water[2], mix(p.water[3], p.shadow, 0.3))))
        streaks = [skia.Path() for _ in range(3)]
        for x, tint in columns:
            for _ in range(3):
                sx, sy = x + rng.uniform(-0.04, 0.04), quay + rng.uniform(0.0, 0.06)
                which = int(rng.integers(3))
                streaks[which].addRect(skia.Rect.MakeXYWH(sx, sy, rng.uniform(0.006, 0.016), rng.uniform(0.04, 0.16)))
        for tint, path in zip(tints if p.dark else [mix(c, p.water[1], 0.5) for c in (p.land[2], p.land[3], p.sky[-1])], streaks):
            stage.add("light in the water", 0.69, fill(path, tint, 0.42, light=p.dark))
        stage.add("quay", 0.705, fill(rect(-0.1, quay - 0.012, 1.2, 0.02), mix(p.land[3], p.ink, 0.4)))
        stage.stand("mid", "water", 0.6, quay + 0.06, 0.6, spread=0.04)
        stage.stand("near", "water", 0.5, quay + 0.13, 0.85, spread=0.04)
        stage.stand("far", "water", 0.65, quay + 0.03, 0.45, spread=0.01)
    else:
        park = mix(p.land[3], ctx.grade((0.25, 0.45, 0.32)), 0.55)
        stage.add("park", 0.7, fill(bushes(rng, lambda x: quay + 0.01, 22, 0.028), darker(park, 0.04)))
        stage.add("lawn", 0.69, fill(rect(-0.1, quay, 1.2, 0.4), park, gradient=down(quay, 1.0, lighter(park, 0.03), darker(park, 0.03))))
    walk = 0.91 if water else rng.uniform(0.86, 0.9)
    stone = mix(p.land[2], p.paper, 0.25 if not p.dark else 0.04)
    stage.add("promenade", 0.3, fill(rect(-0.1, walk, 1.2, 0.3), stone, gradient=down(walk, 1.0, lighter(stone, 0.02), darker(stone, 0.05))), fill(rect(-0.1, walk, 1.2, 0.008), lighter(stone, 0.08)))
    joints = skia.Path()
    for i in range(13):
        x = -0.1 + i * 0.1
        joints.moveTo(0.5 + (x - 0.5) * 0.9, walk + 0.008)
        joints.lineTo(0.5 + (x - 0.5) * 1.2, 1.02)
    stage.add("paving", 0.29, line(joints, darker(stone, 0.06), 0.003, 0.7, detail=True))
    if water and rng.random() < 0.6:
        rail = merged([rect(-0.1, walk - 0.045, 1.2, 0.006), rect(-0.1, walk - 0.022, 1.2, 0.004)] + [rect(0.03 + i * 0.117, walk - 0.048, 0.007, 0.05) for i in range(9)])
        stage.add("railing", 0.31, fill(rail, p.ink))
    stage.stand("far", "ground", 0.71, quay - 0.005, 0.5, haze=0.1)
    stage.stand("mid", "ground", 0.27, walk + 0.02, 0.82)
    stage.stand("near", "ground", 0.25, walk + 0.055, 0.95, spread=0.02)
    air(stage, ctx, 0.36)
    add_weather(ctx, stage)
    return stage


def _cottage(ctx: Context, x: float, y: float, s: float, haze: float) -> list[Mark]:
    """A small house of the village: wall, roof, door, windows, chimney, and its smoke."""
    rng, p = ctx.rng, ctx.palette
    w, h, roof = s * rng.uniform(0.9, 1.3), s * rng.uniform(0.5, 0.7), s * rng.uniform(0.42, 0.62)
    paints = [ctx.grade((0.95, 0.89, 0.78)), mix(p.accents[2], p.paper, 0.3), mix(p.accents[1], p.paper, 0.35), mix(p.accents[0], p.land[2], 0.2), mix(p.accents[3], p.paper, 0.4)]
    wall = ctx.far(paints[int(rng.integers(len(paints)))], haze)
    if p.dark:
        wall = mix(wall, p.shadow, 0.35)
    tile = ctx.far(mix(p.accents[int(rng.choice([0, 0, 3]))], p.shadow, 0.3), haze)
    if ctx.light == "snowfall":
        tile = ctx.grade((0.97, 0.98, 1.0))
    front = rect(x - w / 2, y - h, w, h + 0.004)
    lid = poly([(x - w * 0.58, y - h), (x - w * rng.uniform(0.28, 0.42), y - h - roof), (x + w * rng.uniform(0.28, 0.42), y - h - roof), (x + w * 0.58, y - h)]) if rng.random() < 0.5 else poly([(x - w * 0.58, y - h), (x, y - h - roof * 1.15), (x + w * 0.58, y - h)])
    chimney_x = x + w * rng.uniform(0.1, 0.26)
    marks = [fill(rect(chimney_x, y - h - roof * 1.1, w * 0.1, roof), darker(tile, 0.08) if ctx.light != "snowfall" else mix(p.shadow, p.accents[0], 0.3))]
    marks += [fill(front, wall), Mark("fill", rect(x - w / 2 if ctx.light_from[0] > x else x + w * 0.18, y - h, w * 0.32, h + 0.004), p.shadow, 0.16, shade=True), fill(lid, tile)]
    panes = merged([rect(x - w * 0.34, y - h * 0.72, w * 0.17, h * 0.3), rect(x + w * 0.17, y - h * 0.72, w * 0.17, h * 0.3)])
    lit = p.dark or ctx.light in ("snowfall", "rain", "sunset")
    if lit:
        marks += [glow(panes, p.light, 0.75, s * 0.07), fill(panes, mix(p.light, (1, 0.8, 0.4), 0.3), light=True)]
    else:
        marks.append(fill(panes, mix(p.sky[0], p.ink, 0.45)))
    marks.append(fill(rect(x - w * 0.07, y - h * 0.55, w * 0.15, h * 0.55), mix(p.ink, tile, 0.35)))
    if rng.random() < 0.5:
        smoke = []
        sx, sy = chimney_x + w * 0.05, y - h - roof * 1.1
        for i in range(4):
            smoke.append(circle(sx + i * s * 0.07, sy - s * (0.1 + 0.16 * i), s * (0.05 + 0.03 * i)))
        marks.append(fill(merged(smoke), mix(p.sky[-1], (1, 1, 1), 0.4), 0.45, detail=True))
    return marks


def village(ctx: Context) -> Stage:
    """Cottages gathered round a church on a slope, a path to them, gardens before them."""
    rng, p = ctx.rng, ctx.palette
    stage = Stage(horizon=rng.uniform(0.42, 0.5))
    h = stage.horizon
    add_sky(ctx, stage)
    b1, b2, b3 = sines(rng, 0.04, 1.3, 2), sines(rng, 0.028, 1.2, 2), sines(rng, 0.02, 1.1, 2)
    back = lambda x: h - 0.06 + b1(x)
    slope = lambda x: h + 0.1 + b2(x)
    front = lambda x: 0.8 + b3(x)
    stage.add("far hills", 0.95, fill(under(crest(back)), ctx.far(p.land[0], 0.6), gradient=down(h - 0.1, h + 0.2, ctx.far(p.land[0], 0.6), ctx.far(p.land[1], 0.4))))
    stage.add("wood", 0.94, fill(bushes(rng, back, 16, 0.022, *((0.0, 0.45) if ctx.subject_x > 0.5 else (0.55, 1.0))), ctx.far(p.land[2], 0.5)))
    stage.add("slope", 0.8, fill(under(crest(slope)), p.land[2], gradient=down(h, 0.85, ctx.far(p.land[1], 0.25), p.land[2])))
    side = 1 - ctx.subject_x
    # The church: its spire is what says "village" from afar.
    cx = side + rng.uniform(-0.08, 0.08)
    cy, s = slope(cx) + 0.02, rng.uniform(0.085, 0.11)
    stone = ctx.far(ctx.grade((0.93, 0.9, 0.84)), 0.2)
    if p.dark:
        stone = mix(stone, p.shadow, 0.35)
    tile = ctx.far(mix(p.accents[3], p.shadow, 0.35), 0.15) if ctx.light != "snowfall" else ctx.grade((0.97, 0.98, 1.0))
    lean = 1 if rng.random() < 0.5 else -1
    stage.add("church", 0.79,
              fill(rect(cx - s * 0.3, cy - s * 1.9, s * 0.6, s * 1.95), stone), Mark("fill", rect(cx + (0.02 if ctx.light_from[0] < cx else -0.3) * s, cy - s * 1.9, s * 0.28, s * 1.95), p.shadow, 0.16, shade=True),
              fill(poly([(cx - s * 0.38, cy - s * 1.88), (cx, cy - s * 3.3), (cx + s * 0.38, cy - s * 1.88)]), tile),
              fill(merged([rect(cx + lean * s * 0.9 - s * 0.7, cy - s * 0.75, s * 1.4, s * 0.8)]), darker(stone, 0.03)),
              fill(poly([(cx + lean * s * 0.9 - s * 0.82, cy - s * 0.75), (cx + lean * s * 0.9 - s * 0.5, cy - s * 1.35), (cx + lean * s * 0.9 + s * 0.5, cy - s * 1.35), (cx + lean * s * 0.9 + s * 0.82, cy - s * 0.75)]), tile),
              fill(merged([circle(cx, cy - s * 1.5, s * 0.11), rect(cx - s * 0.06, cy - s * 1.1, s * 0.12, s * 0.3)]), p.light if p.dark else mix(p.sky[0], p.ink, 0.5), light=p.dark))
    rows = ((0.05, 0.085, 6, 0.22, 0.77), (0.13, 0.115, 5, 0.1, 0.72))
    for off, size, n, haze, depth in rows:
        for i in rng.permutation(n):
            x = 0.04 + 0.92 * (i + rng.uniform(0.25, 0.75)) / n
            if depth < 0.75 and abs(x - ctx.subject_x) < 0.15 and ctx.spec.things:
                continue
            if abs(x - cx) < s * 0.7 and depth > 0.75:
                continue
            y = slope(x) + off + rng.uniform(-0.015, 0.015)
            stage.add("cottage", depth - 0.01 * (y - 0.5), *_cottage(ctx, x, y, size * rng.uniform(0.85, 1.15), haze))
    stage.add("gardens", 0.715, fill(bushes(rng, lambda x: slope(x) + 0.15, 13, 0.022), ctx.far(darker(p.land[3], 0.02), 0.12)))
    stage.add("near slope", 0.5, fill(under(crest(front)), p.land[3], gradient=down(0.77, 1.0, mix(p.land[2], p.light, 0.1 if not p.dark else 0.03), p.land[3])))
    path = smooth_into(skia.Path(), [(side - 0.02, front(side) - 0.004), (side + 0.05, 0.86), (0.42, 0.93), (0.36, 1.05)])
    path.lineTo(0.62, 1.05)
    smooth_into(path, [(0.62, 1.05), (0.58, 0.94), (side + 0.11, 0.865), (side + 0.025, front(side) - 0.004)], start=False)
    path.close()
    stage.add("path", 0.49, fill(path, mix(ctx.grade((0.88, 0.78, 0.62)), p.land[3], 0.2)))
    stage.add("grass", 0.2, fill(tufts(rng, lambda x: front(x) + 0.03, 30, 0.03, 0.16), darker(p.land[3], 0.05), 0.8, detail=True))
    stage.stand("far", "ground", 0.93, lambda x: back(x) + 0.02, 0.36, haze=0.35)
    stage.stand("mid", "ground", 0.6, lambda x: front(x) + 0.005, 0.8, haze=0.04)
    stage.stand("near", "ground", 0.4, lambda x: min(0.95, front(x) + 0.09), 0.95, spread=0.04)
    air(stage, ctx, h * 0.85)
    add_weather(ctx, stage)
    return stage


def street(ctx: Context) -> Stage:
    """Looking down a street: house fronts closing in to a point, a road, pavements, lamps."""
    rng, p = ctx.rng, ctx.palette
    stage = Stage(horizon=rng.uniform(0.5, 0.56), sun_y=(0.1, 0.24))
    vy = stage.horizon
    vx = 0.5 + (0.5 - ctx.subject_x) * rng.uniform(0.2, 0.6)
    add_sky(ctx, stage)

    def at(x: float, y: float, t: float) -> tuple[float, float]:
        """The point (x, y) of the picture plane moved the share t of the way to the vanishing point."""
        return x + (vx - x) * t, y + (vy - y) * t

    stage.add("end of the street", 0.95, fill(bushes(rng, lambda x: vy + 0.01, 5, 0.03, vx - 0.12, vx + 0.12), ctx.far(p.land[1], 0.55)))
    road = mix(p.land[3], ctx.grade((0.32, 0.33, 0.4)), 0.6)
    walk = mix(p.land[1], ctx.grade((0.78, 0.74, 0.7)), 0.6)
    if p.dark:
        walk = mix(walk, p.shadow, 0.3)
    wet = ctx.light in ("rain", "storm")
    stage.add("ground", 0.9, fill(rect(-0.1, vy, 1.2, 0.6), walk, gradient=down(vy, 1.0, ctx.far(walk, 0.4), walk)))
    left, right = -0.12, 1.12
    stage.add("road", 0.89, fill(poly([at(left, 1.08, 0.98), at(right, 1.08, 0.98), (right, 1.08), (left, 1.08)]), road, gradient=down(vy, 1.0, ctx.far(road, 0.5), road)))
    kerb = merged([poly([at(left - 0.05, 1.08, 0.98), at(left, 1.08, 0.98), (left, 1.08), (left - 0.05, 1.08)]), poly([at(right + 0.05, 1.08, 0.98), at(right, 1.08, 0.98), (right, 1.08), (right + 0.05, 1.08)])])
    stage.add("kerb", 0.885, fill(kerb, lighter(walk, 0.07)))
    dashes = skia.Path()
    for i in range(6):
        t0, t1 = 1 - 0.62 ** i, 1 - 0.62 ** (i + 0.5)
        pts = [at(0.485, 1.08, t0), at(0.515, 1.08, t0), at(0.512, 1.08, t1), at(0.488, 1.08, t1)]
        dashes.addPoly([skia.Point(*q) for q in pts], True)
    stage.add("lane", 0.88, fill(dashes, mix(p.paper, road, 0.2)))

    paints = [p.land[0], p.land[1], p.land[2]] + [mix(c, p.land[1], 0.35) for c in p.accents]
    share = 0.5 if p.dark else 0.16 if ctx.light in ("sunset", "rain", "snowfall") else 0.0
    lit_all: list[tuple[skia.Path, float]] = []
    for side in (-1, 1):
        edge = -0.34 if side < 0 else 1.34
        shaded = (ctx.light_from[0] < 0.5) == (side < 0)
        t = 0.0
        k = 0
        cuts = [0.0]
        while cuts[-1] < 0.9:
            cuts.append(cuts[-1] + (1 - cuts[-1]) * rng.uniform(0.24, 0.34))
        for a, b in zip(cuts, cuts[1:]):
            top = rng.uniform(-0.62, -0.12)
            colour = paints[int(rng.integers(len(paints)))]
            colour = mix(colour, p.shadow, (0.42 if shaded else 0.12) + (0.25 if p.dark else 0))
            colour = ctx.far(colour, 0.75 * a)
            depth = 0.8 + 0.06 * a
            f = lambda u, v, top=top, a=a, b=b, edge=edge: at(edge, 1.0 + (top - 1.0) * v, a + (b - a) * u)
            wall = poly([f(0, 0), f(0, 1), f(1, 1), f(1, 0)])
            marks = [fill(wall, colour, gradient=down(top, 1.0, colour, mix(colour, p.haze, 0.12)))]
            # Towards us each house shows a sliver of its gable where it stands above its neighbour.
            eave = poly([f(0, 1.0), f(0, 1.035), f(1, 1.035), f(1, 1.0)])
            marks.append(fill(eave, darker(colour, 0.08)))
            floors = int(rng.integers(3, 5))
            panes_on, panes_off = skia.Path(), skia.Path()
            columns = 3 if b - a > 0.1 else 2
            for i in range(floors):
                for c in range(columns):
                    u0, u1 = (c + 0.25) / columns, (c + 0.75) / columns
                    v0, v1 = 0.3 + 0.66 * (i + 0.2) / floors, 0.3 + 0.66 * (i + 0.75) / floors
                    quad = [f(u0, v0), f(u0, v1), f(u1, v1), f(u1, v0)]
                    (panes_on if rng.random() < share else panes_off).addPoly([skia.Point(*q) for q in quad], True)
            shop = poly([f(0.1, 0.0), f(0.1, 0.2), f(0.9, 0.2), f(0.9, 0.0)])
            shop_lit = share > 0 and rng.random() < share + 0.25
            pane = ctx.far(mix(p.sky[0], p.ink, 0.5), 0.6 * a)
            marks.append(fill(panes_off, pane, 0.85))
            marks.append(fill(shop, ctx.far(mix(p.light, colour, 0.15), 0.4 * a) if shop_lit else pane, light=shop_lit))
            if a < 0.7:
                awning = poly([f(0.05, 0.2), f(0.05, 0.255), f(0.95, 0.255), f(0.95, 0.2)])
                tone = p.accents[int(rng.integers(4))]
                marks.append(fill(awning, ctx.far(mix(tone, p.shadow, 0.25 if shaded or p.dark else 0.05), 0.6 * a)))
            stage.add("house front", depth, *marks)
            if not panes_on.isEmpty():
                stage.add("lit windows", depth - 0.001, glow(panes_on, p.light, 0.5, 0.01), fill(panes_on, ctx.far(p.light, 0.35 * a), light=True))
    if not ctx.wants("lantern", "lamp"):
        posts, heads = skia.Path(), []
        for side in (-1, 1):
            for t in (0.3, 0.56, 0.74):
                x, y = at(-0.06 if side < 0 else 1.06, 1.02, t)
                tall = 0.52 * (1 - t)
                w = 0.012 * (1 - t)
                posts.addRect(skia.Rect.MakeLTRB(x - w, y - tall, x + w, y))
                arm = -side * 0.05 * (1 - t)
                posts.addRect(skia.Rect.MakeLTRB(min(x, x + arm), y - tall, max(x, x + arm), y - tall + w * 1.6))
                heads.append((x + arm, y - tall + w * 3, 0.022 * (1 - t)))
        bulbs = merged([circle(*q) for q in heads])
        lamps_lit = p.dark or wet
        marks = [fill(posts, p.ink)]
        marks += [glow(merged([circle(x, y, r * 3.2) for x, y, r in heads]), p.light, 0.5, 0.02), fill(bulbs, mix(p.light, (1, 1, 1), 0.3), light=True)] if lamps_lit else [fill(bulbs, mix(p.paper, p.sky[-1], 0.3))]
        stage.add("lamps", 0.7, *marks)
    if wet or p.dark:
        gleam = skia.Path()
        for _ in range(14):
            t = rng.uniform(0.1, 0.85)
            x, y = at(rng.uniform(0.0, 1.0), 1.04, t)
            w = 0.05 * (1 - t) * rng.uniform(0.5, 1.2)
            gleam.addOval(skia.Rect.MakeLTRB(x - w, y - w * 0.12, x + w, y + w * 0.12))
        stage.add("gleam", 0.875, fill(gleam, mix(p.light, p.sky[-1], 0.4), 0.4, light=True))
    ground = lambda t: vy + (1.02 - vy) * (1 - t)
    stage.stand("far", "ground", 0.69, ground(0.7), 0.45, haze=0.2, left=vx - 0.16, right=vx + 0.16)
    stage.stand("mid", "ground", 0.6, ground(0.36), 0.78, haze=0.05, left=0.16, right=0.84, spread=0.03)
    stage.stand("near", "ground", 0.4, ground(0.17), 0.95, left=0.1, right=0.9, spread=0.05)
    stage.stand("near", "air", 0.5, 0.26, 0.75, spread=0.12, left=0.25, right=0.75)
    stage.stand("mid", "air", 0.6, 0.26, 0.6, haze=0.1, spread=0.14, left=0.3, right=0.7)
    stage.stand("far", "air", 0.9, 0.34, 0.4, haze=0.3, spread=0.08, left=0.35, right=0.65)
    add_weather(ctx, stage)
    return stage


BUILDERS = {"city_skyline": city_skyline, "village": village, "street": street}
