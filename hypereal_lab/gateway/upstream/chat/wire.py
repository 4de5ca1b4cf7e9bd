"""The wire of chat completions: OpenAI's older form, which most servers of models speak.

What it cannot express is left out of converted requests: what a model thought and its maker's seal, that a tool failed
(its words tell), and how much thinking is wanted in tokens. Pictures of tools and of models are shown by the user.
"""

from __future__ import annotations

from typing import Any

import msgspec

from hypereal_lab.gateway.dialects import Told
from hypereal_lab.gateway.providers.base import Asked, TextOrder
from hypereal_lab.gateway.upstream.chat.close import closed_stream, closed_whole
from hypereal_lab.gateway.upstream.chat.reader import ChatReader
from hypereal_lab.gateway.upstream.chat.request import converted_fields, more_of, passed_fields
from hypereal_lab.gateway.upstream.error_bodies import sentence_of
from hypereal_lab.gateway.upstream.raw import fields_of, written
from hypereal_lab.gateway.upstream.wire import Sending

__all__ = ["BearerWire", "ChatWire"]

_PATH = "/chat/completions"


class BearerWire:
    """What OpenAI's two wires share."""

    def headers(self, key: str | None) -> dict[str, str]:
        """Local servers often need no key."""
        told = {"content-type": "application/json"}
        return told if key is None else {**told, "authorization": f"Bearer {key}"}

    def problem(self, status: int, body: bytes) -> str:
        """The upstream's own sentence; empty where there is none."""
        return sentence_of(body)


class ChatWire(BearerWire):
    """Any endpoint compatible with OpenAI's chat completions."""

    dialect = "chat"

    def converted(self, order: TextOrder, model: str) -> Sending:
        """Words alone become one text, a line for each piece, as not every server reads parts."""
        fields = converted_fields(order.conversation, model)
        return Sending(_PATH, written({**fields, **more_of(order, self.dialect)}))

    def passed(self, asked: Asked, model: str) -> Sending:
        """A stream tells its usage, whether the caller asked for it or not."""
        fields = passed_fields(asked, model)
        if asked.stream:
            fields["stream_options"] = _counting(fields.get("stream_options"))
        return Sending(_PATH, written(fields))

    def reader(self) -> ChatReader:
        """For one answer."""
        return ChatReader()

    def close(self, held: bytes, told: Told, asked: Asked) -> bytes:
        """The usage stands beside `finish_reason`, or in a chunk of its own where the caller asked for that."""
        if not asked.stream:
            return closed_whole(held, told)
        return closed_stream(held, told, apart=_wants_usage(fields_of(asked.raw).get("stream_options")))


def _counting(options: msgspec.Raw | None) -> Any:
    if options is not None and _wants_usage(options):
        return options
    told = {} if options is None or bytes(options) == b"null" else fields_of(bytes(options))
    return {**told, "include_usage": True}


def _wants_usage(options: msgspec.Raw | None) -> bool:
    return options is not None and (msgspec.json.decode(options) or {}).get("include_usage") is True
