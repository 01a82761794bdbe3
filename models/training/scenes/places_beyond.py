"""Under water, space, above the clouds, pattern: places without a ground of the usual kind."""

from __future__ import annotations

import math

import numpy as np
import skia

from .colour import adjust, darker, hex_rgb, lighter, mix, ramp
from .display import Mark
from .paths import boolean, blob, circle, crest, down, fill, glow, line, merged, outline, oval, poly, rect, sines, smooth, smooth_closed, smooth_into, under
from .sky import add_sky, aurora, bolt, place_sun, stars
from .palettes import MOODS
from .scenery import birds_afar
from .stage import Context, Stage
from .weather import add_weather, rain, snow


def under_water(ctx: Context) -> Stage:
    """Below the surface: a strip of sky and weather on top, beams down into the blue, corals and weed on the bed."""
    rng, p, light = ctx.rng, ctx.palette, ctx.light
    stage = Stage(horizon=rng.uniform(0.1, 0.15), shadows=False)
    surface = stage.horizon
    place_sun(ctx, surface)
    sun_x = 1 - ctx.subject_x + rng.uniform(-0.1, 0.1)
    ctx.light_from = (sun_x, -0.1)
    ctx.sun = None
    stage.add("sky", 1.0, fill(rect(-0.1, -0.1, 1.2, 0.5), p.sky[-1], gradient=down(0, surface, *p.sky)))
    if light in ("night", "moonlight", "aurora", "dusk"):
        stage.add("stars", 0.99, *stars(rng, surface, few=light == "dusk"))
    if light == "aurora":
        stage.add("aurora", 0.985, *[m for m in aurora(rng, 0, 1, surface)])
    if light in ("sunset", "dawn", "moonlight", "day"):
        r = 0.05
        stage.add("lamp of the sky", 0.98, glow(circle(sun_x, surface - 0.02, r * 2), p.light, 0.5, 0.02), fill(circle(sun_x, surface - (0.01 if light in ("sunset", "dawn") else 0.06), r * 0.8), p.light))
    if light == "storm":
        stage.add("lightning", 0.975, *bolt(rng, sun_x, 0.0, surface, p.light))
    if light in ("rain", "storm"):
        stage.add("rain", 0.97, *rain(rng, mix(p.paper, p.sky[-1], 0.3), (0, 0, 1, surface), heavy=True))
    if light == "snowfall":
        stage.add("snow", 0.97, *snow(rng, (1, 1, 1), (0, 0, 1, surface)))

    clear = mix(p.water[0], p.sky[-1], 0.25)
    blue = (mix(clear, p.water[1], 0.5), p.water[1], p.water[2], p.water[3], darker(p.water[3], 0.08))
    wave = sines(rng, 0.01 * (2.0 if light == "storm" else 1.0), 2.5, 2)
    top = crest(lambda x: surface + wave(x), 26)
    stage.add("water", 0.95, fill(under(top), p.water[2], gradient=down(surface, 1.0, *blue)), line(smooth(top), mix(p.paper, p.water[0], 0.3), 0.006, 0.9))
    beams = []
    strength = {"day": 0.24, "dawn": 0.22, "sunset": 0.24, "moonlight": 0.17, "fog": 0.1}.get(light, 0.1)
    for _ in range(int(rng.integers(4, 8))):
        x = sun_x + rng.uniform(-0.5, 0.5)
        lean = (x - sun_x) * 0.9 + rng.uniform(-0.05, 0.05)
        w = rng.uniform(0.02, 0.07)
        beams.append(poly([(x - w * 0.5, surface), (x + w * 0.5, surface), (x + lean + w * 1.7, 1.0), (x + lean - w * 1.1, 1.0)]))
    ray = mix(p.light, p.water[0], 0.35)
    stage.add("beams", 0.9, Mark("fill", merged(beams), ray, strength, gradient=down(surface, 1.0, ray, mix(ray, p.water[2], 0.75)), blur=0.004, light=True))
    rock_far = mix(p.land[1], p.water[2], 0.55)
    far = sines(rng, 0.05, 1.8, 3)
    stage.add("far reef", 0.85, fill(under(crest(lambda x: 0.8 + far(x))), rock_far, 0.85, gradient=down(0.7, 1.0, rock_far, mix(rock_far, p.water[3], 0.5))))
    if not ctx.wants("fish") and rng.random() < 0.5:
        school = skia.Path()
        sx, sy, flip = 1 - ctx.subject_x, rng.uniform(0.35, 0.55), 1 if rng.random() < 0.5 else -1
        for _ in range(int(rng.integers(5, 11))):
            x, y, s = sx + rng.normal(0, 0.07), sy + rng.normal(0, 0.04), rng.uniform(0.008, 0.013)
            school.addOval(skia.Rect.MakeLTRB(x - s, y - s * 0.45, x + s, y + s * 0.45))
            school.addPoly([skia.Point(x - flip * s * 0.8, y), skia.Point(x - flip * s * 1.6, y - s * 0.5), skia.Point(x - flip * s * 1.6, y + s * 0.5)], True)
        stage.add("school", 0.8, fill(school, mix(p.water[3], p.water[1], 0.3), 0.85))
    bed_wave = sines(rng, 0.018, 1.5, 2)
    bed = lambda x: 0.89 + bed_wave(x)
    sand = mix(ctx.grade((0.86, 0.78, 0.6)), p.water[2], 0.5)
    weed_tones = [mix(p.accents[0], p.water[2], 0.15), mix(p.accents[1], p.water[2], 0.15), mix(ctx.grade((0.1, 0.45, 0.38)), p.water[3], 0.25), mix(p.accents[3], p.water[3], 0.2)]
    if p.dark:
        weed_tones = [mix(c, p.water[3], 0.35) for c in weed_tones]
    for k, (depth, tall, n) in enumerate(((0.6, 0.2, 9), (0.3, 0.17, 8))):
        if k == 1:
            stage.add("sea bed", 0.5, fill(under(crest(bed)), sand, gradient=down(0.86, 1.0, lighter(sand, 0.03), darker(sand, 0.06))))
        for i in range(n):
            x = (i + rng.uniform(0.1, 0.9)) / n
            if k == 0 and abs(x - ctx.subject_x) < 0.08 or k == 1 and 0.24 < x < 0.76:
                continue
            y = bed(x) + (0.02 if k == 0 else rng.uniform(0.04, 0.1))
            tone = weed_tones[int(rng.integers(4))]
            if k == 0:
                tone = mix(tone, p.water[2], 0.3)
            stage.add("growth", depth - 0.001 * i, *_growth(rng, x, y, tall * rng.uniform(0.6, 1.2), tone))
    if rng.random() < 0.7:
        bubbles, shine = skia.Path(), skia.Path()
        bx, by = rng.uniform(0.1, 0.9), 0.75
        for _ in range(int(rng.integers(7, 14))):
            r = rng.uniform(0.004, 0.013)
            bubbles.addCircle(bx + rng.normal(0, 0.02), by, r)
            shine.addCircle(bx - r * 0.3, by - r * 0.3, r * 0.25)
            by -= rng.uniform(0.025, 0.07)
            if by < surface + 0.05:
                break
        stage.add("bubbles", 0.2, line(bubbles, mix(p.paper, p.water[0], 0.3), 0.0032, 0.9))
    stage.stand("near", "underwater", 0.25, 0.47, 1.1, spread=0.2)
    stage.stand("mid", "underwater", 0.28, 0.46, 0.8, haze=0.0, spread=0.24)
    stage.stand("far", "underwater", 0.83, 0.5, 0.45, haze=0.0, spread=0.16)
    stage.stand("far", "ground", 0.59, lambda x: bed(x) + 0.012, 0.5)
    stage.stand("mid", "ground", 0.47, lambda x: bed(x) + 0.025, 0.8, spread=0.02)
    stage.stand("near", "ground", 0.27, lambda x: bed(x) + 0.06, 0.95, spread=0.03)
    stage.stand("near", "water", 0.94, surface + 0.012, 0.42)
    return stage


