"""Words of a magic's line: taken apart, and compared with those there are."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from difflib import get_close_matches

from hypereal_lab.errors import InputError

__all__ = ["nearest", "split"]


def split(line: str) -> list[str]:
    """The words of a line; quotes hold words together, backslashes are letters as in a path of Windows.

    Raises `InputError` for a quote that is never closed.
    """
    lexer = shlex.shlex(line, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.commenters = ""
    lexer.escape = ""
    try:
        return list(lexer)
    except ValueError:
        raise InputError("A quote on the first line is never closed.", field="line") from None


def nearest(word: str, known: Iterable[str]) -> str:
    """` Did you mean ...?` with at most three, or nothing."""
    found = get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f" Did you mean {', '.join(found)}?" if found else ""
