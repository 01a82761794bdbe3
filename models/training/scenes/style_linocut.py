"""Linocut: two or three flat inks on paper, and carved lines that follow every form."""

from __future__ import annotations

import numpy as np
import skia

from .display import Layer, Mark, Rgb, Scene
from .style_canvas import (
    Sheet, area_of, chroma, clip, colour4, each_mark, fills_picture, is_form_line, is_scattered, is_solid, luma,
    mark_colour, mix, paint_scattered, parts_of, saturate, shade_picture, simplified, vivid,
)
from .style_texture import cloud_shader, grain_shader

_PRINT = """
uniform shader picture; uniform shader grain; uniform shader cloud; uniform float unit;
half4 main(float2 p) {
  half3 n = cloud.eval(p).rgb;
  half3 g = grain.eval(p).rgb;
  half3 c = picture.eval(p + (float2(n.r, n.g) - 0.5) * 3.4 * unit + (float2(n.b, g.r) - 0.5) * 1.2 * unit).rgb;
  half3 paper = half3(0.955, 0.915, 0.830);
  half bare = smoothstep(0.80, 0.95, g.r * 0.7 + n.b * 0.42 + (g.b - 0.5) * 0.25);
  c = mix(c, paper, bare * 0.75);
  c *= 1.0 + (g.g - 0.5) * 0.09 + (g.b - 0.5) * 0.07;
  return half4(saturate(c), 1.0);
}
"""

PAPER: Rgb = (0.955, 0.915, 0.830)


def _inks(scene: Scene) -> tuple[Rgb, list[Rgb], Rgb]:
    """Black (never quite black), one or two colours - those of the things first - and a tone for scenery."""
    key = mix((0.09, 0.085, 0.10), scene.palette.ink, 0.25)
    weights: dict[int, float] = {}
    of_things: set[int] = set()
    sums: dict[int, np.ndarray] = {}
    ground = np.zeros(3)
    ground_weight = 1e-6
    for layer, mark in each_mark(scene):
        if not (is_solid(mark) or is_form_line(mark)) or is_scattered(layer):
            continue
        colour = mark_colour(mark)
        strength = chroma(colour)
        size = area_of(mark) * (1.0 if mark.kind == "fill" else 0.3)
        if layer.thing is None and 0.2 < luma(colour) < 0.75:
            ground += np.asarray(colour) * size
            ground_weight += size
        if strength < 0.22:
            continue
        hue = int(_hue(colour) * 12 + 0.5) % 12
        weight = size**0.5 * strength * (6.0 if layer.thing is not None else 1.0)
        if layer.thing is not None:
            of_things.add(hue)
        weights[hue] = weights.get(hue, 0.0) + weight
        sums[hue] = sums.get(hue, np.zeros(3)) + np.asarray(colour) * weight
    chosen: list[Rgb] = []
    hues: list[int] = []
    for hue in sorted(weights, key=lambda h: (h not in of_things, -weights[h])):
        if any(min((hue - other) % 12, (other - hue) % 12) < 2 for other in hues):
            continue
        mean = tuple(sums[hue] / weights[hue])
        chosen.append(mix(saturate(mean, 1.35), vivid(mean, 0.82), 0.35))
        hues.append(hue)
        if len(chosen) == 2:
            break
    tone = tuple(ground / ground_weight) if ground_weight > 0.01 else scene.palette.haze
    tone = saturate(tone, 1.5)
    # The tone has to part from both paper and black.
    lift = 0.50 - luma(tone)
    return key, chosen, clip(channel + lift for channel in tone)


def _hue(colour: Rgb) -> float:
    r, g, b = colour
    top, low = max(colour), min(colour)
    spread = max(1e-6, top - low)
    if top == r:
        return ((g - b) / spread % 6) / 6
    if top == g:
        return ((b - r) / spread + 2) / 6
    return ((r - g) / spread + 4) / 6


