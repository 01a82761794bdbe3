"""Chooses what a picture shows: sensible company for each place, balanced so that every word is seen often."""

from __future__ import annotations

from typing import Optional, Sequence

import numpy as np

from .spec import SceneSpec, ThingSpec
from .vocabulary import COLOURS, LIGHTS, PLACES, SIZES, STYLES, THINGS, WHERE

_CELESTIAL = ("sun", "moon", "stars", "planet")
_SKY = ("cloud", "rainbow", "lightning", "balloon", "plane", "kite", "bird", "rocket")
_TREES = ("pine_tree", "round_tree", "palm_tree", "birch_tree")
_FLOWERS = ("tulip", "sunflower", "rose", "daisy", "mushroom", "grass")
_HOMES = ("house", "house", "cottage", "castle", "tower", "windmill", "tent", "fence", "lighthouse")
_ANIMALS = ("cat", "dog", "horse", "rabbit", "butterfly", "owl", "bird", "person", "robot")
_WHEELS = ("car", "bus", "train", "bicycle")
_BOATS = ("boat", "sailing_ship", "submarine")
_SWIMMERS = ("fish", "whale", "jellyfish")
_AT_HAND = ("cup", "teapot", "vase", "bottle", "apple", "orange_fruit", "pear", "banana", "cake", "book", "lamp", "clock",
            "lantern", "light_bulb", "box", "ball")
_FURNITURE = ("chair", "lamp", "clock", "guitar", "window", "book", "box", "ball", "cat", "dog", "vase", "person", "robot", "umbrella")
_SIGNS = ("heart", "star_shape", "circle", "triangle", "square", "spiral", "arrow", "light_bulb", "gear", "speech_bubble")

_OUT = _ANIMALS + _TREES + _HOMES + _SKY

#: What is at home in each place; a thing may stand in several groups and is then likelier.
COMPANY: dict[str, tuple[str, ...]] = {
    "sea": _BOATS * 2 + _SWIMMERS + ("lighthouse", "rock", "sun", "moon", "cloud", "rainbow", "bird", "balloon", "plane", "lightning", "kite"),
    "lake": ("boat", "sailing_ship", "fish") * 2 + _TREES + ("house", "cottage", "tent", "bird", "person", "dog", "balloon", "rainbow", "rock", "moon", "sun", "grass", "castle"),
    "river": ("boat", "bridge", "bridge", "fish") + _TREES + _FLOWERS + _HOMES + ("horse", "person", "dog", "bird", "rainbow", "rock", "grass"),
    "meadow": _FLOWERS * 2 + _OUT + ("bicycle", "kite", "butterfly", "horse", "umbrella", "rainbow", "sun", "ball", "chair"),
    "hills": _OUT + _FLOWERS + ("road", "fence", "windmill", "train", "car", "bicycle", "sun", "moon"),
    "mountains": ("pine_tree", "pine_tree", "tent", "castle", "cottage", "rock", "bird", "balloon", "plane", "road", "train", "horse", "person", "moon", "sun", "cloud", "stars", "rainbow", "bridge"),
    "desert": ("cactus", "cactus", "cactus", "rock", "tent", "palm_tree", "road", "car", "horse", "sun", "sun", "moon", "stars", "person", "robot", "balloon", "rocket", "kite", "planet"),
    "forest": ("pine_tree", "birch_tree", "round_tree", "mushroom", "mushroom", "owl", "owl", "rabbit", "tent", "cottage", "lantern", "butterfly", "rock", "bird", "person", "dog", "horse", "fence", "road", "light_bulb", "grass", "moon"),
    "snow_field": ("pine_tree", "pine_tree", "birch_tree", "cottage", "house", "house", "cat", "rabbit", "owl", "dog", "horse", "person", "lantern", "tent", "fence", "moon", "stars", "train", "rock", "robot", "balloon"),
    "island": ("palm_tree", "palm_tree", "lighthouse", "lighthouse", "tent", "boat", "sailing_ship", "whale", "castle", "house", "sun", "moon", "bird", "rock", "cloud", "rainbow", "box", "umbrella", "ball", "plane"),
    "city_skyline": ("plane", "balloon", "kite", "bird", "bridge", "tower", "train", "bus", "car", "boat", "person", "robot", "umbrella", "moon", "sun", "cloud", "rainbow", "lightning", "rocket", "bicycle", "cat"),
    "village": _HOMES + _ANIMALS + ("road", "bicycle", "car", "bus", "round_tree", "pine_tree", "balloon", "kite", "moon", "sun", "rainbow", "lantern", "fence"),
    "street": _WHEELS[:2] * 2 + ("bicycle", "bicycle", "person", "person", "umbrella", "umbrella", "dog", "cat", "lantern", "round_tree", "robot", "balloon", "bird", "moon", "box", "chair", "clock"),
    "harbour": _BOATS * 2 + ("sailing_ship", "lighthouse", "bird", "box", "rock", "cat", "person", "lantern", "moon", "sun", "cloud", "fish", "umbrella", "tower", "bicycle"),
    "cave": ("lantern", "lantern", "mushroom", "mushroom", "rock", "owl", "person", "robot", "tent", "box", "boat", "dog", "rabbit", "light_bulb", "fish", "moon", "bird", "book"),
    "under_water": _SWIMMERS * 4 + ("submarine", "submarine", "rock", "bottle", "box", "lantern", "sailing_ship", "grass", "robot", "gear", "star_shape"),
    "space": ("planet", "planet", "rocket", "rocket", "stars", "moon", "sun", "robot", "robot", "plane", "person", "star_shape", "balloon", "gear", "heart", "umbrella", "whale"),
    "above_clouds": ("plane", "plane", "balloon", "balloon", "bird", "bird", "kite", "rocket", "sun", "moon", "stars", "rainbow", "castle", "whale", "tower", "heart", "planet", "sailing_ship"),
    "room": _FURNITURE * 2 + _SIGNS[:2] + ("cup", "teapot", "cake", "rabbit", "bicycle", "rose"),
    "table_top": _AT_HAND * 2 + ("rose", "tulip", "daisy", "sunflower", "cat", "butterfly", "fish", "heart", "gear", "guitar"),
    "pattern": _SIGNS * 3 + ("tulip", "daisy", "fish", "bird", "butterfly", "cat", "apple", "pear", "banana", "sun", "moon", "cloud", "mushroom", "cactus",
                            "boat", "balloon", "umbrella", "cup", "house", "rose", "gear", "owl", "whale", "rabbit", "guitar"),
}



