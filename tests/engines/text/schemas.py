"""Schemas as callers write them, the awkward ones too."""

from __future__ import annotations

from typing import Any

AWKWARD: dict[str, dict[str, Any]] = {
    "ref nested defs": {
        "$defs": {
            "a": {
                "type": "object",
                "properties": {"b": {"$ref": "#/$defs/b"}, "n": {"type": ["integer", "null"]}},
                "required": ["b", "n"],
                "additionalProperties": False,
            },
            "b": {"type": "array", "items": {"$ref": "#/definitions/c"}, "minItems": 1},
        },
        "definitions": {"c": {"type": "string", "enum": ["x", "y"]}},
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/a"}, "list": {"type": "array", "items": {"$ref": "#/$defs/a"}}},
        "required": ["a", "list"],
        "additionalProperties": False,
    },
    "oneOf objects": {
        "oneOf": [
            {
                "type": "object",
                "properties": {"kind": {"const": "circle"}, "r": {"type": "number", "exclusiveMinimum": 0}},
                "required": ["kind", "r"],
            },
            {
                "type": "object",
                "properties": {"kind": {"const": "square"}, "side": {"type": "number"}},
                "required": ["kind", "side"],
            },
        ]
    },
    "oneOf overlapping": {"oneOf": [{"type": "integer"}, {"type": "number"}]},
    "oneOf ints": {"oneOf": [{"type": "integer", "minimum": 0}, {"type": "integer", "maximum": 10}]},
    "pattern len": {"type": "string", "pattern": "^[a-z]+$", "minLength": 5, "maxLength": 9},
    "patterns": {
        "type": "object",
        "properties": {
            "zip": {"type": "string", "pattern": "^\\d{5}(-\\d{4})?$"},
            "phone": {"type": "string", "pattern": "^\\+[1-9]\\d{1,14}$"},
            "hex": {"type": "string", "pattern": "^#(?:[0-9a-fA-F]{3}){1,2}$"},
            "slug": {"type": "string", "pattern": "^[a-z0-9]+(?:-[a-z0-9]+)*$"},
            "sem": {"type": "string", "pattern": "^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)$"},
            "look": {"type": "string", "pattern": "^(?=.*\\d)[a-z\\d]{4,}$"},
            "unanch": {"type": "string", "pattern": "foo"},
            "w": {"type": "string", "pattern": "^\\S+@\\S+$"},
            "back": {"type": "string", "pattern": "^(a|b)\\1$"},
        },
        "required": ["zip", "phone", "hex", "slug", "sem", "look", "unanch", "w", "back"],
    },
    "formats": {
        "type": "object",
        "properties": {
            f: {"type": "string", "format": f}
            for f in [
                "date",
                "date-time",
                "time",
                "email",
                "uri",
                "uuid",
                "ipv4",
                "ipv6",
                "hostname",
                "duration",
                "uri-reference",
                "json-pointer",
                "regex",
                "iri",
                "idn-email",
            ]
        },
        "required": [
            "date",
            "date-time",
            "time",
            "email",
            "uri",
            "uuid",
            "ipv4",
            "ipv6",
            "hostname",
            "duration",
            "uri-reference",
            "json-pointer",
            "regex",
            "iri",
            "idn-email",
        ],
    },
    "unique enum": {"type": "array", "items": {"enum": ["a", "b", "c", "d"]}, "minItems": 3, "uniqueItems": True},
    "unique ints": {
        "type": "array",
        "items": {"type": "integer", "minimum": 1, "maximum": 3},
        "minItems": 3,
        "uniqueItems": True,
    },
    "unique objects": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"id": {"type": "integer"}, "n": {"type": "string"}},
            "required": ["id", "n"],
        },
        "minItems": 3,
        "uniqueItems": True,
    },
    "unique bounded text": {
        "type": "array",
        "items": {"type": "string", "maxLength": 4},
        "minItems": 3,
        "uniqueItems": True,
    },
    "unique bool": {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "uniqueItems": True},
    "contains": {"type": "array", "items": {"type": "integer"}, "contains": {"const": 5}},
    "minProps": {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 2},
    "patternProps": {
        "type": "object",
        "patternProperties": {"^k_": {"type": "integer"}},
        "additionalProperties": False,
        "minProperties": 1,
    },
    "required undeclared": {"type": "object", "required": ["a"], "additionalProperties": {"type": "integer"}},
    "not": {"type": "string", "not": {"const": "text"}},
    "not enum": {"type": "string", "not": {"enum": ["Oslo", "Northern Lights"]}},
    "if then": {
        "type": "object",
        "properties": {"kind": {"enum": ["a", "b"]}, "x": {"type": "integer"}},
        "required": ["kind"],
        "if": {"properties": {"kind": {"const": "a"}}},
        "then": {"required": ["x"]},
        "else": {"required": ["y"], "properties": {"y": {"type": "string"}}},
    },
    "dependentRequired": {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
        "required": ["a"],
        "dependentRequired": {"a": ["b", "c"]},
    },
    "allOf refs": {
        "$defs": {
            "base": {"type": "object", "properties": {"id": {"type": "integer", "minimum": 3}}, "required": ["id"]}
        },
        "allOf": [
            {"$ref": "#/$defs/base"},
            {
                "type": "object",
                "properties": {"id": {"maximum": 5}, "x": {"type": "string", "minLength": 2}},
                "required": ["x"],
            },
        ],
    },
    "allOf bounds": {"allOf": [{"type": "integer", "minimum": 3}, {"minimum": 7}, {"maximum": 9}]},
    "anyOf required": {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
        "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
    },
    "enum with type": {"type": "string", "enum": [1, "two"]},
    "enum null": {"type": ["string", "null"], "enum": [None, "a"]},
    "float step": {"type": "number", "multipleOf": 0.05, "minimum": 0.3, "maximum": 0.4},
    "neg": {"type": "integer", "maximum": -5},
    "exclusive int": {"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5},
    "draft4 exclusive": {"type": "number", "minimum": 3, "maximum": 5},
    "tight": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.0001},
    "big": {"type": "integer", "minimum": 10**20},
    "huge float": {"type": "number", "minimum": 1e300},
    "items false": {"type": "array", "items": False},
    "prefix tail": {"type": "array", "prefixItems": [{"const": 1}, {"type": "string"}], "items": False},
    "tuple d7": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"q": {"type": "string"}},
            "required": ["q"],
            "additionalProperties": False,
        },
        "minItems": 5,
        "maxItems": 5,
    },
    "anchor ref": {
        "$defs": {
            "p": {"$anchor": "person", "type": "object", "properties": {"n": {"type": "string"}}, "required": ["n"]}
        },
        "type": "object",
        "properties": {"p": {"$ref": "#person"}},
        "required": ["p"],
    },
    "id ref": {
        "$id": "https://example.com/s",
        "$defs": {"p": {"$id": "https://example.com/p", "type": "integer"}},
        "type": "object",
        "properties": {"p": {"$ref": "https://example.com/p"}},
        "required": ["p"],
    },
    "pct ref": {
        "$defs": {"a b": {"type": "integer"}},
        "type": "object",
        "properties": {"p": {"$ref": "#/$defs/a%20b"}},
        "required": ["p"],
    },
    "rec tree": {
        "type": "object",
        "properties": {
            "v": {"type": "integer"},
            "kids": {"type": "array", "items": {"$ref": "#"}, "minItems": 0, "maxItems": 3},
        },
        "required": ["v", "kids"],
        "additionalProperties": False,
    },
    "linked list": {
        "$defs": {
            "n": {
                "type": "object",
                "properties": {"v": {"type": "string"}, "next": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/n"}]}},
                "required": ["v", "next"],
                "additionalProperties": False,
            }
        },
        "$ref": "#/$defs/n",
    },
    "expr anyOf": {
        "$defs": {
            "e": {
                "anyOf": [
                    {
                        "type": "object",
                        "properties": {
                            "op": {"enum": ["+", "-"]},
                            "l": {"$ref": "#/$defs/e"},
                            "r": {"$ref": "#/$defs/e"},
                        },
                        "required": ["op", "l", "r"],
                    },
                    {"type": "number"},
                ]
            }
        },
        "$ref": "#/$defs/e",
    },
    "true prop": {"type": "object", "properties": {"x": True}, "required": ["x"]},
    "nullable": {"type": "object", "properties": {"x": {"type": "string", "nullable": True}}, "required": ["x"]},
    "type array union": {"type": ["array", "string"], "items": {"type": "integer"}},
    "optional false": {"type": "object", "properties": {"x": False, "y": {"type": "integer"}}, "required": ["y"]},
    "empty enum-ish const null": {"type": "object", "properties": {"a": {"const": None}}, "required": ["a"]},
    "deep": {
        "type": "object",
        "properties": {
            "a": {
                "type": "object",
                "properties": {
                    "b": {
                        "type": "object",
                        "properties": {
                            "c": {
                                "type": "object",
                                "properties": {
                                    "d": {
                                        "type": "object",
                                        "properties": {
                                            "e": {
                                                "type": "object",
                                                "properties": {
                                                    "f": {
                                                        "type": "array",
                                                        "items": {
                                                            "type": "object",
                                                            "properties": {"g": {"type": "string"}},
                                                            "required": ["g"],
                                                        },
                                                        "minItems": 2,
                                                    }
                                                },
                                                "required": ["f"],
                                            }
                                        },
                                        "required": ["e"],
                                    }
                                },
                                "required": ["d"],
                            }
                        },
                        "required": ["c"],
                    }
                },
                "required": ["b"],
            }
        },
        "required": ["a"],
    },
}
