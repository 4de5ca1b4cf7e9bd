"""Google's schemas as JSON schemas: their types are in capitals, and some of their words are spelled otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["plain_schema"]

_WORDS = {
    "any_of": "anyOf",
    "max_items": "maxItems",
    "max_length": "maxLength",
    "max_properties": "maxProperties",
    "min_items": "minItems",
    "min_length": "minLength",
    "min_properties": "minProperties",
    "property_ordering": "propertyOrdering",
    "additional_properties": "additionalProperties",
    "ref": "$ref",
    "defs": "$defs",
}
"""The other spelling, where Google's names differ."""
_COUNTS = ("maxItems", "maxLength", "maxProperties", "minItems", "minLength", "minProperties")
"""Google's servers write them as texts."""
_MAPS = ("properties", "$defs", "definitions", "patternProperties")
"""Their keys are names, no words of the schema."""
_DEEPEST = 60
"""Levels; what lies below stays as it was written."""
_VALUES = ("const", "default", "enum", "example", "examples")
"""What stands there is of the caller's own form."""


def plain_schema(schema: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """A schema in either form as a JSON schema."""
    made = {}
    for name, value in schema.items():
        word = _WORDS.get(name, name)
        made[word] = _value(word, value, depth)
    if made.get("type") == "type_unspecified":
        del made["type"]
    return _with_null(made) if made.pop("nullable", False) is True else made


def _value(word: str, value: Any, depth: int) -> Any:
    if word in _VALUES or depth > _DEEPEST:
        return value
    if word == "type":
        return _lower(value)
    if word in _COUNTS and isinstance(value, str) and value.isdigit():
        return int(value)
    if word in _MAPS and isinstance(value, dict):
        return {name: _inner(one, depth) for name, one in value.items()}
    return _inner(value, depth)


def _inner(value: Any, depth: int) -> Any:
    if isinstance(value, dict):
        return plain_schema(value, depth + 1)
    return [_inner(one, depth) if isinstance(one, dict) else one for one in value] if isinstance(value, list) else value


def _lower(kind: Any) -> Any:
    if isinstance(kind, list):
        return [_lower(one) for one in kind]
    return kind.lower() if isinstance(kind, str) else kind


def _with_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The same, where null is right as well."""
    kind, enum = schema.get("type"), schema.get("enum")
    if isinstance(kind, str) and kind != "null":
        schema["type"] = [kind, "null"]
    if isinstance(enum, list) and None not in enum:
        schema["enum"] = [*enum, None]
    return schema
