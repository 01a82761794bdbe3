"""The sky of each light: what sets the colour and the direction of everything below it."""

from __future__ import annotations

import math
from typing import Optional

import numpy as np
import skia

from .colour import hex_rgb, lighter, mix
from .display import Mark, Rgb
from .paths import circle, down, fill, glow, line, merged, outline, oval, poly, rect, sines, smooth_closed, union
from .stage import Context, Stage

STARRY = ("night", "aurora", "moonlight", "dusk")


def place_sun(ctx: Context, horizon: float, seen: Optional[tuple[float, float]] = None) -> None:
    """Decides where the sun or moon stands, away from the subject, and so where the light comes from.

    `seen`: the heights between which a sun asked for would not be hidden by the place.
    """
    rng, light = ctx.rng, ctx.light
    thing = "sun" if ctx.wants("sun") else "moon" if ctx.wants("moon") else None
    where = ctx.where_of(thing) if thing else None
    if where == "left":
        x = rng.uniform(0.16, 0.3)
    elif where == "right":
        x = rng.uniform(0.7, 0.84)
    elif where == "middle":
        x = rng.uniform(0.44, 0.56)
    elif ctx.subject_x > 0.5:
        x = rng.uniform(0.18, 0.42)
    else:
        x = rng.uniform(0.58, 0.82)
    r = rng.uniform(0.06, 0.095)
    high = max(0.12, horizon * 0.3)
    if light in ("sunset", "dawn"):
        r = rng.uniform(0.07, 0.13)
        y = horizon - r * rng.uniform(0.25, 1.5)
        if light == "dawn":
            y = horizon - r * rng.uniform(0.9, 2.2)
            r *= 0.8
    elif light == "dusk":
        y = horizon + 0.08
    else:
        y = rng.uniform(0.12, max(0.14, min(0.26, high)))
    if thing and light not in ("sunset", "dawn"):
        y = rng.uniform(0.13, max(0.15, horizon * 0.45))
    if thing and seen is not None:
        y = rng.uniform(*seen)
    if where == "above":
        y = rng.uniform(0.1, 0.18) if seen is None else seen[0]
    ctx.sun = (x, y, r)
    ctx.light_from = (x, y)
    if thing is None and light in ("storm", "fog", "rain", "snowfall", "night", "aurora"):
        ctx.light_from = (x, -0.3)


def add_sky(ctx: Context, stage: Stage, clouds: float = 1.0) -> None:
    """Adds the sky down to the stage's horizon: ramp, stars, aurora, sun or moon, clouds, lightning."""
    rng, p, horizon = ctx.rng, ctx.palette, stage.horizon
    place_sun(ctx, horizon, stage.sun_y)
    stage.add("sky", 1.0, fill(rect(-0.1, -0.1, 1.2, 1.3), p.sky[-1], gradient=down(0.0, horizon, *p.sky)))
    if ctx.light in STARRY:
        stage.add("stars", 0.99, *stars(rng, horizon, few=ctx.light == "dusk"))
    if ctx.light == "aurora":
        stage.add("aurora", 0.985, *aurora(rng, 0.0, 1.0, horizon))
    lamp = disc(ctx)
    if lamp:
        stage.add("lamp of the sky", 0.98, *lamp)
    if clouds > 0:
        add_clouds(ctx, stage, clouds)
    if ctx.light == "storm" and not ctx.wants("lightning"):
        x = 0.78 if ctx.subject_x < 0.5 else 0.22
        stage.add("lightning", 0.955, *bolt(rng, x + rng.uniform(-0.1, 0.1), 0.16, horizon + 0.02, p.light))


def stars(rng: np.random.Generator, horizon: float, few: bool = False, left: float = 0.0, right: float = 1.0, top: float = 0.0) -> list[Mark]:
    """Small stars thinning out towards the horizon, a few of them bright."""
    n = int((18 if few else 70) * (right - left) * min(1.0, (horizon - top) / 0.5 + 0.15))
    faint, bright = skia.Path(), skia.Path()
    for _ in range(n):
        x, y = rng.uniform(left, right), top + (horizon - top) * (0.62 if few else 0.92) * rng.uniform(0, 1) ** 1.3
        size = rng.uniform(0.0014, 0.0034)
        (bright if size > 0.0029 else faint).addCircle(x, y, size)
    marks = [fill(faint, (0.93, 0.94, 1.0), 0.7, light=True, detail=True)]
    if not bright.isEmpty():
        marks.append(fill(bright, (1.0, 0.98, 0.9), 1.0, light=True))
    return marks


