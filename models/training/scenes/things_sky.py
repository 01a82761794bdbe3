"""Sun, moon, stars, planet, cloud, rainbow, lightning. All stand about their centre: local y 50."""

from __future__ import annotations

import math

from . import shapes as s
from .display import Gradient
from .thing_colours import darker, lighter, mix
from .thing_pen import Kind, Pen, kind


def draw_sun(pen: Pen) -> None:
    pen.shining = True
    colour = pen.only((0.98, 0.78, 0.32), (0.97, 0.64, 0.28), (0.93, 0.42, 0.26))
    rays = pen.pick(("none", "lines", "spikes", "spikes", "double"))
    r = 44.0 if rays == "none" else pen.between(27, 31)
    pen.glow(s.ellipse(0, 50, r * 1.35), lighter(colour, 0.3), 0.5, r * 0.4)
    turn = pen.between(0, 0.5)
    if rays == "lines":
        n = pen.count(11, 16)
        for i in range(n):
            a = turn + 2 * math.pi * i / n
            out = r * (1.62 if i % 2 else 1.45)
            pen.line(s.line((r * 1.2 * math.cos(a), 50 + r * 1.2 * math.sin(a)),
                            (out * math.cos(a), 50 + out * math.sin(a))), colour, 3.4)
    elif rays != "none":
        n = pen.count(9, 14)
        wide = pen.between(0.2, 0.3)
        for i in range(n):
            a = turn + 2 * math.pi * i / n
            out = r * (1.62 if rays == "spikes" or i % 2 else 1.4)
            pen.fill(s.polygon([(r * 1.13 * math.cos(a - wide * 0.7), 50 + r * 1.13 * math.sin(a - wide * 0.7)),
                                (out * math.cos(a), 50 + out * math.sin(a)),
                                (r * 1.13 * math.cos(a + wide * 0.7), 50 + r * 1.13 * math.sin(a + wide * 0.7))]),
                     colour)
    pen.fill(s.ellipse(0, 50, r), colour, gradient=pen.ramp(mix(colour, (0.95, 0.3, 0.2), 0.12), lighter(colour, 0.22),
                                                            50 - r, 50 + r))
    if pen.chance(0.5):
        pen.shine(s.ellipse(0, 50, r * 0.72), 0.2)


def draw_moon(pen: Pen) -> None:
    pen.shining = True
    colour = pen.only((0.96, 0.93, 0.82), (0.93, 0.92, 0.9), (0.98, 0.87, 0.62))
    r = 46.0
    disc = s.ellipse(0, 50, r)
    crescent = pen.chance(0.6)
    if crescent:
        depth = pen.between(0.5, 0.75)
        tilt = pen.between(-0.3, 0.7)
        cut = s.ellipse(r * depth * math.cos(tilt), 50 + r * depth * math.sin(tilt), r * pen.between(0.82, 0.92))
        body = s.minus(disc, cut)
    else:
        body = disc
    pen.glow(body, lighter(colour, 0.2), 0.55, r * 0.3)
    pen.fill(body, colour, gradient=pen.ramp(darker(colour, 0.14), lighter(colour, 0.3), 4, 96))
    craters = [(-16, 62, 9), (12, 38, 12), (-22, 36, 5.5), (19, 68, 6), (-4, 22, 5), (-33, 52, 5), (2, 76, 4)]
    turn = pen.between(0, 6.28)
    for x, y, size in craters[: pen.count(4, 7)]:
        x, y = x * math.cos(turn) - (y - 50) * math.sin(turn), 50 + x * math.sin(turn) + (y - 50) * math.cos(turn)
        crater = s.ellipse(x, y, size * pen.between(0.8, 1.15))
        pen.shade(s.within(crater, body) if crescent else crater, 0.2, detail=True, base=colour)
    if not crescent:
        pen.shade(s.minus(disc, s.moved(disc, pen.lit[0] * 9, 7)), 0.16, base=colour)


