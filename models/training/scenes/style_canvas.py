"""What every style stands on: surfaces in scene units, plain painting, traced outlines, label maps, SkSL shaders.

Pictures travel as uint8 [H, W, 4] RGBA arrays with skia surfaces drawing straight into them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Callable, Iterator, Optional

import numpy as np
import skia

from .display import Layer, Mark, Rgb, Scene

LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)
NEAREST = skia.SamplingOptions(skia.FilterMode.kNearest)


class Sheet:
    """A square RGBA sheet of `size` pixels whose canvas takes scene units (0..1)."""

    def __init__(self, size: int, colour: Optional[Rgb] = (0.0, 0.0, 0.0), alpha: float = 1.0):
        self.size = size
        self.pixels = np.zeros((size, size, 4), np.uint8)
        self.surface = skia.Surface(
            self.pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType
        )
        self.canvas = self.surface.getCanvas()
        if alpha > 0:
            self.canvas.clear(colour4(colour, alpha))
        self.canvas.scale(size, size)

    def shader(self, sampling=LINEAR) -> skia.Shader:
        """The sheet as a shader in pixel coordinates; a snapshot, later drawing does not show."""
        return picture_shader(self.pixels, sampling)

    def rgb(self) -> np.ndarray:
        return self.pixels[..., :3]

    def floats(self) -> np.ndarray:
        """float32 [H, W, 3] in 0..1, a copy."""
        return self.pixels[..., :3].astype(np.float32) * np.float32(1 / 255)


def colour4(colour: Rgb, alpha: float = 1.0) -> skia.Color4f:
    return skia.Color4f(float(colour[0]), float(colour[1]), float(colour[2]), float(alpha))


def packed(colour: Rgb, alpha: float = 1.0) -> int:
    """The colour as skia's 0xAARRGGBB, clipped to 0..1."""
    r, g, b = (min(255, max(0, int(channel * 255 + 0.5))) for channel in colour)
    return (min(255, max(0, int(alpha * 255 + 0.5))) << 24) | (r << 16) | (g << 8) | b


def picture_shader(pixels: np.ndarray, sampling=LINEAR, tile=skia.TileMode.kClamp) -> skia.Shader:
    """uint8 [H, W, 4] RGBA as a shader in its own pixel coordinates."""
    image = skia.Image.fromarray(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    return image.makeShader(tile, tile, sampling)


@lru_cache(maxsize=None)
def _effect(source: str) -> skia.RuntimeEffect:
    return skia.RuntimeEffect.MakeForShader(skia.String(source))


def shade_picture(source: str, size: int, *, out: Optional[np.ndarray] = None, **inputs) -> np.ndarray:
    """Runs the SkSL `source` over size x size pixels; inputs are shaders, floats or tuples. uint8 [H, W, 4]."""
    builder = skia.RuntimeShaderBuilder(_effect(source))
    for name, value in inputs.items():
        if isinstance(value, np.ndarray):
            builder.setChild(name, picture_shader(value))
        elif isinstance(value, skia.Shader):
            builder.setChild(name, value)
        elif isinstance(value, tuple):
            vector = {2: skia.V2, 3: skia.V3, 4: skia.V4}[len(value)]
            builder.setUniform(name, vector(*[float(v) for v in value]))
        else:
            builder.setUniform(name, float(value))
    pixels = np.zeros((size, size, 4), np.uint8) if out is None else out
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    surface.getCanvas().drawPaint(skia.Paint(Shader=builder.makeShader()))
    return pixels


# ---------------------------------------------------------------- colours

def packed_rows(colours: np.ndarray) -> list[int]:
    """Float rows [n, 3] as skia's 0xAARRGGBB, opaque."""
    bytes_ = np.clip(colours * 255 + 0.5, 0, 255).astype(np.uint32)
    return (np.uint32(0xFF000000) | (bytes_[:, 0] << 16) | (bytes_[:, 1] << 8) | bytes_[:, 2]).tolist()


def luma(colour: Rgb) -> float:
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def chroma(colour: Rgb) -> float:
    return max(colour) - min(colour)


def mix(a: Rgb, b: Rgb, t: float) -> Rgb:
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)


