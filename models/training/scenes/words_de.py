"""German: gender, four adjective endings a case, and the dative after "mit", "neben", "über"."""

from __future__ import annotations

import re
from typing import Optional, Tuple

from .words import Ask, Draw, Language, joint_table, joints, pick, pick_first, split_words, table

# "singular gender plural". "~": never counted. Gender "w": masculine, with -n or -en outside the nominative.
_THINGS = {
    "sun": "Sonne f Sonnen", "moon": "Mond m Monde; Vollmond m Vollmonde; Mondsichel f Mondsicheln", "stars": "~Sterne p Sterne; ~funkelnde Sterne p Sterne; ~Sternenhimmel m Sternenhimmel", "planet": "Planet w Planeten; Ringplanet w Ringplaneten",
    "cloud": "Wolke f Wolken; Wölkchen n Wölkchen", "rainbow": "Regenbogen m Regenbögen", "lightning": "Blitz m Blitze; Blitzschlag m Blitzschläge",
    "pine_tree": "Tanne f Tannen; Kiefer f Kiefern; Fichte f Fichten; Tannenbaum m Tannenbäume; Nadelbaum m Nadelbäume; Weihnachtsbaum m Weihnachtsbäume", "round_tree": "Baum m Bäume; Laubbaum m Laubbäume; Eiche f Eichen; Apfelbaum m Apfelbäume; Linde f Linden",
    "palm_tree": "Palme f Palmen; Kokospalme f Kokospalmen", "birch_tree": "Birke f Birken", "tulip": "Tulpe f Tulpen; Blume f Blumen; Blüte f Blüten", "sunflower": "Sonnenblume f Sonnenblumen", "rose": "Rose f Rosen", "daisy": "Gänseblümchen n Gänseblümchen; Margerite f Margeriten",
    "mushroom": "Pilz m Pilze; Fliegenpilz m Fliegenpilze", "cactus": "Kaktus m Kakteen", "grass": "~Gras n Gräser; Grasbüschel n Grasbüschel; ~Schilf n Schilfe", "rock": "Felsen m Felsen; Stein m Steine; Felsbrocken m Felsbrocken",
    "house": "Haus n Häuser; Gebäude n Gebäude; Häuschen n Häuschen", "cottage": "Hütte f Hütten; Landhaus n Landhäuser; Holzhütte f Holzhütten; Bauernhaus n Bauernhäuser", "castle": "Burg f Burgen; Schloss n Schlösser; Festung f Festungen", "tower": "Turm m Türme; Wachturm m Wachtürme",
    "lighthouse": "Leuchtturm m Leuchttürme", "windmill": "Windmühle f Windmühlen; Mühle f Mühlen", "bridge": "Brücke f Brücken; Steinbrücke f Steinbrücken", "tent": "Zelt n Zelte", "road": "Weg m Wege; Landstraße f Landstraßen; Pfad m Pfade", "fence": "Zaun m Zäune; Holzzaun m Holzzäune; Gartenzaun m Gartenzäune",
    "boat": "Boot n Boote; Ruderboot n Ruderboote; Fischerboot n Fischerboote; Kahn m Kähne", "sailing_ship": "Segelschiff n Segelschiffe; Segelboot n Segelboote; Schiff n Schiffe; Piratenschiff n Piratenschiffe", "submarine": "U-Boot n U-Boote; Unterseeboot n Unterseeboote", "car": "Auto n Autos; Wagen m Wagen; Oldtimer m Oldtimer",
    "bus": "Bus m Busse; Autobus m Autobusse", "train": "Zug m Züge; Eisenbahn f Eisenbahnen; Lokomotive f Lokomotiven; Dampflok f Dampfloks", "bicycle": "Fahrrad n Fahrräder; Rad n Räder", "balloon": "Ballon m Ballons; Heißluftballon m Heißluftballons; Luftballon m Luftballons", "rocket": "Rakete f Raketen; Raumschiff n Raumschiffe",
    "plane": "Flugzeug n Flugzeuge; Flieger m Flieger", "kite": "Drachen m Drachen; Papierdrachen m Papierdrachen", "bird": "Vogel m Vögel; Möwe f Möwen; Schwalbe f Schwalben", "owl": "Eule f Eulen; Uhu m Uhus", "fish": "Fisch m Fische; Goldfisch m Goldfische", "whale": "Wal m Wale; Blauwal m Blauwale",
    "jellyfish": "Qualle f Quallen", "cat": "Katze f Katzen; Kätzchen n Kätzchen; Kater m Kater", "dog": "Hund m Hunde; Welpe w Welpen", "horse": "Pferd n Pferde; Pony n Ponys", "rabbit": "Kaninchen n Kaninchen; Hase w Hasen; Häschen n Häschen", "butterfly": "Schmetterling m Schmetterlinge; Falter m Falter",
    "person": "Person f Personen; Mensch w Menschen; Mann m Männer; Frau f Frauen; Kind n Kinder; Mädchen n Mädchen; Junge w Jungen; Figur f Figuren", "robot": "Roboter m Roboter", "umbrella": "Regenschirm m Regenschirme; Schirm m Schirme; Sonnenschirm m Sonnenschirme", "lantern": "Laterne f Laternen; Papierlaterne f Papierlaternen; Lampion m Lampions",
    "cup": "Tasse f Tassen; Becher m Becher; Kaffeetasse f Kaffeetassen; Teetasse f Teetassen", "teapot": "Teekanne f Teekannen; Kanne f Kannen", "vase": "Vase f Vasen; Blumenvase f Blumenvasen", "bottle": "Flasche f Flaschen; Weinflasche f Weinflaschen; Glasflasche f Glasflaschen", "apple": "Apfel m Äpfel; Frucht f Früchte",
    "orange_fruit": "Orange f Orangen; Apfelsine f Apfelsinen; Mandarine f Mandarinen", "pear": "Birne f Birnen", "banana": "Banane f Bananen", "cake": "Kuchen m Kuchen; Torte f Torten; Geburtstagstorte f Geburtstagstorten", "book": "Buch n Bücher", "lamp": "Lampe f Lampen; Tischlampe f Tischlampen; Stehlampe f Stehlampen",
    "chair": "Stuhl m Stühle; Sessel m Sessel; Hocker m Hocker", "window": "Fenster n Fenster", "clock": "Uhr f Uhren; Wanduhr f Wanduhren; Wecker m Wecker", "guitar": "Gitarre f Gitarren", "ball": "Ball m Bälle; Fußball m Fußbälle; Wasserball m Wasserbälle", "box": "Kiste f Kisten; Schachtel f Schachteln; Holzkiste f Holzkisten; Karton m Kartons",
    "heart": "Herz n Herzen", "star_shape": "#Stern m Sterne; Sternform f Sternformen; Sternsymbol n Sternsymbole", "circle": "Kreis m Kreise; Scheibe f Scheiben; Ring m Ringe", "triangle": "Dreieck n Dreiecke", "square": "Quadrat n Quadrate; Viereck n Vierecke; Rechteck n Rechtecke", "spiral": "Spirale f Spiralen; Wirbel m Wirbel",
    "arrow": "Pfeil m Pfeile", "light_bulb": "Glühbirne f Glühbirnen; Glühlampe f Glühlampen", "gear": "Zahnrad n Zahnräder", "speech_bubble": "Sprechblase f Sprechblasen; Gedankenblase f Gedankenblasen",
}

