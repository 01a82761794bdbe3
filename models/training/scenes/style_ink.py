"""Ink: a brush line that swells and thins, and one or two washes that keep a breath of each thing's colour."""

from __future__ import annotations

import numpy as np

from .display import Layer, Mark, Scene
from .style_canvas import (
    Sheet, area_of, has_outline, is_form_line, is_scattered, is_solid, paint_plain, parts_of, shade_picture, trace,
)
from .style_texture import cloud_shader, grain_shader

_INK = """
uniform shader picture; uniform shader lines; uniform shader grain; uniform shader cloud;
uniform float unit; uniform float3 ink;
half3 wash(half3 c, half wob) {
  half l = dot(c, half3(0.299, 0.587, 0.114)) + wob;
  half tone = smoothstep(0.84, 0.76, l) * 0.15 + smoothstep(0.60, 0.50, l) * 0.22 + smoothstep(0.34, 0.24, l) * 0.34;
  half3 hue = c - half3(dot(c, half3(0.299, 0.587, 0.114)));
  half3 tint = half3(1.0 - tone) + hue * (0.42 + tone * 0.60);
  return tint;
}
half4 main(float2 p) {
  half3 n = cloud.eval(p).rgb;
  half3 g = grain.eval(p).rgb;
  float2 wander = (float2(n.r, n.g) - 0.5);
  half3 c = picture.eval(p + wander * 10.0 * unit).rgb;
  half3 w = wash(c, (g.b - 0.5) * 0.13 + (n.b - 0.5) * 0.06);
  w *= 1.0 + (g.b - 0.5) * 0.10 + (g.r - 0.5) * 0.05;
  half3 paper = half3(0.970, 0.955, 0.915) * (1.0 + (g.g - 0.5) * 0.05);
  half line = lines.eval(p + wander * 3.0 * unit).r;
  half swell = (n.g - 0.5) * 1.1 + (g.r - 0.5) * 0.22;
  half cover = smoothstep(0.30, 0.52, line + swell * 0.30);
  cover *= step(0.06, line);
  half3 result = paper * w;
  result = mix(result, half3(ink), cover * 0.95);
  return half4(saturate(result), 1.0);
}
"""


def draw_ink(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    picture = paint_plain(scene, size, skip=lambda mark, layer: layer.name == "rain")
    lines = Sheet(size, (0, 0, 0))

    def pen(mark: Mark, layer: Layer):
        if is_scattered(layer):
            return ((1.0, 1.0, 1.0), 0.75, 0.0045) if mark.kind == "line" else None
        if is_form_line(mark):
            return ((1.0, 1.0, 1.0), 1.0, max(mark.width, 0.007))
        if not has_outline(mark, layer):
            return None
        if mark.detail or parts_of(mark) > 3:
            return ((1.0, 1.0, 1.0), 0.85, 0.0045)
        # The brush is as large as the form: a button is not drawn with the brush of a hill.
        full = 0.0068 + 0.0050 * (1.0 - layer.depth)
        return ((1.0, 1.0, 1.0), 1.0, max(0.0045, full * min(1.0, area_of(mark) ** 0.5 / 0.17)))

    def cover(mark: Mark, layer: Layer):
        return ((0.0, 0.0, 0.0), 1.0) if is_solid(mark) else None

    trace(scene, lines.canvas, pen, cover=cover, hollow=True)
    return shade_picture(_INK, size, picture=picture.shader(), lines=lines.shader(), unit=size / 256,
                         ink=(0.09, 0.085, 0.095), grain=grain_shader(size, rng),
                         cloud=cloud_shader(size, rng))[..., :3]
