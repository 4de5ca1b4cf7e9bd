"""Everything that an upstream can do instead of answering."""

from __future__ import annotations

from typing import Literal, TypeAlias

__all__ = ["UpstreamFailed", "Why"]

Why: TypeAlias = Literal[
    "refused",
    "busy",
    "broken",
    "unreachable",
    "slow",
    "unauthorised",
    "unknown_model",
    "unreadable",
    "empty",
    "truncated",
    "unknown",
]
"""`refused`: it blames the request itself. `busy`: 429. `broken`: 5xx, or an error in place of an answer.
`unreachable`: no connection, or one that broke before the answer. `slow`: one of the time limits. `unauthorised`,
`unknown_model`: the operator's configuration. `unreadable`: not the wire that was agreed. `empty`: an end without
anything. `truncated`: no end after something. `unknown`: of work that is paid when it is begun, and nobody knows
whether it was.
"""


class UpstreamFailed(Exception):
    """An attempt that gave no answer, or only the beginning of one."""

    def __init__(
        self,
        reason: str,
        *,
        why: Why,
        status: int | None = None,
        retry_after: float | None = None,
        sent: bool = True,
        begun: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        """A sentence without names, addresses and secrets of the operator; the upstream's words only for `refused`."""
        self.why: Why = why
        self.status = status
        """Of the upstream's answer, where there was one."""
        self.retry_after = retry_after
        """Seconds, where the upstream said so."""
        self.sent = sent
        """False where the request surely never reached it."""
        self.begun = begun
        """True where the work was begun or may have been, so that nobody else may be asked for it."""
