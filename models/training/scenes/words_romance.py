"""What Spanish and French share: two genders, adjectives that agree and mostly follow their noun, no cases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Callable, Mapping, Optional, Sequence, Tuple

from .words import Ask, Draw, pick, pick_first, split_words


@dataclass(frozen=True)
class Noun:
    singular: str
    plural: str
    feminine: bool
    flag: str      # "~": never counted; "#": only with a said number or alone in the singular


@dataclass(frozen=True)
class RomanceWords:
    """Word tables and the rules of agreement. `agree(adjective, feminine, plural)` inflects; "!" marks words that never change."""

    nouns: Mapping[str, Sequence[Noun]]
    colours: Mapping[str, Sequence[str]]
    sizes: Mapping[str, Sequence[str]]       # "<" before a word: stands before the noun
    counts: Mapping[str, Sequence[str]]      # two to five
    many: Sequence[Tuple[str, str]]          # masculine, feminine
    several: Sequence[Tuple[str, str]]       # three or more, unsaid how many
    some: Sequence[Tuple[str, str]]          # two or more, unsaid how many; "" = bare
    one: Tuple[str, str]
    the: Tuple[str, str]
    in_colour: str                           # "de color "
    praise: Sequence[str]
    agree: Callable[[str, bool, bool], str]

    def noun_phrase(self, draw: Draw, ask: Ask) -> Tuple[str, Optional[str]]:
        nouns = self.nouns[ask.kind]
        noun = pick_first(draw, nouns)
        if noun.flag == "#" and ask.plural and ask.count in (None, "many"):
            noun = nouns[1]
        if noun.flag == "~" and ask.kind != "stars" and ask.plural and ask.count:
            noun = next((other for other in nouns if not other.flag), noun)
        if noun.flag == "~" and ask.kind == "stars" and (ask.colour or ask.size or ask.count == "many"):
            noun = nouns[0]
        many = ask.plural if noun.flag != "~" else noun.singular == noun.plural
        before, after = [], []
        if draw() < 0.05:
            after.append(self.agree(pick(draw, self.praise), noun.feminine, many))
        if ask.colour:
            colour = pick_first(draw, self.colours[ask.colour])
            if draw() < 0.92:
                after.insert(0, self.agree(colour, noun.feminine, many))
            else:
                after.insert(0, self.in_colour + self.agree(colour, False, False))
        if ask.size:
            size = pick_first(draw, self.sizes[ask.size])
            if size[0] == "<":
                before.append(self.agree(size[1:], noun.feminine, many))
            elif draw() < 0.5:
                after.insert(0, self.agree(size, noun.feminine, many))
            else:
                after.append(self.agree(size, noun.feminine, many))
        words = " ".join((*before, noun.plural if many else noun.singular, *after))
        if noun.flag == "~":
            if ask.kind == "stars" and ask.count == "many" and many:
                return f"{pick(draw, self.many)[noun.feminine]} {words}", "many"
            return words, None
        if not ask.plural:
            if ask.bare:
                return words, "one"
            if ask.kind in ("sun", "moon") and draw() < 0.6 or draw() < 0.06:
                return f"{self.the[noun.feminine]} {words}", "one"
            return f"{'1' if draw() < 0.03 else self.one[noun.feminine]} {words}", "one"
        if ask.count is None:
            if ask.several and draw() < 0.35:
                return f"{pick(draw, self.several)[noun.feminine]} {words}", None
            number = "" if ask.bare else pick(draw, self.some)[noun.feminine]
            return f"{number} {words}".lstrip(), None
        number = pick(draw, self.many)[noun.feminine] if ask.count == "many" else pick_first(draw, self.counts[ask.count])
        return f"{number} {words}", ask.count

    def forms(self) -> list[Tuple[str, str, str]]:
        found = []
        for kind, nouns in self.nouns.items():
            for noun in nouns:
                found.append((noun.singular, "thing", kind))
                if noun.flag != "#":
                    found.append((noun.plural, "thing", kind))
        for word_kind, words in (("colour", self.colours), ("size", self.sizes)):
            for key, options in words.items():
                found.extend((self.agree(word.lstrip("<"), feminine, plural), word_kind, key)
                             for word in options for feminine in (False, True) for plural in (False, True))
        for key, options in self.counts.items():
            found.extend((word, "count", key) for word in options)
        found.extend((word, "count", "one") for word in (*self.one, "1"))
        found.extend((word, "count", "many") for pair in self.many for word in pair)
        return found


def read_nouns(things: Mapping[str, str], plural_of: Callable[[str], str]) -> dict[str, Tuple[Noun, ...]]:
    """Reads 'faro m; torre f torres' tables: singular, gender, and the plural where the rule doesn't give it."""
    def read(text: str) -> Noun:
        flag, singular, gender, plural = re.fullmatch(r"([~#]?)(.+?) ([mf])(?: (.+))?", text).groups()
        return Noun(singular, plural or plural_of(singular), gender == "f", flag)
    return {kind: tuple(read(part) for part in split_words(text)) for kind, text in things.items()}
