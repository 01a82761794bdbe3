"""The exact truth of a picture, drawn from its display list: which pixels are whose, and two kinds of sketch."""

from __future__ import annotations

import numpy as np
import skia

from .colour import adjust
from .display import Layer, Mark, Scene


def _canvas(size: int, background: int) -> tuple[skia.Surface, skia.Canvas]:
    surface = skia.Surface(size, size)
    canvas = surface.getCanvas()
    canvas.clear(background)
    canvas.scale(size, size)
    return surface, canvas


def _pixels(surface: skia.Surface) -> np.ndarray:
    return surface.toarray(colorType=skia.kRGBA_8888_ColorType)


def _solid(mark: Mark) -> bool:
    """Whether a mark hides what is behind it, as opposed to tinting it."""
    return mark.kind != "glow" and not mark.light and not mark.shade and mark.alpha >= 0.5 and mark.blur < 0.008


def _owned(layer: Layer, mark: Mark) -> bool:
    if layer.thing is None:
        return _solid(mark)
    # Of a thing, even its glass and its light count, but not the glow it throws around itself.
    return mark.kind != "glow" and mark.alpha >= 0.3 and mark.blur < 0.008 and not mark.shade


def thing_masks(scene: Scene, count: int, size: int = 256) -> np.ndarray:
    """Visible pixels of each thing. Returns uint8 [count, size, size], 0 or 255; hidden parts are 0."""
    surface, canvas = _canvas(size, skia.ColorSetRGB(0, 0, 0))
    paint = skia.Paint(AntiAlias=False)
    for layer in scene.layers:
        if layer.name in ("rain", "snow"):
            continue                # what falls in front does not take a thing away
        paint.setColor(skia.ColorSetRGB(0 if layer.thing is None else layer.thing + 1, 0, 0))
        for mark in layer.marks:
            if not _owned(layer, mark):
                continue
            if mark.kind == "line":
                paint.setStyle(skia.Paint.kStroke_Style)
                paint.setStrokeWidth(max(mark.width, 1.2 / size))
            else:
                paint.setStyle(skia.Paint.kFill_Style)
            canvas.drawPath(mark.path, paint)
    ids = _pixels(surface)[:, :, 0]
    return ((ids[None] == np.arange(1, count + 1, dtype=np.uint8)[:, None, None]) * np.uint8(255)).astype(np.uint8)


def _mean_colour(mark: Mark) -> tuple[float, float, float]:
    if mark.gradient is None:
        return mark.colour
    n = len(mark.gradient.colours)
    return tuple(sum(c[i] for c in mark.gradient.colours) / n for i in range(3))  # type: ignore[return-value]


def _paint_colour(c: tuple[float, float, float], alpha: float = 1.0) -> skia.Color4f:
    return skia.Color4f(c[0], c[1], c[2], alpha)


def sketch_blocks(scene: Scene, rng: np.random.Generator, size: int = 256) -> np.ndarray:
    """A person's rough colour sketch of the scene. Returns uint8 [size, size, 3].

    Flat blocks of the main shapes, colours a little off, no gradient, no texture, small things dropped. About a quarter
    are scribbled instead: each shape is hatched with a thick pen, and the paper shows through and in place of the sky.
    """
    paper = (246, 243, 236) if rng.random() < 0.5 else (255, 255, 255)
    surface, canvas = _canvas(size, skia.ColorSetRGB(*paper))
    scribble = rng.random() < 0.25
    paint = skia.Paint(AntiAlias=True, StrokeJoin=skia.Paint.kRound_Join, StrokeCap=skia.Paint.kRound_Cap)
    if rng.random() < 0.5 and not scribble:
        paint.setPathEffect(skia.DiscretePathEffect.Make(rng.uniform(0.02, 0.06), rng.uniform(0.003, 0.009), int(rng.integers(1 << 30))))
    hasty = rng.random() < 0.35
    without_sky = scribble and rng.random() < 0.6
    shift = rng.uniform(-0.04, 0.04), rng.uniform(0.8, 1.25), rng.uniform(-10, 10)
    smallest = rng.uniform(0.003, 0.01) if scribble else rng.uniform(0.0006, 0.003)
    for layer in scene.layers:
        if layer.name in ("rain", "snow", "fog", "mist", "stars") or (without_sky and layer.depth >= 0.97 and layer.thing is None):
            continue
        jitter = adjust_of(rng, shift)
        for mark in layer.marks:
            if not _solid(mark) or mark.detail or mark.kind != "fill":
                continue
            box = mark.path.getBounds()
            area = max(0.0, min(1.0, box.right()) - max(0.0, box.left())) * max(0.0, min(1.0, box.bottom()) - max(0.0, box.top()))
            if area < smallest * (0.4 if layer.thing is not None else 1.0):
                continue
            paint.setColor4f(_paint_colour(jitter(_mean_colour(mark))))
            if scribble:
                _hatch(canvas, mark.path, paint, rng)
                continue
            if hasty and layer.thing is not None:
                # Somebody filling a shape in with a thick pen: fat and imprecise.
                paint.setStyle(skia.Paint.kStrokeAndFill_Style)
                paint.setStrokeWidth(rng.uniform(0.006, 0.02))
            else:
                paint.setStyle(skia.Paint.kFill_Style)
            canvas.drawPath(mark.path, paint)
    return _pixels(surface)[:, :, :3].copy()


