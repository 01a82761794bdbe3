"""Watercolour: transparent washes on white cold-pressed paper.

Pigment is reckoned as density (minus log of the colour): washes thin out, pool dark along their wet edges, bleed
into their neighbours here and there, settle as grains in the tooth of the paper, and leave slivers of it white.
"""

from __future__ import annotations

import numpy as np
import scipy.ndimage as ndimage

from .display import Scene
from .style_canvas import Labels, edge_mask, paint_plain, shade_picture
from .style_texture import cloud_shader, grain_shader

_WASH = """
uniform shader picture; uniform shader soft; uniform shader edges; uniform shader grain; uniform shader cloud;
uniform float unit; uniform float margin;
half3 density(half3 c) {
  half l = dot(c, half3(0.299, 0.587, 0.114));
  c = saturate(half3(l) + (c - half3(l)) * 1.18);
  return -log(max(c, half3(0.035))); }
half4 main(float2 p) {
  half3 n = cloud.eval(p).rgb;
  half3 g = grain.eval(p).rgb;
  float2 shift = (float2(n.r, n.g) - 0.5) * 7.5 * unit + (float2(n.b, g.r) - 0.5) * 1.6 * unit;
  float2 q = p + shift;
  half4 e = edges.eval(q);
  half3 sharp = density(picture.eval(q).rgb);
  half3 wide = density(soft.eval(q).rgb);
  half bleed = smoothstep(0.60, 0.85, g.b + (n.b - 0.5) * 0.3) * 0.75;
  half3 d = mix(sharp, wide, bleed);
  half3 pool = max(sharp - wide, half3(0.0));
  half edge = e.r;
  half strength = dot(d, half3(0.333));
  d += pool * 0.55 * (1.0 - bleed);
  d *= 0.70 + (g.b - 0.5) * 0.95 + edge * 0.40 * (1.0 - bleed);
  d *= 1.0 + (g.r - 0.5) * 0.42 + (g.g - 0.5) * 0.22;
  half gap = smoothstep(0.60, 0.85, e.b * (0.30 + n.r * 0.85)) * (1.0 - bleed);
  d *= 1.0 - gap * 0.85;
  float2 uv = p / (256.0 * unit);
  float inside = min(min(uv.x, 1.0 - uv.x), min(uv.y, 1.0 - uv.y));
  half frame = smoothstep(-0.006, 0.006, inside - margin - (n.r - 0.5) * 0.03 * step(0.001, margin));
  d *= frame;
  half3 paper = half3(0.985, 0.975, 0.95) * (1.0 + (g.r - 0.5) * 0.06);
  return half4(saturate(paper * exp(-d)), 1.0);
}
"""


def draw_watercolour(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    picture = paint_plain(scene, size)
    unit = size / 256
    labels = Labels(scene, size, min_area=0.002)
    borders = edge_mask(labels.ids).astype(np.float32)
    near = ndimage.uniform_filter(ndimage.uniform_filter(borders, max(1, round(3 * unit))), max(1, round(2 * unit)))
    wide = ndimage.uniform_filter(borders, max(1, round(11 * unit)))
    edges = np.zeros((size, size, 4), np.uint8)
    edges[..., 0] = np.clip(near * 420, 0, 255)
    edges[..., 1] = np.clip(wide * 500, 0, 255)
    edges[..., 2] = np.clip(ndimage.uniform_filter(borders, max(1, round(2 * unit))) * 400, 0, 255)
    edges[..., 3] = 255
    soft = picture.pixels.copy()
    blurred = ndimage.uniform_filter(soft[..., :3].astype(np.float32), (max(1, round(9 * unit)),) * 2 + (1,))
    soft[..., :3] = ndimage.uniform_filter(blurred, (max(1, round(7 * unit)),) * 2 + (1,))
    margin = 0.035 if rng.random() < 0.3 else 0.0
    return shade_picture(_WASH, size, picture=picture.shader(), soft=soft, edges=edges, unit=unit, margin=margin,
                         grain=grain_shader(size, rng), cloud=cloud_shader(size, rng))[..., :3]
