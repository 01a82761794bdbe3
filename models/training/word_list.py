"""Writes which words House knows, for the prompt box: models/house/words.json.

    python word_list.py [--out ../house/words.json]

    {
      "languages": { "en": { "lighthouse": {"kind": "thing", "id": "lighthouse"}, ... }, ... },
      "display":   { "en": { "thing": { "lighthouse": "lighthouse", ... }, "colour": { ... }, ... }, ... },
      "ignored":   { "en": ["a", "beautiful", "draw", ...], ... }
    }

Forms may be several words ("hot air balloon") and are matched longest first, after the prompt was made lower case and its
hyphens and apostrophes became spaces, as the tokenizer does; forms with `ё` or `ß` are listed with `е` and `ss` too.
Kinds: thing, colour, size, count, where, place, light, style. Ignored words are understood but say nothing that is drawn.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Iterator, Tuple

import numpy as np

from broad_specs import broad_spec
from scenes.captions import LANGUAGES, caption, load_language
from scenes.vocabulary import COLOURS, COUNTS, LIGHTS, PLACES, SIZES, STYLES, THINGS, WHERE
from scenes.words import Language

IDS = {
    "thing": THINGS, "colour": COLOURS, "place": PLACES, "light": LIGHTS, "style": STYLES, "size": SIZES, "count": COUNTS, "where": WHERE,
}
# Where one form means two things ("orange", "rosa"), the reading that stands earlier here is listed.
_PRECEDENCE = ("colour", "thing", "place", "light", "style", "where", "size", "count")
_SEPARATORS = re.compile(r"[^\w]+|_+")


def normal_form(text: str) -> str:
    """As forms are listed: lower case words between single spaces."""
    return " ".join(_SEPARATORS.sub(" ", text.lower()).split())


def _spellings(form: str) -> Tuple[str, ...]:
    """The form and how it is written by people who leave out ё or lack ß."""
    return form, form.replace("ё", "е").replace("ß", "ss")


def _without_function_words(speech: Language, phrase: str) -> str:
    """'on a small island' -> 'small island'; 'à l'aube' -> 'aube'. Empty when more than two words are left."""
    words = normal_form(phrase).split(" ")
    while words and words[0] in speech.function_words:
        words.pop(0)
    return " ".join(words) if len(words) <= 2 else ""


def _all_forms(speech: Language) -> Iterator[Tuple[str, str, str]]:
    """(form, kind, id), the display form of every id first."""
    yield from speech.forms()
    for kind, phrases in (
        ("place", (speech.place_tag, speech.place_noun, speech.place_at)),
        ("light", (speech.light_tag, speech.light_at, speech.light_sentence)),
        ("style", (speech.style_tag, speech.style_back)),
        ("where", (speech.where,)),
    ):
        for mapping in phrases:
            for key, options in mapping.items():
                for option in options:
                    yield option, kind, key
                    if kind != "where":  # "left" alone could be anything: those stay whole phrases
                        yield _without_function_words(speech, option), kind, key
    for key, options in speech.style_front.items():
        for joint in options:
            words = normal_form(joint.text).split(" ")
            yield _without_function_words(speech, " ".join(words[:-1] if len(words) > 1 else words)), "style", key


def word_list(captions_each: int = 20_000, seed: int = 7) -> dict:
    """The whole list. Ignored words are found by listening: every word of many captions that is no form by itself."""
    rng = np.random.default_rng(seed)
    languages, display, ignored = {}, {}, {}
    for code in LANGUAGES:
        speech = load_language(code)
        found, shown = {}, {kind: {} for kind in IDS}
        entries = list(_all_forms(speech))
        for form, kind, key in entries:
            shown[kind].setdefault(key, form.lower())
        for form, kind, key in sorted(entries, key=lambda entry: _PRECEDENCE.index(entry[1])):
            for spelling in _spellings(normal_form(form)):
                if spelling and (spelling not in speech.function_words or kind == "count"):
                    found.setdefault(spelling, {"kind": kind, "id": key})
        heard = set(speech.function_words)
        for _ in range(captions_each):
            heard.update(spelling for word in normal_form(caption(broad_spec(rng), rng, code)).split() for spelling in _spellings(word))
        languages[code] = dict(sorted(found.items()))
        display[code] = {kind: {key: shown[kind][key] for key in ids} for kind, ids in IDS.items()}
        ignored[code] = sorted(word for word in heard if word.isalpha() and word not in found)
    return {"languages": languages, "display": display, "ignored": ignored}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent / "house" / "words.json")
    options = parser.parse_args()
    words = word_list()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    # One language a line: small, and a change shows in which language it was.
    lines = [f'"{part}": {{\n' + ",\n".join(f'"{code}": {json.dumps(value, ensure_ascii=False, separators=(",", ":"))}' for code, value in words[part].items()) + "\n}" for part in words]
    options.out.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    for code, forms in words["languages"].items():
        print(f"{code}: {len(forms)} forms, {len(words['ignored'][code])} ignored words")


if __name__ == "__main__":
    main()
