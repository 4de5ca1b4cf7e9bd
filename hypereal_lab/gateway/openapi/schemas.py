"""JSON schemas of the wire structs, as components of the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import inspect

from hypereal_lab.catalog import Catalog
from hypereal_lab.gateway.openapi.open_fields import BODY_MODELS, OPEN_FIELDS
from hypereal_lab.gateway.openapi.words import about, about_fields

__all__ = ["REF", "answer_schemas", "body_schemas"]

REF = "#/components/schemas/{name}"
_DECIMAL = {"type": "string", "format": "decimal"}


def body_schemas(kinds: Iterable[type[msgspec.Struct]], catalog: Catalog) -> dict[str, Any]:
    """What may be posted. A field that may be left out may also be null, which says the same."""
    made = {}
    for kind, schema in _schemas(kinds):
        fields = {name: _body_field(field) for name, field in _fields(kind, schema).items()}
        if kind.__name__ in BODY_MODELS:
            ids = [card.id for one in BODY_MODELS[kind.__name__] for card in catalog.cards(one)]
            fields["model"]["anyOf"] = [{"enum": sorted(ids)}, {"type": "string"}, {"type": "null"}]
        made[kind.__name__] = {**schema, "properties": fields}
    return made


def answer_schemas(kinds: Iterable[type[msgspec.Struct]]) -> dict[str, Any]:
    """What is answered. What has a default is always sent, unless its struct leaves those out; newer versions may add
    fields.
    """
    made = {}
    for kind, schema in _schemas(kinds):
        fields = _fields(kind, schema)
        fields.pop("extra", None)  # where a client keeps what it does not know
        needed = list(schema.get("required", ()))
        if not kind.__struct_config__.omit_defaults:
            needed += [name for name, field in fields.items() if "default" in field]
        plain = {name: _answer_field(field) for name, field in fields.items()}
        made[kind.__name__] = {**schema, "properties": plain, "required": needed}
    return made


def _schemas(kinds: Iterable[type[msgspec.Struct]]) -> Iterator[tuple[type[msgspec.Struct], dict[str, Any]]]:
    """Of these structs and of all within them, by name."""
    given = list(kinds)
    _, components = msgspec.json.schema_components(given, ref_template=REF)
    for kind in sorted(set(_within(inspect.multi_type_info(given))), key=lambda one: one.__name__):
        yield kind, {**components[kind.__name__], "description": about(kind)}


def _within(types: Iterable[inspect.Type]) -> Iterator[type[msgspec.Struct]]:
    for one in types:
        if isinstance(one, inspect.StructType):
            yield one.cls
            yield from _within([field.type for field in one.fields])
        elif isinstance(one, inspect.UnionType):
            yield from _within(one.types)
        elif isinstance(one, inspect.ListType):
            yield from _within([one.item_type])


def _fields(kind: type[msgspec.Struct], schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """With what the struct leaves open filled in, and with the words under each."""
    words, made = about_fields(kind), {}
    for name, field in schema["properties"].items():
        shape = OPEN_FIELDS.get((kind.__name__, name))
        default = {"default": field["default"]} if "default" in field else {}
        said = {"description": words[name]} if name in words else {}
        made[name] = {**(field if shape is None else {**shape, **default}), **said}
    return made


def _body_field(field: dict[str, Any]) -> dict[str, Any]:
    """Amounts may be posted as text, which keeps every digit."""
    plain = _without_decimals(field, {"type": ["number", "string"]})
    if plain.get("default", ...) is None:
        del plain["default"]
    return plain


def _answer_field(field: dict[str, Any]) -> dict[str, Any]:
    plain = _without_decimals(field, {"type": "number"})
    plain.pop("default", None)
    return plain


def _without_decimals(field: dict[str, Any], plain: dict[str, Any]) -> dict[str, Any]:
    kinds = [plain if one == _DECIMAL else one for one in field.get("anyOf", ())]
    if field.get("format") == "decimal":
        return {**{name: value for name, value in field.items() if name not in _DECIMAL}, **plain}
    return {**field, "anyOf": kinds} if kinds else dict(field)
