"""Words on their way from the lab's own loop to whoever reads them, on any loop or thread."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import AsyncIterator, Iterator

__all__ = ["Words"]

_TICK = 0.2
"""Seconds: an interrupt reaches a thread that waits for another only when it wakes."""


class Words:
    """The words of one answer as far as they have come.

    Nothing here makes the writer wait, so that an answer that is paid for comes to its end whoever reads it: a reader
    that is slow gets in one piece what came meanwhile, and one that leaves leaves nothing behind. What is held is the
    answer itself and never more.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._thoughts: list[str] = []
        self._waiting: list[concurrent.futures.Future[None]] = []
        self._lock = threading.Lock()
        self._ended = False

    @property
    def any(self) -> bool:
        """Whether a word came."""
        return bool(self._pieces)

    @property
    def thought(self) -> str:
        """What was thought so far, which is no part of the answer."""
        return "".join(self._thoughts)

    def think(self, words: str) -> None:
        """The next words of a thought. They wake nobody: readers wait for the answer."""
        if words:
            self._thoughts.append(words)

    def say(self, words: str) -> None:
        """The next words."""
        if words:
            with self._lock:
                self._pieces.append(words)
            self._wake()

    def end(self) -> None:
        """No more words come."""
        self._ended = True
        self._wake()

    async def __aiter__(self) -> AsyncIterator[str]:
        """From the first word on, each as soon as it is there."""
        place = 0
        while True:
            words, place, news = self._after(place)
            if words:
                yield words
            elif news is None:
                return
            else:
                await asyncio.wrap_future(news)

    def __iter__(self) -> Iterator[str]:
        place = 0
        while True:
            words, place, news = self._after(place)
            if words:
                yield words
            elif news is None:
                return
            else:
                while not news.done():
                    concurrent.futures.wait([news], timeout=_TICK)

    def _after(self, place: int) -> tuple[str, int, concurrent.futures.Future[None] | None]:
        """The words from a place on and the place behind them; where there are none, what tells of the next."""
        with self._lock:
            words, end = "".join(self._pieces[place:]), len(self._pieces)
            if words or self._ended:
                return words, end, None
            news: concurrent.futures.Future[None] = concurrent.futures.Future()
            self._waiting.append(news)
            return "", end, news

    def _wake(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for news in waiting:
            if news.set_running_or_notify_cancel():
                news.set_result(None)
