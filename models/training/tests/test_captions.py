"""Captions: agreement, truth, determinism; the tokenizer and the word list that are made of them.

    python -m unittest tests.test_captions        (in models/training)
"""

from __future__ import annotations

import json
import time
import unittest

import numpy as np
import torch

from broad_specs import broad_spec
from scenes.captions import LANGUAGES, caption, caption_and_truth, load_language, misspell
from scenes.vocabulary import COLOURS, COUNTS, LIGHTS, PLACES, SIZES, STYLES, THINGS, WHERE
from scenes.words import Ask
from text_encoder import TextEncoder
from tokenizer_train import TOKENIZER_FOLDER, TOKENS, VOCABULARY, encode_prompts, load_tokenizer
from word_list import IDS, normal_form, word_list

AGREEMENT = [
    ("en", "an apple", {"kind": "apple"}),
    ("en", "two red boats", {"kind": "boat", "number": 2, "colour": "red"}),
    ("en", "an orange butterfly", {"kind": "butterfly", "colour": "orange"}),
    ("en", "many people", {"kind": "person", "number": 6}),
    ("de", "ein rotes boot", {"kind": "boat", "colour": "red"}),
    ("de", "einen roten turm", {"kind": "tower", "colour": "red", "case": "acc"}),
    ("de", "einem kleinen hasen", {"kind": "rabbit", "size": "small", "case": "obl"}),
    ("de", "zwei roten booten", {"kind": "boat", "number": 2, "colour": "red", "case": "obl"}),
    ("de", "rote katze", {"kind": "cat", "colour": "red", "bare": True}),
    ("es", "una casa roja", {"kind": "house", "colour": "red"}),
    ("es", "tres peces azules", {"kind": "fish", "number": 3, "colour": "blue"}),
    ("es", "dos corazones naranja", {"kind": "heart", "number": 2, "colour": "orange"}),
    ("fr", "une petite maison blanche", {"kind": "house", "colour": "white", "size": "small"}),
    ("fr", "deux châteaux bleus", {"kind": "castle", "number": 2, "colour": "blue"}),
    ("fr", "quatre chevaux marron", {"kind": "horse", "number": 4, "colour": "brown"}),
    ("ru", "красная лодка", {"kind": "boat", "colour": "red"}),
    ("ru", "красную лодку", {"kind": "boat", "colour": "red", "case": "acc"}),
    ("ru", "две красные лодки", {"kind": "boat", "number": 2, "colour": "red"}),
    ("ru", "два синих маяка", {"kind": "lighthouse", "number": 2, "colour": "blue"}),
    ("ru", "пятью большими кошками", {"kind": "cat", "number": 5, "size": "large", "case": "obl"}),
    ("ru", "двух чёрных кошек", {"kind": "cat", "number": 2, "colour": "black", "case": "acc"}),
]
MISTAKES = [
    ("en", (" a apple", " a orange", " a umbrella", " an red", " an house")),
    ("fr", (" de un", " de une ", " le arbre", " de le ", " de les ", " le étoile", " la étoile")),
    ("es", (" de el ", " a el ", " una barco", " un casa ")),
    ("de", (" ein katze", " eine boot", " mit ein boot ", " mit eine ", " mit zwei rote ")),
    ("ru", (" с средн", " с звезд", " два лодки", " две маяка", " пять лодки")),
]
LISTED = [
    ("en", "lighthouses", "thing", "lighthouse"), ("en", "cacti", "thing", "cactus"), ("en", "watercolor", "style", "watercolour"), ("en", "hot air balloon", "thing", "balloon"),
    ("de", "leuchttürmen", "thing", "lighthouse"), ("de", "weisse", "colour", "white"), ("de", "weiße", "colour", "white"), ("es", "corazones", "thing", "heart"),
    ("fr", "oiseaux", "thing", "bird"), ("fr", "aube", "light", "dawn"), ("ru", "лодками", "thing", "boat"), ("ru", "зеленой", "colour", "green"), ("ru", "зелёной", "colour", "green"), ("ru", "озере", "place", "lake"),
]
STRANGE = ("日本の船 🚀🎨", "zxqv wlrmpf", "", "   ", "x" * 500, "a " * 200, "\u202eabc\x00\x07", "Ω≈ç√∫", "<s> <pad> </s>", "ﬁsh ①", "مرحبا")


def said(language: str, kind: str, number: int = 1, colour: str | None = None, size: str | None = None, case: str = "nom", bare: bool = False) -> set[str]:
    """Every way a thing is said in 400 tries, lower case."""
    ask = Ask(kind, COUNTS[number - 1], number > 1, number > 2, colour, size, case, bare)
    draw = np.random.default_rng(3).random
    return {load_language(language).noun_phrase(draw, ask)[0].lower() for _ in range(400)}


