"""How often a call was shown again for nothing, and what that saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypereal_lab.wire.money import ZERO, Credits

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["Replayed"]


class Replayed:
    """Counts as the journal grows: each row is read once. Used in one thread at a time."""

    def __init__(self, lab: Session) -> None:
        self._lab = lab
        self._from = 0.0
        self._counted: set[str] = set()
        self._saved: dict[str, list[Credits]] = {}

    def look(self) -> None:
        """Read what is new."""
        for run in self._lab.journal.runs(since=self._from):
            self._from = max(self._from, run.time)
            if run.replay_of is not None and run.id not in self._counted:
                self._counted.add(run.id)
                self._saved.setdefault(run.replay_of, []).append(run.avoided)

    def of(self, run: str | None) -> dict[str, Any] | None:
        """Of one call, for the page; `None` where it was never shown again."""
        saved = self._saved.get(run or "")
        return None if saved is None else {"times": len(saved), "saved": sum(saved, ZERO).show()}
