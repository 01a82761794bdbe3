"""Paper cut: sheets of coloured paper stacked with soft shadows, the sky itself cut into a few sheets."""

from __future__ import annotations

import numpy as np
import skia

from .display import Layer, Mark, Rgb, Scene
from .style_canvas import (
    Sheet, area_of, colour4, each_mark, fills_picture, is_form_line, is_solid, mark_colour, mix, parts_of, plain_paint,
    shade_picture,
)
from .style_texture import cloud_shader, grain_shader, noise

_PAPER = """
uniform shader picture; uniform shader grain; uniform shader cloud;
half4 main(float2 p) {
  half3 c = picture.eval(p).rgb;
  half3 g = grain.eval(p).rgb;
  half lit = grain.eval(p + float2(0.8, 0.8)).r - g.r;
  half fibre = smoothstep(0.78, 0.95, cloud.eval(p * float2(1.7, 0.8)).b);
  c *= 1.0 + lit * 0.085 + (g.g - 0.5) * 0.05 + (g.b - 0.5) * 0.04 + fibre * 0.05;
  return half4(saturate(c), 1.0);
}
"""


def draw_paper_cut(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    sheet = Sheet(size, scene.palette.paper)
    canvas = sheet.canvas
    away = (0.5 - scene.light_from[0], 0.6 - scene.light_from[1])
    reach = max(0.3, (away[0] ** 2 + away[1] ** 2) ** 0.5)
    drop = (away[0] / reach * 0.7, 0.45 + 0.35 * max(-0.2, away[1] / reach))
    edge = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=0.0042)
    fill = skia.Paint(AntiAlias=True)
    shadow_colour = mix(scene.palette.shadow, (0.05, 0.03, 0.08), 0.6)
    for layer, mark in each_mark(scene):
        if fills_picture(mark) and is_solid(mark):
            _paper_sky(canvas, mark, scene, shadow_colour, drop, rng)
            continue
        if mark.kind == "glow" or mark.light:
            if scene.palette.dark or mark.blur == 0:
                canvas.drawPath(mark.path, plain_paint(mark))
            continue
        if mark.shade or (mark.kind == "fill" and not is_solid(mark)):
            canvas.drawPath(mark.path, plain_paint(mark))
            continue
        area = area_of(mark)
        line = mark.kind == "line"
        lift = (0.005 if mark.detail or line else 0.008 + 0.013 * min(1.0, area * 6)) * (1.25 - 0.5 * layer.depth)
        if not (mark.detail and area < 0.002):
            shade = skia.Paint(AntiAlias=True, Color4f=colour4(shadow_colour, 0.55))
            shade.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, lift * 0.75))
            if line:
                shade.setStyle(skia.Paint.kStroke_Style)
                shade.setStrokeWidth(max(mark.width, 0.004))
            canvas.save()
            canvas.translate(drop[0] * lift, drop[1] * lift)
            canvas.drawPath(mark.path, shade)
            canvas.restore()
        colour = mark_colour(mark)
        if line:
            canvas.drawPath(mark.path, plain_paint(mark))
            continue
        if mark.path.getBounds().width() > 0.7:
            canvas.drawPath(mark.path, plain_paint(mark))  # a wide sheet may fade: light falls off across it
        else:
            fill.setColor4f(colour4(colour))
            canvas.drawPath(mark.path, fill)
        if area > 0.003 and parts_of(mark) == 1:
            canvas.save()
            canvas.clipPath(mark.path, skia.ClipOp.kIntersect, True)
            edge.setColor4f(colour4(mix(colour, (1.0, 1.0, 1.0), 0.55), 0.55))
            canvas.drawPath(mark.path, edge)
            canvas.restore()
    return shade_picture(_PAPER, size, picture=sheet.shader(), grain=grain_shader(size, rng),
                         cloud=cloud_shader(size, rng))[..., :3]


def _ramp(mark: Mark, t: float) -> Rgb:
    if mark.gradient is None:
        return mark.colour
    stops, colours = mark.gradient.stops, mark.gradient.colours
    return tuple(float(np.interp(t, stops, [c[i] for c in colours])) for i in range(3))  # type: ignore[return-value]


def _paper_sky(canvas, mark: Mark, scene: Scene, shadow: Rgb, drop, rng) -> None:
    """The ramp as five sheets with wavy upper edges, each laid over the one above it."""
    canvas.drawPath(mark.path, skia.Paint(Color4f=colour4(_ramp(mark, 0.0))))
    if mark.gradient is None:
        return
    sheets = 5
    y0, y1 = mark.gradient.start[1], mark.gradient.end[1]
    if mark.gradient.radius is not None or y1 - y0 < 0.2:
        canvas.drawPath(mark.path, plain_paint(mark))
        return
    for i in range(1, sheets):
        t = i / (sheets - 1)
        base = y0 + (y1 - y0) * (i - 0.35) / (sheets - 0.5)
        swing, phase, rate = rng.uniform(0.012, 0.03), rng.uniform(0, 6.28), rng.uniform(3.5, 7)
        path = skia.Path()
        path.moveTo(-0.02, 1.02)
        for x in np.linspace(-0.02, 1.02, 27).tolist():
            path.lineTo(x, base + swing * float(np.sin(phase + rate * x) + 0.4 * np.sin(2.3 * rate * x + phase * 2)))
        path.lineTo(1.02, 1.02)
        path.close()
        shade = skia.Paint(AntiAlias=True, Color4f=colour4(shadow, 0.42))
        shade.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.008))
        canvas.save()
        canvas.translate(0, -0.004)
        canvas.drawPath(path, shade)
        canvas.restore()
        canvas.drawPath(path, skia.Paint(AntiAlias=True, Color4f=colour4(_ramp(mark, t))))
