"""English: both spellings, plain words first."""

from __future__ import annotations

from typing import Optional, Tuple

from .words import Ask, Draw, Language, joint_table, joints, pick, pick_first, split_words, table

# "singular/plural" only where the plural is irregular. "~" before a word: never counted (mass or plural only).
# "#" before a word: only with a said number or alone in the singular ("a star" is a shape, "stars" are in the sky).
_THINGS = {
    "sun": "sun; ~sunshine", "moon": "moon; full moon; crescent moon", "stars": "~stars; ~twinkling stars; ~bright stars; ~a starry sky; ~a sky full of stars",
    "planet": "planet; ringed planet; ~saturn; alien planet", "cloud": "cloud; fluffy cloud; puffy cloud", "rainbow": "rainbow",
    "lightning": "~lightning; lightning bolt; bolt of lightning/bolts of lightning; lightning strike; ~a flash of lightning",
    "pine_tree": "pine tree; pine; fir tree; fir; spruce; evergreen tree; conifer; christmas tree", "round_tree": "tree; oak tree; leafy tree; oak; round tree; apple tree; maple tree; bush",
    "palm_tree": "palm tree; palm; coconut tree", "birch_tree": "birch tree; birch; paper birch",
    "tulip": "tulip; flower; blossom", "sunflower": "sunflower", "rose": "rose; rose flower", "daisy": "daisy; marguerite; chamomile flower",
    "mushroom": "mushroom; toadstool; fungus/fungi", "cactus": "cactus/cacti; cactus/cactuses; saguaro", "grass": "~grass; ~tall grass; tuft of grass/tufts of grass; ~reeds; ~blades of grass",
    "rock": "rock; stone; boulder",
    "house": "house; home; building; villa", "cottage": "cottage; cabin; hut; log cabin; little hut; farmhouse", "castle": "castle; fortress; palace",
    "tower": "tower; stone tower; watchtower", "lighthouse": "lighthouse; light house; beacon", "windmill": "windmill; mill; wind mill", "bridge": "bridge; stone bridge; arched bridge",
    "tent": "tent; camping tent; tipi", "road": "road; path; winding road; lane; trail", "fence": "fence; wooden fence; picket fence",
    "boat": "boat; rowing boat; rowboat; fishing boat; canoe; dinghy", "sailing_ship": "sailing ship; sailboat; sailing boat; ship; yacht; tall ship; pirate ship",
    "submarine": "submarine; sub; u-boat", "car": "car; automobile; auto; old car; taxi", "bus": "bus/buses; coach; school bus/school buses", "train": "train; locomotive; steam train; railway train",
    "bicycle": "bicycle; bike; cycle; pushbike", "balloon": "balloon; hot air balloon; hot-air balloon; air balloon", "rocket": "rocket; space rocket; rocket ship; spaceship; spacecraft/spacecraft; space ship",
    "plane": "plane; airplane; aeroplane; aircraft/aircraft; jet", "kite": "kite; paper kite",
    "bird": "bird; seagull; gull; swallow; songbird", "owl": "owl; barn owl", "fish": "fish/fish; fish/fishes; goldfish/goldfish; tropical fish/tropical fish", "whale": "whale; humpback whale; sperm whale",
    "jellyfish": "jellyfish/jellyfish; jelly fish/jelly fish; medusa", "cat": "cat; kitten; kitty; house cat", "dog": "dog; puppy; doggy; hound", "horse": "horse; pony; stallion; mare",
    "rabbit": "rabbit; bunny; hare; bunny rabbit", "butterfly": "butterfly; moth", "person": "person/people; man/men; woman/women; child/children; girl; boy; human; figure; traveller; kid; wanderer",
    "robot": "robot; android; friendly robot; droid",
    "umbrella": "umbrella; parasol; open umbrella", "lantern": "lantern; paper lantern; glowing lantern", "cup": "cup; mug; coffee cup; teacup; cup of tea/cups of tea; cup of coffee/cups of coffee",
    "teapot": "teapot; tea pot; kettle; pot of tea/pots of tea", "vase": "vase; flower vase; ceramic vase", "bottle": "bottle; glass bottle; wine bottle; bottle of wine/bottles of wine",
    "apple": "apple; fruit; ripe apple", "orange_fruit": "orange; tangerine; orange fruit/orange fruits; mandarin; clementine", "pear": "pear; ripe pear", "banana": "banana", "cake": "cake; birthday cake; pie; tart; piece of cake/pieces of cake",
    "book": "book; open book; novel", "lamp": "lamp; table lamp; desk lamp; standing lamp; floor lamp", "chair": "chair; wooden chair; armchair; stool; seat", "window": "window; open window; windowpane",
    "clock": "clock; wall clock; alarm clock; watch/watches", "guitar": "guitar; acoustic guitar; ukulele", "ball": "ball; beach ball; football; soccer ball; rubber ball", "box": "box; crate; cardboard box; wooden box; chest; gift box",
    "heart": "heart; love heart; heart shape", "star_shape": "#star; star shape; five-pointed star; star symbol", "circle": "circle; disc; round shape; dot; ring", "triangle": "triangle; triangular shape",
    "square": "square; square shape; rectangle", "spiral": "spiral; swirl; curl", "arrow": "arrow; arrow sign; pointer", "light_bulb": "light bulb; lightbulb; bulb", "gear": "gear; cog; cogwheel; gear wheel",
    "speech_bubble": "speech bubble; speech balloon; talk bubble; thought bubble; cloud bubble",
}

