"""The targets of one model that writes: asked in turn until one answers, never another once words have been told."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from hypereal_lab.gateway.dialects import Anew, Finish, Opened, Passed, Piece, Served
from hypereal_lab.gateway.providers.base import TextOrder, TextProvider
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.gateway.upstream.target import Target
from hypereal_lab.gateway.upstream.turns import Link, Patience, Tried, Turns

__all__ = ["Chain", "Link", "Patience"]


class Chain(Turns[Target | TextProvider]):
    """Asks the targets of one model."""

    async def text(self, order: TextOrder, region: str | None = None) -> AsyncGenerator[Piece | Finish]:
        """The answer of the first target that begins one. Raises `ProviderFailed` once, with all that was tried."""
        tried = Tried()
        async with aclosing(self._in_turn(tried, region)) as turns:
            async for link in turns:
                began, kept = False, list[Piece | Finish]()
                try:
                    async with aclosing(link.target.text(order)) as pieces:
                        async for piece in pieces:
                            if began:
                                yield piece
                            elif _says_nothing(piece):
                                kept.append(piece)
                            else:
                                began = True
                                link.breaker.succeeded()
                                for first in (Served(link.name, len(tried.failures) + 1), *kept, piece):
                                    yield first
                    return
                except UpstreamFailed as failure:
                    tried.fail(link, failure)
                    if failure.why != "refused":
                        link.breaker.failed()
                    if failure.why == "refused" or (began and order.told):
                        raise tried.problem() from None
                if began:
                    yield Anew()
        raise tried.problem()


def _says_nothing(piece: Piece | Finish) -> bool:
    """Whether another target may still answer after it."""
    return isinstance(piece, Opened) or (isinstance(piece, Passed) and not piece.data)
