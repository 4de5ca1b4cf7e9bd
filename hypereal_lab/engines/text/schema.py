"""Values for a JSON schema: valid first, then as near to the request as can be found."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from math import ceil, floor
from typing import Any

from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.patterns import example
from hypereal_lab.engines.text.sources import Sources

__all__ = ["Filler"]

_DEEPEST = 8
"""Levels; below that only what is required is filled."""
_STOPS_AT = 40
"""Levels at which a schema that refers to itself is given up."""
_MOST = 3_000
"""Values and references of one answer; a schema may ask for more than any memory holds."""
_NAMED = 200
"""Choices that are looked for in the request."""
_LONGEST = 20_000
"""Characters of one text."""
_FORMS = {
    "date": (r"\d{4}-\d{2}-\d{2}", "2026-01-01"),
    "date-time": (r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?Z?", "2026-01-01T00:00:00Z"),
    "time": (r"\b\d{2}:\d{2}:\d{2}Z?", "00:00:00Z"),
    "email": (r"[\w.+-]+@[\w-]+\.[\w.]+\w", "someone@example.com"),
    "uri": (r"https?://[^\s\"'<>]+\w", "https://example.com/"),
    "uuid": (r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "00000000-0000-4000-8000-000000000000"),
    "ipv4": (r"\b(?:\d{1,3}\.){3}\d{1,3}\b", "192.0.2.1"),
    "hostname": (r"\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b", "example.com"),
}
"""By format: how it looks in a request, and what stands in for it."""
_EMPTY: Mapping[str, Any] = {}


class Filler:
    """Walks one schema."""

    def __init__(self, schema: Mapping[str, Any], sources: Sources, chance: Chance) -> None:
        self._root = schema
        self._sources = sources
        self._chance = chance
        self._left = _MOST

    def whole(self) -> Any:
        """The value of the schema."""
        return self._value(self._root, "", 0)

    def _value(self, schema: Any, name: str, depth: int) -> Any:
        self._left -= 1
        if not isinstance(schema, Mapping) or depth > _STOPS_AT or self._left < 0:
            return {} if schema is True else None
        schema = self._plain(schema, depth)
        if "const" in schema:
            return schema["const"]
        if isinstance(options := schema.get("enum"), list) and options:
            return self._choose(options)
        match _kind(schema):
            case "object":
                return self._object(schema, depth)
            case "array":
                return self._array(schema, name, depth)
            case "integer" | "number" as kind:
                return self._number(schema, name, whole=kind == "integer")
            case "boolean":
                return self._sources.truth(name)
            case "null":
                return None
            case _:
                return self._text(schema, name)

    def _plain(self, schema: Mapping[str, Any], depth: int) -> Mapping[str, Any]:
        """Without references and choices: the first branch that is not null, and all that has to hold together."""
        for _ in range(_STOPS_AT):
            self._left -= 1
            if self._left < 0 or depth > _STOPS_AT:
                return _EMPTY
            if isinstance(reference := schema.get("$ref"), str):
                rest = {key: value for key, value in schema.items() if key != "$ref"}
                schema = {**self._referred(reference), **rest}
            elif isinstance(branches := schema.get("allOf"), list):
                rest = {key: value for key, value in schema.items() if key != "allOf"}
                schema = _joined([rest, *[self._plain(one, depth + 1) for one in branches if isinstance(one, Mapping)]])
            elif isinstance(branches := schema.get("anyOf", schema.get("oneOf")), list) and branches:
                rest = {key: value for key, value in schema.items() if key not in ("anyOf", "oneOf")}
                schema = _joined([rest, self._branch(branches, depth)])
            else:
                break
        return schema

    def _branch(self, branches: list[Any], depth: int) -> Mapping[str, Any]:
        """Deep down the one that ends soonest, as that of a tree's leaf is often null."""
        able = [one for one in branches if isinstance(one, Mapping)]
        null = [one for one in able if one.get("type") == "null"]
        filled = [one for one in able if one not in null]
        chosen = null if null and (depth >= _DEEPEST // 2 or not filled) else filled
        return chosen[0] if chosen else _EMPTY

    def _referred(self, reference: str) -> Mapping[str, Any]:
        found: Any = self._root
        for part in reference.removeprefix("#").strip("/").split("/"):
            if part:
                found = found.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else _EMPTY

    def _choose(self, options: list[Any]) -> Any:
        texts = [one for one in options[:_NAMED] if isinstance(one, str)]
        named = self._sources.one_of(texts)
        return named if named is not None else self._chance.one_of(options)

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        properties = schema.get("properties")
        known = properties if isinstance(properties, Mapping) else _EMPTY
        listed = schema.get("required")
        required = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
        names = required if depth >= _DEEPEST // 2 else list(dict.fromkeys([*known, *required]))
        return {name: self._value(known.get(name, _EMPTY), name, depth + 1) for name in names}

    def _array(self, schema: Mapping[str, Any], name: str, depth: int) -> list[Any]:
        least, most = _whole(schema.get("minItems"), 0), _whole(schema.get("maxItems"), 100)
        fixed = schema.get("prefixItems")
        made = [self._value(one, name, depth + 1) for one in fixed] if isinstance(fixed, list) else []
        usual = 0 if depth >= _DEEPEST // 2 or (made and "items" not in schema) else 2
        number = min(max(least, usual if not made else len(made)), most, 100)
        items = schema.get("items", _EMPTY)
        for _ in range(len(made), number):
            made.append(self._fresh(items, name, depth, made if schema.get("uniqueItems") else []))
        if schema.get("uniqueItems"):
            made = [one for place, one in enumerate(made) if one not in made[:place]]
        return made[: max(most, 0)]

    def _fresh(self, items: Any, name: str, depth: int, taken: list[Any]) -> Any:
        """Another item; of texts and numbers one that is not there yet."""
        made = self._value(items, name.removesuffix("s"), depth + 1)
        if made not in taken:
            return made
        if isinstance(items, Mapping) and isinstance(options := items.get("enum"), list):
            return next((one for one in options if one not in taken), made)
        if isinstance(made, str):
            return f"{made} {len(taken) + 1}"
        return made + len(taken) if isinstance(made, int | float) and not isinstance(made, bool) else made

    def _number(self, schema: Mapping[str, Any], name: str, *, whole: bool) -> int | float:
        said = self._sources.number(name)
        value = Decimal(said) if said is not None else Decimal(1)
        low, high, step = (_decimal(schema.get(one)) for one in ("minimum", "maximum", "multipleOf"))
        least = _decimal(schema.get("exclusiveMinimum"))
        most = _decimal(schema.get("exclusiveMaximum"))
        tiny = step or (Decimal(1) if whole else Decimal("0.001"))
        low = low if least is None else max(least + tiny, low) if low is not None else least + tiny
        high = high if most is None else min(most - tiny, high) if high is not None else most - tiny
        value = value if low is None else max(low, value)
        value = value if high is None else min(high, value)
        unit = step if step and step > 0 else Decimal(1) if whole else None
        if unit:
            value = _stepped(value, unit, low)
        return int(value) if value == value.to_integral_value() else float(value)

    def _text(self, schema: Mapping[str, Any], name: str) -> str:
        form = schema.get("format")
        if isinstance(form, str) and form in _FORMS:
            pattern, else_this = _FORMS[form]
            return self._sources.matching(pattern) or else_this
        if isinstance(form := schema.get("pattern"), str):
            return example(form, self._sources)
        text = self._sources.text(name) or (self._sources.words[:80].strip() or name or "text")
        least, most = min(_whole(schema.get("minLength"), 0), _LONGEST), _whole(schema.get("maxLength"), _LONGEST)
        if len(text) < least:
            text = (text + " " + self._sources.words).ljust(least, ".")[: max(least, len(text))]
        return text[:most]


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    if isinstance(kind, str):
        return kind
    if "properties" in schema or "required" in schema:
        return "object"
    if "items" in schema or "prefixItems" in schema:
        return "array"
    return "number" if "minimum" in schema or "maximum" in schema else "string"


def _joined(schemas: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """One schema that asks for all of them."""
    made: dict[str, Any] = {}
    for schema in schemas:
        for key, value in schema.items():
            if key == "properties" and isinstance(value, Mapping):
                made[key] = {**made.get(key, {}), **value}
            elif key == "required" and isinstance(value, list):
                made[key] = [*made.get(key, []), *value]
            else:
                made[key] = value
    return made


def _whole(value: object, usual: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else usual


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _stepped(value: Decimal, unit: Decimal, low: Decimal | None) -> Decimal:
    """The multiple just below the value, or just above where that would be too low."""
    below = floor(value / unit) * unit
    return ceil(value / unit) * unit if low is not None and below < low else below