_COLOURS = table({
    "red": "red; crimson; scarlet; bright red; ruby", "orange": "orange; bright orange; pumpkin orange", "yellow": "yellow; lemon yellow; bright yellow; canary yellow",
    "green": "green; emerald; bright green; leaf green; dark green", "teal": "teal; blue-green; dark cyan", "blue": "blue; bright blue; azure; cobalt; sky blue",
    "purple": "purple; violet; lilac; lavender; mauve", "pink": "pink; rosy; hot pink; magenta; light pink", "brown": "brown; chestnut; chocolate brown; dark brown",
    "black": "black; jet black; pitch black", "white": "white; snow white; pure white", "grey": "grey; gray; silver; ash grey; dark gray", "gold": "gold; golden; gilded",
    "turquoise": "turquoise; aqua; cyan; aquamarine", "cream": "cream; beige; ivory; cream-coloured; off-white", "navy": "navy; navy blue; dark blue; midnight blue; deep blue",
})

_SIZES = table({
    "small": "small; little; tiny; mini; wee", "medium": "medium; medium-sized; mid-sized; medium sized", "large": "large; big; huge; giant; enormous; tall; great",
})

_COUNTS = table({
    "one": "a; one; a single; 1", "two": "two; 2; a pair of; a couple of", "three": "three; 3; a trio of", "four": "four; 4", "five": "five; 5",
    "many": "many; lots of; a lot of; countless; dozens of; so many; a crowd of; plenty of",
})

_PRAISE = split_words("beautiful; lovely; nice; old; pretty; awesome; amazing; cute; cool; strange; lonely; quiet; magical; wonderful; happy; funny; fancy; shiny")

_VERBS = table({
    "boat": "floating; drifting; moored", "sailing_ship": "sailing; at anchor", "bird": "flying; soaring", "balloon": "floating; drifting; flying", "kite": "flying", "plane": "flying",
    "cat": "sitting; sleeping; looking at you", "dog": "sitting; running; playing", "horse": "standing; grazing; galloping", "person": "standing; walking; looking out", "robot": "standing; waving; walking",
    "whale": "swimming; diving", "fish": "swimming", "jellyfish": "floating; glowing", "car": "driving; parked", "train": "passing; rolling by", "owl": "sitting; watching", "rabbit": "sitting; hopping",
    "house": "standing", "lighthouse": "standing; shining", "castle": "standing", "rocket": "flying; taking off", "butterfly": "fluttering", "lantern": "glowing; hanging", "submarine": "diving",
})

