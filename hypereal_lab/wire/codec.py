"""JSON in and out: amounts stay exact decimals, and fields nobody told us about are kept."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

import msgspec

__all__ = ["Answer", "encode", "read"]

_encoder = msgspec.json.Encoder(decimal_format="number")
_fields = msgspec.json.Decoder(dict[str, msgspec.Raw])
"""Names, and values that are only read where nobody told us about them."""


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
    decoder, known = _reading(kind)
    answer: A = decoder.decode(body)
    whole = _fields.decode(body)
    if known.issuperset(whole):
        return answer
    extra = {name: msgspec.json.decode(value) for name, value in whole.items() if name not in known}
    msgspec.structs.force_setattr(answer, "unknown", extra)  # nobody else has seen it yet
    return answer


@lru_cache(maxsize=64)
def _reading(kind: type[Answer]) -> tuple[msgspec.json.Decoder[Any], frozenset[str]]:
    """What reads it, and its names on the wire; making either costs more than reading an answer."""
    names = frozenset(field.encode_name for field in msgspec.structs.fields(kind))
    return msgspec.json.Decoder(kind, strict=False), names
