"""What a request is about: the text it quotes, names after a colon, or points back to."""

from __future__ import annotations

import re

from hypereal_lab.engines.text.ask import Ask

__all__ = ["given", "number_in", "plain"]

_QUOTED = re.compile(r'["“„«]([^"“”„«»]+)["”»]|(?<!\w)\'([^\']+)\'(?!\w)|`([^`]+)`')
_POINTS_BACK = re.compile(r"\b(that|this|it|the above|your (?:last )?answer|the (?:last )?(?:text|answer))\b", re.I)
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "a dozen": 12, "fifteen": 15, "twenty": 20,
}  # fmt: skip


def given(ask: Ask, after: re.Pattern[str] | None = None, before: re.Pattern[str] | None = None) -> str:
    """The text that something shall be done to; empty where there is none.

    In this order: what is quoted, what follows a colon or the first line, what stands between the matches of `after`
    and `before`, and for `that` or `it` alone, what was answered before.
    """
    words = ask.words
    if quoted := _QUOTED.search(words):
        return next(text for text in quoted.groups() if text).strip()
    head, colon, rest = words.partition(":")
    if colon and rest.strip() and "\n" not in head and not rest.startswith("//"):
        return rest.strip()
    first, line, below = words.partition("\n")
    if line and below.strip():
        return below.strip()
    found = after.search(first) if after else None
    rest = first[found.end() :].strip(" .!?") if found else ""
    if before and (ends := before.search(rest)):
        rest = rest[: ends.start()].rstrip()
    if not rest or _POINTS_BACK.fullmatch(rest):
        return next((turn.text for turn in reversed(ask.turns) if turn.role == "assistant"), "").strip()
    return rest


def number_in(text: str) -> int | None:
    """The first whole number that a text says, in digits or as a word up to twenty; `a` counts as 1."""
    for word in re.findall(r"\d{1,6}|a dozen|[a-z]+", text.lower()):
        if word.isdigit():
            return int(word)
        if word in _NUMBERS and word not in ("a", "an"):
            return _NUMBERS[word]
    return None


def plain(words: str) -> str:
    """In lower case, on one line, without politeness and the mark at the end."""
    text = re.sub(r"\s+", " ", words.lower().replace("’", "'")).strip()
    text = re.sub(r"^(?:(?:hi|hello|hey|ok|okay|please|now|so|then)[ ,!.]+)+", "", text)
    text = re.sub(r"^(?:can|could|would|will) you (?:please |kindly )?(?=\w)", "", text)
    text = re.sub(r"^please ", "", text)
    return re.sub(r"(?<![ ,])[ ,]*\bplease\b[ ]*(?=[?.!]*$)", "", text).rstrip(" ?.!=")
