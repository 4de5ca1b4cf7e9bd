"""The tools of a `/messages` request, and whether they have to be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypereal_lab.gateway.dialects.conversation import Choice, Tool
from hypereal_lab.gateway.dialects.reading import kind_at, object_at, text_at
from hypereal_lab.gateway.dialects.tools import chosen, named_tool, schema_at
from hypereal_lab.gateway.refusals import bad_request

__all__ = ["one_at_a_time", "read_choice", "read_tools"]

_MODES = {"auto": "auto", "any": "required", "tool": "required", "none": "none"}


def read_tools(tools: list[Any] | None) -> tuple[Tool, ...]:
    """Those of the caller; tools of other types run on Anthropic's servers and are passed over.

    Raises `Refused`: 400.
    """
    found = []
    for number, one in enumerate(tools or ()):
        place = f"tools[{number}]"
        told = object_at(place, one, "must be an object with name and input_schema")
        if kind_at(place, told, "custom") == "custom":
            tool = named_tool(place, told)
            found.append(tool._replace(schema=schema_at(f"{place}.input_schema", told.get("input_schema"))))
    return tuple(found)


def read_choice(choice: Mapping[str, Any] | None, tools: tuple[Tool, ...]) -> Choice:
    """Raises `Refused`: 400 for a type that nobody knows, and a tool that was not offered."""
    if choice is None:
        return Choice()
    kind = choice.get("type")
    if not isinstance(kind, str) or kind not in _MODES:
        words = f"tool_choice.type must be one of {', '.join(_MODES)}."
        raise bad_request(words, param="tool_choice.type", allowed=list(_MODES))
    if kind != "tool":
        return chosen(_MODES[kind], None, tools, "tool_choice")
    return chosen(_MODES[kind], text_at("tool_choice.name", choice.get("name")), tools, "tool_choice.name")


def one_at_a_time(choice: Mapping[str, Any] | None) -> bool:
    """Whether no two tools may be called at once."""
    return choice is not None and choice.get("disable_parallel_tool_use") is True
