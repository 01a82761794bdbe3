"""Cave, room, table top: places with a wall behind, where the light comes in through an opening."""

from __future__ import annotations

import math

import numpy as np
import skia

from .colour import darker, lighter, mix, ramp
from .display import Gradient, Mark
from .paths import boolean, blob, circle, clipped, crest, down, fill, glow, line, merged, oval, poly, rect, sines, smooth_closed, smooth_into, under
from .sky import add_sky, aurora, bolt, stars
from .stage import Context, Stage
from .weather import add_weather, rain, snow


def view(ctx: Context, left: float, top: float, right: float, bottom: float) -> list[Mark]:
    """What is seen through a pane: sky of the picture's light, its weather, and a bit of land, all inside the pane."""
    rng, p, light = ctx.rng, ctx.palette, ctx.light
    w, h = right - left, bottom - top
    pane = rect(left, top, w, h)
    marks = [fill(pane, p.sky[1], gradient=down(top, bottom, *p.sky))]
    land_y = bottom - h * rng.uniform(0.2, 0.34)
    if light in ("night", "moonlight", "aurora", "dusk"):
        marks += stars(rng, land_y, few=light == "dusk", left=left, right=right, top=top)
    if light == "aurora":
        for mark in aurora(rng, left, right, land_y, top):
            cut = clipped(mark.path, pane)
            if cut is not None:
                mark.path, mark.blur = cut, 0.004
                marks.append(mark)
    disc_x, disc_y, r = left + w * rng.uniform(0.25, 0.75), top + h * rng.uniform(0.22, 0.4), min(w, h) * rng.uniform(0.11, 0.16)
    if light in ("sunset", "dawn"):
        disc_y = land_y - r * rng.uniform(-0.2, 0.9)
    if light in ("day", "sunset", "dawn", "moonlight") and not ctx.wants("sun", "moon"):
        sun = clipped(circle(disc_x, disc_y, r), pane)
        if sun is not None:
            marks += [glow(clipped(circle(disc_x, disc_y, r * 1.7), pane) or sun, p.light, 0.4, 0.006), fill(sun, p.light)]
    if light in ("storm", "rain", "day", "snowfall"):
        puffs = merged([oval(left + w * rng.uniform(0.0, 1.0), top + h * rng.uniform(0.05, 0.35), w * rng.uniform(0.12, 0.25), h * rng.uniform(0.04, 0.08)) for _ in range(4)])
        cut = clipped(puffs, pane)
        if cut is not None:
            marks.append(fill(cut, mix(p.sky[0], p.shadow, 0.35) if light in ("storm", "rain") else mix(p.sky[-1], (1, 1, 1), 0.5), 0.85))
    if light == "storm":
        for mark in bolt(rng, left + w * rng.uniform(0.3, 0.7), top + h * 0.1, land_y, p.light):
            cut = clipped(mark.path, pane) if mark.kind != "line" else None
            if cut is not None:
                mark.path, mark.blur = cut, min(mark.blur, 0.006)
                marks.append(mark)
    for k in range(2):
        wave = sines(rng, h * 0.05, 1.4 / w, 2)
        y = land_y + h * 0.1 * k
        hill = clipped(under(crest(lambda x: y + wave(x), 12, left - 0.02, right + 0.02), bottom + 0.02), pane)
        if hill is not None:
            marks.append(fill(hill, ctx.far(ctx.grade((0.55, 0.68, 0.56)), 0.6 - 0.35 * k)))
    if light == "fog":
        marks.append(fill(pane, mix(p.haze, (1, 1, 1), 0.3), 0.5, gradient=None))
    if light in ("rain", "storm"):
        marks += rain(rng, mix(p.paper, p.sky[-1], 0.2), (left, top, right, bottom), heavy=light == "storm")
    if light == "snowfall":
        marks += snow(rng, (1.0, 1.0, 1.0), (left, top, right, bottom))
    return marks


