"""A choice that is the same for the same ask, and another for another seed or temperature."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

__all__ = ["Chance"]

T = TypeVar("T")


class Chance:
    """Chooses one after the other. At temperature 0 it always takes the first."""

    def __init__(self, words: str, seed: int, temperature: float) -> None:
        self._root = hashlib.sha256(f"{seed}\0{temperature:g}\0{words}".encode("utf-8", "replace")).digest()
        self._cold = temperature == 0
        self._asked = 0

    def one_of(self, options: Sequence[T]) -> T:
        """One of several, of which there is at least one."""
        return options[0 if self._cold else self._next() % len(options)]

    def some_of(self, options: Sequence[T], number: int) -> list[T]:
        """So many different ones, or all there are, in the order of chance."""
        left = list(options)
        chosen: list[T] = []
        while left and len(chosen) < number:
            chosen.append(left.pop(0 if self._cold else self._next() % len(left)))
        return chosen

    def _next(self) -> int:
        self._asked += 1
        return int.from_bytes(hashlib.sha256(self._root + self._asked.to_bytes(4, "big")).digest()[:8], "big")
