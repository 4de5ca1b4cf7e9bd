"""The tools of a `/chat/completions` request, and whether they have to be used."""

from __future__ import annotations

from typing import Any

from hypereal_lab.gateway.dialects.conversation import Choice, Tool
from hypereal_lab.gateway.dialects.openai import choice_in_a_word, read_function
from hypereal_lab.gateway.dialects.reading import kind_at, object_at, text_at
from hypereal_lab.gateway.dialects.tools import chosen

__all__ = ["read_choice", "read_tools"]


def read_tools(tools: list[Any] | None) -> tuple[Tool, ...]:
    """Functions; tools of other types belong to other models and are passed over. Raises `Refused`: 400."""
    found = []
    for number, one in enumerate(tools or ()):
        place = f"tools[{number}]"
        told = object_at(place, one, "must be an object with type and function")
        if kind_at(place, told, "function") == "function":
            inner = f"{place}.function"
            found.append(read_function(inner, object_at(inner, told.get("function"), "must be an object with a name")))
    return tuple(found)


def read_choice(choice: object, tools: tuple[Tool, ...]) -> Choice:
    """Raises `Refused`: 400 for a mode that nobody knows, and a tool that was not offered."""
    if choice is None or isinstance(choice, str):
        return choice_in_a_word(choice, tools)
    place = "tool_choice.function"
    named = object_at("tool_choice", choice, "must be a word, or an object that names a function").get("function")
    name = text_at(f"{place}.name", object_at(place, named, "must be an object with a name").get("name"))
    return chosen("required", name, tools, f"{place}.name")
