"""Textures the styles share, made once per process and size: noises, hatching. All tile, all seeded.

A texture is cut at a random place for each picture, so no two pictures share their grain.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import skia


@lru_cache(maxsize=None)
def noise_tile(side: int, sigma: float, sigma_y: float = 0.0, seed: int = 1) -> np.ndarray:
    """float32 [side, side], smooth gaussian noise of spread `sigma` pixels (x) and `sigma_y` (y, same if 0).

    Mean 0, deviation 1; tiles in both directions.
    """
    white = np.random.default_rng(seed * 7919 + 13).standard_normal((side, side))
    fy = np.fft.fftfreq(side)[:, None]
    fx = np.fft.fftfreq(side)[None, :]
    spread_y = sigma_y or sigma
    keep = np.exp(-2 * np.pi**2 * ((fx * sigma) ** 2 + (fy * spread_y) ** 2))
    smooth = np.fft.ifft2(np.fft.fft2(white) * keep).real
    smooth -= smooth.mean()
    return (smooth / max(1e-9, smooth.std())).astype(np.float32)


def cut(tile: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """A [size, size] view of the tile somewhere, with random flips; tiles must be at least 2 * size wide."""
    side = tile.shape[0]
    y, x = (int(v) for v in rng.integers(0, side - size + 1, 2))
    piece = tile[y : y + size, x : x + size]
    flip = int(rng.integers(0, 4))
    return piece[:: -1 if flip & 1 else 1, :: -1 if flip & 2 else 1]


def noise(size: int, spread: float, rng: np.random.Generator, spread_y: float = 0.0, seed: int = 1) -> np.ndarray:
    """float32 [size, size], deviation 1; `spread` in 1/256 of the picture."""
    scale = size / 256
    return cut(noise_tile(2 * size, spread * scale, spread_y * scale, seed), size, rng)


@lru_cache(maxsize=None)
def _cloud_tile(side: int, seed: int) -> np.ndarray:
    """RGBA noise: r, g slow (for warping), b middle, a = 255. uint8, tiles."""
    scale = side / 512
    planes = [
        noise_tile(side, 9 * scale, 0, seed + 11),
        noise_tile(side, 9 * scale, 0, seed + 12),
        noise_tile(side, 2.2 * scale, 0, seed + 13),
    ]
    stack = np.stack(planes + [np.full((side, side), 10.0, np.float32)], -1)
    return np.clip(128 + stack * 42, 0, 255).astype(np.uint8)


@lru_cache(maxsize=None)
def _grain_tile(side: int, seed: int) -> np.ndarray:
    """RGBA noise: r fine tooth, g pixel grain, b blotches over a sixth of the picture. uint8, tiles."""
    scale = side / 512
    planes = [
        noise_tile(side, 0.9 * scale, 0, seed + 21),
        noise_tile(side, 0.45 * scale, 0, seed + 22),
        noise_tile(side, 22 * scale, 0, seed + 23),
    ]
    stack = np.stack(planes + [np.full((side, side), 10.0, np.float32)], -1)
    return np.clip(128 + stack * 42, 0, 255).astype(np.uint8)


def _shader_of(tile: np.ndarray, size: int, rng: np.random.Generator) -> skia.Shader:
    side = tile.shape[0]
    y, x = (int(v) for v in rng.integers(0, side - size + 1, 2))
    piece = np.ascontiguousarray(tile[y : y + size, x : x + size])
    image = skia.Image.fromarray(piece, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kOpaque_AlphaType)
    return image.makeShader(skia.TileMode.kMirror, skia.TileMode.kMirror,
                            skia.SamplingOptions(skia.FilterMode.kLinear))


def cloud_shader(size: int, rng: np.random.Generator) -> skia.Shader:
    """Slow noise for warps: r, g about 9/256 wide, b about 2/256; 0.5 is the middle, deviation 0.165."""
    return _shader_of(_cloud_tile(2 * size, 1), size, rng)


def grain_shader(size: int, rng: np.random.Generator) -> skia.Shader:
    """Paper: r tooth, g grain, b wide blotches; 0.5 is the middle, deviation 0.165."""
    return _shader_of(_grain_tile(2 * size, 1), size, rng)


@lru_cache(maxsize=None)
def hatch_tile(side: int, angle_deg: float, pitch: float, regular: float = 0.8, seed: int = 3) -> np.ndarray:
    """float32 [side, side] evenly spread over 0..1: how early a hatching hand reaches a pixel.

    Thresholding at 1 - t covers the share t. Strokes are uneven in weight and a little bent, as drawn by hand;
    `regular` is how strictly they keep their distance of `pitch` pixels.
    """
    radians = np.deg2rad(angle_deg)
    fy = np.fft.fftfreq(side)[:, None]
    fx = np.fft.fftfreq(side)[None, :]
    along = np.cos(radians) * fx + np.sin(radians) * fy
    across = -np.sin(radians) * fx + np.cos(radians) * fy
    keep = np.exp(-2 * np.pi**2 * ((along * pitch * 4.5) ** 2 + (across * pitch * 0.20) ** 2))
    white = np.random.default_rng(seed * 31 + int(angle_deg * 7) % 1000).standard_normal((side, side))
    strokes = np.fft.ifft2(np.fft.fft2(white) * keep).real
    strokes /= strokes.std()
    yy, xx = np.mgrid[0:side, 0:side].astype(np.float32)
    bend = noise_tile(side, pitch * 6, 0, seed + 31) * pitch * 0.55
    line = -np.sin(radians) * xx + np.cos(radians) * yy + bend
    value = (strokes + regular * np.cos(line * (2 * np.pi / pitch))).ravel()
    ranks = np.empty(value.size, np.float32)
    ranks[np.argsort(value)] = np.linspace(0, 1, value.size, dtype=np.float32)
    return ranks.reshape(side, side)


def hatch(size: int, angle_deg: float, pitch: float, rng: np.random.Generator, regular: float = 0.8) -> np.ndarray:
    """A cut of `hatch_tile`, float32 [size, size]; `pitch` in 1/256 of the picture. Not flipped, to keep the angle."""
    tile = hatch_tile(2 * size, angle_deg, pitch * size / 256, regular)
    y, x = (int(v) for v in rng.integers(0, size + 1, 2))
    return tile[y : y + size, x : x + size]


# Slants for wide scenery lie flat: steep strokes across a sky would read as rain.
_FLAT_SLANTS = (-32.0, -18.0, 14.0)
_ALL_SLANTS = (-32.0, -18.0, 14.0, 52.0, -64.0)


def hatch_by_form(labels, size: int, pitch: float, rng: np.random.Generator, regular: float = 0.8) -> np.ndarray:
    """Hatching float32 [size, size] whose slant changes from form to form."""
    slants = [
        int(rng.integers(0, len(_FLAT_SLANTS if mark.path.getBounds().width() > 0.5 else _ALL_SLANTS)))
        for mark in labels.marks
    ] + [0]
    if size < 192:
        pitch *= 1.3  # strokes two pixels apart would only be grey
    chosen = np.asarray(slants, np.uint8)[labels.ids]
    out = hatch(size, _ALL_SLANTS[0], pitch, rng, regular)
    for index in range(1, len(_ALL_SLANTS)):
        where = chosen == index
        if where.any():
            out = np.where(where, hatch(size, _ALL_SLANTS[index], pitch, rng, regular), out)
    return out
