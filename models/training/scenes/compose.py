"""From a spec to a picture's display list: the place is built, then each thing finds its spot in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Optional

import numpy as np
import skia

from . import places_beyond, places_land, places_town, places_water, places_within
from .colour import blend, mix
from .display import Gradient, Layer, Mark, Rgb, Scene
from .palettes import make_palette
from .paths import fill, line, oval, under, union
from .spec import SceneSpec, ThingSpec
from .stage import Context, Stage, Stand
from .thing_colours import named_colour
from .things import THING_INFO, ThingContext, ThingInfo, draw_thing
from .vocabulary import LIGHTS, PLACES

BUILDERS: dict[str, Callable[[Context], Stage]] = {
    **places_water.BUILDERS, **places_land.BUILDERS, **places_town.BUILDERS, **places_within.BUILDERS, **places_beyond.BUILDERS,
}

CELESTIAL = ("sun", "moon")
_BACKDROP = ("stars", "planet", "cloud", "rainbow", "lightning")     # sky things that the land stands in front of
_SIZE = {"small": 0.62, "medium": 1.0, "large": 1.5, None: 1.0}
_GROUP = {1: 1.0, 2: 0.9, 3: 0.82, 4: 0.76, 5: 0.7}

# For each home zone, where else a thing may be put, best first.
_ELSEWHERE = {
    "sky": ("air", "wall", "underwater", "ground", "table"),
    "ground": ("ground", "table", "water", "air"),
    "water": ("water", "ground", "table", "air"),
    "underwater": ("underwater", "water", "air", "table", "ground"),
    "table": ("table", "ground", "water", "air"),
    "wall": ("wall", "ground", "table", "air", "water"),
    "any": ("wall", "air", "table", "ground", "underwater"),
}


@dataclass(slots=True)
class Spot:
    """Where one instance of a thing goes: feet (or centre) and height, in scene units."""

    x: float
    y: float
    height: float
    width: float
    stand: Stand
    depth: float
    standing: bool

    @property
    def box(self) -> tuple[float, float, float, float]:
        top = self.y - self.height if self.standing else self.y - self.height / 2
        return self.x - self.width / 2, top, self.x + self.width / 2, top + self.height


def compose(spec: SceneSpec) -> Scene:
    """Builds the display list of `spec`, layers back to front. The same spec gives the same scene.

    Raises ValueError for a place, light or thing that is not in the vocabulary.
    """
    if spec.place not in PLACES or spec.light not in LIGHTS:
        raise ValueError(f"unknown place or light: {spec.place!r}, {spec.light!r}")
    for thing in spec.things:
        if thing.kind not in THING_INFO:
            raise ValueError(f"unknown thing {thing.kind!r}")
    rng = np.random.default_rng(spec.seed)
    palette, grade = make_palette(rng, spec.place, spec.light)
    ctx = Context(rng, spec, palette, grade, _subject_x(rng, spec))
    stage = BUILDERS[spec.place](ctx)
    _place_all(ctx, stage)
    layers = sorted(stage.layers, key=lambda layer: -layer.depth)
    return Scene(layers, palette, ctx.light_from, spec.seed)


def _subject_x(rng: np.random.Generator, spec: SceneSpec) -> float:
    where = spec.things[0].where if spec.things else None
    if where == "left":
        return rng.uniform(0.2, 0.3)
    if where == "right":
        return rng.uniform(0.7, 0.8)
    if where == "middle":
        return rng.uniform(0.46, 0.54)
    third = rng.uniform(0.3, 0.4)
    return third if rng.random() < 0.5 else 1 - third


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    """Shared area over the smaller box's area."""
    w = min(a[2], b[2]) - max(a[0], b[0])
    h = min(a[3], b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0.0
    return w * h / max(1e-6, min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1])))


def _stand_for(stage: Stage, info: ThingInfo, roles: tuple[str, ...], where: Optional[str]) -> Stand:
    """The best stand for a thing: its home zone first, then elsewhere; one that reaches the asked side."""
    homes = tuple(z if z != "sky" else "air" for z in info.zones if z not in ("any",))
    for zone in homes + _ELSEWHERE[info.zone]:
        of_zone = [s for s in stage.stands if s.zone == zone and not (where == "left" and s.left > 0.36) and not (where == "right" and s.right < 0.64)]
        if of_zone:
            for role in roles:
                for stand in of_zone:
                    if stand.role == role:
                        return stand
            return of_zone[0]
    return stage.stands[0]


