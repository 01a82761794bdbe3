"""Specs of any combination at all: what words must be understood in is wider than what is ever drawn."""

from __future__ import annotations

import random

import numpy as np

from scenes.spec import SceneSpec, ThingSpec
from scenes.vocabulary import COLOURS, LIGHTS, PLACES, SIZES, STYLES, THINGS, WHERE


def broad_spec(rng: np.random.Generator) -> SceneSpec:
    """Every place, light, style and thing as likely as the others; 0 to 4 different things. Draws from `rng` once."""
    chance = random.Random(int(rng.integers(1 << 62)))
    kinds = chance.sample(THINGS, chance.choices((0, 1, 2, 3, 4), (2, 38, 34, 18, 8))[0])
    return SceneSpec(
        seed=chance.getrandbits(31), place=chance.choice(PLACES), light=chance.choice(LIGHTS), style=chance.choice(STYLES),
        things=tuple(ThingSpec(
            kind, chance.choice((1, 1, 1, 1, 2, 2, 3, 4, 5, 6)),
            chance.choice(COLOURS) if chance.random() < 0.65 else None,
            chance.choice(SIZES) if chance.random() < 0.3 else None,
            chance.choice(WHERE) if chance.random() < 0.35 else None,
        ) for kind in kinds),
    )
