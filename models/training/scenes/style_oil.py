"""Oil: some two thousand brush strokes laid coarse to fine, each along the form it lies on, lit as thick paint."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import scipy.ndimage as ndimage
import skia

from .display import Scene
from .style_canvas import LINEAR, Labels, Sheet, edge_mask, paint_plain
from .style_texture import noise, noise_tile

_BRUSHES = 4
_LONG, _WIDE = 64, 20


@lru_cache(maxsize=None)
def _brush_atlas() -> skia.Image:
    """Four strokes stacked: bristle streaks, ragged ends. RGBA premultiplied, white with streaks of grey."""
    cells = []
    yy, xx = np.mgrid[0:_WIDE, 0:_LONG].astype(np.float32)
    for brush in range(_BRUSHES):
        streak = noise_tile(64, 14, 0.8, 50 + brush)[:_WIDE, :_LONG]
        ragged = noise_tile(64, 1.5, 1.2, 60 + brush)[:_WIDE, :_LONG]
        bristle = noise_tile(64, 30, 0.7, 70 + brush)[:_WIDE, :_LONG]
        across = np.abs((yy + 0.5) / _WIDE - 0.5) * 2
        ends = np.minimum(xx + 0.5, _LONG - xx - 0.5) / _LONG
        alpha = np.clip((1.02 - across) * 4.0 + ragged * 0.25, 0, 1)
        alpha *= np.clip((ends * 9 - 0.5 + bristle * 0.45), 0, 1)
        value = np.clip(0.90 + streak * 0.085 + (0.5 - (yy + 0.5) / _WIDE) * 0.10, 0, 1)
        cell = np.stack([value * alpha] * 3 + [alpha], -1)
        cells.append((cell * 255).astype(np.uint8))
    return skia.Image.fromarray(np.concatenate(cells), colorType=skia.kRGBA_8888_ColorType,
                                alphaType=skia.kPremul_AlphaType)


_CELLS = [skia.Rect.MakeXYWH(0, _WIDE * brush, _LONG, _WIDE) for brush in range(_BRUSHES)]


def _directions(labels: Labels, size: int, rng: np.random.Generator) -> np.ndarray:
    """Stroke angle [size / 2, size / 2]: along the nearest border of a form, drifting where nothing is near."""
    half = size // 2
    ids = labels.ids[::2, ::2]
    field = ndimage.gaussian_filter(edge_mask(ids).astype(np.float32), 5 * size / 256)
    gy, gx = np.gradient(field)
    # Twice the angle makes opposite directions the same, so they can be averaged.
    power = np.hypot(gx, gy) + 1e-9
    cos2, sin2 = (gx * gx - gy * gy) / power, 2 * gx * gy / power
    cos2 = ndimage.uniform_filter(cos2, max(1, round(5 * size / 256)))
    sin2 = ndimage.uniform_filter(sin2, max(1, round(5 * size / 256)))
    drift = noise(half, 34, rng, seed=5) * 0.5 + 0.25
    calm = 0.004
    cos2 = -cos2 + calm * np.cos(2 * drift)
    sin2 = -sin2 + calm * np.sin(2 * drift)
    return 0.5 * np.arctan2(sin2, cos2)


def draw_oil(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    plain = paint_plain(scene, size)
    colours = plain.floats()
    labels = Labels(scene, size, keep_detail=True)
    angles = _directions(labels, size, rng)
    canvas_sheet = Sheet(size, None, 0)
    canvas = canvas_sheet.canvas
    canvas.resetMatrix()
    canvas.drawImage(skia.Image.fromarray(plain.pixels, colorType=skia.kRGBA_8888_ColorType), 0, 0)
    busy = ndimage.uniform_filter(edge_mask(labels.ids).astype(np.float32), max(1, round(7 * size / 256)))
    atlas = _brush_atlas()
    unit = size / 256
    for pitch, length, width, only_busy in ((11.0, 34.0, 11.0, False), (6.5, 19.0, 6.0, False), (3.6, 9.0, 3.2, True)):
        steps = np.arange(0, 256, pitch)
        y, x = (axis.ravel() for axis in np.meshgrid(steps, steps, indexing="ij"))
        x = np.clip(x + rng.uniform(-0.6, 0.6, x.shape) * pitch, 0, 255.9) * unit
        y = np.clip(y + rng.uniform(-0.6, 0.6, y.shape) * pitch, 0, 255.9) * unit
        row, column = y.astype(int), x.astype(int)
        if only_busy:
            keep = busy[row, column] > 0.10
        elif pitch < 10:
            keep = rng.random(len(x)) < 0.75
        else:
            keep = np.ones(len(x), bool)
        order = rng.permutation(np.flatnonzero(keep))
        x, y, row, column = x[order], y[order], row[order], column[order]
        turn = angles[np.minimum(row // 2, angles.shape[0] - 1), np.minimum(column // 2, angles.shape[1] - 1)]
        turn = turn + rng.normal(0, 0.16, len(x))
        tint = colours[row, column] * (1 + rng.normal(0, 0.045, (len(x), 1)) + rng.normal(0, 0.025, (len(x), 3)))
        grey = tint.mean(1, keepdims=True)
        tint = np.clip((grey + (tint - grey) * 1.18) * 1.10, 0, 1)
        ints = (np.uint32(0xFF000000) | ((tint[:, 0] * 255).astype(np.uint32) << 16)
                | ((tint[:, 1] * 255).astype(np.uint32) << 8) | (tint[:, 2] * 255).astype(np.uint32))
        scale = width * unit / _WIDE * rng.uniform(0.8, 1.25, len(x))
        cos, sin = np.cos(turn) * scale, np.sin(turn) * scale
        left = x - cos * _LONG / 2 + sin * _WIDE / 2
        top = y - sin * _LONG / 2 - cos * _WIDE / 2
        transforms = [skia.RSXform(*four) for four in zip(cos.tolist(), sin.tolist(), left.tolist(), top.tolist())]
        cells = [_CELLS[i] for i in rng.integers(0, _BRUSHES, len(x)).tolist()]
        canvas.drawAtlas(atlas, transforms, cells, ints.tolist(), skia.BlendMode.kModulate, LINEAR)
    painted = canvas_sheet.floats()
    height = painted.mean(2)
    relief = np.zeros_like(height)
    relief[1:, 1:] = height[1:, 1:] - height[:-1, :-1]
    weave = noise(size, 0.6, rng, seed=6)
    lit = painted * (1 + np.clip(relief * 1.1, -0.16, 0.22) + weave * 0.012)[..., None]
    return (np.clip(lit, 0, 1) * 255 + 0.5).astype(np.uint8)