def _window(ctx: Context, stage: Stage, left: float, top: float, right: float, bottom: float, depth: float, curtains: bool) -> None:
    rng, p = ctx.rng, ctx.palette
    frame = mix(p.paper, p.land[0], 0.35)
    if p.dark:
        frame = mix(frame, p.shadow, 0.35)
    m = 0.016
    stage.add("window frame", depth + 0.002, fill(rect(left - m, top - m, right - left + 2 * m, bottom - top + 2 * m), frame))
    stage.add("window view", depth, *view(ctx, left, top, right, bottom))
    bars = [rect((left + right) / 2 - 0.005, top, 0.01, bottom - top)]
    if rng.random() < 0.7:
        bars.append(rect(left, top + (bottom - top) * rng.uniform(0.35, 0.55), right - left, 0.01))
    stage.add("window bars", depth - 0.002, fill(merged(bars), frame), fill(rect(left - m * 1.8, bottom + m * 0.4, right - left + m * 3.6, 0.022), lighter(frame, 0.03)))
    if curtains:
        tone = mix(p.accents[int(rng.integers(2))], p.land[0], 0.3)
        if p.dark:
            tone = mix(tone, p.shadow, 0.35)
        for side in (-1, 1):
            x0 = left - 0.06 if side < 0 else right + 0.06
            x1 = left + 0.045 if side < 0 else right - 0.045
            y0, y1 = top - 0.045, bottom + 0.07
            cloth = smooth_into(skia.Path(), [(x0, y0), (x0 - side * -0.005, (y0 + y1) / 2), (x0, y1)])
            cloth.lineTo(x1 + side * 0.02, y1)
            smooth_into(cloth, [(x1 + side * 0.02, y1), (x1 + side * 0.03, (y0 + y1) / 2), (x1, y0)], start=False)
            cloth.close()
            folds = skia.Path()
            for i in (0.3, 0.6):
                folds.moveTo(x0 + (x1 - x0) * i, y0)
                folds.quadTo(x0 + (x1 - x0) * (i + 0.05), (y0 + y1) / 2, x0 + (x1 - x0) * i, y1)
            stage.add("curtain", depth - 0.004, fill(cloth, tone), line(folds, darker(tone, 0.06), 0.005, detail=True))
        stage.add("rod", depth - 0.005, fill(rect(left - 0.09, top - 0.052, right - left + 0.18, 0.009), mix(p.ink, p.land[3], 0.4)))


def _interior(ctx: Context) -> tuple:
    """Wall and floor or table tones, with the light's own strength."""
    p, light = ctx.palette, ctx.light
    wall, wood = p.land[0], p.land[2]
    dim = {"night": 0.5, "moonlight": 0.42, "aurora": 0.45, "dusk": 0.3, "storm": 0.32, "rain": 0.12}.get(light, 0.0)
    return mix(wall, p.shadow, dim), mix(wood, p.shadow, dim * 0.8), dim


def _patch(ctx: Context, stage: Stage, left: float, top: float, right: float, bottom: float, y0: float, depth: float, to_floor: bool) -> None:
    """The window's shape thrown on wall or floor by the sun or the moon."""
    p = ctx.palette
    if ctx.light not in ("dawn", "day", "sunset", "moonlight", "dusk"):
        return
    slide = 0.28 if ctx.subject_x > 0.5 else -0.28
    panes = []
    for i in range(2):
        a = left + (right - left) * (0.52 * i)
        b = a + (right - left) * 0.46
        if to_floor:
            panes.append(poly([(a + slide * 0.5, y0), (b + slide * 0.5, y0), (b + slide * 1.2, y0 + 0.22), (a + slide * 1.2, y0 + 0.22)]))
        else:
            panes.append(poly([(a + slide, top + 0.05), (b + slide, top + 0.02), (b + slide * 1.25, bottom + 0.02), (a + slide * 1.25, bottom + 0.05)]))
    stage.add("patch of light", depth, Mark("fill", merged(panes), p.light, 0.34 if ctx.light != "sunset" else 0.42, light=True))


_CORNER = 0.085      # how far in the back wall's corners stand, scene units


def _floor_shape(floor_y: float) -> skia.Path:
    return poly([(_CORNER, floor_y), (1 - _CORNER, floor_y), (1.1, floor_y + 0.2), (1.1, 1.1), (-0.1, 1.1), (-0.1, floor_y + 0.2)])


def _side_walls(ctx: Context, stage: Stage, wall, floor_y: float, left: float, right: float) -> None:
    """Side walls and ceiling of a box seen from its open front, the wall away from the window in shade."""
    p = ctx.palette
    c, top = _CORNER, 0.045
    window_left = (left + right) / 2 < 0.5
    near, off = (0.03, 0.065) if window_left else (0.065, 0.03)
    stage.add("side walls", 0.985,
              fill(poly([(-0.1, -0.1), (c, top), (c, floor_y), (-0.1, floor_y + 0.2)]), darker(wall, near)),
              fill(poly([(1.1, -0.1), (1 - c, top), (1 - c, floor_y), (1.1, floor_y + 0.2)]), darker(wall, off)),
              fill(poly([(-0.1, -0.1), (1.1, -0.1), (1 - c, top), (c, top)]), lighter(wall, 0.045)))


