"""Pretraining by parsing: the truth becomes classes, unknown things are told apart, and the loss can be learnt.

    python -m unittest tests.test_pretrain_text        (in models/training)
"""

from __future__ import annotations

import unittest

import numpy as np
import torch

from pretrain_text import ParseHead, _truth_ids, make_batch, measure, parse_loss
from scenes.captions import LANGUAGES, SaidThing, SaidTruth
from scenes.vocabulary import COLOURS, PLACES, THINGS
from strangers import with_stranger
from text_encoder import TextEncoder
from tokenizer_train import VOCABULARY


class Pretraining(unittest.TestCase):
    def test_unsaid_is_class_nought_and_empty_slots_have_no_kind(self):
        scene, kinds, things = _truth_ids(SaidTruth("en", "lake", None, None, (SaidThing("boat", "two", "red"),)))
        self.assertEqual(scene, [1 + PLACES.index("lake"), 0, 0])
        self.assertEqual(kinds, [THINGS.index("boat"), -1, -1, -1])
        self.assertEqual(things[0], [1 + COLOURS.index("red"), 2, 0, 0])

    def test_batches_repeat_from_their_seed(self):
        first, second = (make_batch(64, np.random.default_rng(3), None, 0.1, 0.3) for _ in range(2))
        self.assertEqual(first.texts, second.texts)
        self.assertTrue(torch.equal(first.ids, second.ids))

    def test_a_stranger_leaves_the_caption_whole(self):
        draw = np.random.default_rng(4).random
        for language in LANGUAGES:
            for _ in range(50):
                text = with_stranger("XYZ", draw, language, ("red",))
                self.assertIn("XYZ", text)
                self.assertGreater(len(text), len("XYZ") + 3)

    def test_a_small_encoder_learns_a_few_captions_by_heart(self):
        torch.manual_seed(2)
        torch.set_num_threads(1)  # busy cores stall small products badly
        encoder, head = TextEncoder(VOCABULARY, d=64, layers=2), ParseHead(64)
        batch = make_batch(24, np.random.default_rng(5), "en", 0.0)
        optimiser = torch.optim.AdamW([*encoder.parameters(), *head.parameters()], 5e-3)
        before = measure(encoder, head, batch)["whole"]
        for _ in range(120):
            optimiser.zero_grad()
            loss = parse_loss(encoder, head, batch)
            loss.backward()
            optimiser.step()
        self.assertLess(before, 0.2)
        self.assertGreater(measure(encoder, head, batch)["whole"], 0.9)


if __name__ == "__main__":
    unittest.main()
