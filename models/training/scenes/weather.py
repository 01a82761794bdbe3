"""What falls or drifts in front of a picture: rain, snow, fog. Each can be kept inside a window pane."""

from __future__ import annotations

import math

import numpy as np
import skia

from .colour import lighter, mix
from .display import Mark
from .paths import fill, line, rect, streak_band
from .stage import Context, Stage

Box = tuple[float, float, float, float]      # left, top, right, bottom
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


def rain(rng: np.random.Generator, colour, box: Box = WHOLE, heavy: bool = False) -> list[Mark]:
    """Slanting strokes of three lengths; never outside `box`."""
    left, top, right, bottom = box
    area = (right - left) * (bottom - top)
    slant = (0.34 if heavy else 0.16) * (1 if rng.random() < 0.5 else -1)
    marks = []
    for width, length, n, alpha in ((0.0022, 0.035, 90, 0.4), (0.0032, 0.06, 60, 0.6), (0.0042, 0.085, 22, 0.75)):
        path = skia.Path()
        scale = min(1.0, max(0.35, math.sqrt(area) * 1.3))
        for _ in range(max(3, int(n * area * (1.25 if heavy else 1.0)))):
            size = length * rng.uniform(0.7, 1.2) * scale
            x, y = rng.uniform(left, right), rng.uniform(top, bottom - min(size, bottom - top))
            end_x = x - slant * size
            if left <= end_x <= right and y + size <= bottom:
                path.moveTo(x, y)
                path.lineTo(end_x, y + size)
        marks.append(line(path, colour, width * max(0.6, scale), alpha))
    return marks


def snow(rng: np.random.Generator, colour, box: Box = WHOLE) -> list[Mark]:
    """Flakes of three sizes, the near ones larger and fewer."""
    left, top, right, bottom = box
    area = (right - left) * (bottom - top)
    scale = min(1.0, max(0.5, math.sqrt(area) * 1.3))
    marks = []
    for radius, n, alpha in ((0.0034, 105, 0.8), (0.0058, 58, 0.95), (0.009, 20, 1.0)):
        path = skia.Path()
        r0 = radius * scale
        for _ in range(max(3, int(n * area))):
            r = r0 * rng.uniform(0.75, 1.25)
            path.addCircle(rng.uniform(left + r, right - r), rng.uniform(top + r, bottom - r), r)
        marks.append(fill(path, colour, alpha))
    return marks


def fog_band(rng: np.random.Generator, y: float, thick: float, colour, alpha: float) -> Mark:
    """A soft drifting veil across the picture."""
    return Mark("fill", streak_band(rng, y, thick), colour, alpha, blur=thick * 0.35)


def add_weather(ctx: Context, stage: Stage) -> None:
    """Adds the overlay of the picture's light over an outdoor stage."""
    rng, p, light = ctx.rng, ctx.palette, ctx.light
    if light == "rain":
        stage.add("rain", 0.02, *rain(rng, mix(p.paper, p.sky[-1], 0.3)))
    elif light == "storm":
        stage.add("rain", 0.02, *rain(rng, mix(p.paper, p.sky[-1], 0.35), heavy=True))
    elif light == "snowfall":
        stage.add("snow", 0.02, *snow(rng, (0.99, 0.99, 1.0)))
    elif light == "fog":
        veil = mix(p.haze, (1, 1, 1), 0.25)
        for k, depth in enumerate((0.62, 0.4, 0.15)):
            y = stage.horizon + (0.95 - stage.horizon) * (0.05 + 0.3 * k) + rng.uniform(-0.03, 0.03)
            stage.add("fog", depth, fog_band(rng, y, rng.uniform(0.09, 0.15), veil, 0.6 - 0.19 * k))
        stage.add("fog", 0.03, fill(rect(-0.1, -0.1, 1.2, 1.2), veil, 0.08))
    elif light == "dawn":
        stage.add("mist", 0.5, fog_band(rng, stage.horizon + 0.03, 0.06, lighter(p.haze, 0.02), 0.4))
