"""Linocut: two or three flat inks on paper, and carved lines that follow every form."""

from __future__ import annotations

import numpy as np
import skia

from .display import Layer, Mark, Rgb, Scene
from .style_canvas import (
    Sheet, area_of, chroma, colour4, each_mark, fills_picture, is_form_line, is_solid, luma, mark_colour, mix, saturate,
    shade_picture, vivid,
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


def _inks(scene: Scene) -> tuple[Rgb, list[Rgb]]:
    """The black (never quite black) and one or two colours: the strongest of the things, then of the scenery."""
    key = mix((0.09, 0.085, 0.10), scene.palette.ink, 0.25)
    weights: dict[int, float] = {}
    sums: dict[int, np.ndarray] = {}
    for layer, mark in each_mark(scene):
        if not is_solid(mark):
            continue
        colour = mark_colour(mark)
        strength = chroma(colour)
        if strength < 0.22:
            continue
        hue = int(_hue(colour) * 12 + 0.5) % 12
        weight = (area_of(mark) ** 0.5) * strength * (3.0 if layer.thing is not None else 1.0)
        weights[hue] = weights.get(hue, 0.0) + weight
        sums[hue] = sums.get(hue, np.zeros(3)) + np.asarray(colour) * weight
    chosen: list[Rgb] = []
    hues: list[int] = []
    for hue in sorted(weights, key=lambda h: -weights[h]):
        if any(min((hue - other) % 12, (other - hue) % 12) < 2 for other in hues):
            continue
        mean = tuple(sums[hue] / weights[hue])
        chosen.append(mix(saturate(mean, 1.35), vivid(mean, 0.82), 0.35))
        hues.append(hue)
        if len(chosen) == 2:
            break
    return key, chosen or [(0.76, 0.25, 0.17)]


def _hue(colour: Rgb) -> float:
    r, g, b = colour
    top, low = max(colour), min(colour)
    spread = max(1e-6, top - low)
    if top == r:
        return ((g - b) / spread % 6) / 6
    if top == g:
        return ((b - r) / spread + 2) / 6
    return ((r - g) / spread + 4) / 6


def _ink_of(colour: Rgb, key: Rgb, inks: list[Rgb]) -> Rgb:
    """Coloured things take the ink nearest in hue; greys take paper or black."""
    light = luma(colour)
    if chroma(colour) > 0.20:
        best, gap = None, 1.0
        for ink in inks:
            away = abs(_hue(ink) - _hue(colour))
            away = min(away, 1 - away)
            if away < gap:
                best, gap = ink, away
        if best is not None and gap < 0.12:
            return best
    return PAPER if light > 0.58 else key


def draw_linocut(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    key, inks = _inks(scene)
    sheet = Sheet(size, PAPER)
    canvas = sheet.canvas
    carve = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeJoin=skia.Paint.kRound_Join,
                       StrokeCap=skia.Paint.kRound_Cap)
    fill = skia.Paint(AntiAlias=True)
    for layer, mark in each_mark(scene):
        if not is_solid(mark) and not is_form_line(mark):
            continue
        colour = mark_colour(mark)
        light = luma(colour)
        if fills_picture(mark):
            sky = key if scene.palette.dark or light < 0.35 else PAPER
            fill.setColor4f(colour4(sky))
            canvas.drawPath(mark.path, fill)
            _carve_sky(canvas, scene, sky, key if sky == PAPER else PAPER, carve, rng)
            continue
        ink = _ink_of(colour, key, inks)
        other = PAPER if ink != PAPER else key
        if mark.kind == "line":
            carve.setColor4f(colour4(other))
            carve.setStrokeWidth(mark.width + 0.010)
            if ink == key:
                canvas.drawPath(mark.path, carve)
            carve.setColor4f(colour4(ink))
            carve.setStrokeWidth(max(mark.width, 0.006))
            canvas.drawPath(mark.path, carve)
            continue
        area = area_of(mark)
        # A carved gap parts a form from its ground; paper forms get a printed contour instead.
        carve.setColor4f(colour4(other))
        carve.setStrokeWidth(0.013 if area > 0.004 else 0.006)
        canvas.drawPath(mark.path, carve)
        fill.setColor4f(colour4(ink))
        canvas.drawPath(mark.path, fill)
        if area > 0.012 and not mark.detail:
            _carve_form(canvas, mark, light, other, carve, scene.light_from, area, rng)
    return shade_picture(_PRINT, size, picture=sheet.shader(), unit=size / 256, grain=grain_shader(size, rng),
                         cloud=cloud_shader(size, rng))[..., :3]


def _carve_form(canvas, mark: Mark, light: float, other: Rgb, carve: skia.Paint, light_from, area: float, rng) -> None:
    """Copies of the outline, stepped away from the light inside the form: wide cuts where it is lit."""
    box = mark.path.getBounds()
    middle = ((box.left() + box.right()) / 2, (box.top() + box.bottom()) / 2)
    wide = box.width() > 0.75
    away = (middle[0] - light_from[0], middle[1] - light_from[1])
    reach = max(1e-6, (away[0] ** 2 + away[1] ** 2) ** 0.5)
    direction = (rng.uniform(-0.3, 0.3), 1.0) if wide else (away[0] / reach, away[1] / reach)
    pitch = 0.024 if wide else max(0.014, min(0.022, area ** 0.5 * 0.09))
    count = int(min(16, (box.height() if wide else area ** 0.5 * 0.55) / pitch))
    canvas.save()
    canvas.clipPath(mark.path, skia.ClipOp.kIntersect, True)
    carve.setColor4f(colour4(other))
    step = pitch
    for i in range(count):
        fade = 1 - i / (count + 1)
        carve.setStrokeWidth(max(0.0022, pitch * (0.16 + 0.34 * light) * (0.35 + 0.65 * fade)))
        step += pitch * (1 + 0.05 * i)
        canvas.save()
        canvas.translate(direction[0] * step, direction[1] * step)
        canvas.drawPath(mark.path, carve)
        canvas.restore()
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
