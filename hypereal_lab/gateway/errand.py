"""One call as its provider knows it, and what the provider says of itself."""

from __future__ import annotations

__all__ = ["Errand"]


class Errand:
    """Goes with an order."""

    __slots__ = ("attempts", "id", "provider")

    def __init__(self, call: str = "") -> None:
        self.id = call
        """Of the call: the same order under the same id is done once where the provider can see to that."""
        self.provider: str | None = None
        """Who did it, where a config names several."""
        self.attempts = 0
        """How many were asked."""

    def __repr__(self) -> str:
        return f"<Errand {self.id}: {self.provider}>"
