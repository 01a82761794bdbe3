"""Reads what renders.py wrote."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scenes.spec import SceneSpec, ThingSpec


@dataclass(slots=True)
class Shard:
    images: np.ndarray          # uint8 [n, 256, 256, 3], memory-mapped
    sketches: np.ndarray        # uint8 [n, 128, 128, 3]
    masks: list[np.ndarray]     # bool [things, 64, 64] a picture
    specs: list[SceneSpec]


def shard_stems(folders: list[str]) -> list[Path]:
    """Every finished shard of the folders, in order. Fails if there is none."""
    stems = [path.with_suffix("").with_suffix("") for folder in folders for path in sorted(Path(folder).glob("*.specs.json"))]
    if not stems:
        raise SystemExit(f"No rendered shards in {', '.join(folders)}: run renders.py first.")
    return stems


def read_spec(record: dict) -> SceneSpec:
    return SceneSpec(**{**record, "things": tuple(ThingSpec(**thing) for thing in record["things"])})


def read_shard(stem: Path) -> Shard:
    with np.load(f"{stem}.extra.npz") as extra:
        sketches, packed, counts = extra["sketches"], extra["masks"], extra["mask_counts"]
    ends = np.cumsum(counts)
    masks = [np.unpackbits(packed[end - count:end], axis=-1).astype(bool) for end, count in zip(ends, counts)]
    specs = [read_spec(record) for record in json.loads(Path(f"{stem}.specs.json").read_text())]
    return Shard(np.load(f"{stem}.images.npy", mmap_mode="r"), sketches, masks, specs)


def read_images(folders: list[str]) -> list[np.ndarray]:
    """The memory-mapped pictures only, shard by shard."""
    return [np.load(f"{stem}.images.npy", mmap_mode="r") for stem in shard_stems(folders)]
