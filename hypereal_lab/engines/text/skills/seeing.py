"""Pictures in a message: what is measured of them, and that nothing in them is seen."""

from __future__ import annotations

import re

from hypereal_lab.engines.text.ask import Ask
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.looking import Look, look
from hypereal_lab.engines.text.subject import plain

__all__ = ["seeing", "told_of_pictures"]

_PICTURE = r"(?:pictures?|images?|photos?|photographs?|screenshots?|drawings?|scans?|paintings?)"
_ASKED = re.compile(
    rf"^(?:(?:what|who|where)(?:'s| is| are| do you see| can you see)?\b.{{0,40}}"
    rf"\b(?:this|that|these|here|{_PICTURE}|see)\b"
    r"|describe|caption|look|identify|read)"
    rf"|\b(?:this|that|these|those|the|each|both|attached|in|of|my|first|second) {_PICTURE}\b"
    r"|\b(?:main|dominant|which|what) colou?rs?\b|\bis (?:it|this) (?:dark|light|bright)\b|\bdo you see\b"
)
_MOST = 8
"""Pictures that are looked at."""
_UNSEEN = "That is what can be measured: this engine has no language model and sees no objects, people or writing in"


def seeing(ask: Ask, chance: Chance) -> str | None:
    """Facts of the pictures that the user sent, where that is what is asked about."""
    if not ask.images or not (_ASKED.search(plain(ask.words[:400])) or not ask.words):
        return None
    return told_of_pictures(ask)


def told_of_pictures(ask: Ask) -> str:
    """Facts of each picture, one paragraph for each."""
    told = [_told(data, place, len(ask.images)) for place, data in enumerate(ask.images[:_MOST], 1)]
    if len(ask.images) > _MOST:
        told.append(f"{len(ask.images) - _MOST} more were not looked at.")
    return "\n\n".join([*told, f"{_UNSEEN} {'it' if len(ask.images) == 1 else 'them'}."])


def _told(data: bytes | None, place: int, number: int) -> str:
    name = "The picture" if number == 1 else f"Picture {place}"
    if data is None:
        return f"{name} is behind a link, and links are not opened here; send it as a data URL to have it measured."
    seen = look(data)
    return f"{name}: {seen.words}" if isinstance(seen, Look) else f"{name} cannot be read: {seen}"
