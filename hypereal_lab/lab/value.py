"""Answers of a form: a Python type as a JSON schema, and the words of an answer as a value of that type."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from hypereal_lab.errors import AnswerMisfit, InputError

__all__ = ["in_written_order", "response_format_of", "schema_of", "value_of"]

_FENCE = re.compile(r"\A\s*```[a-zA-Z]*\n(.*?)\n?```\s*\Z", re.DOTALL)
"""What many models put around JSON."""
_NAME = re.compile(r"[^A-Za-z0-9_-]+")
_SHOWN = 300
"""Characters of an answer that are worth repeating in an error; the whole is in its `text`."""


def schema_of(kind: Any) -> dict[str, Any]:
    """The JSON schema of a type, an object on top. Raises `InputError` for what has none."""
    try:
        schema = msgspec.json.schema(kind)
    except (TypeError, NameError) as error:
        raise InputError(f"{_called(kind)} cannot be written as a JSON schema: {error}", field="returns") from error
    top = schema.get("$ref", "")
    if not top:
        return schema
    others = schema["$defs"]
    name = top.rpartition("/")[2]
    again = f'"{top}"'.encode() in msgspec.json.encode(others)
    kept = {key: value for key, value in others.items() if again or key != name}
    return {**others[name], **({"$defs": kept} if kept else {})}


def response_format_of(kind: Any) -> dict[str, Any]:
    """What asks a model for a value of this type. Raises `InputError`."""
    schema = schema_of(kind)
    if schema.get("type") != "object":
        raise InputError(
            f"returns takes a dataclass, a msgspec.Struct, a TypedDict or dict[...], not {_called(kind)}; "
            "put a list or a number into a field of one.",
            field="returns",
        )
    name = _NAME.sub("_", _called(kind))[:64].strip("_") or "value"
    return {"type": "json_schema", "json_schema": {"name": name, "schema": schema}}


def in_written_order(schema: Any) -> Any:
    """A schema whose properties stand as they were written: recipes sort names and keep lists, so `required` knows.

    Models fill in a form from the top, so that its order is part of what is asked.
    """
    if isinstance(schema, list):
        return [in_written_order(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    whole = {name: in_written_order(one) for name, one in schema.items()}
    properties, required = whole.get("properties"), whole.get("required")
    if isinstance(properties, dict) and isinstance(required, list):
        first = {name: properties[name] for name in required if isinstance(name, str) and name in properties}
        whole["properties"] = {**first, **properties}
    return whole


def value_of(text: str, kind: Any) -> Any:
    """The value that an answer says. Raises `AnswerMisfit`."""
    fenced = _FENCE.match(text)
    bare = fenced[1] if fenced else text
    try:
        return msgspec.json.decode(bare, type=Any if kind is None else kind)
    except (msgspec.MsgspecError, RecursionError) as error:
        wanted = "JSON" if kind is None else _called(kind)
        shown = text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")
        raise AnswerMisfit(
            f"The answer is not {wanted} ({error}). It says: {shown!r}. It was charged and is on the shelf; ask in "
            "other words, or take another model.",
            text=text,
        ) from error


def _called(kind: Any) -> str:
    return getattr(kind, "__name__", None) or str(kind)
