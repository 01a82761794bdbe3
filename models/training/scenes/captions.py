"""What is said of a scene: captions in five languages from one grammar, and the truth of what was said.

A caption says some of what the spec holds and nothing it doesn't. Whatever a caption leaves unsaid is free, so that the
model learns to fill it in. Patterns, omissions and joins live here; words and agreement live in words_*.py.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Optional, Tuple

import numpy as np

from .spec import SceneSpec, ThingSpec
from .vocabulary import COUNTS
from .words import Ask, Draw, Joint, Language, pick, pick_first

LANGUAGES = ("en", "de", "es", "fr", "ru")
_SHARE_OF_ENGLISH = 0.7
# 32 tokens hold about this many words of any of the languages; longer captions are said again, shorter.
_WORDS_AT_MOST = 21


@dataclass(frozen=True, slots=True)
class SaidThing:
    """Ids from vocabulary.py; None means that the caption doesn't say."""

    kind: str
    count: Optional[str] = None
    colour: Optional[str] = None
    size: Optional[str] = None
    where: Optional[str] = None


@dataclass(frozen=True, slots=True)
class SaidTruth:
    """Only what the caption says. `things` are in the order of the spec."""

    language: str
    place: Optional[str]
    light: Optional[str]
    style: Optional[str]
    things: Tuple[SaidThing, ...]


def caption(spec: SceneSpec, rng: np.random.Generator, language: Optional[str] = None, typos: float = 0.0) -> str:
    """A caption of `spec`. `language`: one of LANGUAGES, or None for a random one (English 70 %).

    `typos`: share of words that get one misspelling, in [0, 1]. Draws from `rng` once.
    Raises ValueError for a language that is not spoken.
    """
    return caption_and_truth(spec, rng, language, typos)[0]


def caption_and_truth(
    spec: SceneSpec, rng: np.random.Generator, language: Optional[str] = None, typos: float = 0.0,
) -> Tuple[str, SaidTruth]:
    """Like `caption`, with the attributes that were said."""
    chance = random.Random(int(rng.integers(1 << 62)))
    draw = chance.random
    if language is None:
        language = "en" if draw() < _SHARE_OF_ENGLISH else pick(draw, LANGUAGES[1:])
    speech = load_language(language)
    talkative = 1.0
    while True:
        text, truth = _say(spec, speech, draw, talkative)
        if text and text.count(" ") + text.count(",") < _WORDS_AT_MOST:
            break
        talkative = max(0.4, talkative * 0.85)
    if typos > 0.0:
        text = misspell(text, draw, typos)
    return _set_case(text, draw), truth


@lru_cache(maxsize=None)
def load_language(code: str) -> Language:
    """The word tables of `code`. Raises ValueError for a language that is not in LANGUAGES."""
    if code not in LANGUAGES:
        raise ValueError(f"captions speak {', '.join(LANGUAGES)}, not {code!r}")
    return import_module(f".words_{code}", __package__).LANGUAGE


def misspell(text: str, draw: Draw, share: float) -> str:
    """Swaps, drops, doubles or replaces one inner letter in about `share` of the words of four letters or more."""
    words = text.split(" ")
    for index, word in enumerate(words):
        if draw() >= share or len(word) < 4 or not word.isalpha():
            continue
        at = 1 + int(draw() * (len(word) - 2))
        way = draw()
        if way < 0.35:
            words[index] = word[:at] + word[at + 1] + word[at] + word[at + 2:]
        elif way < 0.65:
            words[index] = word[:at] + word[at + 1:]
        elif way < 0.85:
            words[index] = word[:at] + word[at] + word[at:]
        else:
            words[index] = word[:at] + pick(draw, word) + word[at + 1:]
    return " ".join(words)


def _set_case(text: str, draw: Draw) -> str:
    way = draw()
    if way < 0.45:
        return text
    if way < 0.65:
        return text.lower()
    if way < 0.92:
        return text[0].upper() + text[1:]
    if way < 0.96:
        return text.title()
    return text.upper()


@dataclass(slots=True)
class _Chosen:
    """A thing that will be said, and which of its attributes."""

    order: int
    spec: ThingSpec
    count: Optional[str]
    colour: Optional[str]
    size: Optional[str]
    where: Optional[str]


def _say(spec: SceneSpec, speech: Language, draw: Draw, talkative: float) -> Tuple[str, SaidTruth]:
    chosen = []
    for order, thing in enumerate(spec.things):
        if draw() >= (0.96 if order == 0 else 0.8 * talkative):
            continue
        count = COUNTS[min(thing.count, 6) - 1]
        chosen.append(_Chosen(
            order, thing,
            count if thing.count == 1 or draw() < 0.85 else None,
            thing.colour if thing.colour and draw() < 0.9 * talkative else None,
            thing.size if thing.size and draw() < 0.8 * talkative else None,
            thing.where if thing.where and draw() < 0.8 * talkative else None,
        ))
    place = spec.place if draw() < 0.72 * talkative or not chosen and draw() < 0.8 else None
    light = spec.light if draw() < 0.62 * talkative else None
    style = spec.style if draw() < 0.68 * talkative else None

    said: list[SaidThing] = []
    text = _compose(_Speaker(speech, draw, said), chosen, place, light, style)
    said.sort(key=lambda entry: entry[0])
    truth = SaidTruth(speech.code, place, light, style, tuple(thing for _, thing in said))
    return speech.tidy(text), truth


