"""The pen every thing is drawn with: a frame of its own, colours in the picture's light, a light and a shade side.

A thing is drawn in local units: its height is 100, y points up, x = 0 is its middle, (0, 0) is where it stands.
The pen maps that to scene units, mirrors and leans it, and tints its colours into the palette.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Callable, Optional, Sequence, Tuple

import numpy as np
import skia

from . import shapes
from .display import Gradient, Mark, Palette, Rgb
from .thing_colours import darker, jitter, lighter, luma, mix

ZONES = ("sky", "ground", "water", "underwater", "table", "wall", "any")
STANDING = frozenset(("ground", "water", "table"))
LAMPLIGHT: Rgb = (1.0, 0.83, 0.46)


@dataclass(frozen=True, slots=True)
class ThingInfo:
    """Where a kind may be put, and how large.

    zone: its home; it is anchored at its bottom centre when that is ground, water or table, else at its centre.
    natural_height: of a medium one in the foreground, in scene units. aspect: width over height.
    """

    zone: str
    zones: Tuple[str, ...]
    natural_height: float
    aspect: float
    grouping: str  # "scatter" | "row" | "cluster" | "flock"

    @property
    def standing(self) -> bool:
        return self.zone in STANDING


@dataclass(slots=True)
class ThingContext:
    """Everything a thing needs to know to be drawn. base_x, base_y: its anchor (see ThingInfo.zone), scene units."""

    rng: np.random.Generator
    palette: Palette
    colour: Optional[Rgb]
    base_x: float
    base_y: float
    height: float
    light_from: Tuple[float, float]
    dark: bool


class Pen:
    """Collects the marks of one thing."""

    def __init__(self, ctx: ThingContext, standing: bool, mirror: bool = True, lean: float = 0.0,
                 tilt: float = 0.0, stretch: float = 0.0) -> None:
        self.rng = ctx.rng
        self.ctx = ctx
        self.palette = ctx.palette
        self.dark = ctx.dark
        self.marks: list[Mark] = []
        self.scale = ctx.height / 100.0
        flip = -1.0 if mirror and ctx.rng.random() < 0.5 else 1.0
        skew = ctx.rng.uniform(-lean, lean) if lean else 0.0
        turn = ctx.rng.uniform(-tilt, tilt) if tilt else 0.0
        c, q = math.cos(turn), math.sin(turn)
        s = self.scale
        # scene = base + [[s*wide, s*skew], [0, -s]] . rotation(turn) . (local - pivot), the pivot being the anchor.
        wide = flip * (1.0 + (ctx.rng.uniform(-stretch, stretch) if stretch else 0.0))
        a, b, d, e = s * (wide * c + skew * q), s * (skew * c - wide * q), -s * q, -s * c
        pivot = 0.0 if standing else 50.0
        self._at = (a, b, ctx.base_x - b * pivot, d, e, ctx.base_y - e * pivot)
        self.matrix = skia.Matrix.MakeAll(*self._at, 0, 0, 1)
        # Which local side the light comes from, and how steeply: a unit vector pointing at the light.
        dx, dy = (ctx.light_from[0] - ctx.base_x) * flip, ctx.base_y - ctx.light_from[1]
        dx, dy = c * dx + q * dy, c * dy - q * dx
        length = math.hypot(dx, dy) or 1.0
        self.lit = (dx / length, max(0.25, dy / length))
        self.side = 1.0 if dx >= 0 else -1.0  # +1: lit from local right
        self.shining = False  # a light of its own: night does not dim it
        self._given = ctx.colour is not None
        self._dominant: Optional[Rgb] = ctx.colour

    # -- chance ---------------------------------------------------------------------------------------------------

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * float(self.rng.random())

    def count(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return int(self.rng.integers(low, high + 1))

    def chance(self, share: float) -> bool:
        return float(self.rng.random()) < share

    def pick(self, options: Sequence):
        return options[int(self.rng.integers(len(options)))]

    # -- colours --------------------------------------------------------------------------------------------------

    def main(self, *natural: Rgb, natural_share: float = 0.75) -> Rgb:
        """The thing's dominant colour: the one asked for, else one of `natural`, or an accent when none fits."""
        if self.ctx.colour is not None:
            return self.ctx.colour
        if natural and (not self.palette.accents or self.chance(natural_share)):
            self._dominant = jitter(self.pick(natural), self.rng, 0.035)
        else:
            self._dominant = self.accent()
        return self._dominant

    def natural(self, *options: Rgb) -> Rgb:
        """A colour the thing has whatever was asked for: a trunk's brown, a tyre's black."""
        return jitter(self.pick(options), self.rng, 0.025)

    def only(self, *natural: Rgb) -> Rgb:
        """Like main, but never an accent: for things whose own colour is what makes them themselves."""
        return self.ctx.colour if self.ctx.colour is not None else jitter(self.pick(natural), self.rng, 0.03)

    def accent(self) -> Rgb:
        accents = self.palette.accents
        return self.pick(accents) if accents else (0.85, 0.4, 0.3)

    def ink(self) -> Rgb:
        return self.palette.ink if luma(self.palette.ink) < 0.4 else (0.13, 0.12, 0.16)

    def contrast(self, colour: Rgb) -> Rgb:
        """Pale on dark and dark on pale: for what must show on `colour`."""
        return lighter(colour, 0.75) if luma(colour) < 0.45 else darker(colour, 0.7)

    def tone(self, colour: Rgb) -> Rgb:
        """`colour` in this picture's light. A colour that was asked for is tinted less, so that it keeps its name."""
        light, shadow = self.palette.light, self.palette.shadow
        if self.shining:
            return colour
        if self.dark:
            share = 0.12 if self._given else 0.26
            return mix(colour, shadow, share)
        share = 0.08 if self._given else 0.16
        return mix(colour, (colour[0] * light[0], colour[1] * light[1], colour[2] * light[2]), share)

    # -- marks ----------------------------------------------------------------------------------------------------

    def place(self, path: skia.Path) -> skia.Path:
        out = skia.Path()
        path.transform(self.matrix, out)
        return out

    def point(self, x: float, y: float) -> Tuple[float, float]:
        a, b, c, d, e, f = self._at
        return (a * x + b * y + c, d * x + e * y + f)

    def fill(self, path: skia.Path, colour: Rgb, alpha: float = 1.0, *, detail: bool = False,
             gradient: Optional[Gradient] = None, raw: bool = False) -> skia.Path:
        """Adds a filled path; returns it (local units) so that shading can be cut from it."""
        self.marks.append(Mark("fill", self.place(path), colour if raw else self.tone(colour), alpha,
                               gradient=gradient, detail=detail))
        if self.dark and colour is self._dominant and luma(colour) < 0.27 and not self.shining:
            # A dark body in the dark shows by its lit edge alone.
            self.shine(shapes.minus(path, shapes.moved(path, -self.lit[0] * 2.2, -self.lit[1] * 2.2)), 0.6, detail=False)
        return path

    def line(self, path: skia.Path, colour: Rgb, width: float, alpha: float = 1.0, *, detail: bool = False,
             light: bool = False) -> None:
        self.marks.append(Mark("line", self.place(path), colour if light else self.tone(colour), alpha,
                               width=width * self.scale, detail=detail, light=light))

    def ramp(self, bottom: Rgb, top: Rgb, y0: float = 0.0, y1: float = 100.0) -> Gradient:
        """A gradient from local y0 up to y1."""
        return Gradient(self.point(0, y0), self.point(0, y1), (self.tone(bottom), self.tone(top)), (0.0, 1.0))

    def glow(self, path: skia.Path, colour: Rgb, alpha: float, blur: float) -> None:
        """Soft light; blur in local units."""
        self.marks.append(Mark("glow", self.place(path), colour, alpha, blur=blur * self.scale, light=True))

    def lit_fill(self, path: skia.Path, colour: Rgb = LAMPLIGHT, alpha: float = 1.0) -> None:
        """Something that shines by itself."""
        self.marks.append(Mark("fill", self.place(path), colour, alpha, light=True))

    def shade(self, path: skia.Path, alpha: float = 0.3, *, detail: bool = False, base: Optional[Rgb] = None) -> None:
        """Darkens what lies below `path` (already cut to its body)."""
        if path.isEmpty():
            return
        shadow = self.palette.shadow if luma(self.palette.shadow) < 0.45 else darker(self.palette.shadow, 0.6)
        colour = shadow if base is None else mix(darker(base, 0.75), shadow, 0.4)
        self.marks.append(Mark("fill", self.place(path), colour, alpha, shade=True, detail=detail))

    def shine(self, path: skia.Path, alpha: float = 0.35, *, detail: bool = True) -> None:
        """Lightens what lies below `path`: the side that faces the light. Not a lamp, so not marked as light."""
        if path.isEmpty():
            return
        colour = lighter(self.palette.light, 0.35)
        self.marks.append(Mark("fill", self.place(path), colour, alpha * (0.55 if self.dark else 1.0), detail=detail))

    def body(self, path: skia.Path, colour: Rgb, *, turn: float = 12.0, alpha: float = 0.3, rim: float = 0.0,
             gradient: Optional[Gradient] = None) -> skia.Path:
        """A filled body with a crescent of shade `turn` units deep away from the light, and a thin lit rim."""
        self.fill(path, colour, gradient=gradient)
        lx, ly = self.lit
        if turn:
            self.shade(shapes.minus(path, shapes.moved(path, lx * turn, ly * turn)), alpha, base=colour)
        if rim:
            self.shine(shapes.minus(path, shapes.moved(path, -lx * rim, -ly * rim)), 0.4)
        return path

    def half_shade(self, path: skia.Path, x: float, alpha: float = 0.3, base: Optional[Rgb] = None) -> None:
        """Shades the part of `path` on the dark side of the upright through local x: for flat and faceted things."""
        far = shapes.rect(x, -50, x - 400 * self.side, 250)
        self.shade(shapes.within(path, far), alpha, base=base)


Draw = Callable[[Pen], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing: how it is put and how it is drawn. mirror: may be flipped; lean: how far it may skew; tilt: how far
    it may turn about its anchor, radians; stretch: by which share it may be slimmer or stouter."""

    info: ThingInfo
    draw: Draw
    mirror: bool = True
    lean: float = 0.0
    tilt: float = 0.0
    stretch: float = 0.0


def kind(draw: Draw, zones: str, height: float, aspect: float, grouping: str = "scatter", *, mirror: bool = True,
         lean: float = 0.0, tilt: float = 0.0, stretch: float = 0.06) -> Kind:
    """`zones`: names separated by spaces, the home first. Raises ValueError on a zone or grouping nobody knows."""
    names = tuple(zones.split())
    unknown = [name for name in names if name not in ZONES]
    if not names or unknown:
        raise ValueError(f"zones must be some of {ZONES}, not {zones!r}")
    if grouping not in ("scatter", "row", "cluster", "flock"):
        raise ValueError(f"grouping {grouping!r} is none of scatter, row, cluster, flock")
    return Kind(ThingInfo(names[0], names, height, aspect, grouping), draw, mirror, lean, tilt, stretch)
