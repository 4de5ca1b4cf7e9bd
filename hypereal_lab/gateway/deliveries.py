"""Pictures on their way through the corridor: made, kept in files of the gateway, charged by their number."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from functools import cached_property

from hypereal_lab.gateway.corridor import Also, Corridor, Ending, PaidCall
from hypereal_lab.gateway.ledger import Hold
from hypereal_lab.gateway.meter import Tariff
from hypereal_lab.gateway.providers import ImagesOrder, ImagesProvider, Picture, ProviderFailed
from hypereal_lab.gateway.queue import Queue
from hypereal_lab.gateway.storage import FileStore, StoredFile
from hypereal_lab.wire.money import Credits

__all__ = ["Deliveries", "Delivery"]


class Delivery:
    """One picture that is ready to be answered."""

    def __init__(self, picture: Picture, file: StoredFile | None) -> None:
        self.url = picture.url
        """As the provider gave it; None for a file of ours."""
        self.file = file
        self.data = picture.data

    @cached_property
    def base64(self) -> str:
        """Its bytes as text."""
        return base64.b64encode(self.data).decode()


class Deliveries:
    """Has pictures made and paid. Everything it needs is passed in."""

    def __init__(self, corridor: Corridor, queue: Queue, provider: ImagesProvider, files: FileStore) -> None:
        self._corridor = corridor
        self._queue = queue
        self._provider = provider
        self._files = files

    async def pictures(
        self,
        call: PaidCall,
        tariff: Tariff,
        order: ImagesOrder,
        render: Callable[[list[Delivery], Credits], bytes],
        also: Callable[[list[Delivery], Credits], Sequence[Also]] = lambda _made, _charged: (),
    ) -> bytes:
        """The rendered answer, charged for the pictures that were returned. Raises what `Corridor.paid` does."""
        files: list[StoredFile] = []

        async def work(hold: Hold) -> Ending:
            made = (await self._queue.work(call, lambda: self._provider.images(order)))[: order.n]
            if not made:
                raise ProviderFailed("The provider returned no picture.")
            own = [(one.data, one.media_type) for one in made if one.url is None]
            files.extend(await self._files.keep(own) if own else [])
            kept = iter(files)
            deliveries = [Delivery(one, next(kept) if one.url is None else None) for one in made]
            charged = hold.amount if len(deliveries) == order.n else tariff.of(len(deliveries))
            body = render(deliveries, charged)
            rows = [*also(deliveries, charged), *[self._files.row(file, call.visit.id) for file in files]]
            return Ending(body, len(made), charged, rows, provider=call.visit.served[0])

        return await self._corridor.paid(call, work, lambda: self._files.drop(files))
