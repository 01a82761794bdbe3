"""Sea, lake, river, island, harbour: places with a horizon of water."""

from __future__ import annotations

import math

import numpy as np
import skia

from .colour import darker, lighter, mix
from .display import Mark
from .paths import crest, down, fill, glow, jagged, line, merged, poly, rect, sines, smooth, smooth_closed, smooth_into, under
from .scenery import birds_afar, bushes, gabled, light_path, pines, reeds, round_trees, tufts, wavelets, window_grid
from .sky import add_sky
from .stage import Context, Stage
from .weather import add_weather


def _water(ctx: Context, stage: Stage, top: float, bottom: float = 1.06, depth: float = 0.9) -> None:
    """The surface itself: ramp from the sky's colour to the deep, its gleams, and the path of light."""
    rng, p = ctx.rng, ctx.palette
    stage.add("water", depth, fill(rect(-0.1, top, 1.2, bottom - top), p.water[1], gradient=down(top, 1.0, *p.water)))
    far = mix(p.water[0], p.sky[-1], 0.6)
    stage.add("gleams", depth - 0.005,
              fill(wavelets(rng, top, 1.0, 34), far, 0.42),
              fill(wavelets(rng, top + 0.04, 1.0, 16, 1.2), darker(p.water[-1], 0.03), 0.35))
    if ctx.light in ("dawn", "sunset", "moonlight", "dusk") or (ctx.light in ("day", "night") and ctx.wants("sun", "moon")):
        stage.add("path of light", depth - 0.007, *light_path(ctx, top, ctx.sun[0], 0.07 if ctx.light != "dusk" else 0.12))
    elif ctx.light == "aurora":
        stage.add("path of light", depth - 0.007, Mark("fill", rect(-0.1, top, 1.2, 0.3), (0.35, 0.95, 0.7), 0.2, gradient=down(top, top + 0.3, (0.4, 1.0, 0.7), p.water[2]), light=True))


def _swell(ctx: Context, stage: Stage, y: float, depth: float, k: float) -> None:
    """One long wave across the picture with a line of foam; k = 0 far, 1 near."""
    rng, p = ctx.rng, ctx.palette
    amplitude = 0.006 + 0.02 * k * (1.6 if ctx.light == "storm" else 1.0)
    wave = sines(rng, amplitude, 2.6 - 1.2 * k, 2, 0.35)
    top = crest(lambda x: y + wave(x) - abs(math.sin((x * (2.2 - k) + wave(0.3) * 40) * math.pi)) * amplitude * 1.3, 40)
    deep = mix(p.water[2], p.water[-1], k)
    foam = mix(p.paper, p.water[0], 0.3)
    stage.add("swell", depth,
              fill(under(top), deep, 0.88, gradient=down(y - amplitude, y + 0.22, mix(deep, p.water[0], 0.32), deep, darker(deep, 0.04))),
              line(smooth(top), foam, 0.003 + 0.004 * k, 0.75))


def _breakers(ctx: Context, stage: Stage, y: float, depth: float, k: float) -> None:
    """A rank of curling crests, each a tilted bow with a white lip."""
    rng, p = ctx.rng, ctx.palette
    step = 0.1 + 0.09 * k
    rise = (0.022 + 0.03 * k) * rng.uniform(0.85, 1.2)
    lean = 0.3 if rng.random() < 0.5 else -0.3
    body, lip, echo = skia.Path(), skia.Path(), skia.Path()
    x = -0.15 - rng.uniform(0, step)
    body.moveTo(x, 1.1)
    body.lineTo(x, y)
    lip.moveTo(x, y)
    while x < 1.15:
        w = step * rng.uniform(0.85, 1.2)
        peak_x, r = x + w * (0.5 + lean), rise * rng.uniform(0.75, 1.15)
        rise_at, fall_at = (x + w * (0.28 + lean * 0.6), y + r * 0.15), (x + w * (0.72 + lean * 0.6), y + r * 0.15)
        for path in (body, lip):
            path.quadTo(*rise_at, peak_x, y - r)
            path.quadTo(*fall_at, x + w, y)
        echo.moveTo(x + w * 0.2, y + r * 0.55)
        echo.quadTo(rise_at[0], rise_at[1] + r * 0.55, peak_x, y - r * 0.25)
        echo.quadTo(fall_at[0], fall_at[1] + r * 0.55, x + w * 0.85, y + r * 0.6)
        x += w
    body.lineTo(x, 1.1)
    body.close()
    deep = mix(p.water[2], p.water[-1], k)
    foam = mix(p.paper, p.water[0], 0.3 + 0.3 * p.dark)
    stage.add("breakers", depth, fill(body, deep, 0.92, gradient=down(y - rise, y + 0.2, mix(deep, p.water[0], 0.4), deep, darker(deep, 0.04))),
              line(echo, mix(foam, deep, 0.45), 0.003 + 0.002 * k, 0.7, detail=True), line(lip, foam, 0.004 + 0.005 * k, 0.85))


