"""Where training runs: one GPU when there is one, else the CPU in bfloat16 (fast where it has AMX)."""

from __future__ import annotations

import os
import time
from pathlib import Path

import torch


def pick_device(threads: int | None = None) -> torch.device:
    torch.set_num_threads(threads or min(os.cpu_count() or 2, 16))
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def half(device: torch.device) -> torch.autocast:
    """Mixed precision for the forward pass."""
    return torch.autocast(device.type, torch.bfloat16)


def save_checkpoint(path: str | Path, state: dict) -> None:
    """Writes at once or not at all, so that a stop in the middle leaves the last checkpoint whole."""
    partial = Path(f"{path}.partial")
    partial.parent.mkdir(parents=True, exist_ok=True)
    torch.save(state, partial)
    partial.rename(path)


class Clock:
    """The time budget of a stage; `progress` goes from 0 to 1 over `minutes`, counting `before` seconds already spent."""

    def __init__(self, minutes: float, before: float = 0.0) -> None:
        self.begun, self.budget, self.before = time.time(), minutes * 60, before

    @property
    def spent(self) -> float:
        return self.before + time.time() - self.begun

    @property
    def progress(self) -> float:
        return min(1.0, self.spent / self.budget)


def rate_factor(progress: float, warm: float = 0.03, cool_from: float = 0.6) -> float:
    """Warm-up, plateau, then down to zero by a line: a plateau lets a run be prolonged before it cools."""
    if progress < warm:
        return max(progress / warm, 0.02)
    return 1.0 if progress < cool_from else max((1 - progress) / (1 - cool_from), 0.01)
