"""Paths that many things share. Every function returns a new skia.Path in whatever units it is given.

Angles are in radians, counted from +x towards +y, unless a name says degrees. Boolean operations work best on
paths some 100 units large: skia's path operations lose small features of paths smaller than one unit.
"""

from __future__ import annotations

import math
from typing import Iterable, Sequence, Tuple

import numpy as np
import skia

Point = Tuple[float, float]
_DEGREES = 180.0 / math.pi


def polygon(points: Sequence[Point], closed: bool = True) -> skia.Path:
    """Straight lines through `points`."""
    path = skia.Path()
    path.addPoly([skia.Point(float(x), float(y)) for x, y in points], closed)
    return path


def wobbly(points: Sequence[Point], rng: np.random.Generator, amount: float, closed: bool = True) -> skia.Path:
    """A polygon whose corners are each moved by up to `amount`: drawn by hand rather than by ruler."""
    moves = rng.uniform(-amount, amount, (len(points), 2))
    return polygon([(x + dx, y + dy) for (x, y), (dx, dy) in zip(points, moves.tolist())], closed)


def smooth(points: Sequence[Point], closed: bool = True, tension: float = 1.0) -> skia.Path:
    """A curve through every point (Catmull-Rom as cubics). tension 0 is a polygon, 1 is round."""
    n = len(points)
    path = skia.Path()
    path.moveTo(*points[0])
    k = tension / 6.0
    for i in range(n if closed else n - 1):
        p1, p2 = points[i], points[(i + 1) % n]
        p0 = points[(i - 1) % n] if closed or i > 0 else p1
        p3 = points[(i + 2) % n] if closed or i + 2 < n else p2
        path.cubicTo(
            p1[0] + (p2[0] - p0[0]) * k, p1[1] + (p2[1] - p0[1]) * k,
            p2[0] - (p3[0] - p1[0]) * k, p2[1] - (p3[1] - p1[1]) * k,
            p2[0], p2[1],
        )
    if closed:
        path.close()
    return path


def curve(points: Sequence[Point]) -> skia.Path:
    """An open smooth curve through `points`, for lines."""
    return smooth(points, closed=False)


def line(*points: Point) -> skia.Path:
    """An open run of straight lines."""
    return polygon(points, closed=False)


def ellipse(cx: float, cy: float, rx: float, ry: float | None = None) -> skia.Path:
    path = skia.Path()
    ry = rx if ry is None else ry
    path.addOval(skia.Rect(cx - rx, cy - ry, cx + rx, cy + ry))
    return path


def rect(x0: float, y0: float, x1: float, y1: float) -> skia.Path:
    path = skia.Path()
    path.addRect(skia.Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return path


def rounded_rect(x0: float, y0: float, x1: float, y1: float, radius: float) -> skia.Path:
    path = skia.Path()
    path.addRoundRect(skia.Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), radius, radius)
    return path


def blob(cx: float, cy: float, rx: float, ry: float, rng: np.random.Generator, wobble: float = 0.1,
         points: int = 9) -> skia.Path:
    """A rounded closed shape about an ellipse; `wobble` is the share of the radius it may stray."""
    turn = rng.uniform(0, 2 * math.pi)
    stray = rng.uniform(1 - wobble, 1 + wobble, points).tolist()
    step = 2 * math.pi / points
    return smooth([(cx + rx * s * math.cos(turn + i * step), cy + ry * s * math.sin(turn + i * step))
                   for i, s in enumerate(stray)])


def sector(cx: float, cy: float, r: float, start: float, end: float) -> skia.Path:
    """A slice of a disc; a half disc when end - start is pi."""
    path = skia.Path()
    path.moveTo(cx, cy)
    path.arcTo(skia.Rect(cx - r, cy - r, cx + r, cy + r), start * _DEGREES, (end - start) * _DEGREES, False)
    path.close()
    return path


def half_ellipse(cx: float, cy: float, rx: float, ry: float, start: float = 0.0, end: float = math.pi) -> skia.Path:
    """The part of an ellipse cut off by the chord from `start` to `end`."""
    path = skia.Path()
    path.addArc(skia.Rect(cx - rx, cy - ry, cx + rx, cy + ry), start * _DEGREES, (end - start) * _DEGREES)
    path.close()
    return path


def arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> skia.Path:
    """An open arc, for lines."""
    path = skia.Path()
    path.addArc(skia.Rect(cx - rx, cy - ry, cx + rx, cy + ry), start * _DEGREES, (end - start) * _DEGREES)
    return path


def arc_band(cx: float, cy: float, inner: float, outer: float, start: float, end: float) -> skia.Path:
    """The band between two radii, as of a rainbow or a tyre."""
    path = skia.Path()
    sweep = (end - start) * _DEGREES
    path.arcTo(skia.Rect(cx - outer, cy - outer, cx + outer, cy + outer), start * _DEGREES, sweep, True)
    path.arcTo(skia.Rect(cx - inner, cy - inner, cx + inner, cy + inner), end * _DEGREES, -sweep, False)
    path.close()
    return path


def ring(cx: float, cy: float, inner: float, outer: float) -> skia.Path:
    path = ellipse(cx, cy, outer)
    path.addPath(ellipse(cx, cy, inner))
    path.setFillType(skia.PathFillType.kEvenOdd)
    return path


def star(cx: float, cy: float, outer: float, inner: float, points: int = 5, turn: float = math.pi / 2) -> skia.Path:
    """A star whose first point stands at angle `turn`."""
    step = math.pi / points
    return polygon([(cx + (outer if i % 2 == 0 else inner) * math.cos(turn + i * step),
                     cy + (outer if i % 2 == 0 else inner) * math.sin(turn + i * step)) for i in range(2 * points)])


def heart(cx: float, cy: float, half_width: float, dip: float = 0.52) -> skia.Path:
    """A heart, its point at +y's opposite: y up. dip: where the notch lies, as a share of half_width above cy."""
    w = half_width
    path = skia.Path()
    path.moveTo(cx, cy - 0.94 * w)
    path.cubicTo(cx - 0.3 * w, cy - 0.6 * w, cx - w, cy - 0.2 * w, cx - w, cy + 0.38 * w)
    path.cubicTo(cx - w, cy + 1.04 * w, cx - 0.16 * w, cy + 1.12 * w, cx, cy + dip * w)
    path.cubicTo(cx + 0.16 * w, cy + 1.12 * w, cx + w, cy + 1.04 * w, cx + w, cy + 0.38 * w)
    path.cubicTo(cx + w, cy - 0.2 * w, cx + 0.3 * w, cy - 0.6 * w, cx, cy - 0.94 * w)
    path.close()
    return path


def leaf(x0: float, y0: float, x1: float, y1: float, width: float, bend: float = 0.0) -> skia.Path:
    """A leaf from stalk (x0, y0) to tip (x1, y1). width and bend are shares of its length."""
    dx, dy = x1 - x0, y1 - y0
    nx, ny = -dy, dx
    mx, my = x0 + dx * 0.42 + nx * bend, y0 + dy * 0.42 + ny * bend
    path = skia.Path()
    path.moveTo(x0, y0)
    path.quadTo(mx + nx * width, my + ny * width, x1, y1)
    path.quadTo(mx - nx * width, my - ny * width, x0, y0)
    path.close()
    return path


def petal_ring(cx: float, cy: float, inner: float, outer: float, count: int, width: float,
               turn: float = 0.0, squash: float = 1.0) -> skia.Path:
    """`count` round-ended petals about a centre as one path. width: half width of a petal in units."""
    path = skia.Path()
    for i in range(count):
        angle = turn + 2 * math.pi * i / count
        c, s = math.cos(angle), math.sin(angle)
        middle = inner + (outer - inner) * 0.62

        def at(r: float, w: float, c: float = c, s: float = s) -> Point:
            return cx + r * c - w * s, cy + (r * s + w * c) * squash

        path.moveTo(*at(inner, 0))
        path.cubicTo(*at(inner + 0.1 * (outer - inner), width * 0.8), *at(middle, width * 1.5), *at(outer, width * 0.25))
        path.quadTo(*at(outer * 1.04, 0), *at(outer, -width * 0.25))
        path.cubicTo(*at(middle, -width * 1.5), *at(inner + 0.1 * (outer - inner), -width * 0.8), *at(inner, 0))
        path.close()
    return path


