"""The one way of every paid call: price, hold, work, settle or void, log; never back and never around."""

from __future__ import annotations

import asyncio
import base64
import logging
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.accounts import Key
from hypereal_lab.gateway.ledger import BalanceTooLow, CallRow, Hold, Ledger
from hypereal_lab.gateway.ledger.ledger import log_call
from hypereal_lab.gateway.meter import Tariff
from hypereal_lab.gateway.providers import ImagesOrder, ImagesProvider, Picture, ProviderFailed
from hypereal_lab.gateway.refusals import Refused, refused
from hypereal_lab.gateway.storage import FileStore, StoredFile
from hypereal_lab.gateway.store import Store
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.money import ZERO, Credits

__all__ = ["Corridor", "Delivery", "PaidCall"]

log = logging.getLogger("hypereal_lab.gateway")

Also = Callable[[sqlite3.Connection], None]


@dataclass(frozen=True, slots=True)
class PaidCall:
    """A request that passed admission, with the price frozen at that moment."""

    visit: Visit
    key: Key
    endpoint: str
    card: Card
    tariff: Tariff
    units: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """One picture that is ready to be answered."""

    media_type: str
    url: str | None
    """As the provider gave it; None for a file of ours."""
    file: StoredFile | None
    data: bytes

    @property
    def base64(self) -> str:
        return base64.b64encode(self.data).decode()


class Corridor:
    """Money and work of one call. Everything it needs is passed in."""

    def __init__(
        self, store: Store, ledger: Ledger, provider: ImagesProvider, files: FileStore, *, time_limit: float
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._provider = provider
        self._files = files
        self._time_limit = time_limit

    async def images(
        self,
        call: PaidCall,
        order: ImagesOrder,
        render: Callable[[list[Delivery], Credits], bytes],
        also: Callable[[bytes], Sequence[Also]] = lambda _: (),
    ) -> bytes:
        """The rendered answer, charged for the pictures that were returned.

        Raises `Refused`: 402 with nothing held, 502 or 504 with the hold given back. The caller's leaving neither
        stops nor repeats it.
        """
        hold = await self._hold(call)
        try:
            made = await self._work(order)
            deliveries = [await self._deliver(picture) for picture in made[: call.units]]
            charged = call.tariff.of(len(deliveries))
            body = render(deliveries, charged)
            files = [self._files.row(one.file, call.visit.id) for one in deliveries if one.file is not None]
            row = self._row(call, 200, len(deliveries), charged, None)
            await self._ledger.settle(hold, charged, row=row, also=(*files, *also(body)))
            return body
        except BaseException as error:
            await asyncio.shield(self._void(call, hold, error))

    async def _hold(self, call: PaidCall) -> Hold:
        try:
            return await self._ledger.hold(
                call.key.wallet,
                call.tariff.of(call.units),
                hold_id=call.visit.id,
                price_version=call.tariff.version,
                key_id=call.key.id,
                endpoint=call.endpoint,
                model=call.card.id,
            )
        except BalanceTooLow as error:
            row = self._row(call, 402, 0, ZERO, "insufficient_credits")
            await self._store.writer.submit(lambda db: log_call(db, row))
            raise refused(
                402,
                "insufficient_credits",
                f"This call needs {error.required} credits and {error.available} are available; nothing was held. "
                "Top up the account, or ask for less.",
                code="insufficient_credits",
                required=error.required.decimal,
                available=error.available.decimal,
            ) from None

    async def _work(self, order: ImagesOrder) -> list[Picture]:
        async with asyncio.timeout(self._time_limit):
            made = await self._provider.images(order)
        if not made:
            raise ProviderFailed("The provider returned no picture.")
        return made

    async def _deliver(self, picture: Picture) -> Delivery:
        file = None if picture.url else await self._files.keep(picture.data, picture.media_type)
        return Delivery(picture.media_type, picture.url, file, picture.data)

    async def _void(self, call: PaidCall, hold: Hold, error: BaseException) -> NoReturn:
        refusal = _refusal(call, error)
        row = self._row(call, refusal.problem.status, 0, ZERO, refusal.problem.code)
        await self._ledger.void(hold, row=row)
        if isinstance(error, Exception):
            raise refusal from error
        raise error

    def _row(self, call: PaidCall, status: int, units: int, charged: Credits, error: str | None) -> CallRow:
        return CallRow(
            id=call.visit.id,
            created=call.visit.started,
            wallet=call.key.wallet,
            key_id=call.key.id,
            endpoint=call.endpoint,
            model=call.card.id,
            provider=self._provider.name,
            status_code=status,
            latency_ms=round((self._store.clock() - call.visit.started) * 1000),
            units=units,
            credits=charged,
            price_version=call.tariff.version,
            basis=call.tariff.basis,
            error=error,
        )


def _refusal(call: PaidCall, error: BaseException) -> Refused:
    """The answer to a call whose hold was given back."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, TimeoutError):
        words = "The provider did not finish in time; nothing was charged. Try again, or ask for less."
        return refused(504, "upstream_unavailable", words, code="timeout")
    if isinstance(error, ProviderFailed):
        return refused(502, "upstream_error", f"{error} Nothing was charged.", code="provider_failed")
    if isinstance(error, asyncio.CancelledError):
        return refused(503, "upstream_unavailable", "The gateway is stopping; nothing was charged.", code="stopping")
    log.error("%s failed", call.visit.id, exc_info=error)
    words = f"The gateway failed on this call; nothing was charged. Its operator finds it as {call.visit.id}."
    return refused(500, "upstream_error", words, code="internal")
