"""The wire of Google: `generateContent`."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec

from hypereal_lab.gateway.dialects import Told
from hypereal_lab.gateway.providers.base import Asked, TextOrder
from hypereal_lab.gateway.upstream.error_bodies import sentence_of
from hypereal_lab.gateway.upstream.events import EventCutter, data_of
from hypereal_lab.gateway.upstream.gemini.reader import GeminiReader
from hypereal_lab.gateway.upstream.gemini.request import request_of
from hypereal_lab.gateway.upstream.raw import OURS, fields_of, set_in, with_data, written
from hypereal_lab.gateway.upstream.wire import Sending
from hypereal_lab.wire.codec import encode

__all__ = ["GeminiWire"]

_OURS = (*OURS, "model", "stream")
"""Google has the last two in the path."""
_CREDITS = "creditsUsed"


class GeminiWire:
    """Asks for content."""

    dialect = "gemini"

    def converted(self, order: TextOrder, model: str) -> Sending:
        """A conversation as Google takes it; `request_of` says what becomes of the rest."""
        return Sending(_path(model, stream=True), encode(request_of(order, model)))

    def passed(self, asked: Asked, model: str) -> Sending:
        """What is meant for this gateway is left out; texts where Google wants contents become such."""
        fields = fields_of(asked.raw)
        own: dict[str, Any] = {name: _content(name, raw) for name, raw in fields.items() if name not in _OURS}
        body = asked.raw if own == fields else written(own)
        return Sending(_path(model, stream=asked.stream), body)

    def headers(self, key: str | None) -> dict[str, str]:
        return {} if key is None else {"x-goog-api-key": key}

    def reader(self) -> GeminiReader:
        return GeminiReader()

    def close(self, held: bytes, told: Told, asked: Asked) -> bytes:
        """`creditsUsed` stands in the last chunk, or in the whole answer."""
        cost = encode(told.charged)
        if not asked.stream:
            return set_in(held, _CREDITS, cost)
        cutter = EventCutter()
        events = [*cutter.feed(held), *cutter.end()]
        last = max((place for place, event in enumerate(events) if data_of(event)), default=None)
        if last is not None:
            data = data_of(events[last])
            events[last] = with_data(events[last], data, set_in(data, _CREDITS, cost))
        return b"".join(events)

    def problem(self, status: int, body: bytes) -> str:
        return sentence_of(body)


def _path(model: str, *, stream: bool) -> str:
    named = quote(model.removeprefix("models/"), safe="")
    return f"/models/{named}:{'streamGenerateContent?alt=sse' if stream else 'generateContent'}"


def _content(name: str, raw: msgspec.Raw) -> msgspec.Raw:
    """Google's libraries take a text for a content, its servers do not."""
    text = bytes(raw)
    if text[:1] != b'"':
        return raw
    match name:
        case "contents":
            return msgspec.Raw(b'[{"role":"user","parts":[{"text":' + text + b"}]}]")
        case "systemInstruction" | "system_instruction":
            return msgspec.Raw(b'{"parts":[{"text":' + text + b"}]}")
        case _:
            return raw
