"""Which kernels are alive: each holds a lock, which the machine lets go when the kernel ends, however it ends."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

import filelock

__all__ = ["Owner"]


class Owner:
    """One lab in one kernel, as others can see it."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "kernels"
        self._folder.mkdir(parents=True, exist_ok=True)
        self.token = secrets.token_hex(8)
        """Written into the runs that this lab looks after."""
        self._lock = filelock.FileLock(self._path(self.token), thread_local=False)
        self._lock.acquire(timeout=0)

    def is_alive(self, token: str | None) -> bool:
        """Whether a run with this token is looked after by a kernel that lives, this one included."""
        if token is None:
            return False
        if token == self.token:
            return self._lock.is_locked
        path = self._path(token)
        if not path.exists():
            return False
        try:
            with filelock.FileLock(path, thread_local=False).acquire(timeout=0):
                pass
        except filelock.Timeout:
            return True
        with contextlib.suppress(OSError):
            path.unlink()
        return False

    def close(self) -> None:
        """Let others take over what is left."""
        self._lock.release()
        with contextlib.suppress(OSError):
            self._path(self.token).unlink()

    def _path(self, token: str) -> Path:
        return self._folder / f"{token}.lock"
