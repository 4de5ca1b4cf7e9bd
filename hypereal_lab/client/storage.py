"""Storage: `client.storage`."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import io
import mimetypes
import os
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO, Any, Literal, TypeAlias
from urllib.parse import quote

from hypereal_lab.client.http import Http
from hypereal_lab.errors import Conflict, InputError, UnreadableAnswer
from hypereal_lab.wire.routes import STORAGE
from hypereal_lab.wire.storage import (
    OBJECT_TYPE,
    CompleteBody,
    ObjectAnswer,
    ObjectsAnswer,
    ReceivedAnswer,
    TicketAnswer,
    TicketBody,
)

__all__ = ["AsyncStorage", "FileLike", "Kind"]

FileLike: TypeAlias = "str | os.PathLike[str] | bytes | IO[bytes]"
Kind: TypeAlias = Literal["dataset", "model", "lora", "output", "other"]

_PIECE = 1 << 20
"""Bytes in memory at once where a server takes the whole only."""
_SETBACKS = 5
"""How often in a row a part may be refused for its place, before the upload is given up."""


class AsyncStorage:
    """Keeps files of any size with the account."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def upload(
        self,
        file: FileLike,
        *,
        filename: str | None = None,
        content_type: str | None = None,
        kind: Kind | str = "other",
    ) -> ObjectAnswer:
        """Send a file: a path, bytes, or something opened for reading bytes that can seek.

        It goes in parts with checksums where the server takes parts, and a broken connection costs one part. Raises
        `InputError` for what is no file, `PayloadTooLarge` when the account has no room.
        """
        name = filename or _name(file)
        with _opened(file) as opened:
            size, digest = await asyncio.to_thread(_measured, opened)
            body = TicketBody(
                filename=name,
                size=size,
                content_type=content_type or mimetypes.guess_type(name)[0] or OBJECT_TYPE,
                kind=kind,
                sha256=digest,
            )
            ticket = await self._http.post(f"{STORAGE}/upload", body, TicketAnswer, idempotency_key=uuid.uuid4().hex)
            await (self._in_parts if ticket.part_size else self._whole)(ticket, opened, size)
        done = CompleteBody(sha256=digest)
        path = f"{_path(ticket.id)}/complete"
        return await self._http.post(path, done, ObjectAnswer, idempotency_key=uuid.uuid4().hex)

    async def list(
        self, *, kind: Kind | str | None = None, limit: int = 100, cursor: str | None = None
    ) -> ObjectsAnswer:
        """Objects of the account, newest first, at most 100 at once; its `next_cursor` gives the next page."""
        given = {"kind": kind, "cursor": cursor}
        return await self._http.get(
            STORAGE, ObjectsAnswer, limit=limit, **{name: one for name, one in given.items() if one is not None}
        )

    async def get(self, object_id: str, *, expires_in: int | None = None) -> ObjectAnswer:
        """One object with a fresh signed link, which opens for `expires_in` seconds (an hour, at most a week).

        Raises `NotFound` for one that is not of this account.
        """
        query = {} if expires_in is None else {"expiresIn": expires_in}
        return await self._http.get(_path(object_id), ObjectAnswer, **query)

    async def delete(self, object_id: str) -> None:
        """Delete an object. Raises `NotFound` for one that is not of this account."""
        await self._http.delete(_path(object_id))

    async def _in_parts(self, ticket: TicketAnswer, file: IO[bytes], size: int) -> None:
        received, setbacks = 0, 0
        while received < size:
            part = await asyncio.to_thread(_read, file, received, ticket.part_size or _PIECE)
            if not part:
                raise InputError("The file became shorter while it was read; send it again.", field="file")
            headers = {
                **ticket.headers,
                "content-range": f"bytes {received}-{received + len(part) - 1}/{size}",
                "content-digest": f"sha-256=:{base64.b64encode(hashlib.sha256(part).digest()).decode()}:",
            }
            try:
                answer = await self._http.put(ticket.upload_url, part, headers, ReceivedAnswer)
                if answer is None or answer.received <= received:
                    raise UnreadableAnswer("The server took a part and does not say how far the upload is.")
                received, setbacks = answer.received, 0
            except Conflict as error:  # a part whose answer was lost came before
                stands, setbacks = error.facts.get("received"), setbacks + 1
                if setbacks > _SETBACKS or not isinstance(stands, int):
                    raise
                received = stands

    async def _whole(self, ticket: TicketAnswer, file: IO[bytes], size: int) -> None:
        headers = {**ticket.headers, "content-length": str(size)}
        await self._http.put(ticket.upload_url, _pieces(file, size), headers, ReceivedAnswer)


def _path(object_id: str) -> str:
    return f"{STORAGE}/{quote(object_id, safe='')}"


def _name(file: Any) -> str:
    found = file if isinstance(file, str | os.PathLike) else getattr(file, "name", None)
    return Path(found).name if isinstance(found, str | os.PathLike) else "file"


@contextlib.contextmanager
def _opened(file: FileLike) -> Iterator[IO[bytes]]:
    if isinstance(file, bytes | bytearray | memoryview):
        yield io.BytesIO(file)
    elif isinstance(file, str | os.PathLike):
        try:
            opened = Path(file).expanduser().open("rb")
        except OSError as error:
            raise InputError(f"The file cannot be read: {error.strerror or error}.", field="file") from error
        with opened:
            yield opened
    elif hasattr(file, "read") and hasattr(file, "seek"):
        yield file
    else:
        raise InputError(f"A file is a path, bytes or an open file, not {type(file).__name__}.", field="file")


def _measured(file: IO[bytes]) -> tuple[int, str]:
    """Bytes and SHA-256."""
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := file.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    if not size:
        raise InputError("The file is empty; there is nothing to store.", field="file")
    return size, digest.hexdigest()


def _read(file: IO[bytes], at: int, most: int) -> bytes:
    file.seek(at)
    return file.read(most)


async def _pieces(file: IO[bytes], size: int) -> AsyncIterator[bytes]:
    at = 0
    while at < size and (piece := await asyncio.to_thread(_read, file, at, _PIECE)):
        at += len(piece)
        yield piece