def aurora(rng: np.random.Generator, left: float, right: float, horizon: float, top: float = 0.0) -> list[Mark]:
    """Hanging curtains of light: green below, turning blue or violet above."""
    marks = []
    tall = horizon - top
    hues = [("#4dffb0", "#38c6d8"), ("#6effa0", "#8f6bff"), ("#5cf2c8", "#d06bff")]
    for k in range(int(rng.integers(2, 4))):
        low, high = hues[int(rng.integers(len(hues)))]
        wave = sines(rng, tall * 0.11, 1.6 / (right - left), 2)
        base = top + tall * rng.uniform(0.42, 0.78)
        rise = tall * rng.uniform(0.3, 0.5)
        lower = [(x, base + wave(x)) for x in np.linspace(left, right, 22)]
        upper = [(x, y - rise * (0.8 + 0.2 * math.sin(9 * x + k))) for x, y in reversed(lower)]
        curtain = poly(lower + upper)
        ys = [y for _, y in lower]
        grad = down(min(ys) - rise, max(ys), hex_rgb(high), hex_rgb(low), hex_rgb("#d8ffe8"))
        marks.append(Mark("fill", curtain, hex_rgb(low), 0.42, gradient=grad, blur=0.012, light=True))
        rays = skia.Path()
        for x, y in lower[::1]:
            x += rng.uniform(-0.01, 0.01)
            w = rng.uniform(0.004, 0.012)
            h = rise * rng.uniform(0.6, 1.15)
            rays.addPoly([skia.Point(x, y), skia.Point(x + w, y - 0.005), skia.Point(x + w * 0.7, y - h), skia.Point(x + w * 0.2, y - h)], True)
        marks.append(Mark("fill", rays, hex_rgb(low), 0.3, gradient=grad, light=True, detail=True))
    return marks


def disc(ctx: Context) -> list[Mark]:
    """The sun or the moon of the light itself, when no thing of the picture is one."""
    rng, p, light = ctx.rng, ctx.palette, ctx.light
    x, y, r = ctx.sun
    marks: list[Mark] = []
    if light in ("sunset", "dawn", "dusk"):
        # The glow of a low sun: a wide flat one along the horizon, a closer round one.
        low = y if light != "dusk" else y - 0.07
        warm = mix(p.light, p.sky[-1], 0.45)
        marks.append(glow(oval(x, low, 0.42, 0.1), warm, 0.34, 0.075))
        if light != "dusk":
            marks.append(glow(circle(x, low, r * 1.7), p.light, 0.3, r * 0.8))
    if ctx.wants("sun", "moon") or light in ("dusk", "storm", "fog", "rain", "snowfall", "night", "aurora"):
        return marks
    if light == "moonlight":
        marks.append(glow(circle(x, y, r * 2.6), p.light, 0.28, 0.05))
        marks.append(glow(circle(x, y, r * 1.4), p.light, 0.3, 0.02))
        marks.append(fill(circle(x, y, r), p.light))
        marks.append(fill(merged([circle(x - r * 0.3, y - r * 0.2, r * 0.22), circle(x + r * 0.35, y + r * 0.25, r * 0.16), circle(x - r * 0.05, y + r * 0.5, r * 0.1)]), mix(p.light, p.sky[2], 0.25), detail=True))
        return marks
    if light == "day" and rng.random() < 0.45:
        return marks
    face = mix(p.light, (1.0, 0.97, 0.86), 0.3 if light != "sunset" else 0.1)
    if light == "day":
        marks.append(glow(circle(x, y, r * 1.9), p.light, 0.4, 0.03))
    marks.append(fill(circle(x, y, r), face))
    return marks


def puff(rng: np.random.Generator, x: float, y: float, w: float, h: float) -> skia.Path:
    """A fair-weather cloud: bumps over a flat base."""
    n = int(rng.integers(3, 6))
    parts = [rect(x - w * 0.42, y - h * 0.3, w * 0.84, h * 0.3)]
    parts.append(circle(x - w * 0.42, y - h * 0.15, h * 0.15))
    parts.append(circle(x + w * 0.42, y - h * 0.15, h * 0.15))
    for i in range(n):
        u = (i + 0.5) / n * 2 - 1 + rng.uniform(-0.1, 0.1)
        r = h * (0.5 - 0.22 * abs(u)) * rng.uniform(0.85, 1.15)
        parts.append(circle(x + u * w * 0.36, y - r * 0.9, r))
    return union(parts)


def streak(rng: np.random.Generator, x: float, y: float, w: float, h: float) -> skia.Path:
    """A long thin evening cloud with tapering ends."""
    n = 7
    upper = [(x - w / 2 + w * i / n, y - h * math.sin(math.pi * i / n) * rng.uniform(0.5, 1.0)) for i in range(n + 1)]
    lower = [(x + w / 2 - w * i / n, y + h * 0.45 * math.sin(math.pi * i / n) * rng.uniform(0.3, 1.0)) for i in range(1, n)]
    return smooth_closed(upper + lower)


