"""Objects of accounts: a ticket, the bytes, the end of the upload, links, and letting go."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, quote, urlsplit

from hypereal_lab.gateway.outbound_links import OutboundRefused
from hypereal_lab.gateway.storage.backend import Backend
from hypereal_lab.gateway.storage.files import SETTLING, sweep_folder
from hypereal_lab.gateway.storage.folder import FolderBackend
from hypereal_lab.gateway.storage.rows import ObjectRows, StoredObject
from hypereal_lab.gateway.storage.signing import Signer
from hypereal_lab.gateway.storage.spool import Spool, WrongBytes
from hypereal_lab.gateway.store import Store
from hypereal_lab.wire.routes import STORED, UPLOADS
from hypereal_lab.wire.storage import TicketBody

__all__ = ["QUOTA", "TICKET", "Incomplete", "Objects", "UploadBusy"]

QUOTA = 20 * 10**9
"""Bytes of one account (gap of the API pages, our choice)."""
TICKET = 24 * 3600.0
"""Seconds that the bytes of an upload may take to come."""
_MOST_AT_ONCE = 64 * 1024 * 1024
"""Bytes of an object that a call may use as a reference."""

log = logging.getLogger("hypereal_lab.gateway")


class UploadBusy(Exception):
    """Another request works on this very upload."""


class Incomplete(Exception):
    """Bytes are missing."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


