"""Values for a JSON schema: valid first, then as near to the request as can be found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.keeping import KINDS, keeps
from hypereal_lab.engines.text.merging import EMPTY, References, joined
from hypereal_lab.engines.text.numbers import number
from hypereal_lab.engines.text.patterns import example
from hypereal_lab.engines.text.sources import Sources
from hypereal_lab.engines.text.strings import string, whole

__all__ = ["Filler"]

_DEEP = 4
"""Levels below which only what is required is filled, by the branch that ends soonest."""
_STOPS_AT = 40
"""Levels at which a schema that refers to itself is given up."""
_MOST = 3_000
"""Values and references of one answer; a schema may ask for more than any memory holds."""
_NAMED = 200
"""Choices that are looked for in the request."""
_ENDLESS = 1_000
"""Levels of a schema that never ends."""
_CONDITIONS = ("if", "then", "else")


class Filler:
    """Walks one schema."""

    def __init__(self, schema: Mapping[str, Any], sources: Sources, chance: Chance) -> None:
        self._root = schema
        self._references = References(schema)
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
        if isinstance(branches := schema.get("oneOf"), list) and branches:
            return self._one_of(_without(schema, "oneOf"), branches, name, depth)
        if "const" in schema:
            return schema["const"]
        if isinstance(options := schema.get("enum"), list) and options:
            return self._choose(self._allowed(options, schema))
        made = self._of_kind(schema, name, depth)
        return self._other(schema, made) if "not" in schema and not self._keeps(schema, made) else made

    def _of_kind(self, schema: Mapping[str, Any], name: str, depth: int) -> Any:
        match _kind(schema):
            case "object":
                return self._object(schema, depth)
            case "array":
                return self._array(schema, name, depth)
            case "integer" | "number" as kind:
                return number(schema, name, self._sources, integer=kind == "integer")
            case "boolean":
                return self._sources.truth(name)
            case "null":
                return None
            case _:
                return string(schema, name, self._sources)

    def _plain(self, schema: Mapping[str, Any], depth: int) -> Mapping[str, Any]:
        """Without references and choices of which any will do: all that has to hold together in one."""
        for _ in range(_STOPS_AT):
            self._left -= 1
            if self._left < 0 or depth > _STOPS_AT:
                return EMPTY
            if isinstance(reference := schema.get("$ref"), str):
                schema = joined([self._references.found(reference), _without(schema, "$ref")])
            elif isinstance(branches := schema.get("allOf"), list):
                able = [self._plain(one, depth + 1) for one in branches if isinstance(one, Mapping)]
                schema = joined([_without(schema, "allOf"), *able])
            elif isinstance(branches := schema.get("anyOf"), list) and branches:
                schema = joined([_without(schema, "anyOf"), self._ordered(branches, depth)[0]])
            else:
                break
        return schema

    def _ordered(self, branches: list[Any], depth: int) -> list[Mapping[str, Any]]:
        """As they are with null last; deep down those that end soonest first."""
        able = [one for one in branches if isinstance(one, Mapping)] or [EMPTY]
        if depth >= _DEEP:
            return sorted(able, key=lambda one: self._height(one, ()))
        return sorted(able, key=lambda one: one.get("type") == "null")

    def _height(self, schema: Any, seen: tuple[str, ...]) -> int:
        """Levels that a value of it has at least."""
        self._left -= 1
        if not isinstance(schema, Mapping) or self._left < 0:
            return 0
        if isinstance(reference := schema.get("$ref"), str):
            return (
                _ENDLESS if reference in seen else self._height(self._references.found(reference), (*seen, reference))
            )
        several = [self._height(one, seen) for one in schema.get("allOf") or ()]
        for key in ("anyOf", "oneOf"):
            if isinstance(branches := schema.get(key), list) and branches:
                several.append(min(self._height(one, seen) for one in branches))
        return max([*several, *(1 + self._height(one, seen) for one in _needed(schema))], default=0)

    def _one_of(self, rest: Mapping[str, Any], branches: list[Any], name: str, depth: int) -> Any:
        """A value that just one branch allows, where one is found."""
        first = None
        for branch in self._ordered(branches, depth):
            made = self._value(joined([rest, branch]), name, depth + 1)
            first = made if first is None else first
            if self._alone(branches, made):
                return made
        near = _near(first)
        return next((one for one in near if self._alone(branches, one) and self._keeps(rest, one)), first)

    def _alone(self, branches: list[Any], made: Any) -> bool:
        return sum(self._keeps(one, made) for one in branches) == 1

    def _other(self, schema: Mapping[str, Any], made: Any) -> Any:
        return next((one for one in _near(made) if self._keeps(schema, one)), made)

    def _keeps(self, schema: Any, made: Any) -> bool:
        return keeps(schema, made, self._references)

    def _allowed(self, options: list[Any], schema: Mapping[str, Any]) -> list[Any]:
        left = _without(schema, "enum")
        return [one for one in options[:_MOST] if self._keeps(left, one)] or options

    def _choose(self, options: list[Any]) -> Any:
        texts = [one for one in options[:_NAMED] if isinstance(one, str)]
        named = self._sources.one_of(texts)
        return named if named is not None else self._chance.one_of(options)

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        known = _mapping(schema.get("properties"))
        required = _names(schema.get("required"))
        names = required if depth >= _DEEP else list(dict.fromkeys([*known, *required]))
        names = [name for name in names if known.get(name) is not False]
        made = {name: self._value(self._member(schema, name), name, depth + 1) for name in names}
        for name, others in _mapping(schema.get("dependentRequired")).items():
            missing = [one for one in _names(others) if name in made and one not in made]
            made |= {one: self._value(self._member(schema, one), one, depth + 1) for one in missing}
        self._fill_up(schema, made, depth)
        if isinstance(schema.get("if"), Mapping):
            self._conditioned(schema, made, depth)
        return made

    def _member(self, schema: Mapping[str, Any], name: str) -> Any:
        """What a property has to keep, also one that is not listed."""
        known = _mapping(schema.get("properties"))
        if name in known:
            return known[name]
        more = schema.get("additionalProperties")
        return more if isinstance(more, Mapping) else EMPTY

    def _fill_up(self, schema: Mapping[str, Any], made: dict[str, Any], depth: int) -> None:
        """Properties of no given name, where so many are asked for."""
        least = min(whole(schema.get("minProperties"), 0), 100)
        patterns = [*_mapping(schema.get("patternProperties")).items()]
        for place in range(least - len(made)):
            if patterns and schema.get("additionalProperties") is False:
                name, rule = example(patterns[0][0].rstrip("$"), Sources("")), patterns[0][1]
                name = name if place == 0 else f"{name}{place}"
            else:
                name, rule = f"item{place + 1}", self._member(schema, f"item{place + 1}")
            made[name] = self._value(rule, name, depth + 1)

    def _conditioned(self, schema: Mapping[str, Any], made: dict[str, Any], depth: int) -> None:
        """What `then` or `else` asks for besides."""
        branch = _mapping(schema.get("then" if self._keeps(schema["if"], made) else "else"))
        whole_of = joined([_without(schema, *_CONDITIONS), branch])
        for name in _names(whole_of.get("required")):
            if name not in made:
                made[name] = self._value(self._member(whole_of, name), name, depth + 1)
        for name, rule in _mapping(branch.get("properties")).items():
            if name in made and not self._keeps(rule, made[name]):
                made[name] = self._value(self._member(whole_of, name), name, depth + 1)

    def _array(self, schema: Mapping[str, Any], name: str, depth: int) -> list[Any]:
        least, most = whole(schema.get("minItems"), 0), whole(schema.get("maxItems"), 100)
        fixed = schema.get("prefixItems")
        made = [self._value(one, name, depth + 1) for one in fixed] if isinstance(fixed, list) else []
        made += self._listed(schema, most)
        items = schema.get("items", EMPTY)
        usual = 0 if depth >= _DEEP or items is False or (made and "items" not in schema) else 2
        if isinstance(held := schema.get("contains"), Mapping):
            made += [self._value(held, name, depth + 1) for _ in range(min(whole(schema.get("minContains"), 1), 100))]
        unique = schema.get("uniqueItems") is True
        for _ in range(len(made), min(max(least, len(made) or usual), most, 100)):
            one = self._fresh(items, name, depth, made) if unique else self._value(items, _single(name), depth + 1)
            if not unique or one not in made:
                made.append(one)
        return made[: max(most, 0)]

    def _listed(self, schema: Mapping[str, Any], most: int) -> list[Any]:
        """The choices that the request names, where the items are choices."""
        items = self._plain(_mapping(schema.get("items")), 0)
        options = items.get("enum")
        texts = [one for one in options[:_NAMED] if isinstance(one, str)] if isinstance(options, list) else []
        return [] if "prefixItems" in schema else self._sources.all_of(texts)[:most]

    def _fresh(self, items: Any, name: str, depth: int, taken: list[Any]) -> Any:
        """Another item, one that is not there yet where one is found."""
        made = self._value(items, _single(name), depth + 1)
        if made not in taken:
            return made
        options = items.get("enum") if isinstance(items, Mapping) else None
        others = options if isinstance(options, list) else _near(made)
        return next((one for one in others if one not in taken and self._keeps(items, one)), made)


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    if isinstance(kind, str) and kind.lower() in KINDS:  # Gemini writes them in capitals
        return kind.lower()
    if any(key in schema for key in ("properties", "required", "patternProperties", "minProperties")):
        return "object"
    if any(key in schema for key in ("items", "prefixItems", "minItems", "contains")):
        return "array"
    return "number" if any(key in schema for key in ("minimum", "maximum", "multipleOf")) else "string"


def _near(made: Any) -> Iterator[Any]:
    """Other values of the same kind, the nearest first."""
    if isinstance(made, bool):
        yield not made
    elif isinstance(made, int):
        yield from (made + sign * step for step in (*range(1, 101), 1_000_003) for sign in (1, -1))
        yield made + 0.5
    elif isinstance(made, float):
        yield from (made + sign * step / 100 for step in range(1, 101) for sign in (1, -1))
    elif isinstance(made, str):
        yield from (f"{made} {place}" for place in range(2, 102))
        yield from (f"{made[: -len(str(place))]}{place}" for place in range(2, 102))
        yield from (chr(97 + place) for place in range(26))
    elif isinstance(made, dict):
        yield from ({**made, name: other} for name, value in made.items() for other in _near(value))
    elif isinstance(made, list):
        yield from ([*made[:-1], other] for other in (_near(made[-1]) if made else ()))


def _needed(schema: Mapping[str, Any]) -> list[Any]:
    """The schemas of the parts that a value of it cannot leave out."""
    known = _mapping(schema.get("properties"))
    needed = [known[name] for name in _names(schema.get("required")) if name in known]
    return [*needed, schema["items"]] if whole(schema.get("minItems"), 0) and "items" in schema else needed


def _single(name: str) -> str:
    return name.removesuffix("s")


def _without(schema: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key not in keys}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else EMPTY


def _names(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