def sea(ctx: Context) -> Stage:
    rng = ctx.rng
    stage = Stage(horizon=rng.uniform(0.42, 0.58))
    h = stage.horizon
    add_sky(ctx, stage)
    _water(ctx, stage, h)
    if rng.random() < 0.3:
        land = sines(rng, 0.012, 3, 3)
        side = -1 if ctx.subject_x > 0.5 else 1
        far = [(x, h - max(0.0, 0.05 - 0.12 * abs(x - (0.5 + side * 0.5))) + land(x) * 0.4) for x in np.linspace(-0.05, 1.05, 24)]
        stage.add("cape", 0.93, fill(under([(x, min(y, h + 0.004)) for x, y in far], h + 0.004), ctx.far(ctx.palette.land[0], 0.75)))
    near_y = rng.uniform(0.86, 0.92)
    kind = "swell" if ctx.light == "storm" else ("calm", "swell", "breakers")[int(rng.integers(3))]
    if kind == "calm":
        for y, depth, k in ((h + (1 - h) * 0.3, 0.66, 0.1), (near_y, 0.14, 0.45)):
            _swell(ctx, stage, y, depth, k)
        bands = skia.Path()
        for i in range(9):
            t = rng.uniform(0.05, 0.9)
            y, w, x = h + (1 - h) * t, rng.uniform(0.15, 0.5), rng.uniform(0, 1)
            bands.addOval(skia.Rect.MakeLTRB(x - w, y - 0.002 - 0.008 * t, x + w, y + 0.002 + 0.008 * t))
        stage.add("bands", 0.89, fill(bands, ctx.palette.water[2], 0.4))
    else:
        draw = _swell if kind == "swell" else _breakers
        for y, depth, k in ((h + (1 - h) * 0.34, 0.66, 0.25), (h + (1 - h) * 0.58, 0.46, 0.6), (near_y, 0.14, 1.0)):
            draw(ctx, stage, y, depth, k)
    if not ctx.wants("bird") and rng.random() < 0.5:
        stage.add("gulls", 0.9, birds_afar(ctx, 1 - ctx.subject_x + rng.uniform(-0.1, 0.1), h * 0.55))
    stage.stand("far", "water", 0.82, h + 0.035, 0.5, haze=0.3, spread=0.015)
    stage.stand("mid", "water", 0.56, h + (1 - h) * 0.46, 0.85, haze=0.12, spread=0.02)
    stage.stand("near", "water", 0.3, h + (1 - h) * 0.63, 1.12, spread=0.03)
    _air(stage, h)
    add_weather(ctx, stage)
    return stage


def _air(stage: Stage, horizon: float) -> None:
    stage.stand("near", "air", 0.34, horizon * 0.5, 1.0, spread=horizon * 0.24)
    stage.stand("mid", "air", 0.36, horizon * 0.5, 0.7, haze=0.12, spread=horizon * 0.3)
    stage.stand("far", "air", 0.92, horizon * 0.68, 0.45, haze=0.4, spread=horizon * 0.16)


