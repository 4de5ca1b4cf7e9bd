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
_MIXED = ("aaa0", "Aa0!Aa0!", "Aa0aAa0a", "aaaaaaa0", "aA0aA0aA0aA0")
"""What often keeps a pattern that looks ahead, as those of passwords do."""


def example(pattern: str, sources: Sources, *, least: int = 0, most: int = _LONGEST) -> str:
    """Of at least and at most so many characters where that can be. Best effort: what cannot be made is `text`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiled = re.compile(pattern[:_MOST])
            parsed = _parse(pattern[:_MOST])
    except (re.error, RecursionError, OverflowError):
        return "text"
    for word in sources.words.split()[:200] if _safe(pattern) else ():
        bare = word.strip("\"'.,;:()")
        if max(least, 1) <= len(bare) <= min(_WORD, most) and compiled.search(bare):
            return bare
    try:
        made = _long_enough(parsed, least)
        tried = [made, *_MIXED] if _safe(pattern, most=2 * _UNSURE) and "(?" in pattern else [made]
        return next((one for one in tried if compiled.search(one[:_WORD])), made)
    except (RecursionError, LookupError, TypeError, ValueError):
        return "text"


def _safe(pattern: str, most: int = _UNSURE) -> bool:
    """Whether matching a short word cannot take long: no repeated group, and few repeats."""
    return not re.search(r"\)[+*?{]", pattern) and len(re.findall(r"[+*{]", pattern)) <= most


def _parse(pattern: str) -> Any:
    from re import _parser  # type: ignore[attr-defined]  # the one part of re that tells what a pattern says

    return _parser.parse(pattern)


def _long_enough(parsed: Any, least: int) -> str:
    """With as few repeats as may be; with more of what may repeat, where that is too short."""
    made = _made(parsed, {}, 0)
    for more in range(1, 64):
        if len(made) >= least:
            break
        made = _made(parsed, {}, more if least < 64 else more * least // 32)
    return made


def _made(parsed: Any, groups: dict[int, str], more: int) -> str:
    return "".join([_one(str(operation), argument, groups, more) for operation, argument in parsed])[:_LONGEST]


def _repeated(argument: Any, groups: dict[int, str], more: int) -> str:
    times = min(int(argument[0]) + more, int(argument[1]), _LONGEST)
    return (_made(argument[2], groups, more if times == 1 else 0) * times)[:_LONGEST]


def _one(operation: str, argument: Any, groups: dict[int, str], more: int) -> str:
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
            return _repeated(argument, groups, more)
        case "SUBPATTERN":
            made = _made(argument[-1], groups, more)
            groups[argument[0] or 0] = made
            return made
        case "GROUPREF":
            return groups.get(argument, "")
        case "BRANCH":
            return _made(argument[1][0], groups, more)
        case "ATOMIC_GROUP":
            return _made(argument, groups, more)
        case _:
            return ""  # an anchor or a look around, which says nothing by itself


_CATEGORIES = {
    "CATEGORY_DIGIT": "0", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_DIGIT": "a", "CATEGORY_NOT_WORD": "-", "CATEGORY_NOT_SPACE": "a",
}  # fmt: skip


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
        letter = {"D": "d", "W": "w", "S": "s"}[str(argument).removeprefix("CATEGORY_").removeprefix("NOT_")[0]]
        return f"\\{letter.upper() if '_NOT_' in str(argument) else letter}"
    return re.escape(chr(argument))
