"""Whether a value keeps a schema, as far as the choice between schemas needs it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hypereal_lab.engines.text.merging import References

__all__ = ["KINDS", "is_of", "keeps"]

KINDS = ("object", "array", "string", "number", "integer", "boolean", "null")
_DEEPEST = 16


def keeps(schema: Any, value: Any, references: References, depth: int = 0) -> bool:
    """True where nothing that is looked at speaks against it; formats and patterns that may take long are not."""
    if isinstance(schema, bool) or not isinstance(schema, Mapping) or depth > _DEEPEST:
        return schema is not False
    reference = schema.get("$ref")
    if isinstance(reference, str) and not keeps(references.found(reference), value, references, depth + 1):
        return False
    return _is_said(schema, value) and _within(schema, value) and _parts(schema, value, references, depth + 1)


def is_of(kind: object, value: Any) -> bool:
    """Whether a value is of a kind of JSON, or one of several."""
    if isinstance(kind, list):
        return any(is_of(one, value) for one in kind)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    match str(kind).lower():
        case "object":
            return isinstance(value, Mapping)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "number":
            return number
        case "integer":
            return number and value == value // 1
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None
        case _:
            return True


def _is_said(schema: Mapping[str, Any], value: Any) -> bool:
    if "type" in schema and not is_of(schema["type"], value):
        return False
    if "const" in schema and not _same(schema["const"], value):
        return False
    options = schema.get("enum")
    return not isinstance(options, list) or any(_same(one, value) for one in options)


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _within(schema: Mapping[str, Any], value: Any) -> bool:
    if isinstance(value, str):
        pattern = schema.get("pattern")
        if isinstance(pattern, str) and len(pattern) < 60 and not re.search(r"\)[+*{]", pattern):
            try:
                if not re.search(pattern, value[:200]):
                    return False
            except re.error:
                return True
    name = "Length" if isinstance(value, str) else "Items" if isinstance(value, list) else "Properties"
    size = len(value) if isinstance(value, str | list | Mapping) else None
    if size is not None:
        return bool(_least(schema.get(f"min{name}"), size) and _most(schema.get(f"max{name}"), size))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return True
    low, high = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    above = not (isinstance(low, int | float) and not isinstance(low, bool)) or value > low
    below = not (isinstance(high, int | float) and not isinstance(high, bool)) or value < high
    return bool(above and below and _least(schema.get("minimum"), value) and _most(schema.get("maximum"), value))


def _least(bound: Any, value: Any) -> bool:
    return not _is_number(bound) or bool(value >= bound)


def _most(bound: Any, value: Any) -> bool:
    return not _is_number(bound) or bool(value <= bound)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _parts(schema: Mapping[str, Any], value: Any, references: References, depth: int) -> bool:
    if isinstance(value, Mapping) and not _members(schema, value, references, depth):
        return False
    begins = len(schema["prefixItems"]) if isinstance(schema.get("prefixItems"), list) else 0
    items = value[begins:] if isinstance(value, list) else []
    if not all(keeps(schema.get("items", True), one, references, depth) for one in items):
        return False
    several = {key: schema[key] for key in ("allOf", "anyOf", "oneOf") if isinstance(schema.get(key), list)}
    for key, branches in several.items():
        kept = sum(keeps(one, value, references, depth) for one in branches)
        if not {"allOf": kept == len(branches), "anyOf": kept > 0, "oneOf": kept == 1}[key]:
            return False
    return "not" not in schema or not keeps(schema["not"], value, references, depth)


def _members(schema: Mapping[str, Any], value: Mapping[str, Any], references: References, depth: int) -> bool:
    required, known = schema.get("required"), schema.get("properties")
    if isinstance(required, list) and any(name not in value for name in required):
        return False
    properties = known if isinstance(known, Mapping) else {}
    if (
        schema.get("additionalProperties") is False
        and "patternProperties" not in schema
        and set(value) - set(properties)
    ):
        return False
    return all(keeps(properties[name], one, references, depth) for name, one in value.items() if name in properties)
