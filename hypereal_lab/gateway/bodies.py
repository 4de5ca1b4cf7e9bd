"""Reading what was posted."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from hypereal_lab.gateway.refusals import ClientGone, Refused, bad_request, refused, unknown_field
from hypereal_lab.gateway.visit import Visit

__all__ = ["MOST", "parse", "read_body"]

T = TypeVar("T")

MOST = 64 * 1024 * 1024
"""Bytes of a body: four reference images as data URLs with room to spare."""

_UNKNOWN = re.compile(r"unknown field `(.*?)`")
_PLACE = re.compile(r"at `\$\.(.+?)`")


async def read_body(visit: Visit) -> bytes:
    """The whole body. Raises 413 before it is read where its length says so, `ClientGone` where it ends early."""
    declared = visit.headers.get(b"content-length", b"")
    if declared.isdigit() and (len(declared) > len(str(MOST)) or int(declared) > MOST):
        raise _too_large()
    message = await visit.receive()
    if message["type"] == "http.request" and not message.get("more_body", False):
        body: bytes = message.get("body", b"")
        return _within(body)
    parts = bytearray()
    while message["type"] == "http.request":
        parts += message.get("body", b"")
        _within(parts)
        if not message.get("more_body", False):
            return bytes(parts)
        message = await visit.receive()
    raise ClientGone


def parse(body: bytes, decoder: msgspec.json.Decoder[T], fields: tuple[str, ...]) -> T:
    """A request object. Raises a 400 that names the field."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _invalid(str(error), fields) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise bad_request(f"The body is not JSON: {error}.", code="invalid_json") from None


B = TypeVar("B", bytes, bytearray)


def _within(body: B) -> B:
    if len(body) > MOST:
        raise _too_large()
    return body


def _invalid(words: str, fields: tuple[str, ...]) -> Refused:
    """What msgspec says in its own words, as a field and a sentence."""
    unknown, place = _UNKNOWN.search(words), _PLACE.search(words)
    if unknown:
        return unknown_field(unknown[1], fields, place[1] if place else None)
    expected = words.split(" - at ", maxsplit=1)[0].replace("`", "")
    if not place:
        return bad_request(f"The body must be a JSON object: {expected}.", code="invalid_json")
    return bad_request(f"{place[1]}: {expected}.", param=place[1], code="invalid_type")


def _too_large() -> Refused:
    words = f"The body is larger than {MOST // 2**20} MiB; send links to large images."
    return refused(413, "payload_too_large", words, code="body_too_large")
