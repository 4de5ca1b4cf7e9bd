"""Reading a prompt: which things, in which colours and numbers, where, when, in which weather and style."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from hypereal_lab.engines.picture.colours import NAMED, RGB
from hypereal_lab.engines.picture.subjects import SUBJECTS, Kind

__all__ = ["PLACES", "STYLES", "Scene", "Thing", "read"]

PLACES: dict[str, str] = {
    word: place
    for place, words in {
        "mountains": "mountain mountains alps peak peaks summit glacier",
        "hills": "hill hills valley countryside vineyard",
        "lake": "lake pond lagoon fjord reflection",
        "sea": "sea ocean waves wave harbour harbor bay",
        "beach": "beach shore seaside",
        "coast": "coast coastal cliffs",
        "island": "island islands tropical",
        "forest": "forest woods woodland jungle rainforest trees",
        "desert": "desert dunes dune sahara oasis sand sandy",
        "river": "river stream creek canal",
        "waterfall": "waterfall waterfalls cascade",
        "field": "field fields farmland prairie park garden plain plains",
        "meadow": "meadow meadows flowers lavender blossom",
        "volcano": "volcano volcanic lava eruption",
        "snow": "snow snowy winter ice icy arctic antarctic antarctica iceberg polar frozen",
        "savanna": "savanna savannah safari",
        "city": "city cityscape skyline downtown town metropolis urban",
        "street": "street alley avenue market village",
        "road": "road highway",
        "railway": "railway tracks",
        "table": "table kitchen desk still-life shelf counter",
        "room": "room indoors interior bedroom studio floor window",
        "stage": "stage spotlight theatre theater concert opera",
        "sky": "sky clouds cloud flying",
        "space": "space galaxy nebula cosmos universe orbit stars",
        "underwater": "underwater undersea reef coral-reef seabed aquarium",
    }.items()
    for word in words.split()
}

HOUR_WORDS = {
    "dawn": "dawn", "sunrise": "dawn", "morning": "morning", "noon": "day", "midday": "day", "day": "day",
    "afternoon": "day", "sunset": "sunset", "golden-hour": "sunset", "evening": "dusk", "dusk": "dusk",
    "twilight": "dusk", "night": "night", "midnight": "night", "moonlight": "night", "moonlit": "night",
    "starry": "night", "nighttime": "night",
}  # fmt: skip
WEATHER_WORDS = {
    "rain": "rain", "rainy": "rain", "raining": "rain", "drizzle": "rain", "storm": "storm", "stormy": "storm",
    "thunder": "storm", "lightning": "storm", "thunderstorm": "storm", "fog": "fog", "foggy": "fog", "mist": "fog",
    "misty": "fog", "hazy": "fog", "snowing": "snowfall", "snowfall": "snowfall", "blizzard": "snowfall",
    "snow": "snowfall", "snowy": "snowfall", "cloudy": "clouds", "overcast": "clouds", "rainbow": "rainbow",
}  # fmt: skip
SEASON_WORDS = {"autumn": "autumn", "fall": "autumn", "winter": "winter", "spring": "spring", "summer": "summer"}
STYLES: dict[str, str] = {
    "watercolour": "watercolour", "watercolor": "watercolour", "aquarelle": "watercolour", "oil": "oil",
    "impressionist": "oil", "impasto": "oil", "neon": "neon", "cyberpunk": "neon",
    "synthwave": "neon", "vaporwave": "vaporwave", "pixel": "pixel", "pixelart": "pixel", "8-bit": "pixel",
    "line": "ink", "lineart": "ink", "ink": "ink", "sketch": "pencil", "pencil": "pencil",
    "charcoal": "pencil", "isometric": "isometric", "poster": "poster", "screenprint": "poster", "pop": "poster",
    "low-poly": "lowpoly", "lowpoly": "lowpoly", "polygonal": "lowpoly", "paper": "paper", "papercut": "paper",
    "origami": "paper", "blueprint": "blueprint", "sepia": "sepia", "vintage": "sepia", "noir": "mono",
    "monochrome": "mono", "black-and-white": "mono", "mosaic": "mosaic", "stained-glass": "mosaic", "comic": "comic",
    "cartoon": "comic", "woodcut": "ink", "pixel-art": "pixel", "line-drawing": "ink", "line-art": "ink",
    "paper-cut": "paper", "pop-art": "comic",
}  # fmt: skip
WEAK_STYLES = {"painting": "oil", "painted": "oil", "drawing": "pencil", "drawn": "pencil"}
"""Count only where no other style is named: a watercolour painting is a watercolour."""
MATERIALS = {
    "chrome": "chrome", "metallic": "chrome", "steel": "chrome", "silver": "chrome", "golden": "gold", "gold": "gold",
    "brass": "gold", "glass": "glass", "crystal": "glass", "transparent": "glass", "wooden": "wood", "wood": "wood",
}  # fmt: skip
MATERIAL_COLOURS = {"chrome": NAMED["chrome"], "gold": NAMED["gold"], "glass": NAMED["cyan"], "wood": NAMED["brown"]}
COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "couple": 2, "pair": 2, "several": 4,
          "many": 6, "few": 3, "some": 3}  # fmt: skip

RELATIONS = {
    "on": "on",
    "atop": "on",
    "in": "in",
    "inside": "in",
    "under": "under",
    "beneath": "under",
    "below": "under",
    "riding": "riding",
    "rides": "riding",
}
_SPECIFIC = ("lake", "waterfall", "volcano", "river", "island", "beach", "coast", "street")
"""Places that a wider one may stand behind: a mountain lake is a lake."""
_PAIRS = ("ice cream", "light bulb", "low poly", "pixel art", "line drawing", "line art", "golden hour", "paper cut",
          "stained glass", "black and white", "still life", "8 bit", "coral reef", "pop art")  # fmt: skip
_STOP = frozenset(
    """
    a an the of in on at by with and or from to for under over above behind near next into its his her their my our very
    light dark bright style art image picture img made as is are it this that front standing sitting wearing beautiful
    make add let be warm soft small big large tiny huge old new young full wide view shot close up
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