def _growth(rng: np.random.Generator, x: float, y: float, tall: float, tone) -> list[Mark]:
    """Coral branches, waving weed, a fan or a tube sponge."""
    kind = int(rng.integers(4))
    if kind == 0:
        path = skia.Path()
        for _ in range(int(rng.integers(3, 6))):
            lean = rng.uniform(-0.5, 0.5)
            ex, ey = x + lean * tall, y - tall * rng.uniform(0.6, 1.0)
            path.moveTo(x, y)
            path.quadTo(x + lean * tall * 0.2, y - tall * 0.5, ex, ey)
            if rng.random() < 0.7:
                mx, my = x + lean * tall * 0.45, y - tall * 0.48
                path.moveTo(mx, my)
                path.lineTo(mx + rng.uniform(-0.3, 0.3) * tall, my - tall * rng.uniform(0.2, 0.4))
        return [line(path, tone, tall * 0.09)]
    if kind == 1:
        path = skia.Path()
        for _ in range(int(rng.integers(2, 5))):
            bx = x + rng.uniform(-0.04, 0.04)
            h, phase, amp = tall * rng.uniform(0.9, 1.7), rng.uniform(0, 6.3), rng.uniform(0.008, 0.016)
            w = rng.uniform(0.006, 0.011)
            spine = [(bx + amp * math.sin(phase + 7 * t) * (0.3 + t), y - h * t) for t in np.linspace(0, 1, 8)]
            smooth_into(path, [(a - w * (1 - t / 9), b) for t, (a, b) in enumerate(spine)])
            smooth_into(path, [(a + w * (1 - t / 9), b) for t, (a, b) in reversed(list(enumerate(spine)))], start=False)
            path.close()
        return [fill(path, tone)]
    if kind == 2:
        path = skia.Path()
        n = 9
        fan = [(x + tall * 0.55 * math.cos(math.pi * i / n) * rng.uniform(0.85, 1.1), y - tall * 0.2 - tall * 0.6 * math.sin(math.pi * i / n) * rng.uniform(0.85, 1.1)) for i in range(n + 1)]
        smooth_into(path, fan)
        path.lineTo(x, y)
        path.close()
        veins = skia.Path()
        for i in range(1, n, 2):
            veins.moveTo(x, y)
            veins.lineTo(x + (fan[i][0] - x) * 0.85, y + (fan[i][1] - y) * 0.85)
        return [fill(path, tone), line(veins, darker(tone, 0.08), 0.004, detail=True)]
    path = skia.Path()
    mouths = skia.Path()
    for i in range(int(rng.integers(2, 4))):
        bx, h, w = x + (i - 1) * 0.03, tall * rng.uniform(0.35, 0.75), rng.uniform(0.013, 0.02)
        path.addRoundRect(skia.Rect.MakeXYWH(bx - w, y - h, 2 * w, h + 0.02), w * 0.8, w * 0.5)
        mouths.addOval(skia.Rect.MakeLTRB(bx - w * 0.6, y - h, bx + w * 0.6, y - h + w * 0.6))
    return [fill(path, tone), fill(mouths, darker(tone, 0.14), detail=True)]


