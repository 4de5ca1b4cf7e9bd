"""`{{name}}` in a prompt: the one thing that is replaced. Braces, JSON, code and LaTeX stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from hypereal_lab.errors import InputError

__all__ = ["Template"]

_NAME = re.compile(r"\{\{[ \t]*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)[ \t]*\}\}")
"""A variable, or plain attributes of one. Nothing else is a name, so nothing else is ever looked at."""


@dataclass(frozen=True, slots=True)
class Template:
    """Text with names in it."""

    text: str

    @property
    def names(self) -> tuple[str, ...]:
        """Those it asks for, each once, in order."""
        return tuple(dict.fromkeys(found[1] for found in _NAME.finditer(self.text)))

    @property
    def is_name(self) -> bool:
        """Whether it is one name and nothing else."""
        return _NAME.fullmatch(self.text) is not None

    def fill(self, namespace: Mapping[str, Any], given: Mapping[str, str] | None = None) -> str:
        """With the values of the user's variables, or those `given` by their whole names, which come first.

        Raises `InputError` for an unknown name, with those near it.
        A value is written by `str` and not read again: `{{...}}` inside it stays. Nothing is evaluated.
        """
        mine = given or {}
        return _NAME.sub(
            lambda found: mine[found[1]] if mine.get(found[1]) else str(_value(found[1], namespace)), self.text
        )

    def source(self) -> str:
        """The text as Python: a string, or an f-string where it has names."""
        if not self.names:
            return repr(self.text)
        return "f" + repr("".join(self._pieces()))

    def _pieces(self) -> Iterator[str]:
        end = 0
        for found in _NAME.finditer(self.text):
            yield _doubled(self.text[end : found.start()])
            yield f"{{{found[1]}}}"
            end = found.end()
        yield _doubled(self.text[end:])


def _doubled(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _value(name: str, namespace: Mapping[str, Any]) -> Any:
    first, *attributes = name.split(".")
    if first not in namespace:
        mine = [one for one in namespace if not one.startswith("_")]
        raise InputError(
            f"There is no variable {first!r} for {{{{{name}}}}} in the prompt.{_near(first, mine)} Define it in "
            "a cell before this one.",
            field=name,
        )
    value = namespace[first]
    for number, attribute in enumerate(attributes):
        value = _attribute(value, attribute, ".".join([first, *attributes[:number]]), name)
    return value


def _attribute(value: Any, attribute: str, of: str, name: str) -> Any:
    if attribute.startswith("_"):
        raise InputError(f"{{{{{name}}}}} asks for a private attribute; only plain ones are read.", field=name)
    try:
        return getattr(value, attribute)
    except AttributeError:
        mine = [one for one in dir(value) if not one.startswith("_")]
        raise InputError(
            f"{of} has no {attribute!r} for {{{{{name}}}}} in the prompt.{_near(attribute, mine)}", field=name
        ) from None


def _near(word: str, known: Sequence[str]) -> str:
    """` Did you mean ...?` with at most three, or nothing."""
    found = get_close_matches(word, known, n=3, cutoff=0.6)
    return f" Did you mean {', '.join(found)}?" if found else ""