def _roles(ctx: Context, thing: ThingSpec, index: int) -> tuple[str, ...]:
    if thing.where == "distance":
        return ("far", "mid", "near")
    if thing.where == "behind":
        return ("mid", "far", "near")
    if thing.where is None and thing.size is None and ctx.rng.random() < (0.2 if index == 0 else 0.5):
        return ("mid", "near", "far")
    return ("near", "mid", "far")


def _anchor_x(ctx: Context, thing: ThingSpec, index: int, spots: list[Spot]) -> float:
    rng = ctx.rng
    if thing.where == "left":
        return rng.uniform(0.17, 0.3)
    if thing.where == "right":
        return rng.uniform(0.7, 0.83)
    if thing.where == "middle":
        return rng.uniform(0.46, 0.54)
    if index == 0:
        return ctx.subject_x
    if thing.where == "behind" and spots:
        first = spots[0]
        side = 1 if first.x < 0.5 else -1
        return first.x + side * first.width * rng.uniform(0.35, 0.6)
    # Company keeps its distance from what already stands there.
    options = rng.uniform(0.12, 0.88, 9)
    return float(max(options, key=lambda x: min((abs(x - s.x) - s.width / 2 for s in spots), default=0.0)))


def _place_all(ctx: Context, stage: Stage) -> None:
    spots: list[Spot] = []
    for index, thing in enumerate(ctx.spec.things):
        for spot in _spots_of(ctx, stage, thing, index, spots):
            spots.append(spot)
            _put(ctx, stage, thing, index, spot)


def _spots_of(ctx: Context, stage: Stage, thing: ThingSpec, index: int, taken: list[Spot]) -> list[Spot]:
    rng, info = ctx.rng, THING_INFO[thing.kind]
    if thing.kind in CELESTIAL and thing.count == 1 and ctx.sun is not None and not stage.indoors and ctx.spec.place != "under_water":
        x, y, r = ctx.sun
        height = 2 * r * _SIZE[thing.size] * 1.25
        y = max(y, 0.02 + height / 2)
        depth = 0.978 if stage.backdrop is None or stage.backdrop > 0.96 else stage.backdrop + 0.001
        if depth > 0.96 and ctx.light in ("storm", "rain", "snowfall", "fog"):
            depth = 0.957           # asked for, it shows even where clouds would hide it
        stand = Stand("far", "air", depth, lambda _: y, 1.0)
        return [Spot(x, y, height, height, stand, depth, False)]

    stand = _stand_for(stage, info, _roles(ctx, thing, index), thing.where)
    many = thing.count >= 6
    centre = _anchor_x(ctx, thing, index, taken)
    base = info.natural_height * stand.scale * _SIZE[thing.size] * _GROUP.get(thing.count, 0.58)
    if thing.size is None:
        base *= rng.uniform(0.88, 1.14)
    # The subject is what the picture is of: it fills a third to a half of it. (At 16 x 16 latents, a thing of a few cells can't be learnt.)
    if thing.size != "small" and thing.where != "distance":
        base *= 1.7 if index == 0 else 1.3
    floating = stand.zone in ("air", "underwater", "wall")
    if thing.where == "distance" and stand.role != "far":
        base *= 0.5
    if thing.where == "behind":
        base *= 1.15
    # A group must fit between the margins.
    room = 0.86 if many or thing.where not in ("left", "right") else 0.44
    if not floating:
        room = min(room, stand.right - stand.left + 0.1)
    per_row = thing.count if not many else max(3.0, thing.count * 0.42)
    width = base * info.aspect
    if width * 1.12 * per_row > room and not floating:
        base *= max(0.34, room / (width * 1.12 * per_row))
    if floating and thing.count > 1:
        # What floats fills at most a third of its part of the sky.
        reach = room if thing.where in ("left", "right") or not many and thing.where == "middle" else 0.86
        space = reach * (2 * stand.spread + base)
        base *= min(1.0, (0.34 * space / (thing.count * base * base * info.aspect)) ** 0.5)
    tallest = 0.66 if thing.size != "large" else 0.8
    base = min(base, tallest, 0.9 / max(info.aspect, 0.1))
    # Smaller than this and neither a person nor a network can tell what it is.
    smallest = (0.072 if thing.where == "distance" or thing.size == "small" else 0.096) / info.aspect ** 0.5
    base = max(base, min(smallest, 0.12))

    out: list[Spot] = []
    for i in range(thing.count):
        here = stand
        if many and i % 2 and not floating:
            here = next((s for s in stage.stands if s.zone == stand.zone and s.role == ("mid" if stand.role == "near" else stand.role)), stand)
        h = base * here.scale / stand.scale * (rng.uniform(0.8, 1.12) if thing.count > 1 else 1.0)
        w = h * info.aspect
        best: Optional[Spot] = None
        best_score = 1e9
        for _ in range(14 if thing.count == 1 else 22):
            spot = _try(ctx, here, info, thing, centre, i, h, w, many, floating, stage)
            score = sum(_overlap(spot.box, s.box) * (0.25 if thing.where == "behind" else 1.0) for s in taken)
            score += 1.3 * sum(_overlap(spot.box, s.box) for s in out)
            left, top, right, bottom = spot.box
            score += 3 * (max(0, 0.02 - left) + max(0, right - 0.98) + max(0, 0.02 - top) + max(0, bottom - 1.0))
            if stage.wet is not None and here.zone == "ground" and stage.wet(spot.x, spot.y):
                score += 2.0
            if thing.count > 1 and not many:
                score += (0.2 if floating else 0.5) * abs(spot.x - centre)
            if ctx.sun is not None and floating and here.zone == "air":
                sx, sy, r = ctx.sun
                score += 0.6 * _overlap(spot.box, (sx - r, sy - r, sx + r, sy + r))
            if score < best_score:
                best, best_score = spot, score
        assert best is not None
        out.append(best)
    return out