def space(ctx: Context) -> Stage:
    """Dark, with dust lit by the picture's light, many stars, and the curve of a world below."""
    rng, p, light = ctx.rng, ctx.palette, ctx.light
    stage = Stage(horizon=rng.uniform(0.76, 0.84), shadows=True)
    place_sun(ctx, 0.7)
    stage.add("sky", 1.0, fill(rect(-0.1, -0.1, 1.2, 1.3), p.sky[1], gradient=down(0, 1.0, *p.sky)))
    tints = [hex_rgb(c) for c in MOODS[light].skies[int(rng.integers(len(MOODS[light].skies)))].split()]
    ax, ay, bx, by = rng.uniform(-0.1, 0.3), rng.uniform(0.1, 0.6), rng.uniform(0.7, 1.1), rng.uniform(0.1, 0.6)
    dust = []
    for i in range(11):
        t = i / 10
        x, y = ax + (bx - ax) * t + rng.normal(0, 0.05), ay + (by - ay) * t + rng.normal(0, 0.05)
        tone = tints[int(rng.integers(1, 4))]
        dust.append(Mark("glow", blob(rng, x, y, rng.uniform(0.1, 0.2), rng.uniform(0.06, 0.13)), tone, 0.3, blur=0.05, light=True))
    stage.add("dust", 0.99, *dust)
    stage.add("stars", 0.985, *stars(rng, 1.4), *stars(rng, 1.2), *stars(rng, 1.0))
    sparks = skia.Path()
    for _ in range(int(rng.integers(3, 7))):
        x, y, s = rng.uniform(0, 1), rng.uniform(0, 0.7), rng.uniform(0.008, 0.018)
        sparks.addPoly([skia.Point(x, y - s), skia.Point(x + s * 0.16, y - s * 0.16), skia.Point(x + s, y), skia.Point(x + s * 0.16, y + s * 0.16), skia.Point(x, y + s), skia.Point(x - s * 0.16, y + s * 0.16), skia.Point(x - s, y), skia.Point(x - s * 0.16, y - s * 0.16)], True)
    stage.add("bright stars", 0.984, fill(sparks, (1, 0.98, 0.9), light=True))
    if light == "aurora":
        stage.add("aurora", 0.98, *aurora(rng, 0, 1, 0.75))
    # Weather of a place without air: streaks of meteors for rain, ice for snow, flashes for storms, dust for fog.
    if light in ("rain", "storm"):
        trails = skia.Path()
        for _ in range(16):
            x, y, s = rng.uniform(0, 1.1), rng.uniform(0, 0.75), rng.uniform(0.05, 0.14)
            trails.moveTo(x, y)
            trails.lineTo(x - s * 0.6, y + s)
        stage.add("rain", 0.3, line(trails, mix(p.light, tints[-1], 0.4), 0.0035, 0.8, light=True))
    if light == "storm":
        stage.add("lightning", 0.9, *bolt(rng, 1 - ctx.subject_x, 0.1, 0.6, p.light))
    if light == "snowfall":
        stage.add("snow", 0.02, *snow(rng, (0.95, 0.97, 1.0)))
    if light == "fog":
        stage.add("fog", 0.6, *[Mark("fill", blob(rng, rng.uniform(0, 1), rng.uniform(0.3, 0.8), 0.4, 0.08), tints[1], 0.35, blur=0.05) for _ in range(4)])
    lamp = (ctx.sun[0], ctx.sun[1], ctx.sun[2]) if ctx.sun else (0.7, 0.2, 0.07)
    if light in ("day", "sunset", "dawn", "moonlight", "dusk") and not ctx.wants("sun", "moon"):
        x, y, r = lamp[0], min(lamp[1], 0.4), lamp[2] * 0.8
        tone = hex_rgb(MOODS[light].light)
        stage.add("lamp of the sky", 0.975, glow(circle(x, y, r * 2.6), tints[2], 0.5, 0.05), glow(circle(x, y, r * 1.4), tone, 0.6, 0.02), fill(circle(x, y, r), tone))
        ctx.light_from = (x, y)
    away = 1 - ctx.subject_x
    lamp_x = ctx.light_from[0]
    kind = "none" if ctx.wants("planet", "moon") else ("giant", "small", "belt", "galaxy", "small")[int(rng.integers(5))]
    if kind in ("giant", "small"):
        r = rng.uniform(0.2, 0.3) if kind == "giant" else rng.uniform(0.05, 0.085)
        x = away + (0.16 if away > 0.5 else -0.16) * (kind == "giant") + rng.uniform(-0.05, 0.05)
        y = rng.uniform(0.16, 0.4)
        if abs(x - lamp_x) < r + 0.12:
            y, x = 0.5 if kind == "small" else y, x + (0.14 if x > 0.5 else -0.14)
        tone = mix(p.accents[int(rng.integers(4))], tints[1], 0.2)
        body = circle(x, y, r)
        lit_left = lamp_x < x
        shade = boolean(body, circle(x + (-r * 0.42 if lit_left else r * 0.42), y - r * 0.15, r * 1.06), skia.kDifference_PathOp)
        tilt = skia.Matrix()
        tilt.setRotate(rng.uniform(-24, 24), x, y)
        bands = skia.Path()
        merged([rect(x - r * 1.2, y + r * v, 2.4 * r, r * rng.uniform(0.07, 0.2)) for v in rng.uniform(-0.9, 0.75, 4)]).transform(tilt, bands)
        bands = boolean(bands, body, skia.kIntersect_PathOp)
        marks = [glow(circle(x, y, r * 1.05), tone, 0.35, r * 0.16), fill(body, tone), fill(bands, lighter(tone, 0.07), 0.85)]
        marks.append(Mark("fill", shade, (0.05, 0.03, 0.14), 0.5, shade=True))
        if rng.random() < 0.55:
            ring = skia.Path()
            ring.addOval(skia.Rect.MakeLTRB(x - r * 1.75, y - r * 0.36, x + r * 1.75, y + r * 0.36))
            ring.addOval(skia.Rect.MakeLTRB(x - r * 1.4, y - r * 0.24, x + r * 1.4, y + r * 0.24))
            ring.setFillType(skia.PathFillType.kEvenOdd)
            front = boolean(ring, rect(x - r * 2, y - 0.02 * r, r * 4, r), skia.kIntersect_PathOp)
            back = boolean(boolean(ring, rect(x - r * 2, y - r, r * 4, r * 0.98), skia.kIntersect_PathOp), body, skia.kDifference_PathOp)
            for part in (back, front):
                turned = skia.Path()
                part.transform(tilt, turned)
                marks.append(fill(turned, mix(lighter(tone, 0.14), p.light, 0.3), 0.9))
        stage.add("world", 0.972, *marks)
    elif kind == "belt":
        for k in range(3):
            stones = skia.Path()
            slope, base = rng.uniform(-0.35, 0.35), rng.uniform(0.2, 0.55)
            for _ in range(9):
                x, s = rng.uniform(0, 1), (0.008 + 0.011 * k) * rng.uniform(0.6, 1.5)
                y = base + slope * (x - 0.5) + rng.normal(0, 0.05)
                n = int(rng.integers(5, 8))
                stones.addPoly([skia.Point(float(x + s * rng.uniform(0.75, 1.2) * math.cos(math.tau * i / n)), float(y + s * rng.uniform(0.6, 1.0) * math.sin(math.tau * i / n))) for i in range(n)], True)
            stage.add("belt", 0.975 - 0.002 * k, fill(stones, mix(p.land[1 + (k > 0)], p.sky[0], 0.5 - 0.2 * k)))
    elif kind == "galaxy":
        x, y, r, turn = away, rng.uniform(0.22, 0.4), rng.uniform(0.13, 0.2), rng.uniform(0, 6.3)
        arms, dots = skia.Path(), skia.Path()
        for arm in range(2):
            pts = []
            for i in range(14):
                a, d = turn + math.pi * arm + 0.34 * i, r * (i + 1) / 14
                pts.append((x + d * math.cos(a), y + d * 0.5 * math.sin(a)))
                for _ in range(3):
                    dots.addCircle(pts[-1][0] + rng.normal(0, 0.012), pts[-1][1] + rng.normal(0, 0.008), rng.uniform(0.0015, 0.0035))
            smooth_into(arms, pts)
        stage.add("galaxy", 0.978, line(arms, tints[2], 0.022, 0.5, blur=0.008, light=True), fill(dots, mix(tints[-1], (1, 1, 1), 0.5), light=True),
                  glow(oval(x, y, r * 0.3, r * 0.16), tints[-1], 0.7, 0.015), fill(oval(x, y, r * 0.14, r * 0.075), mix(tints[-1], (1, 1, 1), 0.5), light=True))
    # The ground: the limb of a moon, with craters.
    R = rng.uniform(0.7, 1.3)
    cx = 0.5 + rng.uniform(-0.25, 0.25)
    top = stage.horizon
    ground_tone = p.land[2]
    limb = lambda x: top + R - math.sqrt(max(0.0, R * R - (x - cx) ** 2))
    rim = mix(p.land[0], hex_rgb(MOODS[light].light), 0.3)
    moon = circle(cx, top + R, R)
    stage.add("limb glow", 0.902, glow(circle(cx, top + R, R + 0.018), tints[2], 0.5, 0.02))
    stage.add("limb", 0.9, fill(moon, ground_tone, gradient=down(top, 1.02, p.land[1], ground_tone, p.land[3])), line(smooth([(x, limb(x) + 0.003) for x in np.linspace(-0.05, 1.05, 24)]), rim, 0.006, 0.9))
    craters, insides = skia.Path(), skia.Path()
    for _ in range(int(rng.integers(5, 11))):
        x, r = rng.uniform(0, 1), rng.uniform(0.015, 0.06)
        y = limb(x) + rng.uniform(0.03, 0.2)
        craters.addOval(skia.Rect.MakeLTRB(x - r, y - r * 0.32, x + r, y + r * 0.32))
        insides.addOval(skia.Rect.MakeLTRB(x - r * 0.84, y - r * 0.2, x + r * 0.84, y + r * 0.3))
    stage.add("craters", 0.89, fill(craters, lighter(ground_tone, 0.05), 0.9, detail=True), fill(insides, darker(p.land[3], 0.02), 0.9))
    stage.stand("far", "ground", 0.88, lambda x: limb(x) + 0.012, 0.45)
    stage.stand("mid", "ground", 0.7, lambda x: limb(x) + 0.04, 0.75, spread=0.02)
    stage.stand("near", "ground", 0.5, lambda x: min(0.96, limb(x) + 0.08), 0.92, spread=0.04)
    stage.stand("near", "air", 0.4, 0.38, 1.1, spread=0.2)
    stage.stand("mid", "air", 0.5, 0.36, 0.8, spread=0.22)
    stage.stand("far", "air", 0.95, 0.4, 0.45, haze=0.15, spread=0.2)
    return stage


