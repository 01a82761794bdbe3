"""What training relies on: pictures are functions of their spec, and their truth is true.

Run from models/training:  python -m unittest tests.test_scenes
"""

from __future__ import annotations

import unittest

import numpy as np

from scenes import masks
from scenes.compose import compose
from scenes.render import render
from scenes.sample import sample_spec
from scenes.spec import SceneSpec, ThingSpec
from scenes.things import THING_INFO
from scenes.vocabulary import COLOURS, LIGHTS, PLACES, SIZES, STYLES, THINGS, WHERE


def centroid(mask: np.ndarray) -> tuple[float, float]:
    """Mean x and y of a mask, in scene units."""
    ys, xs = np.nonzero(mask)
    return float(xs.mean()) / mask.shape[1], float(ys.mean()) / mask.shape[0]


def only(kind: str, place: str, seed: int, light: str = "day", **said) -> SceneSpec:
    return SceneSpec(seed, place, light, "flat_poster", (ThingSpec(kind, **said),))


def truth(spec: SceneSpec, size: int = 128) -> np.ndarray:
    return masks.thing_masks(compose(spec), len(spec.things), size)


class Sampling(unittest.TestCase):
    def test_a_generator_always_samples_the_same_specs(self):
        a, b = np.random.default_rng(5), np.random.default_rng(5)
        self.assertEqual([sample_spec(a) for _ in range(50)], [sample_spec(b) for _ in range(50)])

    def test_samples_stay_inside_the_vocabulary_and_reach_all_of_it(self):
        rng = np.random.default_rng(0)
        specs = [sample_spec(rng) for _ in range(4000)]
        things = [t for s in specs for t in s.things]
        self.assertEqual({s.place for s in specs}, set(PLACES))
        self.assertEqual({s.light for s in specs}, set(LIGHTS))
        self.assertEqual({s.style for s in specs}, set(STYLES))
        self.assertEqual({t.kind for t in things}, set(THINGS))
        self.assertEqual({t.colour for t in things} - {None}, set(COLOURS))
        self.assertEqual({t.size for t in things} - {None}, set(SIZES))
        self.assertEqual({t.where for t in things} - {None}, set(WHERE))
        self.assertTrue(all(0 <= len(s.things) <= 4 for s in specs))
        self.assertTrue(all(t.count >= 1 for t in things))
        self.assertTrue(all(len({t.kind for t in s.things}) == len(s.things) for s in specs))

    def test_every_thing_is_seen_often_enough_to_be_learnt(self):
        rng = np.random.default_rng(1)
        seen = dict.fromkeys(THINGS, 0)
        for _ in range(6000):
            for thing in sample_spec(rng).things:
                seen[thing.kind] += 1
        rare = {kind: n for kind, n in seen.items() if n < 35}
        self.assertEqual(rare, {}, "things in fewer than 0.6 % of pictures")

    def test_what_is_given_is_kept_and_unknown_ids_are_refused(self):
        rng = np.random.default_rng(2)
        spec = sample_spec(rng, place="cave", light="dusk", style="oil", things=(ThingSpec("owl"),))
        self.assertEqual((spec.place, spec.light, spec.style, spec.things), ("cave", "dusk", "oil", (ThingSpec("owl"),)))
        with self.assertRaisesRegex(ValueError, "unknown place 'moonbase'"):
            sample_spec(rng, place="moonbase")
        with self.assertRaisesRegex(ValueError, "unknown style 'photo'"):
            sample_spec(rng, style="photo")


class Composing(unittest.TestCase):
    def test_every_place_composes_in_every_light(self):
        rng = np.random.default_rng(3)
        for place in PLACES:
            for light in LIGHTS:
                with self.subTest(place=place, light=light):
                    scene = compose(sample_spec(rng, place=place, light=light))
                    self.assertGreaterEqual(len(scene.layers), 3)
                    depths = [layer.depth for layer in scene.layers]
                    self.assertEqual(depths, sorted(depths, reverse=True))
                    for layer in scene.layers:
                        for mark in layer.marks:
                            self.assertTrue(mark.path.isFinite(), layer.name)
                            self.assertTrue(all(-1e-6 <= c <= 1 + 1e-6 for c in mark.colour), (layer.name, mark.colour))

    def test_every_thing_can_be_seen_in_every_place(self):
        for place in PLACES:
            for i, kind in enumerate(THINGS):
                with self.subTest(place=place, kind=kind):
                    self.assertGreater(int((truth(only(kind, place, 100 + i), 64) > 0).sum()), 3)

    def test_left_and_right_are_where_they_say(self):
        for kind in ("house", "balloon", "boat", "cup", "fish", "heart"):
            for seed, place in enumerate(PLACES):
                with self.subTest(kind=kind, place=place):
                    left, _ = centroid(truth(only(kind, place, seed, where="left"))[0])
                    right, _ = centroid(truth(only(kind, place, seed, where="right"))[0])
                    self.assertLess(left, 0.5)
                    self.assertGreater(right, 0.5)

    def test_large_is_larger_than_small_and_distance_is_smaller(self):
        area = lambda **said: np.mean([(truth(only("house", "meadow", seed, **said)) > 0).sum() for seed in range(6)])
        self.assertGreater(area(size="large"), 2.5 * area(size="small"))
        self.assertGreater(area(size="medium"), 2.0 * area(where="distance", size="medium"))

    def test_five_balloons_are_five_apart_or_touching_shapes_of_one_thing(self):
        scene = compose(only("balloon", "sea", 4, count=5))
        self.assertEqual(sum(layer.thing == 0 for layer in scene.layers), 5)

    def test_unknown_things_are_refused(self):
        with self.assertRaisesRegex(ValueError, "unknown thing 'dragon'"):
            compose(only("dragon", "sea", 1))


