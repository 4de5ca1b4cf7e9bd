"""JSON that keeps a schema, its values taken from the asker's words where they say them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

from hypereal_lab.engines.text.ask import Ask
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.keeping import KINDS
from hypereal_lab.engines.text.looking import Look, look
from hypereal_lab.engines.text.schema import Filler
from hypereal_lab.engines.text.sources import Sources

__all__ = ["fill", "object_of"]

_KEYS = re.compile(r"\b(?:keys?|fields?|properties)\b(?: called| named)?:? (?P<names>[\w\"'`, ]+)", re.I)
_PAIR = re.compile(r"^\s*[-*]?\s*\"?([A-Za-z_][\w -]{0,40}?)\"?[ \t]*[:=][ \t]*\"?([^\"\n]{1,200}?)\"?,?\s*$", re.M)
_WITH = re.compile(r"\b(?:with|where|of|containing|has)\b(.{3,400})", re.I | re.S)
_SAID = re.compile(
    r"(?:^|,|\band\b|\bwith\b)\s*(?:an? |the )?[\"'`]?([A-Za-z_]\w{0,40})[\"'`]?\s*(?:is|=|:|set to|of)?\s*"
    r"(\"[^\"]{1,200}\"|'[^']{1,200}'|“[^”]{1,200}”|-?\d+(?:\.\d+)?\b|true\b|false\b)",
    re.I,
)
_MOST = 30
_READ = 20_000
"""Characters in which JSON is looked for."""


def fill(ask: Ask, chance: Chance, say: Callable[[Ask, Chance], str]) -> str:
    """A JSON text: by the schema, else an object of the keys that were named, else the answer in words as one."""
    sources = Sources(ask.words, _measured(ask.images))
    if ask.schema is not None:
        value = Filler(ask.schema, sources, chance).whole()
    else:
        value = object_of(ask, sources, chance) or {"answer": say(ask, chance)}
    return json.dumps(value, ensure_ascii=False)


def _measured(images: Sequence[bytes | None]) -> Mapping[str, str]:
    """What is known of the first picture, for fields such as width and colour."""
    seen = look(images[0]) if images and images[0] else None
    return seen.values if isinstance(seen, Look) else {}


def object_of(ask: Ask, sources: Sources, chance: Chance) -> Any:
    """What the words ask for in JSON: by a schema that they hold, the JSON that they hold, or keys and values."""
    written = _written(ask.words)
    if isinstance(written, dict) and _is_schema(written, ask.words):
        return Filler(written, sources, chance).whole()
    return written or _of_keys(ask, sources, chance) or _of_pairs(ask.words)


def _written(words: str) -> Any:
    """The first JSON object or list that stands in the words."""
    for found in islice(re.finditer(r"[{\[]", words[:_READ]), _MOST):
        with suppress(ValueError, RecursionError):
            value, _ = json.JSONDecoder().raw_decode(words, found.start())
            if value:
                return value
    return None


def _is_schema(value: Mapping[str, Any], words: str) -> bool:
    if "$schema" in value or "$defs" in value:
        return True
    kind = value.get("type")
    return isinstance(kind, str) and kind in KINDS and ("schema" in words.lower() or "properties" in value)


def _of_keys(ask: Ask, sources: Sources, chance: Chance) -> Mapping[str, Any] | None:
    found = _KEYS.search(ask.words)
    listed = re.split(r",|\band\b|\bfor\b|\bof\b|\bfrom\b|\babout\b", found["names"]) if found else []
    names = [name for one in listed if re.fullmatch(r"\w+", name := one.strip(" \"'`"))]
    if not names:
        return None
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in names[:_MOST]}, "required": names}
    made: Mapping[str, Any] = Filler(schema, sources, chance).whole()
    return made


def _of_pairs(words: str) -> Mapping[str, Any] | None:
    pairs = {key.strip().replace(" ", "_"): value.strip() for key, value in _PAIR.findall(words)[:_MOST]}
    if not pairs and (after := _WITH.search(words)):
        pairs = {key: value.strip("\"'“”") for key, value in _SAID.findall(after[1])[:_MOST]}
    return {key: _plain(value) for key, value in pairs.items()} or None


def _plain(value: str) -> str | int | float | bool:
    if value.lower() in ("true", "false"):
        return value.lower() == "true"
    if re.fullmatch(r"-?(?:0|[1-9]\d{0,14})", value):
        return int(value)
    return float(value) if re.fullmatch(r"-?\d{1,15}\.\d{1,15}", value) else value
