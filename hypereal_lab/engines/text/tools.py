"""Which tool the engine calls, with arguments that keep its schema."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

from hypereal_lab.engines.text.ask import Ask, Call, Tool
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.schema import Filler
from hypereal_lab.engines.text.skills.summary import STOP_WORDS
from hypereal_lab.engines.text.sources import Sources

__all__ = ["calls_of"]

_WORD = re.compile(r"[a-z]+|\d+")
_QUESTION = re.compile(r"^\s*(?:what|how|where|when|who|which|is|are|can|could|tell|show|please|check|look)\b|\?\s*$")
_VERBS = frozenset(
    ("get", "fetch", "find", "look", "lookup", "up", "read", "query", "retrieve", "check", "show", "current")
)
"""Of names: what a question leaves out."""
_READ = 1_000
"""Characters of a description."""
_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])")


def calls_of(ask: Ask, chance: Chance) -> tuple[Call, ...]:
    """The calls of this turn. A tool that has to be called is; else one that the user's own words name, once."""
    tool = _chosen(ask)
    if tool is None:
        return ()
    words = re.sub(rf"(?<!\w){re.escape(tool.name)}(?!\w)", "", ask.words)  # who is called is no argument
    sources = Sources(words)
    arguments = Filler(_object(tool, sources), sources, chance).whole()
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
        return named or _nearest(ask)
    answered = ask.turns[-1].role == "tool"  # it has what it asked for
    return None if answered else named


def _named(ask: Ask) -> Tool | None:
    """The tool whose name is said, whole or word by word: `get_weather` in "get the weather in Oslo".

    In a question the verb may be missing: "what is the weather in Oslo?".
    """
    said = ask.words.lower()
    words = set(_WORD.findall(said))
    for tool in ask.tools:
        if re.search(rf"(?<!\w){re.escape(tool.name.lower())}(?!\w)", said):
            return tool
    for tool in ask.tools:
        parts = _parts(tool)
        if len(parts) > 1 and all(part in words for part in parts):
            return tool
    for tool in ask.tools if _QUESTION.search(said) else ():
        parts = _parts(tool)
        things = [part for part in parts if part not in _VERBS]
        if things and len(things) < len(parts) and all(part in words for part in things):
            return tool
    return None


def _nearest(ask: Ask) -> Tool:
    """The one whose name and description share most words with the request; the first of equals."""
    words = {word for word in _WORD.findall(ask.words.lower()) if word not in STOP_WORDS}

    def shared(tool: Tool) -> int:
        return 2 * len(words & {*_parts(tool)}) + len(words & {*_WORD.findall(tool.description.lower()[:_READ])})

    return max(ask.tools, key=shared)


def _parts(tool: Tool) -> list[str]:
    """The words of its name, without the server that it may be prefixed with."""
    return _WORD.findall(_SPLIT.sub(" ", tool.name.rpartition("__")[2]).lower())


def _object(tool: Tool, sources: Sources) -> dict[str, object]:
    """Its schema with what has to be given or is spoken of: a guess at the rest, such as a time limit, does harm."""
    properties, required = tool.schema.get("properties"), tool.schema.get("required")
    if isinstance(properties, Mapping) and isinstance(required, list):
        kept = {
            name: rule
            for name, rule in properties.items()
            if name in required or (isinstance(name, str) and sources.says(name, _options(rule)))
        }
        return {"type": "object", **tool.schema, "properties": kept}
    return {"type": "object", **tool.schema}


def _options(rule: object) -> list[str]:
    options = rule.get("enum") if isinstance(rule, Mapping) else None
    return [one for one in options if isinstance(one, str)] if isinstance(options, list) else []
