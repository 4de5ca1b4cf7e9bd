"""The spine of every generation: replay, price, reserve, journal, run, settle, store, embed."""

from __future__ import annotations

import asyncio
import concurrent.futures
import time
import uuid
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from hypereal_lab.client.loop import LoopThread
from hypereal_lab.errors import (
    Conflict,
    HyperealError,
    JobFailed,
    NotFound,
    OutcomeUnknown,
    SpendingRefused,
    StillRunning,
)
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.attempt import Attempts
from hypereal_lab.lab.card import replay_note
from hypereal_lab.lab.clerk import Clerk
from hypereal_lab.lab.connection import Connection
from hypereal_lab.lab.face import Face
from hypereal_lab.lab.guard import check_spending
from hypereal_lab.lab.job import About, Cancelled, Job
from hypereal_lab.lab.journal import Intent, Journal, Run
from hypereal_lab.lab.owner import Owner
from hypereal_lab.lab.plan import Order, Plan
from hypereal_lab.lab.progress import Progress
from hypereal_lab.lab.reference import TOLD, Wire, write_wires
from hypereal_lab.lab.replays import Replays
from hypereal_lab.lab.shelf import Shelf
from hypereal_lab.lab.trip import Start
from hypereal_lab.lab.words import Words
from hypereal_lab.wire.money import Credits

if TYPE_CHECKING:
    from hypereal_lab.lab.dry_run import DryRun

__all__ = ["Rules", "Spine"]

_LOOK = 0.2
"""Seconds between two looks at a call that another kernel is making."""


@dataclass
class Rules:
    """What holds for all calls of a session."""

    confirm_above: Credits | None = None
    dry: DryRun | None = None
    job_face: Face | None = None
    """What shows a job in a cell, where there is a notebook."""