class Objects:
    """Bytes come into the spool and go to the backend when they are whole; the row says what is true."""

    def __init__(self, store: Store, *, backend: Backend | None = None, quota: int = QUOTA) -> None:
        folder = store.data_dir / "storage"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._clock: Callable[[], float] = store.clock
        self._backend = backend or FolderBackend(folder / "objects")
        self._spool = Spool(folder / "uploads")
        self._busy: set[str] = set()
        self.rows = ObjectRows(store)
        self.signer = Signer.of(store.data_dir)
        self.quota = quota

    async def begin(self, wallet: str, body: TicketBody) -> StoredObject:
        """Room for an upload. Raises `NoRoom`, `TooManyUploads`."""
        now = self._clock()
        item = StoredObject(
            id=f"obj_{secrets.token_hex(12)}",
            wallet=wallet,
            kind=body.kind,
            name=body.filename,
            media_type=body.content_type,
            size=body.size,
            sha256=body.sha256.lower() if body.sha256 else None,
            state="waiting",
            created=now,
            expires=now + TICKET,
        )
        await self.rows.add(item, self.quota)
        return item

    def received(self, item: StoredObject) -> int:
        """Bytes that came so far."""
        return item.size if item.state == "stored" else self._spool.received(item.id)

    async def receive(
        self, item: StoredObject, pieces: AsyncIterator[bytes], *, at: int, length: int, digest: bytes | None
    ) -> int:
        """Bytes of an upload from `at`. Gives how many came so far.

        Raises `UploadBusy`, `Incomplete` for a part that does not begin where the last one ended, and what
        `Spool.write` raises.
        """
        with self._alone(item.id):
            if at and at != (received := self._spool.received(item.id)):
                raise Incomplete(received)
            return await self._spool.write(item.id, pieces, at=at, length=length, digest=digest)

    async def complete(self, item: StoredObject, sha256: str | None) -> StoredObject:
        """Keep what was uploaded. Doing it again changes nothing.

        Raises `UploadBusy`, `Incomplete`, and `WrongBytes` after which the bytes have to be sent again; `OSError` where
        they cannot be kept, and then they wait for another try.
        """
        with self._alone(item.id):
            expected = {one.lower() for one in (item.sha256, sha256) if one}
            if item.state == "stored":
                _check(item.sha256 or "", expected)
                return item
            if (received := self._spool.received(item.id)) != item.size:
                raise Incomplete(received)
            found = await asyncio.to_thread(self._spool.digest, item.id)
            try:
                _check(found, expected)
            except WrongBytes:
                await asyncio.to_thread(self._spool.drop, item.id)
                raise
            await self._backend.keep(item.id, self._spool.path(item.id), item.media_type)
            await self.rows.stored(item.id, found)
            await asyncio.to_thread(self._spool.drop, item.id)
            return item._replace(state="stored", sha256=found)

    async def remove(self, item: StoredObject) -> None:
        """Let go of an object or of an upload. Raises `UploadBusy`. Bytes that cannot go now are swept later."""
        with self._alone(item.id):
            await self.rows.leave(item.id)
            try:
                await self._end(item)
            except OSError as error:
                log.warning("the bytes of %s stay for now: %s", item.id, error)

    async def sweep(self) -> int:
        """Delete what is left of uploads that were never completed and of objects that were let go."""
        ended = [item for item in self.rows.ending() if item.id not in self._busy]
        for item in ended:
            with self._alone(item.id):
                await self._end(item)
        waiting = self.rows.waiting() | self._busy
        left = await asyncio.to_thread(sweep_folder, self._spool.folder, waiting, self._clock() - SETTLING)
        return len(ended) + left

    def pieces(self, item: StoredObject, first: int, length: int) -> AsyncIterator[bytes]:
        """Bytes of a stored object. Raises `FileNotFoundError` where they are gone, `OSError` where none come."""
        return self._backend.pieces(item.id, first, length)

    def upload_path(self, item: StoredObject) -> str:
        """Where its bytes go, signed."""
        return f"{UPLOADS}/{item.id}?{self.signer.query('put', item.id, item.expires)}"

    def path(self, item: StoredObject, expires: float) -> str:
        """A link to it, signed."""
        return f"{STORED}/{item.id}/{quote(item.name)}?{self.signer.query('get', item.id, expires)}"

    def cursor(self, item: StoredObject) -> str:
        """What stands for its place in its owner's list; good for that account alone."""
        place = str(item.number)
        return f"{place}.{self.signer.sign('page', item.wallet, place)}"

    def place(self, wallet: str, cursor: str) -> int | None:
        """The place that a cursor stands for; None for one of another account, or of nobody."""
        place, _, signature = cursor.partition(".")
        return int(place) if self.signer.is_signed(signature, "page", wallet, place) else None

    def is_own(self, url: str) -> bool:
        """Whether this is a link of this gateway's storage that still opens."""
        return self._own(url) is not None

    async def own(self, url: str) -> bytes | None:
        """The bytes behind such a link, None for any other. Raises `OutboundRefused`, `OSError`."""
        if (object_id := self._own(url)) is None:
            return None
        size = await self._backend.size(object_id)
        if size is None:
            raise FileNotFoundError(object_id)
        if size > _MOST_AT_ONCE:
            words = f"The file has {size} bytes and at most {_MOST_AT_ONCE} can be used in a call; give a smaller one."
            raise OutboundRefused(words, why="too_large")
        return b"".join([piece async for piece in self._backend.pieces(object_id, 0, size)])

    def _own(self, url: str) -> str | None:
        """By the signature: hosts differ with the way a caller reaches the gateway."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        if not parts.path.startswith(f"{STORED}/"):
            return None
        object_id = parts.path.split("/")[2]
        expires = self.signer.expiry("get", object_id, dict(parse_qsl(parts.query)))
        return object_id if expires is not None and expires > self._clock() else None

    async def _end(self, item: StoredObject) -> None:
        """Bytes first, then the row, so that a crash between them leaves something that is found again."""
        await asyncio.to_thread(self._spool.drop, item.id)
        await self._backend.remove(item.id)
        await self.rows.forget(item.id)

    @contextmanager
    def _alone(self, object_id: str) -> Iterator[None]:
        if object_id in self._busy:
            raise UploadBusy
        self._busy.add(object_id)
        try:
            yield
        finally:
            self._busy.discard(object_id)


def _check(found: str, expected: set[str]) -> None:
    if expected - {found}:
        raise WrongBytes(
            f"The bytes have the SHA-256 {found}, and another was announced; send them again.", "checksum_mismatch"
        )
