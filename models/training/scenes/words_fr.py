"""French: elisions and contractions are mended at the end, by `_tidy`."""

from __future__ import annotations

import re

from .words import Language, joint_table, joints, split_words, table
from .words_romance import RomanceWords, read_nouns

_THINGS = {
    "sun": "soleil m", "moon": "lune f; pleine lune f pleines lunes; croissant de lune m croissants de lune", "stars": "~étoiles f étoiles; ~étoiles scintillantes f étoiles scintillantes; ~ciel étoilé m ciels étoilés", "planet": "planète f", "cloud": "nuage m", "rainbow": "arc-en-ciel m arcs-en-ciel", "lightning": "éclair m; ~foudre f",
    "pine_tree": "sapin m; pin m; épicéa m; sapin de Noël m sapins de Noël; conifère m", "round_tree": "arbre m; chêne m; pommier m; tilleul m", "palm_tree": "palmier m; cocotier m", "birch_tree": "bouleau m", "tulip": "tulipe f; fleur f", "sunflower": "tournesol m", "rose": "rose f; bouton de rose m boutons de rose", "daisy": "marguerite f; pâquerette f", "mushroom": "champignon m", "cactus": "cactus m", "grass": "~herbe f; touffe d'herbe f touffes d'herbe; ~gazon m; ~roseaux m roseaux", "rock": "rocher m; pierre f; caillou m cailloux",
    "house": "maison f; bâtiment m; maisonnette f", "cottage": "chaumière f; cabane f; chalet m; hutte f", "castle": "château m; forteresse f; palais m", "tower": "tour f; tour de guet f tours de guet", "lighthouse": "phare m", "windmill": "moulin à vent m moulins à vent; moulin m", "bridge": "pont m; pont de pierre m ponts de pierre", "tent": "tente f", "road": "route f; chemin m; sentier m", "fence": "clôture f; barrière f; palissade f",
    "boat": "bateau m; barque f; canot m; bateau de pêche m bateaux de pêche", "sailing_ship": "voilier m; navire m; bateau à voiles m bateaux à voiles; bateau pirate m bateaux pirates", "submarine": "sous-marin m sous-marins", "car": "voiture f; auto f; automobile f", "bus": "bus m; autobus m; autocar m", "train": "train m; locomotive f; train à vapeur m trains à vapeur", "bicycle": "vélo m; bicyclette f", "balloon": "montgolfière f; ballon à air chaud m ballons à air chaud; ballon dirigeable m ballons dirigeables",
    "rocket": "fusée f; vaisseau spatial m vaisseaux spatiaux", "plane": "avion m", "kite": "cerf-volant m cerfs-volants", "bird": "oiseau m; mouette f; hirondelle f", "owl": "hibou m hiboux; chouette f", "fish": "poisson m; poisson tropical m poissons tropicaux", "whale": "baleine f", "jellyfish": "méduse f", "cat": "chat m; chatte f; chaton m; minou m", "dog": "chien m; chiot m", "horse": "cheval m; poney m; jument f", "rabbit": "lapin m; lièvre m", "butterfly": "papillon m",
    "person": "personne f; homme m; femme f; enfant m; fille f; garçon m; personnage m", "robot": "robot m; androïde m", "umbrella": "parapluie m; parasol m; ombrelle f", "lantern": "lanterne f; lampion m", "cup": "tasse f; tasse de café f tasses de café; tasse de thé f tasses de thé; gobelet m", "teapot": "théière f", "vase": "vase m", "bottle": "bouteille f; bouteille de vin f bouteilles de vin; flacon m", "apple": "pomme f; fruit m", "orange_fruit": "orange f; mandarine f; clémentine f", "pear": "poire f", "banana": "banane f",
    "cake": "gâteau m; tarte f; gâteau d'anniversaire m gâteaux d'anniversaire", "book": "livre m; livre ouvert m livres ouverts", "lamp": "lampe f; lampe de bureau f lampes de bureau; lampadaire m", "chair": "chaise f; fauteuil m; tabouret m", "window": "fenêtre f; fenêtre ouverte f fenêtres ouvertes", "clock": "horloge f; pendule f; réveil m; montre f", "guitar": "guitare f", "ball": "balle f; ballon m; ballon de plage m ballons de plage", "box": "boîte f; caisse f; coffre m; carton m", "heart": "cœur m",
    "star_shape": "#étoile f; forme d'étoile f formes d'étoile; symbole d'étoile m symboles d'étoile", "circle": "cercle m; disque m; rond m; anneau m", "triangle": "triangle m", "square": "carré m; rectangle m", "spiral": "spirale f; tourbillon m", "arrow": "flèche f", "light_bulb": "ampoule f", "gear": "engrenage m; roue dentée f roues dentées", "speech_bubble": "bulle f; bulle de dialogue f bulles de dialogue; bulle de bande dessinée f bulles de bande dessinée",
}


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith("eau"):
        return word + "x"
    if word.endswith("al"):
        return word[:-1] + "ux"
    return word + "s"