class Spine:
    """Sends plans. One per session; what several kernels must agree on is in the journal."""

    def __init__(
        self,
        connection: Connection,
        journal: Journal,
        shelf: Shelf,
        attempts: Attempts,
        clerk: Clerk,
        owner: Owner,
        loop: LoopThread,
        notify: Callable[[str], None],
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._connection = connection
        self._journal = journal
        self._shelf = shelf
        self._attempts = attempts
        self._clerk = clerk
        self._owner = owner
        self._loop = loop
        self._notify = notify
        self._clock = clock
        self._flights: dict[str, asyncio.Future[None]] = {}
        self._active: dict[str, asyncio.Task[Asset]] = {}
        self._resumed: set[str] = set()
        self._replays = Replays(journal, shelf, self.provider, owner.token)
        self.rules = Rules()

    @property
    def provider(self) -> str:
        """Who makes it."""
        return self._connection.provider

    def submit(self, plan: Plan, words: Words | None = None) -> Job:
        """Begin, with the budgets, tags and notebook that surround this line. `words` hears an answer as it comes."""
        order = Order(plan, Progress(words))
        run = uuid.uuid4().hex
        future = self._loop.start(_told(self._send(order, run), order.progress))
        return self._handle(run, future, order.progress, About(plan.recipe.kind, plan.recipe.model, plan.recipe.prompt))

    def resume(self, run: Run) -> Job:
        """Go on with a run of the journal that this or another kernel left."""
        progress = Progress()
        future = self._loop.start(_told(self._resume(run, progress), progress))
        self._resumed.add(run.id)
        future.add_done_callback(lambda _: self._resumed.discard(run.id))
        return self._handle(run.id, future, progress, About(run.kind, run.model, run.prompt))

    def made_before(self, plan: Plan) -> Asset | None:
        """What a replay of this plan would give."""
        return self._replays.asset(plan)

    def is_under_way(self, run: Run) -> bool:
        """Whether it is carried to its end somewhere, or was just asked for here."""
        return run.id in self._resumed or self.is_looked_after(run)

    def is_looked_after(self, run: Run) -> bool:
        """Whether some kernel that lives is carrying this run to its end."""
        if run.owner == self._owner.token:
            return run.id in self._active
        return self._owner.is_alive(run.owner)

    def _handle(self, run: str, future: concurrent.futures.Future[Asset], progress: Progress, about: About) -> Job:
        job = Job(run, future, progress, self._loop, lambda: self._cancel(run, progress), about)
        job.face = self.rules.job_face
        return job

    async def _send(self, order: Order, run: str) -> Asset:
        """One call of a recipe at a time: an equal one waits and is then replayed, or hears the same error."""
        if self.rules.dry is not None:
            asset = await asyncio.to_thread(self.rules.dry.note, order.plan, self.made_before)
            order.progress.say(status="succeeded", message="dry run: nothing was sent")
            return asset
        flight = f"{order.plan.recipe.hash}/{self.provider}" + (f"/{run}" if order.plan.fresh else "")
        while (running := self._flights.get(flight)) is not None:
            await asyncio.wait([running])
            error = None if running.cancelled() else running.exception()
            if error is not None and not isinstance(error, SpendingRefused):  # its budget and its yes are not mine
                raise error
        mine = self._flights[flight] = asyncio.get_running_loop().create_future()
        try:
            asset = await self._make(order, run, flight)
            mine.set_result(None)
            return asset
        except HyperealError as error:
            mine.set_exception(error)
            mine.exception()  # nobody may be waiting for it
            raise
        finally:
            del self._flights[flight]
            mine.cancel()  # does nothing to one that is done

    async def _make(self, order: Order, run: str, flight: str) -> Asset:
        gone: set[str] = set()
        while True:
            found = await self._clerk.do(self._begin, order, run, flight, gone)
            if isinstance(found, Asset):
                order.progress.say(status="succeeded", message=replay_note(found.saved))
                self._notify("run")
                return found
            other, start = found
            if start is not None:
                self._notify("run")
                return await self._carry(other, order.progress, start)
            if other.status == "succeeded" and other.id in gone:
                return await self._carry(other, order.progress)
            if other.open and (joined := await self._join(other, order.progress)) is not None:
                return joined

    def _begin(self, order: Order, run: str, flight: str, gone: set[str]) -> Asset | tuple[Run, Start | None]:
        """In one visit to the records: a replay, or a run to carry from its start, or one that stands in the way.

        A finished run in `gone` is one whose result is still to be fetched.
        """
        plan = order.plan
        if not plan.fresh:
            found = self._replays.take(order, gone)
            if found is not None:
                return found if isinstance(found, Asset) else (found, None)
        wires = [reference.wire(now=self._clock()) for reference in plan.references]
        wires += [Wire(TOLD, link=plan.webhook_url)] if plan.webhook_url else []
        begun = self._journal.begin(self._intent(order, run, flight, frozenset(gone), wires))
        return begun, Start(plan.recipe, wires) if begun.id == run else None

    def _intent(self, order: Order, run: str, flight: str, gone: frozenset[str], wires: Sequence[Wire]) -> Intent:
        plan = order.plan
        hold = check_spending(plan.price, plan.consent, model=plan.recipe.model, confirm_above=self.rules.confirm_above)
        return Intent(
            run=run,
            recipe=plan.recipe,
            provider=self.provider,
            owner=self._owner.token,
            key=run,
            price=plan.price,
            hold=hold,
            flight=flight,
            scope=order.scope,
            place=order.place,
            request=write_wires(wires),
            fresh=plan.fresh,
            besides=gone,
        )

    async def _join(self, other: Run, progress: Progress) -> Asset | None:
        """Wait for an equal call of another kernel, or go on with it where nobody looks after it any more."""
        while self.is_looked_after(other) and other.id not in self._active:
            await asyncio.sleep(_LOOK)
            other = await self._clerk.do(self._journal.run, other.id)
            if not other.open:
                return None
        if other.id in self._active:
            return await asyncio.shield(self._active[other.id])
        if not await self._clerk.do(self._journal.adopt, other, self._owner.token):
            return None
        return await self._carry(other, progress)

    async def _resume(self, run: Run, progress: Progress) -> Asset:
        """What a run made, carried to its end where that is still to come.

        A job that ended badly or was given up is looked at again: it may have been done, and paid for, after all.
        """
        if run.status == "succeeded" and (kept := await self._clerk.do(self._shelf.of_run, run.id)):
            progress.say(status="succeeded", job=run.job)
            return kept[0]
        if not run.open and run.status != "succeeded" and run.job is None:
            progress.say(status=run.status, message=run.error)
            raise JobFailed(run.error or f"It ended {run.status}.", job=run.job or run.id, status=run.status)
        if run.open:
            if (asset := await self._join(run, progress)) is not None:
                return asset
            return await self._resume(await self._clerk.do(self._journal.run, run.id), progress)
        return await self._carry(run, progress)

    async def _carry(self, run: Run, progress: Progress, start: Start | None = None) -> Asset:
        """Carry a run to its end, once in this kernel however many ask for it."""
        if (task := self._active.get(run.id)) is None:
            task = asyncio.ensure_future(self._attempts.carry(run, progress, start))
            self._active[run.id] = task
            task.add_done_callback(lambda _: self._active.pop(run.id, None))
        return await task

    async def _cancel(self, run: str, progress: Progress) -> Cancelled:
        """Only a job can be called back; an answer that is on its way is paid for."""
        try:
            row = await self._clerk.do(self._journal.run, run)
        except KeyError:
            return Cancelled(False, None, "Nothing was sent, so there is nothing to cancel.")
        if not row.open:
            return Cancelled(False, None, f"It has {row.status} already; {row.credits} credits were charged.")
        if row.job is None:
            return Cancelled(
                False,
                None,
                "This call answers at once and cannot be called back; its result lands on the shelf and is charged.",
            )
        return await self._call_back(row, row.job, progress)

    async def _call_back(self, run: Run, job: str, progress: Progress) -> Cancelled:
        client = await self._connection.client()
        try:
            answer = await client.jobs.cancel(job)
        except Conflict as error:
            return Cancelled(False, None, f"It is too late to cancel: {error.message}")
        except NotFound as error:
            return Cancelled(False, None, f"This server cannot call it back, so it goes on: {error.message}")
        said = f" The server says: {answer.message}" if answer.message else ""
        if answer.state != "cancelled":
            return Cancelled(False, None, f"It was not cancelled, the job is {answer.state}.{said}")
        fail = partial(self._journal.fail, status="cancelled", error="cancelled")
        await self._clerk.do(partial(fail, run.id, latency=self._clock() - run.time))
        progress.say(status="cancelled", raw=answer.status)
        self._notify("balance")
        return Cancelled(True, run.held, f"Cancelled; {run.held} credits are free again.{said}")


async def _told(work: Coroutine[Any, Any, Asset], progress: Progress) -> Asset:
    """Say the last word of a call to those who watch it, however it ends."""
    try:
        return await work
    except HyperealError as error:
        progress.say(status=_ending(error, progress), message=str(error))
        raise
    finally:
        progress.end()


def _ending(error: HyperealError, progress: Progress) -> str:
    """What a call ended with that nobody spoke of yet."""
    if isinstance(error, StillRunning):
        return progress.latest.status
    if isinstance(error, OutcomeUnknown):
        return "unknown"
    return progress.latest.status if progress.latest.status not in ("queued", "running") else "failed"