def _furnish(ctx: Context, stage: Stage, floor_y: float, dim: float) -> None:
    """One large piece of furniture against the wall, on the side the subject leaves free."""
    rng, p = ctx.rng, ctx.palette
    x = 1 - ctx.subject_x + rng.uniform(-0.05, 0.05)
    base = floor_y + 0.035
    cloth = mix(mix(p.accents[int(rng.integers(4))], p.land[1], 0.25), p.shadow, dim * 0.8)
    wood = mix(darker(p.land[3], 0.0), p.shadow, dim * 0.6)
    kind = ("sofa", "shelf", "plant", "chest", "bed")[int(rng.integers(5))]
    if kind == "sofa":
        w, h = 0.19, 0.13
        back, arms = skia.Path(), skia.Path()
        back.addRoundRect(skia.Rect.MakeXYWH(x - w, base - h * 1.3, 2 * w, h), 0.03, 0.03)
        for side in (-1, 1):
            arms.addRoundRect(skia.Rect.MakeXYWH(x + side * w - 0.03, base - h * 0.85, 0.06, h * 0.75), 0.025, 0.025)
        seat = skia.Path()
        seat.addRoundRect(skia.Rect.MakeXYWH(x - w, base - h * 0.62, 2 * w, h * 0.5), 0.02, 0.02)
        legs = merged([rect(x - w * 0.9, base - 0.02, 0.012, 0.025), rect(x + w * 0.9 - 0.012, base - 0.02, 0.012, 0.025)])
        stage.add("sofa", 0.87, fill(legs, wood), fill(back, darker(cloth, 0.04)), fill(seat, cloth), fill(arms, lighter(cloth, 0.03)))
    elif kind == "shelf":
        w, h = 0.12, 0.34
        books = []
        for i in range(3):
            bx = x - w + 0.012
            y = base - h + h * (i + 1) / 3 - 0.012
            while bx < x + w - 0.03:
                bw, bh = rng.uniform(0.012, 0.024), h / 3 * rng.uniform(0.5, 0.8)
                books.append(fill(rect(bx, y - bh, bw, bh), mix(mix(p.accents[int(rng.integers(4))], p.land[2], rng.uniform(0, 0.5)), p.shadow, dim * 0.7), detail=True))
                bx += bw + (0.002 if rng.random() < 0.85 else 0.03)
        boards = merged([rect(x - w, base - h + h * i / 3 - 0.012, 2 * w, 0.014) for i in range(4)] + [rect(x - w, base - h, 0.012, h), rect(x + w - 0.012, base - h, 0.012, h)])
        stage.add("shelf", 0.87, fill(rect(x - w, base - h, 2 * w, h), darker(wood, 0.06)), *books, fill(boards, lighter(wood, 0.04)))
    elif kind == "plant":
        pot = poly([(x - 0.05, base - 0.09), (x + 0.05, base - 0.09), (x + 0.036, base), (x - 0.036, base)])
        leaves = skia.Path()
        for i in range(int(rng.integers(6, 10))):
            a = rng.uniform(0.12, 0.88) * math.pi
            r = rng.uniform(0.14, 0.25)
            ex, ey = x + r * 0.75 * math.cos(a), base - 0.09 - r * math.sin(a)
            nx, ny = -math.sin(a) * 0.03, -math.cos(a) * 0.03
            leaves.moveTo(x, base - 0.085)
            leaves.quadTo((x + ex) / 2 + nx, (base - 0.09 + ey) / 2 + ny, ex, ey)
            leaves.quadTo((x + ex) / 2 - nx, (base - 0.09 + ey) / 2 - ny, x, base - 0.085)
            leaves.close()
        stage.add("plant", 0.87, fill(leaves, mix(ctx.grade((0.2, 0.5, 0.36)), p.shadow, dim * 0.7)), fill(pot, cloth))
    elif kind == "chest":
        w, h = 0.14, 0.17
        drawers = merged([rect(x - w + 0.014, base - h + 0.014 + (h - 0.02) * i / 3, 2 * w - 0.028, (h - 0.02) / 3 - 0.01) for i in range(3)])
        knobs = merged([circle(x + side * w * 0.45, base - h + (h - 0.02) * (i + 0.55) / 3, 0.006) for i in range(3) for side in (-1, 1)])
        stage.add("chest", 0.87, fill(rect(x - w, base - h, 2 * w, h), wood), fill(drawers, lighter(wood, 0.05)), fill(knobs, p.accents[1], detail=True))
    else:
        w, h = 0.2, 0.1
        head = skia.Path()
        head.addRoundRect(skia.Rect.MakeXYWH(x - w, base - h * 2.1, 0.03, h * 2.1), 0.01, 0.01)
        pillow = skia.Path()
        pillow.addRoundRect(skia.Rect.MakeXYWH(x - w + 0.035, base - h * 1.35, 0.09, h * 0.5), 0.022, 0.022)
        quilt = skia.Path()
        quilt.addRoundRect(skia.Rect.MakeXYWH(x - w * 0.42, base - h * 1.05, w * 1.42, h * 0.8), 0.02, 0.02)
        stage.add("bed", 0.87, fill(rect(x - w + 0.02, base - h * 0.95, 2 * w - 0.02, h * 0.62), mix(p.paper, p.shadow, dim * 0.7)), fill(merged([rect(x - w + 0.02, base - h * 0.4, 2 * w - 0.02, 0.03), rect(x + w - 0.03, base - h * 0.4, 0.02, h * 0.4)]), wood), fill(head, wood), fill(pillow, mix(p.paper, p.shadow, dim * 0.4)), fill(quilt, cloth))


