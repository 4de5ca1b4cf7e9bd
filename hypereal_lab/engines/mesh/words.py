"""Reading a prompt: which thing, in which colours, of what, how large."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from hypereal_lab.engines.picture.colours import NAMED

__all__ = ["Wish", "names_of", "read_wish"]

_ROLES = {
    "handle": "handle", "spout": "handle", "grip": "grip", "hilt": "grip", "guard": "guard", "blade": "blade",
    "roof": "roof", "door": "door", "window": "window", "wall": "body", "chimney": "chimney", "wheel": "wheel",
    "tyre": "wheel", "tire": "wheel", "leg": "leg", "seat": "seat", "back": "seat", "top": "seat", "cushion": "cushion",
    "hat": "hat", "scarf": "scarf", "nose": "nose", "lid": "lid", "knob": "lid", "trunk": "trunk", "leaf": "leaf",
    "leave": "leaf", "crown": "leaf", "shade": "shade", "base": "base", "stand": "base", "icing": "icing",
    "frosting": "icing", "glaze": "icing", "sprinkle": "sprinkle", "fin": "fin", "tip": "tip", "pip": "pip",
    "dot": "pip", "stripe": "stripe", "flag": "flag", "sail": "sail", "cap": "body", "stem": "stem", "eye": "eye",
    "flame": "flame", "pot": "pot", "petal": "petal", "ribbon": "ribbon", "stone": "jewel", "jewel": "jewel",
}  # fmt: skip
_MATERIALS = {
    "wood": "wood", "wooden": "wood", "oak": "wood", "metal": "metal", "metallic": "metal", "steel": "metal",
    "iron": "metal", "silver": "metal", "chrome": "metal", "gold": "gold", "golden": "gold", "brass": "gold",
    "copper": "copper", "bronze": "copper", "glass": "glass", "crystal": "glass", "transparent": "glass",
    "stone": "stone", "concrete": "stone", "marble": "stone", "ceramic": "ceramic", "porcelain": "ceramic",
    "plastic": "plastic", "rubber": "rubber", "toy": "plastic", "ice": "ice", "icy": "ice", "neon": "neon",
    "glowing": "neon",
}  # fmt: skip
_GROWING = ("tree", "pine", "fir", "spruce")
"""An oak tree is not made of oak."""
_SIZES = {"tiny": 0.35, "mini": 0.4, "miniature": 0.25, "little": 0.7, "small": 0.7, "big": 1.4, "large": 1.4,
          "huge": 2.5, "giant": 5.0, "gigantic": 8.0, "enormous": 6.0}  # fmt: skip
_SHAPES: dict[str, tuple[float, float, float]] = {
    "tall": (0.85, 1.35, 0.85), "high": (0.9, 1.3, 0.9), "long": (1.4, 0.95, 1.0), "wide": (1.35, 1.0, 1.0),
    "broad": (1.35, 1.0, 1.1), "short": (1.05, 0.7, 1.05), "low": (1.05, 0.65, 1.05), "flat": (1.15, 0.5, 1.15),
    "thin": (0.75, 1.05, 0.75), "slim": (0.8, 1.1, 0.8), "narrow": (0.7, 1.0, 0.9), "fat": (1.3, 0.9, 1.3),
    "chubby": (1.25, 0.9, 1.25), "thick": (1.2, 0.95, 1.2), "round": (1.1, 0.95, 1.1), "elongated": (0.8, 1.45, 0.8),
}  # fmt: skip
_MEASURE = re.compile(r"(\d+(?:\.\d+)?)\s*-?(mm|cm|m|metres?|meters?|inch(?:es)?)\b[\s-]*(tall|high|wide|long|across)?")
_METRES = {"mm": 0.001, "cm": 0.01, "m": 1.0, "metre": 1.0, "meter": 1.0, "inch": 0.0254, "inche": 0.0254}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a prompt asks for."""

    noun: str | None
    """A name that can be built; None for anything else."""
    words: tuple[str, ...]
    """All of them, for the choices that chance makes."""
    colour: str | None = None
    material: str | None = None
    roles: dict[str, str] = field(default_factory=dict)
    """Colours of parts that were named."""
    size: float = 1.0
    stretch: tuple[float, float, float] = (1.0, 1.0, 1.0)
    metres: float | None = None
    """Its height, or its width where `wide` is set."""
    wide: bool = False
    style: str = "realistic"


def read_wish(prompt: str, nouns: Collection[str], style: str = "realistic") -> Wish:
    """The first noun that is known counts; colours go to the noun or part that follows them."""
    words = _words(prompt)
    named = names_of(prompt, nouns)
    noun = next((one for one in named if one not in _MATERIALS), named[0] if named else None)
    colour, roles = _colours(words, noun, nouns)
    material = next((_MATERIALS[word] for word in words if word in _MATERIALS and word != noun), None)
    size, stretch = 1.0, (1.0, 1.0, 1.0)
    for word in words:
        size *= _SIZES.get(word, 1.0)
        x, y, z = _SHAPES.get(word, (1.0, 1.0, 1.0))
        stretch = (stretch[0] * x, stretch[1] * y, stretch[2] * z)
    measured = _MEASURE.search(prompt.lower())
    return Wish(
        noun=noun,
        words=tuple(words),
        colour=colour,
        material=None if material == "wood" and noun in _GROWING else material,
        roles=roles,
        size=min(10.0, max(0.1, size)),
        stretch=stretch if measured is None else (1.0, 1.0, 1.0),
        metres=_metres(measured),
        wide=bool(measured and measured[3] in ("wide", "long", "across")),
        style=style,
    )


def names_of(prompt: str, nouns: Collection[str]) -> list[str]:
    """Every noun in it that can be built, in its order."""
    return [found for word in _words(prompt) if (found := _one_of(word, nouns))]


def _words(prompt: str) -> list[str]:
    return re.findall(r"[a-z]+", prompt.lower().replace("ice cream", "icecream").replace("tea pot", "teapot"))


def _one_of(word: str, nouns: Collection[str]) -> str | None:
    """As it is, or without the ending of a plural."""
    forms = (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ves") + "f")
    return next((form for form in forms if form in nouns), None)


def _colours(words: list[str], noun: str | None, nouns: Collection[str]) -> tuple[str | None, dict[str, str]]:
    body: str | None = None
    roles: dict[str, str] = {}
    waiting: str | None = None
    for word in words:
        if word in NAMED and not (word in _MATERIALS and word in ("gold", "golden", "silver", "chrome", "copper")):
            waiting = word
        elif _one_of(word, nouns) == noun and noun is not None:
            body, waiting = body or waiting, None
        elif waiting and (role := _one_of(word, _ROLES)):
            roles.setdefault(_ROLES[role], waiting)
            waiting = None
    return body or waiting, roles


def _metres(found: re.Match[str] | None) -> float | None:
    if found is None:
        return None
    unit = found[2] if found[2] in _METRES else found[2].removesuffix("s")
    return min(100.0, max(0.001, float(found[1]) * _METRES[unit]))
