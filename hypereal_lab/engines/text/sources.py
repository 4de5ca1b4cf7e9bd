"""What can be taken from a request: named values, numbers, quotes, names and the like."""

from __future__ import annotations

import re

__all__ = ["Sources"]

_MOST = 4_000
"""Characters that are looked at."""
_DIGITS = r"-?\d{1,15}(?:\.\d{1,10})?"
_NUMBER = re.compile(rf"(?<![\w.]){_DIGITS}(?![\w]|\.\d)")
_QUOTE = re.compile(r"""["“„]([^"“”„]{1,200})["”]|`([^`]{1,200})`|(?<!\w)'([^']{1,200})'(?!\w)""")
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)*")
_TRUE = re.compile(r"\b(?:yes|true|with|enabled|on)\b", re.I)
_FALSE = re.compile(r"\b(?:no|not|false|without|disabled|off)\b", re.I)


class Sources:
    """Finds a value for a name. A quoted text, a number or a proper name is given to one field only."""

    def __init__(self, words: str) -> None:
        self.words = " ".join(words[:_MOST].split())
        self._numbers = [one[0] for one in _NUMBER.finditer(self.words)]
        self._quotes = [next(filter(None, one.groups())) for one in _QUOTE.finditer(self.words)]
        self._names = [one[0] for one in _NAME.finditer(self.words)]

    def number(self, name: str) -> str | None:
        """The number that stands nearest to the name, else the next one."""
        if not self._numbers:
            return None
        words = _spoken(name)
        forms = (
            rf"\b{words}s?\b\s*(?:is|are|of|to|under|=|:)?\s*(?P<n>{_DIGITS})",
            rf"(?<![\w.])(?P<n>{_DIGITS})[\s-]*(?:\w+\s+)?{words}",
            rf"\b{words}s?\b\D{{0,20}}?(?P<n>{_DIGITS})",
        )
        near = (one["n"] for form in forms if (one := re.search(form, self.words, re.I)))
        found = next((one for one in near if one in self._numbers), self._numbers[0])
        self._numbers.remove(found)
        return found

    def text(self, name: str) -> str | None:
        """What the request says of the name (`city: Oslo`, `in the city of Oslo`), else a quote, else a proper name."""
        said = re.search(
            rf"\b{_spoken(name)}\b\s*(?:is|=|:|of|called|named|are)\s*[\"“']?([^\"”'.,;:!?]{{1,80}})", self.words, re.I
        )
        if said and (value := said[1].strip()):
            return value
        for kept in (self._quotes, self._names):
            if kept:
                return kept.pop(0)
        return None

    def one_of(self, options: list[str]) -> str | None:
        """The option that the request names first."""
        places = {
            option: found.start()
            for option in options
            if option and (found := re.search(rf"(?<!\w){re.escape(option).replace('_', '[_ ]')}", self.words, re.I))
        }
        return min(places, key=lambda option: places[option]) if places else None

    def truth(self, name: str) -> bool:
        """Whether the request says yes to the name; naming it without a no counts as yes."""
        found = re.search(rf"(.{{0,12}})\b{_spoken(name)}\b(.{{0,12}})", self.words, re.I)
        if found is None:
            return False
        around = found[1] + " " + found[2]
        return bool(_TRUE.search(around)) or not _FALSE.search(around)

    def matching(self, pattern: str) -> str | None:
        """The first text of that form."""
        found = re.search(pattern, self.words)
        return found[0] if found else None


def _spoken(name: str) -> str:
    """`maxPrice` and `max_price` are said `max price`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").replace("-", " ").split()
    return r"[\s_-]*".join(map(re.escape, words)) or r"(?!)"
