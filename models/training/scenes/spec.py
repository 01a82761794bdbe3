"""What a picture shows, chosen before it is drawn: the only source of both the drawing and the caption."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple


@dataclass(frozen=True, slots=True)
class ThingSpec:
    """`kind`, `colour`, `size`, `where` are ids from vocabulary.py; None means free: neither fixed nor said."""

    kind: str
    count: int = 1                  # 1..5; 6 or more reads as "many"
    colour: Optional[str] = None
    size: Optional[str] = None
    where: Optional[str] = None


@dataclass(frozen=True, slots=True)
class SceneSpec:
    seed: int
    place: str
    light: str
    style: str
    things: Tuple[ThingSpec, ...]   # 0..4, the subject first
