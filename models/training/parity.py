"""Writes `tests/golden/house-parity.json`: what the shipped files draw with onnxruntime in Python, for TypeScript to match within 1e-3.

The initial noise is that of lib/random/rng.ts, `createRng(seed).fillNormal`, in C, H, W order.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import numpy as np

from evaluate import ShippedHouse
from tokenizer_train import TOKENIZER_FOLDER, encode_prompts

GOLDEN = TOKENIZER_FOLDER.parents[2] / "tests" / "golden" / "house-parity.json"


def seeded_normals(seed: int, count: int) -> np.ndarray:
    """lib/random/rng.ts in Python: sfc32 seeded through splitmix32, then Box-Muller. Equal to it up to the last bit of log, sin, cos."""
    word = 0xFFFFFFFF
    state = (seed & word) ^ 0x9E3779B9

    def splitmix() -> int:
        nonlocal state
        state = (state + 0x9E3779B9) & word
        z = state ^ (state >> 16)
        z = (z * 0x21F0AAAD) & word
        z ^= z >> 15
        z = (z * 0x735A2D97) & word
        return z ^ (z >> 15)

    a, b, c, counter = splitmix(), splitmix() ^ (seed >> 32), splitmix(), 1

    def uniform() -> float:
        nonlocal a, b, c, counter
        total = (a + b + counter) & word
        counter = (counter + 1) & word
        a = b ^ (b >> 9)
        b = (c + (c << 3)) & word
        c = (((c << 21) | (c >> 11)) + total) & word
        return total / 2**32

    for _ in range(12):
        uniform()
    values: list[float] = []
    while len(values) < count:
        radius = math.sqrt(-2 * math.log(1 - uniform()))
        angle = 2 * math.pi * uniform()
        values += [radius * math.cos(angle), radius * math.sin(angle)]
    return np.array(values[:count])


def seeded_noise(seed: int, channels: int) -> np.ndarray:
    """[1, C, 16, 16] float32 in C, H, W order."""
    return seeded_normals(seed, channels * 256).astype(np.float32).reshape(1, channels, 16, 16)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--house", type=Path, default=TOKENIZER_FOLDER.parent)
    parser.add_argument("--out", type=Path, default=GOLDEN)
    options = parser.parse_args()
    house = ShippedHouse(options.house)
    cases = []
    for prompt, seed, steps in (("a red lighthouse by the sea at night", 7, 4), ("drei Kiefern im Schnee, Linolschnitt", 11, 2)):
        noise = seeded_noise(seed, house.channels)
        trace: list[list[float]] = []
        latents = house.draw(house.words([prompt]), noise, steps, seen=lambda _, x: trace.append([round(float(v), 5) for v in x.ravel()[::7]]))
        picture = house.decode(latents)
        cases.append({"prompt": prompt, "seed": seed, "steps": steps, "sigmas": house.sigmas(steps).tolist(), "ids": encode_prompts([prompt])[0].tolist(),
                      "noise_head": [round(float(v), 6) for v in noise.ravel()[:8]], "every": 7, "latents_by_step": trace,
                      "picture_every": 997, "picture": picture.ravel()[::997].tolist()})
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({
        "about": "Written by models/training/parity.py. latents_by_step: every 7th number of [C,16,16] after each step; picture: every 997th of uint8 [256,256,3].",
        "noise": "lib/random/rng.ts: createRng(seed).fillNormal, C,H,W order", "guidance": house.facts["guidance"], "timestep_r": house.facts["timestep_r"],
        "tolerance": 1e-3, "unet_sha256": json.loads((options.house / "manifest.json").read_text())["unet/model.onnx"]["sha256"], "cases": cases}) + "\n")
    print(f"{options.out}: {options.out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
