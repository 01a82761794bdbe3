"""Every attribute a scene can have. Ids are English, snake_case, and stable: weights depend on their order."""

PLACES = (
    "sea", "lake", "river", "meadow", "hills", "mountains", "desert", "forest", "snow_field", "island",
    "city_skyline", "village", "street", "harbour", "cave", "under_water", "space", "above_clouds",
    "room", "table_top", "pattern",
)

LIGHTS = (
    "dawn", "day", "sunset", "dusk", "night", "storm", "fog", "rain", "snowfall", "aurora", "moonlight",
)

STYLES = (
    "flat_poster", "watercolour", "oil", "ink", "pencil", "crayon", "linocut", "pixel_art", "stained_glass",
    "paper_cut", "blueprint", "neon", "pop_art", "mosaic", "chalkboard",
)

COLOURS = (
    "red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "brown", "black", "white", "grey",
    "gold", "turquoise", "cream", "navy",
)

THINGS = (
    # sky
    "sun", "moon", "stars", "planet", "cloud", "rainbow", "lightning",
    # plants and ground
    "pine_tree", "round_tree", "palm_tree", "birch_tree", "tulip", "sunflower", "rose", "daisy", "mushroom",
    "cactus", "grass", "rock",
    # built
    "house", "cottage", "castle", "tower", "lighthouse", "windmill", "bridge", "tent", "road", "fence",
    # moving
    "boat", "sailing_ship", "submarine", "car", "bus", "train", "bicycle", "balloon", "rocket", "plane", "kite",
    # living
    "bird", "owl", "fish", "whale", "jellyfish", "cat", "dog", "horse", "rabbit", "butterfly", "person", "robot",
    # at hand
    "umbrella", "lantern", "cup", "teapot", "vase", "bottle", "apple", "orange_fruit", "pear", "banana", "cake",
    "book", "lamp", "chair", "window", "clock", "guitar", "ball", "box",
    # signs
    "heart", "star_shape", "circle", "triangle", "square", "spiral", "arrow", "light_bulb", "gear", "speech_bubble",
)

SIZES = ("small", "medium", "large")
COUNTS = ("one", "two", "three", "four", "five", "many")
WHERE = ("left", "right", "middle", "above", "behind", "distance")
