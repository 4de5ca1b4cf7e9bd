"""Which storage a gateway uses: the `[storage]` table of its file."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from hypereal_lab.gateway.storage.backend import Backend
from hypereal_lab.gateway.storage.objects import QUOTA
from hypereal_lab.gateway.storage.s3 import S3Backend

__all__ = ["StorageRow", "open_storage"]


class StorageRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A folder of the data directory, or a bucket of an S3-compatible server."""

    kind: Literal["folder", "s3"] = "folder"
    bucket: str = ""
    endpoint: str | None = None
    """`https://host` of a server that is not Amazon's."""
    region: str = "us-east-1"
    prefix: str = "hypereal"
    """Before the name of each object in the bucket."""
    access_key_id: str | None = None
    """`env:NAME` or `file:/path`, as the two below; without them the usual AWS variables and roles are used."""
    secret_access_key: str | None = None
    session_token: str | None = None
    patience: float = 60.0
    """Seconds that one request to the bucket may take."""
    quota: int = QUOTA
    """Bytes of one account."""


def open_storage(row: StorageRow, secrets: dict[str, str]) -> Backend | None:
    """The backend of a row with its secrets read; None for the folder. Raises `ExtraMissing`."""
    if row.kind == "folder":
        return None
    settings: dict[str, Any] = secrets if row.endpoint is None else {**secrets, "endpoint": row.endpoint}
    return S3Backend(row.bucket, prefix=row.prefix, patience=row.patience, region=row.region, **settings)