def room(ctx: Context) -> Stage:
    """A wall with a window, boards, a rug, a picture or a shelf: the things stand on the floor."""
    rng, p = ctx.rng, ctx.palette
    stage = Stage(horizon=rng.uniform(0.66, 0.72), indoors=True, backdrop=None)
    floor_y = stage.horizon
    wall, wood, dim = _interior(ctx)
    stage.add("wall", 1.0, fill(rect(-0.1, -0.1, 1.2, 1.2), wall, gradient=down(0, floor_y, darker(wall, 0.02), lighter(wall, 0.02))))
    kind = int(rng.integers(4))
    if kind == 0:
        stripes = merged([rect(i * 0.09 + 0.01, -0.1, 0.035, floor_y + 0.1) for i in range(12)])
        stage.add("wallpaper", 0.99, fill(stripes, mix(wall, p.land[1], 0.3), 0.8, detail=True))
    elif kind == 1:
        dots = merged([circle(0.05 + 0.1 * i + (0.05 if j % 2 else 0), 0.05 + 0.085 * j, 0.008) for i in range(11) for j in range(9) if 0.05 + 0.085 * j < floor_y - 0.05])
        stage.add("wallpaper", 0.99, fill(dots, mix(wall, p.land[1], 0.4), 0.9, detail=True))
    elif kind == 2:
        stage.add("wainscot", 0.99, fill(rect(-0.1, floor_y - 0.19, 1.2, 0.2), mix(wall, p.land[1], 0.55)), fill(rect(-0.1, floor_y - 0.2, 1.2, 0.014), lighter(wall, 0.05)))
    w, tall = rng.uniform(0.24, 0.32), rng.uniform(0.26, 0.33)
    cx = float(np.clip(1 - ctx.subject_x + rng.uniform(-0.04, 0.04), 0.33, 0.67))
    left, top = cx - w / 2, rng.uniform(0.12, 0.16)
    right, bottom = left + w, top + tall
    ctx.light_from = (cx, top + tall * 0.3)
    _window(ctx, stage, left, top, right, bottom, 0.95, rng.random() < 0.6)
    boxed = rng.random() < 0.65
    if boxed:
        # The corner where a side wall meets the back wall: what makes a room of a wall.
        _side_walls(ctx, stage, wall, floor_y, left, right)
    stage.add("floor", 0.9, fill(rect(-0.1, floor_y, 1.2, 0.5) if not boxed else _floor_shape(floor_y), wood, gradient=down(floor_y, 1.0, lighter(wood, 0.03), darker(wood, 0.04))))
    boards = skia.Path()
    for i in range(1, 12):
        x = -0.1 + i * 0.1
        boards.moveTo(0.5 + (x - 0.5) * 0.8, floor_y)
        boards.lineTo(0.5 + (x - 0.5) * 1.35, 1.05)
    stage.add("boards", 0.89, line(boards, darker(wood, 0.07), 0.003, 0.7, detail=True))
    stage.add("skirting", 0.895, fill(rect(-0.1, floor_y - 0.03, 1.2, 0.032) if not boxed else
                                      poly([(-0.1, floor_y + 0.16), (_CORNER, floor_y - 0.03), (1 - _CORNER, floor_y - 0.03), (1.1, floor_y + 0.16), (1.1, floor_y + 0.2), (1 - _CORNER, floor_y + 0.002), (_CORNER, floor_y + 0.002), (-0.1, floor_y + 0.2)]), mix(wall, p.paper, 0.45) if not p.dark else lighter(wall, 0.05)))
    if rng.random() < 0.7:
        rug = p.accents[int(rng.integers(4))]
        rug = mix(mix(rug, wood, 0.2), p.shadow, dim * 0.6)
        rx, ry = ctx.subject_x, (floor_y + 1) / 2 + 0.03
        a = oval(rx, ry, rng.uniform(0.26, 0.36), 0.09)
        stage.add("rug", 0.85, fill(a, rug), line(oval(rx, ry, 0.22, 0.068), lighter(rug, 0.12), 0.006, detail=True))
    if rng.random() < 0.75:
        _furnish(ctx, stage, floor_y, dim)
    _patch(ctx, stage, left, top, right, bottom, floor_y + 0.05, 0.84, True)
    if rng.random() < 0.7 and not ctx.wants("clock", "window", "heart", "star_shape", "circle", "triangle", "square", "spiral", "arrow", "gear", "speech_bubble"):
        fx, fy, fw, fh = (rng.uniform(right + 0.16, 0.86) if cx < 0.5 else rng.uniform(0.14, left - 0.16)), rng.uniform(0.15, 0.24), rng.uniform(0.1, 0.17), rng.uniform(0.1, 0.16)
        inner = [fill(rect(fx - fw / 2, fy - fh / 2, fw, fh), mix(p.paper, wall, 0.2 + dim)), fill(poly([(fx - fw * 0.4, fy + fh * 0.35), (fx - fw * 0.1, fy - fh * 0.2), (fx + fw * 0.12, fy + fh * 0.1), (fx + fw * 0.25, fy - fh * 0.05), (fx + fw * 0.4, fy + fh * 0.35)]), mix(p.accents[3], p.shadow, dim * 0.5), detail=True),
                 fill(circle(fx + fw * 0.2, fy - fh * 0.2, fh * 0.1), p.accents[1], detail=True)]
        stage.add("picture", 0.94, fill(rect(fx - fw / 2 - 0.012, fy - fh / 2 - 0.012, fw + 0.024, fh + 0.024), mix(p.ink, p.land[3], 0.45)), *inner)
    if not ctx.wants("lamp", "light_bulb", "lantern") and (p.dark or ctx.light in ("rain", "snowfall")) and rng.random() < 0.6:
        x, y = ctx.subject_x + rng.uniform(-0.06, 0.06), rng.uniform(0.16, 0.24)
        shade = poly([(x - 0.035, y), (x + 0.035, y), (x + 0.075, y + 0.06), (x - 0.075, y + 0.06)])
        stage.add("hanging lamp", 0.6, fill(rect(x - 0.002, -0.1, 0.004, y + 0.1), p.ink), glow(poly([(x - 0.06, y + 0.06), (x + 0.06, y + 0.06), (x + 0.32, 0.98), (x - 0.32, 0.98)]), (1.0, 0.83, 0.5), 0.22, 0.025),
                  fill(shade, p.accents[0]), fill(oval(x, y + 0.062, 0.04, 0.012), (1.0, 0.93, 0.7), light=True))
    stage.stand("far", "ground", 0.83, floor_y + 0.03, 0.75)
    stage.stand("mid", "ground", 0.7, floor_y + 0.07, 0.95, spread=0.03)
    stage.stand("near", "ground", 0.5, floor_y + 0.14, 1.2, spread=0.07)
    wall_left, wall_right = (0.1, left - 0.1) if cx > 0.5 else (right + 0.1, 0.9)
    stage.stand("near", "wall", 0.92, 0.33, 1.0, spread=0.1, left=wall_left, right=wall_right)
    stage.stand("near", "air", 0.6, 0.3, 1.0, spread=0.15)
    return stage


