"""A text that keeps a regular expression: from the request where one is there, else the plainest that can be made."""

from __future__ import annotations

import re
import warnings
from typing import Any

from hypereal_lab.engines.text.sources import Sources

__all__ = ["example"]

_WORD = 40
"""Characters of a word that a pattern is tried on."""
_MOST = 500
"""Characters of a pattern that are looked at."""
_LONGEST = 5_000
"""Characters of what is made, at every level of the pattern: repeats of repeats grow without end."""
_UNSURE = 3
"""The most repeats in a pattern that is still tried on words, as each may multiply the time."""


def example(pattern: str, sources: Sources) -> str:
    """Best effort: what cannot be made is the pattern's own name for text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiled = re.compile(pattern[:_MOST])
            parsed = _parse(pattern[:_MOST])
    except (re.error, RecursionError, OverflowError):
        return "text"
    for word in sources.words.split()[:200] if _safe(pattern) else ():
        bare = word.strip("\"'.,;:()")
        if 0 < len(bare) <= _WORD and compiled.search(bare):
            return bare
    try:
        return _made(parsed)
    except (RecursionError, LookupError, TypeError, ValueError):
        return "text"


def _safe(pattern: str) -> bool:
    """Whether matching a short word cannot take long: no repeated group, and few repeats."""
    return not re.search(r"\)[+*?{]", pattern) and len(re.findall(r"[+*{]", pattern)) <= _UNSURE


def _parse(pattern: str) -> Any:
    from re import _parser  # type: ignore[attr-defined]  # the one part of re that tells what a pattern says

    return _parser.parse(pattern)


def _made(parsed: Any) -> str:
    return "".join(_one(str(operation), argument) for operation, argument in parsed)[:_LONGEST]


def _one(operation: str, argument: Any) -> str:
    match operation:
        case "LITERAL":
            return chr(argument)
        case "NOT_LITERAL":
            return "a" if argument != ord("a") else "b"
        case "ANY":
            return "a"
        case "IN":
            return _member(argument)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return (_made(argument[2]) * min(int(argument[0]), _LONGEST))[:_LONGEST]
        case "SUBPATTERN":
            return _made(argument[-1])
        case "BRANCH":
            return _made(argument[1][0])
        case "ATOMIC_GROUP":
            return _made(argument)
        case _:
            return ""  # an anchor or a look around, which says nothing by itself


_CATEGORIES = {"CATEGORY_DIGIT": "0", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " "}


def _member(choices: Any) -> str:
    if str(choices[0][0]) == "NEGATE":
        out = re.compile("[" + "".join(_class(choice) for choice in choices[1:]) + "]")
        return next((one for one in "a0 -_Z." if not out.match(one)), "")
    operation, argument = str(choices[0][0]), choices[0][1]
    if operation == "RANGE":
        return chr(argument[0])
    return _CATEGORIES[str(argument)] if operation == "CATEGORY" else chr(int(argument))


def _class(choice: Any) -> str:
    operation, argument = str(choice[0]), choice[1]
    if operation == "RANGE":
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    if operation == "CATEGORY":
        return {"CATEGORY_DIGIT": r"\d", "CATEGORY_WORD": r"\w", "CATEGORY_SPACE": r"\s"}[str(argument)]
    return re.escape(chr(argument))
