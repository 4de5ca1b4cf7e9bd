"""Where the bytes of objects are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

__all__ = ["Backend"]


class Backend(Protocol):
    """Bytes by object id. All methods wait for disk or network: they are called in worker threads.

    Each raises `OSError` where it cannot; then nothing has changed that a second try would not mend.
    """

    def keep(self, object_id: str, source: Path, media_type: str) -> None:
        """Take a copy of a finished file, durably, in place of what was kept under that id. The file stays."""
        ...

    def size(self, object_id: str) -> int | None:
        """Bytes, None where nothing is kept."""
        ...

    def read(self, object_id: str) -> bytes:
        """All bytes at once; ask for the size first."""
        ...

    def remove(self, object_id: str) -> None:
        """Let go of the bytes; none being there is fine."""
        ...

    def path(self, object_id: str) -> Path | None:
        """The file on this machine, where there is one."""
        ...

    def link(self, object_id: str, seconds: float) -> str | None:
        """A signed address that opens for so long without this gateway, where there is one."""
        ...
