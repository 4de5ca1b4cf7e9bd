"""What a handler raises to answer with a problem."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from hypereal_lab.wire.money import Credits
from hypereal_lab.wire.problems import Problem

__all__ = [
    "ClientGone",
    "Refused",
    "bad_request",
    "broken_call",
    "cut_short",
    "refused",
    "too_few_credits",
    "unknown_field",
]


class ClientGone(Exception):
    """The client left before its request was whole; there is nobody to answer."""


class Refused(Exception):
    """The answer is this problem, with these headers."""

    def __init__(self, problem: Problem, headers: dict[str, str] | None = None) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.headers = headers or {}
        self.logged = False
        """Whether the request log has it already."""


def refused(
    status: int,
    kind: str,
    message: str,
    *,
    code: str | None = None,
    param: str | None = None,
    headers: dict[str, str] | None = None,
    **facts: Any,
) -> Refused:
    """A refusal in one line; `kind` is a word of `hypereal_lab.errors.BY_TYPE`."""
    return Refused(Problem(status=status, type=kind, message=message, code=code, param=param, facts=facts), headers)


def bad_request(message: str, *, param: str | None = None, code: str = "invalid_value", **facts: Any) -> Refused:
    """400: this field has to change."""
    return refused(400, "invalid_request", message, code=code, param=param, **facts)


def unknown_field(name: str, known: Sequence[str], place: str | None = None) -> Refused:
    """400: a field that nobody reads is more likely a slip than a wish. `place` is the field that it stands in."""
    near = get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    name = f"{place}.{name}" if place else name
    return bad_request(f"{name} is not a field of this request.{hint}", param=name, code="unknown_field")


def too_few_credits(message: str, *, required: Credits, available: Credits) -> Refused:
    """402, with the numbers."""
    kind = "insufficient_credits"
    return refused(402, kind, message, code=kind, required=required.decimal, available=available.decimal)


def cut_short(why: str) -> Refused:
    """An answer that the gateway ends before its provider does: `key` was disabled, or the `balance` is used up."""
    if why == "key":
        words = "The key was disabled while this answer was written; only what was told is charged. Use another key."
        return refused(401, "authentication_error", words, code="invalid_key")
    words = "The balance ended in the middle of this answer; only what was told is charged. Top up the account."
    return refused(402, "insufficient_credits", words, code="insufficient_credits")


def broken_call(request_id: str) -> Refused:
    """500: a fault of the gateway's own, after which nothing is charged."""
    words = f"The gateway failed on this call; nothing was charged. Its operator finds it as {request_id}."
    return refused(500, "upstream_error", words, code="internal")