def _try(ctx: Context, stand: Stand, info: ThingInfo, thing: ThingSpec, centre: float, i: int, h: float, w: float, many: bool, floating: bool, stage: Stage) -> Spot:
    """One candidate spot for instance `i` of `thing`."""
    rng, n = ctx.rng, thing.count
    half = min(0.46, w / 2)
    low, high = max(stand.left, half + 0.02), min(stand.right, 1 - half - 0.02)
    if thing.where == "left":
        high = min(high, 0.45)
    elif thing.where == "right":
        low = max(low, 0.55)
    if n > 1 and floating:
        low, high = min(low, half + 0.06) if thing.where != "right" else low, max(high, 0.94 - half) if thing.where != "left" else high
    if low > high:
        low = high = (low + high) / 2
    if many:
        x = rng.uniform(low, high)
    elif stage.wet is not None and stand.zone == "ground" and thing.where not in ("middle",) and rng.random() < 0.6:
        x = rng.uniform(low, high)
    elif n == 1:
        x = centre + rng.normal(0, 0.02 if stand.role == "near" else 0.04) + (rng.uniform(-0.35, 0.35) if thing.where is None and rng.random() < 0.35 else 0)
    elif floating:
        x = centre + rng.uniform(-1, 1) * (0.14 + 0.08 * n)
    else:
        span = (n - 1) / 2 * w * 1.12
        middle = min(max(centre, low + span), high - span) if high - low > 2 * span else (low + high) / 2
        step = min(w * rng.uniform(1.02, 1.22), (high - low) / (n - 1))
        x = middle + (i - (n - 1) / 2) * step + rng.normal(0, 0.008)
    x = float(np.clip(x, low, high))
    y = stand.y(x)
    if floating:
        t = rng.uniform(-1, 1)
        if thing.where == "above":
            t = rng.uniform(-1, -0.5)
        elif thing.where == "distance":
            t = rng.uniform(0.4, 1)
        y += t * stand.spread
        if info.standing:
            y += h / 2
        else:
            y = max(y, 0.03 + h / 2)
    else:
        y += rng.uniform(0, 1) * stand.spread
        if y - h < 0.03:
            y = min(0.97, 0.03 + h)
        if not info.standing:
            # A floating kind away from its element: it hovers just above the ground.
            y -= h * (0.5 if stand.zone == "table" else 0.62)
    backdrop = stage.backdrop is not None and thing.kind in _BACKDROP and stand.zone == "air"
    depth = stage.backdrop if backdrop else stand.depth - 0.0005 - 0.004 * y
    return Spot(x, y, h, w, stand, depth, info.standing)


def _put(ctx: Context, stage: Stage, thing: ThingSpec, index: int, spot: Spot) -> None:
    rng, p = ctx.rng, ctx.palette
    colour = named_colour(thing.colour, rng) if thing.colour else None
    info = THING_INFO[thing.kind]
    marks = draw_thing(thing.kind, ThingContext(rng, p, colour, spot.x, spot.y, spot.height, ctx.light_from, p.dark))
    haze = min(0.75, spot.stand.haze + (0.35 if thing.where == "distance" and spot.stand.role != "far" else 0.0))
    if ctx.light == "fog":
        haze = min(0.75, haze * 1.5 + 0.08)
    if haze > 0:
        for mark in marks:
            _veil(mark, p.haze, haze * (0.5 if thing.colour else 1.0))
    feet = spot.y if info.standing else spot.y + spot.height * 0.5
    if spot.stand.zone in ("ground", "table") and info.standing and stage.shadows:
        stage.add("shadow", spot.depth + 0.0003, *_shadow(ctx, marks, spot, feet))
    if spot.stand.zone == "water":
        if info.zone == "water" or not info.standing:
            stage.add("reflection", spot.depth + 0.0003, *_reflection(ctx, marks, spot, feet))
        else:
            stage.add("islet", spot.depth + 0.0003, *_islet(ctx, spot))
    stage.layers.append(Layer(thing.kind, spot.depth, marks, thing=index))