def _tempered() -> dict[str, tuple[tuple[str, ...], np.ndarray]]:
    """Kinds and probabilities for each place. What is at home in many places is held back there by the square root of
    its total, so that a teapot is met nearly as often as a bird.
    """
    total = dict.fromkeys(THINGS, 0.0)
    for company in COMPANY.values():
        for kind in company:
            total[kind] += 1 / len(company)
    out = {}
    for place, company in COMPANY.items():
        kinds = tuple(dict.fromkeys(company))
        weights = np.array([company.count(kind) * total[kind] ** -0.5 for kind in kinds])
        out[place] = (kinds, weights / weights.sum())
    return out


_COMPANY_CHANCES = _tempered()

# A light that a place shows weakly is rarer there, so that "rain" is mostly learnt where rain can be seen.
_RARE_LIGHTS: dict[str, tuple[str, ...]] = {
    "under_water": ("fog", "snowfall", "aurora"), "space": ("fog", "rain", "snowfall", "storm", "day"),
    "pattern": ("fog",), "above_clouds": ("rain", "fog", "snowfall"), "cave": ("fog",),
}
_COUNTABLE_ONCE = frozenset(("sun", "moon", "stars", "rainbow", "road", "castle", "bridge", "lightning", "window", "submarine", "train"))
_NO_COLOUR = frozenset(("stars", "rainbow", "lightning", "grass"))
_FLOATS = frozenset(_CELESTIAL + _SKY + _SWIMMERS + _SIGNS + ("butterfly", "submarine", "window", "clock"))

#: Colours a thing is often asked in; half of the coloured things take one of these, the rest any of the sixteen.
_USUAL: dict[str, tuple[str, ...]] = {
    "sun": ("yellow", "orange", "red", "gold"), "moon": ("white", "cream", "yellow", "gold"),
    "cloud": ("white", "pink", "grey", "cream"), "pine_tree": ("green", "teal", "navy"), "round_tree": ("green", "orange", "red", "yellow"),
    "palm_tree": ("green", "teal"), "birch_tree": ("yellow", "green", "orange"), "cactus": ("green", "teal"), "rock": ("grey", "brown", "purple"),
    "horse": ("brown", "white", "black", "cream"), "dog": ("brown", "black", "white", "orange"), "cat": ("black", "orange", "grey", "white"),
    "rabbit": ("white", "grey", "brown"), "owl": ("brown", "white", "grey"), "apple": ("red", "green", "yellow"), "pear": ("green", "yellow"),
    "banana": ("yellow", "green"), "orange_fruit": ("orange",), "whale": ("blue", "navy", "grey", "teal"), "heart": ("red", "pink", "purple"),
    "lighthouse": ("red", "white", "blue"), "mushroom": ("red", "brown", "orange", "white"), "sunflower": ("yellow", "orange"),
}


