"""Storage: a ticket for an upload, and what is kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import msgspec

from hypereal_lab.wire.codec import Answer

__all__ = [
    "KINDS",
    "OBJECT_TYPE",
    "CompleteBody",
    "ObjectAnswer",
    "ObjectsAnswer",
    "ReceivedAnswer",
    "TicketAnswer",
    "TicketBody",
]

KINDS = ("dataset", "model", "lora", "output", "other")
"""What an object is kept for (gap of the API pages, our choice)."""
OBJECT_TYPE = "application/octet-stream"
"""Of an object whose type nobody named."""


class TicketBody(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel", forbid_unknown_fields=True
):
    """What is posted to `/storage/upload` before the bytes are sent."""

    filename: str = ""
    size: int = 0
    """Bytes."""
    content_type: str = OBJECT_TYPE
    kind: str = "other"
    sha256: str | None = None
    """Of the whole, as 64 hexadecimal digits; checked when the upload is completed."""


class CompleteBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What may be posted to `/storage/{id}/complete`."""

    sha256: str | None = None


class TicketAnswer(Answer, frozen=True, kw_only=True, rename="camel"):
    """Where the bytes go."""

    id: str
    key: str = ""
    upload_url: str
    """Opens without a key, until `expires_at`."""
    method: str = "PUT"
    headers: dict[str, str] = {}
    """To be sent with the bytes."""
    expires_at: Any = None
    """Unix seconds; other servers write text."""
    part_size: int | None = None
    """Bytes of one part where the server takes parts; None for a server that takes the whole only."""

    def __repr__(self) -> str:
        return f"<TicketAnswer {self.id}: {self.method} to {urlsplit(self.upload_url).netloc}>"


class ReceivedAnswer(Answer, frozen=True, kw_only=True):
    """How far an upload is."""

    id: str
    received: int
    """Bytes from the beginning; the next part begins there."""
    size: int


class ObjectAnswer(Answer, frozen=True, kw_only=True, rename="camel"):
    """One object."""

    id: str
    key: str = ""
    """`kind/id/filename`."""
    kind: str = "other"
    filename: str = ""
    size: int = 0
    """Bytes."""
    content_type: str = OBJECT_TYPE
    sha256: str | None = None
    created_at: Any = None
    """Unix seconds; other servers write text."""
    url: str | None = None
    """A signed link that opens without a key, until `url_expires_at`."""
    url_expires_at: float | None = None

    def __repr__(self) -> str:
        return f"<ObjectAnswer {self.key or self.id}, {self.size} bytes>"


class ObjectsAnswer(Answer, frozen=True, kw_only=True, rename="camel"):
    """Objects of one account, the newest first."""

    objects: list[ObjectAnswer] = msgspec.field(default_factory=list)
    next_cursor: str | None = None
    """Give it back to get the next page; None on the last one."""
