"""Meadow, hills, mountains, desert, forest, snow field: places of earth."""

from __future__ import annotations

import math

import numpy as np
import skia

from .colour import darker, lighter, mix, ramp
from .display import Mark
from .paths import boolean, circle, crest, down, fill, glow, jagged, line, merged, outline, poly, rect, sines, smooth_into, under
from .scenery import birds_afar, bushes, pine, pines, snow_cap, tufts
from .sky import add_sky
from .stage import Context, Stage
from .weather import add_weather


def air(stage: Stage, ctx: Context, ceiling: float) -> None:
    """Room for what flies, between the top and `ceiling`."""
    stage.stand("near", "air", 0.34, ceiling * 0.5, 1.0, spread=ceiling * 0.24)
    stage.stand("mid", "air", 0.36, ceiling * 0.5, 0.7, haze=0.12, spread=ceiling * 0.3)
    stage.stand("far", "air", 0.92, ceiling * 0.68, 0.45, haze=0.4, spread=ceiling * 0.16)


def meadow(ctx: Context) -> Stage:
    """A wide field of flowers up to our knees, a line of trees far behind."""
    rng, p = ctx.rng, ctx.palette
    stage = Stage(horizon=rng.uniform(0.44, 0.56))
    h = stage.horizon
    add_sky(ctx, stage)
    far = sines(rng, 0.018, 1.4, 2)
    stage.add("far land", 0.95, fill(under(crest(lambda x: h - 0.045 + far(x)), h + 0.05), ctx.far(p.land[0], 0.62)))
    stage.add("far trees", 0.94, fill(bushes(rng, lambda x: h - 0.005, 30, 0.026), ctx.far(p.land[1], 0.45)))
    g1, g2, g3 = sines(rng, 0.01, 1.4, 2), sines(rng, 0.014, 1.2, 2), sines(rng, 0.018, 1.1, 2)
    y1, y2 = h + (1 - h) * 0.22, h + (1 - h) * 0.58
    stage.add("field far", 0.9, fill(under(crest(lambda x: h + g1(x) * 0.3)), p.land[1], gradient=down(h, y2, ctx.far(p.land[0], 0.25), ctx.far(p.land[1], 0.1))))
    stage.add("field", 0.7, fill(under(crest(lambda x: y1 + g2(x))), p.land[2], gradient=down(y1, 1.0, mix(p.land[1], p.light, 0.12), p.land[2])))
    stage.add("field near", 0.4, fill(under(crest(lambda x: y2 + g3(x))), p.land[3], gradient=down(y2, 1.0, mix(p.land[2], p.light, 0.08), p.land[3], darker(p.land[3], 0.04))))
    stage.add("grass far", 0.69, fill(tufts(rng, lambda x: y1 + g2(x), 30, 0.022, y2 - y1), darker(p.land[2], 0.03), 0.7, detail=True))
    # Flowers in drifts: dots far, petals near, in two or three accents only.
    tones = [p.accents[i] for i in rng.permutation(len(p.accents))[:3]]
    for i, (top, size, n, depth) in enumerate(((y1, 0.0045, 70, 0.68), (y1 + (y2 - y1) * 0.5, 0.0065, 46, 0.6), (y2, 0.0095, 26, 0.38))):
        for tone in tones[:2 + i % 2]:
            dots = skia.Path()
            mx = rng.uniform(0.1, 0.9)
            for _ in range(n // 2):
                x = mx + rng.normal(0, 0.28)
                y = top + 0.02 + rng.uniform(0, 1) * (0.1 + 0.05 * i)
                dots.addOval(skia.Rect.MakeLTRB(x - size, y - size * 0.8, x + size, y + size * 0.8))
            stage.add("flowers", depth, fill(dots, ctx.far(tone, 0.18 - 0.09 * i)))
    stage.add("grass", 0.2, fill(tufts(rng, lambda x: 0.98 + g3(x), 60, 0.09, 0.05), darker(p.land[3], 0.06)))
    heads = skia.Path()
    middles = skia.Path()
    stems = skia.Path()
    for _ in range(int(rng.integers(8, 16))):
        x = rng.uniform(0.0, 1.0)
        if abs(x - ctx.subject_x) < 0.14 and rng.random() < 0.8:
            continue
        y, r = rng.uniform(0.84, 0.97), rng.uniform(0.012, 0.02)
        stems.moveTo(x, y)
        stems.quadTo(x + 0.01, y + 0.08, x + rng.uniform(-0.02, 0.02), 1.02)
        n = int(rng.integers(5, 8))
        turn = rng.uniform(0, 6.3)
        for k in range(n):
            a = turn + math.tau * k / n
            heads.addCircle(x + r * 0.72 * math.cos(a), y + r * 0.62 * math.sin(a), r * 0.5)
        middles.addCircle(x, y, r * 0.42)
    stage.add("near flowers", 0.1, line(stems, darker(p.land[3], 0.1), 0.004), fill(heads, tones[0]), fill(middles, mix(tones[1], p.light, 0.3)))
    stage.stand("far", "ground", 0.89, h + 0.03, 0.46, haze=0.28, spread=0.015)
    stage.stand("mid", "ground", 0.62, lambda x: y1 + g2(x) + 0.06, 0.82, haze=0.06, spread=0.05)
    stage.stand("near", "ground", 0.3, lambda x: y2 + g3(x) + 0.1, 1.0, spread=0.08)
    air(stage, ctx, h)
    add_weather(ctx, stage)
    return stage


def hills(ctx: Context) -> Stage:
    """Rolling hills, four or five deep, each paler behind the other, with fields drawn on them."""
    rng, p = ctx.rng, ctx.palette
    n = int(rng.integers(4, 6))
    stage = Stage(horizon=rng.uniform(0.46, 0.56))
    h = stage.horizon
    add_sky(ctx, stage)
    tops = []
    for k in range(n):
        t = k / (n - 1)
        level = h + (0.9 - h) * t ** 1.1
        wave = sines(rng, 0.055 + 0.02 * t, rng.uniform(0.8, 1.5), 2, 0.28)
        top = lambda x, level=level, wave=wave: level + wave(x) - 0.03
        tops.append(top)
        colour = ctx.far(ramp(p.land, t), 0.7 * (1 - t) ** 1.3)
        depth = 0.94 - 0.14 * k
        points = crest(top, 30)
        high = min(y for _, y in points)
        shape = under(points)
        stage.add("hill", depth, fill(shape, colour, gradient=down(high, high + 0.36, mix(colour, p.light, 0.16 if not p.dark else 0.07), colour, mix(colour, p.haze, 0.28 * (1 - t)))))
        if 0 < k and rng.random() < 0.75:
            rows = skia.Path()
            lean = rng.uniform(-0.25, 0.25)
            for i in range(int(rng.integers(4, 8))):
                off = 0.018 + i * (0.02 + 0.008 * k)
                smooth_into(rows, [(x, top(x) + off * (1 + lean * x * 3)) for x in np.linspace(-0.05, 1.05, 12)])
            stage.add("furrows", depth - 0.005, line(rows, darker(colour, 0.045) if i % 2 else lighter(colour, 0.03), 0.003 + 0.0015 * k, 0.55, detail=True))
        for _ in range(int(rng.integers(1, 4)) if k < n - 1 else 0):
            a = rng.uniform(0, 0.8)
            trees = bushes(rng, top, int(rng.integers(3, 8)), 0.014 + 0.016 * t, a, a + 0.24) if rng.random() < 0.6 else pines(rng, top, int(rng.integers(3, 7)), 0.05 + 0.04 * t, a, a + 0.22)
            stage.add("copse", depth + 0.004, fill(trees, mix(darker(colour, 0.08), p.shadow, 0.15)))
    if not ctx.wants("bird") and rng.random() < 0.4:
        stage.add("birds", 0.9, birds_afar(ctx, 1 - ctx.subject_x, h * 0.5))
    stage.stand("far", "ground", 0.94 - 0.14 - 0.001, lambda x: tops[1](x) + 0.012, 0.5, haze=0.35, spread=0.01)
    stage.stand("mid", "ground", 0.94 - 0.14 * (n - 2) - 0.001, lambda x: tops[n - 2](x) + 0.02, 0.82, haze=0.1, spread=0.02)
    stage.stand("near", "ground", 0.94 - 0.14 * (n - 1) - 0.001, lambda x: min(0.96, tops[n - 1](x) + 0.03), 1.0, spread=0.025)
    air(stage, ctx, h)
    add_weather(ctx, stage)
    return stage


def mountains(ctx: Context) -> Stage:
    """Jagged ranges one behind the other, the far ones almost sky, firs at our feet."""
    rng, p = ctx.rng, ctx.palette
    n = int(rng.integers(3, 6))
    stage = Stage(horizon=rng.uniform(0.5, 0.6), sun_y=(0.1, 0.2))
    h = stage.horizon
    stage.horizon = h - 0.02
    add_sky(ctx, stage)
    rough = rng.uniform(0.16, 0.34)
    snowy = rng.random() < 0.55 or ctx.light == "snowfall"
    lit_left = ctx.light_from[0] < 0.5
    for k in range(n):
        t = k / max(1, n - 1)
        base = h + (0.84 - h) * t
        tall = (0.34 - 0.16 * t) * rng.uniform(0.9, 1.2)
        points = jagged(rng, int(rng.integers(2, 4)) + k, base, tall, rough, 2)
        colour = ctx.far(ramp(p.land, 0.1 + 0.9 * t), 0.78 * (1 - t) ** 0.9)
        depth = 0.94 - 0.1 * k
        high = min(y for _, y in points)
        stage.add("range", depth, fill(under(points, curved=False), colour, gradient=down(high, base + 0.16, colour, mix(colour, p.haze, 0.42 * (1 - 0.6 * t)))))
        summits = [i for i in range(1, len(points) - 1) if points[i][1] < points[i - 1][1] and points[i][1] < points[i + 1][1]]
        summits = [i for i in summits if points[i][1] == min(y for _, y in points[max(0, i - 3):i + 4])]
        shade = skia.Path()
        caps = skia.Path()
        for i in summits:
            x, y = points[i]
            # Facets: the flank away from the light, down a wandering spine.
            step = 1 if lit_left else -1
            flank = [(x, y)]
            j = i + step
            while 0 <= j < len(points) and (j - i) * step < 5 and points[j][1] > flank[-1][1] - 0.004:
                flank.append(points[j])
                j += step
            if len(flank) > 2:
                ex, ey = flank[-1]
                spine = [(x + (ex - x) * 0.25 + rng.uniform(-0.015, 0.015), y + (ey - y) * 1.15 + 0.05), (x + (ex - x) * 0.02 + rng.uniform(-0.02, 0.02), y + (ey - y) * 0.5)]
                shade.addPoly([skia.Point(float(a), float(b)) for a, b in flank + spine], True)
            if snowy and t < 0.7 and y < base - tall * 0.5:
                caps.addPath(snow_cap(points, i, 3, rng))
        if not shade.isEmpty() and t < 0.99:
            stage.add("shade", depth - 0.002, Mark("fill", shade, p.shadow, 0.2 + 0.06 * t, shade=True))
        if not caps.isEmpty():
            stage.add("snow caps", depth - 0.001, fill(caps, ctx.far(ctx.grade((0.97, 0.98, 1.0)), 0.35 * (1 - t)), 0.92))
    floor = sines(rng, 0.02, 1.3, 2)
    near = lambda x: 0.9 + floor(x)
    stage.add("foreground", 0.3, fill(under(crest(near)), mix(p.land[-1], p.ink, 0.2), gradient=down(0.86, 1.02, p.land[-1], mix(p.land[-1], p.ink, 0.4))))
    if rng.random() < 0.75:
        wide = 0.13 if ctx.spec.things else 0.0
        stage.add("firs", 0.28, fill(pines(rng, near, int(rng.integers(9, 18)), rng.uniform(0.1, 0.17), gap=(ctx.subject_x - wide, ctx.subject_x + wide)), mix(p.land[-1], p.ink, 0.5)))
    else:
        rocks = skia.Path()
        for _ in range(int(rng.integers(3, 7))):
            x, r = rng.uniform(0, 1), rng.uniform(0.015, 0.05)
            rocks.addPoly([skia.Point(x - r, near(x) + 0.02), skia.Point(x - r * 0.5, near(x) - r * 0.7), skia.Point(x + r * 0.3, near(x) - r * 0.9), skia.Point(x + r, near(x) + 0.02)], True)
        stage.add("rocks", 0.28, fill(rocks, mix(p.land[-1], p.ink, 0.35)))
    if not ctx.wants("bird") and rng.random() < 0.5:
        stage.add("birds", 0.86, birds_afar(ctx, 1 - ctx.subject_x + rng.uniform(-0.1, 0.1), h * 0.42))
    mid_y = h + (0.84 - h) * 0.9
    stage.stand("far", "ground", 0.94 - 0.1 * (n - 1) + 0.05, mid_y - 0.06, 0.42, haze=0.35, spread=0.02)
    stage.stand("mid", "ground", 0.31, lambda x: near(x) + 0.005, 0.8, haze=0.06)
    stage.stand("near", "ground", 0.25, lambda x: min(0.965, near(x) + 0.04), 0.95, spread=0.03)
    air(stage, ctx, h * 0.8)
    add_weather(ctx, stage)
    return stage


def desert(ctx: Context) -> Stage:
    """Dunes with a lit and a shaded side, tables of rock on the horizon."""
    rng, p = ctx.rng, ctx.palette
    stage = Stage(horizon=rng.uniform(0.46, 0.56))
    h = stage.horizon
    add_sky(ctx, stage, clouds=0.4)
    if rng.random() < 0.7:
        mesas = []
        for _ in range(int(rng.integers(1, 4))):
            x, w, tall = rng.uniform(0.02, 0.98), rng.uniform(0.05, 0.14), rng.uniform(0.06, 0.15)
            slope = w * rng.uniform(0.12, 0.3)
            mesas.append(poly([(x - w - slope, h + 0.02), (x - w - slope * 0.3, h - tall * 0.45), (x - w, h - tall * 0.5), (x - w * 0.94, h - tall), (x + w * 0.7, h - tall * 1.02),
                               (x + w * 0.76, h - tall * 0.78), (x + w, h - tall * 0.74), (x + w + slope * 0.4, h - tall * 0.35), (x + w + slope, h + 0.02)]))
        colour = ctx.far(p.land[2], 0.5)
        stage.add("mesas", 0.95, fill(merged(mesas), colour, gradient=down(h - 0.15, h + 0.01, colour, mix(colour, p.haze, 0.4))))
    n = int(rng.integers(3, 5))
    tops = []
    lit_left = ctx.light_from[0] < 0.5
    for k in range(n):
        t = k / (n - 1)
        level = h + 0.015 + (0.86 - h) * t
        peak = float(np.clip((0.3 if k % 2 else 0.72) + rng.uniform(-0.16, 0.16), 0.15, 0.85))
        height = (0.07 + 0.07 * t) * rng.uniform(0.8, 1.25)
        wave = sines(rng, 0.007, 1.3, 2)

        def top(x: float, level=level, peak=peak, height=height, wave=wave) -> float:
            # A sharp crest: steep on the lee side, long on the other.
            d = abs(x - peak) * (3.0 if (x > peak) == lit_left else 2.0)
            return level - height * math.exp(-(d ** 1.25)) + wave(x)

        tops.append(top)
        colour = ctx.far(p.land[min(3, k if n > 3 else k + (k > 1))], 0.55 * (1 - t))
        depth = 0.92 - 0.16 * k
        pts = sorted(crest(top, 36) + [(peak, top(peak))])
        stage.add("dune", depth, fill(under(pts), colour, gradient=down(level - height, level + 0.25, mix(colour, p.light, 0.22 if not p.dark else 0.1), colour)))
        # The lee side lies in shade, from the crest down along a bending edge that the next dune covers.
        side = 1 if lit_left else -1
        low = level + 0.3
        bend = rng.uniform(0.03, 0.09)
        edge = [(peak, top(peak)), (peak - side * bend, top(peak) + height * 0.4), (peak + side * bend * 0.3, top(peak) + height * 0.95),
                (peak - side * bend * rng.uniform(-0.5, 1.5), top(peak) + height * 1.7), (peak + side * bend, low)]
        shade = smooth_into(skia.Path(), edge)
        far_x = 1.1 if side > 0 else -0.1
        shade.lineTo(far_x, low)
        for x in np.linspace(far_x, peak, 22):
            shade.lineTo(float(x), top(float(x)))
        shade.close()
        stage.add("lee side", depth - 0.002, Mark("fill", shade, mix(p.shadow, colour, 0.3), 0.3 + 0.06 * t, shade=True))
        if k >= n - 2:
            ripples = skia.Path()
            for i in range(int(rng.integers(5, 9))):
                off = 0.05 + 0.022 * i
                a = rng.uniform(-0.05, 0.5)
                smooth_into(ripples, [(x, top(x) * 0.5 + level * 0.5 + off + 0.004 * math.sin(x * 34 + i)) for x in np.linspace(a, a + rng.uniform(0.2, 0.5), 9)])
            stage.add("ripples", depth - 0.003, line(ripples, darker(colour, 0.05), 0.003, 0.6, detail=True))
    if not ctx.wants("cactus") and rng.random() < 0.4:
        cacti = skia.Path()
        for _ in range(int(rng.integers(1, 4))):
            x = rng.uniform(0.04, 0.96)
            if abs(x - ctx.subject_x) < 0.14:
                continue
            y, s = tops[n - 2](x) + 0.01, rng.uniform(0.05, 0.09)
            cacti.addRoundRect(skia.Rect.MakeXYWH(x - s * 0.1, y - s, s * 0.2, s), s * 0.1, s * 0.1)
            for side in (-1, 1):
                ay = y - s * rng.uniform(0.4, 0.6)
                cacti.addRoundRect(skia.Rect.MakeLTRB(min(x, x + side * s * 0.36), ay - s * 0.07, max(x, x + side * s * 0.36), ay + s * 0.07), s * 0.06, s * 0.06)
                cacti.addRoundRect(skia.Rect.MakeXYWH(x + side * s * 0.36 - s * 0.07, ay - s * 0.32, s * 0.14, s * 0.39), s * 0.06, s * 0.06)
        stage.add("far cacti", 0.92 - 0.16 * (n - 2) - 0.001, fill(cacti, mix(p.land[3], ctx.grade((0.2, 0.38, 0.3)), 0.6)))
    stage.stand("far", "ground", 0.92 - 0.001, lambda x: tops[0](x) + 0.012, 0.46, haze=0.3)
    stage.stand("mid", "ground", 0.92 - 0.16 * (n - 2) - 0.004, lambda x: tops[n - 2](x) + 0.03, 0.82, haze=0.06, spread=0.02)
    stage.stand("near", "ground", 0.92 - 0.16 * (n - 1) - 0.004, lambda x: min(0.95, tops[n - 1](x) + 0.05), 1.0, spread=0.03)
    air(stage, ctx, h)
    add_weather(ctx, stage)
    return stage


def forest(ctx: Context) -> Stage:
    """Between trunks: ranks of trees fading into the light at the end, a floor of moss, beams through the leaves."""
    rng, p = ctx.rng, ctx.palette
    stage = Stage(horizon=rng.uniform(0.6, 0.66), backdrop=0.7, sun_y=(0.26, 0.36))
    h = stage.horizon
    add_sky(ctx, stage, clouds=0.0)
    conifer = rng.random() < 0.5
    glade = ctx.subject_x
    if ctx.wants("sun", "moon"):        # only the glade shows the sky
        ctx.sun = (glade + rng.uniform(-0.05, 0.05), ctx.sun[1], ctx.sun[2])
        ctx.light_from = ctx.sun[:2]
    stage.add("deep wood", 0.96, fill(rect(-0.1, -0.1, 1.2, 1.3), ctx.far(p.land[1], 0.75), 0.45 if ctx.light in ("aurora", "moonlight", "night", "storm") else 0.62, gradient=down(0, h, ctx.far(p.land[2], 0.45), ctx.far(p.land[0], 0.85))))
    ranks = 4
    for k in range(ranks):
        t = k / (ranks - 1)
        colour = ctx.far(ramp(p.land, 0.25 + 0.75 * t), 0.72 * (1 - t) ** 0.85)
        bark = mix(colour, ctx.grade((0.36, 0.26, 0.24)), 0.15 + 0.45 * t)
        depth = 0.92 - 0.15 * k
        floor_wave = sines(rng, 0.01 + 0.008 * t, 1.6, 2)
        level = h + (0.86 - h) * t ** 1.2
        floor = lambda x, level=level, wave=floor_wave: level + wave(x)
        trunks, leaves, rings = skia.Path(), skia.Path(), skia.Path()
        n = int((13, 10, 6, 4)[k] + rng.integers(-1, 2))
        for i in range(n):
            x = -0.05 + 1.1 * (i + rng.uniform(0.1, 0.9)) / n
            if k >= 2 and abs(x - glade) < 0.19:
                x += 0.26 * (1 if x > glade else -1)
                if not -0.1 < x < 1.1:
                    continue
            y = floor(x) + 0.012
            if conifer and k < 3:
                # Whole firs, the nearer ones reaching out of the picture.
                pine(leaves, rng, x, y - 0.01, (0.34, 0.5, 0.82)[k] * rng.uniform(0.75, 1.2))
                continue
            w = (0.006 + 0.024 * t ** 1.4) * rng.uniform(0.75, 1.3)
            lean = rng.uniform(-0.03, 0.03)
            flare = w * (1.7 + rng.uniform(0, 0.5))
            trunk = skia.Path()
            trunk.moveTo(x - flare, y)
            trunk.quadTo(x - w * 0.9, y - 0.05 - 0.05 * t, x - w * 0.75 + lean, -0.1)
            trunk.lineTo(x + w * 0.75 + lean, -0.1)
            trunk.quadTo(x + w * 0.9, y - 0.05 - 0.05 * t, x + flare, y)
            trunk.close()
            trunks.addPath(trunk)
            for _ in range(int(rng.integers(0, 3)) if k else 0):
                by, side = rng.uniform(0.22, 0.6), 1 if rng.random() < 0.5 else -1
                reach = rng.uniform(0.04, 0.09) * (0.6 + t)
                trunks.moveTo(x, by + w * 0.55)
                trunks.quadTo(x + side * reach * 0.7, by, x + side * reach, by - reach * 0.8)
                trunks.quadTo(x + side * reach * 0.6, by - w * 0.5, x, by - w * 0.35)
                trunks.close()
            if k == 3:
                for _ in range(5):
                    ry, rw = rng.uniform(0.1, 0.8), w * rng.uniform(0.3, 0.7)
                    rings.addOval(skia.Rect.MakeLTRB(x + lean * 0.4 - rw, ry, x + lean * 0.4 + rw * 0.4, ry + 0.007))
        foliage = lighter(colour, 0.015) if not p.dark else colour
        low = 0.36 - 0.2 * t if not conifer else 0.13 if k == 3 else None
        if low is not None:
            for i in range(13):
                cx = -0.05 + 1.1 * i / 12
                r = (0.06 + 0.04 * t) * rng.uniform(0.7, 1.25)
                leaves.addOval(skia.Rect.MakeLTRB(cx - r * 1.2, low - 0.1 - r + rng.uniform(-0.04, 0.05), cx + r * 1.2, low - 0.1 + r))
            leaves.addRect(skia.Rect.MakeLTRB(-0.1, -0.2, 1.1, max(0.0, low - 0.08)))
            leaves = outline(leaves)
        if not trunks.isEmpty():
            stage.add("trunks", depth, fill(trunks, bark))
            if not rings.isEmpty():
                stage.add("bark", depth - 0.0005, fill(rings, darker(bark, 0.06), 0.8, detail=True))
        if not leaves.isEmpty():
            stage.add("leaves", depth - 0.001, fill(leaves, foliage, gradient=down(0, 0.4 if not conifer else level, darker(foliage, 0.05), foliage if not conifer else mix(foliage, p.haze, 0.3 * (1 - t)))))
        stage.add("floor", depth - 0.003, fill(under(crest(floor)), mix(colour, p.light, 0.06), gradient=down(level, level + 0.2, mix(colour, p.light, 0.16 if not p.dark else 0.05), colour)))
        if k in (1, 2) and ctx.light in ("dawn", "day", "sunset", "moonlight", "fog"):
            beams = []
            sx = ctx.light_from[0]
            lean = 0.3 if sx < 0.5 else -0.3
            for _ in range(int(rng.integers(2, 4))):
                bx, bw = rng.uniform(0, 1) - lean * 0.5, rng.uniform(0.02, 0.06)
                beams.append(poly([(bx, -0.05), (bx + bw, -0.05), (bx + bw * 2.2 + lean, 0.9), (bx + lean - bw, 0.9)]))
            stage.add("beams", depth - 0.05, Mark("fill", merged(beams), p.light, 0.19, gradient=down(0, 0.9, p.light, mix(p.light, p.haze, 0.8)), blur=0.006, light=True))
    ferns = tufts(rng, lambda x: 0.93 + 0.015 * math.sin(9 * x), 34, 0.06, 0.06)
    stage.add("ferns", 0.1, fill(ferns, darker(p.land[3], 0.05)))
    if p.dark and ctx.light != "storm" and rng.random() < 0.7:
        flies = merged([circle(rng.uniform(0.05, 0.95), rng.uniform(0.4, 0.92), rng.uniform(0.003, 0.006)) for _ in range(14)])
        stage.add("fireflies", 0.2, glow(flies, p.light, 0.7, 0.012), fill(flies, p.light, light=True))
    # In front of the nearest trunks, or things would hide behind them more often than not.
    stage.stand("far", "ground", 0.6, h + (0.86 - h) * 0.5, 0.5, haze=0.3, spread=0.015)
    stage.stand("mid", "ground", 0.4, 0.83, 0.8, haze=0.04, spread=0.03)
    stage.stand("near", "ground", 0.3, 0.9, 1.0, spread=0.05)
    stage.stand("near", "air", 0.34, 0.4, 0.85, spread=0.2)
    stage.stand("mid", "air", 0.5, 0.38, 0.65, haze=0.1, spread=0.22)
    stage.stand("far", "air", 0.8, 0.42, 0.45, haze=0.35, spread=0.12)
    add_weather(ctx, stage)
    return stage


def snow_field(ctx: Context) -> Stage:
    """White swells with blue hollows, a few laden firs, a track leading in."""
    rng, p = ctx.rng, ctx.palette
    stage = Stage(horizon=rng.uniform(0.46, 0.56))
    h = stage.horizon
    add_sky(ctx, stage)
    if rng.random() < 0.6:
        ridge = jagged(rng, int(rng.integers(2, 5)), h + 0.02, rng.uniform(0.1, 0.2), 0.2, 2)
        tone = ctx.far(mix(p.land[0], p.shadow, 0.42), 0.5)
        stage.add("ridge", 0.95, fill(under(ridge, h + 0.1, curved=False), tone, gradient=down(h - 0.2, h + 0.05, tone, mix(tone, p.haze, 0.5))))
    wood = mix(p.shadow, ctx.grade((0.2, 0.36, 0.4)), 0.5)
    tops = []
    for k in range(3):
        t = k / 2
        level = h + 0.02 + (0.84 - h) * t
        wave = sines(rng, 0.02 + 0.012 * t, 1.1, 2, 0.3)
        top = lambda x, level=level, wave=wave: level + wave(x)
        tops.append(top)
        colour = ctx.far(p.land[k + 1], 0.4 * (1 - t))
        hollow = mix(colour, p.shadow, 0.2)
        depth = 0.92 - 0.2 * k
        stage.add("snow field", depth, fill(under(crest(top, 30)), colour, gradient=down(level - 0.02, level + 0.3, lighter(mix(colour, p.light, 0.12), 0.015), mix(colour, hollow, 0.75 if k < 2 else 0.45))))
        if k < 2:
            gap = (ctx.subject_x - 0.12, ctx.subject_x + 0.12)
            n, tall = ((16, 0.06), (6, 0.16))[k]
            trees = pines(rng, top, n, tall, gap=gap if k else None)
            stage.add("firs", depth - 0.004, fill(trees, ctx.far(wood, 0.5 * (1 - t) if k == 0 else 0.12)))
            load = skia.Path()
            trees.transform(skia.Matrix.MakeAll(1, 0, -0.004, 0, 1, -0.006, 0, 0, 1), load)
            lit = boolean(load, trees, skia.kDifference_PathOp) if k else None
            if lit is not None and not lit.isEmpty():
                stage.add("snow on firs", depth - 0.005, fill(lit, lighter(colour, 0.02), 0.9, detail=True))
        else:
            drift = skia.Path()
            for i in range(3):
                a, off = rng.uniform(-0.1, 0.6), 0.04 + 0.035 * i
                xs = np.linspace(a, a + rng.uniform(0.25, 0.5), 8)
                smooth_into(drift, [(x, top(x) + off) for x in xs])
                smooth_into(drift, [(x, top(x) + off + 0.012 * math.sin(math.pi * (x - a) / (xs[-1] - a))) for x in reversed(xs)], start=False)
                drift.close()
            stage.add("drifts", depth - 0.003, fill(drift, mix(colour, hollow, 0.7), 0.6))
    if rng.random() < 0.6:
        prints = skia.Path()
        x0, x1 = 1 - ctx.subject_x, ctx.subject_x
        for i in range(16):
            t = i / 15
            x = x0 + (x1 - x0) * (0.6 * t) + 0.05 * math.sin(4 * t) + (0.008 if i % 2 else -0.008)
            y = 1.0 - (1.0 - tops[2](x) - 0.02) * t
            s = 0.009 * (1.2 - 0.7 * t)
            prints.addOval(skia.Rect.MakeLTRB(x - s, y - s * 0.5, x + s, y + s * 0.5))
        stage.add("tracks", 0.515, fill(prints, mix(p.land[3], p.shadow, 0.4), 0.8, detail=True))
    stage.stand("far", "ground", 0.915, lambda x: tops[0](x) + 0.015, 0.48, haze=0.3)
    stage.stand("mid", "ground", 0.71, lambda x: tops[1](x) + 0.03, 0.84, haze=0.08, spread=0.03)
    stage.stand("near", "ground", 0.5, lambda x: tops[2](x) + 0.05, 1.0, spread=0.05)
    air(stage, ctx, h)
    add_weather(ctx, stage)
    return stage


BUILDERS = {"meadow": meadow, "hills": hills, "mountains": mountains, "desert": desert, "forest": forest, "snow_field": snow_field}
