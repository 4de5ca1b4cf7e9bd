"""A mark that every process of one data folder sees change at once."""

from __future__ import annotations

import mmap
import os
import secrets
from pathlib import Path

__all__ = ["Changes"]

_SIZE = 8


class Changes:
    """Eight bytes shared by mapping a file: reading them costs no system call, and any process may change them.

    They are drawn by chance, so that two changes at once can never add up to none.
    """

    def __init__(self, path: Path) -> None:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if os.fstat(file).st_size < _SIZE:
                os.ftruncate(file, _SIZE)
            self._shared = mmap.mmap(file, _SIZE)
        finally:
            os.close(file)

    def mark(self) -> bytes:
        """Differs from an earlier one where something changed in between."""
        return self._shared[:_SIZE]

    def tell(self) -> None:
        """Something changed."""
        self._shared[:_SIZE] = secrets.token_bytes(_SIZE)
