"""One run from its intent to its end: send, follow, fetch, keep, settle. What a crash left comes home the same way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from hypereal_lab.client.hypereal import AsyncHypereal
from hypereal_lab.errors import (
    APIError,
    Gone,
    HyperealError,
    JobFailed,
    NotFound,
    OutcomeUnknown,
    SettingsError,
    ShelfError,
    StillRunning,
    TransportError,
    UnreadableAnswer,
)
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.connection import Connection
from hypereal_lab.lab.journal import Also, Journal
from hypereal_lab.lab.polling import Patience, follow
from hypereal_lab.lab.progress import Progress
from hypereal_lab.lab.provenance import Provenance
from hypereal_lab.lab.recipe import Recipe, read_recipe
from hypereal_lab.lab.reference import Wire, read_wires
from hypereal_lab.lab.run import Run
from hypereal_lab.lab.senders import ORDERS, SENDERS, Outcome, fetch, outcome_of_job, read_outcome
from hypereal_lab.lab.shelf import Made, Shelf, shares
from hypereal_lab.media import MediaError
from hypereal_lab.wire.jobs import JobAnswer
from hypereal_lab.wire.money import ZERO, Credits

__all__ = ["Attempts"]

_REMEMBERED = 23 * 3600.0
"""Seconds after which a server that remembers keys for a day may have forgotten this one."""


class Attempts:
    """Carries runs to their end. One per session."""

    def __init__(
        self,
        connection: Connection,
        journal: Journal,
        shelf: Shelf,
        notify: Callable[[str], None],
        *,
        patience: Patience,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._connection = connection
        self._journal = journal
        self._shelf = shelf
        self._notify = notify
        self._patience = patience
        self._clock = clock
        self._unkept: dict[str, tuple[Outcome, Sequence[Made]]] = {}
        """What came and found no room; it is kept here until there is some."""

    async def carry(self, run: Run, progress: Progress, first: Sequence[Wire] | None = None) -> Asset:
        """Bring a journaled run to its end and its assets onto the shelf.

        `first` are the references of a run of which nothing was sent before. Otherwise nothing is done that could be
        paid twice: a job is followed, a known answer fetched, a lost one asked for under the same key where the server
        remembers keys. Raises `OutcomeUnknown` where none of this is possible, and what the client and the shelf raise.
        """
        started = time.monotonic()
        progress.say(status="running", job=run.job)
        try:
            outcome, made = self._unkept.get(run.id) or await self._made(run, progress, first)
        except (StillRunning, OutcomeUnknown) as error:
            progress.say(message=str(error))
            raise
        except HyperealError as error:
            await self._failed(run, error, time.monotonic() - started, progress)
            raise
        asset = await asyncio.to_thread(self._finish, run, outcome, made, time.monotonic() - started)
        progress.say(status="succeeded", fraction=1.0)
        self._notify("balance")
        self._notify("asset")
        return asset

    async def _made(self, run: Run, progress: Progress, first: Sequence[Wire] | None) -> tuple[Outcome, Sequence[Made]]:
        client = await self._connection.client()
        outcome = await self._outcome(client, run, progress, first)
        if not outcome.is_here:
            await asyncio.to_thread(self._journal.answered, run.id, outcome.without_bytes())
        return outcome, await fetch(client, outcome)

    async def _outcome(
        self, client: AsyncHypereal, run: Run, progress: Progress, first: Sequence[Wire] | None
    ) -> Outcome:
        if run.answer is not None:
            return read_outcome(run.answer)
        recipe = read_recipe(run.recipe)
        if run.job is not None:
            return await self._followed(client, run, JobAnswer(job_id=run.job, poll_url=run.poll_url), progress)
        if first is None:
            self._may_ask_again(client, run)
        wires = read_wires(run.request or b"[]") if first is None else first
        texts = [(wire.role, await asyncio.to_thread(wire.text, self._shelf)) for wire in wires]
        if recipe.kind in SENDERS:
            return await SENDERS[recipe.kind](client, recipe, texts, run.idempotency_key)
        answer = await ORDERS[recipe.kind](client, recipe, texts, run.idempotency_key)
        return await self._followed(client, run, answer, progress)

    def _may_ask_again(self, client: AsyncHypereal, run: Run) -> None:
        """Asking again is safe where the server answers a known key without doing it again."""
        remembered = self._clock() - run.time < _REMEMBERED
        if client.settings.honours_idempotency and remembered and run.request is not None:
            return
        raise OutcomeUnknown(
            f"This very call was sent before ({run.id[:8]}) and its result is lost here; the server may charge for "
            f"asking again. {_aside(run)}fresh=True makes a new one."
        )

    async def _followed(self, client: AsyncHypereal, run: Run, answer: JobAnswer, progress: Progress) -> Outcome:
        if not answer.id:
            raise UnreadableAnswer("The server took the job and gave no id; look at the account's usage.")
        if run.job is None:
            await asyncio.to_thread(
                self._journal.accepted,
                run.id,
                job=answer.id,
                poll_url=answer.poll_url,
                status="running" if answer.state == "running" else "queued",
                raw=answer.status,
            )
        self._hear(answer, progress)
        self._notify("run")
        final = await follow(
            client.jobs, answer.id, answer.poll_url, lambda seen: self._hear(seen, progress), self._patience
        )
        if final.state != "succeeded":
            why = f": {final.reason}" if final.reason else "."
            raise JobFailed(
                f"The job {answer.id} ended {final.state}{why} Nothing is charged for it.",
                job=answer.id,
                status=final.state,
            )
        return outcome_of_job(final)

    def _hear(self, answer: JobAnswer, progress: Progress) -> None:
        status = answer.state if answer.state in ("queued", "running") else progress.latest.status
        progress.say(status=status, raw=answer.status or None, job=answer.id, fraction=answer.progress)

    def _finish(self, run: Run, outcome: Outcome, made: Sequence[Made], seconds: float) -> Asset:
        """Files first, then all rows at once. What was paid for is written down even where it cannot be kept."""
        recipe = read_recipe(run.recipe)
        reported = outcome.charged
        charged = (run.estimate_expected or ZERO) if reported is None else Credits.read(reported)
        model = outcome.model or run.model
        problem: HyperealError | None = None
        rows: Sequence[Also] = ()
        try:
            rows = self._shelf.keep_made(run.id, made, self._stories(run, recipe, model, charged, len(made)))
            self._unkept.pop(run.id, None)
        except ShelfError as error:
            self._unkept[run.id] = (outcome, made)
            problem = error
        except MediaError as error:
            problem = UnreadableAnswer(
                f"What the server sent is not a file of this kind ({error}). It was charged; fresh=True asks for "
                "another one."
            )
        self._journal.settle(
            run.id,
            model=model,
            units=outcome.units,
            charged=charged,
            source="computed" if reported is None else "reported",
            latency=seconds,
            also=rows,
        )
        if problem is not None:
            raise problem
        return self._shelf.of_run(run.id)[0]

    def _stories(self, run: Run, recipe: Recipe, model: str, charged: Credits, count: int) -> list[Provenance]:
        now = self._clock()
        return [
            Provenance(
                recipe=recipe,
                credits=cost,
                price_version=run.price_version,
                price_basis=run.price_basis,
                model=model,
                provider=run.provider,
                made=now,
                position=position,
            )
            for position, cost in enumerate(shares(charged, count))
        ]

    async def _failed(self, run: Run, error: HyperealError, seconds: float, progress: Progress) -> None:
        status = _status_after(error, job=progress.latest.job)
        request = error.request_id if isinstance(error, APIError) else None
        await asyncio.to_thread(
            self._journal.fail, run.id, status=status, error=str(error), latency=seconds, request_id=request
        )
        progress.say(status=status, message=str(error))
        self._notify("run")


def _aside(run: Run) -> str:
    if not run.open:
        return f"It was charged {run.credits} credits. "
    return (
        f"Up to {run.held} credits stay set aside; if the account shows no such call, lab.jobs.forget({run.id[:8]!r}) "
        "frees them. "
    )


def _status_after(error: HyperealError, *, job: str | None) -> str:
    """What an error says of the run: only a word of the server, or a request that never left, is an end."""
    if isinstance(error, JobFailed):
        return error.status
    if job is not None:
        return "expired" if isinstance(error, NotFound | Gone) else "unknown"
    if isinstance(error, TransportError):
        return "failed" if error.unsent else "unknown"
    return "failed" if isinstance(error, APIError | SettingsError | ShelfError) else "unknown"
