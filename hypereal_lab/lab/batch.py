"""Many calls as one piece of work: a few at a time, each kept as it comes, failures alone asked for again."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypereal_lab.client.loop import LoopThread
from hypereal_lab.errors import HyperealError, SpendingRefused
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.call import Call
from hypereal_lab.wire.money import ZERO, Credits

__all__ = ["Batch", "Cell", "Total"]


@dataclass(frozen=True, slots=True)
class Total:
    """What a batch would cost from here on."""

    low: Credits
    expected: Credits
    high: Credits
    calls: int
    replayed: int
    """Calls that are on the shelf and cost nothing."""
    unknown: int
    """Calls without a known price; they are in no sum."""
    refused: int
    """Combinations that the model does not take."""

    def show(self) -> str:
        """For a person."""
        amount = f"{self.low}" if self.low == self.high else f"{self.low}-{self.high}"
        more = [
            f"{count} {word}"
            for count, word in (
                (self.replayed, "replayed for nothing"),
                (self.unknown, "of unknown price"),
                (self.refused, "not possible"),
            )
            if count
        ]
        return f"{self.calls} calls, {amount} credits" + "".join(f", {one}" for one in more)


@dataclass(slots=True)
class Cell:
    """One call of a batch."""

    point: dict[str, Any]
    """What sets it apart."""
    call: Call | None
    error: Exception | None = None
    asset: Asset | None = None
    status: str = field(default="")

    def __post_init__(self) -> None:
        self.status = "refused" if self.call is None else "never sent"

    @property
    def waits(self) -> bool:
        """Whether it is still to be made."""
        return self.call is not None and self.asset is None


class Batch:
    """Runs cells. Running it again makes only what is missing; what was paid for is never asked for twice."""

    def __init__(self, cells: Sequence[Cell], loop: LoopThread, *, at_once: int) -> None:
        self.cells = list(cells)
        self._loop = loop
        self._at_once = at_once
        self._future: concurrent.futures.Future[None] | None = None
        self._stopped = False

    def total(self, only: Sequence[Cell] | None = None) -> Total:
        """Over the cells that are still to be made, or those of `only`; no network."""
        cells = self.cells if only is None else only
        waiting = [cell.call for cell in cells if cell.waits and cell.call is not None]
        fresh = [call for call in waiting if call.made_before() is None]
        prices = [call.estimate() for call in fresh]
        return Total(
            low=sum((price.low for price in prices if price.low is not None), ZERO),
            expected=sum((price.expected for price in prices if price.expected is not None), ZERO),
            high=sum((price.high for price in prices if price.high is not None), ZERO),
            calls=len(waiting),
            replayed=len(waiting) - len(fresh),
            unknown=sum(not price.known for price in prices),
            refused=sum(cell.call is None and cell.asset is None for cell in cells),
        )

    @property
    def failed(self) -> list[Cell]:
        """Cells whose last try failed."""
        return [cell for cell in self.cells if cell.waits and cell.error is not None]

    def submit(
        self, heard: Callable[[Cell], None] = lambda cell: None, *, only: Sequence[Cell] | None = None
    ) -> concurrent.futures.Future[None]:
        """Begin with what is missing, or with what of `only` is; one that runs goes on.

        `heard` is told of each cell when it begins and when it ends, on the lab's loop.
        """
        if self._future is None or self._future.done():
            self._stopped = False
            self._future = self._loop.start(self._all(heard, self.cells if only is None else only))
        return self._future

    @property
    def runs(self) -> bool:
        """Whether cells are being made."""
        return self._future is not None and not self._future.done()

    def stop(self) -> None:
        """Send no more calls. Those under way come home and are kept."""
        self._stopped = True

    def wait(self) -> None:
        """Make what is missing. An interrupt sends no more; calls under way come home and are kept."""
        try:
            self.submit().result()
        except KeyboardInterrupt:
            self.stop()
            raise

    def __await__(self) -> Generator[Any, None, None]:
        return self._wait().__await__()

    async def _wait(self) -> None:
        waiting = asyncio.wrap_future(self.submit())
        try:
            while not waiting.done():  # wakes the loop, so that an interrupt is heard soon
                await asyncio.wait({waiting}, timeout=0.2)
            waiting.result()
        except asyncio.CancelledError:
            self.stop()
            raise

    async def _all(self, heard: Callable[[Cell], None], cells: Sequence[Cell]) -> None:
        free = asyncio.Semaphore(self._at_once)

        async def one(cell: Cell) -> None:
            async with free:
                if not self._stopped:
                    await self._make(cell, heard)
                    heard(cell)

        await asyncio.gather(*(one(cell) for cell in cells if cell.waits))

    async def _make(self, cell: Cell, heard: Callable[[Cell], None]) -> None:
        """A refusal of money ends the batch: the next call would be refused as well."""
        assert cell.call is not None
        cell.status, cell.error = "running", None
        heard(cell)
        try:
            cell.asset = await cell.call.submit()
            cell.status = "replayed" if cell.asset.replayed else "succeeded"
        except HyperealError as error:
            cell.error, cell.status = error, "failed"
            if isinstance(error, SpendingRefused):
                self.stop()