def lake(ctx: Context) -> Stage:
    """Still water between banks: the far shore stands on its head in it, reeds frame the near corner."""
    rng, p = ctx.rng, ctx.palette
    stage = Stage(horizon=rng.uniform(0.44, 0.52))
    h = stage.horizon
    add_sky(ctx, stage)
    _water(ctx, stage, h)
    flip = skia.Matrix.MakeAll(1, 0, 0, 0, -0.85, h * 1.85, 0, 0, 1)

    def mirrored(name: str, depth: float, path: skia.Path, colour, strength: float) -> None:
        stage.add(name, depth, fill(path, colour))
        image = skia.Path()
        path.transform(flip, image)
        stage.add("mirror", 0.898, fill(image, mix(colour, p.water[1], 0.35), strength))

    if rng.random() < 0.6:
        ridge = jagged(rng, int(rng.integers(2, 5)), h, rng.uniform(0.16, 0.28), 0.22)
    else:
        bump = sines(rng, 0.05, 1.8, 3)
        ridge = crest(lambda x: h - 0.11 + bump(x), 40)
    ridge = [(x, min(y, h - 0.01)) for x, y in ridge]
    mirrored("ridge", 0.95, under(ridge, h, curved=False), ctx.far(p.land[0], 0.62), 0.75)
    shore = sines(rng, 0.012, 2.5, 2)
    bank = lambda x: h - 0.02 + shore(x) * 0.6
    trees = pines(rng, bank, int(rng.integers(20, 34)), rng.uniform(0.06, 0.1)) if rng.random() < 0.6 else bushes(rng, bank, 18, 0.035)
    trees.addPath(under(crest(bank), h))
    mirrored("far shore", 0.94, trees, ctx.far(p.land[2], 0.35), 0.8)
    gleam = skia.Path()
    for _ in range(7):
        y = h + (1 - h) * rng.uniform(0.04, 0.6)
        x, w = rng.uniform(0, 1), rng.uniform(0.08, 0.3)
        gleam.addRect(skia.Rect.MakeXYWH(x - w / 2, y, w, 0.0035))
    stage.add("gleam", 0.893, fill(gleam, mix(p.paper, p.sky[-1], 0.5), 0.5))

    side = 1 if ctx.subject_x < 0.5 else -1
    edge = sines(rng, 0.012, 3, 2)
    near = lambda x: 0.9 - 0.1 * max(0.0, side * (x - 0.5)) * 2 + edge(x)
    stage.add("near bank", 0.2, fill(under(crest(near)), p.land[-1], gradient=down(0.82, 1.0, p.land[-2], darker(p.land[-1], 0.05))))
    stalks, heads = reeds(rng, 0.5 + side * 0.4, 0.9, int(rng.integers(10, 20)), rng.uniform(0.2, 0.32))
    stage.add("reeds", 0.12, line(stalks, darker(p.land[-1], 0.03), 0.006), fill(heads, mix(p.ink, p.accents[0], 0.35), detail=True))
    stage.add("grass", 0.11, fill(tufts(rng, near, 26, 0.05, 0.06), darker(p.land[-1], 0.06), detail=True))
    stage.stand("far", "ground", 0.935, h + 0.002, 0.4, haze=0.3)
    stage.stand("far", "water", 0.85, h + 0.05, 0.45, haze=0.25, spread=0.015)
    stage.stand("mid", "water", 0.6, h + (1 - h) * 0.4, 0.75, haze=0.08, spread=0.04)
    stage.stand("near", "water", 0.5, h + (1 - h) * 0.56, 1.0, spread=0.05)
    stage.stand("near", "ground", 0.16, lambda x: near(x) + 0.035, 0.95, spread=0.03)
    _air(stage, h)
    add_weather(ctx, stage)
    return stage


