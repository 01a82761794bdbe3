"""What every thing promises: drawn from the seed alone, in its colour, in its place, and cheaply.

    python -m unittest tests.test_things        (from models/training)
"""

from __future__ import annotations

import colorsys
import unittest

import numpy as np
import skia

from scenes.display import Mark
from scenes.thing_colours import NAMED_RGB, named_colour
from scenes.thing_pen import ThingContext, kind
from scenes.things import THING_INFO, draw_thing
from scenes.things_sheet import DAY, NIGHT, paint_marks
from scenes.vocabulary import COLOURS, THINGS


def draw(thing: str, seed: int, colour: str | None = None, dark: bool = False, height: float = 0.3) -> list[Mark]:
    rng = np.random.default_rng(seed)
    rgb = named_colour(colour, rng) if colour else None
    return draw_thing(thing, ThingContext(rng, NIGHT if dark else DAY, rgb, 0.5, 0.5, height, (0.9, 0.1), dark))


def bounds(marks: list[Mark]) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of what is body: neither glow nor cast shade."""
    boxes = [m.path.getBounds() for m in marks if m.kind != "glow" and not m.shade]
    return (min(b.left() for b in boxes), min(b.top() for b in boxes),
            max(b.right() for b in boxes), max(b.bottom() for b in boxes))


def signature(marks: list[Mark]) -> list[tuple]:
    return [(m.kind, m.path.serialize().bytes(), m.colour, m.alpha, m.width, m.blur) for m in marks]


class Things(unittest.TestCase):
    def test_every_word_has_a_drawing_and_every_colour_a_value(self) -> None:
        self.assertEqual(set(THING_INFO), set(THINGS))
        self.assertEqual(set(NAMED_RGB), set(COLOURS))

    def test_the_seed_decides_everything(self) -> None:
        for thing in THINGS:
            with self.subTest(thing):
                self.assertEqual(signature(draw(thing, 5)), signature(draw(thing, 5)))
                shapes = {tuple(s[1] for s in signature(draw(thing, seed))) for seed in range(4)}
                self.assertEqual(len(shapes), 4, "two seeds gave one shape")

    def test_a_thing_stands_on_its_base_or_lies_about_its_centre(self) -> None:
        for thing in THINGS:
            info = THING_INFO[thing]
            for seed in range(12):
                with self.subTest(thing, seed=seed):
                    left, top, right, bottom = bounds(draw(thing, seed))
                    self.assertLess(bottom - top, 0.3 * 1.45)
                    self.assertGreater(bottom - top, 0.3 * 0.55)
                    if info.standing:
                        self.assertLess(abs(bottom - 0.5), 0.3 * 0.12)
                    else:
                        self.assertLess(abs((top + bottom) / 2 - 0.5), 0.3 * 0.25)
                    self.assertLess(abs((right - left) / 0.3 / info.aspect - 1), 0.65)

    def test_the_asked_colour_is_the_largest(self) -> None:
        for thing in THINGS:
            for colour in ("red", "green", "blue", "purple"):
                for dark in (False, True):
                    with self.subTest(thing, colour=colour, dark=dark):
                        self.assertGreater(_share_of_hue(draw(thing, 3, colour, dark, 0.26), colour), 0.28)

    def test_few_marks(self) -> None:
        for thing in THINGS:
            for seed in range(12):
                with self.subTest(thing, seed=seed):
                    self.assertLessEqual(len(draw(thing, seed, dark=seed % 2 == 1)), 36)

    def test_night_lights_the_windows(self) -> None:
        for thing in ("house", "cottage", "lighthouse", "bus", "lantern"):
            with self.subTest(thing):
                self.assertTrue(any(m.light for seed in range(4) for m in draw(thing, seed, dark=True)))
        self.assertFalse(any(m.light for m in draw("house", 1)))

    def test_refusals(self) -> None:
        with self.assertRaisesRegex(ValueError, "no thing is called 'unicorn'"):
            draw("unicorn", 1)
        with self.assertRaisesRegex(ValueError, "height above 0"):
            draw("owl", 1, height=0.0)
        with self.assertRaisesRegex(ValueError, "zones must be some of"):
            kind(lambda pen: None, "attic", 0.3, 1.0)
        with self.assertRaisesRegex(ValueError, "grouping 'heap'"):
            kind(lambda pen: None, "ground", 0.3, 1.0, "heap")
        with self.assertRaises(KeyError):
            named_colour("ultraviolet", np.random.default_rng(1))


def _share_of_hue(marks: list[Mark], colour: str) -> float:
    """Share of a thing's own pixels within 22 degrees of the named hue."""
    surface = skia.Surface(128, 128)
    canvas = surface.getCanvas()
    canvas.clear(0)
    canvas.scale(128, 128)
    paint_marks(canvas, [m for m in marks if m.kind != "glow"])
    pixels = surface.toarray(colorType=skia.kRGBA_8888_ColorType).reshape(-1, 4) / 255.0
    pixels = pixels[pixels[:, 3] > 0.9][:, :3]
    wanted = colorsys.rgb_to_hsv(*NAMED_RGB[colour])[0]
    hues = np.array([colorsys.rgb_to_hsv(*p) for p in pixels])
    away = np.abs((hues[:, 0] - wanted + 0.5) % 1.0 - 0.5)
    return float(((away < 22 / 360) & (hues[:, 1] > 0.25)).mean())


if __name__ == "__main__":
    unittest.main()
