"""Silhouettes that several places share: rows of trees, small houses, reeds, waves, tufts."""

from __future__ import annotations

from typing import Callable

import numpy as np
import skia

from .colour import mix
from .display import Mark
from .paths import fill, glow, line, outline, poly, rect
from .stage import Context


def pine(path: skia.Path, rng: np.random.Generator, x: float, y: float, h: float) -> None:
    """Adds a fir of height `h` standing at (x, y): three to five skirts and a bit of trunk."""
    tiers = int(rng.integers(3, 6))
    w = h * rng.uniform(0.34, 0.48)
    left, right = [], []
    for i in range(tiers):
        t0 = i / tiers
        t1 = (i + 1) / tiers
        reach = w * 0.5 * (0.25 + 0.75 * t1)
        notch = w * 0.5 * (0.1 + 0.55 * t1)
        y1 = y - h * (1 - t1 * 0.9)
        right += [(x + reach, y1), (x + (notch * 0.55 if i < tiers - 1 else 0.06 * w), y1 - h * 0.02)]
        left += [(x - reach, y1), (x - (notch * 0.55 if i < tiers - 1 else 0.06 * w), y1 - h * 0.02)]
    shape = [(x, y - h)] + right + [(x + 0.05 * w, y), (x - 0.05 * w, y)] + left[::-1]
    path.addPoly([skia.Point(float(a), float(b)) for a, b in shape], True)


def pines(rng: np.random.Generator, ground: Callable[[float], float], n: int, h: float, left: float = -0.03, right: float = 1.03, gap: tuple[float, float] | None = None) -> skia.Path:
    """A loose row of firs along `ground`; `gap` (from, to) is left open."""
    path = skia.Path()
    for i in range(n):
        x = left + (right - left) * (i + rng.uniform(0.1, 0.9)) / n
        if gap and gap[0] < x < gap[1]:
            continue
        pine(path, rng, x, ground(x) + 0.008, h * rng.uniform(0.6, 1.25))
    return path


def bushes(rng: np.random.Generator, ground: Callable[[float], float], n: int, r: float, left: float = -0.03, right: float = 1.03) -> skia.Path:
    """A soft line of rounded trees along `ground`."""
    path = skia.Path()
    for i in range(n):
        x = left + (right - left) * (i + rng.uniform(0, 1)) / n
        rr = r * rng.uniform(0.6, 1.3)
        y = ground(x)
        path.addArc(skia.Rect.MakeLTRB(x - rr * 1.15, y - rr * 1.5, x + rr * 1.15, y + rr * 1.7), 180, 180)
        path.addRect(skia.Rect.MakeLTRB(x - rr * 1.15, y + rr * 0.09, x + rr * 1.15, y + rr * 0.25))
    return outline(path)


def round_trees(rng: np.random.Generator, ground: Callable[[float], float], n: int, h: float, left: float, right: float) -> skia.Path:
    """Broad-leaved trees about `h` high: a short trunk under a crown of three or four lobes."""
    path = skia.Path()
    for i in range(n):
        x = left + (right - left) * (i + rng.uniform(0.15, 0.85)) / n
        y, tall = ground(x), h * rng.uniform(0.7, 1.2)
        path.addRect(skia.Rect.MakeLTRB(x - tall * 0.035, y - tall * 0.5, x + tall * 0.035, y))
        r = tall * 0.32
        path.addOval(skia.Rect.MakeLTRB(x - r * 1.1, y - tall, x + r * 1.1, y - tall * 0.34))
        for side in (-1, 1):
            s = r * rng.uniform(0.55, 0.75)
            path.addCircle(x + side * r * 0.75, y - tall * rng.uniform(0.45, 0.58), s)
    return outline(path)


def tufts(rng: np.random.Generator, ground: Callable[[float], float], n: int, h: float, spread: float = 0.0, left: float = -0.02, right: float = 1.02) -> skia.Path:
    """Blades of grass in small fans, standing on `ground`, up to `spread` below it."""
    path = skia.Path()
    for _ in range(n):
        x = rng.uniform(left, right)
        y = ground(x) + rng.uniform(0, 1) * spread
        for k in range(int(rng.integers(2, 5))):
            lean, tall = rng.uniform(-0.5, 0.5), h * rng.uniform(0.5, 1.1)
            path.moveTo(x - h * 0.06, y)
            path.quadTo(x + lean * tall * 0.3, y - tall * 0.6, x + lean * tall, y - tall)
            path.quadTo(x + lean * tall * 0.3 + h * 0.06, y - tall * 0.5, x + h * 0.08, y)
            path.close()
            x += h * 0.1
    return path


def reeds(rng: np.random.Generator, x: float, y: float, n: int, h: float) -> tuple[skia.Path, skia.Path]:
    """Bulrushes: stalks (to be stroked) and their brown heads (to be filled)."""
    stalks, heads = skia.Path(), skia.Path()
    for _ in range(n):
        bx = x + rng.normal(0, 0.05)
        lean, tall = rng.uniform(-0.18, 0.18), h * rng.uniform(0.55, 1.1)
        tx, ty = bx + lean * tall, y - tall
        stalks.moveTo(bx, y + 0.02)
        stalks.quadTo(bx + lean * tall * 0.2, y - tall * 0.6, tx, ty)
        if rng.random() < 0.5:
            heads.addRoundRect(skia.Rect.MakeXYWH(tx - 0.006, ty, 0.012, 0.05 * tall / h), 0.006, 0.006)
    return stalks, heads


