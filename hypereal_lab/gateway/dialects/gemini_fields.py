"""Fields of a Gemini request, in either spelling, each checked by hand so that a refusal names its place."""

from __future__ import annotations

import re
from typing import Any

from hypereal_lab.gateway.dialects.reading import between, object_at, text_at, wrong

__all__ = ["listed", "number", "object_in", "spelled", "take", "text_in", "whole_number"]

_CAPITAL = re.compile(r"[A-Z]")


def take(thing: dict[str, Any], name: str) -> Any:
    """A field by its camelCase name, also where it is spelled in snake_case; None where it is not there."""
    found = thing.get(name)
    return thing.get(_snake(name)) if found is None else found


def spelled(thing: dict[str, Any], name: str) -> str:
    """As the caller spells it."""
    return _snake(name) if thing.get(name) is None and _snake(name) in thing else name


def listed(value: object) -> object:
    """One object stands for a list of one, as Google's servers read it."""
    return [value] if isinstance(value, dict) else value


def object_in(place: str, thing: dict[str, Any], name: str) -> dict[str, Any] | None:
    """Raises `Refused`: 400 where it is something else."""
    value = take(thing, name)
    return None if value is None else object_at(f"{place}{spelled(thing, name)}", value, "must be an object")


def text_in(place: str, thing: dict[str, Any], name: str, missing: str | None = None) -> str:
    """Raises `Refused`: 400 where it is something else, or not there and nothing stands for it."""
    value = take(thing, name)
    return text_at(f"{place}{spelled(thing, name)}", missing if value is None else value)


def number(place: str, thing: dict[str, Any], name: str, *, most: float) -> float:
    """From 0 to `most`; 1 where none is given. Raises `Refused`: 400."""
    value, where = take(thing, name), f"{place}{spelled(thing, name)}"
    if isinstance(value, bool) or not isinstance(value, int | float | None):
        raise wrong(where, "must be a number")
    try:
        return between(where, value, most)
    except OverflowError:
        raise wrong(where, "must be a number that is not this large") from None


def whole_number(place: str, thing: dict[str, Any], name: str) -> int | None:
    """Also where it is written as 5.0. Raises `Refused`: 400."""
    value, where = take(thing, name), f"{place}{spelled(thing, name)}"
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise wrong(where, "must be a whole number")
    return int(value)


def _snake(name: str) -> str:
    return _CAPITAL.sub(lambda found: f"_{found[0].lower()}", name)
