"""Result files, and objects that users store."""

from __future__ import annotations

from hypereal_lab.gateway.storage.backend import Backend
from hypereal_lab.gateway.storage.files import RETENTION, FileStore, StoredFile
from hypereal_lab.gateway.storage.folder import FolderBackend
from hypereal_lab.gateway.storage.objects import QUOTA, TICKET, Incomplete, Objects, UploadBusy
from hypereal_lab.gateway.storage.row import StorageRow, open_storage
from hypereal_lab.gateway.storage.rows import NoRoom, StoredObject, TooManyUploads
from hypereal_lab.gateway.storage.s3 import ExtraMissing, S3Backend
from hypereal_lab.gateway.storage.spool import WrongBytes

__all__ = [
    "QUOTA",
    "RETENTION",
    "TICKET",
    "Backend",
    "ExtraMissing",
    "FileStore",
    "FolderBackend",
    "Incomplete",
    "NoRoom",
    "Objects",
    "S3Backend",
    "StorageRow",
    "StoredFile",
    "StoredObject",
    "TooManyUploads",
    "UploadBusy",
    "WrongBytes",
    "open_storage",
]
