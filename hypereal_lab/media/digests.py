"""The name of bytes by their content."""

from __future__ import annotations

import hashlib

__all__ = ["digest"]


def digest(data: bytes) -> str:
    """SHA-256 as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()