def draw_stars(pen: Pen) -> None:
    """A small group: one large star, a few lesser ones, some points."""
    pen.shining = True
    colour = pen.only((0.98, 0.87, 0.52), (0.97, 0.92, 0.78), (0.99, 0.8, 0.42))
    spots = [(pen.between(-12, 8), pen.between(48, 60), pen.between(30, 36))]
    n = pen.count(4, 6)
    start = pen.between(0, 6.28)
    for i in range(n):
        a = start + 2 * math.pi * (i + pen.between(-0.2, 0.2)) / n
        spots.append((spots[0][0] * 0.4 + 52 * math.cos(a), 50 + 37 * math.sin(a), pen.between(9, 17)))
    points = pen.pick((4, 5, 5, 5))
    inner = 0.3 if points == 4 else 0.45
    if pen.dark:
        pen.glow(s.ellipse(spots[0][0], spots[0][1], 34), colour, 0.4, 10)
    for i, (x, y, size) in enumerate(spots):
        path = s.star(x, y, size, size * inner, points, math.pi / 2 + pen.between(-0.25, 0.25))
        pen.fill(path, colour if i % 3 != 2 else lighter(colour, 0.3))
        if i == 0:
            pen.half_shade(path, x, 0.12, base=colour)
    for _ in range(pen.count(3, 6)):
        pen.fill(s.ellipse(pen.between(-62, 62), pen.between(4, 96), pen.between(1.8, 3)), lighter(colour, 0.4), detail=True)


def draw_planet(pen: Pen) -> None:
    colour = pen.main((0.85, 0.55, 0.35), (0.45, 0.6, 0.75), (0.78, 0.5, 0.62), (0.88, 0.72, 0.45))
    ringed = pen.chance(0.75)
    r = 33.0 if ringed else 46.0
    disc = s.ellipse(0, 50, r)
    tilt = pen.between(0.15, 0.45)
    flat = pen.between(0.2, 0.32)
    ring_colour = mix(lighter(colour, 0.55), pen.accent(), 0.25)
    band = s.turned(s.sized(s.ring(0, 50, r * 1.3, r * 1.78), 1, flat, 0, 50), tilt, 0, 50)
    if ringed:  # the far half behind the ball, the near half in front of it
        pen.fill(band, ring_colour)
    pen.fill(disc, colour)
    for _ in range(pen.count(2, 4)):
        y = pen.between(50 - r * 0.8, 50 + r * 0.8)
        stripe = s.turned(s.ellipse(pen.between(-8, 8), y, r * 1.2, pen.between(0.05, 0.13) * r), tilt * 0.7, 0, 50)
        stripe = s.within(stripe, disc)
        if not stripe.isEmpty():
            pen.fill(stripe, mix(darker(colour, 0.35), lighter(colour, 0.5), pen.pick((0.1, 0.9))), 0.7, detail=True)
    if pen.chance(0.6):
        pen.fill(s.within(s.ellipse(r * 0.3, 50 - r * 0.25, r * 0.24, r * 0.15), disc), darker(colour, 0.25), 0.8, detail=True)
    lx, ly = pen.lit
    pen.shade(s.minus(disc, s.moved(disc, lx * r * 0.42, ly * r * 0.42)), 0.42, base=colour)
    pen.shine(s.minus(disc, s.moved(disc, -lx * 4, -ly * 4)), 0.3)
    if ringed:
        near = s.turned(s.rect(-90, -40, 90, 50), tilt, 0, 50)
        pen.fill(s.within(band, near), lighter(ring_colour, 0.12))


