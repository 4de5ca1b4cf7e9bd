"""Reading what stands behind the question mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypereal_lab.gateway.refusals import bad_request, unknown_field
from hypereal_lab.gateway.visit import Visit

__all__ = ["read_query", "whole_number"]


def read_query(visit: Visit, known: Sequence[str]) -> dict[str, str]:
    """The fields by name. Raises a 400 for one that nobody reads."""
    asked = visit.query
    for name in asked:
        if name not in known:
            raise unknown_field(name, known)
    return asked


def whole_number(asked: Mapping[str, str], name: str, usual: int, least: int, most: int) -> int:
    """One field as a number, `usual` where it was left out. Raises a 400 for one outside of `least` to `most`."""
    text = asked.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and least <= int(text) <= most):
        raise bad_request(f"{name} must be a whole number from {least} to {most}, not {text[:20]!r}.", param=name)
    return int(text)
