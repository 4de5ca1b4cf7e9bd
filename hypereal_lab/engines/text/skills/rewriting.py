"""The plain crafts: repeat, count, reverse, sort, and write in another case."""

from __future__ import annotations

import re
from collections.abc import Callable

from hypereal_lab.engines.text.ask import Ask
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.subject import given, number_in, plain

__all__ = ["rewriting"]

_MOST = 100
"""Times that something is repeated, and numbers that are counted."""


def rewriting(ask: Ask, chance: Chance) -> str | None:
    """The text of a request, done as it asks."""
    said = plain(ask.words[:300])
    for pattern, work in _CRAFTS:
        found = pattern.match(said)
        if found:
            return work(ask, found)
    return None


def _repeat(ask: Ask, found: re.Match[str]) -> str | None:
    text = given(ask, re.compile(r"^.*?\b(?:repeat(?: after me)?|say|echo)\b", re.I))
    text = re.sub(r"(?<![ ,])[ ,]*\b\w+ times?$", "", text)
    times = re.search(r"\b(\w+) times?\b", found.string)
    number = (number_in(times[1]) or 1) if times else 1
    return "\n".join([text] * min(number, _MOST)) if text else None


_ONLY = re.compile(
    r"^(?:just |only |simply )?(?:say|reply|respond|answer|output|print|write|type|return)\b"
    r"(?: (?:back|me|to me))?(?: (?:with|using|in|by))?"
    r"(?: (?:saying|only|exactly|just|nothing but|a single|one|single|this))*"
    r"(?: the)?(?: (?:following|exact|single|one))?"
    r"(?: (?:word|words|text|phrase|sentence|string|token)s?)?(?: only| exactly)?"
    r"\s*[:,]?\s*",
    re.I,
)
_NO_MORE = re.compile(
    r"[,.;]? *(?:and |but )?(?:nothing else|nothing more|no more|only that|without (?:anything else|any other \w+)"
    r"|with no (?:other|extra) \w+)[ .!]*$",
    re.I,
)


def _only(ask: Ask, found: re.Match[str]) -> str | None:
    """The words that are to be said and no others."""
    words = _NO_MORE.sub("", re.sub(r"^please,? |,? please[.!]?$", "", ask.words, flags=re.I))
    rest = _ONLY.sub("", words, count=1).strip()
    quoted = re.fullmatch(r"""["“'`](.+?)["”'`][.!]?""", rest, re.S)
    return (quoted[1] if quoted else rest) or None


def _points(ask: Ask, found: re.Match[str]) -> str | None:
    """A list of what was given, one on a line."""
    text = given(ask, re.compile(r"^.*?\blist\b(?: (?:of|from|with|out of))?(?: these| the following)?", re.I))
    items = [one.strip(" -*.\t") for one in re.split(r"[\n,;]+(?:\s*and\b)?|\band\b", text)]
    items = [one for one in items if one]
    marks = ["-"] * len(items) if found["form"] == "bullet" else [f"{place}." for place in range(1, len(items) + 1)]
    return "\n".join(f"{mark} {one}" for mark, one in zip(marks, items, strict=True)) if len(items) > 1 else None


def _upper(ask: Ask, found: re.Match[str]) -> str | None:
    return _in_case(ask, str.upper)


def _lower(ask: Ask, found: re.Match[str]) -> str | None:
    return _in_case(ask, str.lower)


def _title(ask: Ask, found: re.Match[str]) -> str | None:
    return _in_case(ask, str.title)


def _in_case(ask: Ask, change: Callable[[str], str]) -> str | None:
    text = given(ask, _VERB, _CASE)
    return change(text) if text else None


def _reverse(ask: Ask, found: re.Match[str]) -> str | None:
    text = given(
        ask, re.compile(r"\b(?:reverse|spell|backwards)\b(?: the)?(?: words?| letters?| text| string| order of)*", re.I)
    )
    text = re.sub(r" backwards?$", "", text)
    if not text:
        return None
    return " ".join(reversed(text.split())) if "words" in found.string else text[::-1]


def _sort(ask: Ask, found: re.Match[str]) -> str | None:
    text = given(ask, re.compile(r"\b(?:sort|alphabeti[sz]e)\b(?: (?:these|the following))?", re.I))
    items = [one.strip(" -*\t") for one in re.split(r"[\n,;]+", text) if one.strip(" -*\t")]
    if len(items) < 2:
        return None
    numbers = all(re.fullmatch(r"-?\d{1,15}(?:\.\d{1,15})?", one) for one in items)
    items.sort(key=(lambda one: (float(one), one)) if numbers else (lambda one: (one.casefold(), one)))
    return ("\n" if "\n" in text else ", ").join(items)


