"""Blueprint: pale lines on blue, a grid, and the construction lines a draughtsman leaves: centres, boxes, ticks."""

from __future__ import annotations

import numpy as np
import skia

from .display import Layer, Mark, Scene
from .style_canvas import (
    Sheet, area_of, bright_line, colour4, each_mark, fills_picture, is_scattered, is_solid, luma, mark_colour,
    mix, parts_of, shade_picture,
)
from .style_texture import cloud_shader, grain_shader

_PRINT = """
uniform shader picture; uniform shader grain; uniform shader cloud;
half4 main(float2 p) {
  half3 g = grain.eval(p).rgb;
  half3 n = cloud.eval(p).rgb;
  half3 c = picture.eval(p + (float2(n.r, n.g) - 0.5) * 0.8).rgb;
  c *= 1.0 + (g.b - 0.5) * 0.22 + (g.g - 0.5) * 0.07 + (g.r - 0.5) * 0.06;
  return half4(saturate(c), 1.0);
}
"""

_LINE = (0.90, 0.96, 1.0)


def draw_blueprint(scene: Scene, size: int, rng: np.random.Generator) -> np.ndarray:
    night = scene.palette.dark
    ground = (0.045, 0.135, 0.33) if night else (0.085, 0.26, 0.53)
    sheet = Sheet(size, ground)
    canvas = sheet.canvas
    fill = skia.Paint(AntiAlias=True)
    line = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeJoin=skia.Paint.kMiter_Join)

    def value(mark: Mark) -> tuple:
        """The paper a form is cut out of: lighter forms are printed a little lighter."""
        return mix(ground, (0.42, 0.62, 0.86), 0.04 + 0.40 * luma(mark_colour(mark)))

    for layer, mark in each_mark(scene):
        if mark.kind == "glow":
            continue
        if fills_picture(mark):
            if not is_solid(mark):
                continue
            fill.setColor4f(colour4(ground))
            canvas.drawPath(mark.path, fill)
            _grid(canvas, line)
            continue
        if is_scattered(layer) and mark.kind == "fill":
            fill.setColor4f(colour4(_LINE, 0.85 * mark.alpha))
            canvas.drawPath(mark.path, fill)
            continue
        if mark.kind == "line":
            line.setColor4f(colour4(_LINE, 0.75 * mark.alpha))
            line.setStrokeWidth(max(0.003, min(mark.width, 0.0045)))
            canvas.drawPath(mark.path, line)
            continue
        if mark.shade:
            if mark.blur == 0:
                _hatch(canvas, mark, line)
            continue
        if not is_solid(mark) and (not mark.light or mark.blur > 0):
            continue
        small = mark.detail or area_of(mark) < 0.003
        tint = _LINE if layer.thing is None else mix(_LINE, bright_line(mark_colour(mark), 0.2), 0.38)
        strength = 0.70 if small else 0.62 + 0.38 * (1 - layer.depth)
        line.setColor4f(colour4(tint, strength * min(1.0, mark.alpha + 0.2)))
        width = 0.0032 if small else 0.0042 + (0.0040 if layer.thing is not None else 0.0022) * (1 - layer.depth)
        several = parts_of(mark)
        line.setStrokeWidth(width if several < 6 else 0.0045)
        if several == 1 or not is_solid(mark):
            _printed(canvas, mark, fill, value)
            canvas.drawPath(mark.path, line)
        else:
            line.setStrokeWidth(line.getStrokeWidth() * 1.6)
            canvas.drawPath(mark.path, line)
            _printed(canvas, mark, fill, value)
    _construction(canvas, scene, line)
    return shade_picture(_PRINT, size, picture=sheet.shader(), grain=grain_shader(size, rng),
                         cloud=cloud_shader(size, rng))[..., :3]


def _printed(canvas, mark: Mark, fill: skia.Paint, value) -> None:
    """The inside of a form: paper of its value, which also hides the lines behind it."""
    if is_solid(mark):
        fill.setColor4f(colour4(value(mark), 0.94))
        canvas.drawPath(mark.path, fill)


def _grid(canvas, line: skia.Paint) -> None:
    for step, alpha, width in ((1 / 32, 0.10, 0.0025), (1 / 8, 0.20, 0.003)):
        path = skia.Path()
        count = round(1 / step)
        for i in range(1, count):
            path.moveTo(i * step, 0)
            path.lineTo(i * step, 1)
            path.moveTo(0, i * step)
            path.lineTo(1, i * step)
        line.setColor4f(colour4(_LINE, alpha))
        line.setStrokeWidth(width)
        canvas.drawPath(path, line)


def _hatch(canvas, mark: Mark, line: skia.Paint) -> None:
    box = mark.path.getBounds()
    path = skia.Path()
    reach = box.width() + box.height()
    for i in range(int(reach / 0.014) + 1):
        x = box.left() - box.height() + i * 0.014
        path.moveTo(x, box.bottom())
        path.lineTo(x + box.height(), box.top())
    canvas.save()
    canvas.clipPath(mark.path, skia.ClipOp.kIntersect, True)
    line.setColor4f(colour4(_LINE, 0.32))
    line.setStrokeWidth(0.0028)
    canvas.drawPath(path, line)
    canvas.restore()


def _construction(canvas, scene: Scene, line: skia.Paint) -> None:
    """For each thing: its box, its centre lines run long, ticks at the corners, one measured width."""
    dash = skia.DashPathEffect.Make([0.022, 0.008, 0.004, 0.008], 0)
    thin = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=0.0026,
                      Color4f=colour4(_LINE, 0.50))
    dotted = skia.Paint(thin)
    dotted.setPathEffect(dash)
    done = 0
    for layer in scene.layers:
        if layer.thing is None or done >= 6:
            continue
        box = skia.Rect.MakeEmpty()
        for mark in layer.marks:
            if is_solid(mark):
                box.join(mark.path.getBounds())
        if box.width() * box.height() < 0.006 or box.width() > 0.85:
            continue
        done += 1
        cx, cy, out = box.centerX(), box.centerY(), 0.035
        dashed = skia.Path()
        dashed.moveTo(cx, box.top() - out)
        dashed.lineTo(cx, box.bottom() + out)
        dashed.moveTo(box.left() - out, cy)
        dashed.lineTo(box.right() + out, cy)
        canvas.drawPath(dashed, dotted)
        ticks = skia.Path()
        for x, sx in ((box.left() - 0.008, -1), (box.right() + 0.008, 1)):
            for y, sy in ((box.top() - 0.008, -1), (box.bottom() + 0.008, 1)):
                ticks.moveTo(x, y - sy * 0.03)
                ticks.lineTo(x, y)
                ticks.lineTo(x - sx * 0.03, y)
        y = min(0.975, box.bottom() + 0.03)
        ticks.moveTo(box.left(), y)
        ticks.lineTo(box.right(), y)
        for x, way in ((box.left(), 1), (box.right(), -1)):
            ticks.moveTo(x + way * 0.012, y - 0.006)
            ticks.lineTo(x, y)
            ticks.lineTo(x + way * 0.012, y + 0.006)
            ticks.moveTo(x, y - 0.012)
            ticks.lineTo(x, y + 0.012)
        canvas.drawPath(ticks, thin)
