"""One job in a cell: how far it is, what it holds, what can be done with it, and what it made."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any

import traitlets

from hypereal_lab.lab import Asset, Job, Run
from hypereal_lab.widgets import twin
from hypereal_lab.widgets.base import check_keywords
from hypereal_lab.widgets.deeds import Deeds
from hypereal_lab.widgets.pictures import item_of, thumbnail_of
from hypereal_lab.widgets.questions import question
from hypereal_lab.widgets.run_rows import line_of, row_of_job

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["JobCard"]

_TICK = 0.5
"""Seconds between two looks while it is under way."""
_REST = 0.1
"""Seconds between two looks at the least."""


class JobCard(Deeds):
    """A job as it shows itself in a cell of a notebook. Raises `TypeError` for an unknown keyword.

    When it is sent again, it goes on with the new call.
    """

    bundle = "job"

    row: dict[str, Any] = traitlets.Dict().tag(sync=True)  # type: ignore[assignment]
    """The call, as `run_rows.row_of` describes it."""

    def __init__(self, lab: Session, job: Job, **keywords: Any) -> None:
        check_keywords(type(self), keywords, {"layout", "disabled"})
        self.job = job
        self._since = time.time()
        self._stale = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None
        super().__init__(lab, **keywords)
        self.row = self._read()
        self._follow(self._hear)

    def _about(self) -> str:
        return f"{self.row['kind']} by {self.row['model']}, {self.row['status']}"

    @question
    async def _hello(self) -> dict[str, float]:
        """A view was opened. Says what time it is here, for a page whose clock differs."""
        await self._look_round()
        return {"now": time.time() * 1000}

    async def _follow_on(self, job: Job) -> None:
        self.job, self._since = job, time.time()
        await self._look_round()

    # How it follows

    def _on_shown(self) -> None:
        self.lab.loop.start(self._guarded(self._look_round()))

    def _hear(self, event: str) -> None:
        if self.row["open"]:
            self.lab.loop.start(self._guarded(self._look_round()))

    async def _look_round(self) -> None:
        await self._refresh()
        self._stale.set()
        if self._watching is None or self._watching.done():
            self._watching = self._begin(self._watch())

    async def _watch(self) -> None:
        while self.row["open"] or not self.job.done:
            self._stale.clear()
            for run in self._looks.due(filter(None, [self._run()])):
                self._begin(self._look(run))
            await asyncio.sleep(_REST)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stale.wait(), _TICK)
            await self._refresh()

    async def _look(self, run: Run) -> None:
        await self._looks.look(run)
        self._stale.set()

    async def _refresh(self) -> None:
        self.row = await asyncio.to_thread(self._read)
        self._update_twin()

    def close(self) -> None:
        """Take the widget off the page; the job goes on."""
        if (watching := getattr(self, "_watching", None)) is not None:
            with contextlib.suppress(RuntimeError):  # the lab was closed before
                watching.get_loop().call_soon_threadsafe(watching.cancel)
        super().close()

    # The call

    def _run(self) -> Run | None:
        """Its row in the journal; None before it is written, and for a replay, which has another one."""
        try:
            return self.lab.journal.run(self.job.id)
        except KeyError:
            return None

    def _made(self) -> tuple[Asset, ...]:
        if not self.job.done or self.job.exception() is not None:
            return ()
        return tuple(self.job.result().all)

    def _read(self) -> dict[str, Any]:
        run = self._run()
        if run is None:
            return row_of_job(self.job, sent=self._since, note=self.job.message or "", made=self._made())
        made = self.lab.shelf.of_run(run.id) if run.status == "succeeded" else ()
        left = self._is_left(run) if run.open else run.status == "succeeded" and not made and not run.dropped
        return self._row(run, made, left, self._notes.get(run.id, ""))

    # What stays in the notebook

    def _twin(self) -> str:
        run = self._run()
        made = self.lab.shelf.of_run(run.id) if run is not None and run.status == "succeeded" else self._made()
        pictures = [twin.Picture(thumbnail_of(one), item_of(one)["alt"], "") for one in made[:1]]
        return twin.page(self.twin_mark, pictures, (line_of(self.row),), (self.row["note"], self._revive))