# "!": never inflected.
_COLOURS = table({
    "red": "rot; knallrot; purpurrot; scharlachrot; hellrot", "orange": "!orange; orangefarben", "yellow": "gelb; zitronengelb; hellgelb", "green": "grün; hellgrün; dunkelgrün; smaragdgrün", "teal": "blaugrün; petrolfarben; dunkeltürkisfarben", "blue": "blau; hellblau; himmelblau; azurblau",
    "purple": "!lila; violett; lilafarben; fliederfarben", "pink": "!rosa; pinkfarben; rosafarben; rosarot", "brown": "braun; dunkelbraun; kastanienbraun", "black": "schwarz; pechschwarz", "white": "weiß; schneeweiß", "grey": "grau; silbern; hellgrau; dunkelgrau", "gold": "golden; goldfarben; goldgelb",
    "turquoise": "türkisfarben; !türkis; türkisblau", "cream": "cremefarben; beigefarben; !beige; elfenbeinfarben; cremeweiß", "navy": "dunkelblau; marineblau; nachtblau; tiefblau",
})
_SIZES = table({"small": "klein; winzig", "medium": "mittelgroß; mittler", "large": "groß; riesig; gewaltig"})
_COUNTS = table({"two": "zwei; 2", "three": "drei; 3", "four": "vier; 4", "five": "fünf; 5"})
_MANY = (("viele", "vielen"), ("viele", "vielen"), ("unzählige", "unzähligen"), ("sehr viele", "sehr vielen"), ("jede Menge", "jeder Menge"), ("lauter", "lauter"))
_SEVERAL = (("einige", "einigen"), ("mehrere", "mehreren"), ("ein paar", "ein paar"))
_PRAISE = split_words("schön; alt; hübsch; toll; süß; einsam; lustig; nett; ruhig; wunderbar")

