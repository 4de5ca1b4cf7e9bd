"""Fields of a Gemini request, in either spelling, each checked by hand so that a refusal names its place."""

from __future__ import annotations

import re
from typing import Any

from hypereal_lab.gateway.refusals import Refused, bad_request

__all__ = ["SHOWN", "listed", "number", "object_in", "spelled", "take", "text_in", "whole_number", "wrong"]

SHOWN = 40
"""Characters of a caller's own word that are worth repeating."""
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
    if value is not None and not isinstance(value, dict):
        raise wrong(f"{place}{spelled(thing, name)}", "must be an object")
    return value


def text_in(place: str, thing: dict[str, Any], name: str, missing: str | None = None) -> str:
    """Raises `Refused`: 400 where it is something else, or not there and nothing stands for it."""
    value = take(thing, name)
    value = missing if value is None else value
    if not isinstance(value, str):
        raise wrong(f"{place}{spelled(thing, name)}", "must be a text")
    return value


def number(place: str, thing: dict[str, Any], name: str, *, most: float) -> float | None:
    """From 0 to `most`. Raises `Refused`: 400."""
    value, where = take(thing, name), f"{place}{spelled(thing, name)}"
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(where, "must be a number")
    if not 0 <= value <= most:
        raise bad_request(f"{where} {value:g} must be from 0 to {most:g}.", param=where)
    return float(value)


def whole_number(place: str, thing: dict[str, Any], name: str, *, least: int | None = None) -> int | None:
    """Also where it is written as 5.0. Raises `Refused`: 400."""
    value, where = take(thing, name), f"{place}{spelled(thing, name)}"
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise wrong(where, "must be a whole number")
    if least is not None and value < least:
        raise bad_request(f"{where} {value:g} must be at least {least}.", param=where)
    return int(value)


def wrong(place: str, words: str) -> Refused:
    """400: what stands at this place is of another type than it must be."""
    return bad_request(f"{place} {words}.", param=place, code="invalid_type")


def _snake(name: str) -> str:
    return _CAPITAL.sub(lambda found: f"_{found[0].lower()}", name)
