"""Result files."""

from __future__ import annotations

from hypereal_lab.gateway.storage.files import RETENTION, FileStore, StoredFile

__all__ = ["RETENTION", "FileStore", "StoredFile"]