_ENDINGS = {  # article kind -> case -> m, f, n, plural
    "ein": {"nom": "er e es en", "acc": "en e es en", "obl": "en en en en"},
    "der": {"nom": "e e e en", "acc": "en e e en", "obl": "en en en en"},
    "": {"nom": "er e es e", "acc": "en e es e", "obl": "em er em en"},
}
_ENDINGS = {kind: {case: dict(zip("mfnp", ends.split())) for case, ends in cases.items()} for kind, cases in _ENDINGS.items()}
_EIN = {"nom": {"m": "ein", "f": "eine", "n": "ein"}, "acc": {"m": "einen", "f": "eine", "n": "ein"}, "obl": {"m": "einem", "f": "einer", "n": "einem"}}
_DER = {"nom": {"m": "der", "f": "die", "n": "das"}, "acc": {"m": "den", "f": "die", "n": "das"}, "obl": {"m": "dem", "f": "der", "n": "dem"}}


def _read_noun(text: str) -> Tuple[str, str, str, bool, str]:
    """-> singular, plural, gender (m f n p), weak, flag."""
    flag, singular, gender, plural = re.fullmatch(r"([~#]?)(.+?) ([mfnwp]) (.+)", text).groups()
    return singular, plural, "m" if gender == "w" else gender, gender == "w", flag


_NOUNS = {kind: tuple(_read_noun(part) for part in split_words(text)) for kind, text in _THINGS.items()}


def _inflect(adjective: str, ending: str) -> str:
    return adjective[1:] if adjective[0] == "!" else adjective + ending


def _dative_plural(plural: str) -> str:
    return plural if plural[-1] in "ns" else plural + "n"


def _weak(singular: str) -> str:
    return singular + ("n" if singular.endswith("e") else "en")


