"""Counts of long texts that were counted before: agents send the same ones again with every turn."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from threading import Lock

__all__ = ["Remembered"]

_ENTRY = 256
"""Bytes that one count takes with its key, generously."""
_DIGEST = 16


class Remembered:
    """A function of a text and its latest values, kept by a digest of the text and never by the text."""

    def __init__(self, value: Callable[[str], int], *, most_bytes: int) -> None:
        self._value = value
        self._most = most_bytes // _ENTRY
        self._known: OrderedDict[bytes, int] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._known)

    def __call__(self, text: str) -> int:
        """The value, worked out by the caller's thread where it is not known."""
        key = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()
        with self._lock:
            if (known := self._known.get(key)) is not None:
                self._known.move_to_end(key)
                return known
        value = self._value(text)
        with self._lock:
            self._known[key] = value
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return value