@dataclass(slots=True)
class _Speaker:
    speech: Language
    draw: Draw
    said: list  # (order, SaidThing), filled while speaking

    def phrase(self, thing: _Chosen, case: str, bare: bool = False, where: str = "after") -> str:
        """One thing with its attributes. `where`: "after", "before" or "unsaid" (a relation has said it)."""
        draw = self.draw
        text, count = self.speech.noun_phrase(draw, Ask(
            thing.spec.kind, thing.count, thing.spec.count > 1, thing.spec.count > 2, thing.colour, thing.size, case, bare))
        self.said.append((thing.order, SaidThing(thing.spec.kind, count, thing.colour, thing.size, thing.where)))
        if thing.where and where != "unsaid":
            position = pick_first(draw, self.speech.where[thing.where])
            return f"{position} {text}" if where == "before" else f"{text} {position}"
        return text

    def listing(self, things: list[_Chosen], case: str, may_front: bool = False) -> str:
        """Things joined by "and", "with", "next to", or by one standing above or behind another."""
        draw, speech = self.draw, self.speech
        if len(things) == 1:
            return self.phrase(things[0], case)
        if len(things) == 2 and draw() < 0.7:
            first, second = things
            for upper, lower in ((first, second), (second, first)):
                if upper.where in speech.relation and not lower.where:
                    relation = pick(draw, speech.relation[upper.where])
                    head = self.phrase(upper, case, where="unsaid")
                    return f"{head} {relation.text} {self.phrase(lower, relation.case)}"
        if draw() < 0.3:
            things = list(things)
            things.append(things.pop(0))
        where = "before" if may_front and draw() < 0.25 else "after"
        head = self.phrase(things[0], case, where=where)
        join = pick(draw, speech.joins)
        rest_case = case if join.case == "nom" else join.case
        if where == "before":
            join, rest_case = Joint(","), case
        rest = [self.phrase(thing, rest_case, where=where) for thing in things[1:]]
        tail = rest[0] if len(rest) == 1 else f"{', '.join(rest[:-1])} {speech.last_join} {rest[-1]}"
        if join.case == "nom" and len(rest) > 1:
            return f"{head}, {tail}"
        return f"{head}{'' if join.text == ',' else ' '}{join.text} {tail}"


def _compose(speaker: _Speaker, things: list[_Chosen], place, light, style) -> str:
    draw, speech = speaker.draw, speaker.speech
    if not things and not place:
        return _tags(speaker, things, place, light, style)
    way = draw()
    if way < 0.2:
        return _tags(speaker, things, place, light, style)
    if things and way < 0.3:
        return _request(speaker, things, place, light, style)
    if things and way < 0.38:
        return _sentences(speaker, things, place, light, style)
    if place and (not things or way < 0.55):
        return _place_first(speaker, things, place, light, style)
    return _thing_first(speaker, things, place, light, style)


def _tags(speaker: _Speaker, things, place, light, style) -> str:
    """'red lighthouse, sea, sunset, watercolour'."""
    draw, speech = speaker.draw, speaker.speech
    whole = draw() < 0.3  # with articles and prepositions, but still between commas
    parts = [speaker.phrase(thing, "nom", bare=not whole) for thing in things]
    about = []
    if place:
        about.append(pick_first(draw, speech.place_at[place] if whole else speech.place_tag[place]))
    if light:
        about.append(pick_first(draw, speech.light_at[light] if whole else speech.light_tag[light]))
    if style:
        about.append(pick_first(draw, speech.style_tag[style]))
    if draw() < 0.12:
        about.append(pick(draw, speech.extra_tags))
    if draw() < 0.35:
        _shuffle(about, draw)
    if draw() < 0.25:
        parts = about + parts
    elif draw() < 0.25:
        parts = parts + about
        _shuffle(parts, draw)
    else:
        parts = parts + about
    # Without commas only when nothing could bind to the wrong neighbour.
    if len(things) < 2 and draw() < 0.3 and not (things and things[0].where):
        return " ".join(parts)
    return ", ".join(parts)


def _request(speaker: _Speaker, things, place, light, style) -> str:
    """'draw a cat in a room please'."""
    draw, speech = speaker.draw, speaker.speech
    opening = pick(draw, speech.ask_for)
    text = f"{opening.text} {speaker.listing(things, opening.case)}"
    text += _surroundings(speaker, things, place, light)
    if style:
        text += f"{pick(draw, (' ', ', '))}{pick_first(draw, speech.style_back[style])}"
    if draw() < 0.3:
        text += f"{pick(draw, (' ', ', '))}{pick(draw, speech.please)}"
    return text


