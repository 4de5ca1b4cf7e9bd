"""Objects in a bucket of any S3-compatible server. Needs the extra `s3`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

__all__ = ["ExtraMissing", "S3Backend"]

_PART, _PARTS = 8 << 20, 2
"""Bytes of one part on its way to the bucket, and how many of a file are in memory at once."""
_UPLOADS = 4
"""Files that go to the bucket at once; others wait in the spool, so that memory stays bounded."""
_PIECE = 1 << 20
"""Bytes of one request for reading, whatever is asked for: each has its own time and its own second try."""
_CONNECT = 5.0
"""Seconds to open a connection."""


class ExtraMissing(Exception):
    """The library is not installed; the sentence says how."""


class S3Backend:
    """Files go there in parts from disk, and come back through this gateway: the bucket can be private to it.

    `settings` are those of obstore's `S3Store`, such as `endpoint`, `region`, `access_key_id` and `secret_access_key`;
    what is not given comes from the usual AWS variables. A request takes `patience` seconds at most and is tried
    `tries` times. Raises `ExtraMissing`.
    """

    def __init__(
        self, bucket: str, *, prefix: str = "hypereal", patience: float = 60.0, tries: int = 3, **settings: Any
    ) -> None:
        try:
            import obstore
            from obstore.store import S3Store
        except ImportError:
            raise ExtraMissing('Storage in S3 needs obstore: pip install "hypereal-lab[s3]".') from None
        plain = str(settings.get("endpoint", "")).startswith("http://")
        self._obstore = obstore
        self._store = S3Store(
            bucket,
            prefix=prefix or None,
            client_options={
                "timeout": timedelta(seconds=patience),
                "connect_timeout": timedelta(seconds=min(patience, _CONNECT)),
                "allow_http": plain,
            },
            retry_config={"max_retries": tries - 1, "retry_timeout": timedelta(seconds=patience * tries)},
            **settings,
        )
        self._uploads = asyncio.Semaphore(_UPLOADS)

    async def keep(self, object_id: str, source: Path, media_type: str) -> None:
        """Upload the file in parts."""
        if not await asyncio.to_thread(source.is_file):
            raise FileNotFoundError("the upload is gone")
        async with self._uploads:
            with _as_os_errors():
                await self._obstore.put_async(
                    self._store,
                    _key(object_id),
                    source,
                    attributes={"Content-Type": media_type},
                    chunk_size=_PART,
                    max_concurrency=_PARTS,
                )

    async def size(self, object_id: str) -> int | None:
        """Bytes, None where nothing is kept."""
        try:
            with _as_os_errors():
                return int((await self._obstore.head_async(self._store, _key(object_id)))["size"])
        except FileNotFoundError:
            return None

    async def pieces(self, object_id: str, first: int, length: int) -> AsyncIterator[bytes]:
        """A request for each."""
        end = first + length
        while first < end:
            count = min(_PIECE, end - first)
            with _as_os_errors():
                found = await self._obstore.get_range_async(self._store, _key(object_id), start=first, length=count)
            if len(found) != count:
                raise OSError("the bucket gave fewer bytes than it keeps")
            first += count
            yield bytes(found)

    async def remove(self, object_id: str) -> None:
        """Delete it; none being there is fine."""
        try:
            with _as_os_errors():
                await self._obstore.delete_async(self._store, _key(object_id))
        except FileNotFoundError:
            return

    def __repr__(self) -> str:
        return "<S3Backend>"


def _key(object_id: str) -> str:
    return f"{object_id[-2:]}/{object_id}"


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """The library's own errors carry addresses and answers; only their kind goes on."""
    from obstore.exceptions import BaseError

    try:
        yield
    except FileNotFoundError as error:
        if "NoSuchBucket" in str(error):
            raise OSError("the bucket is not there") from None
        raise FileNotFoundError("there is no such object") from None
    except (BaseError, OSError) as error:
        raise OSError(f"the bucket cannot be used ({type(error).__name__})") from None