def river(ctx: Context) -> Stage:
    """A bending river from the hills to our feet, between two banks."""
    rng, p = ctx.rng, ctx.palette
    stage = Stage(horizon=rng.uniform(0.36, 0.44))
    h = stage.horizon
    add_sky(ctx, stage)
    for k, (lift, depth) in enumerate(((0.1, 0.95), (0.05, 0.94))):
        bump = sines(rng, 0.03 - 0.01 * k, 1.6 + k, 3)
        stage.add("hills", depth, fill(under(crest(lambda x: h - lift + bump(x)), h + 0.1), ctx.far(p.land[k], 0.6 - 0.25 * k)))
    stage.add("meadows", 0.9, fill(rect(-0.1, h - 0.005, 1.2, 1.1), p.land[2], gradient=down(h, 1.0, ctx.far(p.land[1], 0.3), p.land[2], p.land[3])))
    stage.add("tree line", 0.93, fill(bushes(rng, lambda x: h, 26, 0.022), ctx.far(p.land[2], 0.35)))

    swing = (1 if ctx.subject_x > 0.5 else -1) * rng.uniform(0.85, 1.15)
    mouth = 0.5 - swing * rng.uniform(0.0, 0.14)
    bends = rng.uniform(7.5, 9.5)

    def centre(t: float) -> float:
        # Bends crowd together and flatten towards the horizon, as they do in perspective.
        return mouth + swing * (0.27 * math.sin((1 - (1 - t) ** 1.7) * bends + 0.6) * (0.12 + t) - 0.1 * t)

    def half(t: float) -> float:
        return 0.02 + 0.27 * t ** 1.5

    def row(t: float) -> float:
        return h + (1.06 - h) * t ** 1.3

    left, right = [], []
    for i in range(27):
        t = i / 26
        left.append((centre(t) - half(t) * rng.uniform(0.95, 1.05), row(t)))
        right.append((centre(t) + half(t) * rng.uniform(0.95, 1.05), row(t)))
    lip = lambda i: 0.006 + 0.02 * i / 26
    bank = smooth_closed([(x - lip(i), y - lip(i) * 0.5) for i, (x, y) in enumerate(left)] + [(x + lip(i), y - lip(i) * 0.5) for i, (x, y) in reversed(list(enumerate(right)))])
    water = smooth_closed(left + right[::-1])
    shore = mix(mix(p.land[1], ctx.grade((0.85, 0.76, 0.58)), 0.6), p.light, 0.1)
    stage.add("bank", 0.88, fill(bank, shore))
    stage.add("river", 0.87, fill(water, p.water[1], gradient=down(h, 1.0, mix(p.water[0], p.sky[-1], 0.6), p.water[1], p.water[2])))
    deep = smooth_closed([(x + (centre(i / 26) - x) * 0.45, y) for i, (x, y) in enumerate(left)] + [(x + (centre(i / 26) - x) * 0.3, y) for i, (x, y) in reversed(list(enumerate(right)))])
    stage.add("current", 0.868, fill(deep, p.water[2], 0.35, gradient=down(h, 1.0, p.water[1], p.water[2], p.water[3])))
    gleam = skia.Path()
    for _ in range(30):
        t = rng.uniform(0.1, 1)
        y, w = row(t), half(t)
        x = centre(t) + rng.uniform(-0.65, 0.65) * w
        reach = w * rng.uniform(0.12, 0.4)
        gleam.addOval(skia.Rect.MakeLTRB(x - reach, y - 0.001 - 0.003 * t, x + reach, y + 0.001 + 0.003 * t))
    stage.add("gleams", 0.865, fill(gleam, mix(p.paper, p.light, 0.4), 0.6, light=p.dark))
    # Trees and bushes stand along the banks, smaller the farther.
    for t in (0.16, 0.27, 0.4, 0.54):
        y = row(t)
        for side in (-1, 1):
            if rng.random() < 0.25 and t > 0.2:
                continue
            edge_x = centre(t) + side * (half(t) + 0.05 + 0.1 * t)
            spread = 0.12 + 0.2 * t
            a, z = (edge_x, edge_x + spread) if side > 0 else (edge_x - spread, edge_x)
            if t > 0.3 and a - 0.08 < ctx.subject_x < z + 0.08 and ctx.spec.things:
                continue
            tone = ctx.far(darker(p.land[3], 0.015), 0.45 * (1 - t) ** 1.5)
            trees = round_trees(rng, lambda x: y, int(rng.integers(2, 5)), 0.06 + 0.17 * t, a, z) if rng.random() < 0.65 else pines(rng, lambda x: y, int(rng.integers(2, 6)), 0.07 + 0.2 * t, a, z)
            stage.add("bank trees", 0.86 - 0.3 * t, fill(trees, tone, gradient=down(y - 0.06 - 0.15 * t, y, tone, mix(tone, p.shadow, 0.25))))
    stage.add("grass", 0.8, *[fill(tufts(rng, lambda x, a=a: h + (1 - h) * a, 14, 0.02 + 0.03 * a, 0.08), darker(p.land[3], 0.04 * a), detail=True, alpha=0.8) for a in (0.25, 0.5)])
    edge = sines(rng, 0.014, 2, 2)
    side = 1 if swing < 0 else -1
    front = lambda x: 0.97 - 0.13 * max(0.0, side * (x - 0.42)) ** 0.8 * 1.6 + edge(x)
    stage.add("near bank", 0.2, fill(under(crest(front)), darker(p.land[3], 0.05), gradient=down(0.84, 1.0, p.land[3], darker(p.land[3], 0.09))))
    stage.add("near grass", 0.1, fill(tufts(rng, front, 34, 0.055, 0.07), darker(p.land[3], 0.1), detail=True))
    stage.stand("far", "ground", 0.86, h + 0.05, 0.46, haze=0.3, spread=0.02)
    stage.stand("mid", "ground", 0.6, h + (1 - h) * 0.36, 0.8, haze=0.06, spread=0.08)
    stage.stand("near", "ground", 0.15, lambda x: min(0.95, front(x) + 0.03), 1.1, spread=0.03)
    def wet(x: float, y: float) -> bool:
        t = max(0.0, (y - h) / (1.06 - h)) ** (1 / 1.3)
        return y < front(x) - 0.01 and abs(x - centre(t)) < half(t) + 0.05 + 0.06 * t

    stage.wet = wet
    for role, depth, t, scale, haze in (("far", 0.86, 0.3, 0.42, 0.18), ("mid", 0.66, 0.54, 0.72, 0.04), ("near", 0.5, 0.74, 0.95, 0.0)):
        reach = half(t) * 0.5
        stage.stand(role, "water", depth, row(t), scale, haze=haze, left=centre(t) - reach, right=centre(t) + reach)
    _air(stage, h)
    add_weather(ctx, stage)
    return stage


