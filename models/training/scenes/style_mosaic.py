"""Mosaic: small hand-cut tiles in rows that follow the forms, set in grout."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import scipy.ndimage as ndimage
import skia
from scipy.spatial import cKDTree

from .display import Scene
from .style_canvas import Labels, NEAREST, Sheet, edge_mask, packed_rows, paint_plain, paint_scattered
from .style_texture import noise_tile

_WIDE, _NARROW = 7.6, 5.4  # side of a tile in scenery and in things, 1/256 of the picture
_CUTS = 4
_FIELD = 128               # the distance field is reckoned on a coarse grid: tiles are larger than its cells


@lru_cache(maxsize=None)
def _tile_atlas(side: int) -> tuple[skia.Image, list[skia.Rect]]:
    """Hand-cut square tiles of `side` pixels: uneven corners, an edge that catches light, a faint vein."""
    cells = []
    yy, xx = np.mgrid[0:side, 0:side].astype(np.float32)
    for cut in range(_CUTS):
        rng = np.random.default_rng(cut + 5)
        corners = rng.uniform(0.0, 0.10 * side, (4, 2))
        alpha = np.ones((side, side), np.float32)
        for axis, other, (a, b) in zip((yy, side - 1 - yy, xx, side - 1 - xx), (xx, xx, yy, yy), corners):
            alpha = np.minimum(alpha, np.clip(axis + 0.5 - (a + (b - a) * other / side), 0, 1))
        edge = np.minimum(np.minimum(xx, yy), np.minimum(side - 1 - xx, side - 1 - yy))
        lit = np.where((xx + yy) < side - 1, 1.0, -1.0) * np.clip(1.6 - edge, 0, 1) * 0.09
        vein = noise_tile(64, side * 0.25, side * 0.12, 80 + cut)[:side, :side] * 0.03
        value = np.clip(0.93 + lit + vein, 0, 1)
        cells.append((np.stack([value * alpha] * 3 + [alpha], -1) * 255).astype(np.uint8))
    image = skia.Image.fromarray(np.concatenate(cells), colorType=skia.kRGBA_8888_ColorType,
                                 alphaType=skia.kPremul_AlphaType)
    return image, [skia.Rect.MakeXYWH(0, side * cut, side, side) for cut in range(_CUTS)]


def _lay(pitch: float, allowed: np.ndarray, away: np.ndarray, turn: np.ndarray, rng: np.random.Generator):
    """Centres [n, 2] (x, y in 1/256) of tiles of one size: a grid, drawn into rows along the borders, spaced apart."""
    steps = np.arange(pitch / 2, 256, pitch * 0.93)
    x, y = (axis.ravel() for axis in np.meshgrid(steps, steps))
    points = np.stack([x, y], -1) + rng.uniform(-0.15, 0.15, (len(x), 2)) * pitch

    def cell(where):
        return tuple(np.clip((where[:, ::-1] / 256 * _FIELD).astype(int), 0, _FIELD - 1).T)

    points = points[allowed[cell(points)]]
    spare = points
    for _ in range(4):
        if len(points) < 8:
            return points
        at = cell(points)
        distance, angle = away[at], turn[at]
        row = np.maximum(0.5, np.floor(distance / pitch) + 0.5) * pitch
        step = np.clip(row - distance, -pitch * 0.5, pitch * 0.5)
        outward = np.stack([np.sin(angle), -np.cos(angle)], -1)
        points = points + outward * step[:, None]
        near, index = cKDTree(points).query(points, k=5)
        push = points[:, None] - points[index[:, 1:]]
        lack = np.clip(pitch * 0.98 - near[:, 1:], 0, pitch)
        move = (push / np.maximum(near[:, 1:], 0.3)[..., None] * lack[..., None]).sum(1) * 0.42
        along = np.stack([np.cos(angle), np.sin(angle)], -1)
        points = points + along * (move * along).sum(-1, keepdims=True) + 0.25 * move
        points = np.clip(points, 0, 255.9)
        points = points[allowed[cell(points)]]
    # Of two tiles that still lie on each other, the later goes.
    pairs = cKDTree(points).query_pairs(pitch * 0.60, output_type="ndarray")
    keep = np.ones(len(points), bool)
    keep[pairs[:, 1]] = False
    points = points[keep]
    # Holes are filled with tiles from the unmoved grid.
    alone = cKDTree(points).query(spare)[0] > pitch * 0.72
    return np.concatenate([points, spare[alone]])


def draw_mosaic(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    plain = paint_plain(scene, size)
    colours = plain.floats()
    unit = size / 256
    labels = Labels(scene, size, keep_detail=True, min_area=0.0012)
    pick = np.arange(_FIELD) * size // _FIELD
    ids = labels.ids[pick[:, None], pick[None, :]]
    away = ndimage.distance_transform_edt(~edge_mask(ids)).astype(np.float32) * (256 / _FIELD)
    gy, gx = np.gradient(ndimage.gaussian_filter(away, 1.6))
    turn = np.arctan2(gx, -gy)
    fine = labels.lookup([layer.thing is not None for layer in labels.layers], 0.0)[pick[:, None], pick[None, :]] > 0.5
    grout = np.array((0.17, 0.16, 0.18) if scene.palette.dark else (0.74, 0.71, 0.66), np.float32)
    sheet = Sheet(size, None, 0)
    bed = colours * 0.68 + grout * 0.07
    sheet.pixels[..., :3] = np.clip(bed, 0, 1) * 255
    sheet.pixels[..., 3] = 255
    canvas = sheet.canvas
    canvas.resetMatrix()
    reach = max(1, round(3 * unit))
    soft = ndimage.uniform_filter(colours, (reach, reach, 0))
    coarse = 1.35 if size < 192 else 1.0  # a tile needs five pixels to be one
    for pitch, allowed in ((_WIDE * coarse, ~fine), (_NARROW * coarse, fine)):
        points = _lay(pitch, allowed, away, turn, rng)
        if not len(points):
            continue
        side = max(2, round(pitch * unit))
        atlas, cells = _tile_atlas(side)
        row, column = np.clip((points[:, ::-1] * unit).astype(int), 0, size - 1).T
        angle = turn[row * _FIELD // size, column * _FIELD // size] + rng.normal(0, 0.05, len(points))
        n = len(points)
        tint = soft[row, column] * (1.16 + rng.normal(0, 0.055, (n, 1)) + rng.normal(0, 0.02, (n, 3)))
        grey = tint.mean(1, keepdims=True)
        tint = grey + (tint - grey) * 1.2
        scale = (pitch - 0.5) * unit / side * rng.uniform(0.93, 1.03, len(points))
        cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
        left = points[:, 0] * unit - (cos - sin) * side / 2
        top = points[:, 1] * unit - (sin + cos) * side / 2
        transforms = [skia.RSXform(*four) for four in zip(cos.tolist(), sin.tolist(), left.tolist(), top.tolist())]
        chosen = [cells[i] for i in rng.integers(0, _CUTS, len(points)).tolist()]
        canvas.drawAtlas(atlas, transforms, chosen, packed_rows(tint), skia.BlendMode.kModulate, NEAREST)
    canvas.scale(size, size)
    paint_scattered(scene, canvas, grow=1.3)
    seam = ndimage.gaussian_filter(edge_mask(labels.ids).astype(np.float32), 0.55 * unit) * min(1.0, 0.7 * unit)
    seam = np.clip(seam, 0, 0.8)[..., None]
    picture = sheet.pixels[..., :3] * (1 - seam) + bed * 220 * seam
    return np.clip(picture, 0, 255).astype(np.uint8)
