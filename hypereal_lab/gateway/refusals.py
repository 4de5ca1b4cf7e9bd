"""What a handler raises to answer with a problem."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from hypereal_lab.wire.problems import Problem

__all__ = ["ClientGone", "Refused", "bad_request", "refused", "unknown_field"]


class ClientGone(Exception):
    """The client left before its request was whole; there is nobody to answer."""


class Refused(Exception):
    """The answer is this problem, with these headers."""

    def __init__(self, problem: Problem, headers: dict[str, str] | None = None) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.headers = headers or {}


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


def unknown_field(name: str, known: Sequence[str]) -> Refused:
    """400: a field that nobody reads is more likely a slip than a wish."""
    near = get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return bad_request(f"{name} is not a field of this request.{hint}", param=name, code="unknown_field")