def table_top(ctx: Context) -> Stage:
    """A still life: a table across the picture, a wall with one big shape of light, perhaps a window."""
    rng, p = ctx.rng, ctx.palette
    stage = Stage(horizon=rng.uniform(0.55, 0.62), indoors=True, backdrop=None)
    edge = stage.horizon
    wall, wood, dim = _interior(ctx)
    stage.add("wall", 1.0, fill(rect(-0.1, -0.1, 1.2, 1.2), wall, gradient=down(0, edge, darker(wall, 0.015), lighter(wall, 0.02))))
    dressing = rng.random()
    if dressing < 0.3:              # kitchen tiles
        tile = rng.uniform(0.075, 0.1)
        seams = skia.Path()
        for i in range(1, int(1 / tile) + 1):
            seams.addRect(skia.Rect.MakeXYWH(i * tile, edge - 4 * tile, 0.004, 4 * tile))
        for j in range(1, 5):
            seams.addRect(skia.Rect.MakeXYWH(-0.1, edge - j * tile, 1.2, 0.004))
        stage.add("tiles", 0.99, fill(rect(-0.1, edge - 4 * tile, 1.2, 4 * tile), mix(wall, p.land[1], 0.28)), fill(seams, lighter(wall, 0.02), detail=True))
    elif dressing < 0.5:
        stripes = merged([rect(i * 0.1 + 0.01, -0.1, 0.05, edge + 0.1) for i in range(11)])
        stage.add("wallpaper", 0.99, fill(stripes, mix(wall, p.land[1], 0.2), 0.9, detail=True))
    plain = ctx.light in ("day", "dawn", "sunset") and rng.random() < 0.55
    side = 1 - ctx.subject_x
    if plain:
        tone = mix(p.light, p.sky[-2], 0.3)
        stage.add("circle of light", 0.97, fill(blob(rng, side + 0.1 * (ctx.subject_x - 0.5), 0.3, rng.uniform(0.2, 0.27), rng.uniform(0.17, 0.24), 9, 0.06), tone, gradient=down(0.1, 0.55, *p.sky)))
        ctx.light_from = (side, 0.1)
    else:
        w, tall = rng.uniform(0.3, 0.4), rng.uniform(0.32, 0.4)
        left, top = side - w / 2, rng.uniform(0.08, 0.12)
        right, bottom = left + w, min(top + tall, edge - 0.08)
        ctx.light_from = (side, top + 0.1)
        _window(ctx, stage, left, top, right, bottom, 0.95, rng.random() < 0.25)
        _patch(ctx, stage, left, top, right, bottom, edge, 0.93, False)
    cloth = rng.random() < 0.5
    top_tone = wood if not cloth else mix(mix(p.accents[int(rng.integers(4))], p.land[1], 0.4), p.shadow, dim * 0.8)
    stage.add("table", 0.9, fill(rect(-0.1, edge, 1.2, 0.5), top_tone, gradient=down(edge, 1.0, lighter(top_tone, 0.03), darker(top_tone, 0.03))), fill(rect(-0.1, edge, 1.2, 0.007), lighter(top_tone, 0.07)))
    if cloth and rng.random() < 0.7:
        checks = skia.Path()
        for i in range(9):
            x0, x1 = 0.5 + (i / 8 - 0.5) * 1.15, 0.5 + (i / 8 - 0.5) * 1.7
            checks.addPoly([skia.Point(x0 - 0.02, edge + 0.007), skia.Point(x0 + 0.02, edge + 0.007), skia.Point(x1 + 0.034, 1.02), skia.Point(x1 - 0.034, 1.02)], True)
        bars = skia.Path()
        for i in range(4):
            y = edge + 0.03 + (1 - edge) * (i / 4) ** 1.2
            bars.addRect(skia.Rect.MakeXYWH(-0.1, y, 1.2, 0.022 + 0.008 * i))
        stage.add("checks", 0.89, fill(checks, lighter(top_tone, 0.09), 0.55, detail=True), fill(bars, lighter(top_tone, 0.09), 0.55, detail=True))
    elif not cloth:
        grain = skia.Path()
        for i in range(6):
            y = edge + 0.02 + (1 - edge) * rng.uniform(0.0, 1.0)
            wave = sines(rng, 0.004, 1.0, 2)
            smooth_into(grain, [(x, y + wave(x)) for x in np.linspace(-0.05, 1.05, 8)])
        stage.add("grain", 0.89, line(grain, darker(top_tone, 0.05), 0.003, 0.6, detail=True))
    under_it = rng.random()
    mat_x = ctx.subject_x
    if under_it < 0.35:
        mat = mix(p.paper, top_tone, 0.25 + 0.5 * dim)
        lace = [(mat_x + (0.27 + 0.012 * (i % 2)) * math.cos(math.tau * i / 36), edge + 0.19 + (0.085 + 0.006 * (i % 2)) * math.sin(math.tau * i / 36)) for i in range(36)]
        stage.add("doily", 0.885, fill(smooth_closed(lace), mat), line(oval(mat_x, edge + 0.19, 0.2, 0.06), mix(mat, top_tone, 0.35), 0.005, detail=True))
    elif under_it < 0.6:
        runner = mix(mix(p.accents[int(rng.integers(4))], p.paper, 0.3), p.shadow, dim * 0.8)
        stage.add("runner", 0.885, fill(poly([(mat_x - 0.2, edge + 0.007), (mat_x + 0.2, edge + 0.007), (mat_x + 0.31, 0.93), (mat_x - 0.31, 0.93)]), runner),
                  line(merged([poly([(mat_x - 0.18, edge + 0.008), (mat_x - 0.28, 0.928)], False), poly([(mat_x + 0.18, edge + 0.008), (mat_x + 0.28, 0.928)], False)]), lighter(runner, 0.12), 0.007, detail=True))
    # The table ends before the picture does: its front edge, and the cloth or the dark below it.
    front = 0.93
    if cloth:
        n = int(rng.integers(7, 12))
        hem = skia.Path()
        hem.moveTo(-0.1, front)
        hem.lineTo(1.1, front)
        for i in range(n + 1):
            x1 = 1.1 - 1.2 * (i + 1) / (n + 1)
            hem.lineTo(x1 + 1.2 / (n + 1), front + 0.035)
            hem.quadTo(x1 + 0.6 / (n + 1), front + 0.062, x1, front + 0.035)
        hem.close()
        stage.add("hem", 0.46, fill(rect(-0.1, front, 1.2, 0.2), mix(p.shadow, p.ink, 0.4)), fill(hem, darker(top_tone, 0.05)), fill(rect(-0.1, front, 1.2, 0.006), lighter(top_tone, 0.1)))
    else:
        stage.add("front edge", 0.46, fill(rect(-0.1, front, 1.2, 0.2), mix(p.shadow, p.ink, 0.4)), fill(rect(-0.1, front, 1.2, 0.034), darker(top_tone, 0.09)), fill(rect(-0.1, front, 1.2, 0.005), lighter(top_tone, 0.1)))
    stage.stand("far", "table", 0.8, edge + 0.035, 0.95, spread=0.01)
    stage.stand("mid", "table", 0.7, edge + 0.07, 1.2, spread=0.03)
    stage.stand("near", "table", 0.5, edge + 0.13, 1.45, spread=0.915 - edge - 0.13)
    wall_left, wall_right = (0.1, side - 0.24) if side > 0.5 else (side + 0.24, 0.9)
    stage.stand("near", "wall", 0.92, 0.28, 0.95, spread=0.08, left=wall_left, right=wall_right)
    stage.stand("near", "air", 0.6, 0.28, 0.8, spread=0.14)
    return stage


