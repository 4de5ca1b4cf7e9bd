"""Which of many passages is meant: Okapi BM25 over the stems of their words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log

__all__ = ["Ranking", "stems"]

_K1 = 1.2
"""How soon saying a word again stops to matter."""
_B = 0.6
"""How much a long passage has to say a word more often than a short one."""
_WORD = re.compile(r"[a-z]+|\d+")
_ENDINGS = ("ings", "ing", "edly", "ed", "ers", "er", "ies", "ied", "es", "s", "ly")


class Ranking:
    """Knows passages by their words. `stop` are words that say nothing."""

    def __init__(self, texts: Sequence[str], stop: Iterable[str] = ()) -> None:
        self._stop = frozenset(stop)
        self._often = [Counter(stems(text, self._stop)) for text in texts]
        self._lengths = [sum(often.values()) for often in self._often]
        self._usual = sum(self._lengths) / max(len(texts), 1) or 1.0
        self._holding = Counter(stem for often in self._often for stem in often)

    def wanted(self, question: str, also: Mapping[str, str] | None = None) -> dict[str, frozenset[str]]:
        """The stems of a question, each with those that count as it. `also` names words that mean a word too."""
        others = also or {}
        return {
            stem: frozenset([stem, *stems(others.get(stem, ""), self._stop)])
            for stem in dict.fromkeys(stems(question, self._stop))
        }

    def scores(self, wanted: Mapping[str, frozenset[str]]) -> list[float]:
        """By passage, the higher the better; 0 where nothing is in it."""
        return [sum(self._score(place, group) for group in wanted.values()) for place in range(len(self._often))]

    def covered(self, place: int, wanted: Mapping[str, frozenset[str]]) -> float:
        """How much of what a question says stands in a passage: 0 to 1, rare words counting more."""
        whole = sum(self._weight(stem) for stem in wanted)
        said = sum(self._weight(stem) for stem, group in wanted.items() if group & self._often[place].keys())
        return said / whole if whole else 0.0

    def _score(self, place: int, group: frozenset[str]) -> float:
        often, length = self._often[place], self._lengths[place]
        best = 0.0
        for stem in group & often.keys():
            damped = often[stem] + _K1 * (1 - _B + _B * length / self._usual)
            best = max(best, self._weight(stem) * often[stem] * (_K1 + 1) / damped)
        return best

    def _weight(self, stem: str) -> float:
        number = self._holding[stem]
        return log(1 + (len(self._often) - number + 0.5) / (number + 0.5))


def stems(text: str, stop: frozenset[str] = frozenset()) -> list[str]:
    """Its words without endings, in order: prices, priced and pricing are one."""
    return [_stem(word) for word in _WORD.findall(text.lower()) if word not in stop and len(word) > 1]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            if ending in ("ies", "ied"):
                return word + "i"
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    if len(word) > 3 and word[-1] == "e":
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word[-1] == "y" else word