def noun_phrase(draw: Draw, ask: Ask) -> Tuple[str, Optional[str]]:
    """Returns the phrase and the count it says: 'zwei kleinen roten Booten', 'two' after "mit"."""
    nouns = _NOUNS[ask.kind]
    singular, plural, gender, weak, flag = pick_first(draw, nouns)
    if flag == "#" and ask.plural and ask.count in (None, "many"):
        singular, plural, gender, weak, flag = nouns[1]
    if flag == "~" and ask.kind == "stars":
        if ask.colour or ask.size or ask.case == "obl" or ask.count == "many":
            singular, plural, gender, weak, flag = nouns[0]
        elif singular != plural or gender == "m":
            return singular, None
    elif flag == "~" and ask.plural and ask.count:
        singular, plural, gender, weak, flag = nouns[1]
    case = ask.case
    adjectives = []
    if draw() < 0.05:
        adjectives.append(pick(draw, _PRAISE))
    if ask.size:
        adjectives.append(pick_first(draw, _SIZES[ask.size]))
    tail = ""
    if ask.colour:
        colour = pick_first(draw, _COLOURS[ask.colour])
        if draw() < 0.95 or "farben" in colour:
            adjectives.append(colour)
        else:
            tail = " in " + colour.lstrip("!").capitalize()

    def words(kind: str, number: str) -> str:
        ending = _ENDINGS[kind][case][number]
        noun = singular if number != "p" else plural
        if number == "p" and case == "obl":
            noun = _dative_plural(noun)
        elif weak and number == "m" and case != "nom":
            noun = _weak(noun)
        return " ".join((*(_inflect(adjective, ending) for adjective in adjectives), noun)) + tail

    if flag == "~":
        if gender == "p":
            if ask.count == "many":
                number = pick(draw, _MANY)
                return f"{number[case == 'obl']} {words('', 'p')}", "many"
            return words("", "p"), None
        return words("", gender), None
    if not ask.plural:
        if ask.bare:
            return words("", gender), "one"
        if ask.kind in ("sun", "moon") and draw() < 0.6 or draw() < 0.06:
            return f"{_DER[case][gender]} {words('der', gender)}", "one"
        if draw() < 0.03:
            return f"1 {words('ein', gender)}", "one"
        return f"{_EIN[case][gender]} {words('ein', gender)}", "one"
    if ask.count is None:
        number = pick(draw, _SEVERAL)[case == "obl"] + " " if ask.several and draw() < 0.35 else ""
        return number + words("", "p"), None
    if ask.count == "many":
        return f"{pick(draw, _MANY)[case == 'obl']} {words('', 'p')}", "many"
    return f"{pick_first(draw, _COUNTS[ask.count])} {words('', 'p')}", ask.count


def forms() -> list[Tuple[str, str, str]]:
    found = []
    for kind, nouns in _NOUNS.items():
        for singular, plural, _, weak, flag in nouns:
            if flag == "#":
                found.append((singular, "thing", kind))
                continue
            found += [(singular, "thing", kind), (plural, "thing", kind), (_dative_plural(plural), "thing", kind)]
            if weak:
                found.append((_weak(singular), "thing", kind))
    for word_kind, words in (("colour", _COLOURS), ("size", _SIZES)):
        for key, options in words.items():
            for word in options:
                endings = ("",) if word[0] == "!" else ("", "e", "en", "er", "es", "em")
                found.extend((word.lstrip("!") + ending, word_kind, key) for ending in endings if word + ending != "mittler")
    for key, options in _COUNTS.items():
        found.extend((word, "count", key) for word in options)
    found += [(word, "count", "one") for word in ("ein", "eine", "einen", "einem", "einer", "1")]
    found += [(word, "count", "many") for pair in _MANY[1:5] for word in pair]
    return found