def _sentences(speaker: _Speaker, things, place, light, style) -> str:
    """'there is a red boat on a lake. it is foggy. watercolour'."""
    draw, speech = speaker.draw, speaker.speech
    opening = pick(draw, speech.there_is)
    if place and draw() < 0.3:
        opening = pick(draw, speech.there_is_after or speech.there_is)
        text = f"{pick_first(draw, speech.place_at[place])} {opening.text} {speaker.listing(things, opening.case)}"
        place = None
    else:
        text = f"{opening.text} {speaker.listing(things, opening.case)}"
    text += _surroundings(speaker, things, place, None)
    if light:
        joint = pick(draw, (". ", ". ", ", "))
        text += joint + pick_first(draw, speech.light_sentence[light])
    if style:
        text += pick(draw, (". ", ", ")) + pick(draw, (speech.style_tag, speech.style_back))[style][0]
    return text + pick(draw, ("", "."))


def _place_first(speaker: _Speaker, things, place, light, style) -> str:
    """'a lake with two red boats at sunset, watercolour'; 'on a lake at dusk, two red boats'."""
    draw, speech = speaker.draw, speaker.speech
    front, back = _style_parts(speaker, style, needs_nominative=not speech.style_front_takes_place)
    if things and draw() < 0.3 and not front.text:
        text = pick_first(draw, speech.place_at[place])
        if light:
            text += " " + pick_first(draw, speech.light_at[light])
        return f"{text}{pick(draw, (', ', ': ', ' '))}{speaker.listing(things, 'nom', may_front=True)}{back}"
    text = pick_first(draw, speech.place_noun[place])
    early = light and draw() < 0.5
    if early:
        text += " " + pick_first(draw, speech.light_at[light])
    if things:
        with_ = pick(draw, speech.with_)
        text += f" {with_.text} {speaker.listing(things, with_.case)}"
    if light and not early:
        text += f"{', ' if things and things[-1].where else pick(draw, (' ', ', '))}{pick_first(draw, speech.light_at[light])}"
    return f"{front.text} {text}{back}" if front.text else text + back


def _thing_first(speaker: _Speaker, things, place, light, style) -> str:
    """'a watercolour of a lighthouse on a cliff at sunset'; 'at sunset, a lighthouse by the sea, oil painting'."""
    draw, speech = speaker.draw, speaker.speech
    front, back = _style_parts(speaker, style, needs_nominative=False)
    lead = ""
    if light and not front.text and draw() < 0.2:
        lead, light = pick_first(draw, speech.light_at[light]) + pick(draw, (", ", " ", ": ")), None
    text = speaker.listing(things, front.case, may_front=not front.text)
    if front.text:
        text = f"{front.text} {text}"
    return lead + text + _surroundings(speaker, things, place, light) + back


def _style_parts(speaker: _Speaker, style: Optional[str], needs_nominative: bool) -> Tuple[Joint, str]:
    """The words before and after a caption that say its style, or that say nothing."""
    draw, speech = speaker.draw, speaker.speech
    if not style:
        extra = f", {pick(draw, speech.extra_tags)}" if draw() < 0.08 else ""
        opening = pick(draw, speech.picture_of) if draw() < 0.12 and not needs_nominative else Joint("")
        return opening, extra
    way = draw()
    if way < 0.35 and not needs_nominative:
        return pick_first(draw, speech.style_front[style]), ""
    if way < 0.45:
        return Joint(pick_first(draw, speech.style_tag[style]) + pick(draw, (":", ",", ":"))), ""
    if way < 0.7:
        return Joint(""), f"{pick(draw, (' ', ', '))}{pick_first(draw, speech.style_back[style])}"
    return Joint(""), f", {pick_first(draw, speech.style_tag[style])}"


def _surroundings(speaker: _Speaker, things, place, light) -> str:
    """' on a lake at sunset'; after a thing whose position was just said, a comma keeps the two apart."""
    draw, speech = speaker.draw, speaker.speech
    parts = []
    if place:
        parts.append(pick_first(draw, speech.place_at[place]))
    if light:
        parts.append(pick_first(draw, speech.light_at[light]))
    if not parts:
        return ""
    if len(parts) == 2 and draw() < 0.2:
        parts.reverse()
    opening = ", " if any(thing.where for thing in things) and draw() < 0.7 or draw() < 0.15 else " "
    return opening + pick(draw, (" ", " ", ", ")).join(parts)


def _shuffle(parts: list[str], draw: Draw) -> None:
    for last in range(len(parts) - 1, 0, -1):
        other = int(draw() * (last + 1))
        parts[last], parts[other] = parts[other], parts[last]