def padded(text: str) -> str:
    return f" {normal_form(text)} "


class Grammar(unittest.TestCase):
    def test_words_agree(self):
        for language, wanted, asked in AGREEMENT:
            with self.subTest(wanted):
                self.assertIn(wanted, said(language, **asked))

    def test_common_mistakes_are_never_made(self):
        for language, mistakes in MISTAKES:
            rng = np.random.default_rng(5)
            for _ in range(6000):
                text = " " + caption(broad_spec(rng), rng, language).lower()
                for mistake in mistakes:
                    self.assertNotIn(mistake, text)

    def test_same_seed_same_caption(self):
        def some(seed):
            rng = np.random.default_rng(seed)
            return [caption(broad_spec(rng), rng, typos=0.1) for _ in range(200)]
        self.assertEqual(some(4), some(4))
        self.assertNotEqual(some(4), some(5))

    def test_english_is_said_most_and_every_language_is_said(self):
        rng = np.random.default_rng(6)
        heard = [caption_and_truth(broad_spec(rng), rng)[1].language for _ in range(3000)]
        self.assertTrue(0.66 < heard.count("en") / 3000 < 0.74)
        for language in LANGUAGES:
            self.assertGreater(heard.count(language), 150)

    def test_unknown_language_is_refused_by_name(self):
        with self.assertRaisesRegex(ValueError, "not 'tlh'"):
            caption(broad_spec(np.random.default_rng(1)), np.random.default_rng(1), "tlh")

    def test_typos_change_some_words_by_one_letter(self):
        draw = np.random.default_rng(10).random
        text = "two large red lighthouses above the harbour"
        garbled = [misspell(text, draw, 0.5) for _ in range(100)]
        self.assertTrue(any(one != text for one in garbled))
        for one in garbled:
            self.assertEqual(len(one.split(" ")), 7)
            self.assertLessEqual(abs(len(one) - len(text)), 7)
        self.assertEqual(misspell(text, draw, 0.0), text)

    def test_five_thousand_captions_a_second(self):
        rng = np.random.default_rng(9)
        specs = [broad_spec(rng) for _ in range(2000)]
        started = time.process_time()
        for spec in specs:
            caption_and_truth(spec, rng)
        self.assertGreater(2000 / (time.process_time() - started), 5000)


class Truth(unittest.TestCase):
    def test_truth_is_what_the_spec_holds_and_what_the_words_say(self):
        for language in LANGUAGES:
            forms: dict[tuple[str, str], list[str]] = {}
            for form, kind, key in load_language(language).forms():
                forms.setdefault((kind, key), []).extend({padded(form), padded(form).replace("ß", "ss")})
            forms["thing", "star_shape"] += forms["thing", "stars"]  # "two stars" are shapes; uncounted ones are in the sky
            rng = np.random.default_rng(7)
            for _ in range(1500):
                spec = broad_spec(rng)
                text, truth = caption_and_truth(spec, rng, language)
                heard = padded(text)
                sources = {thing.kind: thing for thing in spec.things}
                for name in ("place", "light", "style"):
                    self.assertIn(getattr(truth, name), (None, getattr(spec, name)))
                self.assertEqual(len({thing.kind for thing in truth.things}), len(truth.things))
                for thing in truth.things:
                    source = sources[thing.kind]
                    for name in ("colour", "size", "where"):
                        self.assertIn(getattr(thing, name), (None, getattr(source, name)))
                    self.assertIn(thing.count, (None, COUNTS[min(source.count, 6) - 1]))
                    self.assertTrue(any(form in heard for form in forms["thing", thing.kind]), (text, thing))
                    if thing.size:
                        self.assertTrue(any(form.strip() in heard for form in forms["size", thing.size]), (text, thing))
                    if thing.colour and language != "ru":  # "красного цвета" and the like are no forms of their own
                        self.assertTrue(any(form.strip() in heard for form in forms["colour", thing.colour]), (text, thing))

    def test_a_colour_that_is_not_in_the_truth_is_not_in_the_words(self):
        rng = np.random.default_rng(13)
        for _ in range(4000):
            text, truth = caption_and_truth(broad_spec(rng), rng, "en")
            colours = {thing.colour for thing in truth.things}
            for colour in ("purple", "brown", "pink", "yellow"):
                if colour not in colours:
                    self.assertNotIn(f" {colour} ", padded(text))

    def test_unsaid_and_said_both_happen_for_everything(self):
        rng = np.random.default_rng(8)
        truths = [caption_and_truth(broad_spec(rng), rng)[1] for _ in range(12_000)]
        for name, ids in (("place", PLACES), ("light", LIGHTS), ("style", STYLES)):
            self.assertEqual({getattr(truth, name) for truth in truths}, {None, *ids})
        things = [thing for truth in truths for thing in truth.things]
        self.assertEqual({thing.kind for thing in things}, set(THINGS))
        for name, ids in (("colour", COLOURS), ("count", COUNTS), ("size", SIZES), ("where", WHERE)):
            self.assertEqual({getattr(thing, name) for thing in things}, {None, *ids})