def cave(ctx: Context) -> Stage:
    """From inside: dark rock all round, teeth of stone, a mouth full of sky, and a floor with a pool."""
    rng, p = ctx.rng, ctx.palette
    stage = Stage(horizon=rng.uniform(0.5, 0.58), sun_y=(0.28, 0.4), backdrop=None)
    h = stage.horizon
    add_sky(ctx, stage, clouds=0.6)
    mouth_x = 1 - ctx.subject_x + rng.uniform(-0.06, 0.06)
    if ctx.wants("sun", "moon"):
        ctx.sun = (mouth_x + rng.uniform(-0.06, 0.06), ctx.sun[1], ctx.sun[2])
        ctx.light_from = ctx.sun[:2]
    hill = sines(rng, 0.03, 1.6, 2)
    stage.add("outside", 0.94, fill(under(crest(lambda x: h - 0.02 + hill(x))), ctx.far(ctx.grade((0.5, 0.62, 0.52)), 0.5)))
    add_weather(ctx, stage)
    for layer in stage.layers:      # the weather stays outside, behind the rock
        if layer.depth < 0.9:
            layer.depth = 0.925
    rock = p.land
    deep = mix(p.ink, rock[3], 0.4)
    for k in range(3):
        t = k / 2
        rx, ry = 0.25 + 0.11 * k + rng.uniform(-0.02, 0.02), 0.29 + 0.1 * k
        n = 17
        ring = []
        for i in range(n):
            a = math.tau * i / n
            wob = rng.uniform(0.86, 1.12)
            ring.append((mouth_x + (0.5 - mouth_x) * 0.35 * k + rx * wob * math.cos(a), 0.43 + ry * wob * math.sin(a) * (1.0 if math.sin(a) < 0 else 0.85)))
        hole = smooth_closed(ring) if rng.random() < 0.4 else poly(ring)
        frame = rect(-0.3, -0.3, 1.6, 1.6)
        wall = boolean(frame, hole, skia.kDifference_PathOp)
        colour = mix(ramp(rock, 0.35 + 0.6 * t), deep, 0.3 + 0.45 * t)
        glowing = mix(colour, p.sky[-1], 0.28 * (1 - t))
        teeth = skia.Path()
        for _ in range(int(rng.integers(4, 8))):
            x = rng.uniform(0.02, 0.98)
            w = rng.uniform(0.016, 0.04) * (0.8 + 0.5 * t)
            long = rng.uniform(0.05, 0.17) * (0.8 + 0.4 * t)
            inside = min(1.0, abs(x - mouth_x) / (rx * 0.98))
            base = 0.43 - ry * 0.9 * math.sqrt(1 - inside ** 2)
            if inside > 0.9:
                continue            # beside the mouth they would hang before bare rock, unseen
            teeth.addPoly([skia.Point(x - w * 1.5, base - 0.3), skia.Point(x - w, base - 0.02), skia.Point(x - w * 0.35, base + long * 0.55), skia.Point(x, base + long), skia.Point(x + w * 0.4, base + long * 0.5), skia.Point(x + w, base - 0.02), skia.Point(x + w * 1.5, base - 0.3)], True)
        wall = boolean(wall, teeth, skia.kUnion_PathOp)
        stage.add("rock", 0.9 - 0.12 * k, fill(wall, colour, gradient=Gradient((mouth_x, 0.45), (mouth_x, 1.2), (glowing, colour, darker(colour, 0.04)), (0.2, 0.6, 1.0), radius=0.75)))
    floor = sines(rng, 0.015, 1.6, 3)
    ground = lambda x: 0.78 + floor(x) + 0.03 * abs(x - mouth_x)
    stone = mix(rock[2], deep, 0.45)
    stage.add("floor", 0.6, fill(under(crest(ground)), stone, gradient=down(0.76, 1.0, mix(stone, p.sky[-1], 0.22), stone, darker(stone, 0.06))))
    pool_x = mouth_x
    stage.add("pool", 0.58, fill(blob(rng, pool_x, 0.86, 0.22, 0.035, 11, 0.08), p.water[1], gradient=down(0.82, 0.9, mix(p.water[0], p.sky[-1], 0.5), p.water[2])),
              fill(merged([oval(pool_x + rng.uniform(-0.1, 0.1), 0.855 + 0.012 * i, rng.uniform(0.03, 0.09), 0.002) for i in range(3)]), mix(p.light, p.sky[-1], 0.5), 0.7, light=True))
    if ctx.light in ("day", "dawn", "sunset", "moonlight"):
        x = mouth_x
        beam = poly([(x - 0.12, 0.12), (x + 0.12, 0.1), (x + 0.2 + (0.5 - x) * 0.8, 0.92), (x - 0.3 + (0.5 - x) * 0.8, 0.92)])
        stage.add("beam", 0.55, Mark("fill", beam, p.light, 0.16, gradient=down(0.1, 0.92, p.light, mix(p.light, p.haze, 0.6)), blur=0.015, light=True))
    stones = skia.Path()
    for _ in range(7):
        x, r = rng.uniform(0, 1), rng.uniform(0.02, 0.055)
        if abs(x - ctx.subject_x) < 0.12:
            continue
        y = 0.99 + rng.uniform(-0.02, 0.02)
        stones.addPoly([skia.Point(x - r, y), skia.Point(x - r * 0.4, y - r * 1.3), skia.Point(x + r * 0.2, y - r * rng.uniform(1.4, 3.0)), skia.Point(x + r, y)], True)
    stage.add("stalagmites", 0.15, fill(stones, mix(deep, p.ink, 0.4)))
    if rng.random() < 0.35:
        gems, halo = skia.Path(), skia.Path()
        for _ in range(int(rng.integers(5, 10))):
            x = rng.choice([rng.uniform(0.02, 0.2), rng.uniform(0.8, 0.98)])
            y, r = rng.uniform(0.55, 0.85), rng.uniform(0.012, 0.03)
            lean = rng.uniform(-0.4, 0.4)
            gems.addPoly([skia.Point(x - r * 0.4, y), skia.Point(x - r * 0.4 + lean * r, y - r * 1.4), skia.Point(x + lean * r * 1.3, y - r * 2.1), skia.Point(x + r * 0.4 + lean * r, y - r * 1.4), skia.Point(x + r * 0.4, y)], True)
        tone = p.accents[int(rng.choice([1, 3]))]
        stage.add("crystals", 0.57, glow(gems, tone, 0.6, 0.015), fill(gems, lighter(tone, 0.08), light=p.dark))
    stage.stand("far", "ground", 0.59, lambda x: ground(x) + 0.015, 0.7, left=0.2, right=0.8)
    stage.stand("mid", "ground", 0.5, lambda x: ground(x) + 0.06, 0.85, spread=0.02)
    stage.stand("near", "ground", 0.14, 0.92, 1.05, spread=0.04)
    stage.stand("near", "water", 0.57, 0.865, 0.55, left=pool_x - 0.08, right=pool_x + 0.08)
    stage.stand("near", "air", 0.5, 0.42, 0.75, spread=0.14)
    stage.stand("far", "air", 0.92, 0.36, 0.5, haze=0.2, spread=0.08, left=mouth_x - 0.12, right=mouth_x + 0.12)
    return stage


BUILDERS = {"cave": cave, "room": room, "table_top": table_top}
