"""Feelings in parentheses at the start of a text: `(sad) (soft tone) It is over.` They are prosody, not acting."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["FEELINGS", "Manner", "marks_of", "read_feelings"]


@dataclass(frozen=True, slots=True)
class Manner:
    """How something is said, as differences from how the voice usually speaks. Several add up."""

    rate: float = 1.0
    """Times as fast."""
    pitch: int = 0
    range: int = 0
    gain: float = 0.0
    """Decibels."""
    whisper: bool = False

    def __add__(self, other: Manner) -> Manner:
        return Manner(
            self.rate * other.rate,
            self.pitch + other.pitch,
            self.range + other.range,
            self.gain + other.gain,
            self.whisper or other.whisper,
        )


_MANNERS: dict[str, tuple[Manner, str]] = {
    "happy": (Manner(1.10, 12, 25, 1.5), "happy joyful delighted glad cheerful"),
    "excited": (Manner(1.20, 16, 38, 3.0), "excited thrilled keen enthusiastic hysterical"),
    "sad": (Manner(0.80, -12, -25, -2.5), "sad unhappy upset sorrowful moved"),
    "depressed": (Manner(0.72, -16, -34, -4.0), "depressed hopeless painful crying sobbing"),
    "angry": (Manner(1.14, -5, 28, 4.5), "angry furious negative"),
    "frustrated": (Manner(1.06, -3, 22, 2.5), "frustrated impatient annoyed groaning"),
    "fearful": (Manner(1.22, 18, 10, -0.5), "fearful scared panicked afraid panting"),
    "nervous": (Manner(1.14, 8, 14, -1.5), "nervous worried anxious awkward"),
    "surprised": (Manner(1.05, 24, 42, 1.5), "surprised astonished amazed shocked"),
    "calm": (Manner(0.87, -5, -15, -1.0), "calm relaxed peaceful satisfied"),
    "disgusted": (Manner(0.88, -10, 8, 0.5), "disgusted disdainful scornful sneering"),
    "proud": (Manner(0.96, 2, 18, 2.0), "proud triumphant"),
    "confident": (Manner(1.03, -3, 10, 2.0), "confident determined sincere"),
    "serious": (Manner(0.92, -8, -12, 0.5), "serious stern disapproving denying"),
    "curious": (Manner(1.04, 8, 30, 0.0), "curious interested questioning"),
    "confused": (Manner(0.90, 6, 28, -1.0), "confused puzzled hesitating reluctant"),
    "embarrassed": (Manner(0.94, 6, -8, -3.0), "embarrassed shy guilty yielding"),
    "bored": (Manner(0.82, -8, -38, -2.0), "bored indifferent tired sighing"),
    "sarcastic": (Manner(0.88, 0, 40, 0.0), "sarcastic ironic"),
    "empathetic": (Manner(0.88, -2, 6, -1.5), "empathetic comforting conciliative caring grateful"),
    "amused": (Manner(1.08, 10, 34, 1.0), "amused laughing chuckling playful"),
    "shouting": (Manner(1.05, 14, 25, 8.0), "shouting screaming yelling loud"),
    "whispering": (Manner(0.92, 0, -10, 3.0, True), "whispering whisper"),
    "soft": (Manner(0.90, -3, -12, -5.0), "soft soft-tone gentle tender quiet"),
    "hurried": (Manner(1.38, 5, 8, 1.0), "hurried in-a-hurry in-a-hurry-tone fast urgent"),
    "slow": (Manner(0.72, 0, 0, 0.0), "slow slowly"),
}

FEELINGS: dict[str, Manner] = {
    word.replace("-", " "): manner for manner, words in _MANNERS.values() for word in words.split()
}
"""Every word that is understood."""

_MARK = re.compile(r"\s*\(([A-Za-z][A-Za-z' -]{1,30})\)")
_MOST = 8


def marks_of(instructions: str) -> str:
    """The feelings that plain words name, as marks: `Speak in a cheerful, soft tone.` gives `(cheerful)(soft)`."""
    named = re.findall(r"[a-z]+", instructions.lower())
    known = dict.fromkeys(word for word in named if word in FEELINGS)
    return "".join(f"({word})" for word in list(known)[:_MOST])


def read_feelings(text: str) -> tuple[Manner, str]:
    """How it shall be said, and the words without the marks. What is no known feeling is part of the words."""
    manner, rest = Manner(), text
    for _ in range(_MOST):
        found = _MARK.match(rest)
        feeling = FEELINGS.get(" ".join(found[1].lower().replace("-", " ").split())) if found else None
        if found is None or feeling is None:
            break
        manner, rest = manner + feeling, rest[found.end() :]
    said = rest.strip()
    return (manner, said) if said else (Manner(), text)
