"""Pop art: flat primaries, halftone dots where tone would be, bold black outlines, a hair of misregistration."""

from __future__ import annotations

import numpy as np

from .display import Layer, Mark, Rgb, Scene
from .style_canvas import (
    Labels, Sheet, area_of, chroma, has_outline, is_form_line, is_scattered, is_solid, luma, mark_colour, mix,
    paint_plain, paint_scattered, shade_picture, trace, vivid,
)
from .style_texture import cloud_shader, grain_shader

_DOTS = """
uniform shader base; uniform shader ink; uniform shader tone; uniform shader lines; uniform shader specks;
uniform shader grain;
uniform float unit; uniform float2 slip;
half4 main(float2 p) {
  half3 g = grain.eval(p).rgb;
  half3 paper = half3(0.985, 0.965, 0.915);
  half3 under = base.eval(p).rgb;
  half3 over = ink.eval(p + slip * unit).rgb;
  half t = tone.eval(p + slip * unit).r;
  float pitch = 5.2 * unit;
  float2 r = float2(p.x + p.y, p.y - p.x) * 0.70711 / pitch;
  float2 cell = fract(r) - 0.5;
  half radius = sqrt(t) * 0.66;
  half dot_ = smoothstep(-0.10, 0.10, radius - length(cell)) * step(0.03, t);
  half3 c = mix(under, over, dot_);
  c *= 1.0 + (g.g - 0.5) * 0.05 + (g.b - 0.5) * 0.03;
  half line = lines.eval(p).r;
  c = mix(c, half3(0.055, 0.05, 0.06), line);
  half4 speck = specks.eval(p);
  c = c * (1.0 - speck.a) + speck.rgb;
  return half4(saturate(c), 1.0);
}
"""

_PRIMARIES: tuple[Rgb, ...] = (
    (0.91, 0.13, 0.16), (0.99, 0.55, 0.10), (1.0, 0.86, 0.10), (0.20, 0.68, 0.30), (0.10, 0.66, 0.68),
    (0.11, 0.38, 0.78), (0.48, 0.24, 0.68), (0.96, 0.38, 0.62), (0.50, 0.28, 0.14),
)


def _flat(colour: Rgb) -> Rgb:
    """The nearest of the printer's inks by hue; greys become paper, grey or black."""
    light = luma(colour)
    if chroma(colour) < 0.13:
        return (0.985, 0.965, 0.915) if light > 0.68 else ((0.62, 0.64, 0.68) if light > 0.3 else (0.12, 0.12, 0.15))
    strong = vivid(colour, 0.95)

    def gap(ink: Rgb) -> float:
        return sum((a - b) ** 2 for a, b in zip(vivid(ink, 0.95), strong))

    best = min(_PRIMARIES[:8], key=gap)
    if best in (_PRIMARIES[0], _PRIMARIES[1]) and light < 0.42 and chroma(colour) < 0.5:
        return _PRIMARIES[8]
    return best


def draw_pop_art(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    colours = paint_plain(scene, size, skip=lambda mark, layer: is_scattered(layer)).floats()
    labels = Labels(scene, size, keep_detail=True)
    paper = (0.985, 0.965, 0.915)
    flats = [_flat(mark_colour(m)) for m in labels.marks]
    base, ink = [], []
    last_wide = None
    for mark, flat in zip(labels.marks, flats):
        own = mark_colour(mark)
        light = luma(own)
        wide = mark.path.getBounds().width() > 0.7
        if wide and 0.3 < light <= 0.68 and chroma(own) < 0.13:
            # Grey scenery is printed as dots of the hue it leans to, or of blue.
            flat = _flat(vivid(own)) if chroma(own) > 0.03 else _PRIMARIES[5]
            base.append(paper)
            ink.append(mix(flat, paper, 0.3))
        elif wide and chroma(flat) > 0.1 and light > 0.45:
            base.append(paper)
            ink.append(flat)
        elif light > luma(flat) + 0.12:
            base.append(mix(flat, paper, 0.75))
            ink.append(flat)
        elif wide and flat == last_wide:
            # Ridge behind ridge in one ink would run together: every other one is printed as dots.
            base.append(mix(flat, paper, 0.62))
            ink.append(flat)
            flat = None
        else:
            base.append(flat)
            ink.append(mix(flat, (0.05, 0.04, 0.10), 0.72 if wide else 0.55))
        if wide:
            last_wide = flat
    light = colours @ np.array([0.299, 0.587, 0.114], np.float32)
    under = labels.lookup(base, paper)
    over = labels.lookup(ink, (0.1, 0.1, 0.1))
    low = luma_of(over)
    high = luma_of(under)
    tone = np.clip((high - light) / np.maximum(0.12, high - low), 0, 0.92)
    tone[tone < 0.10] = 0

    lines = Sheet(size, (0, 0, 0))

    def pen(mark: Mark, layer: Layer):
        if is_scattered(layer):
            return None
        if is_form_line(mark):
            return ((1.0, 1.0, 1.0), 1.0, max(mark.width, 0.008))
        if not has_outline(mark, layer):
            return None
        full = 0.0105 + 0.006 * (1 - layer.depth)
        width = 0.0 if mark.detail else full * min(1.0, area_of(mark) ** 0.5 / 0.16)
        return ((1.0, 1.0, 1.0), 1.0, max(0.0052, width))

    def cover(mark: Mark, layer: Layer):
        return ((0.0, 0.0, 0.0), 1.0) if is_solid(mark) and not is_scattered(layer) else None

    trace(scene, lines.canvas, pen, cover=cover, hollow=True)
    specks = Sheet(size, None, 0)
    paint_scattered(scene, specks.canvas, grow=1.8, alpha=1.6)
    return shade_picture(_DOTS, size, base=_plate(under), ink=_plate(over), tone=_plate(tone[..., None]),
                         lines=lines.shader(), specks=specks.shader(), unit=size / 256,
                         slip=tuple(rng.uniform(-1, 1, 2)), grain=grain_shader(size, rng))[..., :3]


def luma_of(picture: np.ndarray) -> np.ndarray:
    return picture @ np.array([0.299, 0.587, 0.114], np.float32)


def _plate(values: np.ndarray) -> np.ndarray:
    plate = np.full(values.shape[:2] + (4,), 255, np.uint8)
    plate[..., :3] = np.clip(values, 0, 1) * 255
    return plate