class Tokens(unittest.TestCase):
    def test_no_prompt_is_an_error_and_every_prompt_has_one_shape(self):
        ids = encode_prompts(STRANGE)
        self.assertEqual(ids.shape, (len(STRANGE), TOKENS))
        self.assertTrue((ids[:, 0] == 1).all() and ids.max() < VOCABULARY)
        self.assertEqual(ids[2].tolist(), [1, 2] + [0] * (TOKENS - 2), "an empty prompt is begin, end, pads")
        self.assertTrue((ids[4] != 0).all() and ids[4, -1] == 2, "a long prompt is cut and still ends")

    def test_round_trip(self):
        tokenizer = load_tokenizer()
        for text in ("a red boat", "zwei grüne bäume", "un árbol", "l été", "красная лодка", "日本の船"):
            self.assertEqual(tokenizer.decode(tokenizer.encode(text).ids).replace(" ", ""), text.replace(" ", ""))

    def test_case_hyphens_and_compatibility_forms_do_not_matter_but_accents_do(self):
        for alike in (["Hot-Air Balloon", "hot air balloon", "ＨＯＴ air balloon"], ["ЗЕЛЁНАЯ ЁЛКА", "зеленая елка"], ["l'été", "L’ÉTÉ"]):
            ids = encode_prompts(alike)
            self.assertTrue((ids == ids[0]).all(), alike)
        accents = encode_prompts(["pêche", "peche"])
        self.assertTrue((accents[0] != accents[1]).any())

    def test_captions_fit(self):
        rng = np.random.default_rng(11)
        for language in LANGUAGES:
            ids = encode_prompts([caption(broad_spec(rng), rng, language) for _ in range(1000)])
            self.assertLess((ids[:, -1] != 0).mean(), 0.03, language)

    def test_config_matches(self):
        config = json.loads((TOKENIZER_FOLDER / "tokenizer_config.json").read_text())
        tokenizer = load_tokenizer()
        self.assertEqual(config["model_max_length"], TOKENS)
        self.assertEqual([tokenizer.token_to_id(config[name]) for name in ("pad_token", "bos_token", "eos_token")], [0, 1, 2])
        self.assertLessEqual(tokenizer.get_vocab_size(), VOCABULARY)


class Encoder(unittest.TestCase):
    def test_pads_change_nothing_and_come_out_as_zero(self):
        torch.manual_seed(1)
        encoder = TextEncoder(100).eval()
        short = torch.tensor([[1, 5, 6, 2]])
        states, pooled = encoder(short)
        padded_states, padded_pooled = encoder(torch.cat([short, torch.zeros(1, 28, dtype=torch.int64)], dim=1))
        self.assertEqual(padded_states.shape, (1, 32, 256))
        self.assertEqual(padded_pooled.shape, (1, 256))
        self.assertTrue((padded_states[:, 4:] == 0).all())
        torch.testing.assert_close(padded_states[:, :4], states, atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(padded_pooled, pooled, atol=1e-5, rtol=1e-5)

    def test_width_that_heads_cannot_share_is_refused(self):
        with self.assertRaisesRegex(ValueError, "d = 250 is not divisible by heads = 4"):
            TextEncoder(100, d=250)


class WordList(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.words = word_list(captions_each=1500)

    def test_knows_every_id_in_every_language(self):
        for language in LANGUAGES:
            for kind, ids in IDS.items():
                self.assertEqual(list(self.words["display"][language][kind]), list(ids))
                listed = {entry["id"] for entry in self.words["languages"][language].values() if entry["kind"] == kind}
                self.assertEqual(listed, set(ids), (language, kind))
            self.assertFalse(set(self.words["ignored"][language]) & set(self.words["languages"][language]))

    def test_has_inflected_forms(self):
        for language, form, kind, key in LISTED:
            with self.subTest(form):
                self.assertEqual(self.words["languages"][language][form], {"kind": kind, "id": key})


if __name__ == "__main__":
    unittest.main()
