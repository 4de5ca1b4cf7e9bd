"""Pictures drawn on this machine by the picture engine, in worker processes."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Literal, cast

from hypereal_lab.engines.picture import PictureOrder, draw
from hypereal_lab.engines.workers import EngineCrashed, Workers
from hypereal_lab.gateway.providers.base import ImagesOrder, Picture, ProviderFailed

__all__ = ["Sandbox"]


class Sandbox:
    """Same order, same pictures: by prompt, size, seed, references and model."""

    name = "sandbox"
    sandbox = True

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    async def warm_up(self) -> None:
        """Let every worker load its libraries before the first call waits for that."""
        small = PictureOrder("a cat", 64, 64)
        await asyncio.gather(*(self._workers.run(draw, small) for _ in range(self._workers.count)))

    async def images(self, order: ImagesOrder) -> list[Picture]:
        drawn = await asyncio.gather(*(self._one(order, number) for number in range(order.n)))
        return [Picture(f"image/{order.format}", data) for data in drawn]

    async def _one(self, order: ImagesOrder, number: int) -> bytes:
        drawing = PictureOrder(
            prompt=order.prompt,
            width=order.width,
            height=order.height,
            seed=_seed(order, number),
            references=order.references,
            format=cast(Literal["png", "jpeg", "webp"], order.format),
            mask=order.mask,
        )
        try:
            return await self._workers.run(draw, drawing)
        except EngineCrashed as error:
            raise ProviderFailed("The picture engine stopped in the middle of this picture; try again.") from error
        except ValueError as error:
            raise ProviderFailed(f"The picture engine cannot draw this: {error}.") from error


def _seed(order: ImagesOrder, number: int) -> int:
    """One composition for each model and number, so that models and pictures of one call differ."""
    words = f"{order.card.id}\0{order.seed + number}".encode()
    return int.from_bytes(hashlib.sha256(words).digest()[:4])