def _count(ask: Ask, found: re.Match[str]) -> str | None:
    text, what = given(ask, _COUNTED), found["what"]
    if not text:
        return None
    if what.startswith("letter") and (
        one := re.search(r"\b(?:letter )?['\"]?(\w)['\"]?s? (?:are )?in\b", found.string)
    ):
        return _letters(given(ask, re.compile(r"\bin\b(?: the word)?", re.I)), one[1])
    number = {
        "w": len(text.split()),
        "c": len(text),
        "l": sum(one.isalpha() for one in text),
        "s": len(re.findall(r"[^.!?]+[.!?]*", text)),
        "v": sum(one in "aeiouAEIOU" for one in text),
    }[what[0]]
    return f"{number} {what if number != 1 else what.removesuffix('s')}."


def _letters(text: str, letter: str) -> str:
    number = text.lower().count(letter.lower())
    return f"{number} {'time' if number == 1 else 'times'}: the letter {letter} in “{text}”."


def _how_often(ask: Ask, found: re.Match[str]) -> str | None:
    text = found["text"].strip(" \"'“”")
    return _letters(text, found["letter"])


def _numbers(ask: Ask, found: re.Match[str]) -> str | None:
    first, last = number_in(found["first"] or "1"), number_in(found["last"])
    if first is None or last is None:
        return None
    step = 1 if last >= first else -1
    between = "\n" if re.search(r"\bline\b", found.string) else ", "
    return between.join(str(one) for one in list(range(first, last + step, step))[:_MOST])


_VERB = re.compile(
    r"^.*?\b(?:rewrite|write|put|make|convert|change|turn|uppercase|lowercase|capitali[sz]e)\b(?: the following)?", re.I
)
_CASE = re.compile(
    r"(?<![ ,])[ ,]*\b(?:(?:in(?:to)?|to|all) )*"
    r"(?:(?:upper|lower|title)[ -]?case|caps|capitals|(?:capital|small) letters)$",
    re.I,
)
_COUNTED = re.compile(r"\b(?:words|characters|letters|sentences|vowels)\b(?: are)?(?: there)?(?: in)?(?: the)?", re.I)
_CRAFTS: tuple[tuple[re.Pattern[str], Callable[[Ask, re.Match[str]], str | None]], ...] = (
    (
        re.compile(
            r"count (?:up |down )?(?:from (?P<first>\w+) )?to (?P<last>\w+)"
            r"(?:,? (?:with )?(?:one|each) (?:\w+ )*line)?$"
        ),
        _numbers,
    ),
    (
        re.compile(
            r"how (?:many|often)(?: times)? (?:is |are )?(?:the )?(?:letter )?['\"]?(?P<letter>[a-z])['\"]?s?"
            r" (?:are |is )?(?:there )?in (?:the word )?(?P<text>.+)$"
        ),
        _how_often,
    ),
    (
        re.compile(r"(?:count|how many)(?: the)?(?: number of)? (?P<what>words|characters|letters|sentences|vowels)\b"),
        _count,
    ),
    (
        re.compile(
            r"(?:just |only |simply )?(?:say|reply|respond|answer|output|print|type|return|write)\b.{0,20}?"
            r"\b(?:exactly|only|just|nothing but|(?:a |one |the )?(?:single )?(?:word|text|phrase|string)s?)\b"
            r"(?! (?:that|for|of|about|list))"
            r"|(?:just|only|simply) (?:say|reply|respond|answer|output|print)\b"
        ),
        _only,
    ),
    (
        re.compile(r"(?:make|write|give me|turn)\b.{0,40}\b(?P<form>bullet|numbered)(?:ed)?[ -]?(?:point )?list\b"),
        _points,
    ),
    (re.compile(r"write (?:the )?numbers (?:from )?(?P<first>\w+) (?:to|through|until) (?P<last>\w+)"), _numbers),
    (re.compile(r"(?:repeat|say|echo)\b(?! (?:something|anything|hello to))"), _repeat),
    (re.compile(r".{0,80}\b(?:upper[ -]?case|all caps|in caps|capital letters)\b"), _upper),
    (re.compile(r".{0,80}\b(?:lower[ -]?case|small letters)\b"), _lower),
    (re.compile(r".{0,80}\b(?:title[ -]?case)\b|capitali[sz]e\b"), _title),
    (re.compile(r"(?:reverse|spell|write|say)\b.{0,80}\bbackwards?\b|reverse\b"), _reverse),
    (re.compile(r"(?:sort|alphabeti[sz]e)\b"), _sort),
)
