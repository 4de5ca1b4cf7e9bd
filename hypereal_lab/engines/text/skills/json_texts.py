"""JSON that is asked for in words, without the request's own field for it."""

from __future__ import annotations

import json
import re

from hypereal_lab.engines.text.ask import Ask
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.filling import object_of
from hypereal_lab.engines.text.skills.lists import lists
from hypereal_lab.engines.text.sources import Sources

__all__ = ["json_texts"]

_ASKED = re.compile(
    r"\b(?:give|return|write|output|make|create|produce|generate|respond|reply|answer|show|print|name|list|as|in|valid)\b"
    r".{0,60}\bjson\b",
    re.I | re.S,
)
_FORM = re.compile(r",? *\b(?:as|in) (?:an? )?(?:valid )?json(?: (?:array|list|object|format))?\b[ .]*(?:only)?", re.I)


def json_texts(ask: Ask, chance: Chance) -> str | None:
    """The object that the words describe, or a known list in JSON."""
    if ask.json or not _ASKED.search(ask.words[:2_000]):
        return None
    made = object_of(ask, Sources(ask.words), chance)
    if made is None:
        bare = ask.turns[-1]._replace(role="user", text=_FORM.sub("", ask.words))
        listed = lists(ask._replace(turns=(bare,)), chance)
        made = [re.sub(r"^\d+\. ", "", line) for line in listed.splitlines()] if listed else None
    return None if made is None else json.dumps(made, ensure_ascii=False)
