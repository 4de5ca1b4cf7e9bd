"""A text provider that does as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.dialects import Delta, Finish, Piece, Usage
from hypereal_lab.gateway.providers import ProviderFailed, TextOrder
from hypereal_lab.wire.route import RouteTarget


class Scripted:
    """Says `says` piece by piece, and waits before the piece number `waits_at` until it may go on."""

    name = "scripted"

    def __init__(self, *says: str, usage: Usage | None = None) -> None:
        self.pieces: Sequence[Piece] = [Delta(piece) for piece in says or ("A kite", " is", " red.")]
        self.usage = usage
        self.reason = "stop"
        self.orders: list[TextOrder] = []
        self.fails_at: int | None = None
        self.waits_at: int | None = None
        self.breaks_off = False
        self.waiting = asyncio.Event()
        self.may_go_on = asyncio.Event()

    def takes(self, card: Card, dialect: str) -> bool:
        return False

    def targets(self, card: Card) -> tuple[RouteTarget, ...]:
        return (RouteTarget(provider=self.name),)

    async def text(self, order: TextOrder) -> AsyncGenerator[Piece | Finish]:
        self.orders.append(order)
        for number, piece in enumerate(self.pieces):
            await self._at(number)
            yield piece
        if not self.breaks_off:
            yield Finish(self.reason, self.usage)

    async def _at(self, number: int) -> None:
        if number == self.waits_at:
            self.waiting.set()
            await self.may_go_on.wait()
        if number == self.fails_at:
            raise ProviderFailed("The provider has a cold.")
