"""One limited harmony a picture: the light grades everything, the place brings its local colours.

`make_palette` takes a place's daylight colours and pulls them towards the three tones of the light (its shadows, its
middle, its brightest), the way a duotone print does. That is what makes a picture's colours belong together: under a
sunset a green hill and a grey rock both become plum and copper, by the same rule.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .colour import adjust, from_lab, hex_rgb, lightness, mix, ramp, to_lab
from .display import Palette, Rgb


@dataclass(frozen=True, slots=True)
class Mood:
    """A light: sky ramps (top to horizon) to choose from, the tones it grades with, and how strongly it does."""

    skies: tuple[str, ...]
    tones: tuple[str, str, str]
    strength: float
    light: str
    dark: bool = False
    haze: float = 0.0          # how far the haze leaves the horizon's colour for the brightest tone


MOODS: dict[str, Mood] = {
    "dawn": Mood((
        "#8fb0d0 #c8bfd4 #f4c9bb #fde6c2", "#a9c6dc #e4c8d2 #f9d4c2 #fff0d2", "#f3cfc0 #f6c3b0 #f8c4ae #fde2bd",
        "#9cbcc8 #d3d2c6 #f6dcb4 #feefcf", "#b7a9d0 #e2b5c8 #f8c3b4 #fde0b8",
    ), ("#3f4675", "#b0869c", "#ffead2"), 0.52, "#fff1cf", haze=0.15),
    "day": Mood((
        "#4a9fd8 #7cc0e6 #b4dff0 #e6f4ee", "#2f86c6 #66b0de #a5d6ea #dcf0ec", "#58b6d6 #90d2de #c6eae2 #f4f6dc",
        "#79c3e8 #a9d9ee #d3ebf0 #f9f2de", "#3f94cc #86c4e2 #cfe6e2 #fbeecb",
    ), ("#1d4a68", "#6fa58c", "#fff8e0"), 0.12, "#fff4c8"),
    "sunset": Mood((
        "#4a2a6b #a83c6e #ee6c4d #ffc15e", "#2f3a78 #8e4a8a #f0715c #ffd27a", "#b93a44 #e6613c #f7984a #ffd77e",
        "#6a2c5a #c94563 #f58a5b #fbd58a", "#3b2f6e #c2476b #fb8b4c #ffe08c",
    ), ("#35153f", "#b5475a", "#ffcf85"), 0.62, "#ffe08a"),
    "dusk": Mood((
        "#1f2a5c #46468a #8a6aa8 #e39aa0", "#27365f #51609a #9286b4 #f0b090", "#1d3557 #3f5c88 #7d88b0 #e2aaa4",
        "#2b2358 #57408a #9a62a0 #ea918c",
    ), ("#171840", "#5a5490", "#dcaab6"), 0.62, "#ffd9a0", dark=True),
    "night": Mood((
        "#0a1030 #131b45 #1f2c5e #2f4478", "#0d0b2b #1a1546 #2e2160 #4a2f74", "#07182b #0d2740 #16405a #24586e",
        "#0b1226 #16204a #2b3272 #4f4a8e",
    ), ("#080d26", "#273a72", "#93a6d6"), 0.68, "#ffd98a", dark=True),
    "storm": Mood((
        "#242c3a #384756 #566a74 #9aa890", "#1a2a38 #2e4654 #537074 #a9b08c", "#282640 #444260 #6c6880 #bba698",
    ), ("#0f1824", "#3f5866", "#b9c4b0"), 0.5, "#fbf4c0", dark=True),
    "fog": Mood((
        "#bccdd2 #c8d5d6 #d6dddb #e6e6de", "#bcc7d6 #cbd3dc #d9dde0 #eae8e4", "#d8cfc2 #dfd7ca #e7e0d3 #efeadd",
        "#b9d0cb #c8dad4 #d8e4dd #e9ede4", "#cdc8da #d6d2e0 #e0dde6 #ece9ea",
    ), ("#34495c", "#7f96a0", "#ece9df"), 0.5, "#fffaf0", haze=0.0),
    "rain": Mood((
        "#4f6c88 #6d8ba1 #93adb8 #bbcac8", "#3f5c7e #5f82a0 #8baab8 #bfd2cd", "#525e86 #7782a6 #a1acc0 #cfd4d2",
        "#3e6474 #5f8792 #8db0b2 #c4d6ca",
    ), ("#1c3350", "#5d8090", "#d3dfda"), 0.42, "#f4f6e8"),
    "snowfall": Mood((
        "#8d9ec4 #a9b5d4 #c8cfe2 #e8e8ee", "#3a4478 #5a5a94 #8a7aac #c2a0b4", "#7f9aba #a5bbce #cfdbe0 #f1eee6",
        "#9aa0c8 #c0b8d4 #e2d0da #f8e6dc",
    ), ("#2a3a66", "#8a9cc4", "#f6f8fc"), 0.42, "#fff6e2"),
    "aurora": Mood((
        "#07122e #0c2440 #124252 #1f6a68", "#0c0a30 #1b1a52 #1f3f66 #2b7a70", "#0a1a2a #10303c #185248 #2f8a66",
    ), ("#050e22", "#16404e", "#9be0c0"), 0.72, "#a6ffd2", dark=True),
    "moonlight": Mood((
        "#0f2440 #1e4360 #3a6a82 #86aeb2", "#12234d #28467a #4f76a2 #a0bfcc", "#16283f #2c4f66 #55828c #a9c6b8",
    ), ("#0a1a36", "#355a80", "#dcebea"), 0.7, "#f4f6e2", dark=True),
}

_GREENS = ("#a8cfa4 #86bd7c #5fa35a #377a48", "#b9cf8e #9bbd62 #74a047 #3f7a3e", "#9fcdb4 #6fb296 #3f9276 #1f6a58",
           "#cbd69a #aebf6a #86a34c #4f7a3c")
_AUTUMN = ("#e3c98a #dba95a #c67a3a #8a4a2e", "#d9b28c #cf8a5a #b0583e #74382f")
_HEATH = ("#c3b6d0 #a794bf #8a6fa0 #56527a", "#bcc7c0 #9ab0a4 #7a8f8e #4a6468")
_BLUES = ("#9fb8d0 #7f9cc0 #5a7aa6 #34527f", "#b9b4cf #9490b8 #6c6c9c #3f4674", "#a9c4c4 #7fa6ac #557f8e #2f5668")
_SNOW = ("#c9d6ea #d8e2f0 #e6eef6 #f5f8fb", "#bcc9e4 #d0d8ec #e4e8f4 #f6f6fa", "#c4d9e0 #d6e6ea #e6f1f2 #f6faf8")
_SAND = ("#e9c9a0 #e6b47c #d8945a #b0643e", "#f0d6a4 #eabf7a #da9a52 #a86a3a", "#ecc4ac #e09a80 #c8705c #8a4648",
         "#efdcb6 #e3c792 #cda56a #96704a")
_STONE = ("#b9bcc8 #9298aa #666d86 #3b4260", "#c9b8ac #a48f88 #776670 #463f58", "#a9bcb8 #7d9698 #546e78 #2f4658")
_TOWN = ("#d8c3ae #c89a80 #a8685a #5f4450", "#c9c6c4 #a2a4b4 #737a96 #3f4868", "#e0cba0 #d0a06a #a86a4a #5a4048",
         "#b8cccc #8aa9ae #5a7f8c #34506a")
_ROOMS = ("#e9d9c2 #d8b08e #b0724f #7a4a3a", "#c9d6c6 #9fb49e #c29a6c #7d5a42", "#e3c6c0 #cf9a92 #a86a5e #6f443f",
          "#bcd0d8 #8fb0bc #c09a74 #80583f", "#efe3c8 #dcc08a #b98a54 #7c5738", "#c7c1dc #9b93c0 #b08468 #6e4c48",
          "#9fc0b6 #5f9488 #c79668 #7b543c", "#f0d8b8 #e6a878 #c06a4c #7c4238")
_SEA_LAND = ("#a8c4b0 #86a68a #5f8464 #3c5f4e", "#d9c8a8 #c4a884 #937a66 #5c4f52")

LAND: dict[str, tuple[str, ...]] = {
    "sea": _SEA_LAND, "lake": _GREENS + _AUTUMN[:1], "river": _GREENS + _AUTUMN, "meadow": _GREENS + _GREENS + _AUTUMN[:1],
    "hills": _GREENS + _GREENS + _AUTUMN + _HEATH, "mountains": _BLUES + _STONE + _HEATH[:1], "desert": _SAND,
    "forest": _GREENS + _GREENS + _AUTUMN, "snow_field": _SNOW, "island": _GREENS[1:], "city_skyline": _BLUES + _TOWN[1:2],
    "village": _GREENS + _AUTUMN[:1], "street": _TOWN, "harbour": _TOWN, "cave": _STONE + _BLUES[1:2],
    "under_water": ("#7fc4c0 #4fa3a8 #2f7f92 #1c5674", "#9fd0c0 #6fb4a8 #3f8a90 #1f5a78"),
    "space": ("#a89ac8 #7f72b0 #574c8e #332a62", "#c8a094 #a8746e #784a5e #43304e", "#9ab4c4 #6f8fae #47648e #27386a"),
    "above_clouds": ("#f4f1f0 #eceef4 #e4eaf4 #f9f7f4", "#f6efe6 #f2e6e2 #ece4ea #fbf6ee"),
    "room": _ROOMS, "table_top": _ROOMS, "pattern": _ROOMS + _SAND + _GREENS + _BLUES,
}

_WATERS = ("#bfe3dc #6fb8c4 #2f86a6 #1b5580", "#c9e0e6 #86b6d0 #4682b4 #234f86", "#bfe6d2 #74c4b0 #2f9690 #17616c",
           "#d2e4e0 #8fbcc0 #4f8f9f #2a5f7a")
_TROPICAL = ("#c8f0e0 #7fdcd0 #35b4bc #157a96", "#d8f2dc #9fe6cf #4cc8bf #1f92a8")

_ACCENTS = (
    "#e4572e #f3a712 #f9e4b7 #2e7f86", "#d64550 #f2b134 #fdf1d0 #3a6ea5", "#ff7a5c #ffd166 #f7f3e3 #117a79",
    "#c8553d #e9c46a #f4ead5 #588b8b", "#ef6f6c #f4d35e #faf0ca #56638a", "#d1495b #edae49 #fff5dd #00798c",
    "#e76f51 #f4a261 #fbe8c8 #457b9d", "#f2789f #fbb13c #fef0d5 #218380", "#b5446e #f7b267 #fdf0d8 #3f7cac",
)

_WARM_WINDOW = "#ffd873"


def _pick(rng: np.random.Generator, options: tuple[str, ...]) -> tuple[Rgb, ...]:
    return tuple(hex_rgb(h) for h in options[int(rng.integers(len(options)))].split())


@dataclass(frozen=True, slots=True)
class Grade:
    """The rule that pulls local colours into the light of a picture."""

    tones: tuple[Rgb, Rgb, Rgb]
    strength: float

    def __call__(self, colour: Rgb, weight: float = 1.0) -> Rgb:
        """`colour` as this light shows it; `weight` scales how far it is pulled."""
        low, high = lightness(self.tones[0]), lightness(self.tones[2])
        big_l = lightness(colour)
        # Local lightness runs over the light's own range, so that night stays dark and fog stays pale.
        target = ramp(self.tones, min(1.0, max(0.0, (big_l - 0.28) / 0.7)))
        share = self.strength * weight
        pulled = mix(colour, target, share)
        # Green pulled towards plum would pass through grey on the way: keep most of the chroma the two had.
        big, a, b = to_lab(pulled)
        _, a0, b0 = to_lab(colour)
        _, a1, b1 = to_lab(target)
        wanted = 0.82 * (math.hypot(a0, b0) * (1 - share) + math.hypot(a1, b1) * share)
        have = math.hypot(a, b)
        if have < wanted:
            if have < 0.012:
                a, b, have = a + a1 * 0.5, b + b1 * 0.5, math.hypot(a + a1 * 0.5, b + b1 * 0.5) or 1.0
            pulled = from_lab((big, a * wanted / have, b * wanted / have))
        if high - low < 0.5 and lightness(pulled) > high:
            pulled = adjust(pulled, light=(high - lightness(pulled)) * 0.6)
        return pulled


def make_grade(light: str, hue_deg: float = 0.0) -> Grade:
    mood = MOODS[light]
    tones = tuple(adjust(hex_rgb(t), hue_deg=hue_deg) for t in mood.tones)
    return Grade(tones, mood.strength)  # type: ignore[arg-type]


def make_palette(rng: np.random.Generator, place: str, light: str) -> tuple[Palette, Grade]:
    """The picture's harmony and the grade that made it (for colours a place mixes itself).

    `sky` and `land` run from far to near, `water` from shallow or far to deep. Never returns pure grey: the haze keeps
    the chroma of the horizon.
    """
    mood = MOODS[light]
    hue, chroma = rng.normal(0, 5.0), rng.uniform(0.88, 1.14)
    grade = make_grade(light, hue * 0.6)

    sky = tuple(adjust(c, hue_deg=hue, chroma=chroma) for c in _pick(rng, mood.skies))
    if place == "space":
        # Space is dark under any light; the light only tints its dust.
        deep = hex_rgb(("#0b0a24", "#070d22", "#120a26", "#06131f")[int(rng.integers(4))])
        sky = tuple(mix(c, deep, k) for c, k in zip(sky, (0.93, 0.85, 0.7, 0.5)))
    haze = mix(sky[-1], hex_rgb(mood.tones[2]), mood.haze)

    land_local = _pick(rng, LAND[place])
    if light == "snowfall" and place not in ("room", "table_top", "pattern", "under_water", "space", "city_skyline", "street", "harbour", "cave"):
        land_local = tuple(mix(c, hex_rgb("#f4f6fb"), k) for c, k in zip(land_local, (0.45, 0.45, 0.45, 0.42)))
    weight = 0.75 if place in ("room", "table_top", "pattern") else 0.62 if place == "snow_field" else 1.0
    land = tuple(adjust(grade(c, weight), chroma=chroma) for c in land_local)

    water_local = _pick(rng, _TROPICAL if place == "island" and light in ("day", "dawn") else _WATERS)
    # Water is a mirror first: it takes the sky, darker, and only then its own colour.
    deep = place == "under_water"
    mirror = (0.1 if light == "day" else 0.22) if deep else 0.25 if light == "day" else 0.55
    water = tuple(
        mix(grade(c, 0.72 if deep else 1.0), adjust(s, light=-0.05), mirror * (1 - 0.16 * i))
        for i, (c, s) in enumerate(zip(water_local, (sky[-1], sky[-2], sky[1], sky[0])))
    )

    accents = tuple(grade(adjust(c, hue_deg=hue * 0.5), 0.32) for c in _pick(rng, _ACCENTS))
    darkest = min(land + (grade.tones[0],), key=lightness)
    ink = mix(darkest, hex_rgb("#17131c"), 0.55)
    paper = mix(hex_rgb("#f6efe0"), sky[-1], 0.12)
    lit = hex_rgb(mood.light)
    if mood.dark and light not in ("aurora", "moonlight"):
        lit = mix(lit, hex_rgb(_WARM_WINDOW), 0.5)
    return Palette(
        sky=sky, land=land, water=water, accents=accents, ink=ink, paper=paper, light=lit,
        shadow=mix(grade.tones[0], darkest, 0.35), haze=haze, dark=mood.dark,
    ), grade

