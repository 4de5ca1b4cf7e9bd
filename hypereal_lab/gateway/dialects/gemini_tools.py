"""The functions of a Gemini request, and whether they have to be used."""

from __future__ import annotations

from typing import Any

from hypereal_lab.gateway.dialects.conversation import Choice, Tool
from hypereal_lab.gateway.dialects.gemini_fields import listed, object_in, spelled, take
from hypereal_lab.gateway.dialects.gemini_schema import plain_schema
from hypereal_lab.gateway.dialects.reading import object_at, wrong
from hypereal_lab.gateway.dialects.tools import chosen, named_tool
from hypereal_lab.gateway.refusals import bad_request

__all__ = ["read_calling", "read_tools"]

_MODES = {"AUTO": "auto", "ANY": "required", "NONE": "none", "VALIDATED": "auto"}
_PLACE = "toolConfig.functionCallingConfig"


def read_tools(tools: list[Any] | None) -> tuple[Tool, ...]:
    """Those of the caller; other tools run on Google's servers and are passed over. Raises `Refused`: 400."""
    found = []
    for number, one in enumerate(tools or ()):
        place = f"tools[{number}]"
        told = object_at(place, one, "must be an object with functionDeclarations")
        at = f"{place}.{spelled(told, 'functionDeclarations')}"
        functions = listed(take(told, "functionDeclarations"))
        if functions is not None and not isinstance(functions, list):
            raise wrong(at, "must be a list of functions")
        found += [_tool(f"{at}[{each}]", function) for each, function in enumerate(functions or ())]
    return tuple(found)


def _tool(place: str, one: object) -> Tool:
    function = object_at(place, one, "must be an object with name and parameters")
    schema = object_in(f"{place}.", function, "parametersJsonSchema")
    if schema is None:
        schema = object_in(f"{place}.", function, "parameters")
    return named_tool(place, function)._replace(schema=plain_schema(schema or {}))


def read_calling(config: dict[str, Any], tools: tuple[Tool, ...]) -> tuple[Choice, tuple[Tool, ...]]:
    """Whether tools are to be used, and those that may be. Raises `Refused`: 400."""
    calling = object_in("toolConfig.", config, "functionCallingConfig") or {}
    mode = _mode(calling.get("mode"))
    allowed = take(calling, "allowedFunctionNames") if mode in ("ANY", "VALIDATED") else None
    if not allowed:
        return chosen(_MODES[mode], None, tools, f"{_PLACE}.mode"), tools
    place = f"{_PLACE}.{spelled(calling, 'allowedFunctionNames')}"
    if not isinstance(allowed, list) or not all(isinstance(one, str) for one in allowed):
        raise wrong(place, "must be a list of names of functions")
    for number, name in enumerate(allowed):
        chosen(_MODES[mode], name, tools, f"{place}[{number}]")
    only = allowed[0] if mode == "ANY" and len(allowed) == 1 else None
    return Choice(_MODES[mode], only), tuple([tool for tool in tools if tool.name in allowed])


def _mode(wanted: object) -> str:
    mode = "AUTO" if wanted in (None, "", "MODE_UNSPECIFIED") else wanted
    if not isinstance(mode, str) or mode.upper() not in _MODES:
        words = f"{_PLACE}.mode must be one of {', '.join(_MODES)}."
        raise bad_request(words, param=f"{_PLACE}.mode", allowed=list(_MODES))
    return mode.upper()
