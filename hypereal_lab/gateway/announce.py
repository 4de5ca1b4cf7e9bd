"""How the embedded gateway tells the labs of its user where it is, and with which key they may call it."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from types import TracebackType

import msgspec

from hypereal_lab import __version__
from hypereal_lab.gateway.accounts import Keys
from hypereal_lab.wire.money import Credits

__all__ = ["PLAY_CREDITS", "Announcement"]

PLAY_CREDITS = Credits.of(10_000)
"""What the one account of an embedded gateway starts with."""
_NAME = "gateway.json"
RATE_LIMIT = 100_000
"""Requests an hour: the machine is the user's own."""


class Announcement:
    """`gateway.json` while the gateway runs; the key's own file stays. Both are for the user's eyes only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    async def make(cls, folder: Path, base_url: str, keys: Keys) -> Announcement:
        """Write where we are; make the account at the first start."""
        key = await _key(folder / "key", keys)
        told = {"base_url": base_url, "pid": os.getpid(), "key": key, "sandbox": True, "version": __version__}
        _write_private(folder / _NAME, msgspec.json.encode(told))
        return cls(folder / _NAME)

    @staticmethod
    def stands_in(folder: Path) -> bool:
        """Whether a gateway says that it serves this folder; one that is ending says so no more."""
        return (folder / _NAME).exists()

    def __enter__(self) -> Announcement:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with contextlib.suppress(OSError):
            if msgspec.json.decode(self._path.read_bytes())["pid"] == os.getpid():
                self._path.unlink()


async def _key(path: Path, keys: Keys) -> str:
    """The key of the sandbox account; a new one, with new play credits, when the file is gone or no longer good."""
    if path.exists() and keys.find(text := path.read_text()) is not None:
        return text
    made = await keys.create("sandbox", credits=PLAY_CREDITS, rate_limit=RATE_LIMIT)
    _write_private(path, made.key.encode())
    return made.key


def _write_private(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    draft.replace(path)
