"""A call of the lab: priced before it is sent, journaled before the first byte, kept when it comes back."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Callable, Coroutine, Generator, Mapping
from dataclasses import dataclass
from typing import Any

from hypereal_lab.catalog import Estimate
from hypereal_lab.client.loop import LoopThread
from hypereal_lab.errors import NeverSent
from hypereal_lab.lab import card
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.source import curl_source, python_source

__all__ = ["Call", "Plan", "Run"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything about a call that is known before it is sent."""

    id: str
    """Of the run and, for the server, the idempotency key: sending the same call again is never paid twice."""
    recipe: Mapping[str, Any]
    price: Estimate
    url: str
    """Route for `to_curl`."""
    reference_field: str


class Call:
    """Something that can be made, with its price. Await it, `run()` it, or `submit()` it and go on.

    A call is sent once: asking again gives the same asset. After a failure asking again repeats the very same request,
    which a server that already did it answers without charging.
    """

    def __init__(self, plan: Plan, loop: LoopThread, send: Callable[[Plan], Coroutine[Any, Any, Asset]]) -> None:
        self._plan = plan
        self._loop = loop
        self._send = send
        self._future: concurrent.futures.Future[Asset] | None = None

    @property
    def recipe(self) -> dict[str, Any]:
        """Model, inputs and references by content; no key, path or signed link."""
        return dict(self._plan.recipe)

    def estimate(self) -> Estimate:
        """What it will cost: low, expected and high, from the price book; no network."""
        return self._plan.price

    @property
    def state(self) -> str:
        """`never sent`, `running`, `done` or `failed`."""
        if self._future is None:
            return "never sent"
        if not self._future.done():
            return "running"
        return "failed" if _failed(self._future) else "done"

    def submit(self) -> Run:
        """Send it and return at once with a handle."""
        if self._future is None or (self._future.done() and _failed(self._future)):
            self._future = self._loop.start(self._send(self._plan))
        return Run(self._future)

    def run(self) -> Asset:
        """Send it and wait. An interrupt ends the waiting only: what was sent is kept on the shelf when it is done."""
        return self.submit().result()

    def __await__(self) -> Generator[Any, None, Asset]:
        return self.submit().__await__()

    def to_python(self) -> str:
        """Source that makes the same call."""
        return python_source(self._plan.recipe)

    def to_curl(self) -> str:
        """The request for a shell, with the key left to HYPEREAL_API_KEY."""
        return curl_source(self._plan.recipe, url=self._plan.url, reference_field=self._plan.reference_field)

    def __repr__(self) -> str:
        recipe = self._plan.recipe
        return f"<Call {recipe['kind']} by {recipe['model']}: {self.state}, {self._plan.price.show()}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        price, recipe = self._plan.price, self._plan.recipe
        facts = [
            ("Prompt", str(recipe["inputs"]["prompt"])[:200]),
            ("Price", f"{price.show()} ({price.basis}, book {price.version})" if price.known else price.show()),
            ("State", self.state),
        ]
        note = "Await it, or call .run(), to send it." if self._future is None else ""
        return {"text/plain": repr(self), "text/html": card.of_facts(f"Call: {recipe['model']}", facts, note)}


class Run:
    """A call on its way. Waiting for it may be given up; the work goes on."""

    def __init__(self, future: concurrent.futures.Future[Asset]) -> None:
        self._future = future

    @property
    def done(self) -> bool:
        """Whether it ended, well or badly."""
        return self._future.done()

    def result(self, timeout: float | None = None) -> Asset:
        """Wait for the asset. Raises what the call raised, or `TimeoutError` after so many seconds."""
        return self._future.result(timeout)

    def cancel(self) -> bool:
        """Stop waiting on the lab's side. What the server already does is charged and can be asked for again."""
        return self._future.cancel()

    def exception(self) -> BaseException | None:
        """What it ended with, for a call that is done."""
        if not self._future.done():
            raise NeverSent("the call is still running; await it first")
        return None if self._future.cancelled() else self._future.exception()

    def __await__(self) -> Generator[Any, None, Asset]:
        return asyncio.shield(asyncio.wrap_future(self._future)).__await__()

    def __repr__(self) -> str:
        state = "running" if not self._future.done() else "failed" if _failed(self._future) else "done"
        return f"<Run {state}>"


def _failed(future: concurrent.futures.Future[Asset]) -> bool:
    return future.cancelled() or future.exception() is not None
