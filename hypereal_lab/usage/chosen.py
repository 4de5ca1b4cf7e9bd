"""Which calls somebody looks at: some words of some columns, and a range of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from hypereal_lab.errors import InputError

__all__ = ["DIMENSIONS", "Chosen"]

DIMENSIONS = {
    "model": "model",
    "kind": "kind",
    "key": "key",
    "tag": "tags",
    "notebook": "notebook",
    "status": "status",
}
"""What calls can be chosen by, and the column that holds it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Calls with one of these words in each of these columns, on these days; everything where nothing is said."""

    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By names of `DIMENSIONS`; `(none)` stands for a missing value. A call has a tag when it is one of its tags."""
    first: date | None = None
    last: date | None = None
    """Both are among the days."""

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Chosen:
        """From `{"model": ["veo"], "days": ["2026-11-01", "2026-11-03"]}`. Raises `InputError`."""
        words: dict[str, frozenset[str]] = {}
        for name, value in given.items():
            if name == "days":
                continue
            if name not in DIMENSIONS:
                raise InputError(f"A filter is days or one of {', '.join(DIMENSIONS)}; not {name!r}.", field=str(name))
            if (
                not isinstance(value, Sequence)
                or isinstance(value, str)
                or not all(isinstance(one, str) for one in value)
            ):
                raise InputError(f"The filter {name} is a list of words.", field=name)
            if value:
                words[name] = frozenset(value)
        first, last = _days(given.get("days"))
        return cls(words, first, last)

    def without(self, name: str) -> Chosen:
        """The same without one of its parts; `days` is the range."""
        if name == "days":
            return replace(self, first=None, last=None)
        return replace(self, words={one: value for one, value in self.words.items() if one != name})

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of what narrows it down."""
        return (*self.words, *(("days",) if self.first or self.last else ()))


def _days(given: Any) -> tuple[date | None, date | None]:
    if not given:
        return None, None
    try:
        first, last = given
        found = tuple(None if one is None else date.fromisoformat(one) for one in (first, last))
    except (TypeError, ValueError):
        raise InputError("days is the first and the last day, as YYYY-MM-DD or None.", field="days") from None
    if found[0] and found[1] and found[0] > found[1]:
        raise InputError("The first of the days is after the last.", field="days")
    return found[0], found[1]
