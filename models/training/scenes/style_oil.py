"""Oil: some two thousand brush strokes laid coarse to fine, each along the form it lies on, lit as thick paint."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import scipy.ndimage as ndimage
import skia

from .display import Scene
from .style_canvas import Labels, NEAREST, Sheet, edge_mask, packed_rows, paint_plain, shade_picture
from .style_texture import grain_shader, noise, noise_tile

_BRUSHES = 4

_VARNISH = """
uniform shader picture; uniform shader grain; uniform float unit; uniform float2 lamp;
half4 main(float2 p) {
  half3 c = picture.eval(p).rgb;
  half here = dot(c, half3(0.333));
  half there = dot(picture.eval(p - lamp * 1.1 * unit).rgb, half3(0.333));
  half relief = clamp((here - there) * 0.75, -0.10, 0.13);
  half3 g = grain.eval(p).rgb;
  c *= 1.0 + relief + (g.r - 0.5) * 0.05;
  c = mix(c, smoothstep(half3(-0.05), half3(1.03), c), 0.35);
  return half4(saturate(c), 1.0);
}
"""


@lru_cache(maxsize=None)
def _brush_atlas(long: int, wide: int) -> tuple[skia.Image, list[skia.Rect]]:
    """Strokes of `long` x `wide` pixels, stacked: bristle streaks, a ridge on the lit side, ragged ends."""
    cells = []
    yy, xx = np.mgrid[0:wide, 0:long].astype(np.float32)
    across = (yy + 0.5) / wide
    for brush in range(_BRUSHES):
        streak = noise_tile(128, long * 0.3, 0.55 + wide * 0.03, 50 + brush)[:wide, :long]
        ragged = noise_tile(128, 1.5, 1.2, 60 + brush)[:wide, :long]
        bristle = noise_tile(128, long, 0.7, 70 + brush)[:wide, :long]
        ends = np.minimum(xx + 0.5, long - xx - 0.5) / long
        alpha = np.clip((1.0 - np.abs(across - 0.5) * 2) * max(2.0, wide * 0.35) + ragged * 0.2, 0, 1)
        alpha *= np.clip(ends * 8 - 0.15 + bristle * 0.4, 0, 1)
        value = np.clip(0.91 + streak * 0.055 + (0.5 - across) * 0.10, 0, 1)
        cells.append((np.stack([value * alpha] * 3 + [alpha], -1) * 255).astype(np.uint8))
    image = skia.Image.fromarray(np.concatenate(cells), colorType=skia.kRGBA_8888_ColorType,
                                 alphaType=skia.kPremul_AlphaType)
    return image, [skia.Rect.MakeXYWH(0, wide * brush, long, wide) for brush in range(_BRUSHES)]


def _directions(colours: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """Stroke angle [size / 2, size / 2]: along the nearest contrast, drifting where nothing is near.

    The angle of the structure tensor's weaker axis; doubled angles average opposite directions as one.
    """
    small = colours[::2, ::2].mean(-1) + 0.35 * (colours[::2, ::2, 0] - colours[::2, ::2, 2])
    gy, gx = np.gradient(ndimage.uniform_filter(small, 3))
    cos2, sin2 = gx * gx - gy * gy, 2 * gx * gy
    # Weak contrasts count too: a ramp of the sky or a far ridge should lead the brush.
    power = (gx * gx + gy * gy + 1e-6) ** 0.6
    near, far = max(1, round(5 * size / 256)), max(1, round(17 * size / 256))
    field = np.stack([cos2 / power, sin2 / power])
    field = ndimage.uniform_filter(field, (0, near, near)) + 0.6 * ndimage.uniform_filter(field, (0, far, far))
    drift = 2 * (0.12 + 0.45 * noise(size // 2, 26, rng, seed=5))
    calm = 0.006
    return 0.5 * np.arctan2(-field[1] + calm * np.sin(drift), -field[0] + calm * np.cos(drift))


def draw_oil(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    plain = paint_plain(scene, size)
    colours = plain.floats()
    labels = Labels(scene, size, keep_detail=True)
    angles = _directions(colours, size, rng)
    sheet = Sheet(size, None, 0)
    sheet.pixels[...] = plain.pixels
    canvas = sheet.canvas
    canvas.resetMatrix()
    unit = size / 256
    busy = ndimage.uniform_filter(edge_mask(labels.ids).astype(np.float32), max(1, round(7 * unit)))
    thing = labels.lookup([0.0 if layer.thing is None else 1.0 for layer in labels.layers], 0.0)
    close = ndimage.uniform_filter(edge_mask(labels.ids).astype(np.float32), max(1, round(3 * unit))) > 0
    for pitch, length, width, level in ((9.5, 30.0, 10.0, 0), (6.0, 17.0, 5.5, 1), (3.4, 8.5, 3.0, 2)):
        steps = np.arange(0, 256, pitch)
        y, x = (axis.ravel() for axis in np.meshgrid(steps, steps, indexing="ij"))
        x = np.clip(x + rng.uniform(-0.6, 0.6, x.shape) * pitch, 0, 255.9) * unit
        y = np.clip(y + rng.uniform(-0.6, 0.6, y.shape) * pitch, 0, 255.9) * unit
        row, column = y.astype(int), x.astype(int)
        crowded = busy[row, column]
        if level == 0:
            keep = (thing[row, column] < 0.5) | (crowded < 0.12)
        elif level == 1:
            keep = (rng.random(len(x)) < np.where(thing[row, column] > 0.5, 0.95, 0.5)) & (crowded < 0.42)
        else:
            keep = close[row, column] | ((thing[row, column] > 0.5) & (rng.random(len(x)) < 0.25))
        order = rng.permutation(np.flatnonzero(keep))
        x, y, row, column = x[order], y[order], row[order], column[order]
        turn = angles[row // 2, column // 2] + rng.normal(0, 0.12, len(x))
        tint = colours[row, column] * (1 + rng.normal(0, 0.045 if level < 2 else 0.02, (len(x), 1))
                                       + rng.normal(0, 0.014, (len(x), 3)))
        grey = tint.mean(1, keepdims=True)
        tint = (grey + (tint - grey) * 1.15) * 1.10
        long, wide = max(3, round(length * unit)), max(2, round(width * unit))
        atlas, cells = _brush_atlas(long, wide)
        scale = rng.uniform(0.8, 1.2, len(x)) * (0.75 if level == 2 else 1.0)
        cos, sin = np.cos(turn) * scale, np.sin(turn) * scale
        left = x - cos * long / 2 + sin * wide / 2
        top = y - sin * long / 2 - cos * wide / 2
        transforms = [skia.RSXform(*four) for four in zip(cos.tolist(), sin.tolist(), left.tolist(), top.tolist())]
        chosen = [cells[i] for i in rng.integers(0, _BRUSHES, len(x)).tolist()]
        canvas.drawAtlas(atlas, transforms, chosen, packed_rows(tint), skia.BlendMode.kModulate, NEAREST)
    # Where a border runs, a little of the drawing is restated over the strokes, as a painter would with a fine brush.
    firm = (np.clip(ndimage.uniform_filter(close.astype(np.float32), max(1, round(3 * unit))), 0, 1) * 0.45)[..., None]
    mixed = sheet.pixels[..., :3] * (1 - firm) + plain.pixels[..., :3] * firm
    sheet.pixels[..., :3] = mixed
    away = np.array([0.5 - scene.light_from[0], 0.5 - scene.light_from[1]])
    away = away / max(0.2, float(np.hypot(*away)))
    return shade_picture(_VARNISH, size, picture=sheet.shader(), unit=unit, lamp=(float(away[0]), float(away[1]) + 0.3),
                         grain=grain_shader(size, rng))[..., :3]
