"""A provider that does as it is told."""

from __future__ import annotations

import asyncio
import io

from PIL import Image

from hypereal_lab.gateway.providers import ImagesOrder, Picture, ProviderFailed


def png(width: int = 8, height: int = 8, colour: tuple[int, int, int] = (200, 40, 40)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    return file.getvalue()


class Obedient:
    """Gives small pictures; `gives` sets how many, `fails` what happens instead."""

    name = "obedient"
    sandbox = True

    def __init__(self) -> None:
        self.orders: list[ImagesOrder] = []
        self.gives: int | None = None
        self.links = False
        self.fails: Exception | None = None
        self.hangs = False
        self.began = asyncio.Event()
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def images(self, order: ImagesOrder) -> list[Picture]:
        self.orders.append(order)
        self.began.set()
        await self.may_end.wait()
        if self.hangs:
            await asyncio.Event().wait()
        if self.fails is not None:
            raise self.fails
        count = order.n if self.gives is None else self.gives
        if self.links:
            return [Picture("image/png", url=f"https://cdn.example/{number}.png") for number in range(count)]
        return [Picture("image/png", png(colour=(number, 0, 0))) for number in range(count)]

    def crash(self) -> None:
        self.fails = RuntimeError("the engine fell over with ck_0123456789abcdef_secret")

    def fail(self) -> None:
        self.fails = ProviderFailed("The provider has a cold.")