def _hatch(canvas: skia.Canvas, path: skia.Path, paint: skia.Paint, rng: np.random.Generator) -> None:
    """Fills `path` with one zigzag of a thick pen, which leaves gaps."""
    box = path.getBounds()
    left, top, right, bottom = max(-0.05, box.left()), max(-0.05, box.top()), min(1.05, box.right()), min(1.05, box.bottom())
    pen = min(0.05, max(0.012, 0.3 * min(right - left, bottom - top)))
    zigzag = skia.Path()
    y, side, slope = top, 0, rng.uniform(-0.08, 0.08)
    zigzag.moveTo(left, top)
    while y < bottom + 0.05:
        x = (right if side == 0 else left) + rng.normal(0, 0.008)
        zigzag.lineTo(x, y + slope * (1 - side) + rng.normal(0, 0.004))
        y += pen * rng.uniform(0.6, 1.25)
        side = 1 - side
    paint.setStyle(skia.Paint.kStroke_Style)
    paint.setStrokeWidth(pen)
    canvas.save()
    canvas.clipPath(path, skia.ClipOp.kIntersect, True)
    canvas.drawPath(zigzag, paint)
    canvas.restore()
    paint.setStrokeWidth(min(0.01, pen * 0.4))
    canvas.drawPath(path, paint)


def adjust_of(rng: np.random.Generator, shift: tuple[float, float, float]):
    """A colour jitter shared by one layer, around a drift shared by the sketch."""
    light, chroma, hue = shift[0] + rng.normal(0, 0.012), shift[1], shift[2] + rng.normal(0, 3)

    def jitter(c):
        return adjust(c, light=light, chroma=chroma, hue_deg=hue)

    return jitter


def sketch_lines(scene: Scene, rng: np.random.Generator, size: int = 256) -> np.ndarray:
    """A pen drawing of the scene's outlines, dark on white. Returns uint8 [size, size, 3].

    What is hidden stays hidden: each shape first wipes its area white, then is outlined with a hand's unsteady line.
    """
    surface, canvas = _canvas(size, skia.ColorWHITE)
    wipe = skia.Paint(AntiAlias=True, Color=skia.ColorWHITE)
    width = rng.uniform(0.005, 0.011)
    pen = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width, StrokeCap=skia.Paint.kRound_Cap, StrokeJoin=skia.Paint.kRound_Join)
    dark = rng.uniform(0.0, 0.22)
    pen.setColor4f(skia.Color4f(dark, dark, dark + 0.03, 1))
    pen.setPathEffect(skia.DiscretePathEffect.Make(rng.uniform(0.01, 0.03), rng.uniform(0.0008, 0.0032), int(rng.integers(1 << 30))))
    with_detail = rng.random() < 0.4
    # Many people draw only the things and perhaps a horizon.
    keep_land = 1.0 if rng.random() < 0.6 else rng.uniform(0.0, 0.6)
    for layer in scene.layers:
        if layer.name in ("rain", "snow", "fog", "mist", "stars", "sky") or layer.depth >= 1.0:
            continue
        drawn = layer.thing is not None or rng.random() < keep_land
        for mark in layer.marks:
            if not _solid(mark):
                continue
            if not drawn:
                if mark.kind == "fill":
                    canvas.drawPath(mark.path, wipe)
                continue
            if mark.detail and not (with_detail and layer.thing is not None):
                continue
            if mark.kind == "line":
                canvas.drawPath(mark.path, pen)
                continue
            box = mark.path.getBounds()
            if layer.thing is None and box.width() * box.height() < 0.002:
                continue
            canvas.drawPath(mark.path, wipe)
            canvas.drawPath(mark.path, pen)
    return _pixels(surface)[:, :, :3].copy()
