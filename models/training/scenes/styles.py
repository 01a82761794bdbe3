"""The fifteen hands: a display list in, a picture out. One module a style; each says how it works in its first line."""

from __future__ import annotations

from typing import Callable, Mapping

import numpy as np

from .display import Scene
from .style_blueprint import draw_blueprint
from .style_chalkboard import draw_chalkboard
from .style_crayon import draw_crayon
from .style_flat_poster import draw_flat_poster
from .style_ink import draw_ink
from .style_linocut import draw_linocut
from .style_mosaic import draw_mosaic
from .style_neon import draw_neon
from .style_oil import draw_oil
from .style_paper_cut import draw_paper_cut
from .style_pencil import draw_pencil
from .style_pixel_art import draw_pixel_art
from .style_pop_art import draw_pop_art
from .style_stained_glass import draw_stained_glass
from .style_watercolour import draw_watercolour
from .vocabulary import STYLES

StyleDrawer = Callable[[Scene, int, np.random.Generator], np.ndarray]

DRAWERS: Mapping[str, StyleDrawer] = {
    "flat_poster": draw_flat_poster,
    "watercolour": draw_watercolour,
    "oil": draw_oil,
    "ink": draw_ink,
    "pencil": draw_pencil,
    "crayon": draw_crayon,
    "linocut": draw_linocut,
    "pixel_art": draw_pixel_art,
    "stained_glass": draw_stained_glass,
    "paper_cut": draw_paper_cut,
    "blueprint": draw_blueprint,
    "neon": draw_neon,
    "pop_art": draw_pop_art,
    "mosaic": draw_mosaic,
    "chalkboard": draw_chalkboard,
}
assert tuple(DRAWERS) == STYLES


def draw(scene: Scene, style: str, size: int, rng: np.random.Generator) -> np.ndarray:
    """uint8 [size, size, 3]. The scene is not changed; textures and hand are drawn from `rng`.

    Raises ValueError for a style that is not in vocabulary.STYLES or a size that is no multiple of 64.
    """
    drawer = DRAWERS.get(style)
    if drawer is None:
        raise ValueError(f"unknown style {style!r}: expected one of {', '.join(STYLES)}")
    if size < 64 or size % 64:
        raise ValueError(f"size {size}: expected a positive multiple of 64")
    return np.ascontiguousarray(drawer(scene, size, rng))
