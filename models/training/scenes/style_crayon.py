"""Crayon: wax scribbled on toothed paper, each form in its own direction, with thick coloured outlines."""

from __future__ import annotations

import numpy as np

from .display import Layer, Mark, Scene
from .style_canvas import (
    Labels, Sheet, area_of, clip, fills_picture, is_form_line, is_solid, mark_colour, mix, paint_plain, saturate,
    shade_picture, trace,
)
from .style_texture import cloud_shader, grain_shader, hatch

_WAX = """
uniform shader picture; uniform shader lines; uniform shader scribble; uniform shader grain; uniform shader cloud;
uniform float unit;
half4 main(float2 p) {
  half3 n = cloud.eval(p).rgb;
  half3 g = grain.eval(p).rgb;
  float2 wander = (float2(n.r, n.g) - 0.5) * unit;
  half3 c = picture.eval(p + wander * 11.0).rgb;
  half4 line = lines.eval(p + wander * 8.0);
  half tooth = (g.r - 0.5) * 1.25 + (g.g - 0.5) * 0.35;
  half l = dot(c, half3(0.299, 0.587, 0.114));
  c = saturate(half3(l) + (c - half3(l)) * 1.35);
  half pressure = scribble.eval(p).r;
  half cover = smoothstep(0.12, 0.42, pressure + 0.20 - tooth * 0.75 + (n.b - 0.5) * 0.35);
  half3 paper = half3(0.975, 0.955, 0.905);
  half3 wax = c * (1.0 + (pressure - 0.5) * 0.20 + tooth * 0.10);
  half3 result = mix(paper, wax, cover * 0.96);
  half drawn = line.a * smoothstep(-0.42, 0.05, 0.16 - tooth * 0.8);
  half3 ink = line.rgb / max(line.a, 0.001);
  result = mix(result, ink, drawn * 0.92);
  return half4(saturate(result), 1.0);
}
"""

_ANGLES = (-40.0, -65.0, 25.0, -15.0, 80.0)


def draw_crayon(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    picture = paint_plain(scene, size)
    labels = Labels(scene, size, min_area=0.003)
    slants = rng.integers(0, len(_ANGLES), len(labels.marks) + 1)
    chosen = slants[labels.ids]
    pressure = np.zeros((size, size), np.float32)
    for index, angle in enumerate(_ANGLES):
        if (slants == index).any():
            pressure = np.where(chosen == index, hatch(size, angle, 6.5, rng), pressure)
    scribble = np.full((size, size, 4), 255, np.uint8)
    scribble[..., :3] = (pressure * 255).astype(np.uint8)[..., None]

    lines = Sheet(size, None, 0)

    def pen(mark: Mark, layer: Layer):
        colour = mark_colour(mark)
        if is_form_line(mark):
            return (saturate(colour, 1.3), 1.0, max(mark.width, 0.010))
        if not is_solid(mark) or fills_picture(mark):
            return None
        small = mark.detail or area_of(mark) < 0.004
        dark = clip(saturate(mix(colour, (0.12, 0.08, 0.14), 0.5), 1.5))
        return (dark, 1.0, 0.006 if small else 0.0125)

    def cover(mark: Mark, layer: Layer):
        return ((0.0, 0.0, 0.0), 1.0) if is_solid(mark) else None

    trace(scene, lines.canvas, pen, cover=cover, erase=True)
    return shade_picture(_WAX, size, picture=picture.shader(), lines=lines.shader(), scribble=scribble,
                         unit=size / 256, grain=grain_shader(size, rng), cloud=cloud_shader(size, rng))[..., :3]
