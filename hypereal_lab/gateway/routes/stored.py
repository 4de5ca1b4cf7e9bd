"""The bytes of a stored object as an answer: whole or a range, whichever backend keeps them."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from email.utils import formatdate

from starlette.responses import Response, StreamingResponse

from hypereal_lab.gateway.refusals import refused
from hypereal_lab.gateway.routes.files import check_range
from hypereal_lab.gateway.storage import Objects, StoredObject
from hypereal_lab.gateway.visit import Visit

__all__ = ["stored_bytes"]

_RANGE = re.compile(r"bytes=\s*(\d*)-(\d*)\s*", re.ASCII)
"""One range. Several at once are answered with the whole, as RFC 9110 allows (14.2)."""

log = logging.getLogger("hypereal_lab.gateway")


async def stored_bytes(visit: Visit, item: StoredObject, objects: Objects, headers: dict[str, str]) -> Response:
    """The answer; its first bytes are read before its status is said, so that what cannot come is refused in words.

    Raises a 410 for bytes that are lost, a 416, and a 503 where the backend does not answer now.
    """
    told = {
        **headers,
        "accept-ranges": "bytes",
        "etag": f'"{item.sha256}"',
        "last-modified": formatdate(item.created, usegmt=True),
    }
    if visit.header(b"if-none-match") in (told["etag"], "*"):
        return Response(status_code=304, headers=told)
    check_range(visit, item.size)
    span = _span(visit, item.size, told)
    first, length = span or (0, item.size)
    told["content-length"] = str(length)
    if span is not None:
        told["content-range"] = f"bytes {first}-{first + length - 1}/{item.size}"
    status = 200 if span is None else 206
    if visit.scope["method"] == "HEAD":
        return Response(status_code=status, headers=told, media_type=item.media_type)
    pieces = objects.pieces(item, first, length)
    begin = await _begin(item, pieces)
    return StreamingResponse(_with(begin, pieces), status, told, item.media_type)


def _span(visit: Visit, size: int, told: dict[str, str]) -> tuple[int, int] | None:
    """First byte and length of the one range that was asked for; None for the whole."""
    found = _RANGE.fullmatch(visit.header(b"range") or "")
    unless = visit.header(b"if-range")
    kept = any(name == b"range" for name, _ in visit.scope["headers"])  # a range in unknown words is none
    if found is None or not kept or unless not in (None, told["etag"], told["last-modified"]):
        return None
    first, last = found.groups()
    if not first:
        length = min(size, int(last))
        return size - length, length
    return int(first), min(size, int(last) + 1 if last else size) - int(first)


async def _begin(item: StoredObject, pieces: AsyncIterator[bytes]) -> bytes:
    try:
        return await anext(pieces)
    except FileNotFoundError:
        raise refused(410, "gone", "The bytes of this object are lost; upload it again.", code="lost") from None
    except OSError as error:
        log.error("the bytes of %s cannot be read: %s", item.id, error)
        words = "The bytes cannot be read now; nothing is lost. Try again later."
        headers = {"retry-after": "5"}
        raise refused(503, "upstream_unavailable", words, code="storage_failed", headers=headers) from error


async def _with(begin: bytes, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield begin
    async for piece in pieces:
        yield piece
