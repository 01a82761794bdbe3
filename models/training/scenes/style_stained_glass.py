"""Stained glass: panes cut along forms and rays of the light, held by lead, lit from behind."""

from __future__ import annotations

import numpy as np
import scipy.ndimage as ndimage

from .display import Scene
from .style_canvas import Labels, Sheet, area_of, edge_mask, fills_picture, paint_plain, paint_scattered, shade_picture
from .style_texture import cloud_shader, grain_shader, noise

_GLASS = """
uniform shader panes; uniform shader lead; uniform shader grain; uniform shader cloud;
uniform float unit; uniform float2 lamp;
half4 main(float2 p) {
  half3 n = cloud.eval(p).rgb;
  half3 g = grain.eval(p).rgb;
  half streak = cloud.eval(float2(p.x * 0.35, p.y * 1.3)).b;
  half3 c = panes.eval(p).rgb;
  half l = dot(c, half3(0.299, 0.587, 0.114));
  c = saturate(half3(l) + (c - half3(l)) * 1.5);
  half near = exp(-length(p / (256.0 * unit) - lamp) * 1.6);
  c *= 0.88 + near * 0.36 + (streak - 0.5) * 0.34 + (n.r - 0.5) * 0.20 + (g.g - 0.5) * 0.07;
  half4 m = lead.eval(p);
  c *= 0.72 + 0.40 * smoothstep(0.0, 0.75, m.g);
  c += half3(0.10, 0.09, 0.06) * smoothstep(0.62, 0.80, streak * 0.5 + n.b * 0.5) ;
  half line = smoothstep(0.30, 0.55, m.r);
  half shine = lead.eval(p + float2(1.1, 1.1) * unit).r - m.r;
  half3 metal = half3(0.085, 0.085, 0.095) + half3(0.30) * max(shine, 0.0) + (g.r - 0.5) * 0.03;
  return half4(saturate(mix(c, metal, line)), 1.0);
}
"""


def draw_stained_glass(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    unit = size / 256
    labels = Labels(scene, size, min_area=0.004, most_parts=8, min_side=0.03)
    ids = labels.ids + 1
    colours = paint_plain(scene, size).floats()
    reach = [0.0]
    for mark in labels.marks:
        reach.append(1.0 if fills_picture(mark) else 0.6 if mark.path.getBounds().width() > 0.7 else 0.0)
    wide = np.asarray(reach, np.float32)[ids]
    yy, xx = np.mgrid[0:size, 0:size].astype(np.float32) / size
    dx, dy = xx - scene.light_from[0], yy - scene.light_from[1]
    away = np.hypot(dx, dy)
    bend = noise(size, 20, rng, seed=9)
    ring = np.floor((away + bend * 0.008) / 0.19).astype(np.int32)
    spokes = 11 + 5 * ring
    ray = np.floor((np.arctan2(dy, dx) / 6.2832 + 0.5 + (ring * 0.37) % 1.0) * spokes + bend * 0.05).astype(np.int32)
    sky_pane = np.minimum(ring, 7) * 64 + ray % 64
    # Ground: upright cuts, shifted from layer to layer so that no seam runs through the picture.
    column = np.floor((xx + bend * 0.012 + (ids * 0.137) % 1.0) / 0.17).astype(np.int32)
    pane = ids * 512 + np.where(wide > 0.9, sky_pane, np.where(wide > 0.3, column, 0))
    panes = pane.ravel()
    count = np.maximum(1, np.bincount(panes)).astype(np.float32)
    means = np.stack([np.bincount(panes, colours[..., i].ravel()) for i in range(3)], -1) / count[:, None]
    # Lit from behind: even a night window glows, though less than a day.
    bright = float(np.percentile(colours[::4, ::4].max(-1), 85))
    gain = min(2.2, max(1.0, (0.62 if scene.palette.dark else 0.80) / max(0.1, bright)))
    means = means * rng.uniform(0.84, 1.16, (len(means), 1)) * rng.uniform(0.96, 1.04, means.shape)
    thing = labels.lookup([layer.thing is not None for layer in labels.layers], 0.0)
    small = labels.lookup([layer.thing is not None or area_of(mark) < 0.06
                           for mark, layer in zip(labels.marks, labels.layers)], 0.0)
    # Things are painted on their panes: their small features stay.
    painted = (0.30 + 0.45 * thing)[..., None]
    shown = (means[panes].reshape(size, size, 3) * (1 - painted) + colours * painted) * gain
    edges = edge_mask(pane).astype(np.float32)
    main = edge_mask(ids).astype(np.float32)
    # Lead is heavy round scenery, slender round and inside what is small.
    inside = ndimage.uniform_filter(small, max(1, round(3 * unit)))
    line = ndimage.gaussian_filter(edges, max(0.75, 0.9 * unit)) * (1.8 - 0.75 * (inside > 0.9)) * max(0.8, unit)
    line += ndimage.gaussian_filter(main, max(0.75, 1.3 * unit)) * np.clip(2.3 - 2.9 * inside, 0, None) * unit
    near = ndimage.uniform_filter(ndimage.uniform_filter(edges, max(1, round(9 * unit))), max(1, round(7 * unit)))
    glow = 1 - np.clip(near * 6 * unit, 0, 1)
    glass = np.full((size, size, 4), 255, np.uint8)
    glass[..., :3] = np.clip(shown, 0, 1) * 255
    specks = Sheet(size, None, 0)
    specks.pixels[...] = glass
    paint_scattered(scene, specks.canvas, grow=1.3)
    glass = specks.pixels
    lead = np.full((size, size, 4), 255, np.uint8)
    lead[..., 0] = np.clip(line, 0, 1) * 255
    lead[..., 1] = glow * 255
    return shade_picture(_GLASS, size, panes=glass, lead=lead, unit=unit, lamp=tuple(scene.light_from),
                         grain=grain_shader(size, rng), cloud=cloud_shader(size, rng))[..., :3]