def island(ctx: Context) -> Stage:
    """One island with water all round it."""
    rng, p = ctx.rng, ctx.palette
    stage = Stage(horizon=rng.uniform(0.46, 0.54))
    h = stage.horizon
    add_sky(ctx, stage)
    _water(ctx, stage, h)
    cx = 0.5 + (ctx.subject_x - 0.5) * 0.5
    w = rng.uniform(0.32, 0.42)
    shore = h + (1 - h) * rng.uniform(0.42, 0.52)
    sand = mix(p.accents[2], p.paper, 0.25)
    sand = mix(ctx.grade((0.93, 0.82, 0.6)), sand, 0.2)
    shape = [(cx + w * 1.12 * math.cos(a), shore + (0.085 if math.sin(a) > 0 else 0.05) * math.sin(a) * rng.uniform(0.9, 1.1)) for a in np.linspace(0, math.tau, 16, endpoint=False)]
    stage.add("shallows", 0.7, fill(smooth_closed([((x - cx) * 1.22 + cx, (y - shore) * 1.5 + shore + 0.01) for x, y in shape]), mix(p.water[0], p.water[1], 0.35), 0.75),
              fill(smooth_closed([((x - cx) * 1.1 + cx, (y - shore) * 1.2 + shore + 0.006) for x, y in shape]), mix(p.paper, p.water[0], 0.3), 0.8))
    stage.add("beach", 0.68, fill(smooth_closed(shape), sand, gradient=down(shore - 0.06, shore + 0.09, lighter(sand, 0.02), darker(sand, 0.07))))
    kind = int(rng.integers(3))
    if kind == 0:          # a steep green peak
        top = rng.uniform(0.2, 0.3)
        pts = [(cx - w * 0.86, shore), (cx - w * 0.5, shore - top * 0.42), (cx - w * 0.28, shore - top * 0.62), (cx - w * 0.06 + rng.uniform(-0.03, 0.03), shore - top),
               (cx + w * 0.2, shore - top * 0.72), (cx + w * 0.42, shore - top * 0.36), (cx + w * 0.82, shore)]
        hill = smooth_into(skia.Path(), pts)
        hill.close()
        stage.add("peak", 0.72, fill(hill, p.land[2], gradient=down(shore - top, shore, ctx.far(p.land[2], 0.2), p.land[3])))
        lit_side = 1 if ctx.light_from[0] < cx else -1
        face = smooth_into(skia.Path(), [pts[3]] + (pts[4:] if lit_side > 0 else pts[2::-1]))
        face.lineTo(cx - lit_side * w * 0.1, shore)
        face.close()
        stage.add("shade of the peak", 0.719, Mark("fill", face, p.shadow, 0.28, shade=True))
    elif kind == 1:        # low green mound
        pts = [(cx - w * 0.85, shore + 0.005), (cx - w * 0.5, shore - 0.075), (cx, shore - rng.uniform(0.09, 0.13)), (cx + w * 0.55, shore - 0.06), (cx + w * 0.85, shore + 0.005)]
        mound = smooth_into(skia.Path(), pts)
        mound.close()
        stage.add("mound", 0.675, fill(mound, p.land[2], gradient=down(shore - 0.13, shore, p.land[1], p.land[3])))
    else:                  # a flat one: scrub along its spine
        pts = [(cx - w * 0.72, shore + 0.004), (cx - w * 0.4, shore - 0.03), (cx + w * 0.1, shore - 0.045), (cx + w * 0.5, shore - 0.025), (cx + w * 0.72, shore + 0.004)]
        scrub = smooth_into(skia.Path(), pts)
        scrub.close()
        stage.add("scrub", 0.675, fill(scrub, p.land[2], gradient=down(shore - 0.05, shore, p.land[2], p.land[3])))
    low = lambda x: shore - 0.012 - 0.02 * max(0.0, 1 - abs(x - cx) / (w * 0.7))
    stage.add("bushes", 0.673, fill(bushes(rng, low, 7, 0.026, cx - w * 0.6, cx + w * 0.6), darker(p.land[3], 0.03)))
    if not ctx.wants("palm_tree"):
        for k in range(int(rng.integers(2, 5))):
            bx = cx + rng.uniform(-0.75, 0.75) * w
            if abs(bx - ctx.subject_x) < 0.12:
                bx += 0.2 if bx < cx + w * 0.4 else -0.2
            stage.add("palms", 0.62 - 0.01 * k, *_palm(ctx, bx, shore + rng.uniform(-0.01, 0.03), rng.uniform(0.18, 0.3)))
    _swell(ctx, stage, rng.uniform(0.9, 0.94), 0.12, 0.8)
    dome = lambda x: shore + 0.02 + 0.015 * abs(x - cx) / w
    stage.stand("far", "water", 0.85, h + 0.03, 0.46, haze=0.35, spread=0.01)
    stage.stand("mid", "ground", 0.66, lambda x: dome(x) - 0.015, 0.82, left=cx - w * 0.7, right=cx + w * 0.7)
    stage.stand("near", "ground", 0.6, dome, 0.98, spread=0.025, left=cx - w * 0.8, right=cx + w * 0.8)
    stage.stand("far", "ground", 0.668, shore - 0.012, 0.55, haze=0.15, left=cx - w * 0.5, right=cx + w * 0.5)
    stage.stand("mid", "water", 0.55, h + (1 - h) * 0.68, 0.8, left=0.08, right=0.92, spread=0.03)
    stage.stand("near", "water", 0.3, h + (1 - h) * 0.76, 0.95, left=0.08, right=0.92, spread=0.03)
    _air(stage, h)
    add_weather(ctx, stage)
    return stage