def above_clouds(ctx: Context) -> Stage:
    """High up: a floor of billows in several ranks, nothing else below."""
    rng, p = ctx.rng, ctx.palette
    stage = Stage(horizon=rng.uniform(0.5, 0.6), shadows=False)
    h = stage.horizon
    add_sky(ctx, stage, clouds=0.35 if ctx.light not in ("storm", "rain", "snowfall") else 1.0)
    white = ctx.grade((0.99, 0.98, 0.97))
    if ctx.light == "fog":
        white = darker(white, 0.06)
    n = 5
    for k in range(n):
        t = k / (n - 1)
        level = h + (0.93 - h) * t ** 1.15
        lit = mix(white, p.light, 0.25 if not p.dark else 0.12)
        base = mix(adjust(mix(p.land[1], p.sky[1], 0.3), light=-0.06 if ctx.light != "fog" else -0.14, chroma=1.15), p.haze, 0.4 * (1 - t))
        lit = mix(lit, p.haze, 0.5 * (1 - t))
        path, x = skia.Path(), -0.1
        path.addRect(skia.Rect.MakeLTRB(-0.2, level, 1.2, 1.2))
        size = 0.035 + 0.06 * t
        heap = sines(rng, 0.5, 1.4, 2)
        while x < 1.1:
            r = size * rng.uniform(0.55, 1.2) * (1 + 0.7 * heap(x))
            r = max(r, size * 0.3)
            path.addOval(skia.Rect.MakeLTRB(x - r * 1.15, level - r * 0.85, x + r * 1.15, level + r * 1.2))
            x += r * rng.uniform(0.7, 1.25)
        stage.add("sea of clouds", 0.92 - 0.13 * k, fill(outline(path), lit, gradient=down(level - size * 1.1, level + 0.17, lit, mix(lit, base, 0.8), mix(base, p.sky[0], 0.45))))
    if ctx.light in ("sunset", "dawn", "moonlight"):
        x = ctx.sun[0]
        stage.add("light on the clouds", 0.36, Mark("fill", poly([(x - 0.05, h), (x + 0.05, h), (x + 0.28, 1.05), (x - 0.28, 1.05)]), p.light, 0.2, blur=0.04, light=True))
    if not ctx.wants("bird") and rng.random() < 0.3:
        stage.add("birds", 0.9, birds_afar(ctx, 1 - ctx.subject_x, h * 0.6, 4))
    add_weather(ctx, stage)
    stage.stand("far", "ground", 0.8, h + 0.005, 0.46, haze=0.3)
    stage.stand("mid", "ground", 0.68, h + (0.93 - h) * 0.2, 0.8, haze=0.12)
    stage.stand("near", "ground", 0.55, h + (0.93 - h) * 0.44, 1.0)
    stage.stand("near", "air", 0.5, h * 0.58, 1.15, spread=h * 0.3)
    stage.stand("mid", "air", 0.6, h * 0.55, 0.8, haze=0.1, spread=h * 0.33)
    stage.stand("far", "air", 0.85, h * 0.75, 0.45, haze=0.35, spread=h * 0.18)
    return stage


