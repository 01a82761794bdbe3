"""Spanish."""

from __future__ import annotations

import re

from .words import Language, joint_table, joints, split_words, table
from .words_romance import RomanceWords, read_nouns

_THINGS = {
    "sun": "sol m", "moon": "luna f; luna llena f lunas llenas; media luna f medias lunas", "stars": "~estrellas f estrellas; ~estrellas brillantes f estrellas brillantes; ~cielo estrellado m cielos estrellados", "planet": "planeta m", "cloud": "nube f", "rainbow": "arcoíris m arcoíris; arco iris m arco iris",
    "lightning": "rayo m; relámpago m", "pine_tree": "pino m; abeto m; árbol de navidad m árboles de navidad", "round_tree": "árbol m; roble m; manzano m; encina f", "palm_tree": "palmera f; cocotero m", "birch_tree": "abedul m", "tulip": "tulipán m; flor f", "sunflower": "girasol m", "rose": "rosa f", "daisy": "margarita f",
    "mushroom": "seta f; hongo m; champiñón m", "cactus": "cactus m cactus; cacto m", "grass": "~hierba f; ~pasto m; mata de hierba f matas de hierba; ~césped m", "rock": "roca f; piedra f; peñasco m", "house": "casa f; edificio m; casita f", "cottage": "cabaña f; casa de campo f casas de campo; choza f", "castle": "castillo m; palacio m; fortaleza f",
    "tower": "torre f; torreón m", "lighthouse": "faro m", "windmill": "molino de viento m molinos de viento; molino m", "bridge": "puente m; puente de piedra m puentes de piedra", "tent": "tienda de campaña f tiendas de campaña; carpa f", "road": "camino m; carretera f; sendero m", "fence": "valla f; cerca f; verja f",
    "boat": "barca f; bote m; barco m; barca de pesca f barcas de pesca; canoa f", "sailing_ship": "velero m; barco de vela m barcos de vela; navío m; barco pirata m barcos pirata", "submarine": "submarino m", "car": "coche m; auto m; carro m; automóvil m", "bus": "autobús m autobuses; bus m buses", "train": "tren m; locomotora f", "bicycle": "bicicleta f; bici f",
    "balloon": "globo m; globo aerostático m globos aerostáticos", "rocket": "cohete m; nave espacial f naves espaciales", "plane": "avión m; aeroplano m", "kite": "cometa f; papalote m; barrilete m", "bird": "pájaro m; ave f; gaviota f; golondrina f", "owl": "búho m; lechuza f", "fish": "pez m; pececito m; pescado m", "whale": "ballena f", "jellyfish": "medusa f",
    "cat": "gato m; gata f; gatito m; minino m", "dog": "perro m; perrito m; cachorro m", "horse": "caballo m; poni m; yegua f", "rabbit": "conejo m; conejito m; liebre f", "butterfly": "mariposa f; polilla f", "person": "persona f; hombre m; mujer f; niño m; niña f; figura f; chico m; chica f", "robot": "robot m robots; androide m", "umbrella": "paraguas m paraguas; sombrilla f",
    "lantern": "farol m; farolillo m; linterna f", "cup": "taza f; taza de café f tazas de café; tazón m; taza de té f tazas de té", "teapot": "tetera f", "vase": "jarrón m; florero m", "bottle": "botella f; botella de vino f botellas de vino; frasco m", "apple": "manzana f; fruta f", "orange_fruit": "naranja f; mandarina f", "pear": "pera f", "banana": "plátano m; banana f", "cake": "pastel m; tarta f; torta f; tarta de cumpleaños f tartas de cumpleaños",
    "book": "libro m; libro abierto m libros abiertos", "lamp": "lámpara f; lámpara de mesa f lámparas de mesa", "chair": "silla f; sillón m; taburete m", "window": "ventana f; ventana abierta f ventanas abiertas", "clock": "reloj m; despertador m; reloj de pared m relojes de pared", "guitar": "guitarra f", "ball": "pelota f; balón m; bola f", "box": "caja f; cajón m; cofre m", "heart": "corazón m",
    "star_shape": "#estrella f; forma de estrella f formas de estrella; símbolo de estrella m símbolos de estrella", "circle": "círculo m; disco m; anillo m", "triangle": "triángulo m", "square": "cuadrado m; rectángulo m", "spiral": "espiral f; remolino m", "arrow": "flecha f", "light_bulb": "bombilla f; foco m", "gear": "engranaje m; rueda dentada f ruedas dentadas", "speech_bubble": "bocadillo m; globo de diálogo m globos de diálogo; burbuja de diálogo f burbujas de diálogo",
}