def limb(points: Sequence[Point], start_width: float, end_width: float) -> skia.Path:
    """A smooth tapering band along `points`: a trunk, a tail, an arm. Widths are full widths."""
    n = len(points)
    left, right = [], []
    for i, (x, y) in enumerate(points):
        ax, ay = points[max(i - 1, 0)]
        bx, by = points[min(i + 1, n - 1)]
        length = math.hypot(bx - ax, by - ay) or 1.0
        half = (start_width + (end_width - start_width) * i / (n - 1)) / 2
        nx, ny = -(by - ay) / length * half, (bx - ax) / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    path = curve(left)
    path.lineTo(*right[-1])
    back = right[::-1]
    for i in range(n - 1):
        p1, p2 = back[i], back[i + 1]
        p0, p3 = back[max(i - 1, 0)], back[min(i + 2, n - 1)]
        path.cubicTo(p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6,
                     p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6, p2[0], p2[1])
    path.close()
    return path


def thick(path: skia.Path, width: float, round_ends: bool = True) -> skia.Path:
    """The outline of a line `width` wide along `path`, as a shape to fill or cut from."""
    out = skia.Path()
    skia.Paint(Style=skia.Paint.kStroke_Style, StrokeWidth=width, StrokeJoin=skia.Paint.kRound_Join,
               StrokeCap=skia.Paint.kRound_Cap if round_ends else skia.Paint.kButt_Cap).getFillPath(path, out)
    return out


def spiral(cx: float, cy: float, inner: float, outer: float, turns: float, start: float = 0.0) -> skia.Path:
    """An open spiral line from the middle out."""
    steps = max(8, int(turns * 10))
    return curve([(cx + (inner + (outer - inner) * i / steps) * math.cos(start + 2 * math.pi * turns * i / steps),
                   cy + (inner + (outer - inner) * i / steps) * math.sin(start + 2 * math.pi * turns * i / steps))
                  for i in range(steps + 1)])


def gear(cx: float, cy: float, root: float, tip: float, teeth: int, turn: float = 0.0) -> skia.Path:
    """A toothed wheel; each tooth takes half of its share of the rim and narrows outward."""
    step = 2 * math.pi / teeth
    points = []
    for i in range(teeth):
        a = turn + i * step
        for radius, share in ((root, -0.3), (tip, -0.19), (tip, 0.19), (root, 0.3)):
            points.append((cx + radius * math.cos(a + share * step), cy + radius * math.sin(a + share * step)))
    return polygon(points)


def together(paths: Iterable[skia.Path]) -> skia.Path:
    """Several paths as one; overlaps stay filled when they wind the same way."""
    whole = skia.Path()
    for path in paths:
        whole.addPath(path)
    return whole


def _operate(one: skia.Path, two: skia.Path, op: skia.PathOp, otherwise: skia.Path) -> skia.Path:
    try:
        return skia.Op(one, two, op)
    except RuntimeError:  # degenerate curves; rare, and never worth losing a picture for
        return otherwise


def union(first: skia.Path, *others: skia.Path) -> skia.Path:
    for other in others:
        first = _operate(first, other, skia.PathOp.kUnion_PathOp, together((first, other)))
    return first


def minus(path: skia.Path, cut: skia.Path) -> skia.Path:
    return _operate(path, cut, skia.PathOp.kDifference_PathOp, path)


def within(path: skia.Path, bounds: skia.Path) -> skia.Path:
    return _operate(path, bounds, skia.PathOp.kIntersect_PathOp, skia.Path())


def moved(path: skia.Path, dx: float, dy: float) -> skia.Path:
    out = skia.Path()
    path.offset(dx, dy, out)
    return out


def turned(path: skia.Path, angle: float, cx: float = 0.0, cy: float = 0.0) -> skia.Path:
    """`path` turned about (cx, cy)."""
    out = skia.Path()
    matrix = skia.Matrix()
    matrix.setRotate(angle * _DEGREES, cx, cy)
    path.transform(matrix, out)
    return out


def sized(path: skia.Path, sx: float, sy: float, cx: float = 0.0, cy: float = 0.0) -> skia.Path:
    """`path` scaled about (cx, cy); a negative factor mirrors."""
    out = skia.Path()
    path.transform(skia.Matrix.MakeAll(sx, 0, cx - sx * cx, 0, sy, cy - sy * cy, 0, 0, 1), out)
    return out
