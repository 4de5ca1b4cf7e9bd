"""The collector of garbage, told what kind of process this is."""

from __future__ import annotations

import gc

__all__ = ["settle_memory"]

_YOUNG = 50_000
"""New containers between two looks: far above what the requests of a moment hold, so that a look finds real garbage."""


def settle_memory() -> None:
    """For the end of start-up: what was made so far stays for ever and is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 20)
