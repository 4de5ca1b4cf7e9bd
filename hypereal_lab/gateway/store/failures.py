"""What can go wrong with the files."""

from __future__ import annotations

__all__ = ["DataDirBusy", "StoreFailed"]


class StoreFailed(Exception):
    """The database could not do it: disk full, locked, damaged. Nothing of the job was written."""


class DataDirBusy(Exception):
    """Another gateway owns this data folder."""
