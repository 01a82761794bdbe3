"""Neon: glass tubes along every outline, glowing in the dark, with the dimmest wash of the scene behind them."""

from __future__ import annotations

import numpy as np
import scipy.ndimage as ndimage

from .display import Layer, Mark, Rgb, Scene
from .style_canvas import (
    Sheet, area_of, chroma, has_outline, is_form_line, is_scattered, is_solid, luma, mark_colour, mix, paint_plain,
    trace, vivid,
)
from .style_texture import noise


def _tube(mark: Mark, layer: Layer) -> Rgb:
    """The gas in the tube: the hue at full strength. Grey things burn white; grey scenery shows what hue it has."""
    colour = mark_colour(mark)
    strength = chroma(colour)
    if strength < (0.09 if layer.thing is not None else 0.025):
        return mix((0.45, 0.62, 1.0), (1.0, 0.95, 0.9), luma(colour))
    return mix(vivid(colour), (1.0, 1.0, 1.0), 0.05 if strength > 0.2 else 0.18)


def draw_neon(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    dim = paint_plain(scene, size).floats()
    grey = dim.mean(-1, keepdims=True)
    ground = np.clip(grey * 0.8 + (dim - grey) * 1.9, 0, 1)
    ground = ground * (0.13 if scene.palette.dark else 0.17) + np.array([0.018, 0.010, 0.036], np.float32)

    tubes = Sheet(size, (0, 0, 0))

    def pen(mark: Mark, layer: Layer):
        if is_scattered(layer):
            return ((0.72, 0.84, 1.0), 0.55, 0.0032)
        if is_form_line(mark):
            return (_tube(mark, layer), 0.95, 0.006)
        if not (has_outline(mark, layer) or (mark.light and mark.blur == 0)):
            return None
        small = mark.detail or area_of(mark) < 0.003
        return (_tube(mark, layer), 0.75 if small else 0.95, 0.0045 if small else 0.0085 - 0.003 * layer.depth)

    def cover(mark: Mark, layer: Layer):
        return ((0.0, 0.0, 0.0), 1.0) if is_solid(mark) else None

    trace(scene, tubes.canvas, pen, cover=cover)
    tube = tubes.floats()
    unit = size / 256
    near = ndimage.gaussian_filter(tube, (2.2 * unit, 2.2 * unit, 0), truncate=2.5)
    half = tube.reshape(size // 2, 2, size // 2, 2, 3).mean((1, 3))
    far = ndimage.gaussian_filter(half, (5.5 * unit, 5.5 * unit, 0), truncate=2.2)
    far = np.repeat(np.repeat(far, 2, 0), 2, 1)
    core = np.clip(tube.max(-1, keepdims=True) - 0.35, 0, 1) * 0.75
    picture = ground + near * 1.05 + far * 1.25 + tube * 0.85 + core * 0.42
    picture += noise(size, 0.45, rng, seed=8)[..., None] * 0.008
    # A soft shoulder keeps the hue of bright tubes instead of clipping it to white.
    picture = 1 - np.exp(-np.clip(picture, 0, None) * 1.35)
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)
