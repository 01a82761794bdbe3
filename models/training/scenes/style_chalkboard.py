"""Chalkboard: chalk lines and smudged chalk on a dark board that still shows what was wiped off before."""

from __future__ import annotations

import numpy as np

from .display import Layer, Mark, Scene
from .style_canvas import (
    Labels, Sheet, area_of, bright_line, has_outline, is_form_line, is_scattered, is_solid, mark_colour, paint_plain,
    shade_picture, trace,
)
from .style_texture import cloud_shader, grain_shader, hatch_by_form

_CHALK = """
uniform shader picture; uniform shader lines; uniform shader strokes; uniform shader grain; uniform shader cloud;
uniform float unit; uniform float3 board; uniform float2 wipe;
half4 main(float2 p) {
  half3 n = cloud.eval(p).rgb;
  half3 g = grain.eval(p).rgb;
  float2 uv = p / (256.0 * unit);
  half smear = cloud.eval(float2(dot(p, wipe) * 0.16, dot(p, float2(-wipe.y, wipe.x)) * 0.7)).r;
  half3 ground = half3(board) * (1.0 + (g.b - 0.5) * 0.30 + (g.g - 0.5) * 0.10);
  ground += half3(0.055, 0.06, 0.055) * smoothstep(0.35, 0.95, smear * 0.7 + g.b * 0.3);
  float2 wander = (float2(n.r, n.g) - 0.5) * unit;
  half3 c = picture.eval(p + wander * 6.0).rgb;
  half l = dot(c, half3(0.299, 0.587, 0.114));
  half3 hue = c - half3(l);
  half strong = length(hue);
  half3 chalk = saturate(half3(0.80) + hue * 1.5);
  half tooth = (g.r - 0.5) * 1.3 + (g.g - 0.5) * 0.9;
  half2 s = strokes.eval(p).rg;
  half amount = saturate(l * 0.66 + strong * 0.95 - 0.10) * s.g;
  half dust = amount * 0.60 * (0.9 + smear * 0.3);
  half side = smoothstep(-0.25, 0.30, s.r - 1.0 + amount * 1.15 - tooth * 0.30) * amount * 0.36;
  half3 result = mix(ground, chalk, saturate((dust + side) * (1.0 - tooth * 0.30)));
  half4 line = lines.eval(p + wander * 3.0);
  half cover = line.a * smoothstep(-0.50, 0.20, 0.20 - tooth * 0.62);
  half halo = lines.eval(p + wander * 9.0 + float2(1.5, 1.0) * unit).a * 0.10;
  result += half3(halo) * (1.0 - cover);
  result = mix(result, line.rgb / max(line.a, 0.001), cover * 0.95);
  return half4(saturate(result), 1.0);
}
"""


def draw_chalkboard(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    picture = paint_plain(scene, size, skip=lambda mark, layer: layer.name == "rain")
    labels = Labels(scene, size, min_area=0.003)
    strokes = np.full((size, size, 4), 255, np.uint8)
    strokes[..., 0] = hatch_by_form(labels, size, 6.5, rng, regular=0.5) * 255
    # Wide scenery is only dusted; things are chalked in.
    care = [1.0 if layer.thing is not None else (0.72 if mark.path.getBounds().width() > 0.7 else 0.85)
            for mark, layer in zip(labels.marks, labels.layers)]
    strokes[..., 1] = labels.lookup(care, 0.7) * 255
    lines = Sheet(size, None, 0)

    def pen(mark: Mark, layer: Layer):
        if is_scattered(layer):
            return ((0.95, 0.97, 1.0), 0.8, 0.0045)
        colour = bright_line(mark_colour(mark), 0.42)
        if is_form_line(mark):
            return (colour, 0.95, max(mark.width, 0.0075))
        if not has_outline(mark, layer):
            return None
        small = mark.detail or area_of(mark) < 0.004
        return (colour, 0.95 if layer.thing is not None else 0.85, 0.006 if small else 0.0100 - 0.003 * layer.depth)

    def cover(mark: Mark, layer: Layer):
        return ((0.0, 0.0, 0.0), 1.0) if is_solid(mark) and not is_scattered(layer) else None

    trace(scene, lines.canvas, pen, cover=cover, erase=True)
    board = (0.100, 0.175, 0.140) if rng.random() < 0.65 else (0.110, 0.115, 0.125)
    lean = rng.uniform(-0.5, 0.5)
    return shade_picture(_CHALK, size, picture=picture.shader(), lines=lines.shader(), strokes=strokes,
                         unit=size / 256, board=board, wipe=(float(np.cos(lean)), float(np.sin(lean))),
                         grain=grain_shader(size, rng), cloud=cloud_shader(size, rng))[..., :3]
