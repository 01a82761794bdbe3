"""Shapes from parameters: ridges, smooth curves, blobs and the small builders of marks every place uses."""

from __future__ import annotations

import math
from typing import Callable, Optional, Sequence

import numpy as np
import skia

from .display import Gradient, Mark, Rgb

Point = tuple[float, float]


def fill(path: skia.Path, colour: Rgb, alpha: float = 1.0, **more) -> Mark:
    return Mark("fill", path, colour, alpha, **more)


def line(path: skia.Path, colour: Rgb, width: float, alpha: float = 1.0, **more) -> Mark:
    return Mark("line", path, colour, alpha, width=width, **more)


def glow(path: skia.Path, colour: Rgb, alpha: float, blur: float, light: bool = True, **more) -> Mark:
    return Mark("glow", path, colour, alpha, blur=blur, light=light, **more)


def down(top: float, bottom: float, *colours: Rgb) -> Gradient:
    """A vertical ramp of evenly spaced colours from y = top to y = bottom."""
    n = len(colours)
    return Gradient((0.0, top), (0.0, bottom), tuple(colours), tuple(i / (n - 1) for i in range(n)))


def across(left: float, right: float, *colours: Rgb) -> Gradient:
    n = len(colours)
    return Gradient((left, 0.0), (right, 0.0), tuple(colours), tuple(i / (n - 1) for i in range(n)))


def poly(points: Sequence[Point], closed: bool = True) -> skia.Path:
    path = skia.Path()
    path.addPoly([skia.Point(float(x), float(y)) for x, y in points], closed)
    return path


def rect(x: float, y: float, w: float, h: float) -> skia.Path:
    path = skia.Path()
    path.addRect(skia.Rect.MakeXYWH(x, y, w, h))
    return path


def circle(x: float, y: float, r: float) -> skia.Path:
    path = skia.Path()
    path.addCircle(x, y, r)
    return path


def oval(x: float, y: float, rx: float, ry: float) -> skia.Path:
    path = skia.Path()
    path.addOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry))
    return path


def smooth_into(path: skia.Path, points: Sequence[Point], start: bool = True) -> skia.Path:
    """Appends a Catmull-Rom curve through `points` to `path`, as cubics."""
    n = len(points)
    if start:
        path.moveTo(*points[0])
    for i in range(n - 1):
        x0, y0 = points[max(0, i - 1)]
        x1, y1 = points[i]
        x2, y2 = points[i + 1]
        x3, y3 = points[min(n - 1, i + 2)]
        path.cubicTo(x1 + (x2 - x0) / 6, y1 + (y2 - y0) / 6, x2 - (x3 - x1) / 6, y2 - (y3 - y1) / 6, x2, y2)
    return path


def smooth(points: Sequence[Point]) -> skia.Path:
    """An open smooth curve."""
    return smooth_into(skia.Path(), points)


def smooth_closed(points: Sequence[Point]) -> skia.Path:
    n = len(points)
    path = skia.Path()
    path.moveTo(*points[0])
    for i in range(n):
        x0, y0 = points[i - 1]
        x1, y1 = points[i]
        x2, y2 = points[(i + 1) % n]
        x3, y3 = points[(i + 2) % n]
        path.cubicTo(x1 + (x2 - x0) / 6, y1 + (y2 - y0) / 6, x2 - (x3 - x1) / 6, y2 - (y3 - y1) / 6, x2, y2)
    path.close()
    return path


def under(points: Sequence[Point], bottom: float = 1.06, curved: bool = True) -> skia.Path:
    """The area between a left-to-right crest and `bottom`."""
    path = skia.Path()
    if curved:
        smooth_into(path, points)
    else:
        path.addPoly([skia.Point(float(x), float(y)) for x, y in points], False)
    path.lineTo(points[-1][0], bottom)
    path.lineTo(points[0][0], bottom)
    path.close()
    return path


def blob(rng: np.random.Generator, x: float, y: float, rx: float, ry: float, n: int = 9, wobble: float = 0.14) -> skia.Path:
    """A rounded, slightly irregular closed shape."""
    turn = rng.uniform(0, math.tau)
    radii = 1 + rng.uniform(-wobble, wobble, n)
    return smooth_closed([
        (x + rx * radii[i] * math.cos(turn + math.tau * i / n), y + ry * radii[i] * math.sin(turn + math.tau * i / n))
        for i in range(n)
    ])