def _choose(rng: np.random.Generator, options: Sequence[str]) -> str:
    return options[int(rng.integers(len(options)))]


def _choose_light(rng: np.random.Generator, place: str) -> str:
    light = _choose(rng, LIGHTS)
    if light in _RARE_LIGHTS.get(place, ()) and rng.random() < 0.8:
        light = _choose(rng, LIGHTS)
    return light


def _choose_thing(rng: np.random.Generator, place: str, kind: str) -> ThingSpec:
    count = 1
    if kind not in _COUNTABLE_ONCE:
        roll = rng.random()
        count = 1 if roll < 0.66 else int(rng.choice([2, 3, 4, 5])) if roll < 0.93 else int(rng.integers(6, 10))
    colour: Optional[str] = None
    if kind not in _NO_COLOUR and rng.random() < 0.57:
        colour = _choose(rng, _USUAL[kind]) if kind in _USUAL and rng.random() < 0.55 else _choose(rng, COLOURS)
    size = None if rng.random() < 0.68 else _choose(rng, SIZES)
    where = None
    if rng.random() < 0.34:
        options = [w for w in WHERE if w not in ("above", "behind", "distance") or (w == "above" and kind in _FLOATS)
                   or (w in ("behind", "distance") and kind not in _FLOATS and place not in ("pattern", "under_water", "space"))]
        where = _choose(rng, options)
        if where == "distance" and place in ("room", "table_top", "cave"):
            where = _choose(rng, ("left", "right", "middle"))
    if count >= 6 and where == "middle":
        where = None
    return ThingSpec(kind, count, colour, size, where)


def sample_spec(
    rng: np.random.Generator, *, place: Optional[str] = None, light: Optional[str] = None, style: Optional[str] = None,
    things: Optional[Sequence[ThingSpec]] = None,
) -> SceneSpec:
    """A new spec; whatever is given is kept. About one picture in ten holds a surprise (a whale in the meadow).

    Raises ValueError when a given id is not in the vocabulary.
    """
    for given, known, what in ((place, PLACES, "place"), (light, LIGHTS, "light"), (style, STYLES, "style")):
        if given is not None and given not in known:
            raise ValueError(f"unknown {what} {given!r}; expected one of {', '.join(known)}")
    place = place or _choose(rng, PLACES)
    light = light or _choose_light(rng, place)
    style = style or _choose(rng, STYLES)
    if things is None:
        n = int(rng.choice([0, 1, 2, 3, 4], p=[0.06, 0.48, 0.32, 0.11, 0.03]))
        if n == 0 and place in ("table_top", "room"):
            n = 1           # a still life of nothing is only a table
        chosen: list[ThingSpec] = []
        surprise = rng.random() < 0.1
        while len(chosen) < n:
            # Companions come from home; a share of subjects comes from the whole list, so that rare words are seen too.
            stranger = (surprise and not chosen) or rng.random() < 0.12
            kinds, chances = _COMPANY_CHANCES[place]
            kind = _choose(rng, THINGS) if stranger else kinds[int(rng.choice(len(kinds), p=chances))]
            if kind in (t.kind for t in chosen) or (kind in ("sun", "moon") and any(t.kind in ("sun", "moon") for t in chosen)):
                continue
            if kind == "sun" and light in ("night", "moonlight", "aurora"):
                kind = "moon"
                if any(t.kind == "moon" for t in chosen):
                    continue
            chosen.append(_choose_thing(rng, place, kind))
        # "behind" needs something to be behind of.
        if chosen and chosen[0].where == "behind":
            first = chosen[0]
            chosen[0] = ThingSpec(first.kind, first.count, first.colour, first.size, None)
        if sum(t.count for t in chosen) > 12:
            chosen = [ThingSpec(t.kind, min(t.count, 3), t.colour, t.size, t.where) if i else t for i, t in enumerate(chosen)]
        things = chosen
    return SceneSpec(int(rng.integers(2**31)), place, light, style, tuple(things))