_PLACE_NOUN = table({
    "sea": "the sea; a sea; the ocean; a calm sea; the coast; a beach; the seaside; the shore; a seascape; open water", "lake": "a lake; a mountain lake; a quiet lake; a pond; a lakeside; a small lake",
    "river": "a river; a winding river; a stream; a riverbank; a brook", "meadow": "a meadow; a flower meadow; a green meadow; a field of flowers; a grassy field; a garden; a park",
    "hills": "hills; rolling hills; green hills; a hill; a hilltop; hilly countryside", "mountains": "mountains; snowy mountains; a mountain range; mountain peaks; a mountain; the alps",
    "desert": "a desert; sand dunes; a sandy desert; dunes; the sahara", "forest": "a forest; a deep forest; woods; a dark wood; woodland; a jungle; a forest clearing",
    "snow_field": "a snow field; a snowy field; a snowy landscape; a winter landscape; a snow-covered plain; snowy fields; tundra", "island": "an island; a small island; a tropical island; a desert island; an islet",
    "city_skyline": "a city skyline; a skyline; a city; a big city; skyscrapers; a cityscape; downtown; a metropolis", "village": "a village; a small town; a little village; a town; a hamlet; a farm",
    "street": "a street; a city street; a narrow street; an alley; an avenue; a cobbled street", "harbour": "a harbour; a harbor; a port; a fishing harbour; a marina; docks; a quay; a pier",
    "cave": "a cave; a dark cave; a cavern; a grotto; a crystal cave", "under_water": "an underwater scene; the ocean floor; the seabed; a coral reef; the deep sea; an underwater world",
    "space": "space; outer space; the cosmos; a galaxy; the universe; deep space", "above_clouds": "a sea of clouds; the sky above the clouds; clouds from above; a cloudscape; the open sky; the sky",
    "room": "a room; a living room; a cosy room; a bedroom; an interior; a kitchen; a study", "table_top": "a still life; a table; a table top; a wooden table; a tabletop; a desk",
    "pattern": "a pattern; an abstract pattern; an abstract composition; abstract shapes; geometric shapes; wallpaper; a geometric pattern",
})

_PLACE_AT = table({
    "sea": "on the sea; at sea; by the sea; on the ocean; at the beach; on a cliff by the sea; on the coast; at the seaside; on a cliff; on the shore; in the ocean; in the sea; on the water",
    "lake": "on a lake; by a lake; at the lake; on the lake; beside a lake; on a mountain lake; by the lakeside; on a pond; by a quiet lake; in a lake",
    "river": "on a river; by a river; at the river; along a river; on the riverbank; by a stream; beside the river; on the river",
    "meadow": "in a meadow; on a meadow; in a flower meadow; in a field of flowers; in the grass field; in a green meadow; in a garden; in the park; in a field",
    "hills": "on a hill; in the hills; on rolling hills; among green hills; on top of a hill; on a hilltop; over the hills; on the hills",
    "mountains": "in the mountains; in front of mountains; below snowy mountains; among mountains; on a mountain; in the alps; in front of a mountain range; by the mountains",
    "desert": "in the desert; in a desert; among sand dunes; on a dune; in the dunes; in the sand; in a sandy desert", "forest": "in a forest; in the forest; in the woods; in a deep forest; among the trees; in a dark wood; in a forest clearing; in the jungle; in a wood",
    "snow_field": "in a snowy field; on a snow field; in the snow; in a snowy landscape; in a winter landscape; on a snow-covered plain; in deep snow; on the snow; in winter",
    "island": "on an island; on a small island; on a tropical island; on the island; on a desert island; on an islet", "city_skyline": "in front of a city skyline; in the city; in a big city; before a skyline; over the city; in front of skyscrapers; against a city skyline; downtown; above the skyline",
    "village": "in a village; in the village; in a small town; near a village; in a little village; in a town; on a farm", "street": "on a street; in the street; in a narrow street; on a city street; down a cobbled street; in an alley; on an avenue; on the street",
    "harbour": "in a harbour; in the harbor; at the harbour; in a port; in a fishing harbour; at the docks; at the quay; at the pier; in a harbor; in the port", "cave": "in a cave; inside a cave; in a dark cave; in a cavern; in a grotto; in the cave",
    "under_water": "under water; underwater; under the sea; on the sea floor; in the deep sea; in a coral reef; at the bottom of the sea; beneath the waves", "space": "in space; in outer space; in the cosmos; in deep space; in a galaxy; through space; in the universe; between the stars",
    "above_clouds": "above the clouds; over the clouds; high above the clouds; over a sea of clouds; in the open sky; in the sky; among the clouds; in the clouds", "room": "in a room; in a living room; in a cosy room; inside a room; in the bedroom; indoors; in a kitchen; in the room; at home",
    "table_top": "on a table; on the table; on a wooden table; on a table top; on a desk; on a tabletop; in a still life", "pattern": "in a pattern; as a pattern; in an abstract pattern; as an abstract composition; in a geometric pattern; on wallpaper; in an abstract composition",
})

