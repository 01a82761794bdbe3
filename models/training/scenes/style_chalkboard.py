"""Chalkboard: chalk lines and smudged chalk on a dark board that still shows what was wiped off before."""

from __future__ import annotations

import numpy as np

from .display import Layer, Mark, Scene
from .style_canvas import (
    Labels, Sheet, area_of, fills_picture, is_form_line, is_solid, mark_colour, mix, paint_plain, saturate,
    shade_picture, trace, vivid,
)
from .style_texture import cloud_shader, grain_shader, hatch

_CHALK = """
uniform shader picture; uniform shader lines; uniform shader strokes; uniform shader grain; uniform shader cloud;
uniform float unit; uniform float3 board;
half4 main(float2 p) {
  half3 n = cloud.eval(p).rgb;
  half3 g = grain.eval(p).rgb;
  half smear = cloud.eval(float2(p.x * 0.25 + p.y * 0.10, p.y * 0.55)).r;
  half3 ground = half3(board) * (1.0 + (g.b - 0.5) * 0.35 + (g.g - 0.5) * 0.10) + half3(0.035) * smoothstep(0.4, 0.9, smear);
  float2 wander = (float2(n.r, n.g) - 0.5) * unit;
  half3 c = picture.eval(p + wander * 8.0).rgb;
  half l = dot(c, half3(0.299, 0.587, 0.114));
  half3 chalk = saturate(half3(l) + (c - half3(l)) * 1.15);
  chalk = mix(chalk / max(0.25, max(chalk.r, max(chalk.g, chalk.b))), half3(1.0), 0.22);
  half tooth = (g.r - 0.5) * 1.5 + (g.g - 0.5) * 0.7;
  half press = strokes.eval(p).r;
  half amount = l * 0.80 + length(c - half3(l)) * 0.40;
  half dust = amount * (0.40 + 0.12 * (smear - 0.5));
  half drawn = smoothstep(0.15, 0.75, press + amount * 0.85 - 0.62 - tooth * 0.45) * (0.30 + 0.45 * amount);
  half3 result = mix(ground, chalk, saturate(dust * (1.0 - tooth * 0.35) + drawn * 0.75) * 0.85);
  half4 line = lines.eval(p + wander * 3.0);
  half cover = line.a * smoothstep(-0.55, 0.25, 0.22 - tooth * 0.75);
  result = mix(result, line.rgb / max(line.a, 0.001), cover * 0.95);
  return half4(saturate(result), 1.0);
}
"""

_ANGLES = (-42.0, -30.0, -55.0, 35.0)


def draw_chalkboard(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    picture = paint_plain(scene, size)
    labels = Labels(scene, size, min_area=0.003)
    slants = rng.integers(0, len(_ANGLES), len(labels.marks) + 1)
    chosen = slants[labels.ids]
    pressure = np.zeros((size, size), np.float32)
    for index, angle in enumerate(_ANGLES):
        if (slants == index).any():
            pressure = np.where(chosen == index, hatch(size, angle, 5.5, rng), pressure)
    strokes = np.full((size, size, 4), 255, np.uint8)
    strokes[..., :3] = (pressure * 255).astype(np.uint8)[..., None]
    lines = Sheet(size, None, 0)

    def pen(mark: Mark, layer: Layer):
        colour = mix(vivid(saturate(mark_colour(mark), 1.2)), (1.0, 1.0, 0.98), 0.45)
        if is_form_line(mark):
            return (colour, 0.95, max(mark.width, 0.0075))
        if not is_solid(mark) or fills_picture(mark):
            return None
        small = mark.detail or area_of(mark) < 0.004
        return (colour, 0.95, 0.0055 if small else 0.0095)

    def cover(mark: Mark, layer: Layer):
        return ((0.0, 0.0, 0.0), 1.0) if is_solid(mark) else None

    trace(scene, lines.canvas, pen, cover=cover, erase=True)
    board = (0.105, 0.175, 0.145) if rng.random() < 0.7 else (0.115, 0.120, 0.130)
    return shade_picture(_CHALK, size, picture=picture.shader(), lines=lines.shader(), strokes=strokes,
                         unit=size / 256, board=board, grain=grain_shader(size, rng),
                         cloud=cloud_shader(size, rng))[..., :3]
