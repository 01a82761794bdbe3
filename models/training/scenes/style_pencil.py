"""Pencil: graphite hatching that thickens with darkness, each form at its own slant, and lines drawn twice."""

from __future__ import annotations

import numpy as np

from .display import Layer, Mark, Scene
from .style_canvas import Labels, Sheet, area_of, fills_picture, is_form_line, is_solid, paint_plain, trace, wobble
from .style_texture import hatch, noise

_ANGLES = (-38.0, -62.0, -20.0, 48.0, 12.0)


def draw_pencil(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    colours = paint_plain(scene, size).floats()
    light = colours @ np.array([0.299, 0.587, 0.114], np.float32)
    labels = Labels(scene, size, min_area=0.003)
    slants = rng.integers(0, len(_ANGLES), len(labels.marks) + 1)
    chosen = slants.astype(np.float32)[labels.ids]
    first = np.zeros((size, size), np.float32)
    for index, angle in enumerate(_ANGLES):
        if (slants == index).any():
            first = np.where(chosen == index, hatch(size, angle, 3.4, rng), first)
    second = hatch(size, 70.0, 3.0, rng)
    tooth = noise(size, 0.6, rng, seed=7)
    dark = np.clip(1.02 - light, 0, 1)
    one = np.clip((first - 1.05 + dark * 1.35) * 2.2, 0, 1)
    two = np.clip((second - 1.45 + dark * 1.35) * 2.0, 0, 1)
    smudge = dark * 0.30
    graphite = np.clip(smudge + one * (0.22 + 0.30 * dark) + two * 0.34, 0, 0.9)

    lines = Sheet(size, (0, 0, 0))

    def pen(mark: Mark, layer: Layer):
        if is_form_line(mark):
            return ((1.0, 1.0, 1.0), 0.8, max(mark.width * 0.7, 0.004))
        if not is_solid(mark) or fills_picture(mark):
            return None
        small = mark.detail or area_of(mark) < 0.004
        return ((1.0, 1.0, 1.0), 0.55 if small else 0.75, 0.003 if small else 0.0042)

    def cover(mark: Mark, layer: Layer):
        return ((0.0, 0.0, 0.0), 0.94) if is_solid(mark) else None

    seed = int(rng.integers(1, 1 << 30))
    trace(scene, lines.canvas, pen, cover=cover, effect=wobble(0.05, 0.0035, seed))
    line = lines.pixels[..., 0].astype(np.float32) / 255
    graphite = np.maximum(graphite, line * 0.85)
    graphite = np.clip(graphite * (1 + tooth * 0.22) - np.clip(tooth, 0, 3) * 0.03, 0, 0.94)[..., None]
    hue = colours - light[..., None]
    lead = np.clip(np.float32(0.20) + hue * 0.75, 0.05, 0.75)
    paper = np.array([0.965, 0.957, 0.935], np.float32) * (1 + tooth * 0.010)[..., None]
    tinted = paper + hue * 0.16
    picture = tinted * (1 - graphite) + lead * graphite
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)