def light_path(ctx: Context, horizon: float, x: float, width: float, n: int = 26) -> list[Mark]:
    """The broken road of light that a low sun or moon lays on the water."""
    rng, p = ctx.rng, ctx.palette
    shine = skia.Path()
    for i in range(n):
        t = (i + rng.uniform(0.1, 0.9)) / n
        y = horizon + (1.02 - horizon) * t ** 1.5 + 0.003
        reach = width * (0.35 + 0.9 * t) * rng.uniform(0.35, 1.0)
        thick = 0.0016 + 0.008 * t
        cx = x + rng.uniform(-0.4, 0.4) * width * t
        shine.addOval(skia.Rect.MakeLTRB(cx - reach, y - thick / 2, cx + reach, y + thick / 2))
    return [
        glow(poly([(x - width * 0.5, horizon), (x + width * 0.5, horizon), (x + width * 1.3, 1.05), (x - width * 1.3, 1.05)]), p.light, 0.16, 0.03),
        fill(shine, mix(p.light, p.sky[-1], 0.2), 0.8, light=True),
    ]


def wavelets(rng: np.random.Generator, horizon: float, bottom: float, n: int, size: float = 1.0) -> skia.Path:
    """Short lens-shaped gleams on water, wider and sparser the nearer."""
    path = skia.Path()
    for _ in range(n):
        t = rng.uniform(0, 1) ** 0.8
        y = horizon + 0.006 + (bottom - horizon) * t
        w = (0.012 + 0.09 * t) * rng.uniform(0.5, 1.3) * size
        h = (0.0016 + 0.007 * t) * size
        x = rng.uniform(-0.05, 1.05)
        path.moveTo(x - w, y)
        path.quadTo(x, y - h * 1.6, x + w, y)
        path.quadTo(x, y + h * 0.6, x - w, y)
        path.close()
    return path


def birds_afar(ctx: Context, x: float, y: float, n: int = 3) -> Mark:
    """Two curved strokes each: the small life that rewards looking."""
    rng = ctx.rng
    path = skia.Path()
    for _ in range(n):
        bx, by, s = x + rng.normal(0, 0.05), y + rng.normal(0, 0.025), rng.uniform(0.012, 0.02)
        path.moveTo(bx - s, by - s * 0.35)
        path.quadTo(bx - s * 0.45, by - s * 0.75, bx, by)
        path.quadTo(bx + s * 0.45, by - s * 0.75, bx + s, by - s * 0.35)
    return line(path, mix(ctx.palette.ink, ctx.palette.sky[1], 0.25), 0.0042, 0.9, detail=True)


def gabled(rng: np.random.Generator, x: float, y: float, w: float, h: float, roof: float) -> tuple[skia.Path, skia.Path]:
    """A house front: wall and roof as two shapes, standing at y, x its left edge."""
    wall = rect(x, y - h, w, h + 0.01)
    kind = int(rng.integers(3))
    eave = w * 0.07
    if kind == 0:
        top = poly([(x - eave, y - h), (x + w / 2, y - h - roof), (x + w + eave, y - h)])
    elif kind == 1:
        top = poly([(x - eave, y - h), (x + w * 0.18, y - h - roof * 0.8), (x + w * 0.82, y - h - roof * 0.8), (x + w + eave, y - h)])
    else:
        steps = [(x, y - h)]
        for i in range(4):
            sx = x + w * 0.5 * i / 4
            steps += [(sx, y - h - roof * (i + 1) / 4), (x + w * 0.5 * (i + 1) / 4, y - h - roof * (i + 1) / 4)]
        mirror = [(2 * x + w - a, b) for a, b in reversed(steps)]
        top = poly(steps + mirror)
    return wall, top


def window_grid(rng: np.random.Generator, x: float, y: float, w: float, h: float, columns: int, rows: int, lit: float, share: float = 0.5) -> tuple[skia.Path, skia.Path]:
    """Window panes over a wall whose top left is (x, y): the lit ones and the dark ones."""
    on, off = skia.Path(), skia.Path()
    cw, ch = w / columns, h / rows
    for r in range(rows):
        for c in range(columns):
            box = skia.Rect.MakeXYWH(x + cw * (c + (1 - share) / 2), y + ch * (r + 0.22), cw * share, ch * 0.56)
            (on if rng.random() < lit else off).addRect(box)
    return on, off


def snow_cap(points: list[tuple[float, float]], summit: int, reach: int, rng: np.random.Generator) -> skia.Path:
    """The white top of the ridge `points` around its vertex `summit`, with a ragged lower edge."""
    low = max(0, summit - reach)
    high = min(len(points) - 1, summit + reach)
    top = points[low:high + 1]
    n = 6
    x0, y0 = top[0]
    x1, y1 = top[-1]
    ragged = []
    for i in range(1, n):
        t = i / n
        drop = (0.02 if i % 2 else -0.012) * rng.uniform(0.6, 1.4)
        ragged.append((x1 + (x0 - x1) * t, y1 + (y0 - y1) * t + drop))
    return poly(top + ragged)
