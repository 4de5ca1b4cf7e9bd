"""Libraries of the front end that are too heavy for a bundle: a page asks for one once, no notebook carries them."""

from __future__ import annotations

import gzip
from functools import lru_cache

from hypereal_lab.errors import InputError
from hypereal_lab.widgets.built import BUILD_COMMAND, STATIC

__all__ = ["packed"]


@lru_cache(maxsize=4)
def packed(name: str) -> bytes:
    """The text of `static/lib/<name>.js` as gzip. Raises `InputError` for one that is not there."""
    known = {file.stem: file for file in (STATIC / "lib").glob("*.js")}
    if name not in known:
        raise InputError(f"There is no library {name!r} in this installation. Build it: {BUILD_COMMAND}", field="name")
    return gzip.compress(known[name].read_bytes(), 6, mtime=0)
