"""Russian: six noun forms by rule and exception, three genders, animacy, and numerals that govern the genitive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Optional, Tuple

from .words import Ask, Draw, Language, joint_table, joints, pick, pick_first, split_words, table

# "word gender[a = animate] [overrides]". "adjective+noun" declines both; "|" opens a tail that never changes.
# Overrides: stem (of every form but the first), gs is (genitive, instrumental singular), np gp ip (plural).
# "~": never counted. "#": only with a said number or alone in the singular. "p": plural only.
_THINGS = {
    "sun": "солнце n; солнышко n gp=солнышек np=солнышки", "moon": "луна f; месяц m; полная+луна f", "stars": "~звёзды p gp=звёзд ip=звёздами; ~звёздное небо x; ~яркие звёзды x", "planet": "планета f; сатурн m",
    "cloud": "облако n gp=облаков; туча f; облачко n np=облачка gp=облачков", "rainbow": "радуга f", "lightning": "молния f", "pine_tree": "ёлка f; сосна f gp=сосен; ель f; хвойное+дерево n np=деревья gp=деревьев ip=деревьями", "round_tree": "дерево n np=деревья gp=деревьев ip=деревьями; дуб m; яблоня f gp=яблонь; клён m; липа f",
    "palm_tree": "пальма f", "birch_tree": "берёза f; берёзка f", "tulip": "тюльпан m; цветок m stem=цветк np=цветы gp=цветов ip=цветами", "sunflower": "подсолнух m; подсолнечник m", "rose": "роза f", "daisy": "ромашка f; маргаритка f", "mushroom": "гриб m; мухомор m", "cactus": "кактус m", "grass": "~трава f; пучок|травы m stem=пучк; ~высокая+трава f; ~камыш m is=камышом", "rock": "камень m stem=камн; скала f np=скалы; валун m",
    "house": "дом m np=дома; домик m; здание n", "cottage": "хижина f; избушка f; изба f; коттедж m", "castle": "замок m stem=замк; крепость f; дворец m stem=дворц is=дворцом gp=дворцов", "tower": "башня f gp=башен; каменная+башня f gp=башен", "lighthouse": "маяк m", "windmill": "мельница f; ветряная+мельница f", "bridge": "мост m; каменный+мост m; мостик m", "tent": "палатка f; шатёр m stem=шатр",
    "road": "дорога f; тропинка f; дорожка f; тропа f", "fence": "забор m; изгородь f; ограда f", "boat": "лодка f; лодочка f; рыбацкая+лодка f; шлюпка f", "sailing_ship": "парусник m; корабль m is=кораблём; яхта f; парусный+корабль m is=кораблём; парусная+лодка f; пиратский+корабль m is=кораблём", "submarine": "подводная+лодка f; субмарина f", "car": "машина f; автомобиль m; машинка f", "bus": "автобус m",
    "train": "поезд m np=поезда; паровоз m; электричка f", "bicycle": "велосипед m", "balloon": "воздушный+шар m np=шары; шар m; шарик m; воздушный+шарик m", "rocket": "ракета f; космический+корабль m is=кораблём; космическая+ракета f", "plane": "самолёт m; аэроплан m", "kite": "воздушный+змей ma gs=змея", "bird": "птица fa; чайка fa; птичка fa; ласточка fa", "owl": "сова fa np=совы gp=сов; филин ma",
    "fish": "рыба fa; рыбка fa; рыбёшка fa", "whale": "кит ma; китёнок ma stem=китёнк np=китята gp=китят ip=китятами", "jellyfish": "медуза fa", "cat": "кошка fa; кот ma; котёнок ma stem=котёнк np=котята gp=котят ip=котятами; котик ma", "dog": "собака fa; пёс ma stem=пс is=псом; щенок ma stem=щенк np=щенки; собачка fa", "horse": "лошадь fa; конь ma is=конём; лошадка fa", "rabbit": "кролик ma; заяц ma stem=зайц; зайчик ma; зайка fa",
    "butterfly": "бабочка fa; мотылёк ma stem=мотыльк", "person": "человек ma np=люди gp=людей ip=людьми; девочка fa; женщина fa; мальчик ma; ребёнок ma stem=ребёнк np=дети gp=детей ip=детьми; девушка fa", "robot": "робот ma; андроид ma", "umbrella": "зонт m; зонтик m", "lantern": "фонарь m is=фонарём; фонарик m; бумажный+фонарик m", "cup": "чашка f; кружка f; чашка|чая f; чашка|кофе f",
    "teapot": "чайник m; заварник m", "vase": "ваза f", "bottle": "бутылка f; бутылка|вина f", "apple": "яблоко n np=яблоки gp=яблок; фрукт m; яблочко n np=яблочки gp=яблочек", "orange_fruit": "апельсин m; мандарин m", "pear": "груша f", "banana": "банан m", "cake": "торт m; пирог m; тортик m", "book": "книга f; книжка f; открытая+книга f", "lamp": "лампа f; настольная+лампа f; торшер m",
    "chair": "стул m np=стулья gp=стульев ip=стульями; кресло n gp=кресел; табуретка f", "window": "окно n np=окна gp=окон; открытое+окно n np=окна gp=окон; окошко n np=окошки gp=окошек", "clock": "часы p gp=часов ip=часами; будильник m; настенные+часы p gp=часов ip=часами", "guitar": "гитара f", "ball": "мяч m is=мячом; мячик m; футбольный+мяч m is=мячом", "box": "коробка f; ящик m; сундук m; деревянный+ящик m",
    "heart": "сердце n gp=сердец; сердечко n np=сердечки gp=сердечек", "star_shape": "#звезда f np=звёзды gp=звёзд ip=звёздами; пятиконечная+звезда f np=звёзды gp=звёзд ip=звёздами", "circle": "круг m; диск m; кружок m stem=кружк; кольцо n np=кольца gp=колец", "triangle": "треугольник m", "square": "квадрат m; прямоугольник m", "spiral": "спираль f; завиток m stem=завитк", "arrow": "стрелка f; стрела f",
    "light_bulb": "лампочка f; электрическая+лампочка f", "gear": "шестерёнка f; шестерня f gp=шестерён; зубчатое+колесо n np=колёса gp=колёс ip=колёсами", "speech_bubble": "облачко|с текстом n np=облачка gp=облачков; пузырь|с текстом m is=пузырём; речевой+пузырь m is=пузырём",
}
_COLOURS = table({
    "red": "красный; алый; ярко-красный; багровый", "orange": "оранжевый; ярко-оранжевый; рыжий", "yellow": "жёлтый; лимонный; ярко-жёлтый", "green": "зелёный; изумрудный; ярко-зелёный; тёмно-зелёный", "teal": "сине-зелёный; !цвета морской волны; зеленовато-синий", "blue": "синий; голубой; ярко-синий; лазурный", "purple": "фиолетовый; лиловый; сиреневый; пурпурный", "pink": "розовый; ярко-розовый; малиновый", "brown": "коричневый; бурый; тёмно-коричневый; каштановый",
    "black": "чёрный; !чёрного цвета", "white": "белый; белоснежный", "grey": "серый; серебристый; тёмно-серый", "gold": "золотой; золотистый", "turquoise": "бирюзовый; !цвета бирюзы", "cream": "кремовый; бежевый; !цвета слоновой кости", "navy": "тёмно-синий; !цвета ночного неба; ультрамариновый",
})
_SIZES = table({"small": "маленький; крошечный; небольшой", "medium": "средний; !среднего размера", "large": "большой; огромный; гигантский; громадный"})
_COUNTS = {  # nominative (masculine and neuter; feminine), animate accusative, instrumental
    "two": (("два", "две"), "двух", "двумя"), "three": (("три", "три"), "трёх", "тремя"), "four": (("четыре", "четыре"), "четырёх", "четырьмя"), "five": (("пять", "пять"), "пять", "пятью"),
}
_DIGITS = {"two": "2", "three": "3", "four": "4", "five": "5"}
_MANY = (("много", "множеством"), ("много", "множеством"), ("множество", "множеством"), ("очень много", "кучей"), ("куча", "кучей"))
_PRAISE = split_words("красивый; старый; милый; чудесный; прекрасный; весёлый; одинокий; странный")
# "со звездой", "со множеством": before two consonants of which the first hisses.
_WITH = re.compile(r"\bс (?=[сзшж][бвгджзклмнпрстфхцчшщ]|щ|мн)")
_VELAR, _HUSH, _VOWELS = "гкх", "жчшщ", "аеёиоуыэюя"


@dataclass(frozen=True)
class Noun:
    """`forms`: ns gs as is, np gp ap ip; `adjective` agrees with it, `tail` never changes."""

    forms: dict[str, str]
    gender: str
    animate: bool
    flag: str
    adjective: str
    tail: str


def _soft_i(stem: str, hard: str = "ы") -> str:
    return stem + ("и" if stem[-1] in _VELAR + _HUSH else hard)


def _regular(word: str, gender: str, stem: str) -> dict[str, str]:
    """Forms by ending. Source: the three school declensions; exceptions are overridden in the table."""
    last = word[-1]
    if gender == "m" and last in "ьй":
        stem = stem or word[:-1]
        return {"gs": stem + "я", "is": stem + "ем", "np": stem + "и", "gp": stem + ("ев" if last == "й" else "ей"), "ip": stem + "ями"}
    if gender == "m":
        stem = stem or word
        hush, ts = stem[-1] in _HUSH, stem[-1] == "ц"
        return {"gs": stem + "а", "is": stem + ("ем" if hush or ts else "ом"), "np": _soft_i(stem), "gp": stem + ("ей" if hush else "ев" if ts else "ов"), "ip": stem + "ами"}
    if gender == "f" and last == "а":
        stem = word[:-1]
        few = stem
        if stem[-1] == "к" and stem[-2] not in _VOWELS:
            few = stem[:-2] + "ек" if stem[-2] in "йь" else stem[:-1] + ("ек" if stem[-2] in _HUSH + "ц" else "ок")
        return {"gs": _soft_i(stem), "as": stem + "у", "is": stem + ("ей" if stem[-1] in _HUSH + "ц" else "ой"), "np": _soft_i(stem), "gp": few, "ip": stem + "ами"}
    if gender == "f" and last == "я":
        stem = word[:-1]
        return {"gs": stem + "и", "as": stem + "ю", "is": stem + "ей", "np": stem + "и", "gp": stem + "й" if stem[-1] == "и" else stem + "ь", "ip": stem + "ями"}
    if gender == "f":
        stem = word[:-1]
        return {"gs": stem + "и", "as": word, "is": word + "ю", "np": stem + "и", "gp": stem + "ей", "ip": stem + "ями"}
    stem = word[:-1]
    if word.endswith("ие"):
        return {"gs": stem + "я", "is": stem + "ем", "np": stem + "я", "gp": stem + "й", "ip": stem + "ями"}
    return {"gs": stem + "а", "is": stem + ("ем" if last == "е" else "ом"), "np": stem + "а", "gp": stem, "ip": stem + "ами"}


def _read_noun(text: str) -> Noun:
    flag = text[0] if text[0] in "~#" else ""
    if text.endswith(" x"):  # said only as it stands
        words = text[1:-2]
        return Noun(dict.fromkeys(("ns", "np"), words), "x", False, flag, "", "")
    head, *rest = text.lstrip("~#").split(" ")
    while len(rest[0].rstrip("a")) != 1 or rest[0][0] not in "mfnp":  # a tail of several words
        head += " " + rest.pop(0)
    kind, overrides = rest[0], dict(part.split("=") for part in rest[1:])
    head, _, tail = head.partition("|")
    adjective, _, word = head.rpartition("+")
    gender, animate = kind[0], kind.endswith("a")
    forms = {"ns": word, "np": word} if gender == "p" else {"ns": word, **_regular(word, gender, overrides.get("stem", ""))}
    forms |= {name: form for name, form in overrides.items() if name != "stem"}
    if gender != "p":
        forms.setdefault("as", forms["gs"] if animate and gender == "m" else word)
    forms["ap"] = forms["gp"] if animate else forms["np"]
    return Noun(forms, gender, animate, flag, adjective, f" {tail}" if tail else "")


_NOUNS = {
    kind: tuple(_read_noun(part) for part in split_words(text)) for kind, text in _THINGS.items()
}


def _agree(adjective: str, number: str, case: str, gender: str, animate: bool) -> str:
    """`number`: "s" or "p"; `case`: "n" | "a" | "g" | "i". "!" never changes."""
    if adjective[0] == "!":
        return adjective[1:]
    stem, ending = adjective[:-2], adjective[-2:]
    if case == "a":
        if number == "p" or gender == "m":
            case = "g" if animate else "n"
        elif gender == "n":
            case = "n"
    soft = ending == "ий" and stem[-1] == "н"
    y = "и" if soft or stem[-1] in _VELAR + _HUSH else "ы"
    o = "е" if soft or ending == "ий" and stem[-1] in _HUSH else "о"
    if number == "p":
        return stem + y + {"n": "е", "g": "х", "i": "ми"}[case]
    if gender == "f":
        return stem + {"n": "яя" if soft else "ая", "a": "юю" if soft else "ую", "i": o + "й", "g": o + "й"}[case]
    if case == "n":
        if gender == "m":
            return adjective
        return stem + o + "е"
    return stem + {"g": o + "го", "i": y + "м"}[case]


def noun_phrase(draw: Draw, ask: Ask) -> Tuple[str, Optional[str]]:
    """Returns the phrase and the count it says: 'двумя маленькими красными лодками', 'two' after "с"."""
    nouns = _NOUNS[ask.kind]
    noun = pick_first(draw, nouns)
    if noun.flag == "#" and ask.plural and ask.count in (None, "many"):
        noun = nouns[1]
    plain = not (ask.colour or ask.size) and ask.case == "nom" and ask.count != "many"
    if noun.gender == "x" and not plain:
        noun = nouns[0]
    if noun.gender == "x":
        return noun.forms["ns"], None
    if noun.flag == "~" and ask.plural and ask.count and ask.kind != "stars":
        noun = nouns[1]
    if noun.gender == "p" and noun.flag != "~" and ask.plural:  # "часы" have no singular to count by
        noun = next(other for other in nouns if other.gender != "p")
    case = {"nom": "n", "acc": "a", "obl": "i"}[ask.case]
    adjectives = [pick(draw, _PRAISE)] if draw() < 0.05 else []
    tail = noun.tail
    for words in (_SIZES[ask.size] if ask.size else None, _COLOURS[ask.colour] if ask.colour else None):
        if words is None:
            continue
        word = pick_first(draw, words)
        if word[0] == "!":
            tail += " " + word[1:]
        elif words is not None and ask.colour and words is _COLOURS[ask.colour] and draw() < 0.05:
            tail += f" {_agree(word, 's', 'g', 'm', False)} цвета"
        else:
            adjectives.append(word)
    if noun.adjective:
        adjectives.append(noun.adjective)

    def phrase(number: str, form: str, adjective_case: Optional[str] = None, adjective_number: Optional[str] = None) -> str:
        said = [_agree(word, adjective_number or number, adjective_case or form, noun.gender, noun.animate) for word in adjectives]
        return " ".join((*said, noun.forms[form + number])) + tail

    if noun.gender == "p" and (noun.flag or not ask.plural):
        if noun.flag and ask.count == "many":
            number, instrumental = pick(draw, _MANY)
            return f"{instrumental if case == 'i' else number.replace('куча', 'кучу') if case == 'a' else number} {phrase('p', 'g')}", "many"
        return phrase("p", case), None
    if noun.flag == "~":
        return phrase("s", case), None
    if not ask.plural:
        words = phrase("s", case)
        if not ask.bare and draw() < 0.12:
            one = {"n": {"m": "один", "f": "одна", "n": "одно"}, "a": {"m": "одного" if noun.animate else "один", "f": "одну", "n": "одно"}, "i": {"m": "одним", "f": "одной", "n": "одним"}}
            return f"{one[case][noun.gender]} {words}", "one"
        return words, "one"
    if ask.count is None:
        if ask.several and draw() < 0.35:
            return f"несколькими {phrase('p', 'i')}" if case == "i" else f"несколько {phrase('p', 'g')}", None
        return phrase("p", case), None
    if ask.count == "many":
        number, instrumental = pick(draw, _MANY)
        number = instrumental if case == "i" else number.replace("куча", "кучу") if case == "a" else number
        return f"{number} {phrase('p', 'g')}", "many"
    nominative, accusative, instrumental = _COUNTS[ask.count]
    digit = _DIGITS[ask.count] if draw() < 0.15 else None
    if case == "i":
        return f"{digit or instrumental} {phrase('p', 'i')}", ask.count
    if ask.count == "five":
        return f"{digit or 'пять'} {phrase('p', 'g')}", ask.count
    if case == "a" and noun.animate:
        return f"{digit or accusative} {phrase('p', 'g')}", ask.count
    feminine = noun.gender == "f"
    return f"{digit or nominative[feminine]} {phrase('s', 'g', 'n' if feminine else 'g', 'p')}", ask.count


def forms() -> list[Tuple[str, str, str]]:
    found = []
    for kind, nouns in _NOUNS.items():
        for noun in nouns:
            for name, form in noun.forms.items():
                if noun.flag == "#" and name[1] == "p" or noun.gender == "x" and name == "np":
                    continue
                if noun.adjective:
                    case, number = name
                    form = f"{_agree(noun.adjective, number, case, noun.gender, noun.animate)} {form}"
                found.append((form + noun.tail, "thing", kind))
            if noun.adjective and "gs" in noun.forms:  # "два зубчатых колеса"
                found.append((f"{_agree(noun.adjective, 'p', 'g', noun.gender, noun.animate)} {noun.forms['gs']}{noun.tail}", "thing", kind))
    for word_kind, words in (("colour", _COLOURS), ("size", _SIZES)):
        for key, options in words.items():
            for word in options:
                found.extend(dict.fromkeys((_agree(word, number, case, gender, False), word_kind, key) for number in "sp" for case in "nagi" for gender in "mfn"))
    for key, (nominative, accusative, instrumental) in _COUNTS.items():
        found.extend((word, "count", key) for word in (*nominative, accusative, instrumental, _DIGITS[key]))
    found += [(word, "count", "one") for word in "один одна одно одну одним одной одного".split()]
    found += [(word, "count", "many") for pair in _MANY for word in pair]
    return found


LANGUAGE = Language(
    code="ru", noun_phrase=noun_phrase, forms=forms,
    place_at=table({
        "sea": "на море; у моря; в море; на берегу моря; на пляже; на скале у моря; в океане; на побережье; на утёсе", "lake": "на озере; у озера; на берегу озера; у пруда; в озере; на горном озере", "river": "на реке; у реки; на берегу реки; у ручья; вдоль реки", "meadow": "на лугу; на поляне; в поле; на цветочном лугу; в саду; в парке; в траве", "hills": "на холме; на холмах; среди холмов; на зелёных холмах; на вершине холма", "mountains": "в горах; на фоне гор; перед горами; на горе; у подножия гор; среди гор; в альпах",
        "desert": "в пустыне; среди дюн; в песках; на дюне; среди барханов", "forest": "в лесу; на опушке леса; в тёмном лесу; среди деревьев; в джунглях; на лесной поляне", "snow_field": "на снежном поле; в снегу; на снегу; в заснеженном поле; в зимнем пейзаже; зимой", "island": "на острове; на маленьком острове; на тропическом острове; на островке", "city_skyline": "на фоне города; в городе; в большом городе; на фоне небоскрёбов; над городом; среди небоскрёбов", "village": "в деревне; в деревушке; в маленьком городке; в селе; на ферме",
        "street": "на улице; в переулке; на узкой улице; на городской улице; на проспекте", "harbour": "в гавани; в порту; у причала; на пристани; в рыбацкой гавани", "cave": "в пещере; в тёмной пещере; внутри пещеры; в гроте", "under_water": "под водой; на дне моря; в глубине моря; в коралловом рифе; на дне океана", "space": "в космосе; во вселенной; в открытом космосе; среди звёзд; в галактике", "above_clouds": "над облаками; в небе; высоко над облаками; среди облаков; над морем облаков",
        "room": "в комнате; в гостиной; в уютной комнате; дома; в спальне; на кухне", "table_top": "на столе; на деревянном столе; на столике; в натюрморте; на письменном столе", "pattern": "в узоре; в абстрактном узоре; в виде узора; на обоях; в абстрактной композиции; в орнаменте",
    }),
    place_noun=table({
        "sea": "море; океан; спокойное море; берег моря; пляж", "lake": "озеро; горное озеро; тихое озеро; пруд", "river": "река; ручей; берег реки", "meadow": "луг; поляна; цветочный луг; поле; сад; парк", "hills": "холмы; зелёные холмы; холм", "mountains": "горы; снежные горы; горный хребет; гора; альпы", "desert": "пустыня; песчаные дюны; дюны; барханы", "forest": "лес; тёмный лес; опушка леса; джунгли", "snow_field": "снежное поле; заснеженное поле; зимний пейзаж", "island": "остров; маленький остров; тропический остров",
        "city_skyline": "город; большой город; небоскрёбы; панорама города", "village": "деревня; деревушка; маленький городок; село; ферма", "street": "улица; переулок; узкая улица; проспект", "harbour": "гавань; порт; пристань; причал", "cave": "пещера; тёмная пещера; грот", "under_water": "подводный мир; дно моря; коралловый риф; морские глубины", "space": "космос; вселенная; открытый космос; галактика", "above_clouds": "море облаков; небо над облаками; небо", "room": "комната; гостиная; уютная комната; спальня; кухня", "table_top": "натюрморт; стол; деревянный стол; письменный стол",
        "pattern": "узор; абстрактный узор; абстрактная композиция; орнамент; геометрический узор",
    }),
    place_tag=table({
        "sea": "море; океан; берег моря; пляж; побережье; утёс", "lake": "озеро; пруд", "river": "река; ручей; берег реки", "meadow": "луг; поляна; поле; сад; парк", "hills": "холмы; холм", "mountains": "горы; гора; горный хребет; альпы", "desert": "пустыня; дюны; пески; барханы", "forest": "лес; джунгли; опушка", "snow_field": "снежное поле; снег; зима; зимний пейзаж", "island": "остров; островок", "city_skyline": "город; небоскрёбы; мегаполис; панорама города", "village": "деревня; село; городок; деревушка; ферма", "street": "улица; переулок; проспект", "harbour": "гавань; порт; пристань; причал",
        "cave": "пещера; грот", "under_water": "под водой; подводный мир; коралловый риф; дно моря", "space": "космос; вселенная; галактика", "above_clouds": "над облаками; небо; море облаков", "room": "комната; гостиная; интерьер; спальня; кухня", "table_top": "натюрморт; стол; столик", "pattern": "узор; абстракция; абстрактный узор; орнамент; обои",
    }),
    light_at=table({
        "dawn": "на рассвете; на восходе солнца; ранним утром; утром; с восходом солнца", "day": "днём; в солнечный день; ясным днём; в полдень; под голубым небом; при свете дня", "sunset": "на закате; на закате солнца; в лучах заката; под закатным небом", "dusk": "в сумерках; вечером; поздним вечером; в вечерних сумерках", "night": "ночью; тёмной ночью; в полночь; под ночным небом", "storm": "в шторм; в бурю; во время шторма; в грозу; во время бури; под грозовым небом", "fog": "в тумане; в густом тумане; туманным днём; в дымке", "rain": "под дождём; в дождь; в дождливый день; во время дождя; под ливнем",
        "snowfall": "под снегопадом; в снегопад; во время снегопада; в метель; во время метели; под падающим снегом", "aurora": "под северным сиянием; при северном сиянии; на фоне северного сияния; под полярным сиянием", "moonlight": "в лунном свете; при лунном свете; при свете луны; лунной ночью",
    }),
    light_tag=table({
        "dawn": "рассвет; восход солнца; утро; раннее утро; восход", "day": "день; солнечно; солнечный день; полдень; голубое небо; ясный день", "sunset": "закат; закат солнца; золотой час", "dusk": "сумерки; вечер", "night": "ночь; полночь; ночное небо", "storm": "шторм; буря; гроза", "fog": "туман; туманно; дымка", "rain": "дождь; дождливо; ливень; дождливый день", "snowfall": "снегопад; метель; падающий снег; снежинки", "aurora": "северное сияние; полярное сияние", "moonlight": "лунный свет; лунная ночь; свет луны",
    }),
    light_sentence=table({
        "dawn": "солнце встаёт; наступает утро; светает", "day": "светит солнце; стоит ясный день", "sunset": "солнце садится; закат", "dusk": "наступает вечер; темнеет; смеркается", "night": "стоит ночь; тёмная ночь", "storm": "бушует шторм; бушует буря; гремит гроза", "fog": "стоит туман; вокруг туман", "rain": "идёт дождь; льёт дождь", "snowfall": "идёт снег; падает снег; метёт метель", "aurora": "сияет северное сияние; светится северное сияние", "moonlight": "сияет лунный свет; лунная ночь",
    }),
    style_front=joint_table({
        "flat_poster": "плакат с>obl; постер с>obl; плоская иллюстрация с>obl", "watercolour": "акварель с>obl; акварельный рисунок с>obl; акварель:; акварельная картина с>obl", "oil": "картина маслом с>obl; картина маслом:; масляная живопись с>obl", "ink": "рисунок тушью с>obl; рисунок тушью:; рисунок чернилами с>obl", "pencil": "рисунок карандашом с>obl; карандашный набросок с>obl; карандашный рисунок с>obl; эскиз с>obl", "crayon": "рисунок мелками с>obl; детский рисунок с>obl; рисунок восковыми мелками с>obl", "linocut": "линогравюра с>obl; линогравюра:; гравюра с>obl",
        "pixel_art": "пиксель-арт с>obl; пиксельный рисунок с>obl; пиксель-арт:", "stained_glass": "витраж с>obl; витраж:; витражное окно с>obl", "paper_cut": "аппликация с>obl; аппликация из бумаги с>obl; бумажная аппликация с>obl", "blueprint": "чертёж с>obl; чертёж:; технический чертёж с>obl", "neon": "неоновая вывеска с>obl; неоновый рисунок с>obl; неон:", "pop_art": "поп-арт с>obl; поп-арт:; комикс с>obl", "mosaic": "мозаика с>obl; мозаика:; римская мозаика с>obl", "chalkboard": "рисунок мелом с>obl; рисунок мелом на доске с>obl; рисунок мелом:",
    }),
    style_back=table({
        "flat_poster": "в виде плаката; как плакат; в стиле плаката; в плоском стиле", "watercolour": "акварелью; в акварели; в стиле акварели; нарисовано акварелью", "oil": "маслом; в масле; в стиле масляной живописи; маслом на холсте; масляными красками", "ink": "тушью; чернилами; в стиле рисунка тушью; нарисовано тушью", "pencil": "карандашом; простым карандашом; в стиле карандашного рисунка; нарисовано карандашом", "crayon": "мелками; восковыми мелками; как детский рисунок; нарисовано мелками", "linocut": "в технике линогравюры; как линогравюра; в виде гравюры; в стиле линогравюры", "pixel_art": "в пикселях; в стиле пиксель-арт; как пиксель-арт; в пиксельном стиле",
        "stained_glass": "в виде витража; как витраж; в стиле витража; из цветного стекла", "paper_cut": "из бумаги; в виде аппликации; как аппликация; из вырезанной бумаги", "blueprint": "в виде чертежа; как чертёж; в стиле чертежа", "neon": "в неоне; в виде неоновой вывески; неоном; в неоновом свете; в неоновом стиле", "pop_art": "в стиле поп-арт; как поп-арт; в стиле комикса; как в комиксе", "mosaic": "в виде мозаики; как мозаика; из мозаики; в стиле мозаики", "chalkboard": "мелом; мелом на доске; на школьной доске; нарисовано мелом",
    }),
    style_tag=table({
        "flat_poster": "плакат; постер; плоская иллюстрация", "watercolour": "акварель; акварельный рисунок; акварельные краски", "oil": "масло; картина маслом; масляная живопись; холст и масло", "ink": "тушь; рисунок тушью; чернила", "pencil": "карандаш; рисунок карандашом; карандашный рисунок; набросок", "crayon": "мелки; восковые мелки; детский рисунок", "linocut": "линогравюра; гравюра; гравюра на дереве", "pixel_art": "пиксель-арт; пиксельная графика; пиксели; 8 бит", "stained_glass": "витраж; цветное стекло; витражное окно", "paper_cut": "аппликация; бумажная аппликация; вырезано из бумаги", "blueprint": "чертёж; технический чертёж",
        "neon": "неон; неоновая вывеска; неоновый свет", "pop_art": "поп-арт; комикс", "mosaic": "мозаика; плитка", "chalkboard": "мел; рисунок мелом; школьная доска; мел на доске",
    }),
    style_front_takes_place=False,
    where=table({
        "left": "слева; с левой стороны; в левой части", "right": "справа; с правой стороны; в правой части", "middle": "в центре; посередине; в середине", "above": "вверху; сверху; наверху; высоко", "behind": "сзади; на заднем плане; позади", "distance": "вдали; вдалеке; на горизонте; далеко",
    }),
    relation=joint_table({"above": "над>obl; высоко над>obl", "behind": "за>obl; позади за>obl"}),
    picture_of=joints("картинка с>obl; рисунок с>obl; картина с>obl; изображение с>obl; иллюстрация с>obl"), ask_for=joints("нарисуй>acc; нарисуй пожалуйста>acc; изобрази>acc; хочу>acc; покажи>acc; нарисуйте>acc; сделай>acc"), there_is=joints("вот>nom; на картинке>nom; я вижу>acc; здесь>nom"),
    please=split_words("пожалуйста; спасибо; плиз"), joins=joints("и; и; и; с>obl; с>obl; рядом с>obl; а также; ,"), last_join="и", with_=joints("с>obl; с>obl; и"),
    extra_tags=split_words("красиво; детализировано; высокое качество; шедевр; мило; красочно; уютно; спокойно; простой рисунок"),
    function_words=frozenset("в во на у с под при над из к по за как вдоль среди перед".split()),
    tidy=lambda text: _WITH.sub("со ", text),
)