def _ink_of(colour: Rgb, thing: bool, key: Rgb, inks: list[Rgb], tone: Rgb) -> Rgb:
    """Coloured forms take the ink nearest in hue; greys take paper, tone or black by their light."""
    light = luma(colour)
    if chroma(colour) > (0.14 if thing else 0.20):
        best, gap = None, 1.0
        for ink in inks:
            away = abs(_hue(ink) - _hue(colour))
            away = min(away, 1 - away)
            if away < gap:
                best, gap = ink, away
        if best is not None and gap < 0.11:
            return best
    if light > 0.64:
        return PAPER
    return tone if light > (0.34 if not thing else 0.42) else key


def draw_linocut(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    key, inks, tone = _inks(scene)
    sheet = Sheet(size, PAPER)
    canvas = sheet.canvas
    carve = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeJoin=skia.Paint.kRound_Join,
                       StrokeCap=skia.Paint.kRound_Cap)
    fill = skia.Paint(AntiAlias=True)
    wide_seen = 0
    for layer, mark in each_mark(scene):
        if is_scattered(layer):
            continue
        if mark.shade and mark.blur < 0.01 and layer.thing is None and area_of(mark) < 0.2:
            _cut_shadow(canvas, mark, key, carve)
            continue
        if not is_solid(mark) and not is_form_line(mark):
            continue
        colour = mark_colour(mark)
        light = luma(colour)
        if fills_picture(mark):
            sky = key if light < 0.30 else (tone if light < 0.52 else PAPER)
            if sky == PAPER and chroma(colour) > 0.25:
                sky = mix(PAPER, saturate(colour, 1.2), 0.55)
            fill.setColor4f(colour4(sky))
            canvas.drawPath(mark.path, fill)
            _carve_sky(canvas, scene, sky, key if luma(sky) > 0.4 else PAPER, carve, rng)
            continue
        ink = _ink_of(colour, layer.thing is not None, key, inks, tone)
        other = key if ink == PAPER else PAPER
        area = area_of(mark)
        parts = parts_of(mark)
        if mark.kind == "line":
            if ink != PAPER and mark.width > 0.006:
                carve.setColor4f(colour4(other))
                carve.setStrokeWidth(mark.width + 0.008)
                canvas.drawPath(mark.path, carve)
            carve.setColor4f(colour4(ink if ink != tone else key))
            carve.setStrokeWidth(max(mark.width, 0.0055))
            canvas.drawPath(mark.path, carve)
            continue
        # A carved gap parts a form from its ground; paper forms get a printed contour instead.
        carve.setColor4f(colour4(other))
        carve.setStrokeWidth(0.006 if mark.detail or area < 0.004 or parts > 5 else 0.0125)
        canvas.drawPath(mark.path, carve)
        fill.setColor4f(colour4(ink))
        canvas.drawPath(mark.path, fill)
        if mark.detail or area < 0.010 or parts > 12:
            continue
        wide = mark.path.getBounds().width() > 0.75
        line = other if ink != tone else (key if light < 0.5 else PAPER)
        path = mark.path if parts == 1 else simplified(mark.path)
        _carve_form(canvas, path, light, ink == PAPER, line, carve, scene.light_from, area, wide, wide_seen, rng)
        wide_seen += wide
    paint_scattered(scene, canvas, grow=1.4, alpha=1.5)
    return shade_picture(_PRINT, size, picture=sheet.shader(), unit=size / 256, grain=grain_shader(size, rng),
                         cloud=cloud_shader(size, rng))[..., :3]


