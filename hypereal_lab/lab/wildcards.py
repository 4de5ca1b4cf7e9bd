"""`{dawn|dusk}` in a prompt: one of them is taken, by a number, so that the same number takes the same."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

__all__ = ["Wildcards"]

_INSIDE = r"(?:[^{}\n]|\{\{[^{}\n]*\}\})*"
_CHOICE = re.compile(rf"(?<!\{{)\{{({_INSIDE}\|{_INSIDE})\}}")
"""Braces without a bar stay as they are. A choice may hold `{{names}}`, which are filled in later."""
_DEEPEST = 8
"""Choices in choices that are opened; what is deeper stays as it is."""


@dataclass(frozen=True, slots=True)
class Wildcards:
    """Text with choices in it; choices may stand in choices, and an empty one is nothing: `an {|very }old boat`."""

    text: str

    @property
    def any(self) -> bool:
        """Whether there is something to choose."""
        return _CHOICE.search(self.text) is not None

    def chosen(self, pick: int) -> str:
        """The text as that number has it: equal numbers and texts give equal words on every machine."""
        chance = random.Random(f"{pick}:{self.text}")  # noqa: S311 - the same for everybody is what is wanted
        text = self.text
        for _ in range(_DEEPEST):
            text, count = _CHOICE.subn(lambda found: chance.choice(found[1].split("|")), text)
            if not count:
                break
        return text