def _plural(word: str) -> str:
    if word.endswith("z"):
        return word[:-1] + "ces"
    accented = re.fullmatch(r"(.*)([áéíóú])([ns])", word)
    if accented:
        return accented[1] + "aeiou"["áéíóú".index(accented[2])] + accented[3] + "es"
    return word + ("s" if word[-1] in "aeiouáéíóú" else "es")


def _agree(adjective: str, feminine: bool, plural: bool) -> str:
    if adjective[0] == "!":
        return adjective[1:]
    if feminine and adjective.endswith("o"):
        adjective = adjective[:-1] + "a"
    return _plural(adjective) if plural else adjective


def _tidy(text: str) -> str:
    return text.replace(" de el ", " del ").replace(" a el ", " al ") if " el " in text else text


_WORDS = RomanceWords(
    nouns=read_nouns(_THINGS, _plural),
    colours=table({
        "red": "rojo; !rojo vivo; !carmesí; !escarlata", "orange": "!naranja; anaranjado", "yellow": "amarillo; !amarillo limón; !amarillo claro", "green": "verde; !verde esmeralda; !verde claro; !verde oscuro", "teal": "!verde azulado; !azul verdoso; !cerceta", "blue": "azul; !azul claro; celeste; !azul cielo", "purple": "morado; !violeta; !lila; púrpura", "pink": "!rosa; rosado; !fucsia",
        "brown": "marrón; !café; castaño; pardo", "black": "negro; !negro azabache", "white": "blanco; !blanco puro", "grey": "gris; plateado; !gris claro", "gold": "dorado; !color oro; !de oro", "turquoise": "!turquesa; !aguamarina; !cian", "cream": "!crema; !beige; !color crema; !marfil", "navy": "!azul marino; !azul oscuro; !azul noche",
    }),
    sizes=table({"small": "pequeño; <pequeño; diminuto; chiquito", "medium": "mediano; !de tamaño medio", "large": "grande; enorme; gigante; inmenso"}),
    counts=table({"two": "dos; 2; un par de", "three": "tres; 3", "four": "cuatro; 4", "five": "cinco; 5"}),
    many=(("muchos", "muchas"), ("muchos", "muchas"), ("un montón de", "un montón de"), ("muchísimos", "muchísimas"), ("incontables", "incontables")),
    several=(("varios", "varias"), ("algunos", "algunas")), some=(("", ""), ("unos", "unas")), one=("un", "una"), the=("el", "la"), in_colour="de color ",
    praise=split_words("bonito; viejo; lindo; hermoso; simpático; solitario; mágico; alegre"), agree=_agree,
)

