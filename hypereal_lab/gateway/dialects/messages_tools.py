"""The tools of a `/messages` request, and whether they have to be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypereal_lab.gateway.dialects.chat_tools import chosen
from hypereal_lab.gateway.dialects.conversation import Choice, Tool
from hypereal_lab.gateway.dialects.messages_blocks import wrong
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
        if not isinstance(one, dict):
            raise wrong(place, "must be an object with name and input_schema")
        if one.get("type") in (None, "custom"):
            found.append(_tool(place, one))
    return tuple(found)


def _tool(place: str, tool: dict[str, Any]) -> Tool:
    name, schema = tool.get("name"), tool.get("input_schema")
    if not isinstance(name, str) or not name:
        raise wrong(f"{place}.name", "must be a text")
    if not isinstance(schema, dict):
        raise wrong(f"{place}.input_schema", "must be a JSON schema, an object")
    return Tool(name, str(tool.get("description") or ""), schema)


def read_choice(choice: Mapping[str, Any] | None, tools: tuple[Tool, ...]) -> Choice:
    """Raises `Refused`: 400 for a type that nobody knows, and a tool that was not offered."""
    if choice is None:
        return Choice()
    kind, name = choice.get("type"), choice.get("name")
    if not isinstance(kind, str) or kind not in _MODES:
        words = f"tool_choice.type must be one of {', '.join(_MODES)}."
        raise bad_request(words, param="tool_choice.type", allowed=list(_MODES))
    if kind != "tool":
        return chosen(_MODES[kind], None, tools, "tool_choice")
    if not isinstance(name, str):
        raise wrong("tool_choice.name", "must be a text")
    return chosen(_MODES[kind], name, tools, "tool_choice.name")


def one_at_a_time(choice: Mapping[str, Any] | None) -> bool:
    """Whether no two tools may be called at once."""
    return choice is not None and choice.get("disable_parallel_tool_use") is True
