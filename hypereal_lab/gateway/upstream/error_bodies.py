"""What OpenAI's two forms, and those who speak like them, say in place of an answer."""

from __future__ import annotations

from typing import Any

import msgspec

from hypereal_lab.gateway.upstream.failures import UpstreamFailed

__all__ = ["failure_of", "sentence_of", "told_failure", "unreadable"]

_BUSY = frozenset({"429", "529", "rate_limit_exceeded", "rate_limit_error", "overloaded_error", "slow_down"})
_REFUSED = frozenset({"400", "413", "422", "invalid_request_error", "badrequesterror", "context_length_exceeded"})
_SENTENCES = ("error", "message", "detail", "msg")
_SHOWN = 2000
"""Characters of a sentence; none that is meant to be read is longer."""


def unreadable() -> UpstreamFailed:
    """For bytes that are not of the wire that was agreed."""
    return UpstreamFailed("The provider's answer cannot be read.", why="unreadable")


def sentence_of(body: bytes) -> str:
    """The sentence in a body that tells an error, in any of the shapes that are in use; empty where there is none."""
    try:
        told = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    return _sentence(told)[:_SHOWN]


def told_failure(told: Any) -> UpstreamFailed | None:
    """The failure that an object tells which should have been an answer; None where it tells none."""
    if not isinstance(told, dict):
        return None
    if told.get("error"):
        return failure_of(told["error"])
    return failure_of(told) if "choices" not in told and _sentence(told) else None


def failure_of(error: object) -> UpstreamFailed:
    """By what the error is called: `busy`, `refused` where it blames the request itself, else `broken`."""
    names = set()
    if isinstance(error, dict):
        names = {str(error.get(field)).casefold() for field in ("code", "type", "status")}
    if names & _BUSY:
        return UpstreamFailed("The provider has too much to do.", why="busy")
    if names & _REFUSED:
        return UpstreamFailed(_sentence(error)[:_SHOWN] or "The provider refused the request.", why="refused")
    return UpstreamFailed("The provider told an error in place of its answer.", why="broken")


def _sentence(told: Any) -> str:
    """`{"error": {"message"}}`, `{"error": "..."}`, `{"message"}`, `{"detail": [{"msg"}]}`, or a list of those."""
    if isinstance(told, str):
        return told
    if isinstance(told, list):
        return next((words for one in told if (words := _sentence(one))), "")
    if isinstance(told, dict):
        return next((words for name in _SENTENCES if (words := _sentence(told.get(name)))), "")
    return ""
