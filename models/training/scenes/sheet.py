"""A contact sheet: many pictures in one image, to be looked at.

    python -m scenes.sheet --rows 8 --columns 8 --seed 1 [--place sea] [--light dusk] [--style oil] --out sheet.png

`--by light` (or place, style) walks through that vocabulary column by column instead of sampling it.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
from PIL import Image

from .render import render
from .sample import sample_spec
from .spec import SceneSpec
from .vocabulary import LIGHTS, PLACES, STYLES

_BY = {"place": PLACES, "light": LIGHTS, "style": STYLES}


def sheet(specs: list[SceneSpec], columns: int, size: int = 256, gap: int = 8) -> np.ndarray:
    """Renders `specs` row by row. Returns uint8 [H, W, 3] on the room's paper colour."""
    rows = (len(specs) + columns - 1) // columns
    out = np.full((rows * (size + gap) + gap, columns * (size + gap) + gap, 3), (244, 241, 234), np.uint8)
    for i, spec in enumerate(specs):
        y, x = gap + (i // columns) * (size + gap), gap + (i % columns) * (size + gap)
        out[y:y + size, x:x + size] = render(spec, size, with_truth=False).image
    return out


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(description="Draws a contact sheet of sampled scenes.")
    parser.add_argument("--rows", type=int, default=8)
    parser.add_argument("--columns", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--place", choices=PLACES)
    parser.add_argument("--light", choices=LIGHTS)
    parser.add_argument("--style", choices=STYLES)
    parser.add_argument("--by", choices=sorted(_BY))
    parser.add_argument("--list", action="store_true", help="also print what each picture shows")
    parser.add_argument("--out", required=True)
    args = parser.parse_args(argv)
    rng = np.random.default_rng(args.seed)
    specs = []
    for i in range(args.rows * args.columns):
        chosen = {"place": args.place, "light": args.light, "style": args.style}
        if args.by:
            chosen[args.by] = _BY[args.by][i % args.columns % len(_BY[args.by])] if args.columns > 1 else _BY[args.by][i % len(_BY[args.by])]
        specs.append(sample_spec(rng, **chosen))
        if args.list:
            print(i, specs[-1])
    Image.fromarray(sheet(specs, args.columns, args.size)).save(args.out)


if __name__ == "__main__":
    main(sys.argv[1:])