class Rendering(unittest.TestCase):
    def test_the_same_spec_gives_the_same_bytes(self):
        rng = np.random.default_rng(6)
        for style in STYLES:
            with self.subTest(style=style):
                spec = sample_spec(rng, style=style)
                a, b = render(spec, 128), render(spec, 128)
                for one, other in ((a.image, b.image), (a.thing_masks, b.thing_masks), (a.sketch_blocks, b.sketch_blocks), (a.sketch_lines, b.sketch_lines)):
                    np.testing.assert_array_equal(one, other)

    def test_every_style_draws_every_place(self):
        rng = np.random.default_rng(7)
        for i, place in enumerate(PLACES):
            for style in (STYLES[i % len(STYLES)], STYLES[(i * 4 + 7) % len(STYLES)]):
                with self.subTest(place=place, style=style):
                    image = render(sample_spec(rng, place=place, style=style), 64, with_truth=False).image
                    self.assertEqual((image.shape, image.dtype), ((64, 64, 3), np.uint8))
                    self.assertGreater(float(image.std()), 3.0, "a picture of one colour")

    def test_truth_has_the_promised_shapes_and_is_left_out_when_not_asked(self):
        spec = sample_spec(np.random.default_rng(8), place="lake", things=(ThingSpec("boat"), ThingSpec("bird", 3)))
        full, bare = render(spec, 128), render(spec, 128, with_truth=False)
        self.assertEqual((full.thing_masks.shape, full.thing_masks.dtype), ((2, 128, 128), np.uint8))
        self.assertEqual(set(np.unique(full.thing_masks)), {0, 255})
        for sketch in (full.sketch_blocks, full.sketch_lines):
            self.assertEqual((sketch.shape, sketch.dtype), ((128, 128, 3), np.uint8))
        self.assertIsNone(bare.thing_masks)
        self.assertIsNone(bare.sketch_lines)

    def test_no_pixel_belongs_to_two_things(self):
        rng = np.random.default_rng(9)
        for _ in range(20):
            spec = sample_spec(rng)
            if spec.things:
                self.assertLessEqual(int((truth(spec) > 0).sum(axis=0).max()), 1)

    def test_a_mask_is_where_the_picture_changes_when_the_thing_changes_colour(self):
        for seed in range(5):
            red, blue = (only("ball", "desert", seed, colour=c, size="large") for c in ("red", "blue"))
            a, b = render(red, 128), render(blue, 128)
            changed = np.abs(a.image.astype(int) - b.image.astype(int)).sum(axis=2) > 90
            inside = a.thing_masks[0] > 0
            self.assertGreater(changed[inside].mean(), 0.4)
            self.assertLess(changed[~inside].mean(), 0.02)

    def test_what_stands_in_front_hides_what_is_behind(self):
        scene = compose(SceneSpec(3, "meadow", "day", "flat_poster", (ThingSpec("house", size="large", where="middle"), ThingSpec("house", where="middle"))))
        front = masks.thing_masks(scene, 2, 128)
        alone = []
        for i in range(2):
            scene_i = compose(SceneSpec(3, "meadow", "day", "flat_poster", (ThingSpec("house", size="large", where="middle"), ThingSpec("house", where="middle"))))
            scene_i.layers = [layer for layer in scene_i.layers if layer.thing == i]
            alone.append(masks.thing_masks(scene_i, 2, 128)[i])
        both = (alone[0] > 0) & (alone[1] > 0)
        self.assertTrue(((front[0] > 0) <= (alone[0] > 0)).all())
        self.assertTrue((((front[0] > 0) ^ (front[1] > 0)) >= both).sum() >= 0.98 * both.size)


if __name__ == "__main__":
    unittest.main()
