"""Lists of so many things: real ones of common kinds, and variations on a theme of the asker's."""

from __future__ import annotations

import re

from hypereal_lab.engines.text.ask import Ask, Turn
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.subject import number_in, plain

__all__ = ["lists"]

_MOST = 50

_KINDS = {
    "colour": "red orange yellow green blue indigo violet pink brown teal crimson gold silver ivory lavender",
    "animal": "fox owl elephant dolphin horse rabbit turtle eagle whale wolf hedgehog otter heron lynx deer",
    "bird": "robin sparrow heron kingfisher owl eagle swan wren finch magpie",
    "fruit": "apple pear cherry lemon banana plum grape peach fig mango strawberry melon",
    "vegetable": "carrot onion potato tomato spinach leek pepper bean cabbage pumpkin",
    "flower": "rose tulip daisy poppy lily sunflower lavender iris violet peony",
    "tree": "oak maple birch pine willow beech ash cedar olive chestnut",
    "planet": "Mercury Venus Earth Mars Jupiter Saturn Uranus Neptune",
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "month": "January February March April May June July August September October November December",
    "season": "spring summer autumn winter",
    "continent": "Africa|Antarctica|Asia|Europe|North America|Australia|South America",
    "country": "Japan France Brazil Kenya Canada India Norway Peru Egypt Vietnam Italy Mexico",
    "city": "Lisbon Kyoto Nairobi Montreal Lima Oslo Hanoi Cairo Vienna Seoul Naples Chicago",
    "style": "watercolour|oil painting|pencil sketch|ink woodcut|pixel art|low poly|paper cut|blueprint|poster|mosaic",
    "instrument": "piano violin guitar cello flute drum harp trumpet clarinet accordion",
    "shape": "circle square triangle rectangle hexagon ellipse star cube sphere cone",
    "primary colour": "red yellow blue",
    "prime": "2 3 5 7 11 13 17 19 23 29 31 37 41 43 47 53 59 61 67 71",
}
_ALSO = {
    "primary color": "primary colour",
    "color": "colour", "weekday": "day", "prime number": "prime", "day of the week": "day",
    "musical instrument": "instrument", "art style": "style", "picture style": "style", "month of the year": "month",
}  # fmt: skip
_ORDERED = ("planet", "day", "month", "season", "prime")
"""Lists whose order means something: they are told from the start."""
_THEMES = (
    "{} at first light", "{} in the rain", "a quiet moment with {}", "{} seen from far above", "{} in winter",
    "the history of {}", "{} for beginners", "{} and the sea", "{} through a child's eyes", "{} at night",
    "the smallest detail of {}", "{} a hundred years from now", "a day without {}", "{} in an unexpected place",
    "{} in only two colours", "the sounds of {}", "{} and an old friend", "what nobody knows about {}",
    "{} as a map", "a letter about {}",
)  # fmt: skip

_ASKED = re.compile(
    r"^(?:list|name|enumerate|tell me|show me|give me|write|suggest|i need|think of|come up with|brainstorm|what are)\b"
    r"(?: me)?(?: a list of)?(?: the)?(?: names of)? ?(?P<rest>.+)$"
)
_THEME = re.compile(
    r"^(?P<what>ideas?|titles?|names?|themes?|topics?|headlines?|motifs?|scenes?|variations?|suggestions?|concepts?)\b"
    r".{0,40}?\b(?:for|about|on|of|around|with)\b (?:an? |the |my )?"
    r"(?:\w+ (?:about|of|on) (?:an? |the )?)?(?P<about>.+)$"
)
_FORM = re.compile(
    r",? *(?:(?:as|in) (?:an? )?)?(?:(?P<comma>comma[- ]separated|separated by commas|on one line)|bullet(?:ed)?)"
    r"(?: (?:list|points?|form|format))?$"
)
_COUNT = re.compile(r"^(?:(?P<number>\d{1,6}|[a-z]+)|a few|some|several) (?P<what>.+)$")


def lists(ask: Ask, chance: Chance) -> str | None:
    """So many things of a kind that is known, or so many variations on a theme."""
    said = plain(ask.words[:300])
    if form := _FORM.search(said):
        listed = lists(ask._replace(turns=(Turn("user", said[: form.start()]),)), chance)
        items = [re.sub(r"^\d+\. ", "", line) for line in listed.splitlines()] if listed else []
        return (", " if form["comma"] else "\n").join(items if form["comma"] else [f"- {one}" for one in items]) or None
    found = _ASKED.match(said)
    if not found:
        return None
    counted = _COUNT.match(found["rest"])
    number = number_in(counted["number"] or "") if counted else None
    what = counted["what"] if counted and (number is not None or counted["number"] is None) else found["rest"]
    what = re.sub(
        r"^(?:different|random|common|famous|good|nice|popular|the|creative|names of|examples? of) ", "", what
    )
    if theme := _THEME.match(what):
        options = [one.format(theme["about"]) for one in _THEMES]
        return _told(chance.some_of(options, _within(number, 5)))
    return _of_kind(what, number, chance)


def _of_kind(what: str, number: int | None, chance: Chance) -> str | None:
    kind = _kind(what)
    if kind is None:
        return None
    values = _KINDS[kind].split("|" if "|" in _KINDS[kind] else None)
    wanted = _within(number, len(values) if kind in _ORDERED else 5)
    chosen = values[:wanted] if kind in _ORDERED else chance.some_of(values, wanted)
    told = _told(chosen)
    return told if wanted <= len(values) else f"{told}\nThat is all I know: {len(values)} of {wanted}."


def _kind(what: str) -> str | None:
    name = re.sub(r" (?:of|in) (?:our|the) (?:solar system|week|year|world)$", "", what)
    for one in (name, re.sub(r"ies$", "y", name), name.removesuffix("s"), re.sub(r"^days", "day", name)):
        if (found := _ALSO.get(one, one)) in _KINDS:
            return found
    return None


def _within(number: int | None, usual: int) -> int:
    return usual if number is None else max(1, min(number, _MOST))


def _told(items: list[str]) -> str:
    return "\n".join(f"{place}. {one}" for place, one in enumerate(items, 1))
