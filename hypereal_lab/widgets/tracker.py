"""The job tracker: every call under way, in all kernels, how far it is and what it holds."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import traitlets

from hypereal_lab.errors import HyperealError
from hypereal_lab.lab import Job, Run
from hypereal_lab.widgets import twin
from hypereal_lab.widgets.base import check_keywords
from hypereal_lab.widgets.looks import Looks
from hypereal_lab.widgets.orphans import Orphans
from hypereal_lab.widgets.pictures import Pictures
from hypereal_lab.widgets.questions import question
from hypereal_lab.widgets.run_rows import line_of, row_of

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["JobTracker"]

_TICK = 0.5
"""Seconds between two readings of the journal while something is under way."""
_REST = 0.1
"""Seconds between two readings at the least, however many calls end at once."""
_MOST = 60
"""Rows that are shown; those under way come first."""
_TWIN_ROWS = 12


class JobTracker(Pictures):
    """Calls under way, of all kernels, those that ended since it was shown, and those whose result never came here.

    What ended kernels left is gone on with when the tracker is shown, as `lab.jobs.resume()` does; `resume=False`
    leaves it to a button. Raises `TypeError` for an unknown keyword.
    """

    bundle = "tracker"

    rows: list[dict[str, Any]] = traitlets.List().tag(sync=True)  # type: ignore[assignment]
    """One for each call, the newest first; see `run_rows.row_of`."""
    under_way = traitlets.Int(0).tag(sync=True)
    """How many calls have their end still to come, those without a row included."""
    elsewhere = traitlets.Int(0).tag(sync=True)
    """How many jobs of the account were ordered outside this lab; `lab.jobs.orphans()` lists them."""

    def __init__(self, lab: Session, *, resume: bool = True, **keywords: Any) -> None:
        check_keywords(type(self), keywords, {"resume", "layout", "disabled"})
        self._resumes = resume
        self._from: float | None = None
        self._open: dict[str, Run] = {}
        self._ended: dict[str, Run] = {}
        self._left: dict[str, bool] = {}
        self._cleared: set[str] = set()
        self._notes: dict[str, str] = {}
        self._looks = Looks(lab)
        self._orphans = Orphans(lab)
        self._stale = asyncio.Event()
        self._reading = asyncio.Lock()
        self._watching: asyncio.Task[None] | None = None
        super().__init__(lab, **keywords)
        self._follow(self._hear)

    def _about(self) -> str:
        return f"{self.under_way} under way"

    # What the page asks

    @question
    async def _hello(self) -> dict[str, float]:
        """A view was opened. Says what time it is here, for a page whose clock differs."""
        await self._look_round()
        return {"now": time.time() * 1000}

    @question
    async def _cancel(self, run: str) -> dict[str, Any]:
        """Call a job back; says what is refunded."""
        job = await asyncio.to_thread(self.lab.jobs.get, run)
        done = await job.cancel()
        if done.cancelled or run not in self._notes:
            self._notes[run] = done.message
        await self._wake()
        return {"cancelled": done.cancelled, "message": done.message}

    @question
    async def _fetch(self, run: str) -> None:
        """Go on with a call that nobody looks after, or fetch what it made."""
        self._notes.pop(run, None)
        self._attend([await asyncio.to_thread(self.lab.jobs.get, run)])
        await self._look_round()

    @question
    async def _forget(self, run: str) -> None:
        """Give up a call whose answer was lost, and free what is set aside for it."""
        await asyncio.to_thread(self.lab.jobs.forget, run)
        self._notes[run] = "Given up; what was set aside for it is free again."
        await self._look_round()

    @question
    async def _clear(self) -> int:
        """Take the ended rows away; says how many."""
        gone = dict(self._ended)
        self._cleared.update(gone)
        self._ended.clear()
        await self._refresh()
        self._did(f"clearing of {len(gone)} ended calls", lambda: self._bring_back(gone))
        return len(gone)

    async def _bring_back(self, gone: dict[str, Run]) -> None:
        self._cleared.difference_update(gone)
        self._ended.update(gone)
        await self._refresh()

    # How it follows

    def _on_shown(self) -> None:
        self.lab.loop.start(self._guarded(self._look_round()))

    def _hear(self, event: str) -> None:
        if self._from is not None:
            self.lab.loop.start(self._guarded(self._wake()))

    async def _wake(self) -> None:
        """Read soon, and go on reading while something is under way."""
        self._stale.set()
        if self._watching is None or self._watching.done():
            self._watching = self._begin(self._watch())

    async def _look_round(self) -> None:
        """The first time it is shown it goes on with what is left; each time it reads."""
        if self._from is None:
            self._from = time.time()
            if self._resumes:
                self._attend(await asyncio.to_thread(self.lab.jobs.resume))
            self._begin(self._find_orphans())
        await self._refresh()
        await self._wake()

    async def _find_orphans(self) -> None:
        """Once, since it may take the server a while."""
        await asyncio.to_thread(self._orphans.find)
        self.elsewhere = self._orphans.elsewhere
        await self._wake()

    async def _watch(self) -> None:
        while self._stale.is_set() or self._open:
            self._stale.clear()
            await self._refresh()
            for run in self._looks.due(self._open.values()):
                self._begin(self._look(run))
            await asyncio.sleep(_REST)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stale.wait(), _TICK)

    async def _look(self, run: Run) -> None:
        before = self._looks.of(run.id)
        await self._looks.look(run)
        if self._looks.of(run.id) != before:
            self._stale.set()

    def _attend(self, jobs: Iterable[Job]) -> None:
        """Keep the words of calls that cannot be gone on with."""
        for job in jobs:
            self._begin(self._hear_out(job))

    async def _hear_out(self, job: Job) -> None:
        try:
            await job
        except HyperealError as error:
            self._notes.setdefault(job.id, str(error))
        await self._wake()

    async def _refresh(self) -> None:
        async with self._reading:
            rows = await asyncio.to_thread(self._read)
            self.under_way = len(self._open)
            self.rows = rows
            self._update_twin()

    def close(self) -> None:
        """Take the widget off the page and stop reading."""
        if (watching := getattr(self, "_watching", None)) is not None:
            with contextlib.suppress(RuntimeError):  # the lab was closed before
                watching.get_loop().call_soon_threadsafe(watching.cancel)
        super().close()

    # The journal

    def _read(self) -> list[dict[str, Any]]:
        """All rows, the newest first."""
        now_open = {run.id: run for run in self.lab.jobs.unresolved()}
        gone = [self.lab.journal.run(run) for run in self._open if run not in now_open]
        for run in (*gone, *self._orphans.runs(), *self._lately()):
            if not run.open and run.id not in self._cleared:
                self._ended[run.id] = run
                self._looks.forget(run.id)
        self._open = now_open
        shown = sorted([*now_open.values(), *self._ended.values()], key=lambda run: (run.open, run.time))[-_MOST:]
        self._ended = {run.id: run for run in shown if not run.open}
        return [self._row(run) for run in sorted(shown, key=lambda run: run.time, reverse=True)]

    def _lately(self) -> list[Run]:
        """Calls of this lab sent since it was shown, however soon they ended; a replay was never under way."""
        assert self._from is not None
        runs = self.lab.journal.runs(since=self._from)
        self._from = min((run.time for run in runs if run.open), default=runs[-1].time if runs else self._from)
        provider = self.lab.connection.provider
        return [run for run in runs if run.provider == provider and run.replay_of is None]

    def _row(self, run: Run) -> dict[str, Any]:
        made = self.lab.shelf.of_run(run.id) if run.status == "succeeded" else ()
        left = self._is_left(run, bool(made))
        note = self._notes.get(run.id) or (self._orphans.note(run.id) if left else "")
        if not note and run.status not in ("succeeded", "cancelled"):
            note = run.error or ""
        return row_of(run, seen=self._looks.of(run.id), left=left, note=note, made=made)

    def _is_left(self, run: Run, made: bool) -> bool:
        """Whether a press has to bring it home. Seen twice, since a call is written down before it is looked after."""
        if not run.open:
            lost = run.status == "succeeded" or bool(self._orphans.note(run.id))
            return lost and not made and not run.dropped
        before = self._left.get(run.id, False)
        now = self._left[run.id] = not self.lab.jobs.is_under_way(run)
        return now and (before or run.status == "unknown")

    # What stays in the notebook

    def _twin(self) -> str:
        lines = [line_of(row) for row in self.rows[:_TWIN_ROWS]] or ["Nothing is under way."]
        more = len(self.rows) - _TWIN_ROWS
        quiet = (f"and {more} more" if more > 0 else "", self._revive)
        return twin.page(self.twin_mark, (), lines, quiet)
