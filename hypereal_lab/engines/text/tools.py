"""Which tool the engine calls, with arguments that keep its schema."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

from hypereal_lab.engines.text.ask import Ask, Call, Tool
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.schema import Filler
from hypereal_lab.engines.text.sources import Sources

__all__ = ["calls_of"]

_WORD = re.compile(r"[a-z]+|\d+")
_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])")


def calls_of(ask: Ask, chance: Chance) -> tuple[Call, ...]:
    """The calls of this turn. A tool that has to be called is; else one that the user's own words name, once."""
    tool = _chosen(ask)
    if tool is None:
        return ()
    words = re.sub(rf"(?<!\w){re.escape(tool.name)}(?!\w)", "", ask.words)  # who is called is no argument
    arguments = Filler(_object(tool), Sources(words), chance).whole()
    text = json.dumps(arguments if isinstance(arguments, dict) else {}, ensure_ascii=False)
    seal = hashlib.sha256(f"{len(ask.turns)}\0{tool.name}\0{text}\0{ask.seed}".encode()).hexdigest()
    return (Call(f"call_{seal[:24]}", tool.name, text),)


def _chosen(ask: Ask) -> Tool | None:
    if not ask.tools or ask.tool_mode == "none":
        return None
    if ask.tool_name is not None:
        return next((tool for tool in ask.tools if tool.name == ask.tool_name), None)
    named = _named(ask)
    if ask.tool_mode == "required":
        return named or ask.tools[0]
    answered = ask.turns[-1].role == "tool"  # it has what it asked for
    return None if answered else named


def _named(ask: Ask) -> Tool | None:
    """The tool whose name is said, whole or word by word: `get_weather` in "get the weather in Oslo"."""
    said = ask.words.lower()
    words = set(_WORD.findall(said))
    for tool in ask.tools:
        if re.search(rf"(?<!\w){re.escape(tool.name.lower())}(?!\w)", said):
            return tool
    for tool in ask.tools:
        parts = _WORD.findall(_SPLIT.sub(" ", tool.name).lower())
        if len(parts) > 1 and all(part in words for part in parts):
            return tool
    return None


def _object(tool: Tool) -> dict[str, object]:
    """Its schema with what has to be given: a guess at the rest, such as a time limit, does more harm than good."""
    properties, required = tool.schema.get("properties"), tool.schema.get("required")
    if isinstance(properties, Mapping) and isinstance(required, list):
        kept = {name: properties[name] for name in properties if name in required}
        return {"type": "object", **tool.schema, "properties": kept}
    return {"type": "object", **tool.schema}
