"""Every thing in a labelled grid on flat ground, to be judged by eye.

    python -m scenes.things_sheet --out things.png [--dark] [--colours] [--cell 128] [--kinds owl,cat] [--each 4]
"""

from __future__ import annotations

import argparse

import numpy as np
import skia

from .display import Mark, Palette
from .things import NAMED_RGB, THING_INFO, ThingContext, draw_thing, named_colour
from .vocabulary import THINGS

DAY = Palette(
    sky=((0.62, 0.78, 0.86), (0.93, 0.9, 0.82)), land=((0.7, 0.76, 0.72), (0.56, 0.65, 0.5), (0.42, 0.53, 0.38)),
    water=((0.5, 0.72, 0.78), (0.25, 0.5, 0.62)), accents=((0.87, 0.36, 0.28), (0.95, 0.7, 0.3), (0.2, 0.48, 0.52)),
    ink=(0.13, 0.12, 0.16), paper=(0.96, 0.94, 0.9), light=(1.0, 0.95, 0.84), shadow=(0.24, 0.22, 0.36),
    haze=(0.86, 0.88, 0.88), dark=False)
NIGHT = Palette(
    sky=((0.1, 0.12, 0.28), (0.32, 0.28, 0.45)), land=((0.24, 0.24, 0.4), (0.18, 0.2, 0.33), (0.12, 0.14, 0.25)),
    water=((0.2, 0.26, 0.44), (0.1, 0.14, 0.3)), accents=((0.9, 0.42, 0.45), (0.97, 0.76, 0.4), (0.4, 0.66, 0.72)),
    ink=(0.07, 0.07, 0.12), paper=(0.93, 0.92, 0.9), light=(0.75, 0.8, 0.98), shadow=(0.08, 0.08, 0.2),
    haze=(0.36, 0.36, 0.54), dark=True)


def _paint(mark: Mark) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*mark.colour, mark.alpha))
    if mark.gradient is not None:
        ramp = mark.gradient
        colours = [skia.Color4f(*c, mark.alpha).toColor() for c in ramp.colours]
        paint.setShader(skia.GradientShader.MakeLinear([skia.Point(*ramp.start), skia.Point(*ramp.end)], colours, list(ramp.stops)))
    if mark.kind == "line":
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(mark.width)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
    if mark.blur:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, mark.blur))
    return paint


def paint_marks(canvas: skia.Canvas, marks: list[Mark]) -> None:
    """Plain flat painting, without any style: what styles start from."""
    for mark in marks:
        canvas.drawPath(mark.path, _paint(mark))


def draw_sheet(kinds: list[str], each: int, cell: int, dark: bool, colours: bool, seed: int, fill: float = 0.66) -> np.ndarray:
    """uint8 [H, W, 3]: `each` drawings of every kind side by side. colours: one of the 16 names on each."""
    columns = max(1, 1536 // (cell * each))
    rows = -(-len(kinds) // columns)
    label = 14
    surface = skia.Surface(columns * each * cell, rows * (cell + label))
    canvas = surface.getCanvas()
    palette = NIGHT if dark else DAY
    canvas.clear(skia.Color4f(*palette.sky[1]))
    font = skia.Font(skia.Typeface(), 11)
    ink = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*(palette.paper if dark else palette.ink), 1.0))
    ids = list(NAMED_RGB)
    for i, kind in enumerate(kinds):
        info = THING_INFO[kind]
        for j in range(each):
            rng = np.random.default_rng((seed, i, j))
            x, y = ((i % columns) * each + j) * cell, (i // columns) * (cell + label)
            canvas.save()
            canvas.translate(x, y)
            canvas.clipRect(skia.Rect(0, 0, cell, cell + label))
            canvas.save()
            canvas.scale(cell, cell)
            ground = palette.land[0] if info.zone != "water" else palette.water[0]
            canvas.drawRect(skia.Rect(0, 0.84 if info.standing else 2.0, 1, 2), skia.Paint(Color4f=skia.Color4f(*ground, 1.0)))
            colour_id = ids[(i * each + j + seed) % len(ids)] if colours else None
            height = min(fill, 0.92 / info.aspect)
            ctx = ThingContext(rng, palette, named_colour(colour_id, rng) if colour_id else None, 0.5,
                               0.86 if info.standing else 0.5, height, (0.95 if j % 2 == 0 else 0.05, 0.05), dark)
            paint_marks(canvas, draw_thing(kind, ctx))
            canvas.restore()
            if cell >= 60 and (j == 0 or colour_id):
                canvas.drawString(f"{kind} {colour_id or ''}", 4, cell + 10, font, ink)
            canvas.restore()
    return surface.makeImageSnapshot().toarray(colorType=skia.kRGB_888x_ColorType)[..., :3]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--colours", action="store_true", help="draw each in one of the 16 named colours")
    parser.add_argument("--cell", type=int, default=128)
    parser.add_argument("--each", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default=",".join(THINGS))
    args = parser.parse_args()
    kinds = args.kinds.split(",")
    unknown = [k for k in kinds if k not in THING_INFO]
    if unknown:
        parser.error(f"no such things: {', '.join(unknown)}")
    picture = draw_sheet(kinds, args.each, args.cell, args.dark, args.colours, args.seed)
    skia.Image.fromarray(np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)]), skia.kRGBA_8888_ColorType).save(args.out, skia.kPNG)


if __name__ == "__main__":
    main()