@dataclass(frozen=True, slots=True)
class Thing:
    """One subject of the picture."""

    kind: Kind
    colour: RGB
    count: int = 1
    material: str | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """What a prompt asks for."""

    things: tuple[Thing, ...]
    place: str
    hour: str
    weather: str | None = None
    season: str | None = None
    styles: tuple[str, ...] = ()
    tints: tuple[RGB, ...] = ()
    """Colour words that belong to no thing; they colour the place."""
    unknown: tuple[str, ...] = ()
    """Words that nothing here knows; they choose shapes and colours."""
    relation: tuple[str, int, int] | None = None
    """`on`, `in`, `under` or `riding`, then the numbers of the two things: the first is on, in or under the second."""
    images: tuple[int, ...] = field(default=())
    """Numbers of reference images that are named, from 1."""


def read(prompt: str) -> Scene:
    """The scene of a prompt; the same words give the same scene."""
    words = _words(prompt)
    things, tints, unknown = _things(words)
    place = _place(words, things, unknown)
    if place != "space" and len(things) + len(unknown) + len(_named_places(words)) > 1:
        things = tuple(thing for thing in things if thing.kind is not SUBJECTS["moon"])  # the sky has them
    if len(things) > 1:
        things = tuple(replace(thing, kind=_whole(thing.kind)) for thing in things)
    return Scene(
        things=things[:4],
        place=place,
        hour=next((HOUR_WORDS[word] for word in words if word in HOUR_WORDS), _usual_hour(words, place)),
        weather=next((WEATHER_WORDS[word] for word in words if word in WEATHER_WORDS), None),
        season=next((SEASON_WORDS[word] for word in words if word in SEASON_WORDS), None),
        styles=_styles(words),
        tints=tints,
        unknown=unknown,
        relation=_relation(words, things[:4]),
        images=tuple(int(number) for number in re.findall(r"\bimg\s*(\d+)", prompt.lower())),
    )


def _styles(words: list[str]) -> tuple[str, ...]:
    for table in (STYLES, WEAK_STYLES):
        found = tuple(dict.fromkeys(table[word] for word in words if word in table))
        if found:
            return found
    return ()


