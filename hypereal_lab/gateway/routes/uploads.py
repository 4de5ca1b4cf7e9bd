"""Signed links of storage: `PUT /uploads/{id}` takes bytes, `GET /stored/{id}/{name}` gives them. No key is needed."""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import quote

from starlette.responses import Response

from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import ClientGone, Refused, bad_request, refused
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.stored import stored_bytes
from hypereal_lab.gateway.storage import Incomplete, StoredObject, UploadBusy, WrongBytes
from hypereal_lab.gateway.storage.signing import Use
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.storage import ReceivedAnswer

__all__ = ["PART", "Uploads", "refusing"]

PART = 8 * 1024 * 1024
"""Bytes of one part, as advised; others are taken too."""
_SILENCE = 60.0
"""Seconds without a byte after which an upload is broken off; it can be gone on with."""
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})", re.ASCII)
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/=]{44}):", re.ASCII)
_SHOWN = ("image/", "audio/", "video/")
"""Types that a browser shows in place; SVG is not among them, as it can carry scripts."""

log = logging.getLogger("hypereal_lab.gateway")


class _Part(NamedTuple):
    """What a PUT says of itself."""

    at: int
    length: int
    digest: bytes | None


class Uploads:
    """What a signed link allows, and nothing else."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._objects = parts.objects

    async def put(self, visit: Visit) -> Reply:
        """The whole, or with `Content-Range: bytes a-b/size` the next part of it.

        `Content-Digest: sha-256=:...:` is checked where it is sent. The bytes go to disk as they come.
        """
        item = self._find(visit, "put")
        if item.state == "stored":
            words = "This upload is complete already; begin another one for other bytes."
            raise refused(409, "conflict", words, code="already_stored")
        part = _read_part(visit, item)
        pieces = _pieces(visit)
        work = self._objects.receive(item, pieces, at=part.at, length=part.length, digest=part.digest)
        with refusing(item):
            received = await self._parts.protected.run(work)
        return Reply(encode(ReceivedAnswer(id=item.id, received=received, size=item.size)))

    async def received(self, visit: Visit) -> Reply:
        """How far the upload is, to go on with it."""
        item = self._find(visit, "put")
        return Reply(encode(ReceivedAnswer(id=item.id, received=self._objects.received(item), size=item.size)))

    async def get(self, visit: Visit) -> Response:
        """The bytes, wherever they are kept."""
        item = self._find(visit, "get")
        left = float(visit.query["expires"]) - self._parts.clock()
        return await stored_bytes(visit, item, self._objects, _headers(item, left))

    def _find(self, visit: Visit, use: Use) -> StoredObject:
        object_id = visit.place("object")
        expires = self._objects.signer.expiry(use, object_id, visit.query)
        if expires is None:
            words = "This link was not signed by this gateway, or was changed; ask for another one."
            raise refused(403, "permission_error", words, code="bad_signature")
        if expires <= self._parts.clock():
            words = "The time of this link is over; ask for another one."
            raise refused(410, "gone", words, code="expired")
        item = self._objects.rows.find(object_id)
        if item is None or (use == "get" and item.state != "stored"):
            raise refused(404, "not_found", "This object was deleted.", code="object_not_found")
        return item


@contextmanager
def refusing(item: StoredObject) -> Iterator[None]:
    """What can go wrong with the bytes of an object, as answers."""
    try:
        yield
    except UploadBusy:
        words = "Another request works on this very upload; wait for its end."
        raise refused(409, "conflict", words, code="busy", headers={"retry-after": "1"}) from None
    except Incomplete as error:
        words = f"{error.received} of {item.size} bytes came so far; the next part begins at byte {error.received}."
        raise refused(409, "conflict", words, code="out_of_order", received=error.received, size=item.size) from None
    except WrongBytes as error:
        raise bad_request(str(error), code=error.code) from None
    except OSError as error:
        log.error("the bytes of %s cannot be kept: %s", item.id, error)
        words = "The bytes cannot be kept now; what came before is safe. Go on with the upload later."
        raise refused(503, "upstream_unavailable", words, code="storage_failed") from error


def _read_part(visit: Visit, item: StoredObject) -> _Part:
    """What the headers promise, checked before the first byte is read."""
    at, length = _read_range(visit.header(b"content-range"), item.size)
    declared = visit.headers.get(b"content-length", b"")
    if declared and (not declared.isdigit() or len(declared) > 15 or int(declared) != length):
        words = f"The request has {declared[:20].decode('latin-1')} bytes and {length} were announced."
        raise bad_request(words, param="content-length", code="wrong_length")
    if visit.headers.get(b"content-encoding", b"identity") != b"identity":
        raise bad_request("Send the bytes as they are, without Content-Encoding.", param="content-encoding")
    return _Part(at, length, _read_digest(visit.header(b"content-digest")))


def _read_range(text: str | None, size: int) -> tuple[int, int]:
    """Begin and length."""
    if text is None:
        return 0, size
    found = _RANGE.fullmatch(text.strip())
    first, last, whole = map(int, found.groups()) if found else (1, 0, 0)
    if first > last or last >= size or whole != size:
        words = f"Content-Range must be `bytes first-last/{size}`, such as `bytes 0-{size - 1}/{size}`."
        raise bad_request(words, param="content-range")
    return first, last - first + 1


def _read_digest(text: str | None) -> bytes | None:
    if text is None:
        return None
    found = _DIGEST.fullmatch(text.strip())
    try:
        digest = base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error:
        digest = b""
    if len(digest) != 32:
        raise bad_request("Content-Digest must be `sha-256=:` with base64 and `:`.", param="content-digest")
    return digest


async def _pieces(visit: Visit) -> AsyncIterator[bytes]:
    """The body as it comes. Raises `ClientGone` where it ends early, and 408 where it stands still."""
    more = True
    while more:
        try:
            async with asyncio.timeout(_SILENCE):
                message = await visit.receive()
        except TimeoutError:
            raise _too_slow() from None
        if message["type"] != "http.request":
            raise ClientGone
        yield message.get("body", b"")
        more = message.get("more_body", False)


def _too_slow() -> Refused:
    words = f"No byte came for {_SILENCE:.0f} s; go on with the upload where it stopped."
    return refused(408, "invalid_request", words, code="timeout")


def _headers(item: StoredObject, left: float) -> dict[str, str]:
    shown = item.media_type.startswith(_SHOWN) and "svg" not in item.media_type
    return {
        "cache-control": f"private, max-age={max(0, int(left))}",
        "content-disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(item.name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
    }
