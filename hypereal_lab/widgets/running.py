"""A turn that is being said, for pages that read along: each asks for the next words when it has shown the last."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextvars
import threading
from typing import Any

from hypereal_lab.lab.saying import Saying
from hypereal_lab.lab.turn import Turn

__all__ = ["Running"]

_PIECE_CHARS = 100_000
"""Of one message to a page."""


class Running:
    """Says a turn in a thread of its own, so that tools may compute and wait there as they like.

    A page that asks late gets in one piece what came meanwhile; one that was loaded anew begins at the beginning.
    """

    def __init__(self, saying: Saying, key: str) -> None:
        self.key = key
        self.turn: concurrent.futures.Future[Turn] = concurrent.futures.Future()
        self._saying = saying
        self._parts: list[list[str]] = [[]]
        """The words of each answer on the way; the last one's are still coming."""
        self._revision = 0
        self._calling: tuple[str, str] | None = None
        self._news: list[concurrent.futures.Future[None]] = []
        self._lock = threading.Lock()
        saying.watch(self._look)

    def start(self) -> None:
        """Begin, with the budgets and tags that surround this line."""
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._say,), name=f"hypereal-{self.key}", daemon=True).start()

    def stop(self) -> None:
        """End it with what was told."""
        self._saying.stop()

    @property
    def saying(self) -> Saying:
        """What is said."""
        return self._saying

    async def after(self, part: int, piece: int, revision: int, seconds: float) -> dict[str, Any]:
        """The words from a place on, waited for; a place is the number of an answer and of its piece."""
        end = asyncio.get_running_loop().time() + seconds
        while True:
            found, news = self._after(part, piece, revision)
            left = end - asyncio.get_running_loop().time()
            if news is None or left <= 0:
                return found
            await asyncio.wait([asyncio.wrap_future(news)], timeout=left)

    def _after(
        self, part: int, piece: int, revision: int
    ) -> tuple[dict[str, Any], concurrent.futures.Future[None] | None]:
        with self._lock:
            part = max(0, min(part, len(self._parts) - 1))
            words = self._parts[part]
            weight, stop = 0, piece
            while stop < len(words) and weight < _PIECE_CHARS:
                weight += len(words[stop])
                stop += 1
            text = "".join(words[piece:stop])
            more = stop < len(words)
            last = part == len(self._parts) - 1
            place = {"part": part, "piece": stop} if last or more else {"part": part + 1, "piece": 0}
            said = {
                "at": part,
                "text": text,
                **place,
                "revision": self._revision,
                "calling": self._calling,
                "thought": len(self._saying.thought),
                "ended": self.turn.done() and last and not more,
            }
            if text or not last or said["ended"] or self._revision != revision:
                return said, None
            news: concurrent.futures.Future[None] = concurrent.futures.Future()
            self._news.append(news)
            return said, news

    def _say(self) -> None:
        try:
            for words in self._saying.deltas():
                self._hear(words)
                self._wake()
            self.turn.set_result(self._saying.run())
        except BaseException as error:  # whoever waits for the turn hears of it
            self.turn.set_exception(error)
        finally:
            self._wake()

    def _look(self) -> None:
        self._hear("")
        self._wake()

    def _hear(self, words: str) -> None:
        with self._lock:
            calling, count = self._saying.calling, len(self._saying.steps)
            if calling != self._calling or count != len(self._parts) - 1:
                self._revision += 1
                self._calling = calling
            while len(self._parts) <= count:
                self._parts.append([])
            for at in range(0, len(words), _PIECE_CHARS):
                self._parts[-1].append(words[at : at + _PIECE_CHARS])

    def _wake(self) -> None:
        with self._lock:
            news, self._news = self._news, []
        for one in news:
            if one.set_running_or_notify_cancel():
                one.set_result(None)