def _agree(adjective: str, feminine: bool, plural: bool) -> str:
    """'blanc/blanche': masculine and feminine; one word ending in -e serves both; '!' never changes."""
    if adjective[0] == "!":
        return adjective[1:]
    masculine, _, other = adjective.partition("/")
    word = (other or (masculine if masculine.endswith("e") else masculine + "e")) if feminine else masculine
    return _plural(word) if plural else word


# "le hibou", "la hutte", "de haut": an h that is breathed keeps its vowel.
_ELISION = re.compile(r"\b([lL]e|[lL]a|[dD]e) (?=(?!hibou|hutte|haut|huit)[aeiouéèêàâîôûœhAEIOUÉÈÊÀÂÎÔÛŒH])")


def _tidy(text: str) -> str:
    for wrong, right in ((" de le ", " du "), (" de les ", " des "), (" de des ", " de "), (" de de ", " de "), (" à le ", " au ")):
        if wrong in text:
            text = text.replace(wrong, right)
            if wrong[4] == "l" and re.search(r" (du|au) (?=[aeiouéèêàâîôûœ]|h(?!ibou|utte|aut))", text):
                text = re.sub(r" du (?=[aeiouéèêàâîôûœ]|h(?!ibou|utte|aut))", " de l'", text)
    return _ELISION.sub(lambda found: found[1][0] + "'", text)


_WORDS = RomanceWords(
    nouns=read_nouns(_THINGS, _plural),
    colours=table({
        "red": "rouge; !rouge vif; écarlate; !cramoisi", "orange": "!orange; orangé", "yellow": "jaune; !jaune citron; !jaune vif", "green": "vert; !vert émeraude; !vert clair; !vert foncé", "teal": "!bleu-vert; !bleu canard; !sarcelle", "blue": "bleu; !bleu clair; !bleu ciel; !azur", "purple": "violet/violette; mauve; !lilas; pourpre", "pink": "rose; !fuchsia; !rose vif", "brown": "!marron; brun; !brun foncé", "black": "noir; !noir de jais",
        "white": "blanc/blanche; !blanc pur; !blanc neige", "grey": "gris; argenté; !gris clair", "gold": "doré; !or; !couleur or", "turquoise": "!turquoise; !aigue-marine; !cyan", "cream": "!crème; !beige; !couleur crème; !ivoire", "navy": "!bleu marine; !bleu foncé; !bleu nuit",
    }),
    sizes=table({"small": "<petit; <petit; minuscule", "medium": "!de taille moyenne; moyen/moyenne", "large": "<grand; <gros/grosse; énorme; géant; immense"}),
    counts=table({"two": "deux; 2", "three": "trois; 3", "four": "quatre; 4", "five": "cinq; 5"}),
    many=(("beaucoup de", "beaucoup de"), ("beaucoup de", "beaucoup de"), ("de nombreux", "de nombreuses"), ("plein de", "plein de"), ("énormément de", "énormément de"), ("des tas de", "des tas de")),
    several=(("plusieurs", "plusieurs"), ("quelques", "quelques")), some=(("des", "des"), ("des", "des"), ("", "")), one=("un", "une"), the=("le", "la"), in_colour="de couleur ",
    praise=split_words("magnifique; magique; solitaire; charmant; tranquille; drôle; mignon/mignonne; étrange"), agree=_agree,
)