def _palm(ctx: Context, x: float, y: float, tall: float) -> list[Mark]:
    """A small leaning palm, for places that need one of their own."""
    rng, p = ctx.rng, ctx.palette
    lean = rng.uniform(-0.35, 0.35) * tall
    tx, ty = x + lean, y - tall
    trunk = skia.Path()
    trunk.moveTo(x - tall * 0.035, y)
    trunk.quadTo(x + lean * 0.2 - tall * 0.02, y - tall * 0.5, tx - tall * 0.014, ty)
    trunk.lineTo(tx + tall * 0.014, ty)
    trunk.quadTo(x + lean * 0.2 + tall * 0.03, y - tall * 0.5, x + tall * 0.045, y)
    trunk.close()
    fronds = skia.Path()
    n = int(rng.integers(6, 9))
    for i in range(n):
        a = math.pi * (0.02 + 0.96 * i / (n - 1)) + rng.uniform(-0.12, 0.12)
        r = tall * rng.uniform(0.34, 0.46)
        ex, ey = tx + r * math.cos(a), ty - r * 0.45 * math.sin(a) + r * 0.42 * abs(math.cos(a))
        mx, my = tx + r * 0.55 * math.cos(a), ty - r * 0.5 * math.sin(a) - r * 0.12
        fronds.moveTo(tx, ty)
        fronds.quadTo(mx, my - r * 0.1, ex, ey)
        fronds.quadTo(mx, my + r * 0.16, tx, ty + tall * 0.02)
        fronds.close()
    leaf = darker(p.land[3], 0.04)
    return [fill(trunk, mix(p.ink, ctx.grade((0.55, 0.38, 0.25)), 0.7)), fill(fronds, leaf)]


