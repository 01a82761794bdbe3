"""Mosaic: small hand-cut tiles in rows that follow the forms, set in grout."""

from __future__ import annotations

import numpy as np
import scipy.ndimage as ndimage
import skia

from .display import Scene
from .style_canvas import Labels, Sheet, paint_plain, shade_picture
from .style_texture import grain_shader, noise

_TILE = 7.0  # side of a tile, 1/256 of the picture


def _tiles(labels: Labels, size: int, rng: np.random.Generator):
    """Centres (x, y), turns and sides of the tiles, in pixels: rows along borders first, packed one by one."""
    unit = size / 256
    half = 128
    step = max(1, size // half)
    ids = labels.ids[::step, ::step][:half, :half]
    border = np.zeros(ids.shape, bool)
    border[:, :-1] |= ids[:, :-1] != ids[:, 1:]
    border[:-1] |= ids[:-1] != ids[1:]
    away = ndimage.distance_transform_edt(~border).astype(np.float32) * 2  # 1/256
    smooth = ndimage.gaussian_filter(away, 2.0)
    gy, gx = np.gradient(smooth)
    turn = np.arctan2(gy, gx) + np.pi / 2
    row = np.floor(away / _TILE)
    off = np.abs(away / _TILE - row - 0.5)
    yy, xx = np.mgrid[0:half, 0:half]
    along = xx * np.cos(turn) + yy * np.sin(turn)
    order = np.lexsort((along.ravel() // 1, off.ravel() > 0.18, row.ravel(), ids.ravel()))
    xs, ys = (xx.ravel()[order] * 2 + 1).tolist(), (yy.ravel()[order] * 2 + 1).tolist()
    turns = turn.ravel()[order].tolist()
    own = ids.ravel()[order].tolist()
    return xs, ys, turns, own, unit


def draw_mosaic(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    colours = paint_plain(scene, size).floats()
    labels = Labels(scene, size, min_area=0.002)
    xs, ys, turns, own, unit = _tiles(labels, size, rng)
    cells: dict[tuple[int, int], list[tuple[float, float, int]]] = {}
    kept = []
    gap = (_TILE * 0.93) ** 2
    other_gap = (_TILE * 0.85) ** 2
    for x, y, turn, label in zip(xs, ys, turns, own):
        cx, cy = int(x // _TILE), int(y // _TILE)
        free = True
        for by in (cy - 1, cy, cy + 1):
            for bx in (cx - 1, cx, cx + 1):
                for px, py, plabel in cells.get((bx, by), ()):
                    if (px - x) ** 2 + (py - y) ** 2 < (gap if plabel == label else other_gap):
                        free = False
                        break
                if not free:
                    break
            if not free:
                break
        if free:
            cells.setdefault((cx, cy), []).append((x, y, label))
            kept.append((x, y, turn))
    grout = (0.20, 0.19, 0.20) if scene.palette.dark else (0.83, 0.80, 0.74)
    sheet = Sheet(size, grout)
    canvas = sheet.canvas
    canvas.resetMatrix()
    canvas.scale(unit, unit)
    paint = skia.Paint(AntiAlias=True)
    side = _TILE * 0.47
    rect = skia.Rect(-side, -side, side, side)
    soft = ndimage.uniform_filter(colours, (max(1, round(3 * unit)),) * 2 + (1,))
    jitter = rng.normal(0, 0.05, (len(kept), 1)) + rng.normal(0, 0.018, (len(kept), 3))
    points = np.array([(k[1], k[0]) for k in kept]) * unit
    rows, columns = np.clip(points.astype(int), 0, size - 1).T
    tints = np.clip(soft[rows, columns] * (1 + jitter), 0, 1)
    turns_deg = (np.rad2deg(np.array([k[2] for k in kept])) + rng.normal(0, 4, len(kept))).tolist()
    ints = (np.uint32(0xFF000000) | ((tints[:, 0] * 255).astype(np.uint32) << 16)
            | ((tints[:, 1] * 255).astype(np.uint32) << 8) | (tints[:, 2] * 255).astype(np.uint32)).tolist()
    for (x, y, _), angle, colour in zip(kept, turns_deg, ints):
        canvas.save()
        canvas.translate(x, y)
        canvas.rotate(angle)
        paint.setColor(colour)
        canvas.drawRoundRect(rect, 0.9, 0.9, paint)
        canvas.restore()
    return sheet.rgb().copy()
