"""Pixel art: a grid of 64, sixteen colours taken from the picture, ordered dither, a darker rim round each thing."""

from __future__ import annotations

import numpy as np
from PIL import Image

from .display import Scene
from .style_canvas import Labels, paint_plain

GRID = 64
_COLOURS = 16
_BAYER = (np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) + 0.5) / 16 - 0.5


def draw_pixel_art(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    fine = paint_plain(scene, GRID * 2).floats()
    # The darkest or lightest of four would flicker; the middle of them keeps thin marks alive.
    small = fine.reshape(GRID, 2, GRID, 2, 3).mean((1, 3))
    labels = Labels(scene, GRID, keep_detail=True)
    owner = labels.lookup([-1 if layer.thing is None else layer.thing for layer in labels.layers], -1)
    thing = owner >= 0
    rim = np.zeros_like(thing)
    rim[:-1] |= thing[:-1] & (owner[:-1] != owner[1:])
    rim[:, :-1] |= thing[:, :-1] & (owner[:, :-1] != owner[:, 1:])
    small = np.where(rim[..., None], small * np.float32(0.62), small)
    grey = small.mean(-1, keepdims=True)
    small = np.clip(grey + (small - grey) * 1.15, 0, 1)
    eight = (small * 255).astype(np.uint8)
    palette_picture = Image.fromarray(eight).quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=1)
    palette = np.asarray(palette_picture.getpalette()[: _COLOURS * 3], np.float32).reshape(-1, 3) / 255
    dither = np.tile(_BAYER, (GRID // 4, GRID // 4))[..., None] * np.float32(0.085)
    wanted = (small + dither).reshape(-1, 1, 3)
    weights = np.array([0.55, 0.75, 0.40], np.float32)
    nearest = (((wanted - palette[None]) * weights) ** 2).sum(-1).argmin(-1)
    pixels = (palette[nearest].reshape(GRID, GRID, 3) * 255 + 0.5).astype(np.uint8)
    place = np.arange(size) * GRID // size
    return np.ascontiguousarray(pixels[place[:, None], place[None, :]])