def clip(colour) -> Rgb:
    return tuple(min(1.0, max(0.0, float(channel))) for channel in colour)  # type: ignore[return-value]


def saturate(colour: Rgb, factor: float) -> Rgb:
    grey = luma(colour)
    return clip(grey + (channel - grey) * factor for channel in colour)


def vivid(colour: Rgb, lightness: float = 1.0) -> Rgb:
    """The same hue at full strength: its largest channel becomes `lightness`, its smallest moves towards 0."""
    top, low = max(colour), min(colour)
    if top - low < 0.02:
        return (lightness, lightness, lightness)
    keep = 0.12
    scaled = (lightness * (keep + (1 - keep) * (c - low) / (top - low)) for c in colour)
    return tuple(scaled)  # type: ignore[return-value]


def bright_line(colour: Rgb, paleness: float) -> Rgb:
    """A luminous line of the colour's hue, for dark grounds; what is nearly grey stays white."""
    strength = chroma(colour)
    hue = saturate(colour, 1.2) if strength > 0.12 else colour
    pale = paleness if strength > 0.12 else 1.0 - strength * 2.5
    return mix(vivid(hue), (1.0, 1.0, 0.98), max(pale, paleness))


def mark_colour(mark: Mark) -> Rgb:
    """One colour for the whole mark: its own, or the middle of its gradient."""
    if mark.gradient is None:
        return mark.colour
    colours = mark.gradient.colours
    return tuple(sum(c[i] for c in colours) / len(colours) for i in range(3))  # type: ignore[return-value]


# ---------------------------------------------------------------- plain painting

Recolour = Callable[[Rgb, Mark], Rgb]


def gradient_shader(mark: Mark, recolour: Optional[Recolour] = None) -> skia.Shader:
    ramp = mark.gradient
    assert ramp is not None
    colours = ramp.colours if recolour is None else [recolour(c, mark) for c in ramp.colours]
    ints = [packed(c) for c in colours]
    stops = [float(stop) for stop in ramp.stops]
    start = skia.Point(float(ramp.start[0]), float(ramp.start[1]))
    if ramp.radius is not None:
        return skia.GradientShader.MakeRadial(start, max(1e-4, float(ramp.radius)), ints, stops)
    end = skia.Point(float(ramp.end[0]), float(ramp.end[1]))
    return skia.GradientShader.MakeLinear([start, end], ints, stops)


def plain_paint(mark: Mark, recolour: Optional[Recolour] = None, antialias: bool = True) -> skia.Paint:
    """The paint of a mark as the flat poster has it."""
    colour = mark.colour if recolour is None else recolour(mark.colour, mark)
    paint = skia.Paint(AntiAlias=antialias, Color4f=colour4(colour, mark.alpha))
    if mark.gradient is not None:
        paint.setColor4f(colour4((0, 0, 0), mark.alpha))
        paint.setShader(gradient_shader(mark, recolour))
    if mark.kind == "line":
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(max(mark.width, 1e-4))
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
    if mark.blur > 0:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, mark.blur))
    if mark.light:
        paint.setBlendMode(skia.BlendMode.kScreen)
    elif mark.shade:
        paint.setBlendMode(skia.BlendMode.kMultiply)
    return paint


def paint_plain(
    scene: Scene,
    size: int,
    *,
    recolour: Optional[Recolour] = None,
    skip: Optional[Callable[[Mark, Layer], bool]] = None,
    antialias: bool = True,
) -> Sheet:
    """All marks in their own colours: the ground truth of colour that most styles look up."""
    sheet = Sheet(size, scene.palette.paper)
    for layer in scene.layers:
        for mark in layer.marks:
            if skip is not None and skip(mark, layer):
                continue
            sheet.canvas.drawPath(mark.path, plain_paint(mark, recolour, antialias))
    return sheet


