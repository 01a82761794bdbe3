"""Contact sheets of generated pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor


def to_pixels(pictures: Tensor) -> np.ndarray:
    """[B, 3, H, W] in [-1, 1] to uint8 [B, H, W, 3]."""
    return ((pictures.float().clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1).cpu().numpy()


def save_sheet(path: str | Path, pixels: np.ndarray, columns: int = 8, gap: int = 4) -> None:
    """uint8 [n, H, W, 3] on a white sheet; the suffix chooses the format."""
    count, height, width, _ = pixels.shape
    rows = -(-count // columns)
    sheet = np.full((rows * (height + gap) + gap, columns * (width + gap) + gap, 3), 255, np.uint8)
    for index, picture in enumerate(pixels):
        y, x = (index // columns) * (height + gap) + gap, (index % columns) * (width + gap) + gap
        sheet[y:y + height, x:x + width] = picture
    Image.fromarray(sheet).save(path, quality=88)
