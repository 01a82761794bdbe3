"""Pencil: graphite hatching that thickens with darkness, each form at its own slant, lines gone over twice."""

from __future__ import annotations

import numpy as np

from .display import Layer, Mark, Scene
from .style_canvas import (
    Labels, Sheet, area_of, has_outline, is_form_line, is_scattered, is_solid, paint_plain, shade_picture,
    trace, wobble,
)
from .style_texture import cloud_shader, grain_shader, hatch, hatch_by_form

_GRAPHITE = """
uniform shader picture; uniform shader hatches; uniform shader lines; uniform shader grain; uniform shader cloud;
uniform float unit;
half4 main(float2 p) {
  half3 n = cloud.eval(p).rgb;
  half3 g = grain.eval(p).rgb;
  float2 wander = (float2(n.r, n.g) - 0.5) * unit;
  half3 c = picture.eval(p + wander * 5.0).rgb;
  half l = dot(c, half3(0.299, 0.587, 0.114));
  half3 hue = c - half3(l);
  half dark = saturate(1.0 - l) * 0.92 + length(hue) * 0.22;
  half2 h = hatches.eval(p).rg;
  half one = smoothstep(-0.22, 0.34, h.r - 0.98 + dark * 1.05);
  half two = smoothstep(-0.18, 0.32, h.g - 1.22 + dark * 1.05);
  half tooth = (g.r - 0.5) * 1.1 + (g.g - 0.5) * 0.8;
  half lead = dark * dark * 0.60 + dark * 0.12 + one * (0.05 + 0.34 * dark) + two * (0.05 + 0.22 * dark);
  half2 line = lines.eval(p + wander * 3.0).rg;
  half again = lines.eval(p + wander * 6.5 + float2(0.7, 0.4) * unit).r;
  lead = max(lead, max(line.r * 0.95, again * 0.38));
  lead *= 1.0 - line.g * 0.85;
  lead = saturate(lead * (1.0 - tooth * 0.45));
  half3 paper = half3(0.968, 0.958, 0.932) * (1.0 + (g.r - 0.5) * 0.035);
  half3 stain = paper + hue * (0.20 + 0.24 * dark);
  half3 graphite = half3(0.155, 0.155, 0.175) + hue * 0.58;
  return half4(saturate(mix(stain, graphite, min(lead, 0.93))), 1.0);
}
"""


def draw_pencil(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    picture = paint_plain(scene, size, skip=lambda mark, layer: layer.name == "rain")
    labels = Labels(scene, size, min_area=0.003)
    hatches = np.full((size, size, 4), 255, np.uint8)
    hatches[..., 0] = hatch_by_form(labels, size, 2.8, rng, regular=0.35) * 255
    hatches[..., 1] = hatch(size, 30.0, 2.6, rng, regular=0.35) * 255
    lines = Sheet(size, (0, 0, 0))

    def pen(mark: Mark, layer: Layer):
        if layer.name == "rain":
            return ((1.0, 0.0, 0.0), 0.55, 0.0032)
        if is_scattered(layer):  # left white, or rubbed out
            return ((0.0, 1.0, 0.0), 1.0, 0.004)
        if is_form_line(mark):
            return ((1.0, 0.0, 0.0), 0.8, max(mark.width * 0.8, 0.0042))
        if not has_outline(mark, layer):
            return None
        if layer.thing is not None and not mark.detail:
            return ((1.0, 0.0, 0.0), 1.0, max(0.0042, 0.0080 * min(1.0, area_of(mark) ** 0.5 / 0.12)))
        small = mark.detail or area_of(mark) < 0.004
        return ((1.0, 0.0, 0.0), 0.7 if small else 0.72 + 0.28 * (1 - layer.depth), 0.0036 if small else 0.0062)

    def cover(mark: Mark, layer: Layer):
        if is_scattered(layer):
            return ((0.0, 1.0, 0.0), 1.0)
        return ((0.0, 0.0, 0.0), 0.96) if is_solid(mark) else None

    hand = wobble(0.05, 0.0024, int(rng.integers(1, 1 << 30)))
    trace(scene, lines.canvas, pen, cover=cover, hollow=True, effect=hand)
    return shade_picture(_GRAPHITE, size, picture=picture.shader(), hatches=hatches, lines=lines.shader(),
                         unit=size / 256, grain=grain_shader(size, rng), cloud=cloud_shader(size, rng))[..., :3]
