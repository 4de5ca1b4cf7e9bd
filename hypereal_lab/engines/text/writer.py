"""The text engine's front door."""

from __future__ import annotations

from itertools import takewhile
from operator import itemgetter

from hypereal_lab.engines.text.ask import Ask, Turn, Written
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.filling import fill
from hypereal_lab.engines.text.skills import SKILLS
from hypereal_lab.engines.text.skills.manners import unknown
from hypereal_lab.engines.text.tokens import beginning
from hypereal_lab.engines.text.tools import calls_of

__all__ = ["write"]

_LONGEST = 1_000_000
"""Characters of a request that are read; more of it changes nothing."""


def write(ask: Ask) -> Written:
    """The answer to an ask. Never fails: what nothing here can do gets an honest sentence."""
    words = ask.words[:_LONGEST]
    if len(words) < len(ask.words):
        ask = ask._replace(turns=(*ask.turns, ask.turns[-1]._replace(role="user", text=words)))
    chance = Chance(words, ask.seed, ask.temperature)
    if calls := calls_of(ask, chance):
        return Written("", "tools", calls)
    if ask.turns[-1].role == "tool" and not ask.json:
        return _cut(_reported(ask.turns), ask)
    answer = fill(ask, chance, _said) if ask.json else _said(ask, chance)
    return _cut(answer, ask)


def _said(ask: Ask, chance: Chance) -> str:
    for skill in SKILLS:
        if answer := skill(ask, chance):
            return answer
    return unknown(ask, chance)


def _reported(turns: tuple[Turn, ...]) -> str:
    """What the tools gave since somebody last spoke, which is all that this engine can add nothing to."""
    given = [turn.text.strip() for turn in takewhile(lambda turn: turn.role == "tool", reversed(turns))]
    return "\n\n".join(["The tool gave this:" if len(given) == 1 else "The tools gave this:", *reversed(given)])


def _cut(text: str, ask: Ask) -> Written:
    """At the first stop word, then at the limit."""
    found = ((place, word) for word in ask.stop if (place := text.find(word)) >= 0)
    end, stop = min(found, key=itemgetter(0), default=(len(text), None))
    kept = beginning(text[:end], ask.limit)
    return Written(kept, "length") if len(kept) < end else Written(kept, stop=stop)
