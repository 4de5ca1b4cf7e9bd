"""Films made on this machine by the film engine, in worker processes of their own."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from typing import Literal, NoReturn, cast

from hypereal_lab.engines.film import FilmOrder, Watch, draw_watched
from hypereal_lab.engines.workers import EngineCrashed, Workers
from hypereal_lab.gateway.providers.base import Clip, ProviderFailed, VideoOrder

__all__ = ["NoFilms", "SandboxFilms"]

_LOOK = 0.2
"""Seconds between two looks how far a film is."""


class SandboxFilms:
    """Same order, same film: by prompt, size, length, seed, frames and model."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    async def video(self, order: VideoOrder, progress: Callable[[float], None]) -> Clip:
        film = FilmOrder(
            prompt=order.prompt,
            width=order.width,
            height=order.height,
            seconds=order.seconds,
            seed=_seed(order),
            first_frame=order.first_frame,
            last_frame=order.last_frame,
            references=order.references,
            sound=order.sound,
            format=cast(Literal["mp4", "webm"], order.format),
        )
        with Watch() as watch:  # its end stops a film that nobody waits for any more
            drawing = asyncio.ensure_future(self._workers.run(draw_watched, film, watch.path))
            try:
                while not (await asyncio.wait([drawing], timeout=_LOOK))[0]:
                    progress(watch.fraction)
                return Clip(f"video/{order.format}", drawing.result())
            except EngineCrashed as error:
                raise ProviderFailed("The film engine stopped in the middle of this film; try again.") from error
            finally:
                drawing.cancel()


class NoFilms:
    """For a gateway that was put together without anybody who makes films."""

    async def video(self, order: VideoOrder, progress: Callable[[float], None]) -> NoReturn:
        raise ProviderFailed("This gateway has nobody who makes films; start it with `hypereal-lab serve`.")


def _seed(order: VideoOrder) -> int:
    """A film of its own for each model."""
    return int.from_bytes(hashlib.sha256(f"{order.card.id}\0{order.seed}".encode()).digest()[:4])
