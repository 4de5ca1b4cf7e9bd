"""Double entry with two-phase holds: every credit that leaves one account arrives in another, and a hold ends once.

A hold may grow before: each extension is a hold of its own, and part of the first; they end together.

Accounts: `world` gives what is topped up, wallets hold it, `revenue` takes what is charged, `house` pays what an
upstream took beyond a hold. Only wallets keep a running balance; the others are sums over the transfers.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypereal_lab.gateway.ledger import statements
from hypereal_lab.gateway.ledger.rows import Balance, CallRow, Hold, Part
from hypereal_lab.gateway.ledger.statements import Also, Charge, Charges, Holds, NewHold
from hypereal_lab.gateway.store import Store
from hypereal_lab.wire.money import ZERO, Credits

__all__ = ["Ledger"]


class Ledger:
    """The money statements. All of them are one job of the writer, durable when they return."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read = store.reader
        self._holds = Holds()
        self._charges = Charges()

    async def open_wallet(self, wallet: str) -> None:
        """Make a wallet with nothing in it; one that is there stays."""
        await self._store.writer.submit(lambda db: statements.open_wallet(db, wallet))

    async def top_up(self, wallet: str, amount: Credits, *, reference: str) -> None:
        """Give credits once for each reference. Raises `ValueError` when the reference was used for another amount."""
        now = self._store.clock()
        await self._store.writer.submit(lambda db: statements.top_up(db, wallet, amount, reference, now))

    async def hold(
        self,
        wallet: str,
        amount: Credits,
        *,
        hold_id: str,
        price_version: str,
        key_id: str | None = None,
        endpoint: str | None = None,
        model: str | None = None,
        expires: float | None = None,
        also: Sequence[Also] = (),
    ) -> Hold:
        """Set credits aside and write `also`, all or nothing. Raises `BalanceTooLow`; on disk when it returns."""
        now = self._store.clock()
        hold = Hold(hold_id, wallet, amount, now, price_version, key_id, endpoint, model)
        return await self._store.writer.submit_to(self._holds, NewHold(hold, expires, also))

    async def extend(self, hold: Hold, more: Credits, *, hold_id: str | None = None) -> Hold:
        """Set more aside for the same call and return the whole, which ends at once by `settle` or `void`.

        On disk when it returns. Raises `BalanceTooLow`, with what was held before still held, and `AlreadyResolved`.
        """
        now = self._store.clock()
        return await self._store.writer.submit_to(self._holds, NewHold.more(hold, more, now, hold_id))

    async def settle(self, hold: Hold, charged: Credits, *, row: CallRow, also: Sequence[Also] = ()) -> Credits:
        """End the hold with a charge, log the call and write `also`, all or nothing. Returns what the wallet paid.

        Every extension ends with it, also one that `hold` does not know of. What was charged beyond the whole is the
        house's loss. Raises `AlreadyResolved`.
        """
        now = self._store.clock()
        return await self._store.writer.submit_to(self._charges, Charge.of(hold, charged, row, also, now))

    async def void(self, hold: Hold, *, row: CallRow, also: Sequence[Also] = ()) -> None:
        """End the hold with every extension, without a charge, and log the call. Raises `AlreadyResolved`."""
        now = self._store.clock()
        await self._store.writer.submit(lambda db: statements.void(db, hold, row, also, now))

    def balance(self, wallet: str) -> Balance:
        """What the wallet has, as of the last commit."""
        found = self._read.execute("SELECT posted, held FROM wallets WHERE id = ?", (wallet,)).fetchone()
        return Balance(Credits(found[0]), Credits(found[1])) if found else Balance(ZERO, ZERO)

    def open_holds(self) -> list[Hold]:
        """Holds that have not ended, each as a whole."""
        return self._open_holds("")

    async def recover(self) -> int:
        """Void every open hold, but for those of jobs, which go on.

        For the start of a gateway, when the process that made them is surely dead.
        """
        left = self._open_holds(" AND NOT EXISTS (SELECT 1 FROM jobs WHERE hold = COALESCE(whole, holds.id))")
        for hold in left:
            await self.void(hold, row=_stopped(hold, self._store.clock()))
        return len(left)

    def _open_holds(self, which: str) -> list[Hold]:
        rows = self._read.execute(
            "SELECT whole, id, wallet, amount, time, price_version, key_id, endpoint, model"
            " FROM holds LEFT JOIN extensions ON part = holds.id"
            f" WHERE NOT EXISTS (SELECT 1 FROM resolutions WHERE hold = holds.id){which} ORDER BY holds.rowid"
        )
        found: dict[str, Hold] = {}
        for whole, name, wallet, micros, *rest in rows:
            if whole is None:
                found[name] = Hold(name, wallet, Credits(micros), *rest)
            else:  # parts are younger than their first hold
                found[whole] = found[whole].grown(Part(name, Credits(micros)))
        return list(found.values())


def _stopped(hold: Hold, now: float) -> CallRow:
    return CallRow(
        id=hold.id,
        created=hold.time,
        wallet=hold.wallet,
        key_id=hold.key_id,
        endpoint=hold.endpoint or "",
        model=hold.model,
        provider=None,
        status_code=503,
        latency_ms=round((now - hold.time) * 1000),
        units=0,
        credits=ZERO,
        price_version=hold.price_version,
        basis=None,
        error="the gateway stopped before the call ended",
    )
