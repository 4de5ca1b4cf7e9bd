"""Python functions as tools: what a model is told of them, and how they are called."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from hypereal_lab.errors import InputError
from hypereal_lab.lab.value import schema_of

__all__ = ["LONGEST", "Tool", "read_tools", "result_text"]

LONGEST = 20_000
"""Characters of a result that a model is told; each of them is paid for in every later turn."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LINE = re.compile(r"^\s*(?::param\s+)?(\w+)\s*(?:\([^)]*\))?\s*:\s+(\S.*)$")
"""A parameter and what it is for, as docstrings say it."""


class Tool:
    """One function. Its name, types and docstring are all that a model sees of it."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.name = _name(function)
        self._arguments = _arguments(function, self.name)
        self.description, about = _told(inspect.getdoc(function) or "")
        schema = schema_of(self._arguments)
        properties = {
            name: {"description": about[name], **one} if name in about else one
            for name, one in schema.get("properties", {}).items()
        }
        self.parameters = {
            "type": "object",
            "properties": properties,
            "required": schema.get("required", []),
            "additionalProperties": False,
            **({"$defs": schema["$defs"]} if "$defs" in schema else {}),
        }

    def definition(self) -> dict[str, Any]:
        """As it goes into a request."""
        told = {"description": self.description} if self.description else {}
        return {"type": "function", "function": {"name": self.name, **told, "parameters": self.parameters}}

    def read(self, arguments: str) -> dict[str, Any]:
        """What a model wrote, as keywords of the function. Raises `msgspec.MsgspecError`, with words for the model."""
        found = msgspec.json.decode(arguments or "{}", type=self._arguments, strict=False)
        values = {name: getattr(found, name) for name in found.__struct_fields__}
        return {name: value for name, value in values.items() if value is not msgspec.UNSET}

    def __repr__(self) -> str:
        return f"<Tool {self.name}({', '.join(self.parameters['properties'])})>"


def read_tools(tools: Sequence[Callable[..., Any] | Tool] | None) -> dict[str, Tool]:
    """By name. Raises `InputError` for a function that cannot be one, and for two of one name."""
    found: dict[str, Tool] = {}
    for one in tools or ():
        tool = one if isinstance(one, Tool) else Tool(one)
        if tool.name in found:
            raise InputError(f"Two tools are called {tool.name}; rename one of them.", field="tools")
        found[tool.name] = tool
    return found


def result_text(result: object) -> str:
    """What the model is told: a text as it is, anything else as JSON, else as Python shows it."""
    if isinstance(result, str):
        text = result or '""'
    else:
        try:
            text = msgspec.json.encode(result).decode()
        except (TypeError, ValueError, RecursionError, OverflowError):
            text = repr(result)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text) - LONGEST} characters more)"


def _name(function: Callable[..., Any]) -> str:
    name = getattr(function, "__name__", "")
    if not callable(function) or not _NAME.fullmatch(name):
        raise InputError(
            f"A tool is a Python function with a name of Latin letters, not {str(function)[:60]!r}.", field="tools"
        )
    return str(name)


def _arguments(function: Callable[..., Any], name: str) -> type[msgspec.Struct]:
    try:
        signature = inspect.signature(function)
        hints = typing.get_type_hints(function, include_extras=True)
    except (NameError, TypeError, ValueError) as error:
        raise InputError(f"The types of the tool {name} cannot be read: {error}", field="tools") from error
    fields = [_field(name, one, hints) for one in signature.parameters.values()]
    try:
        return msgspec.defstruct(name, fields, kw_only=True, forbid_unknown_fields=True)
    except (TypeError, ValueError) as error:
        raise InputError(f"The parameters of the tool {name} cannot be written down: {error}", field="tools") from error


def _field(name: str, one: inspect.Parameter, hints: Mapping[str, Any]) -> Any:
    if one.kind not in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY):
        raise InputError(f"The tool {name} has {one}; give every parameter a name of its own.", field="tools")
    if one.name not in hints:
        raise InputError(
            f"The parameter {one.name} of the tool {name} has no type; write one, such as {one.name}: str.",
            field="tools",
        )
    if one.default is one.empty:
        return (one.name, hints[one.name])
    # the function knows its default, which may be nothing that JSON can say
    return (one.name, typing.Union[hints[one.name], msgspec.UnsetType], msgspec.UNSET)  # noqa: UP007 - at runtime


def _told(doc: str) -> tuple[str, dict[str, str]]:
    """What a docstring says of the function, and of each parameter."""
    words: list[str] = []
    about: dict[str, str] = {}
    inside = False
    for line in doc.splitlines():
        if line.strip().lower() in ("args:", "arguments:", "parameters:"):
            inside = True
        elif (inside or line.lstrip().startswith(":param")) and (found := _LINE.match(line)):
            about[found[1]] = found[2].strip()
        elif not inside or (line and not line[0].isspace()):
            inside = False
            words.append(line)
    return "\n".join(words).strip(), about
