"""JSON objects of which single fields are read or written while all others keep their bytes."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec

from hypereal_lab.wire.codec import encode

__all__ = [
    "NO_JSON",
    "OURS",
    "arguments_of",
    "fields_of",
    "inlined",
    "put_in",
    "set_in",
    "text_of",
    "with_data",
    "written",
]

OURS = ("hypereal", "intent")
"""Fields of a request that are meant for this gateway and go no further."""

NO_JSON = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What a decoder raises for bytes that are not of its form."""
_decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])
_KINDS = {"": "text/plain", "image/jpg": "image/jpeg"}
"""Names of media types that are used and are none."""


def fields_of(raw: bytes) -> dict[str, msgspec.Raw]:
    """The fields of an object, each as it was written. Raises `msgspec.DecodeError`."""
    return _decoder.decode(raw)


def written(fields: Mapping[str, Any]) -> bytes:
    """An object of fields, of which those that are `Raw` keep their bytes."""
    return encode(fields)


def put_in(raw: bytes, name: str, value: Decimal | bytes) -> bytes:
    """One more field at the end of an object that is not empty; nothing else changes. `bytes` are JSON already."""
    text = raw.rstrip()
    end = value if isinstance(value, bytes) else encode(value)
    return text[:-1] + b"," + encode(name) + b":" + end + b"}"


def set_in(raw: bytes, name: str, value: Decimal | bytes) -> bytes:
    """One field of an object written anew, or one more at its end; the others keep their bytes."""
    fields = fields_of(raw)
    if fields and name not in fields:
        return put_in(raw, name, value)
    return written({**fields, name: msgspec.Raw(value) if isinstance(value, bytes) else value})


def with_data(event: bytes, data: bytes, new: bytes) -> bytes:
    """A server-sent event in which the text `data` of its data lines is replaced; its other lines stay."""
    place = event.find(data)
    if place >= 0:
        return event[:place] + new + event[place + len(data) :]
    others = [line for line in event.splitlines() if line and not line.startswith(b"data:")]
    return b"\n".join([*others, *[b"data: " + line for line in new.splitlines()]]) + b"\n\n"


def text_of(raw: msgspec.Raw) -> str:
    """A field as text, such as the arguments of a call; bytes that are none, which no decoder has looked at, are told
    by the sign that stands for them.
    """
    return bytes(raw).decode(errors="replace")


def inlined(url: str) -> tuple[str, str] | None:
    """Media type and base64 text of a data URL; None for a link."""
    if url[:5].lower() != "data:":
        return None
    head, _, data = url[5:].partition(",")
    kind, *words = head.split(";")
    if "base64" not in (word.lower() for word in words):
        data = base64.b64encode(unquote_to_bytes(data)).decode()
    return _KINDS.get(kind.lower(), kind.lower()), data


def arguments_of(arguments: str) -> msgspec.Raw:
    """Of a call, with their own bytes; those that the limit cut are no object, and an empty one stands for them."""
    try:
        msgspec.json.decode(arguments, type=dict[str, Any])
    except msgspec.DecodeError:
        return msgspec.Raw(b"{}")
    return msgspec.Raw(arguments.encode())