LANGUAGE = Language(
    code="de", noun_phrase=noun_phrase, forms=forms,
    place_at=table({
        "sea": "auf dem Meer; am Meer; auf See; am Strand; an der Küste; auf einer Klippe am Meer; im Meer; auf einer Klippe; am Ozean", "lake": "auf einem See; an einem See; am See; auf dem See; an einem Teich; an einem Bergsee", "river": "an einem Fluss; auf dem Fluss; am Fluss; an einem Bach; auf einem Fluss; am Ufer eines Flusses",
        "meadow": "auf einer Wiese; auf der Wiese; auf einer Blumenwiese; im Garten; auf einem Feld; im Park; im Gras", "hills": "auf einem Hügel; in den Hügeln; auf grünen Hügeln; zwischen Hügeln; auf dem Hügel", "mountains": "in den Bergen; vor den Bergen; im Gebirge; auf einem Berg; in den Alpen; vor schneebedeckten Bergen",
        "desert": "in der Wüste; in einer Wüste; in den Dünen; auf einer Düne; im Sand", "forest": "im Wald; in einem Wald; in einem dunklen Wald; auf einer Lichtung; zwischen den Bäumen; im Dschungel", "snow_field": "auf einem Schneefeld; im Schnee; in einer verschneiten Landschaft; in einer Winterlandschaft; im Winter; im tiefen Schnee",
        "island": "auf einer Insel; auf einer kleinen Insel; auf der Insel; auf einer tropischen Insel", "city_skyline": "vor einer Skyline; in der Stadt; in der Großstadt; vor der Skyline einer Stadt; über der Stadt; vor Hochhäusern; in einer großen Stadt", "village": "in einem Dorf; im Dorf; in einem kleinen Dorf; in einer Kleinstadt; auf einem Bauernhof",
        "street": "auf einer Straße; auf der Straße; in einer Gasse; in einer engen Straße; in einer Straße", "harbour": "im Hafen; in einem Hafen; am Hafen; am Kai; in einem Fischerhafen; am Pier", "cave": "in einer Höhle; in der Höhle; in einer dunklen Höhle; in einer Grotte", "under_water": "unter Wasser; auf dem Meeresgrund; in der Tiefsee; in einem Korallenriff; unter dem Meer",
        "space": "im Weltraum; im All; im Weltall; im Universum; in einer Galaxie; zwischen den Sternen", "above_clouds": "über den Wolken; am Himmel; hoch über den Wolken; über einem Wolkenmeer; in den Wolken", "room": "in einem Zimmer; im Zimmer; im Wohnzimmer; in einem gemütlichen Zimmer; in einem Raum; in der Küche; zu Hause", "table_top": "auf einem Tisch; auf dem Tisch; auf einem Holztisch; auf einer Tischplatte; in einem Stillleben; auf dem Schreibtisch",
        "pattern": "in einem Muster; als Muster; als abstraktes Muster; in einem abstrakten Muster; auf einer Tapete; als abstrakte Komposition",
    }),
    place_noun=table({
        "sea": "das Meer; ein Meer; der Ozean; eine Küste; ein Strand; die See", "lake": "ein See; ein Bergsee; ein stiller See; ein Teich", "river": "ein Fluss; ein Bach; ein Flussufer", "meadow": "eine Wiese; eine Blumenwiese; ein Feld; ein Garten; ein Park", "hills": "Hügel; grüne Hügel; eine Hügellandschaft; ein Hügel", "mountains": "Berge; ein Gebirge; hohe Berge; die Alpen; ein Berg",
        "desert": "eine Wüste; Sanddünen; Dünen", "forest": "ein Wald; ein dunkler Wald; eine Waldlichtung; ein Dschungel", "snow_field": "ein Schneefeld; eine verschneite Landschaft; eine Winterlandschaft", "island": "eine Insel; eine kleine Insel; eine tropische Insel", "city_skyline": "eine Skyline; eine Stadt; eine Großstadt; Hochhäuser; die Skyline einer Stadt", "village": "ein Dorf; ein kleines Dorf; eine Kleinstadt; ein Bauernhof",
        "street": "eine Straße; eine Gasse; eine enge Straße", "harbour": "ein Hafen; ein Fischerhafen; ein Kai", "cave": "eine Höhle; eine dunkle Höhle; eine Grotte", "under_water": "eine Unterwasserwelt; der Meeresgrund; ein Korallenriff; die Tiefsee", "space": "das Weltall; der Weltraum; das Universum; eine Galaxie", "above_clouds": "ein Wolkenmeer; der Himmel; der Himmel über den Wolken",
        "room": "ein Zimmer; ein Wohnzimmer; ein gemütliches Zimmer; ein Raum; eine Küche; ein Schlafzimmer", "table_top": "ein Stillleben; ein Tisch; ein Holztisch; ein Schreibtisch", "pattern": "ein Muster; ein abstraktes Muster; eine abstrakte Komposition; ein geometrisches Muster",
    }),
    place_tag=table({
        "sea": "Meer; Ozean; Küste; Strand; Klippe", "lake": "See; Teich; Bergsee", "river": "Fluss; Bach; Flussufer", "meadow": "Wiese; Blumenwiese; Feld; Garten; Park", "hills": "Hügel; Hügellandschaft", "mountains": "Berge; Gebirge; Alpen; Berg; Berglandschaft", "desert": "Wüste; Dünen; Sand", "forest": "Wald; Dschungel; Waldlichtung", "snow_field": "Schneefeld; Schnee; Winterlandschaft; Winter; Schneelandschaft",
        "island": "Insel; Tropeninsel", "city_skyline": "Skyline; Stadt; Großstadt; Hochhäuser", "village": "Dorf; Kleinstadt; Bauernhof", "street": "Straße; Gasse", "harbour": "Hafen; Kai; Pier", "cave": "Höhle; Grotte", "under_water": "Unterwasser; unter Wasser; Tiefsee; Korallenriff; Meeresgrund; Unterwasserwelt", "space": "Weltraum; Weltall; All; Universum; Galaxie", "above_clouds": "über den Wolken; Himmel; Wolkenmeer",
        "room": "Zimmer; Wohnzimmer; Raum; Innenraum; Schlafzimmer; Küche", "table_top": "Stillleben; Tisch; Tischplatte; Schreibtisch", "pattern": "Muster; abstrakt; abstraktes Muster; geometrisch; Tapete",
    }),
    light_at=table({
        "dawn": "bei Sonnenaufgang; im Morgengrauen; am frühen Morgen; am Morgen; bei Tagesanbruch", "day": "bei Tag; am Tag; bei Sonnenschein; an einem sonnigen Tag; am Mittag; bei blauem Himmel; mittags; am Nachmittag", "sunset": "bei Sonnenuntergang; im Sonnenuntergang; zur goldenen Stunde; beim Sonnenuntergang", "dusk": "in der Dämmerung; am Abend; in der Abenddämmerung; zur blauen Stunde; abends",
        "night": "bei Nacht; in der Nacht; nachts; um Mitternacht; unter dem Nachthimmel", "storm": "im Sturm; bei Gewitter; bei Sturm; im Gewitter; im Unwetter", "fog": "im Nebel; bei Nebel; in dichtem Nebel; an einem nebligen Tag; im Dunst", "rain": "im Regen; bei Regen; an einem regnerischen Tag; bei Regenwetter; im strömenden Regen", "snowfall": "bei Schneefall; im Schneesturm; im Schneetreiben; während es schneit; mit Schneeflocken",
        "aurora": "unter Polarlichtern; unter dem Nordlicht; mit Polarlichtern; mit Nordlicht; unter den Polarlichtern", "moonlight": "im Mondlicht; bei Mondschein; im Mondschein; bei Mondlicht",
    }),
    light_tag=table({
        "dawn": "Sonnenaufgang; Morgengrauen; Morgen; früher Morgen; Morgenlicht", "day": "Tag; sonnig; Sonnenschein; Mittag; blauer Himmel; Tageslicht", "sunset": "Sonnenuntergang; goldene Stunde", "dusk": "Dämmerung; Abend; Abenddämmerung; blaue Stunde", "night": "Nacht; nachts; Mitternacht; Nachthimmel", "storm": "Sturm; Gewitter; stürmisch; Unwetter", "fog": "Nebel; neblig; Dunst",
        "rain": "Regen; regnerisch; Regenwetter; verregnet", "snowfall": "Schneefall; Schneesturm; Schneetreiben; Schneeflocken", "aurora": "Polarlichter; Nordlicht; Polarlicht; Nordlichter", "moonlight": "Mondlicht; Mondschein; mondhell",
    }),
    light_sentence=table({
        "dawn": "die Sonne geht auf; es ist früher Morgen", "day": "die Sonne scheint; es ist Tag; es ist sonnig", "sunset": "die Sonne geht unter; es ist Sonnenuntergang", "dusk": "es dämmert; es ist Abend; es wird dunkel", "night": "es ist Nacht; es ist dunkle Nacht", "storm": "es stürmt; es gewittert; ein Sturm tobt", "fog": "es ist neblig; es gibt Nebel", "rain": "es regnet; der Regen fällt", "snowfall": "es schneit; Schnee fällt",
        "aurora": "Polarlichter leuchten; das Nordlicht leuchtet", "moonlight": "das Mondlicht leuchtet; es ist eine mondhelle Nacht",
    }),
    style_front=joint_table({
        "flat_poster": "ein Plakat von>obl; ein Poster mit>obl; ein Plakat mit>obl; ein flaches Poster von>obl", "watercolour": "ein Aquarell von>obl; ein Aquarell mit>obl; Aquarell mit>obl; Aquarellbild von>obl", "oil": "ein Ölgemälde von>obl; Ölgemälde mit>obl; ein Ölbild von>obl; ein Ölbild mit>obl", "ink": "eine Tuschezeichnung von>obl; eine Tuschezeichnung mit>obl; eine Federzeichnung von>obl", "pencil": "eine Bleistiftzeichnung von>obl; eine Skizze von>obl; eine Bleistiftskizze mit>obl",
        "crayon": "eine Wachsmalzeichnung von>obl; ein Wachsmalbild mit>obl; eine Kinderzeichnung von>obl; eine Kinderzeichnung mit>obl", "linocut": "ein Linolschnitt von>obl; ein Holzschnitt von>obl; ein Linolschnitt mit>obl", "pixel_art": "Pixelart von>obl; ein Pixelbild von>obl; ein Pixelbild mit>obl; Pixelkunst mit>obl", "stained_glass": "ein Kirchenfenster mit>obl; ein Glasfenster mit>obl; ein Buntglasfenster mit>obl; Buntglas mit>obl", "paper_cut": "ein Scherenschnitt von>obl; ein Papierschnitt mit>obl; eine Papiercollage mit>obl",
        "blueprint": "eine Blaupause von>obl; ein Bauplan von>obl; eine technische Zeichnung von>obl", "neon": "ein Neonschild mit>obl; ein Neonbild von>obl; eine Leuchtreklame mit>obl", "pop_art": "ein Pop-Art-Bild von>obl; Pop-Art mit>obl; ein Comicbild von>obl", "mosaic": "ein Mosaik von>obl; ein Mosaik mit>obl; ein römisches Mosaik mit>obl", "chalkboard": "eine Kreidezeichnung von>obl; ein Tafelbild mit>obl; eine Kreidezeichnung mit>obl",
    }),
    style_back=table({
        "flat_poster": "als Plakat; als Poster; im Plakatstil; als flaches Poster; im Flat Design", "watercolour": "als Aquarell; in Aquarell; mit Wasserfarben gemalt; im Aquarellstil; in Wasserfarben", "oil": "als Ölgemälde; in Öl; Öl auf Leinwand; in Öl gemalt; mit Ölfarben gemalt", "ink": "als Tuschezeichnung; mit Tusche; in Tusche; mit Tusche gezeichnet; mit Feder und Tusche", "pencil": "als Bleistiftzeichnung; mit Bleistift; mit Bleistift gezeichnet; in Bleistift; als Skizze",
        "crayon": "mit Wachsmalstiften; als Wachsmalzeichnung; wie eine Kinderzeichnung; mit Wachsmalkreide; mit Buntstiften", "linocut": "als Linolschnitt; im Linolschnitt; als Holzschnitt; im Stil eines Linolschnitts", "pixel_art": "als Pixelart; in Pixeln; im Pixelstil; als Pixelbild; wie ein altes Videospiel", "stained_glass": "als Kirchenfenster; als Glasfenster; als Buntglas; aus buntem Glas; als Buntglasfenster", "paper_cut": "als Scherenschnitt; aus Papier; als Papierschnitt; aus Papier geschnitten; als Papiercollage",
        "blueprint": "als Blaupause; als Bauplan; als technische Zeichnung; im Blaupausenstil", "neon": "in Neon; als Neonschild; in Neonfarben; im Neonlicht; aus Neonröhren", "pop_art": "als Pop-Art; im Pop-Art-Stil; im Comicstil; wie ein Comic", "mosaic": "als Mosaik; aus Mosaiksteinen; im Mosaikstil; aus Fliesen", "chalkboard": "mit Kreide; auf einer Tafel; als Kreidezeichnung; mit Kreide auf einer Tafel; als Tafelbild",
    }),
    style_tag=table({
        "flat_poster": "Plakat; Poster; Flat Design; Vektorgrafik", "watercolour": "Aquarell; Wasserfarben; Aquarellbild; Wasserfarbe", "oil": "Ölgemälde; Öl; Ölbild; Öl auf Leinwand; Ölfarben", "ink": "Tusche; Tuschezeichnung; Federzeichnung; Tinte", "pencil": "Bleistift; Bleistiftzeichnung; Skizze; Bleistiftskizze", "crayon": "Wachsmalstift; Wachsmalkreide; Kinderzeichnung; Buntstift; Wachsmalstifte",
        "linocut": "Linolschnitt; Holzschnitt; Linoldruck", "pixel_art": "Pixelart; Pixel; Pixelkunst; Pixelbild; 8-Bit", "stained_glass": "Kirchenfenster; Buntglas; Glasfenster; Glasmalerei; Buntglasfenster", "paper_cut": "Scherenschnitt; Papierschnitt; Papiercollage; Papierkunst", "blueprint": "Blaupause; Bauplan; technische Zeichnung", "neon": "Neon; Neonlicht; Neonschild; Leuchtreklame; Neonfarben",
        "pop_art": "Pop-Art; Popart; Comic; Comicstil", "mosaic": "Mosaik; Fliesen; Mosaiksteine", "chalkboard": "Kreide; Tafel; Kreidezeichnung; Tafelbild; Kreidetafel",
    }),
    style_front_takes_place=False,
    where=table({
        "left": "links; auf der linken Seite; links im Bild", "right": "rechts; auf der rechten Seite; rechts im Bild", "middle": "in der Mitte; im Zentrum; mittig; mitten im Bild", "above": "oben; hoch oben; darüber; ganz oben; oben im Bild", "behind": "dahinter; im Hintergrund; hinten", "distance": "in der Ferne; weit weg; am Horizont; weit entfernt",
    }),
    relation=joint_table({"above": "über>obl; hoch über>obl; oberhalb von>obl", "behind": "hinter>obl; direkt hinter>obl"}),
    picture_of=joints("ein Bild von>obl; ein Bild mit>obl; ein Gemälde von>obl; eine Illustration mit>obl; eine Zeichnung von>obl; Bild von>obl"),
    ask_for=joints("male>acc; zeichne>acc; mal mir>acc; bitte male>acc; kannst du>acc; zeig mir>acc; ich möchte>acc; mach>acc; ich will>acc"),
    there_is=joints("man sieht>acc; ich sehe>acc; es gibt>acc; hier gibt es>acc; hier sieht man>acc"),
    there_is_after=joints("gibt es>acc; sieht man>acc; sehe ich>acc"),
    please=split_words("bitte; danke; bitte schön"),
    joins=joints("und; und; und; mit>obl; mit>obl; neben>obl; samt>obl; sowie; bei>obl; ,"), last_join="und", with_=joints("mit>obl; mit>obl; und"),
    extra_tags=split_words("schön; detailliert; wunderschön; hohe Qualität; Meisterwerk; süß; toll; bunt; friedlich; einfach"),
    function_words=frozenset("der die das dem den des ein eine einem einen einer im in am an auf bei beim mit unter vor zur zum zu um aus als wie auf über zwischen während es".split()),
)
