"""What a language must offer so that captions.py can speak it: word tables and one noun-phrase function.

Three cases are enough for every pattern captions.py uses: "nom" (naming, tags), "acc" (after "draw", "there is")
and "obl" (after "with", "above", "behind": German dative, Russian instrumental). English, Spanish and French ignore them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Mapping, Optional, Sequence, Tuple

Draw = Callable[[], float]  # a source of uniform floats in [0, 1)


@dataclass(frozen=True, slots=True)
class Ask:
    """A thing as it is to be said. `count` is an id from COUNTS or None (unsaid); `plural` is what is drawn."""

    kind: str
    count: Optional[str]
    plural: bool
    several: bool              # three or more are drawn: "several" is honest
    colour: Optional[str]
    size: Optional[str]
    case: str                  # "nom" | "acc" | "obl"
    bare: bool                 # tag-like: no article


@dataclass(frozen=True, slots=True)
class Joint:
    """Words between or before phrases, and the case they ask of what follows."""

    text: str
    case: str = "nom"


@dataclass(frozen=True)
class Language:
    """Word tables of one language. Keys of the mappings are ids from vocabulary.py; first options are said most."""

    code: str
    noun_phrase: Callable[[Draw, Ask], Tuple[str, Optional[str]]]   # -> text, the count id it says
    forms: Callable[[], Sequence[Tuple[str, str, str]]]             # (surface form, "thing" | "colour" | ..., id)
    place_at: Mapping[str, Sequence[str]]      # "on a lake"
    place_noun: Mapping[str, Sequence[str]]    # "a lake": begins a caption, nominative
    place_tag: Mapping[str, Sequence[str]]     # "lake"
    light_at: Mapping[str, Sequence[str]]      # "at sunset"
    light_tag: Mapping[str, Sequence[str]]     # "sunset"
    light_sentence: Mapping[str, Sequence[str]]  # "the sun is setting"
    style_front: Mapping[str, Sequence[Joint]]  # "a watercolour of"
    style_back: Mapping[str, Sequence[str]]    # "in watercolour"
    style_tag: Mapping[str, Sequence[str]]     # "watercolour"
    style_front_takes_place: bool              # whether "a watercolour of" may stand before a nominative place
    where: Mapping[str, Sequence[str]]         # "on the left"
    relation: Mapping[str, Sequence[Joint]]    # "above", "behind": "a kite above a house"
    picture_of: Sequence[Joint]                # "a picture of": says nothing
    ask_for: Sequence[Joint]                   # "draw", "please paint"
    there_is: Sequence[Joint]                  # "there is"
    please: Sequence[str]
    joins: Sequence[Joint]                     # "and", "next to": between two things
    last_join: str                             # "and": before the last of three or more
    with_: Sequence[Joint]                     # "with": between a place and its things
    extra_tags: Sequence[str]                  # "beautiful", "highly detailed": say nothing
    function_words: frozenset[str]             # stripped from the front of phrases for the word list
    there_is_after: Sequence[Joint] = ()       # "there is" where a place precedes it, if the order differs
    tidy: Callable[[str], str] = staticmethod(lambda text: text)  # elisions and contractions


def pick(draw: Draw, options: Sequence):
    """One of `options`, each as likely as the others."""
    return options[int(draw() * len(options))]


def pick_first(draw: Draw, options: Sequence):
    """One of `options`; the first is said about half of the time, because people say the plain word."""
    if draw() < 0.4:
        return options[0]
    return options[int(draw() * len(options))]


def split_words(text: str) -> Tuple[str, ...]:
    """'a; b; c' -> ('a', 'b', 'c')."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def table(entries: Mapping[str, str]) -> dict[str, Tuple[str, ...]]:
    """Splits every value of a written-out word table."""
    return {key: split_words(value) for key, value in entries.items()}


def joints(text: str) -> Tuple[Joint, ...]:
    """'draw>acc; paint>acc; picture of' -> joints; no '>' means nominative."""
    result = []
    for part in split_words(text):
        words, _, case = part.partition(">")
        result.append(Joint(words, case or "nom"))
    return tuple(result)


def joint_table(entries: Mapping[str, str]) -> dict[str, Tuple[Joint, ...]]:
    return {key: joints(value) for key, value in entries.items()}
