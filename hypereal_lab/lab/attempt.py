"""One run from its intent to its end: send, follow, fetch, keep, settle. What a crash left comes home the same way."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from functools import partial

from hypereal_lab.client.hypereal import AsyncHypereal
from hypereal_lab.errors import (
    APIError,
    HyperealError,
    JobFailed,
    OutcomeUnknown,
    ShelfError,
    StillRunning,
    UnreadableAnswer,
)
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.clerk import Clerk
from hypereal_lab.lab.connection import Connection
from hypereal_lab.lab.journal import Also, Journal
from hypereal_lab.lab.keeping import Made, shares
from hypereal_lab.lab.polling import Patience, follow
from hypereal_lab.lab.progress import Progress
from hypereal_lab.lab.provenance import Provenance
from hypereal_lab.lab.reference import Wire, read_wires
from hypereal_lab.lab.run import Run
from hypereal_lab.lab.senders import Outcome, fetch, outcome_of_job, read_charge, read_outcome, send
from hypereal_lab.lab.shelf import Shelf
from hypereal_lab.lab.trip import Start, Trip
from hypereal_lab.lab.uploads import Uploads
from hypereal_lab.media import MediaError
from hypereal_lab.wire.jobs import JobAnswer

__all__ = ["Attempts"]

_REMEMBERED = 23 * 3600.0
"""Seconds after which a server that remembers keys for a day may have forgotten this one."""


_LIGHT = 100_000
"""Bytes below which everything that is worked out of what was made is a matter of a millisecond."""


class _Looks:
    """Looks at the job of one run, with the model and the type that servers ask for where they give no poll link."""

    def __init__(self, client: AsyncHypereal, run: Run) -> None:
        self._jobs = client.jobs
        self._model = str(run.recipe.get("model") or "") or None
        self._type = _TYPES.get(run.kind, run.kind)

    async def get(
        self, job_id: str, *, poll_url: str | None = None, wait: int = 0, since: JobAnswer | None = None
    ) -> JobAnswer:
        return await self._jobs.get(
            job_id, poll_url=poll_url, model=self._model, kind=self._type, wait=wait, since=since
        )


_TYPES = {"edit": "image", "speech": "audio", "clone": "audio", "transcript": "audio", "model3d": "3d"}
"""What the type of a job is called on the wire, where it is not the kind of the recipe."""


class Attempts:
    """Carries runs to their end. One per session."""

    def __init__(
        self,
        connection: Connection,
        journal: Journal,
        shelf: Shelf,
        clerk: Clerk,
        notify: Callable[[str], None],
        *,
        patience: Patience,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._connection = connection
        self._journal = journal
        self._shelf = shelf
        self._clerk = clerk
        self._notify = notify
        self._patience = patience
        self._clock = clock
        self._uploads = Uploads()
        self._unkept: dict[str, tuple[Outcome, Sequence[Made]]] = {}
        """What came and found no room; it is kept here until there is some."""

    async def carry(self, run: Run, progress: Progress, start: Start | None = None) -> Asset:
        """Bring a journaled run to its end and its assets onto the shelf.

        `start` belongs to a run of which nothing was sent before. Otherwise nothing is done that could be
        paid twice: a job is followed, a known answer fetched, a lost one asked for under the same key where the server
        remembers keys. Raises `OutcomeUnknown` where none of this is possible, and what the client and the shelf raise.
        """
        trip = Trip(run, progress, start, sent=start is None)
        progress.say(status="running", job=run.job)
        try:
            outcome, made = self._unkept.get(run.id) or await self._made(trip)
        except (StillRunning, OutcomeUnknown) as error:
            progress.say(message=str(error))
            raise
        except HyperealError as error:
            await self._failed(trip, error)
            raise
        asset = await self._kept(trip, outcome, made)
        progress.say(status="succeeded", fraction=1.0)
        self._notify("balance")
        self._notify("asset")
        return asset

    async def _made(self, trip: Trip) -> tuple[Outcome, Sequence[Made]]:
        client = await self._connection.client()
        outcome = trip.outcome = await self._outcome(client, trip)
        if not outcome.is_here:
            await self._note(trip, self._journal.answered, trip.run.id, outcome.without_bytes())
        return outcome, await fetch(client, outcome)

    async def _outcome(self, client: AsyncHypereal, trip: Trip) -> Outcome:
        run = trip.run
        if run.answer is not None:
            return read_outcome(run.answer)
        if run.job is not None:
            return await self._followed(client, trip, JobAnswer(job_id=run.job, poll_url=run.poll_url))
        if trip.start is None:
            await self._may_ask_again(client, run)
        wires = trip.start.references if trip.start else read_wires(run.request or b"[]")
        texts = [(wire.role, await self._text(client, wire, trip.progress)) for wire in wires]
        trip.sent = True
        words, again = trip.progress.words, trip.start is None
        answer = await send(client, trip.recipe, texts, run.idempotency_key, words, again=again)
        if isinstance(answer, Outcome):
            return answer
        return await self._followed(client, trip, await self._accepted(trip, answer))

    async def _text(self, client: AsyncHypereal, wire: Wire, progress: Progress) -> str:
        """How a reference goes into the request."""
        if not wire.upload or wire.digest is None:
            return await asyncio.to_thread(wire.text, self._shelf)
        asset = await asyncio.to_thread(self._shelf.asset, wire.digest)
        progress.say(message=f"{asset.name or asset.digest[:8]} goes to the server's storage, for a link to it")
        return await self._uploads.link(client, asset)

    async def _may_ask_again(self, client: AsyncHypereal, run: Run) -> None:
        """Asking again is safe where the server answers a known key without doing it again."""
        if run.request is not None and abs(self._clock() - run.time) < _REMEMBERED:
            if not client.remembers_keys:
                with contextlib.suppress(HyperealError):  # any answer tells
                    await client.credits()
            if client.remembers_keys:
                return
        raise OutcomeUnknown(
            f"This very call was sent before ({run.id[:8]}) and its result is lost here; the server may charge for "
            f"asking again. {_aside(run)}fresh=True makes a new one."
        )

    async def _accepted(self, trip: Trip, answer: JobAnswer) -> JobAnswer:
        """The server took the job: write down where it is, and what it said it takes for it."""
        if not answer.id:
            raise UnreadableAnswer("The server took the job and gave no id; look at the account's usage.")
        trip.quoted = read_charge(answer.credits_used)
        status = "running" if answer.state == "running" else "queued"
        await self._note(
            trip,
            partial(self._journal.accepted, job=answer.id, poll_url=answer.poll_url, quoted=trip.quoted),
            trip.run.id,
            status,
            answer.status,
        )
        self._hear(answer, trip.progress)
        return answer

    async def _note(self, trip: Trip, write: Callable[..., None], *values: object) -> None:
        """A row that helps after a crash. Where there is no room for it the work that was paid for still goes on."""
        try:
            await self._clerk.do(write, *values)
        except ShelfError as error:
            trip.progress.say(message=str(error))

    async def _followed(self, client: AsyncHypereal, trip: Trip, answer: JobAnswer) -> Outcome:
        progress = trip.progress
        self._hear(answer, progress)
        self._notify("run")
        looks = _Looks(client, trip.run)
        final = await follow(looks, answer.id, answer.poll_url, lambda seen: self._hear(seen, progress), self._patience)
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

    async def _kept(self, trip: Trip, outcome: Outcome, made: Sequence[Made]) -> Asset:
        """Files first, then all rows at once. What was paid for is kept in memory until all of it is written."""
        run = trip.run
        self._unkept[run.id] = (outcome, made)
        if sum(len(one.data) for one in made) < _LIGHT:
            assets, problem = await self._clerk.do(self._keep_and_settle, trip, outcome, made)
        else:
            rows, problem = await asyncio.to_thread(self._keep, trip, outcome, made)
            assets = await self._clerk.do(self._settle, trip, outcome, rows)
        if not isinstance(problem, ShelfError):
            self._unkept.pop(run.id, None)
        if problem is not None:
            raise problem
        return assets[0]

    def _keep_and_settle(
        self, trip: Trip, outcome: Outcome, made: Sequence[Made]
    ) -> tuple[tuple[Asset, ...], HyperealError | None]:
        """In one visit to the records, for what takes no time to write."""
        rows, problem = self._keep(trip, outcome, made)
        return self._settle(trip, outcome, rows), problem

    def _keep(self, trip: Trip, outcome: Outcome, made: Sequence[Made]) -> tuple[Sequence[Also], HyperealError | None]:
        """The files. What went wrong with them is raised when the run is settled, since it is paid for all the same."""
        try:
            return self._shelf.keep_made(trip.run.id, made, self._stories(trip, outcome, len(made))), None
        except ShelfError as error:
            return (), error
        except MediaError as error:
            problem = UnreadableAnswer(
                f"What the server sent is not a file of this kind ({error}). It was charged; fresh=True asks for "
                "another one."
            )
            problem.__cause__ = error
            return (), problem

    def _settle(self, trip: Trip, outcome: Outcome, rows: Sequence[Also] = ()) -> tuple[Asset, ...]:
        charged, source = trip.charged(outcome)
        self._journal.settle(
            trip.run.id,
            model=outcome.model or trip.run.model,
            units=outcome.units,
            charged=charged,
            source=source,
            latency=trip.seconds,
            media_ms=outcome.media_ms,
            tokens=outcome.tokens,
            also=rows,
        )
        return self._shelf.of_run(trip.run.id, just_written=True)

    def _stories(self, trip: Trip, outcome: Outcome, count: int) -> list[Provenance]:
        run, now = trip.run, self._clock()
        recipe, (charged, source) = trip.recipe, trip.charged(outcome)
        return [
            Provenance(
                recipe=recipe,
                credits=None if source == "unknown" else cost,
                price_version=run.price_version,
                price_basis=run.price_basis,
                model=outcome.model or run.model,
                provider=run.provider,
                made=now,
                position=position,
            )
            for position, cost in enumerate(shares(charged, count))
        ]

    async def _failed(self, trip: Trip, error: HyperealError) -> None:
        """What was answered was charged, whatever became of its bytes; else the error says how the run stands."""
        if trip.outcome is not None:
            await self._clerk.do(self._settle, trip, trip.outcome)
            status = "succeeded"
        else:
            status = trip.status_after(error)
            request = error.request_id if isinstance(error, APIError) else None
            fail = partial(self._journal.fail, status=status, error=str(error), request_id=request)
            await self._clerk.do(partial(fail, trip.run.id, latency=trip.seconds))
        trip.progress.say(status=status, message=str(error))
        self._notify("run")


def _aside(run: Run) -> str:
    if not run.open:
        return f"It was charged {'an unknown amount' if run.cost is None else f'{run.cost} credits'}. "
    return (
        f"Up to {run.held} credits stay set aside; if the account shows no such call, lab.jobs.forget({run.id[:8]!r}) "
        "frees them. "
    )
