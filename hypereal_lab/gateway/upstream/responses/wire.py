"""The wire of responses: OpenAI's newer form.

What it cannot express is left out of converted requests: stop words, the seed, that a tool failed (its words tell),
how much thinking is wanted in tokens, and thoughts without their maker's seal.
"""

from __future__ import annotations

import msgspec

from hypereal_lab.gateway.dialects import Told
from hypereal_lab.gateway.providers.base import Asked, TextOrder
from hypereal_lab.gateway.upstream.chat.request import more_of, passed_fields
from hypereal_lab.gateway.upstream.chat.wire import BearerWire
from hypereal_lab.gateway.upstream.events import EventCutter, data_of
from hypereal_lab.gateway.upstream.raw import fields_of, set_in, with_data, written
from hypereal_lab.gateway.upstream.responses.reader import ResponsesReader
from hypereal_lab.gateway.upstream.responses.request import converted_fields
from hypereal_lab.gateway.upstream.wire import Sending
from hypereal_lab.wire.codec import encode

__all__ = ["ResponsesWire"]

_PATH = "/responses"
_CREDITS = "creditsUsed"
_RESPONSE = "response"


class ResponsesWire(BearerWire):
    """OpenAI, and those who speak its newer form."""

    dialect = "responses"

    def converted(self, order: TextOrder, model: str) -> Sending:
        """With `reasoning` as the caller wrote it, where the dialect is the same."""
        fields = converted_fields(order.conversation, model)
        return Sending(_PATH, written({**fields, **more_of(order, self.dialect)}))

    def passed(self, asked: Asked, model: str) -> Sending:
        """Its usage is told without asking."""
        return Sending(_PATH, written(passed_fields(asked, model)))

    def reader(self) -> ResponsesReader:
        """For one answer."""
        return ResponsesReader()

    def close(self, held: bytes, told: Told, asked: Asked) -> bytes:
        """The price stands in the response itself, whole or in the event that completes it."""
        price = encode(told.charged)
        if not asked.stream:
            return set_in(held, _CREDITS, price)
        return b"".join([_priced(event, price) for event in EventCutter().feed(held)])


def _priced(event: bytes, price: bytes) -> bytes:
    data = data_of(event)
    try:
        response = bytes(fields_of(data)[_RESPONSE])
        priced = set_in(response, _CREDITS, price)
    except (msgspec.DecodeError, KeyError):  # the end mark, or an event about something else
        return event
    return with_data(event, data, data.replace(response, priced, 1))
