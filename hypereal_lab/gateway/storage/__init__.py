"""Result files, and objects that users store."""

from __future__ import annotations

from hypereal_lab.gateway.storage.backend import Backend
from hypereal_lab.gateway.storage.files import RETENTION, FileStore, StoredFile
from hypereal_lab.gateway.storage.folder import FolderBackend
from hypereal_lab.gateway.storage.objects import QUOTA, TICKET, Incomplete, Objects, UploadBusy
from hypereal_lab.gateway.storage.rows import NoRoom, StoredObject, TooManyUploads
from hypereal_lab.gateway.storage.spool import WrongBytes

__all__ = [
    "QUOTA",
    "RETENTION",
    "TICKET",
    "Backend",
    "FileStore",
    "FolderBackend",
    "Incomplete",
    "NoRoom",
    "Objects",
    "StoredFile",
    "StoredObject",
    "TooManyUploads",
    "UploadBusy",
    "WrongBytes",
]
