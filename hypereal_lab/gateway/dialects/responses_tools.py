"""The tools of a `/responses` request, those in namespaces too, and whether they have to be used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from hypereal_lab.gateway.dialects.conversation import Choice, Tool
from hypereal_lab.gateway.dialects.openai import choice_in_a_word, read_function
from hypereal_lab.gateway.dialects.reading import kind_at, object_at, text_at, wrong
from hypereal_lab.gateway.dialects.tools import chosen

__all__ = ["Names", "Offer", "read_choice", "read_offer"]


_CHOICE = 'must be a word, or {"type": "function", "name": "..."}'


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
        told = object_at(here, one, "must be an object with a type")
        kind = kind_at(here, told, "function")
        if kind == "function":
            yield _Function(here, space, told)
        elif kind == "namespace" and space is None and isinstance(told.get("tools"), list):
            yield from _functions(f"{here}.tools", told["tools"], str(told.get("name") or "") or None)


def _tool(function: _Function, names: Names) -> Tool:
    tool = read_function(function.place, function.told)
    return tool._replace(name=names.give(tool.name, function.space))


def read_choice(choice: object, offer: Offer) -> Choice:
    """Raises `Refused`: 400 for a mode that nobody knows, and a function that was not offered."""
    if choice is None or isinstance(choice, str):
        return choice_in_a_word(choice, offer.tools)
    told = object_at("tool_choice", choice, _CHOICE)
    if told.get("type") != "function":
        raise wrong("tool_choice.type", f"must be function: tool_choice {_CHOICE}")
    name, space = text_at("tool_choice.name", told.get("name")), told.get("namespace")
    name = offer.names.inner(name, space if isinstance(space, str) else None)
    return chosen("required", name, offer.tools, "tool_choice.name")
