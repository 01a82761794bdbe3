"""Pixel art: a grid of 64, some twenty colours taken from the picture, ordered dither on ramps, rims on things."""

from __future__ import annotations

import numpy as np
import scipy.ndimage as ndimage
from PIL import Image

from .display import Scene
from .style_canvas import Labels, Sheet, each_mark, is_scattered, plain_paint

GRID = 64
_COLOURS = 20
_BAYER = (np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) + 0.5) / 16 - 0.5


def _slope(picture: np.ndarray) -> np.ndarray:
    """How gently the picture ramps at a cell, [GRID, GRID]: 0 on flats and on hard edges."""
    light = picture.mean(-1)
    step = np.zeros_like(light)
    step[1:] = np.abs(light[1:] - light[:-1])
    return np.where(step < 0.03, step, 0)


def draw_pixel_art(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    sheet = Sheet(GRID, scene.palette.paper)
    for layer, mark in each_mark(scene):
        paint = plain_paint(mark, antialias=mark.blur > 0)
        if mark.kind == "line":
            # Thinner than a pixel would fall between the cells; what it loses in width it keeps as faintness.
            paint.setStrokeWidth(max(mark.width, 1.0 / GRID))
            paint.setAlphaf(mark.alpha * (0.42 if is_scattered(layer) else min(1.0, 0.55 + mark.width * GRID * 0.45)))
        sheet.canvas.drawPath(mark.path, paint)
    small = sheet.floats()
    labels = Labels(scene, GRID, keep_detail=True)
    owner = labels.lookup([-1 if layer.thing is None else layer.thing for layer in labels.layers], -1)
    thing = owner >= 0
    rim = np.zeros_like(thing)
    rim[:-1] |= thing[:-1] & (owner[:-1] != owner[1:])
    rim[:, :-1] |= thing[:, :-1] & (owner[:, :-1] != owner[:, 1:])
    rim[:, 1:] |= thing[:, 1:] & (owner[:, :-1] != owner[:, 1:])
    # Thin parts have no room for a rim: only what lies next to the inside of a form gets one.
    core = ndimage.binary_erosion(thing & ~rim)
    rim &= ndimage.binary_dilation(core, iterations=2)
    lit = np.zeros_like(thing)
    lit[1:] |= thing[1:] & (owner[:-1] != owner[1:]) & ~rim[1:]
    small = np.where(rim[..., None], small * np.float32(0.74), small)
    small = np.where(lit[..., None], small * np.float32(0.85) + np.float32(0.15), small)
    grey = small.mean(-1, keepdims=True)
    small = np.clip(grey + (small - grey) * 1.18, 0, 1)
    eight = (small * 255).astype(np.uint8)
    taken = Image.fromarray(eight).quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=1).getpalette()
    palette = np.asarray(taken[: _COLOURS * 3], np.float32).reshape(-1, 3) / 255
    ramped = labels.lookup([1.0 if mark.gradient is not None else 0.0 for mark in labels.marks], 0.0)
    # Glows and hazes ramp too, whatever they lie on.
    ramped = np.maximum(ramped, np.clip(_slope(small) * 25, 0, 1) * (labels.ids >= 0))
    dither = np.tile(_BAYER, (GRID // 4, GRID // 4)) * ramped * np.float32(0.065)
    wanted = (small + dither[..., None]).reshape(-1, 1, 3)
    weights = np.array([0.55, 0.75, 0.40], np.float32)
    nearest = (((wanted - palette[None]) * weights) ** 2).sum(-1).argmin(-1)
    pixels = (palette[nearest].reshape(GRID, GRID, 3) * 255 + 0.5).astype(np.uint8)
    place = np.arange(size) * GRID // size
    return np.ascontiguousarray(pixels[place[:, None], place[None, :]])