_PLACE_TAG = table({
    "sea": "sea; ocean; coast; beach; seaside; seascape; cliff; shore", "lake": "lake; pond; mountain lake; lakeside", "river": "river; stream; riverbank; riverside", "meadow": "meadow; field; flower meadow; grassland; garden; park",
    "hills": "hills; hill; rolling hills; hilltop; countryside", "mountains": "mountains; mountain; mountain range; alps; peaks; mountain landscape", "desert": "desert; dunes; sand; sahara; sand dunes", "forest": "forest; woods; woodland; wood; jungle",
    "snow_field": "snow field; snowy field; winter landscape; snow; winter; snowy landscape", "island": "island; tropical island; islet", "city_skyline": "city skyline; skyline; city; cityscape; skyscrapers; downtown; metropolis", "village": "village; town; small town; farm; hamlet",
    "street": "street; alley; city street; avenue", "harbour": "harbour; harbor; port; docks; marina; pier; quay", "cave": "cave; cavern; grotto", "under_water": "underwater; under water; coral reef; ocean floor; deep sea; seabed", "space": "space; outer space; galaxy; cosmos; universe",
    "above_clouds": "above the clouds; sky; sea of clouds; cloudscape; open sky", "room": "room; interior; indoors; living room; bedroom; kitchen", "table_top": "still life; table; tabletop; desk; table top", "pattern": "pattern; abstract; abstract pattern; geometric; wallpaper; geometric pattern",
})

_LIGHT_AT = table({
    "dawn": "at dawn; at sunrise; in the early morning; at daybreak; in the morning; in the morning light; at first light", "day": "by day; in daylight; on a sunny day; in the sunshine; at noon; under a blue sky; at midday; on a clear day; during the day; in the afternoon; on a bright day",
    "sunset": "at sunset; in the sunset; at golden hour; under a sunset sky; during sunset; at sundown; in front of a sunset; in golden evening light", "dusk": "at dusk; at twilight; in the evening; at nightfall; in the blue hour; in the twilight; after sunset",
    "night": "at night; in the night; at midnight; by night; under a night sky; in the dark; during the night; late at night", "storm": "in a storm; in a thunderstorm; during a storm; in stormy weather; under storm clouds; in a tempest; in the storm",
    "fog": "in the fog; in fog; in the mist; on a foggy day; in thick fog; in mist; on a misty morning; in a haze", "rain": "in the rain; in rain; on a rainy day; in heavy rain; in a rain shower; while it rains; during rain; in rainy weather; in a downpour",
    "snowfall": "in falling snow; while it snows; in a snowstorm; during snowfall; in a blizzard; with snow falling; in a snow flurry; with snowflakes", "aurora": "under the northern lights; under an aurora; with northern lights; beneath the aurora borealis; with an aurora; under the polar lights",
    "moonlight": "in the moonlight; by moonlight; under a full moon's light; in moonlight; in the light of the moon; on a moonlit night; in silver moonlight",
})

_LIGHT_TAG = table({
    "dawn": "dawn; sunrise; morning; daybreak; morning light", "day": "day; daylight; sunny; sunny day; noon; blue sky; midday; bright", "sunset": "sunset; golden hour; sundown; sunset light; sunset sky", "dusk": "dusk; twilight; evening; blue hour; nightfall",
    "night": "night; nighttime; midnight; night sky; at night; dark", "storm": "storm; stormy; thunderstorm; tempest; stormy weather; storm clouds", "fog": "fog; foggy; mist; misty; hazy; haze", "rain": "rain; rainy; raining; rainy day; heavy rain; rain shower; downpour", "snowfall": "snowfall; snowing; falling snow; snowstorm; blizzard; snowflakes",
    "aurora": "aurora; northern lights; aurora borealis; polar lights", "moonlight": "moonlight; moonlit; moonlit night; moonshine",
})

