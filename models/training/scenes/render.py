"""From a spec to its picture and the truth about it.

    python -m scenes.render --bench [--count 64]      prints pictures per second on this core
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from typing import Optional

import numpy as np

from . import masks
from .compose import compose
from .display import Scene
from .sample import sample_spec
from .spec import SceneSpec
from .styles import draw


@dataclass(slots=True)
class Rendered:
    """One picture. `image` uint8 [H, W, 3]; the truths are None where they were not asked for.

    `thing_masks` uint8 [n, H, W] of 0 or 255, in the order of `spec.things`; `sketch_blocks` and `sketch_lines`
    uint8 [H, W, 3].
    """

    spec: SceneSpec
    scene: Scene
    image: np.ndarray
    thing_masks: Optional[np.ndarray] = None
    sketch_blocks: Optional[np.ndarray] = None
    sketch_lines: Optional[np.ndarray] = None


def render(spec: SceneSpec, size: int = 256, with_truth: bool = True, *, with_masks: Optional[bool] = None, with_sketches: Optional[bool] = None) -> Rendered:
    """Draws `spec` at `size` pixels square; the same spec gives the same bytes.

    `with_truth=False` skips masks and sketches, which cost about a third of the time; the two keyword flags override it
    one by one.
    """
    scene = compose(spec)
    image = draw(scene, spec.style, size, np.random.default_rng((spec.seed, 1)))
    out = Rendered(spec, scene, image)
    if with_truth if with_masks is None else with_masks:
        out.thing_masks = masks.thing_masks(scene, len(spec.things), size)
    if with_truth if with_sketches is None else with_sketches:
        rng = np.random.default_rng((spec.seed, 2))
        out.sketch_blocks = masks.sketch_blocks(scene, rng, size)
        out.sketch_lines = masks.sketch_lines(scene, rng, size)
    return out


def _bench(count: int, size: int) -> None:
    rng = np.random.default_rng(0)
    specs = [sample_spec(rng) for _ in range(count)]
    spent = {"compose": 0.0, "draw": 0.0, "masks": 0.0, "sketches": 0.0}
    for spec in specs:
        marks = [time.process_time()]
        scene = compose(spec)
        marks.append(time.process_time())
        draw(scene, spec.style, size, np.random.default_rng((spec.seed, 1)))
        marks.append(time.process_time())
        masks.thing_masks(scene, len(spec.things), size)
        marks.append(time.process_time())
        sketch_rng = np.random.default_rng((spec.seed, 2))
        masks.sketch_blocks(scene, sketch_rng, size)
        masks.sketch_lines(scene, sketch_rng, size)
        marks.append(time.process_time())
        for key, a, b in zip(spent, marks, marks[1:]):
            spent[key] += b - a
    total = sum(spent.values())
    print(", ".join(f"{key} {1000 * value / count:.1f} ms" for key, value in spent.items()))
    print(f"{1000 * total / count:.1f} ms a picture of {size} px with its truth: {count / total:.1f} pictures/s on one core")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Times the renderer.")
    parser.add_argument("--bench", action="store_true", required=True)
    parser.add_argument("--count", type=int, default=64)
    parser.add_argument("--size", type=int, default=256)
    args = parser.parse_args()
    _bench(args.count, args.size)
