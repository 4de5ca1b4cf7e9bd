"""What was paid for and never came here, for those who watch jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypereal_lab.lab import Run

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["Orphans"]


class Orphans:
    """The journal's loose ends, and how many jobs of the account it does not know."""

    def __init__(self, lab: Session) -> None:
        self._lab = lab
        self._notes: dict[str, str] = {}
        self.elsewhere = 0
        """Jobs of the account that were ordered outside this lab."""

    def find(self) -> None:
        """Ask the server and the journal. Blocks."""
        found = self._lab.jobs.orphans()
        self.elsewhere = sum(one.run is None for one in found)
        for one in found:
            if one.run is None or (run := self._lab.journal.run(one.run)).open:
                continue
            charged = "" if one.credits is None else f" and took {one.credits} credits"
            self._notes[run.id] = (
                "Paid for, but its result never came here. Fetch it; nothing is charged again."
                if run.status == "succeeded"
                else f"It {'is' if run.status == 'cancelled' else 'has'} {run.status} here, "
                f"but the server has its result{charged}."
            )

    def runs(self) -> list[Run]:
        """As the journal knows them now."""
        return [self._lab.journal.run(run) for run in self._notes]

    def note(self, run: str) -> str:
        """What is the matter with a run; empty for one that is no orphan."""
        return self._notes.get(run, "")
