"""What a place hands to the composer: its layers, and where things may stand, float, swim or hang in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, Optional

import numpy as np

from .colour import mix
from .display import Layer, Mark, Palette, Rgb
from .palettes import Grade
from .spec import SceneSpec


@dataclass(slots=True)
class Stand:
    """A band of the picture where things of one zone can be put.

    `y` gives where feet rest at x (for "air" and "underwater": the middle of the band); `spread` is how far y may vary.
    `scale` multiplies a thing's natural height; `haze` in [0, 1] is how much of the air lies before it. Things are drawn
    just in front of every layer whose depth is greater than `depth`.
    """

    role: str                      # "near", "mid" or "far"
    zone: str                      # "ground", "water", "underwater", "table", "wall" or "air"
    depth: float
    y: Callable[[float], float]
    scale: float
    haze: float = 0.0
    spread: float = 0.0
    left: float = 0.1
    right: float = 0.9


@dataclass(slots=True)
class Stage:
    """A composed place without its things. `layers` need not be sorted; the composer sorts by depth."""

    horizon: float
    layers: list[Layer] = field(default_factory=list)
    stands: list[Stand] = field(default_factory=list)
    indoors: bool = False
    shadows: bool = True
    backdrop: Optional[float] = 0.956      # depth of clouds, rainbows and planets; None: that of their stand
    wet: Optional[Callable[[float, float], bool]] = None   # whether (x, y) is open water that ground things avoid
    sun_y: Optional[tuple[float, float]] = None            # where a sun or moon of the picture can be seen, if not anywhere

    def add(self, name: str, depth: float, *marks: Optional[Mark]) -> Layer:
        layer = Layer(name, depth, [m for m in marks if m is not None])
        self.layers.append(layer)
        return layer

    def stand(self, role: str, zone: str, depth: float, y: Callable[[float], float] | float, scale: float, **more) -> None:
        at = y if callable(y) else (lambda x, level=y: level)
        self.stands.append(Stand(role, zone, depth, at, scale, **more))


@dataclass(slots=True)
class Context:
    """Everything a place may ask about its picture."""

    rng: np.random.Generator
    spec: SceneSpec
    palette: Palette
    grade: Grade
    subject_x: float                                   # where the subject will stand: leave it room
    light_from: tuple[float, float] = (0.3, -0.2)
    sun: Optional[tuple[float, float, float]] = None   # x, y, radius of the sun or moon in the sky, drawn or a thing

    @property
    def light(self) -> str:
        return self.spec.light

    def wants(self, *kinds: str) -> bool:
        """Whether any of `kinds` is among the things to be drawn: a place then leaves its own example out."""
        return any(t.kind in kinds for t in self.spec.things)

    def where_of(self, kind: str) -> Optional[str]:
        return next((t.where for t in self.spec.things if t.kind == kind), None)

    def far(self, colour: Rgb, distance: float) -> Rgb:
        """`colour` seen through the air: distance 0 = at hand, 1 = at the horizon."""
        return mix(colour, self.palette.haze, min(0.9, distance * (0.98 if self.light == "fog" else 0.72)))
