"""Schemas that refer to others and that have to hold together, made one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

__all__ = ["EMPTY", "References", "joined"]

EMPTY: Mapping[str, Any] = {}
_MOST = 5_000
"""Schemas inside a schema that are looked at for names."""


class References:
    """Finds what `$ref` names inside one schema: a path, an `$anchor` or an `$id`. Nothing is fetched."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._named: dict[str, Mapping[str, Any]] | None = None

    def found(self, reference: str) -> Mapping[str, Any]:
        """The schema; an empty one where there is none."""
        page, _, path = reference.partition("#")
        start = self._names().get(page, EMPTY) if page else self._root
        if path and not path.startswith("/"):
            return self._names().get(f"#{path}", EMPTY)
        here: Any = start
        for part in path.strip("/").split("/") if path else ():
            here = _step(here, unquote(part).replace("~1", "/").replace("~0", "~"))
        return here if isinstance(here, Mapping) else EMPTY

    def _names(self) -> dict[str, Mapping[str, Any]]:
        if self._named is None:
            self._named = {}
            for schema in _inside(self._root):
                for key, mark in (("$id", ""), ("$anchor", "#"), ("$dynamicAnchor", "#")):
                    if isinstance(name := schema.get(key), str):
                        self._named.setdefault(mark + name, schema)
        return self._named


def _step(here: Any, part: str) -> Any:
    if isinstance(here, Mapping):
        return here.get(part)
    if isinstance(here, list) and part.isdigit() and int(part) < len(here):
        return here[int(part)]
    return None


def _inside(root: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    left: list[Any] = [root]
    for _ in range(_MOST):
        if not left:
            return
        one = left.pop(0)
        if isinstance(one, Mapping):
            yield one
            left += one.values()
        elif isinstance(one, list):
            left += one


def joined(schemas: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One schema that asks for all of them."""
    made: dict[str, Any] = {}
    for schema in schemas:
        for key, value in schema.items():
            made[key] = _RULES.get(key, _later)(made[key], value) if key in made else value
    return made


def _later(one: Any, other: Any) -> Any:
    return other


def _greater(one: Any, other: Any) -> Any:
    return max(one, other) if _number(one) and _number(other) else other


def _smaller(one: Any, other: Any) -> Any:
    return min(one, other) if _number(one) and _number(other) else other


def _both(one: Any, other: Any) -> Any:
    """The choices that both have, where there is one."""
    if isinstance(one, list) and isinstance(other, list):
        return [option for option in one if option in other] or other
    return other


def _kinds(one: Any, other: Any) -> Any:
    first, second = (set(kind if isinstance(kind, list) else [kind]) for kind in (one, other))
    if "integer" in first | second and "number" in first | second:
        return "integer"
    return sorted(first & second) or other


def _all(one: Any, other: Any) -> Any:
    return (
        [*one, *(name for name in other if name not in one)]
        if isinstance(one, list) and isinstance(other, list)
        else other
    )


def _properties(one: Any, other: Any) -> Any:
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return other
    same = {name: {"allOf": [one[name], other[name]]} for name in one if name in other and one[name] != other[name]}
    return {**one, **other, **same}


def _neither(one: Any, other: Any) -> Any:
    return {"anyOf": [one, other]}


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_RULES: Mapping[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), _greater),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), _smaller),
    "enum": _both,
    "type": _kinds,
    "required": _all,
    "properties": _properties,
    "not": _neither,
}
