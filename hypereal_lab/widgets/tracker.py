"""The job tracker: every call under way, in all kernels, how far it is and what it holds."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import traitlets

from hypereal_lab.lab import Asset, Run
from hypereal_lab.widgets import twin
from hypereal_lab.widgets.base import check_keywords
from hypereal_lab.widgets.deeds import Deeds
from hypereal_lab.widgets.orphans import Orphans
from hypereal_lab.widgets.questions import question
from hypereal_lab.widgets.run_rows import line_of

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["JobTracker"]

_TICK = 0.5
"""Seconds between two readings of the journal while something is under way."""
_REST = 0.1
"""Seconds between two readings at the least, however many calls end at once."""
_MOST = 2000
"""Rows that are shown; those under way come first."""
_PAGE = 400
"""Rows of one message."""
_VALUES = 8000
"""Values of one message of news: as many as `_PAGE` whole rows have, and those of all rows that only went on."""
_TWIN_ROWS = 12
_KEYWORDS = {"resume", "filter", "notify", "layout", "disabled"}


class JobTracker(Deeds):
    """Calls under way, of all kernels, those that ended since it was shown, and those whose result never came here.

    What ended kernels left is gone on with when the tracker is shown, as `lab.jobs.resume()` does; `resume=False`
    leaves it to a button. Raises `TypeError` for an unknown keyword.
    """

    bundle = "tracker"

    under_way = traitlets.Int(0).tag(sync=True)
    """How many calls have their end still to come, those without a row included."""
    elsewhere = traitlets.Int(0).tag(sync=True)
    """How many jobs of the account were ordered outside this lab; `lab.jobs.orphans()` lists them."""
    filter: dict[str, Any] = traitlets.Dict().tag(sync=True)  # type: ignore[assignment]
    """What is looked at: `status` (`open`, `done` or `bad`), `kind` and `words`; all of it where it is empty."""
    notify = traitlets.Bool(False).tag(sync=True)
    """Whether the desktop is told when a long call ends while nobody looks; the browser asks before the first time."""

    def __init__(self, lab: Session, *, resume: bool = True, **keywords: Any) -> None:
        check_keywords(type(self), keywords, _KEYWORDS)
        self._resumes = resume
        self._from: float | None = None
        self._version = -1
        self._rows: dict[str, dict[str, Any]] = {}
        self._open: dict[str, Run] = {}
        self._ended: dict[str, Run] = {}
        self._made: dict[str, tuple[Asset, ...]] = {}
        self._cleared: set[str] = set()
        self._orphans = Orphans(lab)
        self._stale = asyncio.Event()
        self._reading = asyncio.Lock()
        self._watching: asyncio.Task[None] | None = None
        super().__init__(lab, **keywords)
        self._follow(self._hear)

    def _about(self) -> str:
        return f"{self.under_way} under way"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One for each call, the newest first, as `run_rows.row_of` describes it."""
        return [*self._rows.values()]

    # What the page asks

    @question
    async def _hello(self) -> dict[str, Any]:
        """A view was opened: its first rows, and what time it is here, for a page whose clock differs."""
        await self._look_round()
        return {"now": time.time() * 1000, **await self._page_of_rows()}

    @question
    async def _page_of_rows(self, after: str | None = None) -> dict[str, Any]:
        """Rows behind one of them, and the one behind which there are more."""
        runs = [*self._rows]
        start = runs.index(after) + 1 if after in self._rows else 0
        part = runs[start : start + _PAGE]
        return {"rows": [self._rows[run] for run in part], "more": part[-1] if start + _PAGE < len(runs) else None}

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
        self._version = -1
        await self._wake()

    async def _watch(self) -> None:
        while self._stale.is_set() or self._open:
            self._stale.clear()
            began = time.monotonic()
            await self._refresh()
            for run in self._looks.due(self._open.values()):
                self._begin(self._look(run))
            await asyncio.sleep(max(_REST, time.monotonic() - began))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stale.wait(), _TICK)

    async def _look(self, run: Run) -> None:
        before = self._looks.of(run.id)
        await self._looks.look(run)
        if self._looks.of(run.id) != before:
            self._stale.set()

    async def _refresh(self) -> None:
        async with self._reading:
            rows = await asyncio.to_thread(self._read)
            before, self._rows = self._rows, rows
            self._tell(before)
            self.under_way = len(self._open)
            self._update_twin()

    def _tell(self, before: dict[str, dict[str, Any]]) -> None:
        """Let every view know what is another than before, and nothing else."""
        changed = {run: news for run, row in self._rows.items() if (news := _changes(before.get(run), row))}
        gone = [run for run in before if run not in self._rows]
        for run in gone:
            self._known.pop(run, None)
        if not changed and not gone:
            return
        for part in _parts(changed):
            self.send({"kind": "rows", "changed": part, "gone": gone})
            gone = []

    def close(self) -> None:
        """Take the widget off the page and stop reading."""
        if (watching := getattr(self, "_watching", None)) is not None:
            with contextlib.suppress(RuntimeError):  # the lab was closed before
                watching.get_loop().call_soon_threadsafe(watching.cancel)
        super().close()

    # The journal

    def _read(self) -> dict[str, dict[str, Any]]:
        """All rows by their runs, the newest first. The journal is only read where somebody wrote into it."""
        version = self.lab.tally.version()
        if version != self._version:
            self._version = version
            self._made.clear()
            self._read_journal()
        shown = sorted([*self._open.values(), *self._ended.values()], key=lambda run: (run.open, run.time))[-_MOST:]
        self._ended = {run.id: run for run in shown if not run.open}
        return {run.id: self._row_of(run) for run in sorted(shown, key=lambda run: run.time, reverse=True)}

    def _read_journal(self) -> None:
        now_open = {run.id: run for run in self.lab.jobs.unresolved()}
        gone = [self.lab.journal.run(run) for run in self._open if run not in now_open]
        for run in (*gone, *self._orphans.runs(), *self._lately()):
            if not run.open and run.id not in self._cleared:
                self._ended[run.id] = run
                self._looks.forget(run.id)
        self._open = now_open

    def _lately(self) -> list[Run]:
        """Calls of this lab sent since it was shown, however soon they ended; a replay was never under way."""
        assert self._from is not None
        runs = self.lab.journal.runs(since=self._from)
        self._from = min((run.time for run in runs if run.open), default=runs[-1].time if runs else self._from)
        provider = self.lab.connection.provider
        return [run for run in runs if run.provider == provider and run.replay_of is None]

    def _row_of(self, run: Run) -> dict[str, Any]:
        if run.status == "succeeded" and run.id not in self._made:
            self._made[run.id] = self.lab.shelf.of_run(run.id)
        made = self._made.get(run.id, ())
        lost = run.status == "succeeded" or bool(self._orphans.note(run.id))
        left = self._is_left(run) if run.open else lost and not made and not run.dropped
        return self._row(run, made, left, self._notes.get(run.id) or (self._orphans.note(run.id) if left else ""))

    # What stays in the notebook

    def _twin(self) -> str:
        lines = [line_of(row) for row in self.rows[:_TWIN_ROWS]] or ["Nothing is under way."]
        more = len(self._rows) - _TWIN_ROWS
        quiet = (f"and {more} more" if more > 0 else "", self._revive)
        return twin.page(self.twin_mark, (), lines, quiet)


def _parts(changed: dict[str, dict[str, Any]]) -> Iterator[dict[str, dict[str, Any]]]:
    """The same in pieces of up to `_VALUES` values, so that no message is large."""
    part: dict[str, dict[str, Any]] = {}
    values = 0
    for run, news in changed.items():
        if part and values + len(news) > _VALUES:
            yield part
            part, values = {}, 0
        part[run] = news
        values += len(news)
    yield part


def _changes(before: dict[str, Any] | None, row: dict[str, Any]) -> dict[str, Any]:
    """The whole of a new row, else the fields that are another."""
    if before is None:
        return row
    return {} if before is row else {name: value for name, value in row.items() if before[name] != value}
