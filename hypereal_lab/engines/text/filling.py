"""JSON that keeps a schema, its values taken from the asker's words where they say them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from hypereal_lab.engines.text.ask import Ask
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.schema import Filler
from hypereal_lab.engines.text.sources import Sources

__all__ = ["fill"]

_KEYS = re.compile(r"\b(?:keys?|fields?|properties)\b(?: called| named)?:? (?P<names>[\w\"'`, ]+)", re.I)
_PAIR = re.compile(r"^\s*[-*]?\s*\"?([A-Za-z_][\w -]{0,40}?)\"?[ \t]*[:=][ \t]*\"?([^\"\n]{1,200}?)\"?,?\s*$", re.M)
_MOST = 30


def fill(ask: Ask, chance: Chance, say: Callable[[Ask, Chance], str]) -> str:
    """A JSON text: by the schema, else an object of the keys that were named, else the answer in words as one."""
    sources = Sources(ask.words)
    if ask.schema is not None:
        value = Filler(ask.schema, sources, chance).whole()
    else:
        value = _object(ask, sources, chance) or {"answer": say(ask, chance)}
    return json.dumps(value, ensure_ascii=False)


def _object(ask: Ask, sources: Sources, chance: Chance) -> Mapping[str, Any] | None:
    names: list[str] = []
    if found := _KEYS.search(ask.words):
        listed = re.split(r",|\band\b|\bfor\b|\bof\b|\bfrom\b|\babout\b", found["names"])
        names = [name for one in listed if re.fullmatch(r"\w+", name := one.strip(" \"'`"))]
    if names:
        schema = {
            "type": "object",
            "properties": {name: {"type": "string"} for name in names[:_MOST]},
            "required": names,
        }
        made: Mapping[str, Any] = Filler(schema, sources, chance).whole()
        return made
    pairs = {key.strip().replace(" ", "_"): value.strip() for key, value in _PAIR.findall(ask.words)[:_MOST]}
    return pairs or None
