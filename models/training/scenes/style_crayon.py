"""Crayon: wax scribbled on toothed paper, each form in its own direction, with thick coloured outlines."""

from __future__ import annotations

import numpy as np

from .display import Layer, Mark, Scene
from .style_canvas import (
    Labels, Sheet, area_of, clip, has_outline, is_form_line, is_scattered, is_solid, luma, mark_colour, mix,
    paint_plain, saturate, shade_picture, trace,
)
from .style_texture import cloud_shader, grain_shader, hatch_by_form

_WAX = """
uniform shader picture; uniform shader lines; uniform shader scribble; uniform shader grain; uniform shader cloud;
uniform float unit;
half4 main(float2 p) {
  half3 n = cloud.eval(p).rgb;
  half3 g = grain.eval(p).rgb;
  float2 wander = (float2(n.r, n.g) - 0.5) * unit;
  half3 c = picture.eval(p + wander * 8.5).rgb;
  half4 line = lines.eval(p + wander * 7.0);
  half tooth = (g.r - 0.5) * 1.0 + (g.g - 0.5) * 0.35 + (n.b - 0.5) * 0.45;
  half l = dot(c, half3(0.299, 0.587, 0.114));
  c = saturate(half3(l) + (c - half3(l)) * 1.40 + 0.03);
  half press = scribble.eval(p).r;
  half cover =
    0.66 * smoothstep(-0.30, 0.05, press - 0.04 - tooth * 0.85) +
    0.32 * smoothstep(-0.25, 0.30, press - 0.32 - tooth * 1.1);
  half3 paper = half3(0.985, 0.962, 0.905);
  half3 wax = c * (1.06 - press * 0.16) + half3(0.05) * smoothstep(0.25, 0.5, tooth + press - 0.6);
  half3 under = mix(paper, c, 0.74 - 0.34 * l);
  half3 result = mix(under, wax, saturate(cover));
  result = mix(result, paper, smoothstep(0.30, 0.50, tooth - press * 0.35) * (0.22 + 0.38 * l));
  half drawn = line.a * smoothstep(-0.40, 0.02, 0.10 - tooth * 0.85);
  half3 ink = line.rgb / max(line.a, 0.001);
  result = mix(result, ink, drawn * 0.90);
  return half4(saturate(result), 1.0);
}
"""


def draw_crayon(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    picture = paint_plain(scene, size)
    labels = Labels(scene, size, min_area=0.003)
    scribble = np.full((size, size, 4), 255, np.uint8)
    scribble[..., 0] = hatch_by_form(labels, size, 6.0, rng, regular=1.0) * 255
    lines = Sheet(size, None, 0)

    def pen(mark: Mark, layer: Layer):
        colour = mark_colour(mark)
        if is_scattered(layer):
            return (mix(colour, (1.0, 1.0, 1.0), 0.3), 0.9, 0.006) if mark.kind == "line" else (colour, 1.0, 0.004)
        if is_form_line(mark):
            return (saturate(colour, 1.3), 1.0, max(mark.width, 0.010))
        if not has_outline(mark, layer):
            return None
        small = mark.detail or area_of(mark) < 0.004
        # Pale forms get a strong colour of their own hue round them, dark ones a darker one.
        dark = clip(saturate(mix(colour, (0.14, 0.08, 0.16), 0.42 if luma(colour) > 0.45 else 0.6), 1.8))
        return (dark, 1.0, 0.006 if small else 0.0115 + 0.004 * (1 - layer.depth))

    def cover(mark: Mark, layer: Layer):
        return ((0.0, 0.0, 0.0), 1.0) if is_solid(mark) and not is_scattered(layer) else None

    trace(scene, lines.canvas, pen, cover=cover, erase=True)
    return shade_picture(_WAX, size, picture=picture.shader(), lines=lines.shader(), scribble=scribble,
                         unit=size / 256, grain=grain_shader(size, rng), cloud=cloud_shader(size, rng))[..., :3]
