"""Keys: shown once, kept only as a keyed hash, each with a wallet of its own."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from hypereal_lab.gateway.accounts.changes import Changes
from hypereal_lab.gateway.ledger import Ledger
from hypereal_lab.gateway.store import Store
from hypereal_lab.wire.money import Credits
from hypereal_lab.wire.routes import KEY_PREFIX

__all__ = ["Key", "Keys", "NewKey", "create_key"]

_ID_LENGTH, _SECRET_LENGTH = 16, 64


@dataclass(frozen=True, slots=True)
class Key:
    """A key that was found good."""

    id: str
    """Public; may stand in logs."""
    name: str
    wallet: str
    rate_limit: int | None
    """Requests an hour of this account, None for the gateway's usual."""
    expires: float | None = None
    """Unix seconds."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at the only moment when its text is known."""

    id: str
    account: str
    key: str = field(repr=False)


class Keys:
    """Makes, finds and disables keys. Reads the database each time, so that another process's change counts at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pepper = _pepper(store.data_dir / "pepper")
        self._changes = Changes(store.data_dir / "keys.changed")

    async def create(self, name: str, *, credits: Credits, rate_limit: int | None = None) -> NewKey:
        """A new key with a wallet that holds these credits."""
        public, secret = secrets.token_hex(_ID_LENGTH // 2), secrets.token_hex(_SECRET_LENGTH // 2)
        wallet = f"wallet_{public}"
        ledger, now = Ledger(self._store), self._store.clock()
        await ledger.open_wallet(wallet)
        if credits:
            await ledger.top_up(wallet, credits, reference=f"key_{public}")
        row = (public, name, wallet, self._hash(secret), rate_limit, now)
        await self._store.writer.submit(lambda db: _insert(db, row))
        return NewKey(id=public, account=wallet, key=f"{KEY_PREFIX}{public}_{secret}")

    def find(self, text: str) -> Key | None:
        """The key of this text; None alike for unknown, wrong, disabled and expired."""
        public, _, secret = text.removeprefix(KEY_PREFIX).partition("_")
        row = self._store.reader.execute(
            "SELECT name, wallet, rate_limit, secret, enabled, expires FROM keys WHERE id = ?", (public,)
        ).fetchone()
        # an unknown id takes the same way as a known one, so that time does not tell them apart
        right = hmac.compare_digest(self._hash(secret), row[3] if row else _NOBODY)
        if not row or not right or not row[4] or (row[5] is not None and row[5] <= self._store.clock()):
            return None
        return Key(id=public, name=row[0], wallet=row[1], rate_limit=row[2], expires=row[5])

    def is_good(self, key_id: str) -> bool:
        """Whether a key that was found good still is."""
        row = self._store.reader.execute("SELECT enabled, expires FROM keys WHERE id = ?", (key_id,)).fetchone()
        return bool(row) and bool(row[0]) and (row[1] is None or row[1] > self._store.clock())

    def derive(self, *words: str) -> bytes:
        """A secret of this data folder for a purpose, 32 bytes: the same for the same words, and not to be guessed."""
        return hmac.digest(self._pepper, "\0".join(words).encode(), "sha256")

    def mark(self) -> bytes:
        """Differs from an earlier one where a key was refused in between, by whichever process."""
        return self._changes.mark()

    async def disable(self, key_id: str) -> None:
        """Refuse the key from the next request on. Raises `LookupError` for an unknown id."""
        await self._change(key_id, "UPDATE keys SET enabled = 0 WHERE id = ?", (key_id,))

    async def expire(self, key_id: str, when: float) -> None:
        """Refuse the key from a time on, in Unix seconds. Raises `LookupError` for an unknown id."""
        await self._change(key_id, "UPDATE keys SET expires = ? WHERE id = ?", (when, key_id))

    async def _change(self, key_id: str, sql: str, values: tuple[object, ...]) -> None:
        changed = await self._store.writer.submit(lambda db: db.execute(sql, values).rowcount)
        if changed != 1:
            raise LookupError(f"there is no key {key_id}")
        self._changes.tell()

    def _hash(self, secret: str) -> bytes:
        return hmac.digest(self._pepper, secret.encode("utf-8", "surrogatepass"), "sha256")


_NOBODY = hashlib.sha256(b"nobody").digest()


async def create_key(data_dir: Path, *, name: str, credits: Credits, rate_limit: int | None) -> NewKey:
    """Make a key in a data folder, also beside a gateway that is serving it."""
    store = Store(data_dir)
    try:
        return await Keys(store).create(name, credits=credits, rate_limit=rate_limit)
    finally:
        await store.close()


def _insert(db: sqlite3.Connection, row: tuple[object, ...]) -> None:
    db.execute("INSERT INTO keys (id, name, wallet, secret, rate_limit, created) VALUES (?, ?, ?, ?, ?, ?)", row)


def _pepper(path: Path) -> bytes:
    """A secret of this data folder, made once; without it the hashes in the database are of no use."""
    if not path.exists():
        draft = path.with_name(f".pepper.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first; its pepper counts
            os.link(draft, path)
        draft.unlink()
    pepper = path.read_bytes()
    if len(pepper) != 32:
        raise RuntimeError(f"{path} is damaged; restore it from a copy, or every key has to be made again.")
    return pepper