def _usual_hour(words: list[str], place: str) -> str:
    if "vaporwave" in words:
        return "sunset"
    if place != "space" and not {"moon", "dark", "star", "comet"}.isdisjoint(words):
        return "dusk" if "dark" in words and "moon" not in words else "night"
    return "day"


def _words(prompt: str) -> list[str]:
    text = prompt.lower()
    for pair in _PAIRS:
        text = text.replace(pair, pair.replace(" ", "-") if pair not in SUBJECTS else pair.replace(" ", "_"))
    return [word.replace("_", " ") for word in re.findall(r"[a-z0-9][a-z0-9_'-]*", text)]


def _things(words: list[str]) -> tuple[tuple[Thing, ...], tuple[RGB, ...], tuple[str, ...]]:
    """Colours, numbers and materials go to the noun that follows them."""
    things: list[Thing] = []
    tints: list[RGB] = []
    unknown: list[str] = []
    colour: RGB | None = None
    count, material = 1, None
    for position, word in enumerate(words):
        following = words[position + 1] if position + 1 < len(words) else ""
        if word in COUNTS or (word.isdigit() and 1 < int(word) < 10):
            count = COUNTS.get(word) or int(word)
        elif word in MATERIALS and (following in SUBJECTS or following in NAMED):
            material = MATERIALS[word]
            colour = colour or MATERIAL_COLOURS[material]
        elif word in NAMED and not (word == "orange" and following not in SUBJECTS and not things):
            if following in PLACES and following not in SUBJECTS:
                tints.append(NAMED[word])
            else:
                colour = NAMED[word]
        elif word in SUBJECTS and word not in STYLES:
            kind = SUBJECTS[word]
            if all(thing.kind is not kind for thing in things) and not (word in PLACES and things and count == 1):
                plural = word.endswith("s") and word[:-1] in SUBJECTS and count == 1
                things.append(Thing(kind, colour or kind.colour, 3 if plural else min(count, 7), material))
            colour, count, material = None, 1, None
        elif not _known(word):
            unknown.append(word)
    if colour is not None:
        tints.append(colour)
    return tuple(things), tuple(tints), tuple(unknown)


def _relation(words: list[str], things: tuple[Thing, ...]) -> tuple[str, int, int] | None:
    """The first two things that a preposition binds."""
    for position, word in enumerate(words):
        if word in RELATIONS:
            before = _nouns(reversed(words[max(0, position - 3) : position]), things)
            after = _nouns(words[position + 1 : position + 6], things)
            if before and after and before[0] != after[0]:
                return RELATIONS[word], before[0], after[0]
    return None


def _nouns(words: Iterable[str], things: tuple[Thing, ...]) -> list[int]:
    kinds = [thing.kind for thing in things]
    named = [SUBJECTS[word] for word in words if word in SUBJECTS]
    whole = [kind if kind in kinds else _whole(kind) for kind in named]
    return [kinds.index(kind) for kind in whole if kind in kinds]


def _known(word: str) -> bool:
    tables = (PLACES, HOUR_WORDS, WEATHER_WORDS, SEASON_WORDS, STYLES, WEAK_STYLES, MATERIALS, COUNTS, _STOP)
    return len(word) < 3 or word.isdigit() or any(word in table for table in tables)


def _whole(kind: Kind) -> Kind:
    """A person alone is a portrait; beside something, one from head to foot."""
    return SUBJECTS["walker"] if kind is SUBJECTS["person"] else kind


def _named_places(words: list[str]) -> list[str]:
    return [PLACES[word] for word in words if word in PLACES]


def _place(words: list[str], things: tuple[Thing, ...], unknown: tuple[str, ...]) -> str:
    """The place that is named, else where the first thing is at home."""
    if "isometric" in words:
        return "tile"
    named = _named_places(words)
    strong = [place for place in named if place not in ("table", "room", "stage", "snow", "space", "meadow")] or named
    if things and strong and strong[0] == "snow":
        return things[0].kind.home if things[0].kind.home in ("forest", "mountains", "field") else "snow"
    if strong:
        return next((place for place in strong if place in _SPECIFIC), strong[0])
    if things:
        return things[0].kind.home
    return "abstract" if unknown else "hills"
