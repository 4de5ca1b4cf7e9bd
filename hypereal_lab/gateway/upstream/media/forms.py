"""Forms with files in them, written (`multipart/form-data`, RFC 7578)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from hypereal_lab.gateway.upstream.wire import Sending
from hypereal_lab.media import MEDIA_TYPES, MediaError, ending
from hypereal_lab.media.types import sniff

__all__ = ["Part", "form", "media_type_of"]


class Part(NamedTuple):
    """A field, or a file where `data` is bytes."""

    name: str
    data: str | bytes


def form(path: str, parts: Iterable[Part]) -> Sending:
    """The same parts make the same bytes."""
    told = list(parts)
    boundary = _boundary(told)
    body = b"".join(_written(boundary, part) for part in told) + b"--" + boundary + b"--\r\n"
    return Sending(path, body, {"Content-Type": f"multipart/form-data; boundary={boundary.decode()}"})


def media_type_of(data: bytes) -> str:
    """By its first bytes."""
    try:
        found = sniff(data)
    except MediaError:
        return "application/octet-stream"
    return found if found in MEDIA_TYPES else "application/octet-stream"


def _boundary(parts: list[Part]) -> bytes:
    """A hash of all that stands between, which therefore does not hold it."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.data if isinstance(part.data, bytes) else part.data.encode())
    return digest.hexdigest()[:32].encode()


def _written(boundary: bytes, part: Part) -> bytes:
    head = f'content-disposition: form-data; name="{part.name}"'
    if isinstance(part.data, str):
        return b"--%b\r\n%b\r\n\r\n%b\r\n" % (boundary, head.encode(), part.data.encode())
    kind = media_type_of(part.data)
    name = f"file{ending(kind)}"
    head = f'{head}; filename="{name}"\r\ncontent-type: {kind}'
    return b"--%b\r\n%b\r\n\r\n%b\r\n" % (boundary, head.encode(), part.data)
