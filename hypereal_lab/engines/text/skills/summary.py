"""Summaries by extraction: the sentences whose words the text uses most, in their order."""

from __future__ import annotations

import re
from collections import Counter

from hypereal_lab.engines.text.ask import Ask
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.subject import given, number_in, plain

__all__ = ["STOP_WORDS", "best_sentences", "summary"]

_ASKED = re.compile(
    r"\b(?:summari[sz]e|summary|sum up|shorten|tl;?dr|key points|main points|in short|condense)\b", re.I
)
_SENTENCE = re.compile(
    r"[^.!?。！？\n]+(?:[.!?。！？]+(?=\s|$|[A-Z\"“])|[.!?。！？]+(?=\S)[^.!?。！？\n]*)*[.!?。！？]*"
)
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_LONG = 900
"""Characters from which a text is summarised unasked, as nothing else can be done with it."""
_MOST = 20_000
"""Sentences that are looked at."""

STOP_WORDS = frozenset(
    """
    a an the and or but if then than that this these those of in on at to from by with for as is are was were be been
    being it its he she they them his her their we us our you your i me my not no so do does did have has had can could
    will would shall should may might must there here what which who whom how when where why all any some more most
    other into over under out up down about very just also only such both each few own same too s t
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


def summary(ask: Ask, chance: Chance) -> str | None:
    """The best sentences of a text that was given, or of a long request."""
    opening = ask.words[:200]
    asked = _ASKED.search(opening) or _ASKED.search(ask.words[-100:])
    if not asked and len(ask.words) < _LONG:
        return None
    text = given(ask, _ASKED) if asked and _ASKED.search(opening) else ask.words
    if len(text) < len(ask.words) // 2:  # what was quoted is a part of the text, not the text
        text = ask.words.partition(":")[2].strip() or ask.words
    if not text:
        return "There is no text to summarise; send it after a colon."
    wanted = number_in(plain(opening).partition(":")[0]) if asked else None
    best = best_sentences(text, max(1, min(wanted or 3, 20)))
    points = re.search(r"\b(?:points|bullets?)\b", opening, re.I)
    return "\n".join(f"- {one}" for one in best) if points else " ".join(best)


def best_sentences(text: str, number: int) -> list[str]:
    """So many sentences of a text, the heaviest by how often it uses their words, in the order of the text."""
    found = [" ".join(one[0].split()) for one in _SENTENCE.finditer(text)][:_MOST]
    sentences = [one for one in dict.fromkeys(found) if _WORD.search(one)]
    if len(sentences) <= number:
        return sentences
    often = Counter(word for one in sentences for word in _meaning(one))
    order = sorted(range(len(sentences)), key=lambda place: (-_weight(sentences[place], often, place), place))
    return [sentences[place] for place in sorted(order[:number])]


def _meaning(sentence: str) -> list[str]:
    return [word for word in _WORD.findall(sentence.lower()) if word not in STOP_WORDS and len(word) > 1]


def _weight(sentence: str, often: Counter[str], place: int) -> float:
    """Long sentences shall not win by their length alone; a first sentence mostly says what a text is about."""
    words = _meaning(sentence)
    if not words:
        return 0.0
    weight = sum(often[word] for word in set(words)) / (len(words) + 4)
    return weight * (1.3 if place == 0 else 1.0)
