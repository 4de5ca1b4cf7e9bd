"""Words: `client.chat`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from hypereal_lab.catalog import Estimate, Quantity, estimate, load
from hypereal_lab.client.call import Call
from hypereal_lab.client.chat_stream import AsyncChatStream
from hypereal_lab.client.http import Http
from hypereal_lab.engines.text.tokens import count_prompt
from hypereal_lab.wire.chat import DEFAULT_TOKENS, MOST_TOKENS, ChatAnswer
from hypereal_lab.wire.routes import CHAT_COMPLETIONS

__all__ = ["AsyncChat", "Messages", "chat_quantity"]

_PICTURES = ("image_url", "image")
"""Parts of a message: as they travel, and as recipes name them."""

Messages = str | Sequence[Mapping[str, Any]]
"""What was said so far; a text alone is one message of the user."""


class AsyncChat:
    """Has a model write."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def complete(
        self,
        /,
        messages: Messages,
        *,
        model: str,
        system: str | None = None,
        max_tokens: int | None = None,
        temperature: float | None = None,
        seed: int | None = None,
        response_format: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        **more: Any,
    ) -> Call[ChatAnswer]:
        """One answer, whole. Raises on await what `hypereal_lab.errors` lists under `APIError`.

        `system` is said before all messages. `more` is sent as it is, such as `top_p` or `stop`. Raises `TypeError`
        for `stream`, as what comes back is one answer.
        """
        if more.get("stream"):
            raise TypeError("complete gives one whole answer; leave stream out, or use chat.stream")
        told = _given(max_tokens=max_tokens, temperature=temperature, seed=seed, response_format=response_format)
        sent = _body(model, _messages(messages, system), {**told, **more})
        key = idempotency_key or uuid.uuid4().hex
        return Call(
            lambda: self._http.post(CHAT_COMPLETIONS, sent, ChatAnswer, idempotency_key=key),
            title=f"answer by {model}",
            estimate=lambda: _estimate(sent),
        )

    def stream(
        self,
        /,
        messages: Messages,
        *,
        model: str,
        system: str | None = None,
        max_tokens: int | None = None,
        temperature: float | None = None,
        seed: int | None = None,
        response_format: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        **more: Any,
    ) -> AsyncChatStream:
        """The same while it is written: `async for chunk in ...`, then the whole in `.answer`.

        Raises in the loop what `complete` raises on await, and `StreamCut` where it ends before the answer does.
        """
        told = _given(max_tokens=max_tokens, temperature=temperature, seed=seed, response_format=response_format)
        extra = {"stream_options": {"include_usage": True}, **more, "stream": True}
        sent = _body(model, _messages(messages, system), {**told, **extra})
        return AsyncChatStream(self._http, sent, idempotency_key or uuid.uuid4().hex)


def _given(**inputs: Any) -> dict[str, Any]:
    """Those that have a value."""
    return {name: value for name, value in inputs.items() if value is not None}


def _body(model: str, messages: list[Any], more: Mapping[str, Any]) -> dict[str, Any]:
    body = {"model": model, "messages": messages, **more}
    return {name: dict(value) if name == "response_format" else value for name, value in body.items()}


def chat_quantity(body: Mapping[str, Any]) -> Quantity:
    """What the price of a chat call depends on: what is read, and the most that may be written."""
    limit = body.get("max_completion_tokens") or body.get("max_tokens")
    read = count_prompt(_content(message.get("content")) for message in body["messages"])
    written = min(limit, MOST_TOKENS) if isinstance(limit, int) else DEFAULT_TOKENS
    return Quantity(input_tokens=read, output_tokens=written)


def _messages(messages: Messages, system: str | None) -> list[Any]:
    said = [{"role": "user", "content": messages}] if isinstance(messages, str) else [dict(one) for one in messages]
    return said if system is None else [{"role": "system", "content": system}, *said]


def _content(content: object) -> tuple[list[str], int]:
    """Its texts and the number of its images."""
    if isinstance(content, str):
        return [content], 0
    parts = [part for part in content if isinstance(part, Mapping)] if isinstance(content, Sequence) else []
    texts = [part["text"] for part in parts if isinstance(part.get("text"), str)]
    return texts, sum(part.get("type") in _PICTURES for part in parts)


def _estimate(body: Mapping[str, Any]) -> Estimate:
    try:
        card = load().card(body["model"])
    except LookupError:
        return Estimate.unknown(f"no price is known for {body['model']}")
    return estimate(card, chat_quantity(body))
