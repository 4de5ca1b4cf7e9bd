"""Who this is, greetings, thanks, and what is said where nothing else fits."""

from __future__ import annotations

import re

from hypereal_lab.engines.text.ask import Ask
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.skills.seeing import told_of_pictures
from hypereal_lab.engines.text.skills.summary import best_sentences
from hypereal_lab.engines.text.subject import plain

__all__ = ["introduction", "manners", "unknown"]

_WHO = re.compile(
    r"\b(?:who|what) (?:are|r) you\b|\bwhat(?:'s| is) your name\b|\bintroduce yourself\b"
    r"|\bare you (?:an? )?(?:ai|a\.i\.|bot|robot|human|person|real|chatgpt|gpt|gemini|claude|language model|llm)\b"
    r"|\bwhat can you do\b|\bwho (?:made|built|created|trained|wrote) you\b"
    r"|\b(?:what|which) model (?:are you|is this)\b"
)
_ABLE = (
    "sums, units and dates; lists, counting and rewriting; summaries of a text you paste; prompts for pictures; "
    "JSON by a schema; size and colours of a picture; and questions about Hypereal Lab itself"
)
_GREETING = re.compile(r"(?:hi|hello|hey|good (?:morning|evening|afternoon|day)|greetings)(?: there| you| all)?")
_PING = re.compile(r"ping|test(?:ing)?|are you (?:there|alive|ready|up)|can you hear me")
_THANKS = re.compile(r"(?:thanks?|thank you|cheers)(?: .{0,30})?")
_LONGEST = 300
"""Characters of a request that are worth saying again."""


def introduction(ask: Ask, chance: Chance) -> str | None:
    """What it is, when asked: no language model, whatever the name of the model in the request."""
    if len(ask.words) > _LONGEST or not _WHO.search(plain(ask.words)):
        return None
    opening = chance.one_of(
        (
            "I am the embedded text engine of Hypereal Lab, a small offline program and not a language model.",
            "This is the small offline text engine that comes with Hypereal Lab; there is no language model behind it.",
        )
    )
    return f"{opening} I can do {_ABLE}."


def manners(ask: Ask, chance: Chance) -> str | None:
    """Greetings and thanks."""
    said = re.sub(r"\s+", " ", ask.words.lower()).strip(" .!?")
    if not said:
        return f"Nothing was asked. I can do {_ABLE}."
    if _GREETING.fullmatch(said):
        hello = chance.one_of(("Hello!", "Hi!", "Good to see you."))
        return f"{hello} I am the small offline engine of Hypereal Lab: ask me for {_ABLE}."
    if _PING.fullmatch(said):
        return "pong" if said == "ping" else "I am here, and ready."
    if _THANKS.fullmatch(said):
        return chance.one_of(("You are welcome.", "Gladly.", "With pleasure."))
    return None


def unknown(ask: Ask, chance: Chance) -> str:
    """One honest sentence and what was understood, in the asker's own words."""
    honest = chance.one_of(
        (
            "I am a small offline engine without a language model, so I cannot answer this.",
            "This is beyond me: I am a small offline engine, not a language model.",
            "I have no language model to answer this with, only a small offline engine.",
        )
    )
    seen = f"\n\n{told_of_pictures(ask)}" if ask.images else ""
    core = " ".join(best_sentences(ask.words, 2))[:_LONGEST].strip()
    return f"{honest} You asked: {core}{seen}" if core else honest + seen