def pattern(ctx: Context) -> Stage:
    """A flat ornament over the whole sheet, in the colours of the light, with the things laid on it."""
    rng, p = ctx.rng, ctx.palette
    stage = Stage(horizon=0.5, shadows=False, indoors=True, backdrop=None)
    tones = [p.sky[0], p.sky[1], p.sky[-1], p.land[1], p.accents[int(rng.integers(2))], p.accents[3]]
    ground = p.sky[-1] if not p.dark else p.sky[1]
    a, b, c = (mix(tones[i], ground, 0.25) for i in rng.permutation(6)[:3])
    stage.add("ground", 1.0, fill(rect(-0.1, -0.1, 1.2, 1.2), ground))
    kind = int(rng.integers(8))
    if kind == 0:        # scales
        r = rng.uniform(0.07, 0.11)
        rows = int(1 / (r * 0.55)) + 3
        for j in range(rows):
            y = -r + j * r * 0.55
            for shrink, tone in ((1.0, a), (0.74, b), (0.46, c), (0.2, ground)):
                path = merged([circle(x * 2 * r + (r if j % 2 else 0) - r, y, r * shrink) for x in range(int(1 / (2 * r)) + 3)])
                stage.add("scales", 0.99 - 0.001 * j, fill(path, tone))
    elif kind == 1:      # waves
        n = int(rng.integers(7, 12))
        amp, cyc = rng.uniform(0.02, 0.04), rng.integers(2, 5)
        for j in range(n + 2):
            y = -0.05 + 1.1 * j / n
            pts = [(x, y + amp * math.sin(cyc * math.tau * x + (math.pi * j if kind else 0) * 0.5)) for x in np.linspace(-0.05, 1.05, 40)]
            stage.add("waves", 0.99 - 0.002 * j, fill(under(pts), (a, b, c, ground)[j % 4]))
    elif kind == 2:      # triangles
        n = int(rng.integers(5, 8))
        cell = 1 / n
        for tone, keep in ((a, 0), (b, 1), (c, 2)):
            path = skia.Path()
            for i in range(n):
                for j in range(n):
                    if (i * 7 + j * 3 + int(rng.integers(2))) % 4 == keep:
                        x, y = i * cell, j * cell
                        corners = [(x, y), (x + cell, y), (x + cell, y + cell), (x, y + cell)]
                        del corners[int(rng.integers(4))]
                        path.addPoly([skia.Point(*q) for q in corners], True)
            stage.add("triangles", 0.98, fill(path, tone))
    elif kind == 3:      # pieces of stone
        for tone in (a, b, c):
            path = merged([poly([(x + s * math.cos(t + o), y + s * 0.8 * math.sin(t + o)) for t in np.linspace(0, math.tau, int(rng.integers(4, 7)), endpoint=False)])
                           for x, y, s, o in [(rng.uniform(0, 1), rng.uniform(0, 1), rng.uniform(0.015, 0.065), rng.uniform(0, 6)) for _ in range(34)]])
            stage.add("pieces", 0.98, fill(path, tone))
    elif kind == 4:      # rays
        n = 2 * int(rng.integers(8, 15))
        cx, cy = rng.choice([0.5, ctx.subject_x]), rng.choice([0.5, 0.62, 1.0])
        turn = rng.uniform(0, 1)
        rays = merged([poly([(cx, cy), (cx + 2 * math.cos(math.tau * (i + turn) / n), cy + 2 * math.sin(math.tau * (i + turn) / n)), (cx + 2 * math.cos(math.tau * (i + 1 + turn) / n), cy + 2 * math.sin(math.tau * (i + 1 + turn) / n))]) for i in range(0, n, 2)])
        stage.add("rays", 0.98, fill(rays, a))
        for k, tone in enumerate((b, c, ground)):
            stage.add("rings", 0.97 - 0.01 * k, fill(circle(cx, cy, 0.3 - 0.08 * k), tone))
    elif kind == 5:      # quarter circles on tiles
        n = int(rng.integers(4, 7))
        cell = 1 / n
        for i in range(n):
            for j in range(n):
                tone, inner = ((a, b), (b, c), (c, a))[int(rng.integers(3))]
                cx, cy = i * cell + cell * int(rng.integers(2)), j * cell + cell * int(rng.integers(2))
                tile = rect(i * cell, j * cell, cell, cell)
                stage.add("tile", 0.98, fill(boolean(circle(cx, cy, cell * 0.98), tile, skia.kIntersect_PathOp), tone), fill(boolean(circle(cx, cy, cell * 0.5), tile, skia.kIntersect_PathOp), inner))
    elif kind == 6:      # leaves on a lattice
        n = int(rng.integers(5, 8))
        cell = 1 / n
        for tone, turn in ((a, 1), (b, -1)):
            path = skia.Path()
            for i in range(-1, n + 1):
                for j in range(-1, n + 1):
                    if (i + j) % 2 == (turn > 0):
                        x, y = (i + 0.5) * cell, (j + 0.5) * cell
                        d = cell * 0.46
                        path.moveTo(x - d, y + turn * d)
                        path.quadTo(x - d * 0.2, y - turn * d * 0.5, x + d, y - turn * d)
                        path.quadTo(x + d * 0.2, y + turn * d * 0.5, x - d, y + turn * d)
                        path.close()
            stage.add("leaves", 0.98, fill(path, tone))
        stage.add("berries", 0.97, fill(merged([circle(i * cell, j * cell, cell * 0.09) for i in range(n + 1) for j in range(n + 1)]), c))
    else:                # contour lines of a landscape that is not there
        cx, cy = rng.uniform(0.3, 0.7), rng.uniform(0.3, 0.7)
        wob = 1 + rng.uniform(-0.2, 0.2, 11)
        for j in range(9):
            r = 0.85 - 0.092 * j
            ring = smooth_closed([(cx + r * wob[i] * math.cos(math.tau * i / 11), cy + r * wob[(i + j // 3) % 11] * math.sin(math.tau * i / 11)) for i in range(11)])
            stage.add("contours", 0.99 - 0.005 * j, fill(ring, ramp((ground, a, b, c), j / 8)))
    motif = mix(p.paper, p.sky[-1], 0.3)
    if ctx.light in ("rain", "storm"):
        stage.add("rain", 0.9, *rain(rng, motif, heavy=ctx.light == "storm"))
    elif ctx.light == "snowfall":
        stage.add("snow", 0.9, *snow(rng, (1, 1, 1)))
    elif ctx.light in ("night", "moonlight", "aurora"):
        stage.add("stars", 0.9, *stars(rng, 1.0))
        if ctx.light == "aurora":
            stage.add("aurora", 0.89, *aurora(rng, 0, 1, 1.0))
    ctx.light_from = (0.2, -0.3)
    stage.stand("near", "air", 0.5, 0.5, 1.35, spread=0.28)
    stage.stand("mid", "air", 0.6, 0.5, 1.0, spread=0.34)
    stage.stand("far", "air", 0.7, 0.5, 0.6, spread=0.34)
    return stage


BUILDERS = {"under_water": under_water, "space": space, "above_clouds": above_clouds, "pattern": pattern}