_LIGHT_SENTENCE = table({
    "dawn": "the sun is rising; it is early morning; the day begins", "day": "the sun is shining; it is a bright day; it is noon", "sunset": "the sun is setting; it is sunset", "dusk": "it is getting dark; it is evening; it is dusk", "night": "it is night; it is a dark night",
    "storm": "a storm is raging; it is stormy; there is a storm", "fog": "it is foggy; there is fog; it is misty", "rain": "it is raining; rain is falling; it rains", "snowfall": "it is snowing; snow is falling; it snows",
    "aurora": "the northern lights are glowing; there is an aurora", "moonlight": "it is a moonlit night; the moonlight is bright; there is moonlight",
})

_STYLE_TAG = table({
    "flat_poster": "flat poster; poster; flat design; flat illustration; poster art; vector art; minimalist poster; travel poster; flat", "watercolour": "watercolour; watercolor; watercolour painting; watercolor painting; aquarelle; watercolours; watercolors",
    "oil": "oil painting; oil; oil on canvas; oil paint; impasto; painted in oil", "ink": "ink; ink drawing; pen and ink; ink wash; ink sketch; black ink; brush and ink", "pencil": "pencil; pencil drawing; pencil sketch; graphite; sketch; coloured pencil; graphite drawing",
    "crayon": "crayon; crayon drawing; wax crayon; children's drawing; crayons; chalk pastel; kid's drawing", "linocut": "linocut; lino print; woodcut; linoleum print; block print; woodblock print", "pixel_art": "pixel art; pixelart; 8-bit; 8 bit; 16-bit pixel art; pixel; retro game; pixelated",
    "stained_glass": "stained glass; stained glass window; stained-glass; church window; leaded glass", "paper_cut": "paper cut; papercut; paper cutout; cut paper; paper collage; paper craft; layered paper; cut-out paper", "blueprint": "blueprint; technical drawing; blue print; cyanotype; architectural plan; blueprint drawing",
    "neon": "neon; neon sign; neon lights; neon glow; synthwave; neon art; glowing neon", "pop_art": "pop art; pop-art; popart; comic book style; comic; halftone; comic style", "mosaic": "mosaic; mosaic tiles; tile mosaic; roman mosaic; ceramic mosaic; tiles",
    "chalkboard": "chalkboard; chalk drawing; chalk; blackboard; chalk on blackboard; chalkboard drawing; chalk art",
})

_STYLE_FRONT = joint_table({
    "flat_poster": "a flat poster of; a poster of; a flat illustration of; a travel poster of; a minimalist poster of; a poster with", "watercolour": "a watercolour of; a watercolor of; a watercolour painting of; a watercolor painting of; watercolour of; an aquarelle of; watercolor painting of",
    "oil": "an oil painting of; oil painting of; an oil painting showing; an impasto painting of", "ink": "an ink drawing of; ink drawing of; a pen and ink drawing of; an ink sketch of; a brush and ink picture of", "pencil": "a pencil drawing of; pencil sketch of; a pencil sketch of; a graphite drawing of; a sketch of",
    "crayon": "a crayon drawing of; crayon drawing of; a child's drawing of; a kid's crayon drawing of; a wax crayon picture of", "linocut": "a linocut of; a lino print of; a woodcut of; a block print of; linocut of", "pixel_art": "pixel art of; a pixel art picture of; pixel art of; an 8-bit picture of; a pixel art scene of; a pixelated picture of",
    "stained_glass": "a stained glass window of; stained glass of; a stained glass picture of; a church window showing; a stained glass window with", "paper_cut": "a paper cut of; a papercut of; a paper collage of; a layered paper picture of; a paper cutout of; a cut paper picture of", "blueprint": "a blueprint of; blueprint of; a technical drawing of; a cyanotype of; an architectural plan of",
    "neon": "a neon sign of; a neon picture of; neon art of; a neon sign showing; a glowing neon picture of", "pop_art": "pop art of; a pop art picture of; a comic book picture of; a pop art print of; a pop-art poster of", "mosaic": "a mosaic of; mosaic of; a tile mosaic of; a roman mosaic of; a mosaic showing",
    "chalkboard": "a chalk drawing of; a chalkboard drawing of; chalk drawing of; a blackboard drawing of; a chalk sketch of",
})

