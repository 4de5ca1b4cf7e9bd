"""A call for words: the whole answer, or the answer while it is written, and its value where a form was asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.call import Call
from hypereal_lab.lab.job import Job
from hypereal_lab.lab.plan import Plan
from hypereal_lab.lab.words import Words

if TYPE_CHECKING:
    from hypereal_lab.lab.spine import Spine

__all__ = ["ChatCall"]


class ChatCall(Call):
    """Await it or `run()` it for the whole; `async for words in call`, or `call.deltas()`, for words as they come.

    Words come while they are written where `stream=True` was said, else all at once. An answer that is on the shelf is
    there at once and costs nothing. Leaving the loop ends the reading only: the answer still lands on the shelf.
    """

    def __init__(self, plan: Plan, spine: Spine, *, stream: bool = False, returns: Any = None) -> None:
        super().__init__(plan, spine)
        self._stream = stream
        self._returns = returns
        self._words: Words | None = None
        self._left = False

    @property
    def thought(self) -> str:
        """What the model thought before it answered, as far as it was told while it was written."""
        return "" if self._words is None else self._words.thought

    def leave(self) -> None:
        """End all reading now, from any thread: loops over the words end. The answer still lands on the shelf."""
        self._left = True
        if self._words is not None:
            self._words.end()

    def run(self) -> Asset:
        """Send it and wait. An interrupt ends the waiting only: what was sent is kept on the shelf when it is done."""
        return self._formed(super().run())

    def __await__(self) -> Generator[Any, None, Asset]:
        return self._whole().__await__()

    async def __aiter__(self) -> AsyncIterator[str]:
        """Raises at the end what awaiting it raises."""
        job, words = self.submit(), self._words
        if words is not None:
            async for piece in words:
                yield piece
                if self._left:
                    return
        if self._left:
            return
        asset = await job
        if (words is None or not words.any) and asset.text:
            yield asset.text

    def deltas(self) -> Iterator[str]:
        """The same for a plain `for`."""
        job, words = self.submit(), self._words
        if words is not None:
            for piece in words:
                yield piece
                if self._left:
                    return
        if self._left:
            return
        asset = job.result()
        if (words is None or not words.any) and asset.text:
            yield asset.text

    def _begin(self) -> Job:
        self._words = Words() if self._stream else None
        return self._spine.submit(self._plan, self._words)

    async def _whole(self) -> Asset:
        return self._formed(await self.submit())

    def _formed(self, asset: Asset) -> Asset:
        return asset if self._returns is None or asset.dry else replace(asset, form=self._returns)