LANGUAGE = Language(
    code="es", noun_phrase=_WORDS.noun_phrase, forms=_WORDS.forms, tidy=_tidy,
    place_at=table({
        "sea": "en el mar; junto al mar; en la playa; en la costa; en el océano; en un acantilado; a la orilla del mar; sobre el mar", "lake": "en un lago; en el lago; junto a un lago; a la orilla de un lago; en un estanque; sobre un lago", "river": "en un río; junto a un río; en el río; a la orilla del río; junto a un arroyo", "meadow": "en un prado; en una pradera; en un campo de flores; en un jardín; en el parque; en un campo",
        "hills": "en una colina; en las colinas; sobre una colina; entre colinas verdes; en lo alto de una colina", "mountains": "en las montañas; frente a las montañas; en una montaña; entre montañas; en la sierra; en los alpes", "desert": "en el desierto; en un desierto; en las dunas; entre dunas de arena; en la arena", "forest": "en un bosque; en el bosque; en un bosque oscuro; entre los árboles; en un claro del bosque; en la selva",
        "snow_field": "en un campo nevado; en la nieve; en un paisaje nevado; sobre la nieve; en un paisaje de invierno; en invierno", "island": "en una isla; en la isla; en una isla tropical; en una isla pequeña", "city_skyline": "frente a una ciudad; en la ciudad; ante el horizonte de la ciudad; en una gran ciudad; frente a los rascacielos; sobre la ciudad", "village": "en un pueblo; en una aldea; en el pueblo; en un pueblo pequeño; en una granja",
        "street": "en una calle; en la calle; en un callejón; en una calle estrecha; en una avenida", "harbour": "en un puerto; en el puerto; en un puerto pesquero; en el muelle", "cave": "en una cueva; en la cueva; en una caverna; dentro de una cueva; en una gruta", "under_water": "bajo el agua; bajo el mar; en el fondo del mar; en un arrecife de coral; en las profundidades", "space": "en el espacio; en el cosmos; en el universo; en el espacio exterior; en una galaxia; entre las estrellas",
        "above_clouds": "sobre las nubes; por encima de las nubes; en el cielo; sobre un mar de nubes; entre las nubes", "room": "en una habitación; en un cuarto; en el salón; en una sala; en un dormitorio; en la cocina; en casa", "table_top": "sobre una mesa; en una mesa; sobre la mesa; encima de una mesa de madera; en un bodegón; en un escritorio", "pattern": "en un patrón; como patrón abstracto; en un patrón abstracto; como estampado; en una composición abstracta",
    }),
    place_noun=table({
        "sea": "el mar; un mar; el océano; una costa; una playa; un mar en calma", "lake": "un lago; un lago tranquilo; un estanque; un lago de montaña", "river": "un río; un arroyo; una ribera", "meadow": "un prado; una pradera; un campo de flores; un jardín; un parque; un campo", "hills": "unas colinas; colinas verdes; una colina", "mountains": "montañas; unas montañas; una cordillera; una montaña; una sierra", "desert": "un desierto; unas dunas; dunas de arena", "forest": "un bosque; un bosque oscuro; una selva; un claro del bosque",
        "snow_field": "un campo nevado; un paisaje nevado; un paisaje de invierno", "island": "una isla; una isla pequeña; una isla tropical", "city_skyline": "una ciudad; el horizonte de una ciudad; una gran ciudad; unos rascacielos", "village": "un pueblo; una aldea; un pueblo pequeño; una granja", "street": "una calle; un callejón; una calle estrecha; una avenida", "harbour": "un puerto; un puerto pesquero; un muelle", "cave": "una cueva; una caverna; una gruta; una cueva oscura",
        "under_water": "el fondo del mar; un mundo submarino; un arrecife de coral; una escena submarina", "space": "el espacio; el universo; el cosmos; una galaxia", "above_clouds": "un mar de nubes; el cielo sobre las nubes; el cielo", "room": "una habitación; un cuarto; un salón; una sala acogedora; un dormitorio; una cocina", "table_top": "un bodegón; una mesa; una mesa de madera; una naturaleza muerta; un escritorio", "pattern": "un patrón; un patrón abstracto; una composición abstracta; un estampado geométrico",
    }),
    place_tag=table({
        "sea": "mar; océano; costa; playa; acantilado", "lake": "lago; estanque", "river": "río; arroyo; ribera", "meadow": "prado; pradera; campo; jardín; parque", "hills": "colinas; colina", "mountains": "montañas; montaña; cordillera; sierra; alpes", "desert": "desierto; dunas; arena", "forest": "bosque; selva", "snow_field": "campo nevado; nieve; paisaje nevado; invierno", "island": "isla; isla tropical", "city_skyline": "ciudad; rascacielos; horizonte urbano; gran ciudad; metrópolis", "village": "pueblo; aldea; granja",
        "street": "calle; callejón; avenida", "harbour": "puerto; muelle", "cave": "cueva; caverna; gruta", "under_water": "bajo el agua; vida submarina; fondo del mar; arrecife de coral; mundo submarino", "space": "espacio; universo; cosmos; galaxia", "above_clouds": "sobre las nubes; cielo; mar de nubes", "room": "habitación; cuarto; salón; interior; sala; dormitorio; cocina", "table_top": "bodegón; mesa; naturaleza muerta; escritorio", "pattern": "patrón; abstracto; patrón abstracto; estampado; geométrico",
    }),
    light_at=table({
        "dawn": "al amanecer; al alba; por la mañana temprano; de madrugada; por la mañana", "day": "de día; en un día soleado; al mediodía; bajo un cielo azul; a plena luz del día; por la tarde soleada", "sunset": "al atardecer; a la puesta del sol; durante la puesta de sol; en la hora dorada", "dusk": "al anochecer; en el crepúsculo; en la hora azul; al caer la noche", "night": "de noche; por la noche; a medianoche; en la noche; bajo el cielo nocturno", "storm": "en una tormenta; bajo la tormenta; durante una tormenta; con tormenta; en una tempestad",
        "fog": "en la niebla; con niebla; entre la niebla; en un día de niebla; en la bruma", "rain": "bajo la lluvia; con lluvia; en un día lluvioso; mientras llueve; en la lluvia", "snowfall": "bajo la nevada; mientras nieva; en una nevada; en una tormenta de nieve; con copos de nieve", "aurora": "bajo la aurora boreal; con aurora boreal; bajo una aurora; con auroras boreales", "moonlight": "a la luz de la luna; bajo la luz de la luna; con luz de luna; en el claro de luna",
    }),
    light_tag=table({
        "dawn": "amanecer; alba; madrugada; mañana", "day": "día; soleado; mediodía; día soleado; cielo azul", "sunset": "atardecer; puesta de sol; hora dorada; ocaso", "dusk": "anochecer; crepúsculo; hora azul", "night": "noche; medianoche; nocturno; cielo nocturno", "storm": "tormenta; tempestad; tormentoso", "fog": "niebla; neblina; bruma; brumoso", "rain": "lluvia; lluvioso; día lluvioso", "snowfall": "nevada; nevando; tormenta de nieve; copos de nieve", "aurora": "aurora boreal; aurora; auroras boreales", "moonlight": "luz de luna; claro de luna",
    }),
    light_sentence=table({
        "dawn": "está amaneciendo; sale el sol; es temprano por la mañana", "day": "es de día; brilla el sol; hace sol", "sunset": "se pone el sol; está atardeciendo", "dusk": "está anocheciendo; es el crepúsculo", "night": "es de noche; es una noche oscura", "storm": "hay tormenta; hay una tempestad", "fog": "hay niebla; hay bruma", "rain": "llueve; está lloviendo", "snowfall": "nieva; está nevando", "aurora": "hay una aurora boreal; brilla la aurora boreal", "moonlight": "hay luz de luna; brilla la luz de la luna",
    }),
    style_front=joint_table({
        "flat_poster": "un póster de; un cartel de; un cartel con; una ilustración plana de; un afiche de", "watercolour": "una acuarela de; acuarela de; una acuarela con; una pintura en acuarela de", "oil": "una pintura al óleo de; un óleo de; pintura al óleo de; un cuadro al óleo de", "ink": "un dibujo a tinta de; una tinta de; un dibujo con tinta de", "pencil": "un dibujo a lápiz de; un boceto de; dibujo a lápiz de; un boceto a lápiz de", "crayon": "un dibujo con crayones de; un dibujo infantil de; un dibujo con ceras de",
        "linocut": "un linograbado de; una linografía de; un grabado en linóleo de; una xilografía de", "pixel_art": "pixel art de; un dibujo en píxeles de; arte de píxeles de", "stained_glass": "una vidriera de; un vitral de; una vidriera con; un vitral con", "paper_cut": "un recorte de papel de; un papel recortado de; un collage de papel de", "blueprint": "un plano de; un dibujo técnico de; una cianotipia de", "neon": "un letrero de neón de; un neón de; un letrero de neón con", "pop_art": "pop art de; un cuadro pop art de; un cómic de", "mosaic": "un mosaico de; un mosaico con; un mosaico romano de", "chalkboard": "un dibujo con tiza de; un dibujo de tiza de; una pizarra con",
    }),
    style_back=table({
        "flat_poster": "como póster; en estilo póster; como cartel; en diseño plano; como un afiche", "watercolour": "en acuarela; pintado con acuarelas; estilo acuarela; como acuarela", "oil": "al óleo; pintado al óleo; óleo sobre lienzo; como pintura al óleo", "ink": "a tinta; dibujado a tinta; con tinta; en tinta negra", "pencil": "a lápiz; dibujado a lápiz; como dibujo a lápiz; con lápiz", "crayon": "con crayones; dibujado con ceras; como dibujo infantil; con ceras", "linocut": "como linograbado; en linograbado; como xilografía; estilo linograbado", "pixel_art": "en pixel art; como pixel art; en píxeles; estilo pixel art; de 8 bits",
        "stained_glass": "como vidriera; en vidriera; como vitral; de vidrio de colores", "paper_cut": "en papel recortado; como recorte de papel; de papel; como collage de papel", "blueprint": "como plano; como dibujo técnico; en estilo de plano", "neon": "en neón; como letrero de neón; con luces de neón; estilo neón", "pop_art": "en pop art; como pop art; estilo pop art; como un cómic", "mosaic": "como mosaico; en mosaico; de teselas; estilo mosaico", "chalkboard": "con tiza; en una pizarra; dibujado con tiza; como dibujo de tiza",
    }),
    style_tag=table({
        "flat_poster": "póster; cartel; diseño plano; afiche", "watercolour": "acuarela; acuarelas", "oil": "óleo; pintura al óleo; óleo sobre lienzo", "ink": "tinta; dibujo a tinta; tinta negra", "pencil": "lápiz; dibujo a lápiz; boceto", "crayon": "crayones; ceras; dibujo infantil; crayón", "linocut": "linograbado; linografía; xilografía", "pixel_art": "pixel art; píxeles; arte de píxeles; 8 bits", "stained_glass": "vidriera; vitral; vidrio de colores", "paper_cut": "papel recortado; recorte de papel; collage de papel", "blueprint": "plano; dibujo técnico; plano técnico; cianotipia", "neon": "neón; letrero de neón; luces de neón",
        "pop_art": "pop art; arte pop; cómic", "mosaic": "mosaico; teselas", "chalkboard": "tiza; pizarra; dibujo de tiza",
    }),
    style_front_takes_place=True,
    where=table({
        "left": "a la izquierda; en el lado izquierdo; por la izquierda", "right": "a la derecha; en el lado derecho; por la derecha", "middle": "en el centro; en el medio; en medio", "above": "arriba; en lo alto; en la parte de arriba", "behind": "detrás; al fondo; en el fondo; por detrás", "distance": "a lo lejos; en la distancia; en el horizonte; muy lejos",
    }),
    relation=joint_table({"above": "sobre>obl; encima de>obl; por encima de>obl", "behind": "detrás de>obl; tras>obl"}),
    picture_of=joints("una imagen de; un cuadro de; un dibujo de; una ilustración de; una pintura de; imagen de"), ask_for=joints("dibuja; pinta; dibújame; por favor dibuja; quiero; haz; muéstrame; puedes dibujar; crea"), there_is=joints("hay; se ve; veo; aquí hay"),
    please=split_words("por favor; gracias; porfa"), joins=joints("y; y; y; con>obl; con>obl; junto a>obl; al lado de>obl; cerca de>obl; ,"), last_join="y", with_=joints("con>obl; con>obl; y"),
    extra_tags=split_words("hermoso; detallado; alta calidad; obra maestra; bonito; increíble; lindo; colorido; tranquilo; sencillo"),
    function_words=frozenset("el la los las un una unos unas en de del al a con por para sobre bajo como entre junto frente ante dentro estilo lo".split()),
)