def _carve_form(canvas, path: skia.Path, light: float, on_paper: bool, line: Rgb, carve: skia.Paint, light_from,
                area: float, wide: bool, order: int, rng) -> None:
    """Copies of the outline, stepped into the form: cuts that thin out and spread as they leave its edge.

    Scenery is cut from its upper edge down, each copy stretched a little so that the lines swim apart; a thing is cut
    on the side the light comes from (dark inks) or hatched on the far side (paper).
    """
    box = path.getBounds()
    middle = ((box.left() + box.right()) / 2, (box.top() + box.bottom()) / 2)
    away = (middle[0] - light_from[0], middle[1] - light_from[1])
    reach = max(1e-6, (away[0] ** 2 + away[1] ** 2) ** 0.5)
    if wide:
        pitch = 0.017 + 0.0035 * min(order, 5)
        count = int(min(15, (min(1.0, box.bottom()) - box.top()) / pitch))
        direction = (rng.uniform(-0.5, 0.5), 1.0)
    else:
        pitch = max(0.013, min(0.020, area**0.5 * 0.085))
        count = int(min(7, area**0.5 * 0.42 / pitch))
        sign = -1.0 if on_paper else 1.0
        direction = (sign * away[0] / reach, sign * away[1] / reach)
    weight = (0.10 + 0.16 * (1 - light)) if on_paper else (0.14 + 0.32 * light)
    canvas.save()
    canvas.clipPath(path, skia.ClipOp.kIntersect, True)
    carve.setColor4f(colour4(line))
    step = pitch * (0.9 if wide else 0.6)
    turn = rng.uniform(0, 6.28)
    for i in range(count):
        fade = 1 - i / (count + 1)
        carve.setStrokeWidth(max(0.0022, pitch * weight * (0.30 + 0.70 * fade)))
        canvas.save()
        if wide:
            # Stretching about a wandering point tilts and bends the copies against each other.
            pivot = 0.5 + 0.5 * np.sin(turn + i * 0.8)
            swell = 1 + 0.05 * np.sin(turn * 2 + i * 1.3)
            canvas.translate(pivot + direction[0] * step, box.top() + step)
            canvas.scale(1 + 0.02 * i, float(swell * (1 + 0.03 * i)))
            canvas.rotate(float(0.7 * np.sin(turn + i * 0.55)))
            canvas.translate(-pivot, -box.top())
        else:
            canvas.translate(direction[0] * step, direction[1] * step)
        canvas.drawPath(path, carve)
        canvas.restore()
        step += pitch * (1 + 0.07 * i)
    canvas.restore()


def _cut_shadow(canvas, mark: Mark, key: Rgb, carve: skia.Paint) -> None:
    """A cast shadow as a few level cuts of black."""
    box = mark.path.getBounds()
    path = skia.Path()
    y = box.top()
    while y < box.bottom():
        path.moveTo(box.left(), y)
        path.lineTo(box.right(), y)
        y += 0.011
    canvas.save()
    canvas.clipPath(mark.path, skia.ClipOp.kIntersect, True)
    carve.setColor4f(colour4(key))
    carve.setStrokeWidth(0.0048)
    canvas.drawPath(path, carve)
    canvas.restore()


def _carve_sky(canvas, scene: Scene, ground: Rgb, line: Rgb, carve: skia.Paint, rng) -> None:
    """Short gouge marks in rings about the light; denser by night, where they are the only light there is."""
    x0, y0 = scene.light_from
    carve.setColor4f(colour4(line))
    dark = luma(ground) < 0.5
    path = skia.Path()
    for ring in range(5 if dark else 2):
        radius = 0.17 + 0.055 * ring * (1.6 if dark else 1.0)
        count = int(22 + ring * 9)
        turn = rng.uniform(0, 6.28)
        for k in range(count):
            angle = turn + 6.2832 * k / count + rng.uniform(-0.03, 0.03)
            inner, outer = radius, radius + rng.uniform(0.012, 0.036)
            path.moveTo(x0 + inner * np.cos(angle), y0 + inner * np.sin(angle))
            path.lineTo(x0 + outer * np.cos(angle), y0 + outer * np.sin(angle))
    carve.setStrokeWidth(0.0042)
    canvas.drawPath(path, carve)
