"""The one way of every paid call: hold, work, settle or void, log; never back and never around."""

from __future__ import annotations

import asyncio
import logging
import math
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, NoReturn, TypeVar

from hypereal_lab.gateway.accounts import Key
from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.departure import Left
from hypereal_lab.gateway.ledger import AlreadyResolved, BalanceTooLow, CallRow, Hold, Ledger, Tokens, log_call
from hypereal_lab.gateway.meter import Tariff, TokenTariff
from hypereal_lab.gateway.providers import OrderRefused, ProviderFailed
from hypereal_lab.gateway.refusals import Refused, bad_request, broken_call, refused, too_few_credits
from hypereal_lab.gateway.store import Store, StoreFailed
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.money import ZERO, Credits

__all__ = ["Also", "Corridor", "Ending", "PaidCall"]

log = logging.getLogger("hypereal_lab.gateway")

Also = Callable[[sqlite3.Connection], None]
"""Something that has to be written in the transaction that ends a call."""

T = TypeVar("T")


class PaidCall(NamedTuple):
    """A request that passed admission, with the price frozen at that moment."""

    visit: Visit
    key: Key
    endpoint: str
    model: str
    provider: str
    amount: Credits
    """What is held: the most that the call may be charged."""
    version: str
    """Of the price book."""
    basis: str

    @classmethod
    def of(cls, asking: Asking, model: str, provider: str, amount: Credits, tariff: Tariff | TokenTariff) -> PaidCall:
        """The request, once what it may cost is known."""
        return cls(*asking, model, provider, amount, tariff.version, tariff.basis)


class Ending(NamedTuple):
    """How the work of a paid call ended well."""

    body: bytes
    """The rendered answer."""
    units: int
    charged: Credits
    also: Sequence[Also] = ()
    """Rows for the transaction that settles."""
    hold: Hold | None = None
    """The call's hold, where it was extended meanwhile."""
    provider: str | None = None
    """Who did it, where that was not known before."""
    tokens: Tokens | None = None
    status: int = 200
    """For the request log: 499 where the caller left before the end."""
    error: str | None = None


class _Limit:
    """The end of a provider's time. Does what `asyncio.timeout` does at a fifth of its cost, once per paid call."""

    def __init__(self, task: asyncio.Task[object]) -> None:
        self._task = task
        self.ended = False

    def end(self) -> None:
        if not self.ended:
            self.ended = True
            self._task.cancel()