def sines(rng: np.random.Generator, amplitude: float, cycles: float, octaves: int = 3, fall: float = 0.5) -> Callable[[float], float]:
    """A smooth random function of x, about `amplitude` high, `cycles` bumps per picture width."""
    parts = []
    for k in range(octaves):
        parts.append((amplitude * fall ** k, cycles * (1.9 ** k) * rng.uniform(0.8, 1.25) * math.tau, rng.uniform(0, math.tau)))

    def height(x: float) -> float:
        return sum(a * math.sin(f * x + p) for a, f, p in parts)

    return height


def crest(height: Callable[[float], float], n: int = 24, left: float = -0.06, right: float = 1.06) -> list[Point]:
    """Samples `height` (a y) evenly from left to right."""
    return [(left + (right - left) * i / (n - 1), height(left + (right - left) * i / (n - 1))) for i in range(n)]


def jagged(rng: np.random.Generator, peaks: int, base: float, tall: float, rough: float = 0.35, detail: int = 3) -> list[Point]:
    """A mountain ridge, left to right: `peaks` summits up to `tall` above y = base, broken by midpoint displacement."""
    points: list[Point] = [(-0.08, base - tall * rng.uniform(0.05, 0.4))]
    step = 1.16 / peaks
    for i in range(peaks):
        x = -0.08 + step * (i + 0.5 + rng.uniform(-0.28, 0.28))
        points.append((x, base - tall * rng.uniform(0.55, 1.0)))
        points.append((-0.08 + step * (i + 1), base - tall * rng.uniform(0.02, 0.35)))
    for _ in range(detail):
        finer = [points[0]]
        for (x0, y0), (x1, y1) in zip(points, points[1:]):
            push = (x1 - x0) * rough * rng.uniform(-1, 1)
            finer.append(((x0 + x1) / 2 + push * 0.25, (y0 + y1) / 2 + push))
            finer.append((x1, y1))
        points = finer
    return points


def height_at(points: Sequence[Point], x: float) -> float:
    """The y of a left-to-right polyline at x (its end values beyond it)."""
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if x <= x1:
            return y0 + (y1 - y0) * ((x - x0) / (x1 - x0) if x1 > x0 else 0.0)
    return points[-1][1]


def merged(paths: Sequence[skia.Path]) -> skia.Path:
    """Many shapes of one colour as one path: one mark is far cheaper to draw than hundreds."""
    out = skia.Path()
    for path in paths:
        out.addPath(path)
    return out


def boolean(a: skia.Path, b: skia.Path, op: "skia.PathOp") -> skia.Path:
    """`a` op `b`. The exact operation fails on some near-degenerate curves, and then again at another scale rarely;
    if both fail the answer is `a` unchanged for a union or a difference, and `b` for an intersection.
    """
    for scale in (1.0, 739.0):
        try:
            if scale == 1.0:
                out = skia.Op(a, b, op)
            else:
                big_a, big_b = skia.Path(), skia.Path()
                a.transform(skia.Matrix.Scale(scale, scale), big_a)
                b.transform(skia.Matrix.Scale(scale, scale), big_b)
                big = skia.Op(big_a, big_b, op)
                out = skia.Path()
                big.transform(skia.Matrix.Scale(1 / scale, 1 / scale), out)
            if out is not None:
                return out
        except RuntimeError:
            continue
    return b if op == skia.kIntersect_PathOp else a


def union(paths: Sequence[skia.Path]) -> skia.Path:
    """All shapes as one outline; merely merged, with their inner edges, when the exact union fails."""
    builder = skia.OpBuilder()
    for path in paths:
        builder.add(path, skia.kUnion_PathOp)
    try:
        return builder.resolve()
    except RuntimeError:
        return merged(paths)


def outline(path: skia.Path) -> skia.Path:
    """Overlapping parts of one path as a single outline, so that line styles draw no seams inside it."""
    try:
        return skia.Simplify(path) or path
    except RuntimeError:
        return path


def clipped(path: skia.Path, window: skia.Path) -> Optional[skia.Path]:
    """The part of `path` inside `window`, or None when nothing is left."""
    both = boolean(path, window, skia.kIntersect_PathOp)
    return None if both.isEmpty() else both


def streak_band(rng: np.random.Generator, y: float, thick: float) -> skia.Path:
    """A wavering band across the whole width, about `thick` high around y."""
    top, low = sines(rng, thick * 0.25, 1.5, 2), sines(rng, thick * 0.25, 1.8, 2)
    xs = [-0.1 + 1.2 * i / 11 for i in range(12)]
    return smooth_closed([(x, y - thick / 2 + top(x)) for x in xs] + [(x, y + thick / 2 + low(x)) for x in reversed(xs)])
