"""Prompts for pictures, composed from the asker's words and from what picture models take well."""

from __future__ import annotations

import re

from hypereal_lab.engines.text.ask import Ask
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.subject import number_in, plain

__all__ = ["picture_prompts"]

_PICTURE = r"(?:picture|image|photo|visual|illustration|painting|drawing|art|video|poster)"
_ASKED = re.compile(
    rf"\b(?:{_PICTURE}s?[ -](?:generation )?prompts?\b|prompts?\b.{{0,30}}\b{_PICTURE})"
    r"|^(?:suggest|write|give|make|create|compose|improve|invent|craft|generate|i need|come up with|propose)\b"
    r".{0,40}\bprompts?\b"
)
_ABOUT = re.compile(
    rf"\bprompts?\b(?: (?:for|to (?:make|draw|paint|generate|create)|of|about|with|showing|that shows|from|on))?"
    rf"(?: (?:an? |the )?(?:\w+ )?{_PICTURE}s?(?: (?:of|about|with|showing|for|that shows))?)?[: ]*(?P<about>.*)$",
    re.S,
)
_HOURS = (
    "at golden hour",
    "at dawn",
    "in soft morning light",
    "at dusk",
    "under a starry night sky",
    "in bright midday light",
)
_STYLES = (
    "watercolour",
    "oil painting",
    "ink line drawing",
    "low poly",
    "paper cut",
    "poster",
    "pencil sketch",
    "mosaic",
)
_AIRS = (
    "long soft shadows", "mist in the distance", "a few drifting clouds", "clear air after rain", "a light breeze",
    "warm light from one side",
)  # fmt: skip
_VIEWS = (
    "wide view, low horizon",
    "close view, shallow depth",
    "seen from above",
    "centred, much empty space",
    "eye level",
)
_COLOURS = ("teal and amber", "muted greens and cream", "deep blue and gold", "coral and ivory", "violet and silver")
_SAID = (
    re.compile(
        r"\b(?:dawn|sunrise|morning|noon|midday|afternoon|sunset|evening|dusk|twilight|night|midnight|moonlight"
        r"|golden hour)\b"
    ),
    re.compile(
        r"\b(?:watercolou?r|oil|ink|line|low[ -]poly|paper|poster|pencil|sketch|mosaic|photo\w*|pixel|neon|comic"
        r"|cartoon|isometric|blueprint|sepia|noir|style|painting|drawing|realistic|3d|anime)\b"
    ),
)
"""What needs no addition where the asker has said it: the hour, the style."""
_LONGEST = 400


def picture_prompts(ask: Ask, chance: Chance) -> str | None:
    """One prompt alone, ready to be sent on; several as a numbered list."""
    said = plain(ask.words[:600])
    if not _ASKED.search(said):
        return None
    found = _ABOUT.search(said)
    about = _subject(found["about"] if found else "")
    head = said.partition("prompt")[0]
    number = max(1, min(number_in(head) or 1, 10))
    made = list(dict.fromkeys(_prompt(about, chance, place) for place in range(number)))
    return made[0] if len(made) == 1 else "\n".join(f"{place}. {one}" for place, one in enumerate(made, 1))


def _subject(about: str) -> str:
    text = re.sub(r"\s+", " ", about).strip(" \"'“”.,:;")[:_LONGEST]
    return re.sub(r"^(?:my |me |our )?(?:please )?", "", text) or "a red kite over a quiet lake"


def _prompt(about: str, chance: Chance, place: int) -> str:
    hour, style = (not pattern.search(about) for pattern in _SAID)
    parts = [about[0].upper() + about[1:] + (f" {_turned(_HOURS, chance, place)}" if hour else "")]
    parts += [_turned(_STYLES, chance, place)] if style else []
    parts += [_turned(_AIRS, chance, place), _turned(_COLOURS, chance, place), _turned(_VIEWS, chance, place)]
    return ", ".join(parts)


def _turned(options: tuple[str, ...], chance: Chance, place: int) -> str:
    """One by chance, and another for each prompt of a list."""
    return options[(options.index(chance.one_of(options)) + place) % len(options)]