# ---------------------------------------------------------------- shapes

def area_of(mark: Mark) -> float:
    """Area of the mark's box inside the picture, scene units squared."""
    box = mark.path.getBounds()
    width = min(box.right(), 1.0) - max(box.left(), 0.0)
    height = min(box.bottom(), 1.0) - max(box.top(), 0.0)
    return max(0.0, width) * max(0.0, height)


_SCATTERED = frozenset(("rain", "snow", "stars"))


def is_scattered(layer: Layer) -> bool:
    """Weather and the night's stars: many specks in one path, not forms. (The thing called stars is a form.)"""
    return layer.thing is None and layer.name in _SCATTERED


def is_solid(mark: Mark) -> bool:
    """A mark that hides what is behind it: a form (a lit lamp too), not haze, beams or shadow."""
    if mark.kind != "fill" or mark.blur >= 0.004 or mark.shade:
        return False
    return mark.alpha > 0.85 if mark.light else mark.alpha > 0.6


def box_of(mark: Mark) -> tuple[float, float]:
    """Width and height of the mark's box."""
    box = mark.path.getBounds()
    return box.width(), box.height()


def is_form_line(mark: Mark) -> bool:
    """A drawn line with its own body: a stem, a mast, a railing."""
    return mark.kind == "line" and mark.alpha > 0.5 and not mark.light and not mark.shade


def has_outline(mark: Mark, layer: Layer) -> bool:
    """A form that a line-drawing hand would go round: not the ground of the picture, not specks."""
    return is_solid(mark) and not is_scattered(layer) and not fills_picture(mark)


def fills_picture(mark: Mark) -> bool:
    box = mark.path.getBounds()
    return box.left() <= 0.01 and box.top() <= 0.01 and box.right() >= 0.99 and box.bottom() >= 0.99


def parts_of(mark: Mark, most: int = 13) -> int:
    """How many contours the path has, counted up to `most`. Several may overlap, as the bumps of a cloud bank do."""
    measure = skia.PathMeasure(mark.path, False)
    count = 1
    while count < most and measure.nextContour():
        count += 1
    return count


def simplified(path: skia.Path) -> skia.Path:
    """The same silhouette without inner contours. Reckoned a thousand times larger: skia drops what is under a unit."""
    large, small = skia.Path(), skia.Path()
    path.transform(skia.Matrix.Scale(1000, 1000), large)
    try:
        skia.Simplify(large).transform(skia.Matrix.Scale(0.001, 0.001), small)
    except RuntimeError:  # skia gives up on a few overlaps: the inner contours then show, which is no harm
        return path
    return small


def each_mark(scene: Scene) -> Iterator[tuple[Layer, Mark]]:
    for layer in scene.layers:
        for mark in layer.marks:
            yield layer, mark


class Labels:
    """Which solid mark shows at each pixel. `ids` int32 [H, W] indexes `marks` and `layers`; -1 where none."""

    def __init__(self, scene: Scene, size: int, keep_detail: bool = False, min_area: float = 0.0,
                 most_parts: int = 0, min_side: float = 0.0):
        sheet = Sheet(size, (0, 0, 0))
        self.marks: list[Mark] = []
        self.layers: list[Layer] = []
        paint = skia.Paint(AntiAlias=False)
        for layer, mark in each_mark(scene):
            line = is_form_line(mark) and mark.width >= 0.008
            if not (is_solid(mark) or line) or (mark.detail and not keep_detail) or is_scattered(layer):
                continue
            if min_area > 0 and area_of(mark) < min_area:
                continue
            if min_side > 0 and layer.thing is None and min(box_of(mark)) < min_side:
                continue
            if most_parts and parts_of(mark) > most_parts:
                continue
            self.marks.append(mark)
            self.layers.append(layer)
            paint.setColor(0xFF000000 | len(self.marks))
            paint.setStyle(skia.Paint.kStroke_Style if line else skia.Paint.kFill_Style)
            paint.setStrokeWidth(mark.width)
            sheet.canvas.drawPath(mark.path, paint)
        pixels = sheet.pixels
        self.ids = pixels[..., 2].astype(np.int32) + (pixels[..., 1].astype(np.int32) << 8) - 1

    def lookup(self, values: list, missing) -> np.ndarray:
        """Per-mark values spread over the pixels: [H, W] or [H, W, k] float32."""
        table = np.asarray(list(values) + [missing], np.float32)
        return table[self.ids]