_STYLE_BACK = table({
    "flat_poster": "as a flat poster; in flat design; as a poster; flat poster style; in flat colours; in the style of a travel poster; in poster style", "watercolour": "in watercolour; in watercolor; painted in watercolours; watercolour style; as a watercolour; in watercolour style; painted with watercolors",
    "oil": "in oil; painted in oil; as an oil painting; oil on canvas; in oils; oil painting style; in the style of an oil painting", "ink": "in ink; drawn in ink; as an ink drawing; ink style; in black ink; drawn with pen and ink", "pencil": "in pencil; drawn in pencil; as a pencil drawing; pencil style; as a pencil sketch; drawn with a pencil",
    "crayon": "in crayon; drawn with crayons; as a crayon drawing; crayon style; like a child's drawing; drawn by a child with crayons; with crayons", "linocut": "as a linocut; linocut style; in linocut; as a woodcut; as a lino print; in woodcut style; as a block print", "pixel_art": "as pixel art; in pixel art; pixel art style; in pixel art style; in 8-bit style; in pixels; like a retro game",
    "stained_glass": "in stained glass; as a stained glass window; stained glass style; as stained glass; made of stained glass; like a church window", "paper_cut": "as a paper cut; made of cut paper; paper cut style; in cut paper; papercut style; as a paper collage; made of paper", "blueprint": "as a blueprint; blueprint style; in blueprint style; as a technical drawing; like a blueprint",
    "neon": "in neon; as a neon sign; neon style; in neon lights; made of neon; in neon colours; with neon lines", "pop_art": "as pop art; in pop art style; pop art style; in pop art; in comic style; like a comic; with halftone dots", "mosaic": "as a mosaic; mosaic style; made of mosaic tiles; in mosaic; in mosaic style; made of tiles",
    "chalkboard": "in chalk; as a chalk drawing; on a chalkboard; chalkboard style; on a blackboard; drawn in chalk; drawn with chalk on a blackboard",
})

_WHERE = table({
    "left": "on the left; to the left; on the left side; at left; at the left", "right": "on the right; to the right; on the right side; at right; at the right", "middle": "in the middle; in the center; in the centre; at the center; in the middle of the picture",
    "above": "above; overhead; high above; up above; at the top; high up; up high", "behind": "behind; in the background; at the back; behind it; in the back", "distance": "in the distance; far away; on the horizon; far off; in the far distance; far in the distance",
})

_RELATION = joint_table({
    "above": "above>obl; over>obl; high above>obl; hovering over>obl; flying over>obl", "behind": "behind>obl; right behind>obl; standing behind>obl",
})


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    if word == "leaf":
        return "leaves"
    return word + "s"


def _read_noun(text: str) -> Tuple[str, str, str]:
    flag = text[0] if text[0] in "~#" else ""
    singular, _, plural = text.lstrip("~#").partition("/")
    return singular, plural or _plural(singular), flag


_NOUNS = {kind: tuple(_read_noun(part) for part in split_words(text)) for kind, text in _THINGS.items()}
_ONE_ONLY = frozenset(("sun", "moon"))
_SOUNDS_LIKE_CONSONANT = ("one", "u-", "uk", "uni", "eu")


def _article(words: str) -> str:
    return "an" if words[0] in "aeiou8" and not words.startswith(_SOUNDS_LIKE_CONSONANT) else "a"


