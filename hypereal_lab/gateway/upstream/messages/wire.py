"""The wire of Anthropic: `/messages`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from hypereal_lab.gateway.dialects import Told
from hypereal_lab.gateway.providers.base import Asked, TextOrder
from hypereal_lab.gateway.upstream.error_bodies import sentence_of
from hypereal_lab.gateway.upstream.events import EventCutter, data_of
from hypereal_lab.gateway.upstream.messages.caching import is_wanted, with_mark
from hypereal_lab.gateway.upstream.messages.reader import MessagesReader, is_end
from hypereal_lab.gateway.upstream.messages.request import request_of
from hypereal_lab.gateway.upstream.raw import OURS, fields_of, set_in, with_data, written
from hypereal_lab.gateway.upstream.wire import Sending
from hypereal_lab.wire.codec import encode

__all__ = ["MessagesWire"]

_PATH = "/messages"
_VERSION, _BETA = "anthropic-version", "anthropic-beta"
_USUAL = "2023-06-01"
_CREDITS = "creditsUsed"
_OF_BETAS = {"context_management": "context-management-", "mcp_servers": "mcp-client-", "speed": "fast-mode-"}
"""Fields that Anthropic refuses without a beta, and how its value begins."""
_STOP = b'event: message_stop\ndata: {"type":"message_stop"}\n\n'


class MessagesWire:
    """Asks for a message. `betas` are the values of `anthropic-beta` that callers may have passed on; with `cache`,
    requests without marks of their own get the one of the Hypereal Cache.
    """

    dialect = "messages"

    def __init__(self, betas: frozenset[str] = frozenset(), *, cache: bool = True) -> None:
        self._betas = betas
        self._cache = cache

    def converted(self, order: TextOrder, model: str) -> Sending:
        """A conversation as Anthropic takes it; `request_of` says what becomes of the rest."""
        asked = order.asked
        fields = {name: msgspec.Raw(encode(value)) for name, value in request_of(order, model).items()}
        options = order.conversation.more.get("hypereal")
        return self._sending(fields, options, {} if asked is None else asked.headers)

    def passed(self, asked: Asked, model: str) -> Sending:
        """The model, what is meant for this gateway, the mark of the cache, and fields of betas that are not passed on,
        are all that changes.
        """
        fields = fields_of(asked.raw)
        own = {name: value for name, value in fields.items() if name not in OURS}
        return self._sending({**own, "model": msgspec.Raw(encode(model))}, fields.get("hypereal"), asked.headers)

    def headers(self, key: str | None) -> dict[str, str]:
        """The version is with each request, as its caller may name one."""
        return {} if key is None else {"x-api-key": key}

    def reader(self) -> MessagesReader:
        return MessagesReader()

    def close(self, held: bytes, told: Told, asked: Asked) -> bytes:
        """`creditsUsed` stands in the `message_delta` that tells the reason, or in the whole message. A stream
        that broke off behind that event is given its last one.
        """
        cost = encode(told.charged)
        if not asked.stream:
            return set_in(held, _CREDITS, cost)
        cutter = EventCutter()
        events = [*cutter.feed(held), *cutter.end()]
        kinds = [is_end(data_of(event)) for event in events]
        if "message_delta" in kinds:
            last = len(kinds) - 1 - kinds[::-1].index("message_delta")
            data = data_of(events[last])
            events[last] = with_data(events[last], data, set_in(data, _CREDITS, cost))
        return b"".join(events if "message_stop" in kinds else [*events, _STOP])

    def problem(self, status: int, body: bytes) -> str:
        return sentence_of(body)

    def _sending(
        self, fields: Mapping[str, msgspec.Raw], options: msgspec.Raw | None, asked: Mapping[str, str]
    ) -> Sending:
        """A field goes only with the beta that its caller named for it."""
        betas = [one.strip() for one in asked.get(_BETA, "").split(",")]
        withheld = tuple([one for one in betas if one not in self._betas])
        own = {name: raw for name, raw in fields.items() if not _is_of(name, withheld)}
        marked = with_mark(own) if self._cache and is_wanted(options) else own
        allowed = ",".join([one for one in betas if one in self._betas])
        headers = {_VERSION: asked.get(_VERSION) or _USUAL, **({_BETA: allowed} if allowed else {})}
        return Sending(_PATH, written(marked), headers)


def _is_of(name: str, betas: Sequence[str]) -> bool:
    begins = _OF_BETAS.get(name)
    return begins is not None and any(one.startswith(begins) for one in betas)
