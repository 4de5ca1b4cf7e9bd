"""Reading what was posted, and writing JSON back."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from hypereal_lab.gateway.refusals import Refused, bad_request, refused, unknown_field

__all__ = ["Handler", "json", "parse", "read_body"]

T = TypeVar("T", bound=msgspec.Struct)

MOST = 64 * 1024 * 1024
"""Bytes of a body: four reference images as data URLs with room to spare."""

_UNKNOWN = re.compile(r"unknown field `(.*?)`")
_PLACE = re.compile(r"at `\$\.(.+?)`")


class Handler:
    """An ASGI app around one coroutine; leaner than Starlette's own wrapper, which would handle errors twice."""

    def __init__(self, answer: object) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response: Response = await self._answer(Request(scope, receive))  # type: ignore[operator]
        await response(scope, receive, send)


async def read_body(request: Request) -> bytes:
    """The whole body. Raises 413 before it is read where its length says so."""
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > MOST:
        raise _too_large()
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST:
            raise _too_large()
        parts.append(part)
    return b"".join(parts)


def parse(body: bytes, decoder: msgspec.json.Decoder[T], fields: tuple[str, ...]) -> T:
    """A request object. Raises a 400 that names the field."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _invalid(str(error), fields) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise bad_request(f"The body is not JSON: {error}.", code="invalid_json") from None


def json(body: bytes, headers: dict[str, str] | None = None) -> Response:
    """A 200 with JSON that is written already."""
    return Response(body, media_type="application/json", headers=headers)


def _invalid(words: str, fields: tuple[str, ...]) -> Refused:
    unknown = _UNKNOWN.search(words)
    if unknown:
        return unknown_field(unknown[1], fields)
    place = _PLACE.search(words)
    expected = words.split(" - at ", maxsplit=1)[0].replace("`", "")
    if not place:
        return bad_request(f"The body must be a JSON object: {expected}.", code="invalid_json")
    return bad_request(f"{place[1]}: {expected}.", param=place[1], code="invalid_type")


def _too_large() -> Refused:
    return refused(
        413, "payload_too_large", f"The body is larger than {MOST // 2**20} MiB; send links to large images."
    )