def _veil(mark: Mark, haze: Rgb, amount: float) -> None:
    if mark.light:
        mark.alpha *= 1 - 0.4 * amount
        return
    mark.colour = blend(mark.colour, haze, amount)
    if mark.gradient is not None:
        g = mark.gradient
        mark.gradient = Gradient(g.start, g.end, tuple(blend(c, haze, amount) for c in g.colours), g.stops, g.radius)


def _silhouette(marks: list[Mark], limit: int = 8) -> Optional[skia.Path]:
    bodies = []
    for mark in marks:
        if mark.kind == "fill" and not mark.detail and not mark.light and not mark.shade and mark.alpha > 0.5:
            b = mark.path.getBounds()
            bodies.append((b.width() * b.height(), mark.path))
    if not bodies:
        return None
    bodies.sort(key=lambda item: -item[0])
    return union([path for _, path in bodies[:limit]])


def _shadow(ctx: Context, marks: list[Mark], spot: Spot, feet: float) -> list[Mark]:
    """What the thing takes of the light: a pool under it, and with a low sun its own long shape."""
    p, light = ctx.palette, ctx.light
    tone = mix(p.shadow, p.ink, 0.3)
    w = spot.width
    pool = Mark("fill", oval(spot.x, feet, w * 0.42, max(0.006, w * 0.05)), tone, 0.24, blur=0.004, shade=True)
    if light in ("storm", "fog", "rain", "snowfall", "night", "aurora") and spot.stand.zone != "table":
        return [pool]
    body = _silhouette(marks)
    if body is None:
        return [pool]
    side = float(np.clip((spot.x - ctx.light_from[0]) * 1.6, -0.9, 0.9))
    long = 0.34 if light in ("sunset", "dawn", "dusk") else 0.24
    cast = skia.Path()
    body.transform(skia.Matrix.MakeAll(1, -side, side * feet, 0, -long, feet * (1 + long), 0, 0, 1), cast)
    return [Mark("fill", cast, tone, 0.26 if light != "day" else 0.2, shade=True), pool]


def _reflection(ctx: Context, marks: list[Mark], spot: Spot, feet: float) -> list[Mark]:
    """The thing upside down in the water, broken by a few ripples."""
    p, rng = ctx.palette, ctx.rng
    out = []
    flip = skia.Matrix.MakeAll(1, 0, 0, 0, -0.72, feet * 1.72, 0, 0, 1)
    for mark in marks:
        if mark.kind == "fill" and not mark.detail and not mark.shade and mark.alpha > 0.5:
            path = skia.Path()
            mark.path.transform(flip, path)
            out.append(Mark("fill", path, mix(mark.colour, p.water[2], 0.4), 0.38))
    ripples = skia.Path()
    w = spot.width
    for k in range(4):
        y = feet + 0.006 + k * 0.016 * (0.6 + spot.stand.scale * 0.6)
        x = spot.x + rng.uniform(-0.3, 0.3) * w
        reach = w * rng.uniform(0.3, 0.62)
        ripples.moveTo(x - reach, y)
        ripples.quadTo(x, y + 0.004, x + reach, y)
    out.append(line(ripples, mix(p.water[0], p.sky[-1], 0.5), 0.004, 0.6))
    return out


def _islet(ctx: Context, spot: Spot) -> list[Mark]:
    """A bit of land for a thing that cannot swim."""
    p, rng = ctx.palette, ctx.rng
    w = max(spot.width * 0.75, 0.07)
    top = [(spot.x + w * u, spot.y + 0.004 - 0.012 * (1 - u * u) + rng.uniform(-0.003, 0.003)) for u in np.linspace(-1, 1, 9)]
    base = spot.y + 0.022
    land = p.land[-2]
    return [
        Mark("fill", oval(spot.x, base + 0.006, w * 1.15, 0.014), mix(p.water[0], p.sky[-1], 0.4), 0.7),
        fill(under(top, base), mix(land, p.paper, 0.12)),
        Mark("fill", under([(x, y + 0.012) for x, y in top], base), p.shadow, 0.25, shade=True),
    ]
