"""python -m unittest tests.test_styles, from models/training."""

import hashlib
import unittest

import numpy as np
import skia

from scenes.compose import compose
from scenes.display import Layer, Mark, Scene
from scenes.spec import SceneSpec, ThingSpec
from scenes.styles import draw
from scenes.vocabulary import STYLES


def _spec(style="flat_poster", seed=5, light="day"):
    return SceneSpec(seed, "sea", light, style, (ThingSpec("boat", 1, "red", None, "middle"),))


class Styles(unittest.TestCase):
    def test_every_style_draws_every_size(self):
        scene = compose(_spec())
        for style in STYLES:
            for size in (128, 256):
                picture = draw(scene, style, size, np.random.default_rng(1))
                self.assertEqual((picture.shape, picture.dtype), ((size, size, 3), np.uint8), style)
                self.assertGreater(float(picture.std()), 8.0, f"{style} left the sheet empty")

    def test_the_same_seed_draws_the_same_bytes_and_another_seed_others(self):
        scene = compose(_spec())
        for style in STYLES:
            first, again, other = (draw(scene, style, 128, np.random.default_rng(seed)).tobytes() for seed in (3, 3, 4))
            self.assertEqual(first, again, style)
            if style != "pixel_art":  # its dither is ordered: nothing is left to chance
                self.assertNotEqual(first, other, style)

    def test_styles_do_not_look_alike(self):
        scene = compose(_spec())
        small = {s: draw(scene, s, 128, np.random.default_rng(1)).astype(float) for s in STYLES}
        for i, a in enumerate(STYLES):
            for b in STYLES[i + 1:]:
                self.assertGreater(np.abs(small[a] - small[b]).mean(), 6.0, f"{a} and {b}")

    def test_the_scene_is_left_as_it_was(self):
        scene = compose(_spec(light="rain"))
        before = _fingerprint(scene)
        for style in STYLES:
            draw(scene, style, 128, np.random.default_rng(1))
            self.assertEqual(_fingerprint(scene), before, style)

    def test_a_red_boat_stays_red_where_the_style_has_colour(self):
        hull = skia.Path()
        hull.addRect(skia.Rect(0.3, 0.3, 0.7, 0.7))
        scene = compose(SceneSpec(5, "snow_field", "day", "oil", ()))
        scene.layers.append(Layer("box", 0.05, [Mark("fill", hull, (0.85, 0.12, 0.10))], thing=0))
        for style in STYLES:
            if style == "blueprint":
                continue
            middle = draw(scene, style, 128, np.random.default_rng(1))[45:83, 45:83].reshape(-1, 3).astype(float).mean(0)
            if style == "neon":  # only the tubes have colour: look at the rim
                middle = draw(scene, style, 128, np.random.default_rng(1))[36:41, 45:83].reshape(-1, 3).astype(float).mean(0)
            self.assertGreater(middle[0], max(middle[1], middle[2]) + 8, f"{style}: {middle}")

    def test_unknown_styles_and_odd_sizes_are_refused(self):
        scene = compose(_spec())
        with self.assertRaisesRegex(ValueError, "unknown style 'fresco'"):
            draw(scene, "fresco", 256, np.random.default_rng(1))
        for size in (0, 100, -64):
            with self.assertRaisesRegex(ValueError, "multiple of 64"):
                draw(scene, "oil", size, np.random.default_rng(1))


def _fingerprint(scene: Scene) -> str:
    words = [repr((layer.name, layer.depth, layer.thing, mark.kind, mark.colour, mark.alpha, mark.width, mark.blur,
                   mark.gradient)) + mark.path.serialize().bytes().hex()
             for layer in scene.layers for mark in layer.marks]
    return hashlib.sha256("".join(words).encode()).hexdigest()


if __name__ == "__main__":
    unittest.main()