class Corridor:
    """Money and time of one call. Everything it needs is passed in."""

    def __init__(self, store: Store, ledger: Ledger, *, time_limit: float) -> None:
        self._store = store
        self._ledger = ledger
        self._time_limit = time_limit
        self._working: set[_Limit] = set()
        self._stopping = False
        self._unresolved: list[tuple[Hold, CallRow]] = []

    async def paid(
        self,
        call: PaidCall,
        work: Callable[[Hold], Awaitable[Ending]],
        undo: Callable[[], Awaitable[None]] | None = None,
    ) -> bytes:
        """The rendered answer, charged as its ending says.

        `undo` takes back what the work left behind when it fails. To be run as protected work: nothing of it may be
        cancelled. Raises `Refused`: 402 with nothing held, 502, 503 or 504 with the hold given back.
        """
        hold = await self.hold(call)
        try:
            ending = await work(hold)
            call = call._replace(provider=ending.provider or call.provider)
            row = self._row(call, ending.status, ending.units, ending.charged, ending.error, ending.tokens)
            await self._ledger.settle(ending.hold or hold, ending.charged, row=row, also=ending.also)
            return ending.body
        except Exception as error:
            if undo is not None:
                await undo()
            await self._void(call, hold, error)

    def stop(self) -> None:
        """Break off the providers' work; each running call then gives its hold back. New calls are refused."""
        self._stopping = True
        for limit in self._working:
            limit.end()

    @property
    def stopping(self) -> bool:
        """Whether new calls are refused."""
        return self._stopping

    async def mend(self) -> None:
        """Give back holds that could not be voided when their call failed, because the database was in trouble."""
        left, self._unresolved = self._unresolved, []
        for hold, row in left:
            await self._give_back(hold, row)

    async def refuse(self, asking: Asking, refusal: Refused) -> None:
        """Write down a request that never had a price; a model that nobody knows is not repeated there."""
        if refusal.logged:
            return
        visit, key, endpoint = asking
        await self._write_down(
            CallRow(
                id=visit.id,
                created=visit.started,
                wallet=key.wallet,
                key_id=key.id,
                endpoint=endpoint,
                model=None,
                provider=None,
                status_code=refusal.problem.status,
                latency_ms=self._milliseconds(visit),
                units=0,
                credits=ZERO,
                price_version=None,
                basis=None,
                error=refusal.problem.code,
            )
        )

    async def hold(self, call: PaidCall, also: Sequence[Also] = ()) -> Hold:
        """Set the call's amount aside and write `also` with it. Raises `Refused`: 402, with the numbers."""
        if self._stopping:
            raise _stopping()
        try:
            return await self._ledger.hold(
                call.key.wallet,
                call.amount,
                hold_id=call.visit.id,
                price_version=call.version,
                key_id=call.key.id,
                endpoint=call.endpoint,
                model=call.model,
                also=also,
            )
        except BalanceTooLow as error:
            await self._write_down(self._row(call, 402, 0, ZERO, "insufficient_credits"))
            words = (
                f"This call needs {error.required} credits and {error.available} are available; nothing was held. "
                "Top up the account, or ask for less."
            )
            raise too_few_credits(words, required=error.required, available=error.available) from None

    async def extend(self, call: PaidCall, hold: Hold, more: Credits) -> Hold:
        """Set more aside for a call that goes on; the hold as a whole. Raises `BalanceTooLow`, with nothing changed."""
        return await self._ledger.extend(hold, more)

    async def within_time(self, work: Awaitable[T]) -> T:
        """What a provider gives. Raises `TimeoutError` when the provider's time is over, or the gateway's."""
        task = asyncio.current_task()
        assert task is not None
        limit = _Limit(task)
        timer = task.get_loop().call_later(self._time_limit, limit.end)
        self._working.add(limit)
        try:
            return await work
        except asyncio.CancelledError:
            if limit.ended:
                task.uncancel()
                raise TimeoutError from None
            raise
        finally:
            timer.cancel()
            self._working.discard(limit)

    async def _void(self, call: PaidCall, hold: Hold, error: Exception) -> NoReturn:
        refusal = _stopping() if self._stopping and isinstance(error, TimeoutError) else _refusal(call, error)
        await self._give_back(hold, self._row(call, refusal.problem.status, 0, ZERO, refusal.problem.code))
        refusal.logged = True
        raise refusal from error

    async def _give_back(self, hold: Hold, row: CallRow) -> None:
        try:
            await self._ledger.void(hold, row=row)
        except AlreadyResolved:
            log.error("%s was resolved before it was voided", hold.id)
        except StoreFailed as error:
            log.error("the hold of %s stays open for now: %s", hold.id, error)
            self._unresolved.append((hold, row))

    async def _write_down(self, row: CallRow) -> None:
        try:
            await self._store.writer.submit(lambda db: log_call(db, row))
        except StoreFailed as error:
            log.error("%s was refused and could not be logged: %s", row.id, error)

    def _row(
        self,
        call: PaidCall,
        status: int,
        units: int,
        charged: Credits,
        error: str | None,
        tokens: Tokens | None = None,
    ) -> CallRow:
        """How the call stands in the request log."""
        return CallRow(
            id=call.visit.id,
            created=call.visit.started,
            wallet=call.key.wallet,
            key_id=call.key.id,
            endpoint=call.endpoint,
            model=call.model,
            provider=call.provider,
            status_code=status,
            latency_ms=self._milliseconds(call.visit),
            units=units,
            credits=charged,
            price_version=call.version,
            basis=call.basis,
            error=error,
            tokens=tokens,
        )

    def _milliseconds(self, visit: Visit) -> int:
        return round((self._store.clock() - visit.started) * 1000)


def _refusal(call: PaidCall, error: Exception) -> Refused:
    """The answer to a call whose hold was given back."""
    if isinstance(error, TimeoutError):
        words = "The provider did not finish in time; nothing was charged. Try again, or ask for less."
        return refused(504, "upstream_unavailable", words, code="timeout")
    if isinstance(error, Refused):
        return error
    if isinstance(error, OrderRefused):
        return bad_request(f"{error} Nothing was charged.", param=error.field)
    if isinstance(error, ProviderFailed):
        return provider_failed(error)
    if isinstance(error, Left):
        return refused(499, "invalid_request", "The caller left before the first words.", code="client_left")
    if isinstance(error, StoreFailed):
        log.error("%s: %s", call.visit.id, error)
        return refused(503, "upstream_unavailable", f"Nothing was charged: {error}", code="store_failed")
    log.error("%s failed", call.visit.id, exc_info=error)
    return broken_call(call.visit.id)


def provider_failed(error: ProviderFailed) -> Refused:
    """What the provider could not do, in the caller's terms."""
    blamed = error.status < 500
    kind = "invalid_request" if blamed else ("upstream_error" if error.status == 502 else "upstream_unavailable")
    wait = None if error.retry_after is None else max(1, math.ceil(error.retry_after))
    facts: dict[str, Any] = {} if wait is None else {"retry_after": wait}
    if error.attempts:
        facts["attempts"] = [one._asdict() for one in error.attempts]
    headers = {} if wait is None else {"retry-after": str(wait)}
    return refused(error.status, kind, f"{error} Nothing was charged.", code=error.code, headers=headers, **facts)


def _stopping() -> Refused:
    words = "The gateway is stopping; nothing was charged. Send the call again in a moment."
    return refused(503, "upstream_unavailable", words, code="stopping", headers={"retry-after": "5"})