def edge_mask(ids: np.ndarray) -> np.ndarray:
    """bool [H, W]: pixels whose right or lower neighbour belongs to something else."""
    edges = np.zeros(ids.shape, bool)
    edges[:, :-1] |= ids[:, :-1] != ids[:, 1:]
    edges[:-1] |= ids[:-1] != ids[1:]
    return edges


def trace(
    scene: Scene,
    canvas: skia.Canvas,
    pen: Callable[[Mark, Layer], Optional[tuple[Rgb, float, float]]],
    *,
    cover: Callable[[Mark, Layer], Optional[tuple[Rgb, float]]],
    effect: Optional[skia.PathEffect] = None,
    cap=skia.Paint.kRound_Cap,
    erase: bool = False,
    hollow: bool = False,
) -> None:
    """Draws outlines back to front, each form hiding the lines behind it.

    pen -> (colour, alpha, width in scene units) of a mark's line or None; cover -> (colour, alpha) its inside is
    filled with before, or None to leave what is there. With `erase` the inside is made clear instead, by alpha.
    With `hollow`, broad lines are bodies of their own and get an outline instead of being filled with the pen's colour.
    """
    fill = skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kDstOut if erase else skia.BlendMode.kSrcOver)
    line = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeCap=cap,
                      StrokeJoin=skia.Paint.kRound_Join)
    if effect is not None:
        line.setPathEffect(effect)
    for layer, mark in each_mark(scene):
        if mark.kind == "glow":
            continue
        stroke = pen(mark, layer)
        if mark.kind == "fill":
            inside = cover(mark, layer)
            if inside is not None:
                parts = parts_of(mark) if stroke is not None else 1
                if stroke is not None and parts > 1:
                    # The bumps of one form overlap: only what lies outside them all is its outline.
                    line.setColor4f(colour4(stroke[0], stroke[1]))
                    line.setStrokeWidth(stroke[2] * (1.6 if parts < 6 else 1.15))
                    canvas.drawPath(mark.path, line)
                    stroke = None
                fill.setColor4f(colour4(inside[0], inside[1]))
                canvas.drawPath(mark.path, fill)
        if stroke is not None:
            line.setColor4f(colour4(stroke[0], stroke[1]))
            broad = hollow and mark.kind == "line" and mark.width >= 0.011
            line.setStrokeWidth(mark.width + 0.006 if broad else stroke[2])
            canvas.drawPath(mark.path, line)
            if broad:
                line.setColor4f(colour4((0.0, 0.0, 0.0), 1.0))
                line.setStrokeWidth(mark.width - 0.002)
                canvas.drawPath(mark.path, line)


def paint_scattered(scene: Scene, canvas: skia.Canvas, grow: float = 1.0, alpha: float = 1.0) -> None:
    """Rain, snow and stars once more on top, for styles whose forms would swallow them."""
    for layer in scene.layers:
        if not is_scattered(layer):
            continue
        for mark in layer.marks:
            paint = plain_paint(mark)
            paint.setAlphaf(min(1.0, mark.alpha * alpha))
            if mark.kind == "line":
                paint.setStrokeWidth(max(0.0045, mark.width * grow))
            canvas.drawPath(mark.path, paint)


def wobble(segment: float, deviation: float, seed: int) -> skia.PathEffect:
    """A hand's unsteadiness for outlines: lengths in scene units."""
    return skia.PathEffect.MakeCompose(
        skia.CornerPathEffect.Make(segment), skia.DiscretePathEffect.Make(segment, deviation, seed)
    )
