"""A maker of films that does as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from hypereal_lab.gateway.providers import Clip, ProviderFailed, VideoOrder


class Projectionist:
    """Gives a few bytes; `fails` sets what happens instead, `may_end` holds it back."""

    def __init__(self) -> None:
        self.orders: list[VideoOrder] = []
        self.fails: Exception | None = None
        self.link: str | None = None
        self.stopped = 0
        self.fraction = 0.5
        self.began = asyncio.Event()
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.say: Callable[[float], None] = lambda _: None
        """How far the film is that was begun last."""

    async def video(self, order: VideoOrder, progress: Callable[[float], None]) -> Clip:
        self.orders.append(order)
        self.say = progress
        progress(self.fraction)
        self.began.set()
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.stopped += 1
            raise
        if self.fails is not None:
            raise self.fails
        return Clip("video/mp4", b"" if self.link else b"film", url=self.link)

    def fail(self) -> None:
        self.fails = ProviderFailed("The projector has a cold.")

    def crash(self) -> None:
        self.fails = RuntimeError("the engine fell over with ck_0123456789abcdef_secret")
