"""How often a call was shown again for nothing, and what that saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypereal_lab.widgets.facts import digits
from hypereal_lab.wire.money import ZERO, Credits

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["Replayed"]


class Replayed:
    """Counts as the journal grows: each row is read once. Used in one thread at a time."""

    def __init__(self, lab: Session) -> None:
        self._lab = lab
        self._last = 0
        self._saved: dict[str, list[Credits]] = {}

    def look(self) -> None:
        """Read what is new."""
        for number, run, saved in self._lab.journal.replays(self._last):
            self._last = number
            self._saved.setdefault(run, []).append(saved)

    def of(self, run: str | None) -> dict[str, Any] | None:
        """Of one call, for the page; `None` where it was never shown again."""
        saved = self._saved.get(run or "")
        return None if saved is None else {"times": len(saved), "saved": digits(sum(saved, ZERO) or None)}
