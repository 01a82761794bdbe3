"""Words House doesn't know, for training: what they are near must be understood all the same.

"a red blorf and a blue house": the red belongs to the stranger, the house is blue, and nothing else was said.
"""

from __future__ import annotations

from scenes.words import Draw, pick

# Things people ask for that House cannot draw. Each language also gets made-up words.
_UNKNOWN = {
    "en": "dragon fox unicorn hat pizza elephant lion dinosaur mountain-goat ghost princess knight wizard sword bear tiger monkey frog snake spider mermaid pumpkin snowman truck tractor helicopter ice-cream cookie bread sofa bed carpet phone computer camera shoe dress crown ring key door stairs church statue fountain garden-gnome duck swan penguin turtle crab octopus shark dolphin bee ladybug snail squirrel deer wolf cow pig sheep goat chicken zebra giraffe panda koala camel alien monster zombie vampire witch angel fairy pirate astronaut cowboy ninja doctor piano violin drum trumpet telescope hammer scissors spoon fork knife plate candle",
    "de": "Drache Fuchs Einhorn Hut Pizza Elefant Löwe Dinosaurier Gespenst Prinzessin Ritter Bär Frosch Schlange Kürbis Schneemann Traktor Hubschrauber Eis Brot Sofa Bett Krone Schlüssel Tür Ente Pinguin Schildkröte Biene Wolf Kuh Schwein Schaf Huhn Hexe Engel Klavier Kerze",
    "es": "dragón zorro unicornio sombrero pizza elefante león dinosaurio fantasma princesa caballero oso rana serpiente calabaza tractor helicóptero helado pan sofá cama corona llave puerta pato pingüino tortuga abeja lobo vaca cerdo oveja gallina bruja ángel piano vela",
    "fr": "dragon renard licorne chapeau pizza éléphant lion dinosaure fantôme princesse chevalier ours grenouille serpent citrouille tracteur hélicoptère glace pain canapé lit couronne clé porte canard pingouin tortue abeille loup vache cochon mouton poule sorcière ange piano bougie",
    "ru": "дракон лиса единорог шляпа пицца слон лев динозавр привидение принцесса рыцарь медведь лягушка змея тыква снеговик трактор вертолёт мороженое хлеб диван кровать корона ключ дверь утка пингвин черепаха пчела волк корова свинья овца курица ведьма ангел пианино свеча",
}
_UNKNOWN = {language: tuple(words.split()) for language, words in _UNKNOWN.items()}
_SYLLABLES = {True: "ба во ги дро жу зе кла лим но пра рус тон фи хо ча шук".split(), False: "ba vo gi dro zu kel plo lim na pra rus ton fi ho cha wok sti qua mer blor".split()}
_AND = {"en": "and", "de": "und", "es": "y", "fr": "et", "ru": "и"}
_WITH = {"en": "with", "de": "mit", "es": "con", "fr": "avec", "ru": "с"}
_A = {"en": "a", "de": "ein", "es": "un", "fr": "un", "ru": ""}


def _stranger(draw: Draw, language: str) -> str:
    if draw() < 0.7:
        return pick(draw, _UNKNOWN[language])
    return "".join(pick(draw, _SYLLABLES[language == "ru"]) for _ in range(2 + int(draw() * 2)))


def with_stranger(text: str, draw: Draw, language: str, colours: tuple[str, ...]) -> str:
    """`text` with one unknown thing added at its front or end, sometimes with a colour of its own."""
    colour = pick(draw, colours) if draw() < 0.5 else ""
    after = language in ("es", "fr")
    words = [_stranger(draw, language), colour] if after else [colour, _stranger(draw, language)]
    article = _A[language] if draw() < 0.7 else ""
    thing = " ".join(word for word in (article, *words) if word)
    way = draw()
    if way < 0.35:
        return f"{thing} {_AND[language]} {text}"
    if way < 0.5:
        return f"{thing}, {text}"
    if way < 0.75:
        return f"{text}, {thing}"
    return f"{text} {pick(draw, (_AND, _WITH))[language]} {thing}"
