"""What a person did last, and how each of it is taken back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

from hypereal_lab.errors import InputError

__all__ = ["MOST", "Act", "Undo"]

MOST = 20
"""Acts that are remembered."""


@dataclass(frozen=True, eq=False)
class Act:
    """One thing that was done."""

    words: str
    """What it was, as a noun: `deletion of 2 assets`."""
    back: Callable[[], Awaitable[None]]
    gone: Callable[[], None] | None = None
    """Called when nobody can take it back any more."""
    kind: Hashable = None
    """Acts of one kind that follow each other are one act."""


class Undo:
    """The last acts, the newest first taken back. Used on the lab's loop; `close` on any thread."""

    def __init__(self, told: Callable[[str], None] = lambda words: None, *, most: int = MOST) -> None:
        self._told = told
        self._most = most
        self._acts: list[Act] = []

    @property
    def words(self) -> str:
        """What would be taken back now; empty where there is nothing."""
        return self._acts[-1].words if self._acts else ""

    def __len__(self) -> int:
        return len(self._acts)

    def tell(self, act: Act) -> None:
        """Remember what was done; of too many the oldest is forgotten."""
        if act.kind is not None and self._acts and self._acts[-1].kind == act.kind:
            return  # the first of them knows how it was before
        self._acts.append(act)
        while len(self._acts) > self._most:
            self._let_go(self._acts.pop(0))
        self._told(self.words)

    async def back(self, act: Act | None = None) -> str:
        """Take back the newest act, or this one; says which it was. Raises `InputError` when there is none.

        An act that fails to be taken back is forgotten, and raises what it raises.
        """
        if not self._acts or (act is not None and act not in self._acts):
            raise InputError("There is nothing to take back any more.", field="undo")
        act = act or self._acts[-1]
        self._acts.remove(act)
        self._told(self.words)
        try:
            await act.back()
        except Exception:
            self._let_go(act)
            raise
        return act.words

    def close(self) -> None:
        """Forget everything."""
        while self._acts:
            self._let_go(self._acts.pop())

    @staticmethod
    def _let_go(act: Act) -> None:
        if act.gone is not None:
            act.gone()
