"""The tools of a `/chat/completions` request, and whether they have to be used."""

from __future__ import annotations

from typing import Any

from hypereal_lab.gateway.dialects.conversation import Choice, Tool
from hypereal_lab.gateway.refusals import bad_request

__all__ = ["chosen", "read_choice", "read_tools"]

_MODES = ("auto", "none", "required")


def read_tools(tools: list[Any] | None) -> tuple[Tool, ...]:
    """Functions; tools of other types belong to other models and are passed over. Raises `Refused`: 400."""
    found = []
    for number, one in enumerate(tools or ()):
        place = f"tools[{number}]"
        if not isinstance(one, dict):
            raise bad_request(f"{place} must be an object with type and function.", param=place, code="invalid_type")
        if one.get("type", "function") != "function":
            continue
        function = one.get("function")
        found.append(_tool(f"{place}.function", function if isinstance(function, dict) else {}))
    return tuple(found)


def _tool(place: str, function: dict[str, Any]) -> Tool:
    name, schema = function.get("name"), function.get("parameters")
    if not isinstance(name, str) or not name:
        raise bad_request(f"{place}.name must be a text.", param=f"{place}.name", code="invalid_type")
    if schema is not None and not isinstance(schema, dict):
        words = f"{place}.parameters must be a JSON schema, an object."
        raise bad_request(words, param=f"{place}.parameters", code="invalid_type")
    return Tool(name, str(function.get("description") or ""), schema or {})


def read_choice(choice: object, tools: tuple[Tool, ...]) -> Choice:
    """Raises `Refused`: 400 for a mode that nobody knows, and a tool that was not offered."""
    if choice is None or isinstance(choice, str):
        if choice not in (None, *_MODES):
            words = f"tool_choice must be one of {', '.join(_MODES)}, or name a function."
            raise bad_request(words, param="tool_choice", allowed=list(_MODES))
        return chosen(choice or "auto", None, tools, "tool_choice")
    named = choice.get("function") if isinstance(choice, dict) else None
    name = named.get("name") if isinstance(named, dict) else None
    if not isinstance(name, str):
        raise bad_request("tool_choice.function.name must be a text.", param="tool_choice", code="invalid_type")
    return chosen("required", name, tools, "tool_choice.function.name")


def chosen(mode: str, name: str | None, tools: tuple[Tool, ...], place: str) -> Choice:
    """For every dialect: a choice that the tools allow. Raises `Refused`: 400 that names `place`."""
    names = [tool.name for tool in tools]
    if name is not None and name not in names:
        raise bad_request(f"{place} {name[:60]!r} is not one of the tools.", param=place, allowed=names)
    if mode == "required" and not tools:
        raise bad_request(f"{place} asks for a tool and none was given; send tools, or leave it out.", param=place)
    return Choice(mode, name)
