"""JSON in and out: amounts stay exact decimals, and fields nobody told us about are kept."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

import msgspec

__all__ = ["Answer", "encode", "read"]

_encoder = msgspec.json.Encoder(decimal_format="number")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The base of what a server says: known fields by name, the others in `extra`."""

    unknown: dict[str, Any] | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="extra")
    """Unset rather than empty, so that an answer of ours is sent without it."""

    @property
    def extra(self) -> dict[str, Any]:
        """Fields of the answer that this version does not know."""
        return {} if self.unknown is msgspec.UNSET else self.unknown


A = TypeVar("A", bound=Answer)


def encode(value: Any) -> bytes:
    """JSON with decimals as plain numbers."""
    return _encoder.encode(value)


def read(body: bytes, kind: type[A]) -> A:
    """Read an answer, keeping unknown fields. Raises `msgspec.ValidationError` or `msgspec.DecodeError`."""
    answer = msgspec.json.decode(body, type=kind, strict=False)
    whole = msgspec.json.decode(body)
    known = _known(kind)
    extra = {name: value for name, value in whole.items() if name not in known}
    return msgspec.structs.replace(answer, unknown=extra) if extra else answer


@lru_cache(maxsize=64)
def _known(kind: type[Answer]) -> frozenset[str]:
    """Names on the wire; asking the struct costs more than reading an answer."""
    return frozenset(field.encode_name for field in msgspec.structs.fields(kind))