def draw_cloud(pen: Pen) -> None:
    """Heaped, long, or towering; flat below, lit from the light's side."""
    colour = pen.only((0.97, 0.96, 0.94), (0.95, 0.93, 0.93), (0.98, 0.93, 0.87))
    make = pen.pick(("heap", "heap", "long", "tower"))
    base = {"heap": 16.0, "long": 26.0, "tower": 8.0}[make]
    half = {"heap": 78.0, "long": 92.0, "tower": 66.0}[make]
    humps = {"heap": ((-0.52, 22, 21), (-0.14, 40, 29), (0.3, 31, 25), (0.64, 18, 17)),
             "long": ((-0.6, 13, 16), (-0.26, 26, 21), (0.12, 33, 24), (0.46, 19, 18), (0.74, 10, 12)),
             "tower": ((-0.5, 20, 22), (-0.12, 36, 28), (0.14, 60, 24), (0.42, 34, 25), (0.66, 14, 17))}[make]
    puffs = []
    for at, rise, r in humps:
        k = pen.between(0.88, 1.1)
        puffs.append(s.ellipse(half * at + pen.between(-4, 4), base + rise * k, r * pen.between(0.92, 1.1)))
    foot = s.rounded_rect(-half, base, half, base + 26, 13)
    body = s.within(s.union(foot, *puffs), s.rect(-120, base, 120, 130))
    pen.fill(body, colour, gradient=pen.ramp(mix(colour, pen.palette.haze, 0.35), lighter(colour, 0.3), base, base + 60))
    lx, ly = pen.lit
    top = s.union(s.moved(s.union(*puffs), lx * 6, 7), s.moved(foot, lx * 5, 9))
    pen.shade(s.minus(body, top), 0.2, base=colour)
    for puff in (puffs[1], puffs[-2])[: pen.count(1, 2)]:  # a hump lit on its own
        crest = s.within(s.sized(puff, 0.72, 0.7, puff.getBounds().centerX() + pen.side * 6, puff.getBounds().centerY() + 5), body)
        pen.fill(crest, lighter(colour, 0.6), 0.55, detail=True)


def draw_rainbow(pen: Pen) -> None:
    given = pen.ctx.colour
    if given is None:
        bands = [(0.84, 0.3, 0.3), (0.93, 0.55, 0.3), (0.97, 0.81, 0.4), (0.45, 0.68, 0.45), (0.3, 0.55, 0.78), (0.52, 0.4, 0.68)]
        if pen.chance(0.3):
            bands = [bands[i] for i in (0, 1, 2, 3, 4)]
    else:
        bands = [darker(given, 0.3), given, lighter(given, 0.3), given, lighter(given, 0.55)]
    outer, inner = 92.0, pen.between(50, 58)
    width = (outer - inner) / len(bands)
    for i, colour in enumerate(bands):
        r = outer - i * width
        pen.fill(s.arc_band(0, 5, r - width - 0.6, r, 0, math.pi), colour)
    if pen.chance(0.45):  # its feet in clouds
        for x in (-72, 72):
            puff = s.union(s.ellipse(x, 8, 17, 13), s.ellipse(x - 15, 5, 12, 9), s.ellipse(x + 15, 4, 13, 9))
            pen.fill(puff, (0.96, 0.95, 0.94))
            pen.shade(s.minus(puff, s.moved(puff, pen.lit[0] * 3, 5)), 0.15)


def draw_lightning(pen: Pen) -> None:
    pen.shining = True
    colour = pen.only((0.99, 0.84, 0.32), (0.98, 0.9, 0.55), (0.99, 0.74, 0.28))
    k = pen.between(0.85, 1.2)
    w = pen.between(0.9, 1.15)
    bolt = s.polygon([(6 * w, 100), (-24 * w, 52 * k), (-4 * w, 52 * k), (-15 * w, 0), (26 * w, 62 * k), (5 * w, 62 * k), (30 * w, 100)])
    pen.glow(bolt, lighter(colour, 0.2), 0.6 if pen.dark else 0.35, 7)
    pen.fill(bolt, colour, gradient=pen.ramp(darker(colour, 0.1), lighter(colour, 0.25)))
    pen.shade(s.minus(bolt, s.moved(bolt, pen.lit[0] * 5, 2)), 0.2, base=colour)
    if pen.chance(0.5):
        pen.line(s.line((-12 * w, 60 * k), (-30, 40), (-24, 38), (-38, 20)), colour, 2.6, detail=True)


KINDS: dict[str, Kind] = {
    "sun": kind(draw_sun, "sky", 0.27, 0.9, stretch=0.0),
    "moon": kind(draw_moon, "sky", 0.22, 0.84, stretch=0.0),
    "stars": kind(draw_stars, "sky", 0.24, 1.23),
    "planet": kind(draw_planet, "sky", 0.27, 1.15, stretch=0.0),
    "cloud": kind(draw_cloud, "sky", 0.17, 1.58),
    "rainbow": kind(draw_rainbow, "sky", 0.36, 1.95, mirror=False),
    "lightning": kind(draw_lightning, "sky", 0.34, 0.65),
}
