"""The tools of a `/responses` request, those in namespaces too, and whether they have to be used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from hypereal_lab.gateway.dialects.chat_tools import chosen
from hypereal_lab.gateway.dialects.conversation import Choice, Tool
from hypereal_lab.gateway.refusals import bad_request

__all__ = ["Names", "Offer", "read_choice", "read_offer"]

_MODES = ("auto", "none", "required")


class _Function(NamedTuple):
    """A function as it was offered."""

    place: str
    space: str | None
    """The namespace that it stands in."""
    told: dict[str, Any]


class Names:
    """What the functions of namespaces are called among all others, and back."""

    def __init__(self, plain: Iterable[str] = ()) -> None:
        """`plain` are the names of functions that stand in no namespace; they keep them."""
        self._inner: dict[tuple[str | None, str], str] = {}
        self._outer: dict[str, tuple[str | None, str]] = {name: (None, name) for name in plain}

    def give(self, name: str, space: str | None) -> str:
        """A name that no other function has; its own where that is free."""
        inner = name
        while self._outer.setdefault(inner, (space, name)) != (space, name):
            inner = f"{space}__{inner}"
        self._inner[space, name] = inner
        return inner

    def inner(self, name: str, space: str | None) -> str:
        """Its name among all others."""
        return self._inner.get((space, name), name)

    def outer(self, inner: str) -> dict[str, str]:
        """The fields that name it to the caller."""
        space, name = self._outer.get(inner, (None, inner))
        return {"name": name, "namespace": space} if space else {"name": name}


class Offer(NamedTuple):
    """All functions that the model may ask for."""

    tools: tuple[Tool, ...]
    names: Names


def read_offer(tools: list[Any] | None) -> Offer:
    """Tools of other types belong to other models and are passed over. Raises `Refused`: 400."""
    functions = list(_functions("tools", tools or [], None))
    plain = (one.told.get("name") for one in functions if one.space is None)
    names = Names(name for name in plain if isinstance(name, str))
    return Offer(tuple([_tool(one, names) for one in functions]), names)


def _functions(place: str, tools: list[Any], space: str | None) -> Iterator[_Function]:
    for number, one in enumerate(tools):
        here = f"{place}[{number}]"
        if not isinstance(one, dict):
            raise bad_request(f"{here} must be an object with a type.", param=here, code="invalid_type")
        if one.get("type", "function") == "function":
            yield _Function(here, space, one)
        elif one.get("type") == "namespace" and space is None and isinstance(one.get("tools"), list):
            yield from _functions(f"{here}.tools", one["tools"], str(one.get("name") or "") or None)


def _tool(function: _Function, names: Names) -> Tool:
    place, space, told = function
    name, schema = told.get("name"), told.get("parameters")
    if not isinstance(name, str) or not name:
        raise bad_request(f"{place}.name must be a text.", param=f"{place}.name", code="invalid_type")
    if schema is not None and not isinstance(schema, dict):
        words = f"{place}.parameters must be a JSON schema, an object."
        raise bad_request(words, param=f"{place}.parameters", code="invalid_type")
    return Tool(names.give(name, space), str(told.get("description") or ""), schema or {})


def read_choice(choice: object, offer: Offer) -> Choice:
    """Raises `Refused`: 400 for a mode that nobody knows, and a function that was not offered."""
    if choice is None or isinstance(choice, str):
        if choice not in (None, *_MODES):
            words = f"tool_choice must be one of {', '.join(_MODES)}, or name a function."
            raise bad_request(words, param="tool_choice", allowed=list(_MODES))
        return chosen(choice or "auto", None, offer.tools, "tool_choice")
    if not isinstance(choice, dict) or choice.get("type") != "function" or not isinstance(choice.get("name"), str):
        words = 'tool_choice must be a word, or {"type": "function", "name": "..."}.'
        raise bad_request(words, param="tool_choice", code="invalid_type")
    space = choice.get("namespace")
    name = offer.names.inner(choice["name"], space if isinstance(space, str) else None)
    return chosen("required", name, offer.tools, "tool_choice.name")
