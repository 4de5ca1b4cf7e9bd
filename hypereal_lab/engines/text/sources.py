"""What can be taken from a request: named values, numbers, quotes, names and the like."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["Sources"]

_MOST = 4_000
"""Characters that are looked at."""
_DIGITS = r"-?\d{1,15}(?:\.\d{1,10})?"
_NUMBER = re.compile(rf"(?<![\w.]){_DIGITS}(?![\w]|\.\d)")
_QUOTE = re.compile(r"""["“„]([^"“”„]{1,200})["”]|`([^`]{1,200})`|(?<!\w)'([^']{1,200})'(?!\w)""")
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)*")
_TRUE = re.compile(r"\b(?:yes|true|with|enabled|on)\b", re.I)
_FALSE = re.compile(r"\b(?:no|not|false|without|disabled|off)\b", re.I)
_PATH = r"(?<![\w/])(?:[\w.~-]*/[\w./~-]*\w|[\w-]+\.[A-Za-z][\w]{0,4})(?![\w/])"
_LOOKS = {
    **dict.fromkeys(("path", "file", "filename"), _PATH),
    **dict.fromkeys(("expression", "formula", "equation"), r"[\d(][\d\s.()]*(?:[-+*/^%][\d\s.()]+)+"),
    **dict.fromkeys(("query", "keywords", "topic"), r"\b(?:for|about)\s+([^.?!]{1,200})"),
    **dict.fromkeys(("url", "link", "website"), r"https?://[^\s\"'<>]+\w"),
    **dict.fromkeys(("email", "recipient"), r"[\w.+-]+@[\w-]+\.[\w.]+\w"),
}
"""By the last word of a name: what its value looks like."""


class Sources:
    """Finds a value for a name; `known` are those that stand firm.

    A quoted text, a number or a proper name is given to one field only.
    """

    def __init__(self, words: str, known: Mapping[str, str] | None = None) -> None:
        self._known = known or {}
        self.words = " ".join(words[:_MOST].split())
        self._numbers = [one[0] for one in _NUMBER.finditer(self.words)]
        self._quotes = [next(filter(None, one.groups())) for one in _QUOTE.finditer(self.words)]
        self._names = [one[0] for one in _NAME.finditer(self.words)]

    def number(self, name: str) -> str | None:
        """What is known by the name, else the number that stands nearest to it, else the next one."""
        if (known := self._of(name)) and re.fullmatch(_DIGITS, known):
            return known
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
        if known := self._of(name):
            return known
        said = re.search(
            rf"\b{_spoken(name)}\b\s*(?:is|=|:|of|called|named|are)\s*[\"“']?([^\"”'.,;:!?]{{1,80}})", self.words, re.I
        )
        if said and (value := said[1].strip()):
            return value
        if value := self._beside(name):
            self._quotes = [one for one in self._quotes if one != value]
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
        if places:
            return min(places, key=lambda option: places[option])
        return next((one for one in options if one.lower() in self._known.values()), None)

    def all_of(self, options: list[str]) -> list[str]:
        """The options that the request names, in their own order."""
        return [option for option in options if self.one_of([option]) is not None]

    def says(self, name: str, options: list[str]) -> bool:
        """Whether the request speaks of the name, or of one of its options."""
        spoken = re.search(rf"(?<!\w){_spoken(name)}(?:s|es)?(?!\w)", self.words, re.I)
        return bool(spoken) or self.one_of(options) is not None

    def _beside(self, name: str) -> str | None:
        """What stands right behind the name, or looks like what such a name takes."""
        found = re.search(
            rf"\b(?i:{_spoken(name)})\s+(?:[\"“'`]([^\"”'`]{{1,200}})[\"”'`]|([A-Z0-9][\w-]*|[^\s\"'`]*\w[/@.]\w[^\s\"'`]*))",
            self.words,
        )
        if found:
            return (found[1] or found[2]).rstrip(".,;:!?")
        words = _parts(name)
        looks = _LOOKS.get(words[-1].lower()) if words else None
        one = re.search(looks, self.words) if looks else None
        return one[one.lastindex or 0].strip() if one else None

    def truth(self, name: str) -> bool:
        """Whether the request says yes to the name; naming it without a no counts as yes."""
        found = re.search(rf"(.{{0,12}})\b{_spoken(name)}\b(.{{0,12}})", self.words, re.I)
        if found is None:
            return False
        around = found[1] + " " + found[2]
        return bool(_TRUE.search(around)) or not _FALSE.search(around)

    def _of(self, name: str) -> str | None:
        """What is known by the name or its last word: `dominant_color` is a colour."""
        words = _parts(name.lower() if name.isupper() else name)
        return self._known.get(words[-1].lower()) if words else None

    def matching(self, pattern: str) -> str | None:
        """The first text of that form."""
        found = re.search(pattern, self.words)
        return found[0] if found else None


def _spoken(name: str) -> str:
    """`maxPrice` and `max_price` are said `max price`."""
    return r"[\s_-]*".join(map(re.escape, _parts(name))) or r"(?!)"


def _parts(name: str) -> list[str]:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").replace("-", " ").split()
