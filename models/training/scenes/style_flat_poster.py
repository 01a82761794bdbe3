"""Flat poster: clean shapes and soft ramps, with 5 % of paper grain and a few fibres over all of it."""

from __future__ import annotations

import numpy as np

from .display import Scene
from .style_canvas import paint_plain, shade_picture
from .style_texture import cloud_shader, grain_shader

_PAPER = """
uniform shader picture; uniform shader grain; uniform shader cloud;
half4 main(float2 p) {
  half3 c = picture.eval(p).rgb;
  half3 g = grain.eval(p).rgb;
  half fibre = smoothstep(0.80, 0.95, cloud.eval(p * float2(0.9, 1.6)).b);
  half tooth = (g.g - 0.5) * 0.10 + (g.r - 0.5) * 0.06;
  c *= 1.0 + tooth;
  c += (g.b - 0.5) * 0.02;
  c *= 1.0 - fibre * 0.07;
  return half4(saturate(c), 1.0);
}
"""


def draw_flat_poster(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    sheet = paint_plain(scene, size)
    return shade_picture(_PAPER, size, picture=sheet.shader(), grain=grain_shader(size, rng),
                         cloud=cloud_shader(size, rng))[..., :3]