def bank(rng: np.random.Generator, base: float, bumps: int, depth: float) -> skia.Path:
    """A mass of cloud filling the top of the picture, bumpy below."""
    path = skia.Path()
    path.addRect(skia.Rect.MakeLTRB(-0.1, -0.2, 1.1, base))
    for i in range(bumps):
        x = -0.05 + 1.1 * (i + 0.5) / bumps + rng.uniform(-0.03, 0.03)
        r = depth * rng.uniform(0.6, 1.2)
        path.addOval(skia.Rect.MakeLTRB(x - r * 1.5, base - r, x + r * 1.5, base + r))
    return outline(path)


def add_clouds(ctx: Context, stage: Stage, amount: float) -> None:
    rng, p, light, horizon = ctx.rng, ctx.palette, ctx.light, stage.horizon
    white = (1.0, 0.99, 0.96)
    if light in ("storm", "rain"):
        dark = mix(p.sky[0], p.shadow, 0.45 if light == "storm" else 0.12)
        for k, (level, tint) in enumerate(((0.55, 0.55), (0.33, 0.28), (0.14, 0.0))):
            base = horizon * level * rng.uniform(0.85, 1.1)
            colour = mix(dark, p.sky[2], tint)
            stage.add("cloud bank", 0.97 - 0.004 * k, fill(bank(rng, base, int(rng.integers(5, 8)), horizon * 0.1), colour, gradient=down(0, base + horizon * 0.1, mix(colour, p.shadow, 0.2), lighter(colour, 0.05))))
    elif light == "snowfall":
        for k in range(2):
            base = horizon * (0.3 - 0.2 * k)
            stage.add("cloud bank", 0.97 - 0.004 * k, fill(bank(rng, base, 6, horizon * 0.09), mix(p.sky[1], p.sky[0], 0.3 + 0.4 * k), 0.8))
    elif light in ("sunset", "dawn", "dusk"):
        n = int(rng.integers(2, 6) * amount)
        for _ in range(n):
            t = rng.uniform(0.15, 0.85)
            y = horizon * t
            tone = mix(p.sky[min(len(p.sky) - 1, int(t * 3) + 1)], p.light if rng.random() < 0.6 else p.sky[0], rng.uniform(0.25, 0.5))
            stage.add("clouds", 0.97, fill(streak(rng, rng.uniform(0, 1), y, rng.uniform(0.25, 0.7), rng.uniform(0.008, 0.024)), tone, 0.75))
    elif light == "day" and not ctx.wants("cloud"):
        for _ in range(int(rng.integers(1, 5) * amount)):
            y = horizon * rng.uniform(0.25, 0.8)
            w = rng.uniform(0.12, 0.34) * (0.5 + 0.5 * (1 - y / horizon))
            path = puff(rng, rng.uniform(0, 1), y, w, w * rng.uniform(0.35, 0.5))
            low = mix(white, p.sky[1], 0.3)
            top = path.getBounds().top()
            stage.add("clouds", 0.97, fill(path, white, 0.95, gradient=down(top, y, white, white, low)))
    elif light in ("night", "moonlight"):
        for _ in range(int(rng.integers(0, 4) * amount)):
            stage.add("clouds", 0.97, fill(streak(rng, rng.uniform(0, 1), horizon * rng.uniform(0.3, 0.9), rng.uniform(0.3, 0.6), rng.uniform(0.012, 0.03)), mix(p.sky[-1], p.sky[1], 0.4), 0.6))


def bolt(rng: np.random.Generator, x: float, top: float, bottom: float, colour: Rgb) -> list[Mark]:
    """A branching flash from cloud to ground, with the glow it throws on the clouds."""
    points, px = [], x
    steps = int(rng.integers(5, 8))
    for i in range(steps + 1):
        y = top + (bottom - top) * i / steps
        points.append((px, y))
        px += rng.uniform(-0.06, 0.06)
    wide = [0.011 * (1 - 0.8 * i / steps) for i in range(steps + 1)]
    shape = poly([(a - w, b) for (a, b), w in zip(points, wide)] + [(a + w, b) for (a, b), w in reversed(list(zip(points, wide)))])
    branch = skia.Path()
    for i in (1, 2, 3):
        bx, by = points[i]
        side = 1 if rng.random() < 0.5 else -1
        branch.moveTo(bx, by)
        bx += side * rng.uniform(0.03, 0.07)
        by += rng.uniform(0.03, 0.06)
        branch.lineTo(bx, by)
        branch.lineTo(bx + side * rng.uniform(0.0, 0.04), by + rng.uniform(0.03, 0.06))
    return [
        glow(oval(x, top, 0.26, 0.13), colour, 0.4, 0.05),
        glow(shape, colour, 0.8, 0.015),
        line(branch, colour, 0.005, light=True),
        fill(shape, mix(colour, (1, 1, 1), 0.4), light=True),
    ]
