"""Words of an option that stand for things: a variable of the notebook, a file, a link."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypereal_lab.errors import InputError
from hypereal_lab.magics.words import nearest

__all__ = ["is_name", "things"]


def is_name(word: str) -> bool:
    """Whether it can be a variable; everything else is a path or a link."""
    return word.isidentifier()


def things(words: list[str], namespace: Mapping[str, Any], field: str) -> list[Any]:
    """What the words stand for; a variable that holds a list gives each of its items.

    A variable comes before a file of the same name. Raises `InputError` where there is neither.
    """
    found: list[Any] = []
    for word in words:
        value = _thing(word, namespace, field)
        found += value if isinstance(value, list | tuple) else [value]
    return found


def _thing(word: str, namespace: Mapping[str, Any], field: str) -> Any:
    if not is_name(word):
        return word
    if word in namespace:
        return namespace[word]
    if Path(word).exists():
        return word
    mine = [one for one in namespace if not one.startswith("_")]
    raise InputError(f"{word!r} is no variable here and no file.{nearest(word, mine)}", field=field)
