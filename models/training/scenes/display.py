"""The display list between composition and style: a scene is layers of marks, back to front.

Coordinates are in scene units: x and y in [0, 1], origin top left, y down. Colours are linear-free sRGB
floats in [0, 1]. A style may redraw marks however it likes, but must keep their silhouettes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Optional, Tuple

import skia

Rgb = Tuple[float, float, float]
MarkKind = Literal["fill", "line", "glow"]


@dataclass(slots=True)
class Gradient:
    """A linear (or radial, when `radius` is set) ramp in scene units over `colours` at `stops` in [0, 1]."""

    start: Tuple[float, float]
    end: Tuple[float, float]
    colours: Tuple[Rgb, ...]
    stops: Tuple[float, ...]
    radius: Optional[float] = None  # radial around `start` when set


@dataclass(slots=True)
class Mark:
    """One drawn thing: a filled path, a stroked line or a soft glow.

    `detail` marks are small decoration: coarse styles (linocut, mosaic, stained glass, paper cut) may drop them.
    `light` marks add light (lit windows, sun path, beams): blend additively, and neon style keeps them brightest.
    """

    kind: MarkKind
    path: skia.Path
    colour: Rgb
    alpha: float = 1.0
    gradient: Optional[Gradient] = None
    width: float = 0.0          # stroke width in scene units, for "line"
    blur: float = 0.0           # gaussian sigma in scene units, for "glow" and haze
    detail: bool = False
    light: bool = False
    shade: bool = False         # darkens what is below it (cast shadows, the side away from the light)


@dataclass(slots=True)
class Layer:
    """Marks that belong together. depth: 1 = sky, 0 = nearest. thing: index into the spec's things, or None."""

    name: str
    depth: float
    marks: list[Mark] = field(default_factory=list)
    thing: Optional[int] = None


@dataclass(slots=True)
class Palette:
    """One limited harmony a picture: the sky ramp (top to horizon), land ramp (far to near), accents, ink, paper."""

    sky: Tuple[Rgb, ...]
    land: Tuple[Rgb, ...]
    water: Tuple[Rgb, ...]
    accents: Tuple[Rgb, ...]
    ink: Rgb
    paper: Rgb
    light: Rgb
    shadow: Rgb
    haze: Rgb
    dark: bool                 # night-like: lit windows, glows


@dataclass(slots=True)
class Scene:
    layers: list[Layer]
    palette: Palette
    light_from: Tuple[float, float]   # where the light stands, scene units (may lie outside [0, 1])
    seed: int
