"""The same key and the same body give the same answer, once done and once paid, for 24 hours."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.corridor import Also
from hypereal_lab.gateway.refusals import bad_request, refused
from hypereal_lab.gateway.store import Store
from hypereal_lab.wire.routes import IDEMPOTENCY_KEY

__all__ = ["KEPT", "Answers", "Attempt", "attempt_of"]

KEPT = 24 * 3600.0
"""Seconds that an answer is kept."""
_LONGEST_KEY = 255
_HEADER = IDEMPOTENCY_KEY.encode()


class Attempt(NamedTuple):
    """One paid request as its sender names it."""

    wallet: str
    endpoint: str
    key: str
    fingerprint: bytes
    """Of the body, and of the model where the path names it."""


def attempt_of(asking: Asking, body: bytes) -> Attempt | None:
    """None for a request without Idempotency-Key. Raises `Refused` for a key that is no key."""
    key = asking.visit.header(_HEADER)
    if key is None:
        return None
    if not key.strip() or len(key) > _LONGEST_KEY:
        raise bad_request(f"Idempotency-Key must have 1 to {_LONGEST_KEY} characters.", param="idempotency-key")
    model = asking.visit.scope.get("path_params", {}).get("model", "")
    return Attempt(asking.key.wallet, asking.endpoint, key, hashlib.sha256(body + model.encode()).digest())


async def _as_it_was(kept: bytes) -> bytes:
    return kept


class Answers:
    """Answers by account, route and key. Only successes are kept: a failed attempt may be tried again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._running: dict[tuple[str, str, str], tuple[bytes, asyncio.Future[bytes]]] = {}

    async def once(
        self,
        attempt: Attempt | None,
        work: Callable[[], Awaitable[bytes]],
        reopen: Callable[[bytes], Awaitable[bytes]] = _as_it_was,
    ) -> tuple[bytes, bool]:
        """The answer and whether it is an earlier one, which `reopen` makes again from what `rows` kept.

        Without an attempt it never is. An attempt that comes while the first is still running waits for it. Raises 409
        for a key that was used for another body.
        """
        if attempt is None:
            return await work(), False
        place = attempt[:3]
        while (running := self._running.get(place)) is not None:
            _same(running[0], attempt)
            await asyncio.wait([running[1]])
            if not running[1].cancelled():
                return running[1].result(), True
        if (kept := self._kept(attempt)) is not None:
            return await reopen(kept), True
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._running[place] = (attempt.fingerprint, future)
        try:
            body = await work()
            future.set_result(body)
            return body, False
        finally:
            del self._running[place]
            future.cancel()  # does nothing to one that is done

    def rows(self, attempt: Attempt | None, keep: Callable[[], bytes]) -> Sequence[Also]:
        """The answer's row, for the transaction that settles its call; a row that is too old makes place.

        What `keep` gives is kept; it is not asked without an attempt.
        """
        if attempt is None:
            return ()
        values = (*attempt, keep(), self._store.clock())

        def write(db: sqlite3.Connection) -> None:
            db.execute(
                "INSERT OR REPLACE INTO answers (wallet, endpoint, idempotency_key, fingerprint, body, created)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                values,
            )

        return (write,)

    async def sweep(self) -> int:
        """Forget what is older than a day."""
        oldest = self._store.clock() - KEPT
        return await self._store.writer.submit(
            lambda db: db.execute("DELETE FROM answers WHERE created <= ?", (oldest,)).rowcount
        )

    def _kept(self, attempt: Attempt) -> bytes | None:
        row = self._store.reader.execute(
            "SELECT fingerprint, body FROM answers"
            " WHERE wallet = ? AND endpoint = ? AND idempotency_key = ? AND created > ?",
            (*attempt[:3], self._store.clock() - KEPT),
        ).fetchone()
        if row is None:
            return None
        _same(row[0], attempt)
        return bytes(row[1])


def _same(fingerprint: bytes, attempt: Attempt) -> None:
    if fingerprint != attempt.fingerprint:
        raise refused(
            409,
            "conflict",
            "This Idempotency-Key was used for another body; send a new key with a new request.",
            code="idempotency_key_reused",
            param="idempotency-key",
        )
