"""Questions about Hypereal Lab, answered with a passage of its handbook and the code that goes with it."""

from __future__ import annotations

import re
from functools import cache

from hypereal_lab.engines.text.ask import Ask
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.passages import Passage, handbook_passages
from hypereal_lab.engines.text.ranking import Ranking, stems
from hypereal_lab.engines.text.skills.summary import STOP_WORDS
from hypereal_lab.engines.text.subject import plain

__all__ = ["found_passages", "handbook"]

_NAMED = re.compile(
    r"\bhyper-?r?eal\b|\b(?:the|this|your|a|my) (?:lab|gateway|sandbox|workbench|ledger|notebook|kernel|shelf)\b"
    r"|\bsandbox\b|\blab\.\w+|\bcredits?\b|\bidempotency\b|\bapi keys?\b|\bck_|\bbudgets?\b|\breplay\b|\bprice book\b"
)
_ASKS = re.compile(
    r"^(?:what|how|why|where|when|who|which|is|are|do|does|can|could|will|may|must|should|explain|tell|describe|help"
    r"|about|show)\b|\?"
)
_NOTHING = STOP_WORDS | {
    "hypereal", "hyperreal", "lab", "happen", "happens", "tell", "explain", "describe", "show", "use", "using", "get",
    "if", "let", "lets",
}  # fmt: skip
_MEANT = {
    stems(word)[0]: also
    for word, also in {
        "cap": "limit budget", "limit": "budget cap", "spend": "spent cost budget", "money": "credits cost free paid",
        "pay": "cost charged free", "expensive": "cost price dear", "cheap": "cost price", "charge": "paid cost",
        "die": "kill stop", "dies": "kill stop", "died": "kill stop", "crash": "kill stop lost",
        "restart": "new again", "rerun": "restart again replayed", "again": "restart replayed repeat",
        "different": "another take", "new": "another fresh", "team": "serve", "colleagues": "team",
        "video": "clip job", "film": "clip video job", "movie": "clip video", "song": "audio speak",
        "voice": "speak audio", "image": "picture", "photo": "picture image", "picture": "images",
        "format": "png jpeg mp4", "file": "asset", "contain": "carry", "store": "carry keep shelf",
        "search": "find shelf", "sign": "credentials c2pa", "function": "tool", "schema": "returns dataclass",
        "table": "dataframe frame", "grid": "sweep", "compare": "sweep diff", "batch": "sweep runs",
        "several": "every combination sweep", "export": "share saved html", "send": "share sent", "publish": "share",
        "metadata": "notes", "cancel": "interrupt", "price": "cost estimate", "cost": "price estimate",
        "setup": "make install", "install": "make sets", "check": "doctor", "address": "base url",
    }.items()
}  # fmt: skip
"""By word of a question: words that a passage may say instead."""
_ENOUGH, _NEARLY = 0.55, 0.25
"""How much of a question a passage has to cover: where nothing names the product, and where something does."""
_DEFINES = re.compile(r"^(?:what|who) (?:is|are)\b|^how (?:do|does)\b.*\bwork\b", re.I)
_FIRST = 1.3
"""How much more a passage of the short handbook weighs for a question what something is."""
_FEW = 2
"""Words with a meaning that a question has at least, where nothing in it names the product."""
_ALSO = 0.6
"""How much of what the best passage covers another one has to, whose code is shown with it."""
_LINES = 24
"""Of code that is shown."""


def handbook(ask: Ask, chance: Chance) -> str | None:
    """The passage that fits a question about this product best, with code where there is some."""
    said = plain(ask.words[:400])
    if not (_ASKS.search(said) or ask.words.rstrip().endswith("?")):
        return None
    named = bool(_NAMED.search(said))
    if not named and len(set(stems(said, _NOTHING))) < _FEW:
        return None
    found = found_passages(said, least=_NEARLY if named else _ENOUGH)
    if not found:
        return _told(handbook_passages()[:1]) if "hypereal" in said else None
    return _told(found)


def found_passages(question: str, *, least: float = _NEARLY) -> tuple[Passage, ...]:
    """The best one, and where that has no code, the best that has some; none where too little of it is covered."""
    ranking, passages = _ranking(), handbook_passages()
    wanted = ranking.wanted(question, _MEANT)
    first = _FIRST if _DEFINES.search(question) else 1.0
    scores = [
        score * (first if one.source == passages[0].source else 1.0)
        for score, one in zip(ranking.scores(wanted), passages, strict=True)
    ]
    order = sorted(range(len(passages)), key=lambda place: (-scores[place], place))
    if not order or not wanted or ranking.covered(order[0], wanted) < least:
        return ()
    enough = ranking.covered(order[0], wanted) * _ALSO
    shown = [place for place in order[1:] if passages[place].code and ranking.covered(place, wanted) >= enough]
    places = [order[0]] if passages[order[0]].code or not shown else [order[0], shown[0]]
    return tuple([passages[place] for place in places])


def _told(found: tuple[Passage, ...]) -> str:
    first, shows = found[0], found[-1]
    parts = [first.text] if first.text else []
    if shows.code:
        lines = shows.code.splitlines()
        kept = "\n".join([*lines[:_LINES], *(["..."] if len(lines) > _LINES else [])])
        parts.append(f"```{shows.language}\n{kept}\n```")
    places = dict.fromkeys(f"{one.source}, “{one.title}”" for one in found)
    return "\n\n".join([*parts, f"From {' and '.join(places)}."])


@cache
def _ranking() -> Ranking:
    """A title says what its passage is about, so it counts twice."""
    texts = [" ".join([one.title, one.title, one.text, _short(one.code)]) for one in handbook_passages()]
    return Ranking(texts, _NOTHING)


def _short(code: str) -> str:
    """Each word of the code once: it shows what the words above it say, and shall not outweigh them."""
    return " ".join(dict.fromkeys(stems(code)))