def noun_phrase(draw: Draw, ask: Ask) -> Tuple[str, Optional[str]]:
    """Returns the phrase and the count it says: 'two small red boats', 'two'."""
    nouns = _NOUNS[ask.kind]
    singular, plural, flag = pick_first(draw, nouns)
    uncounted = ask.count in (None, "many") and ask.plural
    if flag == "#" and uncounted:
        singular, plural, flag = nouns[1]
    if flag == "~" and (ask.plural and ask.kind != "stars" or singular.startswith("a ") and (ask.colour or ask.size)):
        singular, plural, flag = next((noun for noun in nouns if noun[2] == "~" and not noun[0].startswith("a ")), nouns[0])
        if ask.count and ask.count != "one":
            countable = [noun for noun in nouns if not noun[2]]
            if countable:
                singular, plural, flag = pick(draw, countable)
    adjectives = []
    if draw() < 0.06:
        adjectives.append(pick(draw, _PRAISE))
    if ask.size:
        adjectives.append(pick_first(draw, _SIZES[ask.size]))
    tail = ""
    if ask.colour:
        colour = pick_first(draw, _COLOURS[ask.colour])
        way = draw()
        if way < 0.9 or flag == "~":
            adjectives.append(colour)
        elif way < 0.93:
            adjectives.append(colour + pick(draw, ("-coloured", "-colored", " colored")))
        elif way < 0.97:
            tail = " in " + colour
        else:
            tail = (" that are " if ask.plural else " that is ") + colour
    if not ask.bare and ask.kind in _VERBS and draw() < 0.1:
        tail += " " + pick(draw, _VERBS[ask.kind])
    if flag == "~":
        words = " ".join((*adjectives, singular))
        if ask.kind == "stars" and ask.count == "many" and not singular.startswith("a "):
            return pick_first(draw, _COUNTS["many"]) + " " + words + tail, "many"
        return words + tail, None
    if not ask.plural:
        words = " ".join((*adjectives, singular)) + tail
        if ask.bare:
            return words, "one"
        if ask.kind in _ONE_ONLY and draw() < 0.6 or draw() < 0.08:
            return "the " + words, "one"
        number = "a" if draw() < 0.85 else pick(draw, _COUNTS["one"])
        return (_article(words) if number == "a" else number) + " " + words, "one"
    words = " ".join((*adjectives, plural)) + tail
    if ask.count is None:
        if ask.several and draw() < 0.3:
            return pick(draw, ("several ", "a few ", "some ")) + words, None
        return ("some " if draw() < 0.25 else "") + words, None
    return pick_first(draw, _COUNTS[ask.count]) + " " + words, ask.count


def forms() -> list[Tuple[str, str, str]]:
    """Every surface form of things, colours, sizes and counts."""
    found = []
    for kind, nouns in _NOUNS.items():
        for singular, plural, flag in nouns:
            found.append((singular.removeprefix("a "), "thing", kind))
            if flag != "~":
                found.append((plural if flag != "#" else "star shapes", "thing", kind))
    for word_kind, words in (("colour", _COLOURS), ("size", _SIZES), ("count", _COUNTS)):
        for key, options in words.items():
            found.extend((word, word_kind, key) for word in options if word != "a")
    return found


LANGUAGE = Language(
    code="en", noun_phrase=noun_phrase, forms=forms,
    place_at=_PLACE_AT, place_noun=_PLACE_NOUN, place_tag=_PLACE_TAG,
    light_at=_LIGHT_AT, light_tag=_LIGHT_TAG, light_sentence=_LIGHT_SENTENCE,
    style_front=_STYLE_FRONT, style_back=_STYLE_BACK, style_tag=_STYLE_TAG, style_front_takes_place=True,
    where=_WHERE, relation=_RELATION,
    picture_of=joints("a picture of; a painting of; an illustration of; an image of; picture of; illustration of; an artwork of; a scene with; a view of; a drawing of; illustration with"),
    ask_for=joints("draw>acc; paint>acc; please draw>acc; can you draw>acc; make>acc; i want>acc; show me>acc; generate>acc; create>acc; could you paint>acc; give me>acc; imagine>acc; please paint>acc; i would like>acc"),
    there_is=joints("there is>acc; here is>acc; i see>acc; we see>acc; you can see>acc"),
    please=split_words("please; thanks; thank you; pls"),
    joins=joints("and; and; and; with>obl; with>obl; next to>obl; beside>obl; near>obl; &; together with>obl; plus; ,"),
    last_join="and", with_=joints("with>obl; with>obl; and"),
    extra_tags=split_words("beautiful; awesome; highly detailed; trending; masterpiece; 4k; best quality; cute; nice; aesthetic; detailed; high quality; wallpaper art; amazing; pretty; cozy; calm; peaceful; fantasy; simple; colourful"),
    function_words=frozenset("a an the at on in by of under with as to over during made drawn painted".split()),
)
