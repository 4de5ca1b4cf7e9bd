"""One file on its way through the corridor: made, kept among the gateway's own, charged once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, Protocol, TypeVar

from hypereal_lab.gateway.corridor import Also, Corridor, Ending, PaidCall
from hypereal_lab.gateway.ledger import Hold
from hypereal_lab.gateway.providers import ProviderFailed
from hypereal_lab.gateway.queue import Queue
from hypereal_lab.gateway.storage import FileStore, StoredFile
from hypereal_lab.wire.money import Credits

__all__ = ["Made", "Making"]

T = TypeVar("T")


class _Work(Protocol):
    """What a provider gave: bytes, or a link that is good already."""

    @property
    def media_type(self) -> str: ...
    @property
    def data(self) -> bytes: ...
    @property
    def url(self) -> str | None: ...


class Made(NamedTuple):
    """One file that is ready to be answered."""

    link: str
    """As the provider gave it, or under the address that the caller used."""
    expires: float | None
    """Unix seconds; None for a link of the provider."""
    charged: Credits
    seconds: float | None
    """How long a sound is."""
    note: str | None = None
    """What whoever gets it should know of it."""


class Making:
    """Has one file made and paid. Everything it needs is passed in."""

    def __init__(self, corridor: Corridor, queue: Queue, files: FileStore) -> None:
        self._corridor = corridor
        self._queue = queue
        self._files = files

    async def words(
        self,
        call: PaidCall,
        work: Callable[[], Awaitable[T]],
        render: Callable[[T, Credits], bytes],
        also: Callable[[bytes], Sequence[Also]] = lambda _body: (),
    ) -> bytes:
        """The same for work whose result is in the answer itself, with no file to keep."""

        async def make(hold: Hold) -> Ending:
            body = render(await self._queue.work(call, work), hold.amount)
            return Ending(body, 1, hold.amount, also(body), provider=call.visit.served[0])

        return await self._corridor.paid(call, make)

    async def one(
        self,
        call: PaidCall,
        work: Callable[[], Awaitable[_Work]],
        render: Callable[[Made], bytes],
        also: Callable[[bytes], Sequence[Also]] = lambda _body: (),
    ) -> bytes:
        """The rendered answer, charged what was held. Raises what `Corridor.paid` does."""
        files: list[StoredFile] = []

        async def make(hold: Hold) -> Ending:
            found = await self._queue.work(call, work)
            if found.url is None:
                if not found.data:
                    raise ProviderFailed("The provider returned nothing.")
                files.extend(await self._files.keep([(found.data, found.media_type)]))
            link = found.url or call.visit.base + files[0].link
            expires = files[0].expires if files else None
            told = (getattr(found, name, None) for name in ("seconds", "note"))
            body = render(Made(link, expires, hold.amount, *told))
            rows = [*also(body), *[self._files.row(file, call.visit.id) for file in files]]
            return Ending(body, 1, hold.amount, rows, provider=call.visit.served[0])

        return await self._corridor.paid(call, make, lambda: self._files.drop(files))