LANGUAGE = Language(
    code="fr", noun_phrase=_WORDS.noun_phrase, forms=_WORDS.forms, tidy=_tidy,
    place_at=table({
        "sea": "sur la mer; au bord de la mer; en mer; à la plage; sur la côte; sur l'océan; sur une falaise; dans la mer", "lake": "sur un lac; au bord d'un lac; sur le lac; près d'un lac; sur un étang; au bord du lac", "river": "sur une rivière; au bord d'une rivière; sur un fleuve; près d'un ruisseau; au bord de la rivière", "meadow": "dans un pré; dans une prairie; dans un champ de fleurs; dans un jardin; au parc; dans un champ; dans l'herbe",
        "hills": "sur une colline; dans les collines; sur des collines vertes; parmi les collines; au sommet d'une colline", "mountains": "dans les montagnes; devant les montagnes; à la montagne; sur une montagne; dans les alpes; au pied des montagnes", "desert": "dans le désert; dans un désert; dans les dunes; sur une dune; dans le sable", "forest": "dans une forêt; dans la forêt; dans les bois; dans une forêt sombre; entre les arbres; dans une clairière; dans la jungle",
        "snow_field": "dans un champ de neige; dans la neige; dans un paysage enneigé; sur la neige; dans un paysage d'hiver; en hiver", "island": "sur une île; sur une petite île; sur l'île; sur une île tropicale; sur un îlot", "city_skyline": "devant une ville; en ville; devant les gratte-ciel; dans une grande ville; au-dessus de la ville; dans la ville", "village": "dans un village; dans le village; dans un petit village; dans une petite ville; dans une ferme",
        "street": "dans une rue; dans la rue; dans une ruelle; dans une rue étroite; sur une avenue", "harbour": "dans un port; au port; dans un port de pêche; sur le quai; dans le port", "cave": "dans une grotte; dans la grotte; dans une caverne; dans une grotte sombre", "under_water": "sous l'eau; sous la mer; au fond de la mer; dans un récif de corail; au fond de l'océan", "space": "dans l'espace; dans le cosmos; dans l'univers; dans une galaxie; parmi les étoiles",
        "above_clouds": "au-dessus des nuages; dans le ciel; au-dessus d'une mer de nuages; dans les nuages", "room": "dans une chambre; dans une pièce; dans un salon; dans le salon; dans la cuisine; à la maison; à l'intérieur", "table_top": "sur une table; sur la table; sur une table en bois; dans une nature morte; sur un bureau", "pattern": "dans un motif; en motif abstrait; dans un motif abstrait; comme motif; dans une composition abstraite",
    }),
    place_noun=table({
        "sea": "la mer; une mer calme; l'océan; une côte; une plage", "lake": "un lac; un lac de montagne; un étang; un lac tranquille", "river": "une rivière; un fleuve; un ruisseau; une rive", "meadow": "une prairie; un pré; un champ de fleurs; un jardin; un parc; un champ", "hills": "des collines; des collines vertes; une colline", "mountains": "des montagnes; une chaîne de montagnes; une montagne; les alpes", "desert": "un désert; des dunes; des dunes de sable", "forest": "une forêt; un bois; une forêt sombre; une clairière; une jungle", "snow_field": "un champ de neige; un paysage enneigé; un paysage d'hiver",
        "island": "une île; une petite île; une île tropicale; un îlot", "city_skyline": "une ville; une grande ville; des gratte-ciel; l'horizon d'une ville", "village": "un village; un petit village; une petite ville; un hameau; une ferme", "street": "une rue; une ruelle; une rue étroite; une avenue", "harbour": "un port; un port de pêche; un quai", "cave": "une grotte; une caverne; une grotte sombre", "under_water": "un monde sous-marin; le fond de la mer; un récif de corail; une scène sous-marine", "space": "l'espace; l'univers; le cosmos; une galaxie",
        "above_clouds": "une mer de nuages; le ciel; le ciel au-dessus des nuages", "room": "une chambre; une pièce; un salon; un intérieur; une cuisine", "table_top": "une nature morte; une table; une table en bois; un bureau", "pattern": "un motif; un motif abstrait; une composition abstraite; un motif géométrique",
    }),
    place_tag=table({
        "sea": "mer; océan; côte; plage; bord de mer; falaise", "lake": "lac; étang", "river": "rivière; fleuve; ruisseau; rive", "meadow": "prairie; pré; champ; jardin; parc", "hills": "collines; colline", "mountains": "montagnes; montagne; alpes; chaîne de montagnes", "desert": "désert; dunes; sable", "forest": "forêt; bois; clairière; jungle", "snow_field": "champ de neige; neige; paysage enneigé; hiver", "island": "île; îlot; île tropicale", "city_skyline": "ville; gratte-ciel; grande ville; horizon urbain; métropole", "village": "village; petite ville; hameau; ferme",
        "street": "rue; ruelle; avenue", "harbour": "port; quai; port de pêche", "cave": "grotte; caverne", "under_water": "sous l'eau; fond de la mer; récif de corail; monde sous-marin", "space": "espace; univers; cosmos; galaxie", "above_clouds": "au-dessus des nuages; ciel; mer de nuages", "room": "chambre; pièce; salon; intérieur; cuisine", "table_top": "nature morte; table; dessus de table; bureau", "pattern": "motif; abstrait; motif abstrait; géométrique; papier peint",
    }),
    light_at=table({
        "dawn": "à l'aube; au lever du soleil; au petit matin; le matin; au lever du jour", "day": "en plein jour; de jour; par une journée ensoleillée; à midi; sous un ciel bleu; au soleil; l'après-midi", "sunset": "au coucher du soleil; au soleil couchant; à l'heure dorée; pendant le coucher du soleil", "dusk": "au crépuscule; le soir; à l'heure bleue; à la tombée de la nuit", "night": "la nuit; de nuit; à minuit; dans la nuit; sous le ciel nocturne", "storm": "dans la tempête; sous l'orage; pendant un orage; dans un orage; par temps d'orage",
        "fog": "dans le brouillard; dans la brume; par temps de brouillard; dans un épais brouillard", "rain": "sous la pluie; par temps de pluie; un jour de pluie; pendant la pluie; dans la pluie", "snowfall": "sous les flocons; pendant qu'il neige; dans une tempête de neige; avec des flocons de neige; sous une chute de neige", "aurora": "sous une aurore boréale; sous les aurores boréales; avec une aurore boréale; sous l'aurore boréale", "moonlight": "au clair de lune; sous le clair de lune; à la lumière de la lune; au clair de la lune",
    }),
    light_tag=table({
        "dawn": "aube; lever du soleil; matin; petit matin", "day": "jour; ensoleillé; midi; ciel bleu; plein jour; journée ensoleillée", "sunset": "coucher de soleil; coucher du soleil; heure dorée; soleil couchant", "dusk": "crépuscule; soir; heure bleue", "night": "nuit; minuit; nocturne; ciel nocturne", "storm": "tempête; orage; orageux", "fog": "brouillard; brume; brumeux", "rain": "pluie; pluvieux; jour de pluie; averse", "snowfall": "chute de neige; flocons; tempête de neige; flocons de neige", "aurora": "aurore boréale; aurores boréales", "moonlight": "clair de lune; lumière de la lune",
    }),
    light_sentence=table({
        "dawn": "le soleil se lève; c'est l'aube", "day": "il fait jour; le soleil brille; il fait beau", "sunset": "le soleil se couche; c'est le coucher du soleil", "dusk": "la nuit tombe; c'est le soir; c'est le crépuscule", "night": "il fait nuit; c'est la nuit", "storm": "il y a de l'orage; la tempête gronde", "fog": "il y a du brouillard; il y a de la brume", "rain": "il pleut; la pluie tombe", "snowfall": "il neige; des flocons tombent", "aurora": "il y a une aurore boréale; une aurore boréale brille", "moonlight": "c'est le clair de lune; le clair de lune brille",
    }),
    style_front=joint_table({
        "flat_poster": "une affiche de; un poster de; une affiche avec; un poster avec; une illustration plate de", "watercolour": "une aquarelle de; aquarelle de; une aquarelle avec; une peinture à l'aquarelle de", "oil": "une peinture à l'huile de; un tableau à l'huile de; peinture à l'huile de; une huile sur toile avec", "ink": "un dessin à l'encre de; une encre de; un lavis d'encre de", "pencil": "un dessin au crayon de; un croquis de; un croquis au crayon de; une esquisse de", "crayon": "un dessin aux crayons de cire de; un dessin d'enfant de; un dessin à la cire de; un dessin d'enfant avec",
        "linocut": "une linogravure de; une gravure de; une gravure sur bois de; une linogravure avec", "pixel_art": "un pixel art de; une image en pixels de; pixel art de", "stained_glass": "un vitrail de; un vitrail avec; un vitrail représentant", "paper_cut": "un papier découpé de; un découpage de papier de; un collage de papier avec", "blueprint": "un plan de; un dessin technique de; un bleu d'architecte de; un cyanotype de", "neon": "une enseigne au néon de; un néon de; une enseigne au néon avec", "pop_art": "un tableau pop art de; du pop art avec; une bande dessinée de", "mosaic": "une mosaïque de; une mosaïque avec; une mosaïque romaine de", "chalkboard": "un dessin à la craie de; un dessin à la craie avec; un tableau noir avec",
    }),
    style_back=table({
        "flat_poster": "en affiche; style affiche; comme une affiche; en poster; en design plat", "watercolour": "à l'aquarelle; en aquarelle; peint à l'aquarelle; style aquarelle", "oil": "à l'huile; en peinture à l'huile; huile sur toile; peint à l'huile", "ink": "à l'encre; dessiné à l'encre; à l'encre noire; style encre", "pencil": "au crayon; dessiné au crayon; en dessin au crayon; au crayon à papier; en croquis", "crayon": "aux crayons de cire; comme un dessin d'enfant; à la cire; aux pastels gras", "linocut": "en linogravure; style linogravure; en gravure sur bois; comme une gravure", "pixel_art": "en pixel art; en pixels; style pixel art; en 8 bits",
        "stained_glass": "en vitrail; comme un vitrail; style vitrail", "paper_cut": "en papier découpé; en papier; en découpage de papier; en collage de papier", "blueprint": "comme un plan; en dessin technique; style plan d'architecte; en plan", "neon": "en néon; en enseigne au néon; style néon; avec des néons", "pop_art": "en pop art; style pop art; comme une bande dessinée; en style bd", "mosaic": "en mosaïque; style mosaïque; comme une mosaïque", "chalkboard": "à la craie; sur un tableau noir; dessiné à la craie; à la craie sur un tableau noir",
    }),
    style_tag=table({
        "flat_poster": "affiche; poster; design plat; flat design", "watercolour": "aquarelle; peinture à l'aquarelle", "oil": "peinture à l'huile; huile; huile sur toile", "ink": "encre; dessin à l'encre; encre de chine; lavis", "pencil": "crayon; dessin au crayon; croquis; esquisse", "crayon": "crayons de cire; dessin d'enfant; pastel gras; craie grasse", "linocut": "linogravure; gravure sur bois; gravure", "pixel_art": "pixel art; pixels; 8 bits", "stained_glass": "vitrail; vitraux", "paper_cut": "papier découpé; découpage; collage de papier", "blueprint": "plan; dessin technique; plan d'architecte; cyanotype",
        "neon": "néon; enseigne au néon; néons", "pop_art": "pop art; bande dessinée; bd", "mosaic": "mosaïque; carreaux", "chalkboard": "craie; tableau noir; dessin à la craie",
    }),
    style_front_takes_place=True,
    where=table({
        "left": "à gauche; sur la gauche; du côté gauche", "right": "à droite; sur la droite; du côté droit", "middle": "au milieu; au centre; en plein centre", "above": "en haut; au-dessus; tout en haut; là-haut", "behind": "derrière; à l'arrière-plan; au fond; en arrière-plan", "distance": "au loin; à l'horizon; dans le lointain; très loin",
    }),
    relation=joint_table({"above": "au-dessus de>obl; juste au-dessus de>obl", "behind": "derrière>obl; juste derrière>obl"}),
    picture_of=joints("une image de; un dessin de; une peinture de; une illustration de; un tableau avec; image de"), ask_for=joints("dessine; peins; dessine-moi; s'il te plaît dessine; je veux; fais; montre-moi; peux-tu dessiner; crée"), there_is=joints("il y a; voici; on voit; je vois"),
    please=split_words("s'il te plaît; s'il vous plaît; merci; stp"), joins=joints("et; et; et; avec>obl; avec>obl; à côté de>obl; près de>obl; ,"), last_join="et", with_=joints("avec>obl; avec>obl; et"),
    extra_tags=split_words("magnifique; détaillé; haute qualité; chef-d'œuvre; joli; incroyable; mignon; coloré; paisible; simple"),
    function_words=frozenset("le la les un une des du de d l à au aux en dans sur sous par pour avec comme devant entre parmi style pendant".split()),
)
