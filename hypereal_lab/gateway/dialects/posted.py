"""One request as it was posted: which model, whole or streamed, and what of it is for the gateway or passed on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import msgspec

from hypereal_lab.gateway.dialects.options import Options, read_options
from hypereal_lab.gateway.dialects.reading import text_at
from hypereal_lab.gateway.refusals import bad_request

__all__ = ["Posted"]

_fields = msgspec.json.Decoder(dict[str, msgspec.Raw])


class Posted:
    """What the requests of all dialects have in common."""

    def __init__(self, raw: bytes, model: str | None, *, stream: bool, native: str | None = None) -> None:
        self._raw = raw
        self._model = model
        self._stream = stream
        self.native = native
        """The dialect in which a provider may take the request as it was posted; None where it has to be converted."""

    @property
    def model(self) -> str | None:
        return self._model

    @property
    def stream(self) -> bool:
        return self._stream

    @property
    def intent(self) -> str | None:
        """What the model shall be good for, where none is named. Raises `Refused`: 400 where it is no text."""
        wanted = self._field("intent")
        return None if wanted is None else text_at("intent", wanted)

    @cached_property
    def options(self) -> Options:
        """What is asked of this gateway itself. Raises `Refused`: 400."""
        return read_options(self._field("hypereal"))

    def more(self, read: Collection[str]) -> dict[str, msgspec.Raw]:
        """All outermost fields but those that are `read` here, each the very bytes that were sent.

        Nothing inside them is looked at. Raises `Refused`: 400 where they are not even text.
        """
        more = {name: value for name, value in self._outer.items() if name not in read}
        with _as_json():
            for value in more.values():
                str(memoryview(value), "utf-8")  # no decoder looked at what is only passed on
        return more

    @cached_property
    def _outer(self) -> dict[str, msgspec.Raw]:
        with _as_json():
            return _fields.decode(self._raw)

    def _field(self, name: str) -> Any:
        """A field of the outermost object; None where it is not there."""
        found = self._outer.get(name)
        with _as_json():
            return None if found is None else msgspec.json.decode(found)


@contextmanager
def _as_json() -> Iterator[None]:
    try:
        yield
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise bad_request(f"The body is not JSON: {error}.", code="invalid_json") from None
