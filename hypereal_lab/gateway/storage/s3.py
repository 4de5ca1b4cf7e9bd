"""Objects in a bucket of any S3-compatible server. Needs the extra `s3`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

__all__ = ["S3Backend"]

_PART, _AT_ONCE = 8 << 20, 2
"""Bytes of one part on its way to the bucket, and how many are in memory at once."""


class S3Backend:
    """Files go there in parts from disk; links are signed for the bucket, so that its bytes do not pass here again.

    `settings` are those of obstore's `S3Store`, such as `endpoint`, `region`, `access_key_id` and `secret_access_key`;
    what is not given comes from the usual AWS variables. Raises `RuntimeError` where obstore is not installed.
    """

    def __init__(self, bucket: str, *, prefix: str = "hypereal", **settings: Any) -> None:
        try:
            import obstore
            from obstore.store import S3Store
        except ImportError as error:
            raise RuntimeError('Storage in S3 needs obstore: pip install "hypereal-lab[s3]".') from error
        self._obstore = obstore
        self._store = S3Store(bucket, prefix=prefix, **settings)

    def keep(self, object_id: str, source: Path, media_type: str) -> None:
        """Upload the file in parts."""
        with source.open("rb") as file, _as_os_errors():
            self._obstore.put(
                self._store,
                _key(object_id),
                file,
                attributes={"Content-Type": media_type, "Content-Disposition": "attachment"},
                chunk_size=_PART,
                max_concurrency=_AT_ONCE,
            )

    def size(self, object_id: str) -> int | None:
        """Bytes, None where nothing is kept."""
        try:
            with _as_os_errors():
                return int(self._obstore.head(self._store, _key(object_id))["size"])
        except FileNotFoundError:
            return None

    def read(self, object_id: str) -> bytes:
        """All bytes at once."""
        with _as_os_errors():
            return bytes(self._obstore.get(self._store, _key(object_id)).bytes())

    def remove(self, object_id: str) -> None:
        """Delete it; none being there is fine."""
        try:
            with _as_os_errors():
                self._obstore.delete(self._store, _key(object_id))
        except FileNotFoundError:
            return

    def path(self, object_id: str) -> Path | None:
        """None: it is on another machine."""
        return None

    def link(self, object_id: str, seconds: float) -> str | None:
        """A link signed for the bucket (SigV4)."""
        with _as_os_errors():
            return str(self._obstore.sign(self._store, "GET", _key(object_id), timedelta(seconds=seconds)))

    def __repr__(self) -> str:
        return "<S3Backend>"


def _key(object_id: str) -> str:
    return f"{object_id[-2:]}/{object_id}"


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """The library's own errors carry addresses; only their kind goes on."""
    from obstore.exceptions import BaseError

    try:
        yield
    except FileNotFoundError:
        raise FileNotFoundError("there is no such object or bucket") from None
    except BaseError as error:
        raise OSError(f"the bucket cannot be used ({type(error).__name__})") from None
