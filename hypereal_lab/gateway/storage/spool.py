"""Uploads under way: a file for each, whose length is how far it is."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

__all__ = ["Spool", "WrongBytes"]

_AT_ONCE = 128 * 1024
"""Bytes of one upload in memory before they go to disk."""


class WrongBytes(Exception):
    """What came is not what was announced; the upload stands where it stood before."""

    def __init__(self, words: str, code: str) -> None:
        super().__init__(words)
        self.code = code


class Spool:
    """What was received stays through a broken connection and a stopped gateway, and can be gone on with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, object_id: str) -> Path:
        """Its file, whether or not it is there."""
        return self.folder / object_id[-2:] / object_id

    def received(self, object_id: str) -> int:
        """Bytes from the beginning."""
        try:
            return self.path(object_id).stat().st_size
        except FileNotFoundError:
            return 0

    async def write(
        self, object_id: str, pieces: AsyncIterator[bytes], *, at: int, length: int, digest: bytes | None = None
    ) -> int:
        """Put `length` bytes behind the first `at` and give how many there are then.

        Raises `WrongBytes` for more or fewer bytes, or others than the SHA-256 `digest` tells, and undoes them; what
        `pieces` raises goes through, and the bytes that came before it stay. `OSError` where the disk fails.
        """
        file = await asyncio.to_thread(_open, self.path(object_id), at)
        try:
            await _fill(file, pieces, at=at, length=length, digest=digest)
        except WrongBytes:
            await asyncio.to_thread(file.truncate, at)
            raise
        finally:
            await asyncio.to_thread(_finish, file)
        return at + length

    def digest(self, object_id: str) -> str:
        """SHA-256 of what was received, in hexadecimal digits. Reads the whole file."""
        with self.path(object_id).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def drop(self, object_id: str) -> None:
        """Delete what was received."""
        self.path(object_id).unlink(missing_ok=True)


async def _fill(file: IO[bytes], pieces: AsyncIterator[bytes], *, at: int, length: int, digest: bytes | None) -> None:
    seen, kept, count = hashlib.sha256(), bytearray(), 0
    try:
        async for piece in pieces:
            count += len(piece)
            if count > length:
                raise WrongBytes(f"More bytes came than the {length} that were announced.", "too_many_bytes")
            if digest is not None:
                seen.update(piece)
            kept += piece
            if len(kept) >= _AT_ONCE:
                await asyncio.to_thread(_write, file, kept)
                kept = bytearray()
    finally:
        if kept:
            await asyncio.to_thread(_write, file, kept)
    if count < length:
        raise WrongBytes(f"Only {count} of the {length} bytes that were announced came.", "too_few_bytes")
    if digest is not None and seen.digest() != digest:
        raise WrongBytes("The bytes have another SHA-256 than was announced.", "checksum_mismatch")


def _open(path: Path, at: int) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
    try:
        file.truncate(at)
        file.seek(at)
    except BaseException:
        file.close()
        raise
    return file


def _write(file: IO[bytes], data: bytearray) -> None:
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]  # a full disk takes a part before it refuses


def _finish(file: IO[bytes]) -> None:
    with file:
        os.fsync(file.fileno())