def harbour(ctx: Context) -> Stage:
    """Gabled house fronts along a quay, masts, water with their colours in it, and the near pier we stand on."""
    rng, p = ctx.rng, ctx.palette
    stage = Stage(horizon=rng.uniform(0.46, 0.52), sun_y=(0.09, 0.14))
    h = stage.horizon
    add_sky(ctx, stage)
    hill = sines(rng, 0.035, 1.5, 2)
    stage.add("hill", 0.95, fill(under(crest(lambda x: h - 0.17 + hill(x)), h), ctx.far(p.land[0], 0.6)))
    _water(ctx, stage, h)
    x = -0.03
    paints = [mix(c, p.land[1], 0.25) for c in p.accents] + [p.land[0], p.land[1], ctx.grade((0.93, 0.87, 0.76))]
    roofs = [p.land[2], p.land[3], mix(p.land[3], p.accents[0], 0.35)]
    mirror: list[Mark] = []
    lit, unlit = skia.Path(), skia.Path()
    walls: list[Mark] = []
    while x < 1.02:
        w = rng.uniform(0.075, 0.125)
        tall = rng.uniform(0.11, 0.2)
        wall, roof = gabled(rng, x, h, w, tall, w * rng.uniform(0.45, 0.7))
        colour = paints[int(rng.integers(len(paints)))]
        colour = ctx.far(colour, 0.12)
        walls += [fill(wall, colour), fill(roof, ctx.far(roofs[int(rng.integers(3))], 0.1))]
        on, off = window_grid(rng, x + w * 0.08, h - tall, w * 0.84, tall * 0.8, int(rng.integers(2, 4)), int(rng.integers(2, 4)), 0.62 if p.dark else 0.0)
        lit.addPath(on)
        unlit.addPath(off)
        depth = rng.uniform(0.1, 0.2)
        mirror.append(fill(rect(x + 0.004, h, w - 0.008, depth), mix(colour, p.water[1], 0.35), 0.5, gradient=down(h, h + depth, mix(colour, p.water[1], 0.3), p.water[1])))
        x += w
    stage.add("houses", 0.93, *walls, fill(unlit, mix(p.ink, p.sky[1], 0.35), 0.75, detail=True))
    if p.dark:
        stage.add("windows", 0.929, glow(lit, p.light, 0.6, 0.008), fill(lit, p.light, light=True))
        lamps = skia.Path()
        for _ in range(16):
            lx, ly = rng.uniform(0, 1), h + rng.uniform(0.02, 0.2)
            lamps.addRect(skia.Rect.MakeXYWH(lx, ly, rng.uniform(0.006, 0.014), rng.uniform(0.03, 0.09)))
        mirror.append(fill(lamps, p.light, 0.35, light=True, detail=True))
    stage.add("mirror", 0.898, *mirror)
    stage.add("quay", 0.92, fill(rect(-0.1, h - 0.012, 1.2, 0.026), mix(p.land[3], p.ink, 0.25)))
    if not ctx.wants("sailing_ship", "boat"):
        for _ in range(int(rng.integers(2, 4))):
            bx = rng.uniform(0.06, 0.94)
            s = rng.uniform(0.05, 0.08)
            by = h + 0.035
            hull = poly([(bx - s, by - s * 0.35), (bx + s, by - s * 0.35), (bx + s * 0.75, by), (bx - s * 0.8, by)])
            mast = merged([rect(bx - 0.002, by - s * 3.0, 0.004, s * 2.7), rect(bx - s * 0.5, by - s * 0.9, s * 1.1, 0.003)])
            rig = skia.Path()
            rig.moveTo(bx - s, by - s * 0.35)
            rig.lineTo(bx, by - s * 2.95)
            rig.lineTo(bx + s, by - s * 0.35)
            stage.add("moored", 0.9, fill(hull, mix(p.accents[int(rng.integers(4))], p.ink, 0.25)), fill(mast, p.ink), line(rig, p.ink, 0.0018, 0.7, detail=True))
    # The near pier: planks, bollards and a coil of rope's worth of foreground.
    top = rng.uniform(0.84, 0.88)
    wood = mix(ctx.grade((0.55, 0.4, 0.3)), p.land[3], 0.4)
    stage.add("pier", 0.2, fill(rect(-0.1, top, 1.2, 0.3), wood, gradient=down(top, 1.0, lighter(wood, 0.06), darker(wood, 0.06))),
              fill(rect(-0.1, top, 1.2, 0.012), lighter(wood, 0.12)))
    seams = skia.Path()
    for i in range(15):
        x0 = -0.05 + i * 0.08
        seams.moveTo(0.5 + (x0 - 0.5) * 1.0, top + 0.012)
        seams.lineTo(0.5 + (x0 - 0.5) * 1.35, 1.02)
    stage.add("planks", 0.19, line(seams, darker(wood, 0.12), 0.0035, 0.8, detail=True))
    posts = skia.Path()
    for bx in (0.1, 0.9) if rng.random() < 0.5 else (0.06, 0.5, 0.94):
        posts.addRoundRect(skia.Rect.MakeXYWH(bx - 0.018, top - 0.055, 0.036, 0.075), 0.012, 0.012)
        posts.addRoundRect(skia.Rect.MakeXYWH(bx - 0.025, top - 0.06, 0.05, 0.02), 0.01, 0.01)
    stage.add("bollards", 0.18, fill(posts, mix(p.ink, p.land[3], 0.25)))
    stage.stand("far", "ground", 0.918, h + 0.004, 0.5, haze=0.15)
    stage.stand("far", "water", 0.88, h + 0.05, 0.5, haze=0.15, spread=0.01)
    stage.stand("mid", "water", 0.6, h + (top - h) * 0.45, 0.75, spread=0.04)
    stage.stand("near", "water", 0.5, h + (top - h) * 0.72, 1.0, spread=0.05)
    stage.stand("near", "ground", 0.15, top + 0.05, 0.95, spread=0.05)
    stage.stand("mid", "ground", 0.17, top + 0.025, 0.8)
    _air(stage, h * 0.72)
    add_weather(ctx, stage)
    return stage


BUILDERS = {"sea": sea, "lake": lake, "river": river, "island": island, "harbour": harbour}
