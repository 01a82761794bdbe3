"""Renders training pictures to shards, with several processes: `python renders.py --count 6000 --seed 1 --out work/renders-a`.

A shard is `NNNN.images.npy` (uint8 [n, 256, 256, 3], to be memory-mapped) and `NNNN.extra.npz`: `sketches` (uint8 [n, 128, 128, 3],
blocks or lines by turns), `masks` (packed bits of [things, 64, 64], all pictures in a row), `mask_counts` [n]; and `NNNN.specs.json`.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import time
from multiprocessing import Pool
from pathlib import Path

import numpy as np

SHARD = 250
SIZE = 256
# What a caption that names no style gets (encode_latents.py): drawn more often, so that the plain prompt is the best learnt.
PLAIN_STYLE = "flat_poster"
EXTRA_PLAIN = 0.3


def shrink(picture: np.ndarray, factor: int) -> np.ndarray:
    """Area average over factor x factor pixels; keeps uint8."""
    height, width = picture.shape[:2]
    blocks = picture.reshape(height // factor, factor, width // factor, factor, -1).astype(np.uint16)
    return (blocks.sum(axis=(1, 3)) // (factor * factor)).astype(np.uint8)


def render_shard(job: tuple[str, int, int]) -> tuple[int, int]:
    """Renders one shard; already rendered shards are left alone. Returns pictures drawn and refused."""
    from scenes.render import render
    from scenes.sample import sample_spec

    folder, seed, index = job
    stem = Path(folder) / f"{index:04d}"
    if stem.with_suffix(".specs.json").exists():
        return 0, 0
    rng = np.random.default_rng([seed, index])
    images, sketches, masks, counts, specs, refused = [], [], [], [], [], 0
    while len(images) < SHARD:
        spec = sample_spec(rng)
        if rng.random() < EXTRA_PLAIN:
            spec = dataclasses.replace(spec, style=PLAIN_STYLE)
        try:
            drawn = render(spec, SIZE)
        except Exception as error:  # one picture in thousands may meet a geometry that skia refuses: count it, go on
            refused += 1
            print(f"shard {index}: a picture was refused: {error!r}", flush=True)
            if refused > SHARD:
                raise
            continue
        images.append(drawn.image)
        sketches.append(shrink(drawn.sketch_blocks if len(images) % 2 else drawn.sketch_lines, 2))
        small = np.stack([shrink(mask, 4)[:, :, 0] > 96 for mask in drawn.thing_masks]) if len(drawn.thing_masks) else np.zeros((0, 64, 64), bool)
        masks.append(np.packbits(small, axis=-1))
        counts.append(len(small))
        specs.append(dataclasses.asdict(spec))
    np.save(stem.with_suffix(".images.npy"), np.stack(images))
    np.savez_compressed(stem.with_suffix(".extra.npz"), sketches=np.stack(sketches), masks=np.concatenate(masks), mask_counts=np.array(counts))
    partial = stem.with_suffix(".partial")
    partial.write_text(json.dumps(specs))
    partial.rename(stem.with_suffix(".specs.json"))  # last and at once: a shard without it is not there
    return len(images), refused


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True)
    parser.add_argument("--count", type=int, default=6000)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    jobs = [(options.out, options.seed, index) for index in range(-(-options.count // SHARD))]
    begun, done, refused = time.time(), 0, 0
    with Pool(options.processes) as pool:
        for drawn, failed in pool.imap_unordered(render_shard, jobs):
            done, refused = done + drawn, refused + failed
            print(f"{done} drawn, {refused} refused, {done / (time.time() - begun):.1f} a second", flush=True)


if __name__ == "__main__":
    main()
