"""Random masks for inpainting and outpainting, as people make them: brush strokes, boxes, borders, a thing's own shape."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIZE = 256


def strokes(rng: np.random.Generator) -> np.ndarray:
    image = Image.new("L", (SIZE, SIZE))
    pen = ImageDraw.Draw(image)
    for _ in range(rng.integers(1, 4)):
        point, angle, width = rng.uniform(20, SIZE - 20, 2), rng.uniform(0, 2 * np.pi), int(rng.integers(20, 64))
        for _ in range(rng.integers(2, 9)):
            angle += rng.normal(0, 0.7)
            following = np.clip(point + rng.uniform(15, 50) * np.array([np.cos(angle), np.sin(angle)]), 0, SIZE)
            pen.line([*point, *following], fill=255, width=width)
            pen.ellipse([*(following - width / 2), *(following + width / 2)], fill=255)
            point = following
    return np.asarray(image)


def box(rng: np.random.Generator) -> np.ndarray:
    mask = np.zeros((SIZE, SIZE), np.uint8)
    height, width = rng.integers(48, 200, 2)
    y, x = rng.integers(0, SIZE - height + 1), rng.integers(0, SIZE - width + 1)
    mask[y:y + height, x:x + width] = 255
    return mask


def border(rng: np.random.Generator) -> np.ndarray:
    """Everything beyond one to four sides of a kept window: what outpainting asks for."""
    mask = np.full((SIZE, SIZE), 255, np.uint8)
    sides = np.where(rng.random(4) < 0.4, rng.integers(32, 144, 4), 0)
    if not sides.any():
        sides[rng.integers(4)] = rng.integers(64, 160)
    top, right, bottom, left = sides
    mask[top:max(SIZE - bottom, top + 64), left:max(SIZE - right, left + 64)] = 0
    return mask


def around_thing(things: np.ndarray, rng: np.random.Generator) -> np.ndarray | None:
    """One thing's mask ([n, 64, 64] bool), grown by a few pixels; None where there is none large enough."""
    large = [thing for thing in things if thing.sum() > 40]
    if not large:
        return None
    image = Image.fromarray(large[rng.integers(len(large))].astype(np.uint8) * 255)
    grown = image.filter(ImageFilter.MaxFilter(int(rng.choice([3, 5, 7, 9])))).resize((SIZE, SIZE), Image.Resampling.BILINEAR)
    return (np.asarray(grown) > 96).astype(np.uint8) * 255


def random_mask(things: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """uint8 [256, 256], 255 = repaint. In proportion: 25 strokes, 20 boxes and borders, 10 things."""
    choice = rng.random() * 55
    if choice >= 45:
        mask = around_thing(things, rng)
        if mask is not None:
            return mask
    return strokes(rng) if choice < 25 or choice >= 45 else box(rng) if choice < 35 else border(rng)
