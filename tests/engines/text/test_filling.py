"""JSON that keeps its schema, with the asker's own words in it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hypereal_lab.engines.text import Ask, Turn, write
from tests.engines.text.schemas import AWKWARD

WORDS = (
    'Plan a trip called "Northern Lights" to Oslo for 3 people and 5 nights, budget: 1200, mail anna@example.org, '
    "leaving 2026-03-04, without breakfast, in first class."
)


def fill(schema: dict[str, Any] | None, words: str = WORDS) -> Any:
    return json.loads(write(Ask((Turn("user", words),), json=True, schema=schema, limit=100_000)).text)


def test_values_come_from_the_words() -> None:
    schema = {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "people": {"type": "integer"},
            "nights": {"type": "integer"},
            "budget": {"type": "number"},
            "email": {"type": "string", "format": "email"},
            "leaving": {"type": "string", "format": "date"},
            "breakfast": {"type": "boolean"},
            "class": {"enum": ["economy", "first", "business"]},
            "city": {"type": "string"},
        },
        "required": ["title"],
        "additionalProperties": False,
    }
    made = fill(schema)
    jsonschema.validate(made, schema)
    assert made == {
        "title": "Northern Lights",
        "people": 3,
        "nights": 5,
        "budget": 1200,
        "email": "anna@example.org",
        "leaving": "2026-03-04",
        "breakfast": False,
        "class": "first",
        "city": made["city"],
    }


SCHEMAS: dict[str, dict[str, Any]] = {
    "nothing said": {},
    "an object without properties": {"type": "object"},
    "nested": {
        "type": "object",
        "properties": {
            "a": {
                "type": "object",
                "properties": {"b": {"type": "array", "items": {"type": "integer"}}},
                "required": ["b"],
            }
        },
        "required": ["a"],
    },
    "bounds": {"type": "integer", "minimum": 10, "maximum": 12},
    "open bounds": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "steps": {"type": "integer", "multipleOf": 7, "minimum": 20},
    "lengths": {"type": "string", "minLength": 500, "maxLength": 510},
    "a short one": {"type": "string", "maxLength": 3},
    "a pattern": {"type": "string", "pattern": "^[A-Z]{3}-\\d{4}$"},
    "choices in a pattern": {"type": "string", "pattern": "^(?:red|blue)[^0-9]+$"},
    "items": {"type": "array", "items": {"type": "string"}, "minItems": 4, "maxItems": 5, "uniqueItems": True},
    "no items": {"type": "array", "maxItems": 0},
    "places": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "minItems": 2},
    "enum of numbers": {"enum": [4, 5]},
    "const": {"const": {"a": 1}},
    "null or text": {"type": ["null", "string"]},
    "anyOf": {"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 5}]},
    "allOf": {
        "allOf": [
            {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]},
            {"properties": {"b": {"const": 2}}, "required": ["b"]},
        ]
    },
    "references": {
        "$defs": {"size": {"enum": ["S", "M"]}},
        "type": "object",
        "properties": {"size": {"$ref": "#/$defs/size"}},
        "required": ["size"],
    },
    "a tree": {
        "$defs": {
            "node": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
                    "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]},
                },
                "required": ["name", "children", "next"],
            }
        },
        "$ref": "#/$defs/node",
    },
}


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("words", [WORDS, "", "x"])
def test_what_is_made_keeps_the_schema(name: str, words: str) -> None:
    jsonschema.validate(fill(SCHEMAS[name], words), SCHEMAS[name])


CHECKS = jsonschema.Draft202012Validator.FORMAT_CHECKER


@pytest.mark.parametrize("name", sorted(AWKWARD))
@pytest.mark.parametrize("words", [WORDS, "", "x"])
def test_awkward_schemas_are_kept_too(name: str, words: str) -> None:
    jsonschema.validate(fill(AWKWARD[name], words), AWKWARD[name], format_checker=CHECKS)


def test_kinds_in_capitals_are_kinds() -> None:
    made = fill({"type": "OBJECT", "properties": {"n": {"type": "INTEGER"}, "x": {"type": "STRING"}}})
    assert isinstance(made["n"], int) and isinstance(made["x"], str)


def test_choices_that_are_named_are_the_items() -> None:
    schema = {"type": "array", "items": {"enum": ["mon", "tue", "wed", "thu"]}}
    assert fill(schema, "on tue and thu") == ["tue", "thu"]


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"$ref": "#/nowhere"},
        {"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]},
        {"allOf": [{"$ref": "#"}]},
        {"allOf": [{"$ref": "#"}, {"$ref": "#"}]},
        {"type": "object", "properties": {"a": {"$ref": "#"}, "b": {"$ref": "#"}}, "required": ["a", "b"]},
        {"type": "array", "items": {"$ref": "#"}, "minItems": 100},
        {"type": 5, "enum": "x", "properties": [], "required": "a"},
        {"type": "string", "pattern": "(a+)+$"},
        {"type": "string", "pattern": "(a|a)*b"},
        {"type": "string", "pattern": "a*a*a*a*a*a*a*a*b"},
        {"type": "string", "pattern": "(((((((((a{99}){99}){99}){99}){99}){99}){99}){99}){99}){99}"},
        {"type": "string", "pattern": "["},
        {"type": "number", "multipleOf": 0, "minimum": "x"},
        {"type": "array", "minItems": 10**9},
        {"type": "string", "minLength": 10**9},
    ],
)
def test_a_schema_that_cannot_be_kept_is_no_failure(schema: dict[str, Any]) -> None:
    fill(schema, WORDS + " a" * 40)


ANY = st.recursive(
    st.sampled_from(
        [{"type": "string"}, {"type": "integer"}, {"type": "number", "minimum": -3, "maximum": 3}, {"type": "boolean"},
         {"type": "null"}, {"enum": ["a", 1, None]}, {"type": "string", "format": "date-time"}]
    ),
    lambda inner: st.one_of(
        st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3).map(
            lambda known: {"type": "object", "properties": known, "required": sorted(known), "additionalProperties": False}
        ),
        st.tuples(inner, st.integers(0, 3)).map(lambda one: {"type": "array", "items": one[0], "minItems": one[1]}),
        st.lists(inner, min_size=1, max_size=3).map(lambda some: {"anyOf": some}),
    ),
    max_leaves=8,
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(ANY, st.text(max_size=100))
def test_any_schema_of_the_usual_kind_is_kept(schema: dict[str, Any], words: str) -> None:
    jsonschema.validate(fill(schema, words), schema)


def test_keys_that_are_named_are_the_object() -> None:
    assert set(fill(None, "Give me JSON with keys name, age and city")) == {"name", "age", "city"}


def test_pairs_become_an_object() -> None:
    assert fill(None, "As JSON:\nname: Anna\nfavourite colour: blue") == {"name": "Anna", "favourite_colour": "blue"}


def test_else_the_answer_stands_in_an_object() -> None:
    assert fill(None, "2 + 2") == {"answer": "2 + 2 = 4"}
