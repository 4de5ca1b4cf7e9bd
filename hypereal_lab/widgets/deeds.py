"""What a person sees of a call and can do with it: cancel it, fetch it, give it up, send it again."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from hypereal_lab.errors import HyperealError
from hypereal_lab.lab import Asset, Job, Run
from hypereal_lab.lab.eta import Etas
from hypereal_lab.lab.spending import Spending
from hypereal_lab.widgets import facts
from hypereal_lab.widgets.looks import Looks
from hypereal_lab.widgets.pictures import Pictures
from hypereal_lab.widgets.questions import question
from hypereal_lab.widgets.run_rows import lot_of, told_of

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["Deeds"]

_BEGUN = 5.0
"""Seconds in which a call that is sent again is refused, if it is."""


class Deeds(Pictures):
    """A widget with calls in it. Each is a row as `run_rows.row_of` describes it."""

    def __init__(self, lab: Session, **keywords: Any) -> None:
        self._notes: dict[str, str] = {}
        self._looks = Looks(lab)
        self._etas = Etas(lab.journal)
        self._left: dict[str, bool] = {}
        self._sent_again: dict[str, Job] = {}
        self._sending = asyncio.Lock()
        self._known: dict[str, tuple[Run, tuple[Any, ...], dict[str, Any]]] = {}
        """Rows as they were made, since most do not change from one look to the next."""
        super().__init__(lab, **keywords)

    async def _look_round(self) -> None:
        """Read, because something was done; each widget has its own way."""
        raise NotImplementedError

    # What the page asks

    @question
    async def _cancel(self, run: str) -> dict[str, Any]:
        """Call a job back; says what is refunded."""
        job = await asyncio.to_thread(self.lab.jobs.get, run)
        done = await job.cancel()
        if done.cancelled or run not in self._notes:
            self._notes[run] = done.message
        await self._look_round()
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
    async def _price_again(self, run: str) -> dict[str, Any]:
        """What it would cost to send a call again, and whether it asks first."""
        call = await asyncio.to_thread(self.lab.jobs.again, run)
        made = await asyncio.to_thread(call.made_before)
        return facts.price(call.estimate(), None, kept=made, asks_above=self.lab.asks_above)

    @question
    async def _retry(self, run: str, confirm: bool = False, spend_anyway: bool = False) -> str:
        """Send a call again; gives the id of the new one. However often it is pressed, one is sent."""
        async with self._sending:
            job = self._sent_again.get(run)
            if job is None or (job.done and job.exception() is not None):
                job = await self._begin_again(run, Spending(confirm=confirm, allow_unknown_price=spend_anyway))
        self._notes[run] = "Sent again."
        await self._follow_on(job)
        return job.id

    async def _follow_on(self, job: Job) -> None:
        """A call was sent again, as this job."""
        await self._look_round()

    async def _begin_again(self, run: str, spending: Spending) -> Job:
        """Raises what refuses it before it is sent."""
        call = await asyncio.to_thread(self.lab.jobs.again, run, **spending)
        with self.lab.tag(*await asyncio.to_thread(self.lab.journal.tags_of, run)):
            job = call.submit()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(_begun(job), _BEGUN)
        if job.done and (error := job.exception()) is not None and not self._is_written(job):
            raise error
        self._sent_again[run] = job
        self._attend([job])
        return job

    def _is_written(self, job: Job) -> bool:
        """Whether the journal has it, so that it has a row of its own."""
        try:
            return bool(self.lab.journal.run(job.id))
        except KeyError:
            return False

    # Rows

    def _attend(self, jobs: Iterable[Job]) -> None:
        """Keep the words of calls that cannot be gone on with."""
        for job in jobs:
            self._begin(self._hear_out(job))

    async def _hear_out(self, job: Job) -> None:
        try:
            await job
        except HyperealError as error:
            self._notes.setdefault(job.id, str(error))
        await self._look_round()

    def _row(self, run: Run, made: Sequence[Asset], left: bool, note: str) -> dict[str, Any]:
        if not note and run.status not in ("succeeded", "cancelled"):
            note = run.error or ""
        seen = self._looks.of(run.id)
        waits = run.status == "queued" or (seen is not None and seen.status == "queued")
        eta = self._etas.of(run, seen.ends if seen else None, queued=waits) if run.open and not left else None
        again = run.id not in self._sent_again
        facts = (seen, left, note, tuple(made), eta, again)
        known = self._known.get(run.id)
        if known is None or known[0] is not run:
            known = (run, (), told_of(run))
        if known[1] != facts:
            lot = lot_of(run, seen=seen, left=left, note=note, made=made, eta=eta, again=again)
            known = self._known[run.id] = (run, facts, {**known[2], **lot})
        return known[2]

    def _is_left(self, run: Run) -> bool:
        """Whether nobody looks after it. Seen twice, since a call is written down before it is looked after."""
        before = self._left.get(run.id, False)
        now = self._left[run.id] = not self.lab.jobs.is_under_way(run)
        return now and (before or run.status == "unknown")


async def _begun(job: Job) -> None:
    """Until it is more than a wish."""
    async for event in job.events():
        if event.status != "queued" or event.message:
            return
