"""Films made elsewhere: ordered once, their provider's id on disk before it is asked, waited for over restarts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.providers.base import Clip, ProviderFailed, VideoOrder, VideosProvider
from hypereal_lab.gateway.store import Store
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.gateway.upstream.media.lending import Loan
from hypereal_lab.gateway.upstream.media.outcomes import (
    Accepted,
    Done,
    Ended,
    Made,
    Standing,
    Unclear,
    Unknown,
    Working,
)
from hypereal_lab.gateway.upstream.media.rows import FarJob, FarRows
from hypereal_lab.gateway.upstream.media.target import FarTarget, next_look
from hypereal_lab.gateway.upstream.turns import UNKNOWN, Link, Patience, Turns
from hypereal_lab.gateway.upstream.wire import Sending

__all__ = ["EXPIRES", "UpstreamFilms"]

R = TypeVar("R")

log = logging.getLogger("hypereal_lab.gateway")

EXPIRES = 24 * 3600.0
"""Seconds from the order until the hold is given back, whatever the provider may say or bill after that."""
_DARK = 5
"""Looks in a row without a word that can be used, after which nobody knows what becomes of it."""
_REPEATABLE = 12 * 3600.0
"""Seconds in which an order may be repeated under its key: half of what such providers remember."""
_FAREWELL = 10.0
"""Seconds that orders on their way have to be answered when the gateway stops."""


class UpstreamFilms:
    """Everything it knows is in rows; it may be stopped at any point."""

    def __init__(
        self,
        store: Store,
        chain: Callable[[Card], Turns[Any]],
        target: Callable[[str, str], FarTarget | None],
        sandbox: VideosProvider,
        patience: Patience,
    ) -> None:
        """`chain` gives the targets of a model, `target` one by its provider's name and its model there."""
        self._store = store
        self._rows = FarRows(store)
        self._chain = chain
        self._target = target
        self._sandbox = sandbox
        self._patience = patience
        self._tasks: set[asyncio.Task[Any]] = set()

    def takes(self, card: Card) -> bool:
        """Whether one of its targets is elsewhere."""
        return any(isinstance(link.target, FarTarget) for link in self._chain(card).links)

    async def video(
        self, job: str, order: Callable[[], Awaitable[VideoOrder]], progress: Callable[[float], None]
    ) -> Clip:
        """The film. Raises `ProviderFailed` for a definite end, or for the end of the hold's time."""
        row = self._rows.find(job)
        if row is None:
            given = await self._ordered(job, await order(), progress)
            if isinstance(given, Clip):
                return given
            row = given
        return await self._awaited(row, progress)

    def give_up(self, job: str) -> None:
        """Ask the provider to stop. What cannot be asked now is asked by `sweep`."""
        for row in self._rows.unwanted(job):
            self._start(self._stop(row))

    def is_unclear(self, job: str) -> bool:
        """By its row."""
        row = self._rows.find(job)
        return row is not None and row.state == "unknown"

    def served(self, job: str) -> tuple[str | None, int]:
        """By its row."""
        row = self._rows.find(job)
        return (None, 0) if row is None else (row.provider, row.attempts)

    async def sweep(self) -> None:
        """Stop what nobody wants any more."""
        for row in self._rows.unwanted():
            await self._stop(row)

    async def close(self) -> None:
        """Orders on their way have a moment to be answered; the rows tell the next start of the others."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=_FAREWELL)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _ordered(self, job: str, order: VideoOrder, progress: Callable[[float], None]) -> FarJob | Clip:
        """Give the order to the first target that takes it."""

        async def ask(link: Link[Any], attempt: int) -> FarJob | Clip:
            if isinstance(link.target, FarTarget):
                return await self._protected(self._ask(link.target, job, order, attempt))
            return (await self._sandbox.video(order, progress))._replace(provider=link.name)

        try:
            given, _, _ = await self._chain(order.card).once(ask)
            return given
        except ProviderFailed as failure:
            row = self._rows.find(job)
            if failure.code != UNKNOWN or row is None:
                raise
            log.warning("%s: nobody knows whether %s took it on; it is not asked again", job, row.provider)
            return row

    async def _ask(self, target: FarTarget, job: str, order: VideoOrder, attempt: int) -> FarJob:
        """One order at one target. Raises `UpstreamFailed` where it was not taken, and `Unknown`."""
        prepared = await target.prepare(order)
        sending, caller = prepared.sending, target.upstream.caller
        row = FarJob(
            job=job,
            provider=target.upstream.name,
            model=target.model,
            base=caller.base_url,
            token=f"{job}-{attempt}",
            attempts=attempt,
            path=sending.path,
            body=sending.body,
            loans=" ".join(prepared.loan.ids),
            asked=self._store.clock(),
        )
        await self._rows.ask(row)
        try:
            return await self._taken(row, await target.submit(sending, row.token))
        except Unknown:
            await self._rows.stands(job, "unknown")
            raise
        except UpstreamFailed:
            await self._rows.refused(job)
            await prepared.loan.take_back()
            raise

    async def _asked_again(self, row: FarJob) -> FarJob:
        """The answer to an order that got none, from a provider that does the same order under the same key once."""
        target = self._target(row.provider, row.model)
        if target is None or target.upstream.caller.base_url != row.base:
            return row
        if self._store.clock() >= row.asked + _REPEATABLE:
            return row
        try:
            return await self._taken(row, await target.submit(Sending(row.path, row.body), row.token, again=True))
        except Unknown:
            return row
        except UpstreamFailed as failure:
            await self._end(row)
            raise ProviderFailed(failure.reason) from failure

    async def _taken(self, row: FarJob, made: Accepted) -> FarJob:
        await self._rows.accepted(row.job, made.id, made.poll)
        if self._rows.unwanted(row.job):  # it was cancelled meanwhile
            self.give_up(row.job)
        return row._replace(upstream=made.id, poll=made.poll, state="accepted")

    async def _awaited(self, row: FarJob, progress: Callable[[float], None]) -> Clip:
        """Look until there is a definite end, or the hold's time is over."""
        looks = dark = 0
        while True:
            looks += 1
            if row.upstream is None:
                row = await self._protected(self._asked_again(row))
            standing = await self._look(row, looks)
            match standing:
                case Done(made):
                    return await self._fetched(row, made)
                case Ended(reason):
                    await self._end(row)
                    raise ProviderFailed(reason if reason.endswith((".", "!", "?")) else f"{reason}.")
                case Working(fraction, _):
                    dark, row = 0, await self._stands(row, "accepted")
                    progress(fraction or 0.0)
                case Unclear(lost, _):
                    dark += 1
                    if lost or dark >= _DARK or row.upstream is None:
                        row = await self._stands(row, "unknown")
            if self._store.clock() >= row.asked + EXPIRES:
                raise self._expired(row)
            await self._patience.sleep(next_look(looks, standing.retry_after))

    async def _look(self, row: FarJob, looks: int) -> Standing:
        """At the endpoint that it was submitted to, and at no other."""
        target = self._target(row.provider, row.model)
        if target is None or row.upstream is None or row.poll is None or target.upstream.caller.base_url != row.base:
            return Unclear(lost=True, retry_after=300.0)
        return await target.look(Accepted(row.upstream, row.poll), looks)

    async def _fetched(self, row: FarJob, made: Made) -> Clip:
        target = self._target(row.provider, row.model)
        assert target is not None, "it was just asked"
        try:
            film = await target.upstream.results.file(made.files[0], "video")
        except UpstreamFailed as failure:
            log.warning("%s: what %s made is of no use, and its bill is the house's", row.job, row.provider)
            await self._end(row)
            raise ProviderFailed(failure.reason) from failure
        await self._end(row)
        return Clip(film.facts.media_type, film.data, provider=row.provider)

    def _expired(self, row: FarJob) -> ProviderFailed:
        log.warning("%s: %s gave no end within a day; what it may bill is the house's", row.job, row.provider)
        hours = int(EXPIRES // 3600)
        return ProviderFailed(f"Its provider gave no definite answer within {hours} hours, and what was held is free.")

    async def _stands(self, row: FarJob, state: str) -> FarJob:
        if row.state != state:
            await self._rows.stands(row.job, state)
        return row._replace(state=state)

    async def _stop(self, row: FarJob) -> None:
        target = self._target(row.provider, row.model)
        if target is None or row.upstream is None or target.upstream.caller.base_url != row.base:
            return
        if await target.cancel(Accepted(row.upstream, row.poll or "")):
            await self._end(row)

    async def _end(self, row: FarJob) -> None:
        await self._rows.stands(row.job, "ended")
        target = self._target(row.provider, row.model)
        if row.loans and target is not None:
            loan = Loan(target.upstream.caller)
            loan.ids += row.loans.split()
            await loan.take_back()

    async def _protected(self, work: Coroutine[Any, Any, R]) -> R:
        """An order on its way is not broken off by whoever waits for it: its answer has to be written down."""
        return await asyncio.shield(self._start(work))

    def _start(self, work: Coroutine[Any, Any, R]) -> asyncio.Task[R]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, UpstreamFailed | ProviderFailed):
            log.error("an order elsewhere could not be written down", exc_info=error)
