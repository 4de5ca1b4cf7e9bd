"""Asked and answered: the front end asks with an id, and every question gets exactly one answer.

{kind: "ask", id, name, args}  + buffers   ->   {kind: "answer", id, ok: true, value}  + buffers
                                           or   {kind: "answer", id, ok: false, error: {message, field, next}}
"""

from __future__ import annotations

import difflib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from hypereal_lab import errors

__all__ = ["Problem", "Reply", "handlers_of", "near", "problem_of", "question"]

Problem: TypeAlias = dict[str, str | None]
"""What a person is told: `message`, the `field` that has to change, and the `next` step."""

Handler = TypeVar("Handler", bound=Callable[..., Awaitable[object]])

_MARK = "_question_name"

_NEXT: tuple[tuple[type[BaseException], str], ...] = (
    (errors.AuthenticationError, "Check the key in HYPEREAL_API_KEY, then run the cell again."),
    (errors.InsufficientCredits, "Top up the balance, or choose a cheaper model."),
    (errors.RateLimited, "Wait a little, then press the button again."),
    (errors.ConfirmationNeeded, "Press the button again: it asks, and the next press sends it."),
    (errors.UpstreamError, "Nothing was charged. Try again, or choose another model."),
    (errors.Unavailable, "Try again in a moment, or choose another model."),
    (errors.TransportError, "Check the connection. The call may have been charged: the usage table knows."),
    (errors.HyperealError, ""),
    (ValueError, "Change it and try again."),
)
_NEXT_OTHERWISE = "The widget's `exception` has the whole story."


@dataclass(frozen=True)
class Reply:
    """An answer with bytes beside it."""

    value: object
    buffers: Sequence[bytes] = ()


def question(handler: Handler) -> Handler:
    """Mark an async method as the answer to the question of its name (without the leading underscore)."""
    setattr(handler, _MARK, handler.__name__.lstrip("_"))
    return handler


def handlers_of(kind: type) -> Mapping[str, str]:
    """Question name -> method name, for everything a class can be asked."""
    found: dict[str, str] = {}
    for owner in reversed(kind.__mro__):
        for name, member in vars(owner).items():
            asked = getattr(member, _MARK, None)
            if isinstance(asked, str):
                found[asked] = name
    return found


def problem_of(error: BaseException) -> Problem:
    """The error as a sentence with a field and a next step."""
    ours = isinstance(error, errors.HyperealError | ValueError | TypeError | OSError)
    text = str(error) or type(error).__name__
    field = getattr(error, "field", None) or getattr(error, "param", None)
    return {
        "message": text if ours else f"{type(error).__name__}: {text}",
        "field": field if isinstance(field, str) else None,
        "next": next((step for kind, step in _NEXT if isinstance(error, kind)), _NEXT_OTHERWISE) or None,
    }


def near(word: str, words: Sequence[str]) -> str:
    """Advice for a word that is not in the list: its near matches, else the whole list."""
    close = difflib.get_close_matches(word, words, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(repr(one) for one in close)}?"
    return f"known: {', '.join(sorted(words))}"


def arguments(content: Mapping[str, Any]) -> dict[str, Any]:
    """The question's arguments as keywords; raises `ValueError` when they are not an object."""
    args = content.get("args")
    if args is None:
        return {}
    if not isinstance(args, dict) or not all(isinstance(key, str) for key in args):
        raise ValueError("the arguments of a question are an object; reload the page to get the current widget code")
    return args
