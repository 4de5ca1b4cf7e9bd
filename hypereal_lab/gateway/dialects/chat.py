"""The dialect of `/chat/completions`: its request read, its answer and its stream written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from hypereal_lab.gateway.dialects.chat_messages import read_messages
from hypereal_lab.gateway.dialects.conversation import Conversation, Form, Usage
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.wire.chat import (
    DEFAULT_TOKENS,
    MOST_TOKENS,
    ChatAnswer,
    ChatBody,
    ChatChoice,
    ChatChunk,
    ChatChunkChoice,
    ChatDelta,
    ChatMessage,
    ChatUsage,
)
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.money import Credits

__all__ = ["ChatStream", "read_chat", "whole_answer"]

_FORMS = ("text", "json_object", "json_schema")
_MOST_STOPS = 4
_KNOWN = frozenset(ChatBody.__struct_fields__)


def read_chat(body: ChatBody, raw: bytes) -> Conversation:
    """The conversation of a request. Raises `Refused`: 400 that names the place of what is wrong."""
    _between("temperature", body.temperature, 0, 2)
    _between("top_p", body.top_p, 0, 1)
    _one_answer(body.n)
    _no_forced_tool(body.tool_choice)
    return Conversation(
        messages=read_messages(body.messages),
        limit=_limit(body),
        temperature=1.0 if body.temperature is None else body.temperature,
        top_p=1.0 if body.top_p is None else body.top_p,
        seed=body.seed,
        stop=_stops(body.stop),
        form=_form(body.response_format),
        more={name: value for name, value in msgspec.json.decode(raw).items() if name not in _KNOWN},
    )


def whole_answer(
    request_id: str, model: str, created: int, text: str, reason: str, usage: Usage, charged: Credits
) -> ChatAnswer:
    """The answer in one piece."""
    return ChatAnswer(
        id=_name(request_id),
        created=created,
        model=model,
        choices=[ChatChoice(message=ChatMessage(role="assistant", content=text), finish_reason=reason)],
        usage=ChatUsage(prompt_tokens=usage.prompt, completion_tokens=usage.completion, total_tokens=usage.total),
        credits_used=charged.decimal,
    )


class ChatStream:
    """Writes the chunks of one stream.

    The usage stands in the chunk that also has the `finish_reason`, as a plain loop over `choices[0]` fails on a chunk
    without choices; that extra chunk comes only where `include_usage` asks for it.
    """

    def __init__(self, request_id: str, created: int, body: ChatBody) -> None:
        self._id = _name(request_id)
        self._created = created
        self._model = body.model or ""
        self._apart = (body.stream_options or {}).get("include_usage") is True
        self._begun = False

    def piece(self, text: str) -> bytes:
        """A little more of the answer; the first also says who speaks."""
        delta = ChatDelta(content=text) if self._begun else ChatDelta(role="assistant", content=text)
        self._begun = True
        return self._event(ChatChunkChoice(delta=delta), usage=None if self._apart else msgspec.UNSET)

    def ending(self, answer: ChatAnswer) -> bytes:
        """All that comes after the last piece."""
        before = b"" if self._begun else self.piece("")
        last = ChatChunkChoice(finish_reason=answer.choices[0].finish_reason)
        bill = {"usage": answer.usage, "credits_used": answer.credits_used}
        events = self._event(last, usage=None) + self._event(**bill) if self._apart else self._event(last, **bill)
        return before + events + b"data: [DONE]\n\n"

    def _event(self, *choices: ChatChunkChoice, **more: Any) -> bytes:
        chunk = ChatChunk(id=self._id, created=self._created, model=self._model, choices=list(choices), **more)
        return b"data: " + encode(chunk) + b"\n\n"


def _name(request_id: str) -> str:
    return f"chatcmpl-{request_id.removeprefix('req_')}"


def _limit(body: ChatBody) -> int:
    """More than anything here could write is brought back, as agents ask for all they can get."""
    if body.limit is None:
        return DEFAULT_TOKENS
    if body.limit < 1:
        field = "max_tokens" if body.max_completion_tokens is None else "max_completion_tokens"
        raise bad_request(f"{field} {body.limit} must be at least 1.", param=field)
    return min(body.limit, MOST_TOKENS)


def _between(field: str, value: float | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise bad_request(f"{field} {value:g} must be from {least} to {most}.", param=field)


def _one_answer(n: int | None) -> None:
    if n not in (None, 1):
        raise bad_request(f"n {n}: one answer is written per call; send the call {n} times.", param="n", allowed=[1])


def _no_forced_tool(choice: object) -> None:
    """Tools may be offered, as agents always do; a call of one cannot be promised."""
    if choice not in (None, "auto", "none"):
        words = "tool_choice: this gateway calls no tools yet; leave it out, or set it to auto or none."
        raise bad_request(words, param="tool_choice", code="unsupported", allowed=["auto", "none"])


def _stops(stop: str | list[str] | None) -> tuple[str, ...]:
    found = (stop,) if isinstance(stop, str) else tuple(stop or ())
    if len(found) > _MOST_STOPS or not all(found):
        raise bad_request(f"stop takes up to {_MOST_STOPS} texts, none of them empty.", param="stop")
    return found


def _form(wanted: Mapping[str, Any] | None) -> Form | None:
    kind = "text" if wanted is None else wanted.get("type")
    if kind not in _FORMS:
        words = f"response_format.type must be one of {', '.join(_FORMS)}."
        raise bad_request(words, param="response_format.type", allowed=list(_FORMS))
    if wanted is None or kind != "json_schema":
        return Form() if kind == "json_object" else None
    named = wanted.get("json_schema")
    schema = named.get("schema") if isinstance(named, dict) else None
    if not isinstance(schema, dict):
        words = "response_format.json_schema.schema must be a JSON schema, an object."
        raise bad_request(words, param="response_format.json_schema.schema")
    return Form(schema)
