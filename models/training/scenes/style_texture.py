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
def hatch_tile(side: int, angle_deg: float, pitch: float, seed: int = 3) -> np.ndarray:
    """float32 [side, side] in 0..1: how early hatching strokes reach a pixel (1 = centre of a stroke).

    Strokes are broken, uneven in weight and a little bent, as drawn by hand. `pitch` in pixels.
    """
    yy, xx = np.mgrid[0:side, 0:side].astype(np.float32)
    radians = np.deg2rad(angle_deg)
    bend = noise_tile(side, pitch * 5, 0, seed + 31) * pitch * 0.45
    across = -np.sin(radians) * xx + np.cos(radians) * yy + bend
    along = np.cos(radians) * xx + np.sin(radians) * yy
    row = np.floor(across / pitch)
    # Every stroke has its own weight along its length: hash noise by row, slow along it.
    phase = (row * 127.1) % 17.0
    weight = 0.5 + 0.28 * np.sin(along / (pitch * 7) + phase * 3.7) + 0.22 * np.sin(along / (pitch * 2.9) + phase * 9.1)
    profile = 1 - np.abs(across / pitch - row - 0.5) * 2
    return np.clip(profile * (0.55 + 0.45 * weight), 0, 1).astype(np.float32)


def hatch(size: int, angle_deg: float, pitch: float, rng: np.random.Generator) -> np.ndarray:
    """A cut of `hatch_tile`, float32 [size, size]; `pitch` in 1/256 of the picture. Not flipped, to keep the angle."""
    tile = hatch_tile(2 * size, angle_deg, pitch * size / 256)
    y, x = (int(v) for v in rng.integers(0, size + 1, 2))
    return tile[y : y + size, x : x + size]
